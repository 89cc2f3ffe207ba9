"""How a plan came to stand where it stands: small lines beside the figures of its overview."""

import datetime
from collections.abc import Sequence

from django.utils.safestring import SafeString, mark_safe

from plans.enums import ActionState
from plans.queries import ActionRow
from recovery import dates
from recovery.ui.charts import spark

WEEKS = 9
POINTS = 12


def done_against_plan(rows: Sequence[ActionRow], start: datetime.date, today: datetime.date) -> SafeString:
    """Actions reported complete, and dashed how many were due by then on their original dates."""
    counted = [row for row in rows if row.action.state != ActionState.WITHDRAWN]
    days = _evenly(start, today)
    due = sorted(row.original_due_on for row in counted if row.original_due_on)
    done = sorted(dates.day_of(row.action.completed_at) for row in counted if row.action.completed_at)
    return _drawn([_until(done, day) for day in days], [_until(due, day) for day in days])


def off_track(rows: Sequence[ActionRow], start: datetime.date, today: datetime.date, tone: str) -> SafeString:
    """Actions with a missed date at the end of each of the last weeks, by the dates that were in force then."""
    weeks = [today - datetime.timedelta(days=7 * back) for back in range(WEEKS - 1, -1, -1)]
    weeks = [day for day in weeks if day >= start]
    missed = [spans for row in rows if (spans := [span for span in _missed(row) if span[0] < today])]
    return _drawn([sum(any(a < day <= b for a, b in spans) for spans in missed) for day in weeks], tone=tone)


def _missed(row: ActionRow) -> list[tuple[datetime.date, datetime.date]]:
    """Spans in which a date of this action was missed: after its first day, up to and with its second."""
    over = row.action.completed_at or row.action.withdrawn_at
    spans = []
    for one in row.milestones:
        if one.due_on is None:
            continue
        ended = one.done_at or one.withdrawn_at or over
        end = dates.day_of(ended) if ended else datetime.date.max
        due = one.original_due_on or one.due_on
        for extension in row.extensions[one.pk]:
            decided = dates.day_of(extension.decided_at)
            if decided > due:
                spans.append((due, min(decided, end)))
            due = extension.new_due_on
        if end > due:
            spans.append((due, end))
    return spans


def _evenly(start: datetime.date, today: datetime.date) -> list[datetime.date]:
    length = max((today - start).days, 1)
    return [start + datetime.timedelta(days=length * point // (POINTS - 1)) for point in range(POINTS)]


def _until(days: list[datetime.date], day: datetime.date) -> int:
    return sum(one <= day for one in days)


def _drawn(values: list[int], reference: list[int] = (), tone: str = "plain") -> SafeString | str:
    """Nothing, as long as nothing has happened."""
    if not any(values) and not any(reference):
        return ""
    return mark_safe(spark.draw(values, reference=reference, tone=tone))  # noqa: S308 (numbers alone)
