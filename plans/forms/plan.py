from typing import Any

from django.core.exceptions import ValidationError

from plans import queries
from plans.enums import PlanState
from plans.forms.editable import SHARED, Editable, PersonField
from plans.queries import plan_list as list_queries
from recovery import dates
from recovery.tenancy.models import Service
from recovery.ui import filters, forms
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


class PlanFilter(filters.Filter):
    """What the list of plans is narrowed to."""

    q = forms.CharField(label="Plan or service", max_length=100)
    state = forms.ChoiceField(choices=STATES, placeholder="Any state", label="State")
    service = forms.ChoiceField(label="Service")
    lead = forms.ChoiceField(label="Lead")
    show = forms.ChoiceField(choices=[("off_track", "Off track only")], placeholder="Every plan", label="Show")

    def prepare(self) -> None:
        offered = list_queries.choices()
        self.fields["service"].choices = [("", "Every service"), *offered["service"]]
        self.fields["lead"].choices = [("", "Everybody"), *offered["lead"]]
