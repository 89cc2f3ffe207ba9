"""The lines of the list of plans, drawn in Python because fifty stand on a page. What people wrote is escaped here."""

import datetime
from collections.abc import Iterable
from functools import cache
from html import escape

from django.utils.safestring import SafeString, mark_safe

from plans.models.plan import reference
from plans.queries.plan_list import PlanRow
from recovery import dates
from recovery.ui.addresses import address_of
from recovery.ui.drawn import due_date, status_tag
from recovery.ui.icons import shape


def lines(rows: Iterable[PlanRow]) -> SafeString:
    """One table row for each plan."""
    today = dates.today()

    @cache  # many plans have something due on the same day
    def due(day: datetime.date | None) -> SafeString:
        return due_date(day, at=today, short=True, empty="None")

    return mark_safe("".join(_line(row, due(row.next_due_on)) for row in rows))  # noqa: S308  every text is escaped


def _line(row: PlanRow, due: SafeString) -> str:
    late = ""
    if row.off_track:
        late = f' · <span class="hf-ink--red">{_late()} <b>{row.off_track} off track</b></span>'
    return (
        f'<tr><th scope="row"><span class="hf-muted">{reference(row.number)}</span> '
        f'<a href="{address_of("plan_overview", row.id)}">{escape(row.title)}</a></th>'
        f'<td data-label="Service">{escape(row.service)}</td>'
        f'<td data-label="State"><span>{_state(row.state)}</span></td>'
        f'<td data-label="Earliest open date"><span>{due}</span></td>'
        f'<td data-label="Actions open"><span>{row.going}{late}</span></td>'
        f'<td data-label="Lead">{escape(row.lead or "Nobody yet")}</td></tr>'
    )


@cache
def _state(state: str) -> SafeString:
    return status_tag(state)


@cache
def _late() -> SafeString:
    return shape("square", "red", size=12)
