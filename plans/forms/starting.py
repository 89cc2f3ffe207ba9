"""How a plan begins, and what is said about the plan that a spreadsheet becomes."""

from typing import Any

from django.core.exceptions import ValidationError

from plans import queries
from plans.forms.plan import PlanForm
from plans.queries import importing
from recovery.ui import forms


class PlanChoice(forms.ModelChoiceField):
    def label_from_instance(self, row) -> str:
        return f"{row.reference} {row.title}"


class CopyForm(PlanForm):
    called = PlanForm.called | {"source": "the plan to copy"}

    source = PlanChoice(
        queryset=None,
        empty_label="Choose a plan",
        label="Which plan is copied?",
        help_text="Its words, links and dates. Not its evidence, its progress, or who was affected.",
    )
    field_order = ["source"]

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["source"].queryset = queries.plans_to_copy()
        self.fields["summary"].help_text = f"Left empty, it is copied too. {self.fields['summary'].help_text}"


class FinishImportForm(PlanForm):
    """Where the rows go: a new plan, or a draft that is still empty."""

    into = PlanChoice(
        queryset=None, required=False, empty_label="A new plan", label="Where do the actions go?",
        help_text="A draft is listed here while nothing stands in it.",
    )  # fmt: skip
    field_order = ["into"]
    seen = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, seal: str, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self._seal = self.initial["seen"] = seal
        self.fields["into"].queryset = importing.empty_drafts()
        for name in ("into", "service", "title"):
            self.fields[name].required = False
            self.fields[name].needed_later = True

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if cleaned.get("seen") != self._seal:
            self.data = self.data | {"seen": self._seal}
            self.add_error(None, "The columns or the people were changed since you looked. Look at the rows again")
        if "into" in self.errors or cleaned.get("into"):
            return cleaned
        for name, sentence in (("service", "Choose the service"), ("title", "Enter what the plan is called")):
            if not cleaned.get(name) and name not in self.errors:
                self.add_error(name, ValidationError(sentence))
        return cleaned

    @property
    def facts(self) -> dict[str, Any]:
        return {name: value for name, value in super().facts.items() if name != "seen"}
