"""What is asked of a gate, and what is decided at it."""

from typing import Any

from django.core.exceptions import ValidationError

from plans import criteria
from plans.enums import Gate, GateOutcome, Stage, SustainingOutcome
from plans.forms.decision import Read
from plans.forms.editable import INSIDE, SHARED, Editable
from recovery.ui import forms


class CriterionForm(Editable):
    called = {"kind": "how it is looked up", "statement": "what must be true", "weeks": "the weeks"}

    kind = forms.RadioField(label="How is it looked up?", choices=[])
    statement = forms.CharField(
        label="What must be true?",
        max_length=300,
        help_text=f"A fact that an outsider could check, for example “No review of tier 1 has waited more than five "
        f"working days for eight weeks”. {SHARED}",
    )

    def __init__(self, *args: Any, gate: Gate, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self._kinds = {kind.id: kind for kind in criteria.kinds(gate)}
        self.fields["kind"].choices = [(kind.id, forms.Hinted(kind.label, kind.hint)) for kind in self._kinds.values()]
        for kind in self._kinds.values():
            for number in kind.numbers:
                self.fields[number.name] = forms.IntegerField(
                    label=number.label,
                    required=False,
                    min_value=number.least,
                    max_value=number.most,
                    initial=(self.initial.get("settings") or {}).get(number.name, number.usual),
                    help_text=f"Only for “{kind.label}”.",
                )
                self.fields[number.name].needed_later = True  # its hint says when it is needed

    @classmethod
    def values(cls, row) -> dict[str, Any]:
        return super().values(row) | {"settings": row.settings}

    def clean(self):
        found = super().clean()
        kind = self._kinds.get(found.get("kind", ""))
        for number in kind.numbers if kind else ():
            if found.get(number.name) is None and number.name not in self.errors:
                self.add_error(number.name, ValidationError(f"Enter a number from {number.least} to {number.most}"))
        return found

    @property
    def facts(self) -> dict[str, Any]:
        kind = self._kinds[self.cleaned_data["kind"]]
        return {
            "kind": kind.id,
            "statement": self.cleaned_data["statement"],
            "settings": {number.name: self.cleaned_data[number.name] for number in kind.numbers},
        }


OUTCOMES = [
    (GateOutcome.PASSED.value, forms.Hinted("Pass it", "Every exit criterion is met.")),
    (
        GateOutcome.NOT_PASSED.value,
        forms.Hinted("Do not pass it", "The plan stays where it is. Say what is missing, and who does what about it."),
    ),
    (
        GateOutcome.OVERRIDDEN.value,
        forms.Hinted("Pass it by override", "A criterion is not met, and going on is safe all the same. Say why."),
    ),
]


class GateForm(Read):
    """What is decided, why, and of each fact that cannot be looked up what shows it."""

    called = {"outcome": "what you decide", "reason": "why"}

    gate = forms.ChoiceField(choices=Gate.choices, widget=forms.HiddenInput)
    outcome = forms.RadioField(label="What do you decide?", choices=OUTCOMES)
    reason = forms.LongTextField(
        label="Why?",
        max_length=2000,
        rows=4,
        help_text=f"What you looked at, and what it showed. {INSIDE}",
        error_messages={"required": "Say why: what you looked at, and what it showed"},
    )

    def __init__(self, *args: Any, stated=(), **kwargs: Any):
        super().__init__(*args, **kwargs)
        self._stated = list(stated)
        for one in self._stated:
            self.fields[self._name(one)] = forms.LongTextField(
                label=f"What shows that: {one.statement}",
                max_length=1000,
                rows=2,
                required=False,
                help_text=f"The record or observation, with its date. Leave it empty if it is not so. {INSIDE}",
            )
        self.order_fields(["gate", "seen", *map(self._name, self._stated), "outcome", "reason"])

    @staticmethod
    def _name(criterion) -> str:
        return f"shown_{criterion.pk}"

    @property
    def facts(self) -> dict[str, Any]:
        found = super().facts
        return {
            "gate": found["gate"],
            "outcome": found["outcome"],
            "reason": found["reason"],
            "seen": found["seen"],
            "shown": {one.pk: found[self._name(one)] for one in self._stated},
        }


class HoldForm(forms.Form):
    """What a sustaining review found."""

    called = {"outcome": "what you found", "looked_at": "what you looked at", "finding": "what it showed"}

    outcome = forms.RadioField(
        label="Does the improvement hold?",
        choices=[
            (SustainingOutcome.HOLDS.value, forms.Hinted("It holds", "What was agreed at the gate is still so.")),
            (
                SustainingOutcome.FAILED.value,
                forms.Hinted("It does not hold", "Then the plan should be reopened, with why the first fix failed."),
            ),
        ],
    )
    looked_at = forms.LongTextField(
        label="What did you look at?",
        max_length=2000,
        rows=3,
        help_text=f"Records, observations, people: which, how many, from when. {INSIDE}",
    )
    finding = forms.LongTextField(label="What did it show?", max_length=2000, rows=4, help_text=INSIDE)


class ReopenForm(Read):
    called = {"stage": "the stage", "reason": "why the first fix failed"}

    stage = forms.RadioField(
        label="To which stage does it go back?", choices=[(stage.value, stage.label) for stage in Stage]
    )
    reason = forms.LongTextField(
        label="Why did the first fix fail?",
        max_length=2000,
        rows=4,
        help_text=f"What was not changed, or did not last, and how you know. {INSIDE}",
        error_messages={"required": "Say why the first fix failed"},
    )
