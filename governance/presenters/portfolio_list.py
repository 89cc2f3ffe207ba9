"""The portfolio in words: what a commissioner reads of all the plans shared with them.

Its lines are drawn in Python, because a page repeats them. What people wrote is escaped here.
"""

import datetime
from collections.abc import Iterable
from html import escape

from django.utils.safestring import SafeString, mark_safe

from governance.queries.portfolio_list import Entry, Row
from plans import rules
from plans.enums import PlanState
from recovery import dates
from recovery.ui.addresses import address_of
from recovery.ui.drawn import status_tag
from recovery.ui.icons import shape


def lines(rows: Iterable[Row], today: datetime.date) -> SafeString:
    """One table row for each plan."""
    return mark_safe("".join(_line(row, today) for row in rows))  # noqa: S308  every text is escaped


def _line(row: Row, today: datetime.date) -> str:
    plan = row.plan
    verified = f'<span class="hf-under">{row.verified} verified</span>' if row.verified else ""
    return (
        f'<tr><th scope="row"><a href="{address_of("portfolio_plan", plan.id)}">{escape(plan.title)}</a>'
        f'<span class="hf-under">{escape(plan.provider)} · {escape(plan.service)} · {plan.reference}</span></th>'
        f'<td data-label="Stage now"><span>{_stage(row)}</span></td>'
        f'<td data-label="Due by now" class="hf-num"><span>{row.due}<span class="hf-muted"> of {row.actions}</span>'
        f"</span></td>"
        f'<td data-label="Complete" class="hf-num"><span>{row.complete}{verified}</span></td>'
        f'<td data-label="Overdue"><span>{_overdue(row, today)}</span></td>'
        f'<td data-label="Slips"><span>{row.slips}</span></td>'
        f'<td data-label="Red flags"><span>{_flags(plan, today)}</span></td></tr>'
    )


def _stage(row: Row) -> str:
    if row.plan.state != PlanState.ACTIVE:
        return status_tag(row.plan.state)
    if row.stage:
        return row.stage.label
    return "Every action is complete" if row.actions else "No action yet"


def _overdue(row: Row, today: datetime.date) -> str:
    if not row.overdue or row.plan.state not in rules.RUNNING:
        return "0"
    since = row.plan.late_since
    longest = f'<span class="hf-under">longest {dates.days((today - since).days)}</span>' if since else ""
    return f'{shape("square", "red", size=11)} <b class="hf-ink--red">{row.overdue}</b>{longest}'


def _flags(plan: Entry, today: datetime.date) -> str:
    if plan.oldest_flag is None:
        return '<span class="hf-muted">None open</span>'
    if not plan.unanswered:
        answer = "answered" if plan.flags == 1 else "all answered"
    else:
        answer = "no answer yet" if plan.flags == plan.unanswered else f"{plan.unanswered} without an answer"
    drawn, tone = ("flag", "red") if plan.unanswered else ("half-ring", "amber")
    age = dates.days(max((today - plan.oldest_flag).days, 0))
    return (
        f'{shape(drawn, tone, size=12)} <b class="hf-ink--{tone}">{plan.flags} open</b>'
        f'<span class="hf-under">oldest {age}, {answer}</span>'
    )


def nothing_shared(org) -> str:
    return (
        f"A provider shares a plan with {org.name} by its code, {org.code}. "
        "Give them this code; the plan appears here once it is approved."
    )
