from typing import Any

from django.core.exceptions import ValidationError

from plans import queries
from plans.enums import PlanState
from plans.forms.editable import SHARED, Editable, PersonField
from recovery import dates
from recovery.tenancy.models import Service
from recovery.ui import forms
from recovery.ui.status import display


class PlanForm(Editable):
    called = {"service": "the service", "title": "what the plan is called", "lead": "who leads the plan"}

    service = forms.ModelChoiceField(queryset=None, empty_label="Choose a service", label="Which service is it for?")
    title = forms.CharField(
        label="What is the plan called?",
        max_length=150,
        help_text=f"Say what broke down in a few words, for example “Missed reviews at Alder House”. {SHARED}",
    )
    summary = forms.LongTextField(
        label="What broke down, and what must be true when this plan is done?",
        max_length=2000,
        rows=6,
        required=False,
        help_text=SHARED,
    )
    breakdown_on = forms.UKDateField(
        label="When did it break down?",
        required=False,
        help_text="The day it was found out, if nobody knows when it began.",
    )
    starts_on = forms.UKDateField(label="When does the plan start?", required=False)
    lead = PersonField(
        label="Who leads the plan?", required=False, help_text="Commissioners see the name and job title."
    )

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["service"].queryset = Service.objects.all()
        self.fields["lead"].queryset = queries.staff()

    def clean_breakdown_on(self):
        day = self.cleaned_data["breakdown_on"]
        if day and day > dates.today():
            raise ValidationError("The day it broke down cannot be in the future")
        return day


STATES = [(state.value, display(state).words) for state in PlanState]
"""As the list itself calls them."""


class PlanFilter(forms.Form):
    """What the list of plans is narrowed to. Nothing in it can be wrong: what is not understood is left out."""

    q = forms.CharField(label="Plan or service", required=False, max_length=100)
    state = forms.ChoiceField(choices=STATES, placeholder="Any state", required=False, label="State")

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.needed_later = True  # nothing is asked for here, so nothing is called optional

    @property
    def wanted(self) -> dict[str, str]:
        self.is_valid()
        return {name: self.cleaned_data.get(name, "") for name in self.fields}
