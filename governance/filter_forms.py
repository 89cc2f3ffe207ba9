"""What the lists of this app are narrowed to."""

from typing import Any

from governance.enums import DocumentKind, DocumentState, FlagKind, NoticeState
from governance.queries import documents, flags
from plans.enums import Stage
from plans.forms.workload import PlanOfChoice
from recovery.ui import filters, forms
from recovery.ui.status import display

ATTENTION = "attention"


class FlagFilter(filters.Filter):
    show = forms.ChoiceField(choices=[("closed", "Closed")], placeholder="Open", label="Which flags")
    kind = forms.ChoiceField(choices=FlagKind, placeholder="Every kind", label="Kind")
    stage = forms.ChoiceField(choices=Stage, placeholder="Every stage", label="Stage")
    owner = filters.PersonChoice(queryset=None, empty_label="Everybody", label="Owner")
    plan = PlanOfChoice(queryset=None, empty_label="Every plan", label="Plan")

    def prepare(self) -> None:
        self.fields["owner"].queryset = flags.owners()
        self.fields["plan"].queryset = flags.plans()


class DocumentFilter(filters.Filter):
    kind = forms.ChoiceField(choices=DocumentKind, placeholder="Every kind", label="Kind")
    state = forms.ChoiceField(
        choices=[(one.value, display(one).words) for one in DocumentState], placeholder="Any state", label="State"
    )
    plan = PlanOfChoice(queryset=None, empty_label="Every plan", label="Plan")

    def __init__(self, *args: Any, kinds: list[DocumentKind], **kwargs: Any):
        self.kinds = kinds
        super().__init__(*args, **kwargs)

    def prepare(self) -> None:
        self.fields["kind"].choices = [("", "Every kind"), *((one.value, one.label) for one in self.kinds)]
        self.fields["plan"].queryset = documents.plans()


class NoticeFilter(filters.Filter):
    state = forms.ChoiceField(label="What became of it")

    def __init__(self, *args: Any, counts: dict[str, int], **kwargs: Any):
        self.counts = counts
        super().__init__(*args, **kwargs)

    def prepare(self) -> None:
        self.fields["state"].choices = [
            ("", f"Everything ({self.counts['total']})"),
            *((one.value, f"{one.label} ({self.counts[one]})") for one in NoticeState if self.counts[one]),
        ]


class PortfolioFilter(filters.Filter):
    provider = forms.ChoiceField(label="Provider")
    show = forms.ChoiceField(choices=[(ATTENTION, "Needs attention")], placeholder="Every plan", label="Show")

    def __init__(self, *args: Any, providers: list[tuple[str, str, int]], **kwargs: Any):
        self.providers = providers
        super().__init__(*args, **kwargs)

    def prepare(self) -> None:
        self.fields["provider"].choices = [
            ("", "Every provider"),
            *((str(key), f"{name} ({plans})") for key, name, plans in self.providers),
        ]
