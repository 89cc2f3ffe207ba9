"""A flag time by time: each time it was raised, with the rungs, notices and answers of that time."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from governance.enums import FlagKind, NoticeState
from governance.models import Acknowledgement, Escalation, Notice, RedFlag
from governance.presenters import kinds
from governance.queries.record import Record
from governance.reports.gaps import flag_name
from governance.reports.references import References, short


@dataclass
class Episode:
    raised_at: datetime
    rungs: list[Escalation] = field(default_factory=list)
    notices: list[Notice] = field(default_factory=list)
    answers: list[Acknowledgement] = field(default_factory=list)


def episodes_of(
    flag: RedFlag,
    rungs: Iterable[Escalation],
    answers: Iterable[Acknowledgement],
    notices: Iterable[Notice] = (),
) -> list[Episode]:
    """The first time first; the last is the flag as it stands. Whoever reads the plan may read what this is made of.

    An earlier time began with its first rung, which is reached in the sweep that raises the flag.
    """
    found: dict[int, Episode] = {}
    for rung in sorted(rungs, key=lambda one: (one.raised_at, one.rung)):
        found.setdefault(rung.episode, Episode(rung.raised_at)).rungs.append(rung)
    found.setdefault(flag.episode, Episode(flag.opened_at)).raised_at = flag.opened_at
    for notice in notices:
        found.setdefault(notice.episode, Episode(notice.created_at)).notices.append(notice)
    ordered = [found[number] for number in sorted(found)]
    for answer in answers:
        begun = [one for one in ordered if one.raised_at <= answer.acknowledged_at]
        (begun[-1] if begun else ordered[0]).answers.append(answer)
    return ordered


def escalation_log(record: Record, names: References) -> list[dict]:
    """Every flag of the record, each time it was raised."""
    answers = record.by(record.acknowledgements, "flag_id")
    rungs = record.by(record.escalations, "flag_id")
    notices = record.by(record.notices, "flag_id")
    return [
        {
            "name": flag_name(flag, names),
            "id": f"flag-{place}",
            "kind": FlagKind(flag.kind).label,
            "flag": flag,
            "at_stake": kinds.at_stake(flag),
            "times": [
                _time(one, record) for one in episodes_of(flag, rungs[flag.pk], answers[flag.pk], notices[flag.pk])
            ],
        }
        for place, flag in enumerate(record.flags, start=1)
    ]


def _time(one: Episode, record: Record) -> dict:
    """One of the times a flag was raised: the rungs, notices and answers of that time."""
    return {
        "raised_at": one.raised_at,
        "rungs": one.rungs,
        "unsure": any(notice.state != NoticeState.SENT for notice in one.notices),
        "notices": [
            {
                "rung": notice.rung,
                "to": record.person(notice.recipient_id),
                "state": NoticeState(notice.state).label,
                "written_at": notice.created_at,
                "sent_at": notice.sent_at,
                "repeated_at": notice.repeated_at,
                "detail": short(notice.detail, 200),
            }
            for notice in one.notices
        ],
        "answers": [{"answer": answer, "who": record.person(answer.acknowledged_by_id)} for answer in one.answers],
    }
