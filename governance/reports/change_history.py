"""The change history of a plan for documents and the auditor's page, in the words that the apps registered.

Long texts are cut here; the data embedded in the pack has them whole.
"""

from collections.abc import Iterable

from governance.reports.references import short
from recovery.history import presenters
from recovery.history.models import Event

LONGEST = 240
"""Characters of one value on paper."""


def changes(events: Iterable[Event], *, whole: bool = True) -> list[dict]:
    """Reads the names behind ids, so it runs inside the asker's tenant. `whole`: every change alone, with what was
    first written."""
    found = presenters.entries(events, whole=whole)
    for entry in found:
        del entry["event"]
        entry["why"] = short(entry["why"], LONGEST)
        entry["changes"] = [
            change | {"before": short(change["before"], LONGEST), "after": short(change["after"], LONGEST)}
            for change in entry["changes"]
        ]
    return found
