"""Red flags in words: what, since when, whose, what was promised, and what is asked of whom."""

import datetime
from collections.abc import Iterable
from typing import Any

from django.urls import reverse

from governance import rules
from governance.enums import LADDER
from governance.models import Acknowledgement, Notice, RedFlag
from governance.presenters import kinds
from governance.queries.flags import Episode, events
from plans.models import Action
from recovery import dates
from recovery.history import presenters as history
from recovery.history.presenters import Words
from recovery.tenancy.enums import Role


def rung_name(rung: int) -> str:
    """Who stands on this rung: the owner, the governance lead."""
    who = LADDER[rung][0]
    return f"the {Role(who).label.lower() if isinstance(who, Role) else who}"


def rung_title(rung: int) -> str:
    """Everybody who is told on this rung, as the head of a list: Owner, with the escalation contact."""
    return f"{rung_name(rung)[4:].capitalize()}{', with the escalation contact' if rung == 1 else ''}"


def told_as(notice: Notice, action: Action) -> str:
    """As what its recipient was told. Of rung 1 not known any more where the action has changed hands since."""
    if notice.rung > 1 or notice.recipient_id == action.owner_id:
        return rung_name(notice.rung)[4:].capitalize()
    return "Escalation contact" if notice.recipient_id == action.escalation_contact_id else rung_title(1)


def told_so_far(flag: RedFlag) -> str:
    """Who has been told since it was raised: The owner and the governance lead. A rung that was reached while nobody
    held it told nobody, and that is said."""
    reached = [rung for rung in sorted(LADDER) if rung <= (flag.rung or 0)]
    if not reached:
        return "Nobody yet"
    told = " and ".join(rung_name(rung) for rung in reached if rung not in flag.gaps)
    gaps = " or ".join(rung_name(rung).removeprefix("the ") for rung in reached if rung in flag.gaps)
    words = "; ".join(part for part in (told, gaps and f"nobody could be told as {gaps} when the time came") if part)
    return words[:1].upper() + words[1:]


def raised_again(flag: RedFlag) -> str:
    """Of a flag that came back after it had closed, when; of any other, nothing."""
    if flag.episode == 1:
        return ""
    often = "" if flag.episode == 2 else f", {flag.episode} times in all"
    return f"Raised again on {dates.uk_date(flag.opened_at)}{often}"


def title_and_return(flag: RedFlag) -> str:
    """Not done by 9 March 2026. Raised again on 2 April 2026"""
    return ". ".join(part for part in (kinds.title(flag), raised_again(flag)) if part)


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


def card(flag: RedFlag, today: datetime.date) -> dict[str, Any]:
    """Arguments of {% flag_card %}."""
    action, answer = flag.milestone.action, last_answer(flag)
    return {
        "title": subject(flag),
        "since": flag.since,
        "subject": f"{title_and_return(flag)}. {flag.plan.reference} {flag.plan.title}, {flag.plan.service.name}",
        "href": reverse("flag_detail", args=[flag.pk]),
        "state": state(flag, today),
        "owner": action.owner.name if action.owner else "Nobody",
        "owner_title": action.owner.job_title if action.owner else "",
        "rung": told_so_far(flag),
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
        {"label": kinds.due_label(flag), "value": kinds.due_words(flag)},
        {"label": "Since", "value": dates.uk_date(flag.since), "note": f"({age(flag, today)})"},
        {
            "label": "Owner",
            "value": action.owner.name_and_title if action.owner else "",
            "empty": "Nobody owns this action",
        },
        {"label": "Plan", "value": f"{flag.plan.reference} {flag.plan.title}, {flag.plan.service.name}"},
    ]
    if milestone.forecast_on and not kinds.of_review(flag):
        rows.insert(3, {"label": "Forecast", "value": dates.uk_date(milestone.forecast_on)})
    if flag.episode > 1:
        rows.append({"label": "Raised again", "value": raised_again(flag).removeprefix("Raised again on ")})
    if flag.closed_at:
        rows.append({"label": "Closed", "value": dates.uk_datetime(flag.closed_at)})
    return rows


def answers(flag: RedFlag, today: datetime.date) -> list[dict[str, Any]]:
    return [_answer(one, missed(one, flag, today)) for one in flag.answers]


def _answer(one: Acknowledgement, missed: bool) -> dict[str, Any]:
    return {
        "promise": one.promise,
        "promised_on": one.promised_on,
        "by": one.acknowledged_by,
        "at": one.acknowledged_at,
        "missed": missed,
    }


def earlier(episodes: Iterable[Episode]) -> list[dict[str, Any]]:
    """The times before that this flag was raised and closed, with who was told and what was promised then."""
    return [
        {
            "raised_at": one.opened_at,
            "closed_at": one.closed_at,
            "rungs": [
                {
                    "name": rung_title(rung.rung),
                    "raised_at": rung.raised_at,
                    "told": ", ".join(notice.recipient.name for notice in rung.notices),
                    "gap": rung.told == 0,
                }
                for rung in one.rungs
            ],
            "answers": [_answer(said, said.promised_on < dates.day_of(one.closed_at)) for said in one.answers],
        }
        for one in episodes
    ]


WORDS = {
    "governance_redflag": Words(
        "flag",
        hidden=frozenset({"closed_at", "opened_at", "since", "first_rung", "episode"}),
        added="raised",
        marks={"closed_at": ("closed", "raised … again")},
    ),
    "governance_acknowledgement": Words("answer", lambda row, names: row["promise"], added="gave"),
    "governance_escalation": Words("rung", lambda row, names: rung_name(row["rung"])[4:].capitalize(), added="reached"),
}


def history_of(flag: RedFlag) -> list[dict[str, Any]]:
    return history.entries(events(flag), WORDS)


def count(found: int, counts: dict[str, int], *, closed: bool) -> str:
    """How many are listed, of how many there are."""
    state = "closed" if closed else "open"
    every = counts[state]
    listed = f"{found or 'No'} {state} flag{'' if found == 1 else 's'}"
    return listed if found == every else f"{listed} of {every}"
