"""The lines of the list of plans, drawn in Python because fifty stand on a page. What people wrote is escaped here."""

from collections.abc import Iterable
from functools import cache
from html import escape

from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe

from plans.queries_list import PlanRow
from recovery.ui.drawn import due_date, status_tag
from recovery.ui.icons import shape


def lines(rows: Iterable[PlanRow]) -> SafeString:
    """One table row for each plan."""
    return mark_safe("".join(map(_line, rows)))  # noqa: S308  every text below is escaped


def _line(row: PlanRow) -> str:
    url = reverse("plan_overview", args=[row.id])
    late = ""
    if row.off_track:
        late = f' · <span class="hf-ink--red">{_late()} <b>{row.off_track} off track</b></span>'
    return (
        f'<tr><th scope="row"><span class="hf-muted">{row.reference}</span> '
        f'<a href="{url}">{escape(row.title)}</a></th>'
        f'<td data-label="Service">{escape(row.service)}</td>'
        f'<td data-label="State"><span>{_state(row.state)}</span></td>'
        f'<td data-label="Next due"><span>{due_date(row.next_due_on, short=True, empty="None")}</span></td>'
        f'<td data-label="Actions open"><span>{row.going}{late}</span></td>'
        f'<td data-label="Lead">{escape(row.lead or "Nobody yet")}</td></tr>'
    )


@cache
def _state(state: str) -> SafeString:
    return status_tag(state)


@cache
def _late() -> SafeString:
    return shape("square", "red", size=12)
