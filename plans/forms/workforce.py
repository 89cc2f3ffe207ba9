"""Hours that are protected for an action, hours that people say they have, and a week of the rota."""

import datetime
import re
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError

from plans import queries, rules
from plans.forms.editable import INSIDE, Editable, PersonField
from plans.rules import load
from recovery import dates
from recovery.ui import forms

AHEAD = 26
BACK = 53
"""Weeks that may be chosen: half a year of those to come, a year of those that are past."""


class HoursField(forms.DecimalField):
    """Hours to one decimal place, in a small box. A comma between thousands is read as one."""

    def __init__(self, *, most: int = 168, **kwargs: Any):
        kwargs.setdefault("width", 5)
        super().__init__(min_value=0, max_value=most, decimal_places=1, **kwargs)
        self.error_messages["max_decimal_places"] = "Give hours to one decimal place, like 7.5"

    def prepare_value(self, value: Any) -> Any:
        return f"{value.normalize():f}" if isinstance(value, Decimal) else value

    def to_python(self, value: Any) -> Decimal | None:
        if isinstance(value, str) and re.fullmatch(r"\s*\d{1,3}(,\d{3})+(\.\d+)?\s*", value):
            value = value.replace(",", "")
        return super().to_python(value)


class WeekField(forms.ChoiceField):
    """A week by its Monday. Gives the day."""

    def __init__(self, **kwargs: Any):
        super().__init__(placeholder="Choose a week", **kwargs)

    def offer(self, mondays: list[datetime.date], today: datetime.date) -> None:
        self.choices = [("", "Choose a week"), *((monday.isoformat(), named(monday, today)) for monday in mondays)]

    def clean(self, value: Any) -> datetime.date | None:
        written = super().clean(value.isoformat() if isinstance(value, datetime.date) else value)
        return datetime.date.fromisoformat(written) if written else None

    def prepare_value(self, value: Any) -> Any:
        return value.isoformat() if isinstance(value, datetime.date) else value


def named(monday: datetime.date, today: datetime.date) -> str:
    gap = (monday - load.week_of(today)).days // 7
    beside = {0: " (this week)", 1: " (next week)", -1: " (last week)"}.get(gap, "")
    return f"{dates.uk_date(monday)}{beside}"


class ProtectedTimeForm(Editable):
    called = {"person": "the person", "hours_a_week": "the protected hours", "purpose": "what the hours are for"}

    person = PersonField(label="Who is freed?", help_text="Somebody besides the owner.")
    hours_a_week = HoursField(label="Protected hours a week", help_text="For example 3 or 7.5.")
    purpose = forms.CharField(
        label="What are the hours for?",
        max_length=200,
        help_text=f"For example “Tries the form on two shifts”. {INSIDE}",
    )
    starts_on = forms.UKDateField(label="From", required=False, help_text="Leave it empty for the start of the action.")
    ends_on = forms.UKDateField(
        label="Until", required=False, help_text="Leave it empty for the due date of the action."
    )

    def __init__(self, *args: Any, owner_id: Any = None, known: bool = False, **kwargs: Any):
        super().__init__(*args, **kwargs)
        if known:
            del self.fields["person"]  # another person is another line
        else:
            self.fields["person"].queryset = queries.staff().exclude(pk=owner_id)

    def clean_hours_a_week(self) -> Decimal:
        hours = self.cleaned_data["hours_a_week"]
        if not hours:
            raise ValidationError("The protected hours must be more than 0: remove or end them instead")
        return hours

    def clean(self):
        cleaned = super().clean()
        start, end = cleaned.get("starts_on"), cleaned.get("ends_on")
        if start and end and end < start:
            self.add_error("ends_on", "The last day must be on or after the first")
        return cleaned


class EndProtectedForm(forms.Form):
    called = {"ends_on": "the last day"}

    ends_on = forms.UKDateField(label="What is the last day?", help_text="Today or a day to come.")
    reason = forms.LongTextField(
        label="Why?", max_length=1000, rows=3, help_text=f"It is kept in the history. {INSIDE}",
        error_messages={"required": "Say why"},
    )  # fmt: skip

    def __init__(self, *args: Any, starts_on: datetime.date | None, **kwargs: Any):
        self.starts_on = starts_on
        super().__init__(*args, **kwargs)

    def clean_ends_on(self) -> datetime.date:
        day = self.cleaned_data["ends_on"]
        if day < dates.today():
            raise ValidationError("The last day must be today or later: what was protected until now stays as it was")
        if self.starts_on and day < self.starts_on:
            raise ValidationError(f"The last day must be on or after {dates.uk_date(self.starts_on)}, when they begin")
        return day


class StatedHoursForm(forms.Form):
    called = {"starts_on": "the week", "hours_a_week": "the hours"}

    hours_a_week = HoursField(
        label="Hours a week that can be protected for plan work",
        help_text="On a usual week, outside shift numbers, for example 6 or 7.5. Nought is an answer too.",
    )
    starts_on = WeekField(label="From the week of", help_text="It holds until something else is said for a later week.")
    note = forms.CharField(
        label="Anything to add?",
        required=False,
        max_length=200,
        help_text=f"For example “Two days a week until May”. {INSIDE}",
    )

    def prepare(self) -> None:
        today = dates.today()
        self.fields["starts_on"].offer(load.weeks(today, AHEAD), today)


class RotaWeekForm(Editable):
    called = {
        "week_on": "the week",
        "planned": "the hours planned",
        "own": "the hours filled by own staff",
        "agency": "the hours filled by agency",
        "supervision_planned": "the supervision planned",
        "supervision_lost": "the supervision lost",
    }

    week_on = WeekField(label="Week of", help_text="A week begins on its Monday.")
    planned = HoursField(most=99999, label="Hours planned", help_text="All care and support hours on the rota.")
    own = HoursField(most=99999, label="Filled by own staff", help_text="Bank staff are your own.")
    agency = HoursField(
        most=99999, label="Filled by agency", help_text="What is left of the planned hours is unfilled."
    )
    supervision_planned = HoursField(
        most=9999, label="Supervision planned", required=False, help_text="Hours that were due that week."
    )
    supervision_lost = HoursField(
        most=9999, label="Supervision lost", required=False, help_text="Planned, and not held that week."
    )
    note = forms.CharField(label="Anything to add?", required=False, max_length=200, help_text=INSIDE)

    def __init__(self, *args: Any, known: bool = False, **kwargs: Any):
        super().__init__(*args, **kwargs)
        if known:
            del self.fields["week_on"]  # another week is another record
        else:
            today = dates.today()
            first = load.week_of(today) - load.WEEK * (BACK - 1)
            self.fields["week_on"].offer(load.weeks(first, BACK)[::-1], today)

    def clean(self):
        cleaned = super().clean()
        planned, own, agency = (cleaned.get(name) for name in ("planned", "own", "agency"))
        if None not in (planned, own, agency):
            refusal = rules.explain(rules.must_add_up, planned=planned, own=own, agency=agency)
            if refusal:
                self.add_error("planned", refusal.removesuffix("."))
        supposed, lost = cleaned.get("supervision_planned"), cleaned.get("supervision_lost")
        for name, one, other in (
            ("supervision_planned", supposed, lost),
            ("supervision_lost", lost, supposed),
        ):
            if one is None and other is not None and name not in self.errors:
                self.add_error(name, f"Enter {self.called[name]} as well, or leave both empty if nobody knows")
        if supposed is not None and lost is not None and lost > supposed:
            self.add_error("supervision_lost", "The supervision lost cannot be more than what was planned")
        return cleaned
