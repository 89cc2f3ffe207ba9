import datetime
from collections.abc import Collection
from functools import cached_property
from typing import Any
from uuid import UUID

from plans import queries, rules
from plans.credibility import action_types
from plans.credibility.structure import REVIEWED_WITHIN
from plans.credibility.words import told
from plans.enums import STRENGTH_OF, ActionType, Stage, Strength
from plans.forms.advised import Advice, Advised, Button
from plans.forms.cause import CausesOf
from plans.forms.editable import INSIDE, SHARED, PersonField
from plans.models import RootCause
from recovery import dates
from recovery.ui import forms

STRENGTH_WORDS = {
    Strength.STRONGER: "Stronger: changes the conditions people work in",
    Strength.INTERMEDIATE: "Intermediate: makes the right thing easier",
    Strength.WEAKER: "Weaker: relies on people remembering",
}
TYPES = [
    ("", "Choose the type of action"),
    *(
        (words, [(kind.value, kind.label) for kind in ActionType if STRENGTH_OF[kind] is strength])
        for strength, words in STRENGTH_WORDS.items()
    ),
]
STAGES = [
    (Stage.IMMEDIATE.value, forms.Hinted("Immediate safety control", "Keeps people safe now. It may start today.")),
    (Stage.STABILISATION.value, forms.Hinted("Stabilisation", "Gets the basics working reliably again.")),
    (Stage.IMPROVEMENT.value, forms.Hinted("Improvement", "Changes what let it happen, for good.")),
]


class ActionForm(Advised):
    kind = "action"
    buttons = ("use_type",)
    called = {
        "title": "what will be done",
        "owner": "the accountable owner",
        "due_on": "the due date",
        "escalation_contact": "the escalation contact",
        "review_on": "the review date",
        "stand_in": "who stands in for the owner",
        "deliverable": "the deliverable",
        "root_causes": "the root causes it addresses",
        "hours_a_week": "the protected hours",
        "step_down_criterion": "the step-down criterion",
    }
    needed = ("deliverable", "owner", "due_on", "escalation_contact")

    stage = forms.RadioField(choices=STAGES, label="Stage")
    title = forms.CharField(
        label="What will be done?",
        max_length=200,
        help_text=f"Begin with a verb. {SHARED}",
    )
    deliverable = forms.LongTextField(
        label="Deliverable that an outsider could inspect",
        max_length=2000,
        rows=3,
        help_text=f"For example “A signed rota that shows a named decision-maker on every shift”. {SHARED}",
    )
    owner = PersonField(
        label="Accountable owner",
        placeholder="Choose the owner",
        help_text="One person, with a job title. Commissioners see both.",
    )
    stand_in = PersonField(
        label="Who stands in for the owner?",
        required=False,
        placeholder="Nobody",
        help_text="May progress it and answer for it while the owner is away. The owner stays accountable.",
    )
    starts_on = forms.UKDateField(label="Start", required=False)
    due_on = forms.UKDateField(label="Due", required=False)
    root_causes = CausesOf(
        queryset=None,
        label="Which root causes does it address?",
        required=False,
        help_text="At least one, before the plan is submitted.",
    )
    action_type = forms.ChoiceField(
        choices=TYPES, label="Type of action", required=False, help_text="From the action hierarchy. A mix is usual."
    )
    evidence_expected = forms.LongTextField(
        label="What evidence will show it is done?",
        max_length=2000,
        rows=3,
        required=False,
        help_text=f"Say it before the work starts. {INSIDE}",
    )
    escalation_contact = PersonField(
        label="Who is told if it slips?",
        placeholder="Choose the escalation contact",
        help_text="Somebody besides the owner. Both get the first email; the ladder goes on from there.",
    )
    hours_a_week = forms.DecimalField(
        label="Protected hours a week",
        required=False,
        min_value=0,
        max_value=168,
        max_digits=5,
        decimal_places=1,
        help_text="Time the owner is freed from other work, for example 3 or 7.5.",
        widget=forms.TextInput(attrs={"inputmode": "decimal"}),
    )
    people_affected = forms.LongTextField(
        label="Who is affected until it is done?",
        max_length=2000,
        rows=3,
        required=False,
        help_text=f"{INSIDE} Use initials or a pseudonym.",
    )
    review_on = forms.UKDateField(
        label="Review date",
        required=False,
        help_text="Within 28 days of the start. On that day somebody decides: keep, step down or replace.",
    )
    step_down_criterion = forms.LongTextField(
        label="When can it be stepped down?",
        max_length=1000,
        rows=2,
        required=False,
        help_text=f"The fact that must be true first. {INSIDE}",
    )

    def __init__(
        self,
        *args: Any,
        due_locked: bool = False,
        review_locked: bool = False,
        committed: bool = False,
        helpers: Collection[UUID] = (),
        outputs_until: datetime.date | None = None,
        **kwargs: Any,
    ):
        """`outputs_until`: when the last of its other milestones is due."""
        super().__init__(*args, committed=committed, **kwargs)
        self.helpers = helpers
        self.committed, self.outputs_until = committed, outputs_until
        self.fields["root_causes"].queryset = RootCause.objects.filter(plan=self.plan)
        self.fields["owner"].queryset = self.fields["stand_in"].queryset = queries.owners()
        self.fields["escalation_contact"].queryset = queries.staff()
        self.fields["hours_a_week"].width = 4
        if due_locked:
            # A committed date moves by an extension, never by an edit.
            del self.fields["due_on"]
        if review_locked:
            # That of a control that runs moves by a review, never by an edit.
            del self.fields["review_on"]

    def press(self, data):
        if data["use_type"] in ActionType:
            data["action_type"] = data["use_type"]
        return data

    @cached_property
    def advice(self):
        """With the type that its words speak of, offered and never chosen for the writer."""
        return super().advice | {"action_type": [found] if (found := self._suggested()) else []}

    def _suggested(self) -> Advice | None:
        standing = self.standing
        kind = action_types.suggest(told(standing.get("title") or "", standing.get("deliverable") or ""))
        chosen = standing.get("action_type")
        if kind is None or (chosen and STRENGTH_OF[ActionType(chosen)] is STRENGTH_OF[kind]):
            return None
        words = f"{kind.label} ({STRENGTH_OF[kind].label.lower()})."
        return Advice("Reads like", words, Button("use_type", kind.value, "Use this type", "action_type"))

    @classmethod
    def values(cls, row) -> dict[str, Any]:
        own = {name: getattr(row, name) for name in cls.base_fields if name not in ("due_on", "root_causes")}
        completion = next((one for one in row.milestones.all() if one.is_completion), None)
        return own | {
            "due_on": completion.due_on if completion else None,
            "root_causes": list(row.root_causes.all()),
        }

    def clean(self):
        cleaned = super().clean()
        start, due, review = (cleaned.get(name) for name in ("starts_on", "due_on", "review_on"))
        if cleaned.get("stand_in") and cleaned["stand_in"] == cleaned.get("owner"):
            self.add_error("stand_in", "Choose somebody other than the owner")
        if start and due and due < start:
            self.add_error("due_on", "The due date must be on or after the start")
        elif due and self.outputs_until and due < self.outputs_until:
            day = dates.uk_date(self.outputs_until)
            self.add_error("due_on", f"The due date must be on or after {day}, when its last milestone is due")
        if start and review and review < start:
            self.add_error("review_on", "The review date must be on or after the start")
        if cleaned.get("owner") and cleaned.get("owner") == cleaned.get("escalation_contact"):
            self.add_error("escalation_contact", "Choose somebody other than the owner: the owner is told anyway")
        if self.committed:
            self._whole(cleaned)
        owner = cleaned.get("owner")
        if owner and owner.pk in self.helpers:
            self.add_error("owner", rules.HELPS_ALREADY.removesuffix("."))
        return cleaned

    def _whole(self, cleaned: dict[str, Any]) -> None:
        """Once the plan is sent nobody checks an action again before it runs: it is whole as it is saved (A1, A6)."""
        due, review = cleaned.get("due_on"), cleaned.get("review_on")
        if due and due < dates.today() and "due_on" in self.changed_data:
            self.add_error("due_on", "The due date must be today or later")
        if not cleaned.get("root_causes"):
            self.add_error("root_causes", "Tick at least one root cause that it addresses")
        if cleaned.get("stage") != Stage.IMMEDIATE:
            return
        asked = "review_on" in self.fields and "review_on" not in self.errors
        if asked and not review:
            self.add_error("review_on", "Enter the review date: a control is looked at again within 28 days")
        elif asked and review > max(cleaned.get("starts_on") or dates.today(), dates.today()) + REVIEWED_WITHIN:
            self.add_error("review_on", "The review date must be within 28 days")
        if not cleaned.get("step_down_criterion"):
            self.add_error("step_down_criterion", "Say what must be true before it can be stepped down")
