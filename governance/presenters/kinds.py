"""What each kind of red flag says of its date: a milestone is due, a control is reviewed."""

from governance.enums import FlagKind
from governance.models import RedFlag
from recovery import dates


def of_review(flag: RedFlag) -> bool:
    return flag.kind == FlagKind.CONTROL_PAST_REVIEW


def undated(flag: RedFlag) -> bool:
    """A control that runs without a review date. One that has a date is late from the day after it."""
    return of_review(flag) and flag.since == flag.due_on


def title(flag: RedFlag) -> str:
    if undated(flag):
        return "Runs without a review date"
    day = dates.uk_date(flag.due_on)
    if of_review(flag):
        return f"Not reviewed by {day}"
    return f"Forecast to miss {day}" if flag.kind == FlagKind.FORECAST_SLIP else f"Not done by {day}"


def due_label(flag: RedFlag) -> str:
    return "Review due" if of_review(flag) else "Due"


def due_words(flag: RedFlag) -> str:
    if undated(flag):
        return "No review date was given"
    original = flag.milestone.original_due_on
    words = dates.uk_date(flag.due_on)
    moved = original and original != flag.due_on and not of_review(flag)
    return f"{words}, originally {dates.uk_date(original)}" if moved else words


def at_stake(flag: RedFlag) -> str:
    """The date in the middle of a sentence."""
    if undated(flag):
        return "it runs without a review date"
    day = dates.uk_date(flag.due_on)
    return f"its review was due {day}" if of_review(flag) else f"due {day}"


def what_happened(flag: RedFlag) -> str:
    """What an email begins with."""
    if undated(flag):
        return "An immediate safety control runs without a review date"
    if of_review(flag):
        return "An immediate safety control was not reviewed in time"
    if flag.kind == FlagKind.FORECAST_SLIP:
        return "A milestone is forecast to miss its date"
    return "A milestone was not done in time"


def subject_line(flag: RedFlag) -> str:
    """For the subject of an email, which is read on locked screens: no words that anybody typed."""
    if undated(flag):
        return "safety control without a review date"
    if of_review(flag):
        return f"safety control past its review since {dates.uk_date(flag.since)}"
    if flag.kind == FlagKind.FORECAST_SLIP:
        return f"milestone forecast to miss {dates.uk_date(flag.due_on)}"
    return f"milestone overdue since {dates.uk_date(flag.since)}"
