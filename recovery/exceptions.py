"""The two refusals every layer may raise. Their sentences are fit for the person who reads them."""


class Refused(Exception):
    """A rule says no. The message is a whole sentence: why, and who could. Shown with status 403."""


class Stale(Exception):
    """Somebody else changed the row since this form was opened. `current` is the row as it is now."""

    def __init__(self, current):
        super().__init__("Somebody else changed this while you were writing.")
        self.current = current
