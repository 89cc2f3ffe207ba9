"""The ladder of one flag in words: which rungs it has climbed, who was told, and what the next one waits for."""

import datetime
from collections.abc import Iterable
from typing import Any

from governance import rules
from governance.enums import LADDER
from governance.models import Escalation, Notice, RedFlag
from governance.presenters import notices
from governance.presenters.flags import rung_name, rung_title, told_as
from plans.models import Action
from recovery import dates


def ladder(flag: RedFlag, climbed: Iterable[Escalation], today: datetime.date) -> list[dict[str, Any]]:
    """Each rung of the ladder: reached when, who was told, and what became of each notice; or what it waits for."""
    reached = {one.rung: one for one in climbed}
    rows = []
    for rung in LADDER:
        one = reached.get(rung)
        rows.append(
            {
                "number": rung,
                "title": rung_title(rung),
                "name": rung_name(rung)[4:],
                "raised_at": one.raised_at if one else None,
                "gap": one is not None and one.told == 0,
                "notices": [_told(notice, flag.milestone.action) for notice in one.notices] if one else [],
                "untold": _untold(one, flag) if one else "",
                "waiting": "" if one else _waiting(flag, rung, today),
            }
        )
    return rows


def _told(notice: Notice, action: Action) -> dict[str, Any]:
    return {
        "recipient": notice.recipient,
        "as": told_as(notice, action),
        "shown_as": notices.state(notice),
        "became": notices.became(notice),
    }


def _untold(reached: Escalation, flag: RedFlag) -> str:
    """The name of the escalation contact who had no notice: they had left, or were named afterwards."""
    contact = flag.milestone.action.escalation_contact
    told = {notice.recipient_id for notice in reached.notices}
    return contact.name if contact and reached.rung == 1 and contact.pk not in told else ""


def _waiting(flag: RedFlag, rung: int, today: datetime.date) -> str:
    if flag.closed_at:
        return "Not reached: the flag closed before."
    promise = rules.standing(flag.answers, today)
    if promise:
        return f"Waits for the promise of {dates.uk_date(promise.promised_on)}."
    day = rules.rung_due_on(
        rung, flag.milestone.action.stage, flag.first_rung, dates.day_of(flag.opened_at), flag.answers
    )
    return f"Told on {dates.uk_date(max(day, today))} if nobody answers."
