"""Refusals of the plans' own."""

from recovery.exceptions import Refused


class BadUpload(Refused):
    """The file cannot be taken. The sentence says why, and goes beside the file field."""


class Unread(Refused):
    """What is decided about has changed since the page was opened. The sentence goes beside the decision."""


class UnknownCommissioner(Refused):
    """No commissioning organisation has this code. The sentence goes beside the code field."""


class Altered(Exception):
    """The bytes of a stored file are no longer those that were received."""
