from typing import Any

from django.forms import CheckboxSelectMultiple

from plans.credibility import causes as fair
from plans.enums import CauseMethod, Theme
from plans.forms.advised import Advised
from plans.forms.editable import INSIDE
from plans.models import Problem, RootCause
from recovery.ui import forms, steps


class CausesOf(forms.ModelMultipleChoiceField):
    widget = CheckboxSelectMultiple


class CauseForm(Advised):
    """A causal statement in three fields and the sentence they make; behind it, the chain of whys that led to it."""

    kind = "cause"
    buttons = ("steps",)
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
    whys = forms.StepsField(
        label="The whys, from the problem down to the cause",
        step="Why",
        required=False,
        help_text="Each line answers “why?” about the line before it. The last one leads to the cause.",
    )
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

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["problems"].queryset = Problem.objects.filter(plan=self.plan)

    @classmethod
    def values(cls, row) -> dict[str, Any]:
        own = {"problems": list(row.problems.all()), "whys": [why.text for why in row.chain]}
        return super().values(row) | own

    def press(self, data):
        data.setlist("whys", steps.press(data.getlist("whys"), data["steps"]))
        return data

    def beside(self, row, base):
        """The chain is one field, told apart by how it read when the form was opened."""
        opened = self.data.get("whys_opened")
        return super().beside(row, base if opened is None else base | {"whys": opened.replace("\r\n", "\n")})

    @property
    def sentence(self) -> str:
        parts = {part: self.standing.get(part) or "" for part in ("cause", "effect", "event")}
        return RootCause(**parts).sentence if any(parts.values()) else ""

    @property
    def asked(self) -> list[str]:
        """What is asked for only where it makes sense (C2), or where it is written already."""
        standing = self.standing
        parts = [standing.get(part) or "" for part in ("cause", "effect", "event")]
        asked = fair.asks(*parts)
        found = [name for name in ("preceding_cause", "duty_source") if standing.get(name) or name in asked]
        chained = standing.get("whys") or standing.get("method") == CauseMethod.FIVE_WHYS or self.pressed
        return [*found, "whys"] if chained else found
