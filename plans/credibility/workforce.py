"""Whether people can carry what the plan asks of them: A9. It warns."""

from collections import Counter
from collections.abc import Iterator
from decimal import Decimal
from uuid import UUID

from plans.credibility.facts import Facts
from plans.credibility.registry import WARNS, Finding, rule
from plans.rules import load
from recovery import dates

HORIZON = 53
"""Weeks ahead. What is asked later will be nearer before it matters."""
SHARE, AT_LEAST = Decimal("0.4"), 5
"""Of a plan’s open actions one person owns too many when it is more than this share, and at least this many."""


@rule("A9", WARNS, "Hours that nobody has are the first thing a plan loses, and the last thing anybody says.")
def people_can_carry_it(facts: Facts) -> Iterator[Finding]:
    """With all that runs elsewhere. Other drafts may never run, so they count for nothing here."""
    asks = [one for one in facts.asked if not one.drafted or one.plan == facts.plan.pk]
    own = [one for one in asks if one.plan == facts.plan.pk]
    if not own:
        return
    last = max(one.last for one in own)
    mondays = [monday for monday in load.weeks(facts.today, HORIZON) if monday <= last]
    carried = load.loads(asks, facts.stated, mondays)
    for person in dict.fromkeys(one.person for one in own):
        # Only the weeks in which this plan asks something: the others are not for this plan to mend.
        weeks = [week for week in carried[person] if any(one.plan == facts.plan.pk for one in week.asks)]
        found = _over(facts, person, weeks) or _unsaid(facts, person, weeks)
        if found:
            yield found


def _over(facts: Facts, person: UUID, weeks: list[load.Load]) -> Finding | None:
    worst = load.worst(weeks, with_drafts=True)
    if worst is None or worst.stated is None:
        return None
    action = _most_of(facts, worst)
    return Finding(
        f"{_name(facts, person)} would carry {load.figure(worst.whole)} protected hours in the week of "
        f"{dates.uk_date(worst.week)}, and has said {load.figure(worst.stated)}.",
        "Move dates so that the hours do not fall together, hand something over, or free time.",
        "action",
        action.action,
        "hours_a_week",
    )


def _unsaid(facts: Facts, person: UUID, weeks: list[load.Load]) -> Finding | None:
    silent = [week for week in weeks if week.stated is None]
    busiest = load.busiest(silent)
    if busiest is None:
        return None
    return Finding(
        f"{_name(facts, person)} has not said how many hours are protected, and is asked for up to "
        f"{load.figure(busiest.whole)} a week.",
        "They say it themselves under Workload, or a manager does it with them.",
        "action",
        _most_of(facts, busiest).action,
        "hours_a_week",
    )


def _most_of(facts: Facts, week: load.Load) -> load.Ask:
    """What of this plan weighs most in the week: the first place to mend it."""
    return max((one for one in week.asks if one.plan == facts.plan.pk), key=lambda one: one.hours)


@rule("A9", WARNS, "When most of a plan hangs on one person, it stands still when they are ill or leave.")
def nobody_owns_most_of_it(facts: Facts) -> Iterator[Finding]:
    going = [one for one in facts.actions if one.state in load.OPEN]
    owned = Counter(one.owner_id for one in going if one.owner_id)
    for person, count in owned.items():
        if count < AT_LEAST or count <= SHARE * len(going):
            continue
        first = next(one for one in going if one.owner_id == person)
        yield Finding(
            f"{_name(facts, person)} owns {count} of the {len(going)} open actions.",
            "Hand some of them to others who can act on them.",
            "action",
            first.pk,
            "owner",
        )


def _name(facts: Facts, person: UUID) -> str:
    return facts.people[person].name if person in facts.people else "Somebody"
