from plans.models import Plan
from plans.rules import load
from recovery.tenancy.models import Service
from recovery.ui import filters, forms


class PlanOfChoice(forms.ModelChoiceField):
    def label_from_instance(self, row: Plan) -> str:
        return f"{row.reference} {row.title}"


class WorkloadFilter(filters.Filter):
    """Whom to look at."""

    service = forms.ModelChoiceField(queryset=None, empty_label="Every service", label="Service")
    plan = PlanOfChoice(queryset=None, empty_label="Every plan", label="Plan")

    def prepare(self) -> None:
        self.fields["service"].queryset = Service.objects.all()
        self.fields["plan"].queryset = Plan.objects.filter(state__in=load.ASKING).only("number", "title")
