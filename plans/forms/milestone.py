import datetime

from django.core.exceptions import ValidationError

from plans.forms.decision import Read
from plans.forms.editable import INSIDE, SHARED, Editable
from recovery import dates
from recovery.ui import forms


class MilestoneForm(Editable):
    called = {"name": "the output", "due_on": "the due date"}

    name = forms.CharField(label="What will exist by then?", max_length=200, help_text=SHARED)
    due_on = forms.UKDateField(label="Due")

    def __init__(self, *args, locked: bool = False, commits: bool = False, last_on=None, **kwargs):
        """`commits`: the date is committed as it is saved. `last_on`: when the action itself is due."""
        super().__init__(*args, **kwargs)
        self.commits, self.last_on = commits, last_on
        if locked:
            # A committed date moves by an extension, never by an edit.
            del self.fields["due_on"]

    def clean_due_on(self):
        day = self.cleaned_data["due_on"]
        if self.commits and day < dates.today():
            raise ValidationError("The due date must be today or later")
        _within(day, self.last_on, "The due date")
        return day


def _within(day: datetime.date, last_on: datetime.date | None, called: str) -> None:
    """A milestone is due before its action is, or on the same day."""
    if last_on and day > last_on:
        raise ValidationError(f"{called} must be on or before {dates.uk_date(last_on)}, when the action is due")


class ForecastForm(forms.Form):
    called = {"forecast_on": "the forecast", "reason": "what the forecast rests on"}

    forecast_on = forms.UKDateField(
        label="When do you now expect it?",
        help_text="A forecast is separate from the due date and does not move it. Leave it empty to take the "
        "forecast back.",
        required=False,
    )
    reason = forms.LongTextField(label="What does that rest on?", max_length=1000, rows=3, help_text=INSIDE)


class ExtensionForm(forms.Form):
    called = {"new_due_on": "the new due date", "interim_control": "the control until then"}

    new_due_on = forms.UKDateField(label="New due date")
    reason = forms.LongTextField(label="Why is more time needed?", max_length=1000, rows=3, help_text=SHARED)
    interim_control = forms.LongTextField(
        label="What keeps people safe until then?", max_length=1000, rows=3, help_text=SHARED
    )

    def __init__(self, *args, due_on, last_on=None, **kwargs):
        """`last_on`: when the action itself is due, of a milestone on the way to it."""
        self.due_on, self.last_on = due_on, last_on
        super().__init__(*args, **kwargs)
        self.fields["new_due_on"].help_text = f"It is due on {dates.uk_date(due_on)} now."

    def clean_new_due_on(self):
        day = self.cleaned_data["new_due_on"]
        if day <= self.due_on:
            raise ValidationError(f"The new due date must be later than {dates.uk_date(self.due_on)}")
        if day < dates.today():
            raise ValidationError("The new due date must be today or later")
        _within(day, self.last_on, "The new due date")
        return day


class ExtensionDecisionForm(Read):
    called = {"decision": "what you decide"}

    decision = forms.RadioField(
        label="What do you decide?",
        choices=[
            ("approve", forms.Hinted("Give the extension", "The original date stays in the ledger.")),
            ("refuse", forms.Hinted("Refuse it", "The due date stays as it is.")),
        ],
    )
    reason = forms.LongTextField(
        label="Why?", max_length=1000, rows=3, required=False, help_text="Needed when you refuse."
    )

    def __init__(self, *args, only_refuse: bool = False, **kwargs):
        super().__init__(*args, **kwargs)
        if only_refuse:
            self.fields["decision"].choices = [
                choice for choice in self.fields["decision"].choices if choice[0] == "refuse"
            ]

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("decision") == "refuse" and not cleaned.get("reason", "").strip():
            self.add_error("reason", "Say why the extension is refused")
        return cleaned
