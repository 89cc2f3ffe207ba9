"""What an answer to a red flag may be. Pure: no database, no clock. Who may answer: see the permission table."""

import datetime

from governance.enums import PROMISE_WORKING_DAYS, ladder_days
from plans.enums import Stage
from recovery import dates
from recovery.exceptions import Refused


def latest_promise(stage: str, today: datetime.date) -> datetime.date:
    """The last day an acknowledgement may pause the ladder until: 2 working days for an immediate control, else 10."""
    return dates.add_working_days(today, PROMISE_WORKING_DAYS[stage == Stage.IMMEDIATE])


def promise_refusal(promised_on: datetime.date, stage: str, today: datetime.date) -> str:
    """Why this date cannot be promised, or nothing. The sentence stands beside the date of the form."""
    latest = latest_promise(stage, today)
    if promised_on < today:
        return "The date it will be done by must be today or later."
    if promised_on > latest:
        days = PROMISE_WORKING_DAYS[stage == Stage.IMMEDIATE]
        what = "an immediate control" if stage == Stage.IMMEDIATE else "this action"
        return (
            f"The latest date you can promise is {dates.uk_date(latest)}: a promise for {what} pauses the ladder"
            f" for {days} working days at most."
        )
    return ""


def standing(acknowledgements, today: datetime.date):
    """The promise whose day has not passed, if there is one: it pauses the ladder. Today is still in time."""
    return next((one for one in acknowledgements if one.promised_on >= today), None)


def may_acknowledge(flag, acknowledgements, today: datetime.date) -> None:
    """One promise at a time: a second before the first is due would move the date without anybody deciding it."""
    if flag.closed_at:
        raise Refused(f"This flag closed on {dates.uk_date(flag.closed_at)}, so there is nothing left to answer.")
    promise = standing(acknowledgements, today)
    if promise:
        raise Refused(
            f"A promise already stands until {dates.uk_date(promise.promised_on)}. "
            "It can be answered again once that day has passed and the flag is still open."
        )


def rung_due_on(rung: int, stage: str, first_rung: int, opened_on: datetime.date, acknowledgements) -> datetime.date:
    """The day on which a rung is told if nobody answers: the same arithmetic as the sweep's, for one flag.

    A second slip starts one rung higher, and the days of a promise do not count.
    """
    step = max(rung - first_rung + 1, 1)
    paused = sum((one.promised_on - dates.day_of(one.acknowledged_at)).days for one in acknowledgements)
    return opened_on + datetime.timedelta(days=(0 if rung <= first_rung else ladder_days(step, stage)) + paused)
