"""The life of a plan and of an action, each as one table: a row is something that somebody may do.

Rules allow by it and refuse with its sentence, verbs move along it and record what it says, pages take the words of
their buttons from it, and `docs/lifecycles.md` is drawn from it. What is not a row here does not happen.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from django.db.models import TextChoices

from plans.enums import ActionState, PlanState


@dataclass(frozen=True)
class Transition:
    """A verb of `plans.domain` that takes a row from one of some states to another."""

    verb: str
    label: str
    """Of its button."""
    said: str
    """What has then been done: it was *sent back*."""
    sources: tuple[TextChoices, ...]
    target: TextChoices
    capability: str
    """Who may: `recovery.tenancy.permissions`."""
    holds: str = ""
    """What must hold, besides the state and the role."""
    records: tuple[str, ...] = ()
    """The columns that it fills."""
    empties: tuple[str, ...] = ()
    """The columns that it takes back. The history keeps what they held."""
    asks_why: bool = False


@dataclass(frozen=True)
class Life:
    of: str
    begins: TextChoices
    steps: tuple[Transition, ...]

    def __getitem__(self, verb: str) -> Transition:
        return next(step for step in self.steps if step.verb == verb)

    def __iter__(self) -> Iterator[Transition]:
        return iter(self.steps)

    def refusal(self, verb: str, state: str) -> str:
        """Why it cannot be done in this state, or nothing where it can."""
        step, now = self[verb], type(self.begins)(state)
        if now in step.sources:
            return ""
        return (
            f"This {self.of} is {now.label.lower()}. "
            f"It can be {step.said} only while it is {_either([one.label.lower() for one in step.sources])}."
        )


PLAN = Life(
    "plan",
    begins=PlanState.DRAFT,
    steps=(
        Transition(
            "submit",
            "Send for approval",
            "sent for approval",
            sources=(PlanState.DRAFT,),
            target=PlanState.SUBMITTED,
            capability="plan.submit",
            holds="The credibility check finds nothing that blocks.",
            records=("submitted_at", "submitted_by"),
        ),
        Transition(
            "send_back",
            "Send it back",
            "sent back",
            sources=(PlanState.SUBMITTED,),
            target=PlanState.DRAFT,
            capability="plan.approve",
            empties=("submitted_at", "submitted_by"),
            asks_why=True,
        ),
        Transition(
            "approve",
            "Approve the plan",
            "approved",
            sources=(PlanState.SUBMITTED,),
            target=PlanState.ACTIVE,
            capability="plan.approve",
            holds="It is somebody who neither sent it nor wrote any of it, and has read it as it is now.",
            records=("activated_at", "activated_by"),
        ),
        Transition(
            "withdraw",
            "Withdraw the plan",
            "withdrawn",
            sources=(PlanState.DRAFT, PlanState.SUBMITTED, PlanState.ACTIVE),
            target=PlanState.WITHDRAWN,
            capability="plan.withdraw",
            records=("withdrawn_at", "withdrawn_by"),
            asks_why=True,
        ),
        Transition(
            "sustain",
            "Begin the sustaining year",
            "taken into the sustaining year",
            sources=(PlanState.ACTIVE,),
            target=PlanState.SUSTAINING,
            capability="gate.decide",
            holds="It is somebody who does not lead it and has read it as it is now. The gates before are passed, and "
            "every exit criterion of this one is met, or somebody overrides it. The reviews after 6 and 12 months are "
            "booked.",
            records=("sustaining_at", "sustaining_by"),
            asks_why=True,
        ),
        Transition(
            "close",
            "Close the plan",
            "closed",
            sources=(PlanState.SUSTAINING,),
            target=PlanState.CLOSED,
            capability="gate.decide",
            holds="It is somebody who does not lead it and has read it as it is now. Every exit criterion is met and "
            "the review after 12 months found that it holds, or somebody overrides it.",
            records=("closed_at", "closed_by"),
            asks_why=True,
        ),
        Transition(
            "reopen",
            "Reopen the plan",
            "reopened",
            sources=(PlanState.SUSTAINING, PlanState.CLOSED),
            target=PlanState.ACTIVE,
            capability="gate.decide",
            holds="The stage that it goes back to is named.",
            records=("stage",),
            empties=("sustaining_at", "sustaining_by", "closed_at", "closed_by"),
            asks_why=True,
        ),
    ),
)

ACTION = Life(
    "action",
    begins=ActionState.PLANNED,
    steps=(
        Transition(
            "start",
            "Start the action",
            "started",
            sources=(ActionState.PLANNED,),
            target=ActionState.IN_PROGRESS,
            capability="action.progress",
            holds="It has a due date. Its plan is active or sustaining, or it is an immediate control of a draft.",
            records=("started_at",),
        ),
        Transition(
            "complete",
            "Report it complete",
            "reported complete",
            sources=(ActionState.PLANNED, ActionState.IN_PROGRESS),
            target=ActionState.COMPLETE,
            capability="action.progress",
            holds="There is evidence that it is done, and its other milestones are reached or withdrawn.",
            records=("completed_at", "completed_by", "completion_note"),
        ),
        Transition(
            "verify",
            "Verify the action",
            "verified",
            sources=(ActionState.COMPLETE,),
            target=ActionState.VERIFIED,
            capability="action.verify",
            holds="It is somebody who neither owns it, nor stands in for its owner, nor reported it complete, and has "
            "read it as it is now. "
            "There are two different kinds of evidence.",
            records=("verified_at", "verified_by"),
        ),
        Transition(
            "reopen",
            "Reopen the action",
            "reopened",
            sources=(ActionState.COMPLETE, ActionState.VERIFIED),
            target=ActionState.IN_PROGRESS,
            capability="action.verify",
            empties=(
                "completed_at",
                "completed_by",
                "completion_note",
                "verified_at",
                "verified_by",
                "stood_down_at",
                "stood_down_by",
            ),
            asks_why=True,
        ),
        Transition(
            "withdraw",
            "Withdraw the action",
            "withdrawn",
            sources=(ActionState.PLANNED, ActionState.IN_PROGRESS),
            target=ActionState.WITHDRAWN,
            capability="plan.edit",
            holds="It is somebody who does not own it. In a draft it has started, or a red flag was raised about it.",
            records=("withdrawn_at", "withdrawn_by"),
            asks_why=True,
        ),
    ),
)


def _either(words: list[str]) -> str:
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} or {words[-1]}"
