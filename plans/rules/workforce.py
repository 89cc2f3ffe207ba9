"""What may be said of protected hours, of what people have, and of a week of the rota."""

import datetime
from decimal import Decimal

from plans.rules.action import may_change_action
from plans.rules.load import figure, week_of
from plans.rules.plan import may_remove
from recovery import dates
from recovery.exceptions import Refused

WEEK_HOURS = Decimal(168)


def may_protect(action, plan, *, person_id) -> None:
    """The owner's own hours stand on the action; these are somebody else's."""
    may_change_action(action, plan)
    if person_id == action.owner_id:
        raise Refused("The owner’s own hours are kept on the action itself. Choose somebody else here.")


HELPS_ALREADY = (
    "This person already has protected hours on this action. End them today, or remove them, first: "
    "an owner’s hours are kept on the action itself."
)


def may_own(action, owner_id, *, helpers) -> None:
    """`helpers`: people whose hours are protected for this action."""
    if owner_id is not None and owner_id != action.owner_id and owner_id in helpers:
        raise Refused(HELPS_ALREADY)


def must_be_hours(hours: Decimal) -> None:
    if not 0 < hours <= WEEK_HOURS:
        raise Refused("Protected hours must be more than 0 and at most 168, the hours of a week.")


def may_change_protected(one, action, plan) -> None:
    may_protect(action, plan, person_id=one.person_id)


def may_remove_protected(one, action, plan) -> None:
    may_remove(plan)
    may_change_action(action, plan)


def may_end_protected(one, action, plan, *, today: datetime.date) -> None:
    may_change_action(action, plan)
    if not plan.activated_at:
        raise Refused("This plan is not approved yet: remove these hours instead.")
    if one.ends_on and one.ends_on < today:
        raise Refused(f"These hours ended on {dates.uk_date(one.ends_on)}.")


def may_state(starts_on: datetime.date, hours: Decimal, *, today: datetime.date) -> None:
    """What is said holds from a Monday on. What was said for weeks that are over stays as it was."""
    if not 0 <= hours <= WEEK_HOURS:
        raise Refused("Hours a week must be from 0 to 168.")
    if week_of(starts_on) != starts_on:
        raise Refused("This must be a Monday.")
    if starts_on < week_of(today):
        raise Refused("Weeks that are over stay as they were said. Choose this week or a later one.")


def may_record(week_on: datetime.date, *, today: datetime.date) -> None:
    if week_of(week_on) != week_on:
        raise Refused("A week of the rota begins on a Monday.")
    if week_on > today:
        raise Refused("This week has not begun, so nobody can say yet who filled it.")


def must_add_up(*, planned: Decimal, own: Decimal, agency: Decimal) -> None:
    """What is unfilled is derived, and cannot be less than nothing."""
    if own + agency > planned:
        raise Refused(
            f"Own staff and agency filled {figure(own + agency)} hours, more than the {figure(planned)} planned. "
            "Hours worked beyond the rota are not counted here: correct one of the three."
        )
