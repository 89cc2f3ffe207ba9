from typing import Any

from plans.enums import PlanState
from plans.forms.plan import STATES
from plans.models import Plan
from plans.queries.asked import LONGEST, tidy
from plans.queries.searched import kinds_for
from recovery.tenancy.enums import Capacity
from recovery.ui import filters, forms

NEVER_SHARED = (PlanState.DRAFT, PlanState.SUBMITTED)


class Typed(forms.CharField):
    """What was typed, whatever it was: only what can stand in a search is kept of it."""

    def __init__(self, **kwargs: Any):
        super().__init__(**kwargs)
        self.validators = []  # there is nothing that it could be too long for, or hold in error

    def to_python(self, value: Any) -> str:
        return tidy(str(value or ""))


class PlanByReference(forms.ModelChoiceField):
    def label_from_instance(self, row: Plan) -> str:
        return row.reference


class SearchFilter(filters.Filter):
    subject = ("q",)

    q = Typed(
        label="Search for",
        max_length=LONGEST,
        widget=forms.TextInput(attrs={"type": "search", "autocomplete": "off"}),
    )
    kind = forms.ChoiceField(placeholder="Everything", label="What")
    state = forms.ChoiceField(placeholder="Any state", label="State of the plan")
    plan = PlanByReference(queryset=None, label="Plan", widget=forms.HiddenInput)

    def __init__(self, *args: Any, reader: Capacity, **kwargs: Any):
        self.reader = reader
        super().__init__(*args, **kwargs)

    def prepare(self) -> None:
        self.fields["kind"].choices = [("", "Everything"), *((one.value, one.label) for one in kinds_for(self.reader))]
        shown = [one for one in STATES if self.reader != Capacity.COMMISSIONER or one[0] not in NEVER_SHARED]
        self.fields["state"].choices = [("", "Any state"), *shown]
        self.fields["plan"].queryset = Plan.objects.only("number")
