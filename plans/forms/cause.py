from typing import Any

from django.forms import CheckboxSelectMultiple

from plans.enums import CauseMethod, Theme
from plans.forms.editable import INSIDE, Editable
from plans.models import Plan, Problem
from recovery.ui import forms


class CausesOf(forms.ModelMultipleChoiceField):
    widget = CheckboxSelectMultiple


class CauseForm(Editable):
    """A causal statement in three fields. The sentence they make is shown once it is saved."""

    called = {"cause": "the cause", "effect": "what it led to", "event": "the event"}
    needed = ("effect", "event")

    cause = forms.LongTextField(
        label="The cause",
        max_length=1000,
        rows=2,
        help_text=f"What was so, said without blame. For example “No one was named to book reviews when the "
        f"coordinator left”. {INSIDE}",
    )
    effect = forms.LongTextField(
        label="… led to", max_length=1000, rows=2, help_text="For example “reviews being left to whoever had time”."
    )
    event = forms.LongTextField(
        label="… which increased the likelihood of",
        max_length=1000,
        rows=2,
        help_text="For example “people being supported by a plan that no longer fits them”.",
    )
    problems = CausesOf(
        queryset=None,
        label="Which problems does it explain?",
        required=False,
        help_text="Each problem needs at least one root cause before the plan is submitted.",
    )
    theme = forms.ChoiceField(choices=Theme, placeholder="Choose a theme", label="Theme", initial=Theme.OTHER)
    method = forms.ChoiceField(choices=CauseMethod, placeholder="Not said", label="How was it found?", required=False)
    preceding_cause = forms.LongTextField(
        label="If this speaks of a person’s error: what made the error likely?",
        max_length=1000,
        rows=2,
        required=False,
    )
    duty_source = forms.LongTextField(
        label="If this speaks of something left undone: where does the duty to do it come from?",
        max_length=1000,
        rows=2,
        required=False,
        help_text="For example “Our review procedure, section 4”.",
    )

    def __init__(self, *args: Any, plan: Plan, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["problems"].queryset = Problem.objects.filter(plan=plan)

    @classmethod
    def values(cls, row) -> dict[str, Any]:
        return super().values(row) | {"problems": list(row.problems.all())}
