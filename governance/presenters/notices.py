"""Notices in words: to whom, for which rung, what became of it, and the marked repeat where there was one."""

from typing import Any

from django.urls import reverse

from governance.domain.delivery import REPEAT_LINE
from governance.enums import NoticeState
from governance.models import Notice
from governance.presenters import flags, kinds
from recovery import dates, mail

# NoticeState → key of recovery.ui.status
SHOWN_AS = {NoticeState.PENDING: "queued"}


def state(notice: Notice) -> str:
    return SHOWN_AS.get(NoticeState(notice.state), notice.state)


def became(notice: Notice) -> str:
    """What became of it, in a sentence."""
    if notice.state == NoticeState.SENT:
        words = f"Accepted by the mail server on {dates.uk_datetime(notice.sent_at)}."
        if notice.detail == mail.KEPT_HERE:
            return f"{notice.detail} It was written on {dates.uk_datetime(notice.sent_at)}."
        return f"{words} It was sent a second time, marked as a possible repeat." if notice.repeated_at else words
    if notice.state == NoticeState.UNCERTAIN:
        if notice.repeated_at:
            return f"Repeated once on {dates.uk_datetime(notice.repeated_at)}, and still uncertain. {notice.detail}"
        return f"{notice.detail} It will be sent once more after {dates.uk_datetime(notice.not_before)}, marked."
    if notice.state == NoticeState.PENDING and notice.attempts:
        return f"{notice.detail} Tried {_times(notice.attempts)}; again after {dates.uk_datetime(notice.not_before)}."
    if notice.state == NoticeState.PENDING and notice.detail:
        return f"{notice.detail} Tried again after {dates.uk_datetime(notice.not_before)}."
    return notice.detail


def _times(count: int) -> str:
    return {1: "once", 2: "twice"}.get(count, f"{count} times")


def row(notice: Notice) -> dict[str, Any]:
    return {
        "notice": notice,
        "state": state(notice),
        "became": became(notice),
        "rung": flags.told_as(notice, notice.flag.milestone.action).lower(),
        "about": flags.subject(notice.flag),
        "what": kinds.title(notice.flag),
        "episode": _episode(notice),
        "url": reverse("flag_detail", args=[notice.flag_id]),
        "at": notice.sent_at or notice.created_at,
        "repeat_line": REPEAT_LINE if notice.repeated_at else "",
    }


def _episode(notice: Notice) -> str:
    """Of a flag that was raised more than once: which time this was about."""
    if notice.flag.episode == 1:
        return ""
    again = f"raised again, time {notice.episode}"
    return "When it was " + {1: "first raised", 2: "raised again"}.get(notice.episode, again)


def troubles(counts: dict[str, int]) -> str:
    """What somebody should look into: people who may not have been told."""
    parts = []
    if counts[NoticeState.REFUSED]:
        parts.append(f"{_many(counts[NoticeState.REFUSED])} refused and will not be sent again")
    if counts[NoticeState.UNCERTAIN]:
        parts.append(f"the delivery of {_many(counts[NoticeState.UNCERTAIN], be=False)} is uncertain")
    sentence = "; ".join(parts)
    return f"{sentence[:1].upper()}{sentence[1:]}. Tell these people yourself." if parts else ""


def _many(count: int, be: bool = True) -> str:
    noun = "1 notice" if count == 1 else f"{count} notices"
    return f"{noun} {'was' if count == 1 else 'were'}" if be else noun
