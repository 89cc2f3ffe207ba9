from django.core.exceptions import ValidationError

from plans.forms.advised import Advised
from plans.forms.editable import INSIDE, SHARED
from recovery import dates
from recovery.ui import forms


class ProblemForm(Advised):
    kind = "problem"
    called = {"title": "what the problem is"}

    title = forms.CharField(
        label="What is the problem?",
        max_length=150,
        help_text=f"One line that an outsider could check, for example “18 support plans are past their review date”. "
        f"{SHARED}",
    )
    statement = forms.LongTextField(
        label="What happens, where and how often?", max_length=4000, rows=5, required=False, help_text=INSIDE
    )
    found_on = forms.UKDateField(label="When was it found?", required=False)
    people_affected = forms.LongTextField(
        label="Who was affected, how, and what is done for them?",
        max_length=2000,
        rows=3,
        required=False,
        help_text=f"{INSIDE} Use initials or a pseudonym.",
    )
    others_at_risk = forms.LongTextField(
        label="Who else is at risk?", max_length=2000, rows=3, required=False, help_text=INSIDE
    )
    monitoring = forms.LongTextField(
        label="How will you know whether it still happens?",
        max_length=2000,
        rows=3,
        required=False,
        help_text="What is looked at, how often and by whom, for example “The review register, every Monday, by the "
        f"deputy manager”. {INSIDE}",
    )

    def clean_found_on(self):
        day = self.cleaned_data["found_on"]
        if day and day > dates.today():
            raise ValidationError("The day it was found cannot be in the future")
        return day
