from typing import Any

from django.core.exceptions import ValidationError

from plans import queries, rules
from plans.enums import ReviewDecision
from plans.forms.decision import Read
from plans.forms.editable import INSIDE
from plans.models import Action
from recovery import dates
from recovery.ui import forms

CHOICES = [
    (ReviewDecision.KEEP.value, forms.Hinted("Keep it", "It is still needed, and is looked at again soon.")),
    (
        ReviewDecision.STEP_DOWN.value,
        forms.Hinted("Step it down", "Its criterion is met. It stands down, and is no longer reviewed."),
    ),
    (
        ReviewDecision.REPLACE.value,
        forms.Hinted("Replace it", "Another action that runs already takes its place. It stands down."),
    ),
]


class RunningField(forms.ModelChoiceField):
    def label_from_instance(self, row) -> str:
        return f"{row.reference} {row.title}"


class ReviewForm(Read):
    """What is decided about a control. What belongs to another decision than the one chosen is left aside."""

    called = {
        "decision": "what you decide",
        "review_on": "the next review",
        "replaced_by": "what replaces it",
        "reason": "why",
    }

    decision = forms.RadioField(label="What do you decide?", choices=CHOICES)
    review_on = forms.UKDateField(
        label="If you keep it: when is it reviewed next?", required=False, help_text="Within 28 days from today."
    )
    replaced_by = RunningField(
        queryset=None,
        required=False,
        empty_label="Choose an action that runs",
        label="If you replace it: what takes its place?",
    )
    reason = forms.LongTextField(
        label="Why?",
        max_length=1000,
        rows=4,
        help_text="If you keep it, what you looked at and why it is still needed. If you step it down, how its "
        f"criterion is met. If you replace it, why the other keeps people safe. {INSIDE}",
        error_messages={"required": "Say why, and how the criterion is met if you step it down"},
    )

    def __init__(self, *args: Any, action: Action, only_keep: bool = False, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["replaced_by"].queryset = queries.in_place_of(action)
        for name in ("review_on", "replaced_by"):
            self.fields[name].needed_later = True  # its label says when it is needed
        if only_keep:
            self.fields["decision"].choices = CHOICES[:1]
            del self.fields["replaced_by"]

    def clean_review_on(self):
        day = self.cleaned_data["review_on"]
        if self.cleaned_data.get("decision") != ReviewDecision.KEEP:
            return None
        if day is None:
            raise ValidationError("Enter the next review, within 28 days from today")
        refusal = rules.explain(rules.may_review_next_on, day, today=dates.today())
        if refusal:
            raise ValidationError(refusal.removesuffix("."))
        return day

    def clean_replaced_by(self):
        chosen = self.cleaned_data["replaced_by"]
        if self.cleaned_data.get("decision") != ReviewDecision.REPLACE:
            return None
        if chosen is None:
            raise ValidationError("Choose the action that takes its place")
        return chosen

    @property
    def facts(self) -> dict[str, Any]:
        """What the verb of the chosen decision takes."""
        given = super().facts
        given.pop("decision")
        return {name: value for name, value in given.items() if value is not None}
