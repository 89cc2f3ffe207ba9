from typing import Any

from plans.models import Plan
from plans.rules import load
from recovery.tenancy.models import Service
from recovery.ui import forms


class PlanOfChoice(forms.ModelChoiceField):
    def label_from_instance(self, row: Plan) -> str:
        return f"{row.reference} {row.title}"


class WorkloadFilter(forms.Form):
    """Whom to look at. Nothing in it can be wrong: what is not understood is left out."""

    service = forms.ModelChoiceField(queryset=None, empty_label="Every service", label="Service", required=False)
    plan = PlanOfChoice(queryset=None, empty_label="Every plan", label="Plan", required=False)

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["service"].queryset = Service.objects.all()
        self.fields["plan"].queryset = Plan.objects.filter(state__in=load.ASKING).only("number", "title")
        for field in self.fields.values():
            field.needed_later = True  # nothing is asked for here, so nothing is called optional

    @property
    def wanted(self) -> tuple[Service | None, Plan | None]:
        self.is_valid()
        return self.cleaned_data.get("service"), self.cleaned_data.get("plan")
