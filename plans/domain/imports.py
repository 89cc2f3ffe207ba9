"""A spreadsheet becomes a plan: received, arranged by somebody, and imported whole or not at all.

What the file held is kept only meanwhile. Columns that are no history are changed alone, so that the history records
who imported which file into which plan, and nothing of what else stood in it.
"""

import datetime
import hashlib
from pathlib import PurePosixPath

from plans.domain import drafting, plans
from plans.exceptions import BadUpload
from plans.models import Plan, SpreadsheetImport
from plans.spreadsheets import arrangement, reading
from plans.spreadsheets.outcome import Outcome
from recovery.exceptions import Refused
from recovery.tenancy import context
from recovery.verbs import verb

LARGEST = 8 * 1024**2
FORGOTTEN = datetime.timedelta(days=7)
"""What was begun and left is emptied after this long, when the next file comes."""


@verb
def receive(*, upload, by, at) -> SpreadsheetImport:
    """Read the file, or raise `BadUpload` with the reason."""
    content = upload.read(LARGEST + 1)
    if len(content) > LARGEST:
        raise BadUpload(
            f"The file is larger than {LARGEST // 1024**2} MB. Copy the sheet with your actions into a file of its own."
        )
    name = PurePosixPath(upload.name.replace("\\", "/")).name[-200:]
    sheets = reading.read(name, content)
    _empty_forgotten(at)
    made = SpreadsheetImport.objects.create(
        org_id=context.required().org_id,
        name=name,
        sha256=hashlib.sha256(content).hexdigest(),
        uploaded_at=at,
        uploaded_by=by.membership,
        created_at=at,
    )
    return _keep(made, sheets=sheets, arrangement=arrangement.first(sheets))


def _empty_forgotten(at) -> None:
    old = SpreadsheetImport.objects.filter(uploaded_at__lt=at - FORGOTTEN, finished_at=None, cancelled_at=None)
    for one in old:
        _over(one, cancelled_at=at)


def _keep(row: SpreadsheetImport, **unrecorded) -> SpreadsheetImport:
    SpreadsheetImport.objects.filter(pk=row.pk).update(**unrecorded)
    return SpreadsheetImport.objects.get(pk=row.pk)


def _over(row: SpreadsheetImport, **recorded) -> None:
    """Emptied first, and then ended, so that the history keeps nothing of what was in the file."""
    _keep(row, sheets=None, arrangement={})
    SpreadsheetImport.objects.filter(pk=row.pk).update(**recorded)


def _now(row: SpreadsheetImport) -> SpreadsheetImport:
    found = SpreadsheetImport.objects.select_for_update(of=("self",)).get(pk=row.pk)
    if found.over:
        raise Refused("This import is already over. Choose the file again to begin another.")
    return found


@verb
def arrange(*, row, by, at, **chosen) -> SpreadsheetImport:
    """What somebody said of the sheet, the header, the columns or the people."""
    row = _now(row)
    return _keep(row, arrangement=row.arrangement | chosen)


@verb
def cancel(*, row, by, at) -> None:
    _over(_now(row), cancelled_at=at)


@verb
def finish(*, row, outcome: Outcome, into=None, about=None, by, at) -> Plan:
    """Everything, in a new draft (`about`: what `plans.create` takes) or in one that is still empty; or nothing."""
    row = _now(row)
    if outcome.faults:
        raise Refused("Nothing was imported: some rows must be mended first.")
    reason = f"Imported from the spreadsheet “{row.name}”"
    plan = into or plans.create(by=by, at=at, reason=reason, **about)
    drafting.fill(plan=plan, content=outcome.content, by=by, at=at, reason=reason)
    _over(row, finished_at=at, plan=plan)
    _keep(row, notes=[[note.sheet, note.row, note.words] for note in outcome.notes])
    return plan
