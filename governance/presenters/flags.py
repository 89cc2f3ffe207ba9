"""Red flags in words: what, since when, whose, what was promised, and what is asked of whom."""

import datetime
from typing import Any

from django.urls import reverse

from governance import rules
from governance.enums import LADDER, FlagKind
from governance.models import Acknowledgement, RedFlag
from governance.queries.flags import events
from recovery import dates
from recovery.history import presenters as history
from recovery.history.presenters import Words
from recovery.tenancy.enums import Role


def rung_name(rung: int) -> str:
    """Who stands on this rung: the owner, the governance lead."""
    who = LADDER[rung][0]
    return f"the {Role(who).label.lower() if isinstance(who, Role) else who}"


def rungs_reached(rung: int | None) -> str:
    """The rungs up to this one, as a list: The owner, the governance lead."""
    if not rung:
        return "Nobody yet"
    words = ", ".join(rung_name(number) for number in sorted(LADDER) if number <= rung)
    return words[:1].upper() + words[1:]


def title(flag: RedFlag) -> str:
    if flag.kind == FlagKind.FORECAST_SLIP:
        return f"Forecast to miss {dates.uk_date(flag.due_on)}"
    return f"Not done by {dates.uk_date(flag.due_on)}"


def subject(flag: RedFlag) -> str:
    """What it is about. A completion milestone is its action."""
    milestone, action = flag.milestone, flag.milestone.action
    named = f"{action.reference} {action.title}"
    return named if milestone.is_completion else f"{milestone.name} ({named})"


def state(flag: RedFlag, today: datetime.date) -> str:
    """open, acknowledged (a promise stands) or resolved. A key of `recovery.ui.status`."""
    if flag.closed_at:
        return "resolved"
    return "acknowledged" if rules.standing(flag.answers, today) else "open"


def age(flag: RedFlag, today: datetime.date) -> str:
    until = dates.day_of(flag.closed_at) if flag.closed_at else today
    days = (until - flag.since).days
    return dates.days(days) if days > 0 else "today" if not flag.closed_at else "the same day"


def last_answer(flag: RedFlag) -> Acknowledgement | None:
    return flag.answers[-1] if flag.answers else None


def missed(answer: Acknowledgement, flag: RedFlag, today: datetime.date) -> bool:
    return not flag.closed_at and answer.promised_on < today


def promise_words(flag: RedFlag, today: datetime.date) -> str:
    """What was promised, in a sentence for an email or a fact."""
    answer = last_answer(flag)
    if answer is None:
        return "Nothing yet"
    when = f"by {dates.uk_date(answer.promised_on)}"
    if missed(answer, flag, today):
        when += ", which has passed"
    return f"“{answer.promise}” {when} ({answer.acknowledged_by.name}, {dates.uk_date(answer.acknowledged_at)})"


def due_words(flag: RedFlag) -> str:
    original = flag.milestone.original_due_on
    words = dates.uk_date(flag.due_on)
    return f"{words}, originally {dates.uk_date(original)}" if original and original != flag.due_on else words


def card(flag: RedFlag, today: datetime.date) -> dict[str, Any]:
    """Arguments of {% flag_card %}."""
    action, answer = flag.milestone.action, last_answer(flag)
    return {
        "title": subject(flag),
        "since": flag.since,
        "subject": f"{title(flag)}. {flag.plan.reference} {flag.plan.title}, {flag.plan.service.name}",
        "href": reverse("flag_detail", args=[flag.pk]),
        "state": state(flag, today),
        "owner": action.owner.name if action.owner else "Nobody",
        "owner_title": action.owner.job_title if action.owner else "",
        "rung": rungs_reached(flag.rung),
        "response": answer.promise if answer else "",
        "promised_by": answer.promised_on if answer else None,
        "at": dates.day_of(flag.closed_at) if flag.closed_at else today,
    }


def facts(flag: RedFlag, today: datetime.date) -> list[dict[str, Any]]:
    """Rows of {% summary_list %} on the page of a flag."""
    milestone, action = flag.milestone, flag.milestone.action
    rows = [
        {"label": "What", "value": subject(flag)},
        {"label": "Deliverable", "value": action.deliverable},
        {"label": "Due", "value": due_words(flag)},
        {"label": "Since", "value": dates.uk_date(flag.since), "note": f"({age(flag, today)})"},
        {
            "label": "Owner",
            "value": action.owner.name_and_title if action.owner else "",
            "empty": "Nobody owns this action",
        },
        {"label": "Plan", "value": f"{flag.plan.reference} {flag.plan.title}, {flag.plan.service.name}"},
    ]
    if milestone.forecast_on:
        rows.insert(3, {"label": "Forecast", "value": dates.uk_date(milestone.forecast_on)})
    if flag.closed_at:
        rows.append({"label": "Closed", "value": dates.uk_datetime(flag.closed_at)})
    return rows


def answers(flag: RedFlag, today: datetime.date) -> list[dict[str, Any]]:
    return [
        {
            "promise": one.promise,
            "promised_on": one.promised_on,
            "by": one.acknowledged_by,
            "at": one.acknowledged_at,
            "missed": missed(one, flag, today),
        }
        for one in flag.answers
    ]


WORDS = {
    "governance_redflag": Words(
        "flag",
        hidden=frozenset({"closed_at"}),
        added="opened",
        marks={"closed_at": ("closed", "opened … again")},
    ),
    "governance_acknowledgement": Words("answer", lambda row, names: row["promise"], added="gave"),
    "governance_escalation": Words("rung", lambda row, names: rung_name(row["rung"])[4:].capitalize(), added="reached"),
}


def history_of(flag: RedFlag) -> list[dict[str, Any]]:
    return history.entries(events(flag), WORDS)


def tabs(counts: dict[str, int], closed: bool) -> list[dict[str, Any]]:
    return [
        {"label": "Open", "url": "?", "current": not closed, "count": counts["open"]},
        {"label": "Closed", "url": "?show=closed", "current": closed, "count": counts["closed"]},
    ]
