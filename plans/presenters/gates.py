"""The gates of a plan in words: what is asked of each, how it stands, what was decided."""

import datetime
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.urls import reverse

from plans import criteria, rules
from plans.enums import Gate, GateOutcome, PlanState, SustainingOutcome
from plans.models import ExitCriterion, GateDecision, Plan, SustainingReview
from plans.queries import gates as reads
from plans.waiting import Waiting
from recovery import dates
from recovery.ui.addresses import address_of

REVIEW_SOON = datetime.timedelta(days=28)
TONES = {GateOutcome.PASSED: "green", GateOutcome.OVERRIDDEN: "amber", GateOutcome.NOT_PASSED: "red"}
MET = {True: ("tick", "green", "Met"), False: ("square", "red", "Not met"), None: ("half-ring", "plain", "To be said")}


@dataclass(frozen=True)
class Criterion:
    """One thing that is asked, as the page shows it."""

    statement: str
    kind: str = ""
    shape: str = ""
    tone: str = "plain"
    word: str = ""
    said: str = ""
    row: ExitCriterion | None = None
    withdrawn: str = ""
    edit_url: str = ""
    remove_url: str = ""
    withdraw_url: str = ""


@dataclass(frozen=True)
class Shown:
    """A gate as the page shows it."""

    gate: Gate
    state: str
    tag: str
    tone: str
    criteria: list[Criterion]
    add_url: str
    decisions: list["Decided"] = field(default_factory=list)

    @property
    def next(self) -> bool:
        return self.state == "next"


@dataclass(frozen=True)
class Decided:
    decision: GateDecision
    words: str
    tone: str
    lines: list[dict[str, Any]]
    counted: str


def gates(
    plan: Plan, agreed: Iterable[ExitCriterion], lines: Sequence[reads.Line], decisions: Sequence[GateDecision], *,
    may_write: bool,
) -> list[Shown]:  # fmt: skip
    """All four, in order. `lines`: what is asked of the next one, with whether it is met now."""
    agreed = list(agreed)
    found = []
    for gate in Gate:
        own = [one for one in decisions if one.gate == gate]
        state = _state(plan, gate)
        tag, tone = _tag(state, own)
        asked = [one for one in agreed if one.gate == gate]
        found.append(
            Shown(
                gate,
                state,
                tag,
                tone,
                _now(plan, lines, may_write) + _withdrawn(asked)
                if state == "next"
                else [_written(plan, one, may_write) for one in asked if not one.withdrawn_at] + _withdrawn(asked),
                _add_url(plan, gate) if may_write else "",
                [decided(one) for one in own],
            )
        )
    return found


@dataclass(frozen=True)
class Agreed:
    """What must be true at a gate, for whoever writes the plan."""

    gate: Gate
    criteria: list[Criterion]
    add_url: str


def agreed(plan: Plan, rows: Iterable[ExitCriterion], *, may_write: bool) -> list[Agreed]:
    """All four, in order, without asking whether anything is met."""
    asked = [one for one in rows if not one.withdrawn_at]
    return [
        Agreed(
            gate,
            [_written(plan, one, may_write) for one in asked if one.gate == gate],
            _add_url(plan, gate) if may_write else "",
        )
        for gate in Gate
    ]


def _state(plan: Plan, gate: Gate) -> str:
    """Where the plan is: behind this gate (passed), before it (next), or not there yet (later)."""
    coming, order = rules.next_gate(plan), list(Gate)
    if coming == gate:
        return "next"
    before = coming and order.index(gate) < order.index(coming)
    return "passed" if plan.state == PlanState.CLOSED or before else "later"


@dataclass(frozen=True)
class Told:
    """A gate as readers outside see it."""

    label: str
    words: str
    tone: str
    criteria: list[str]


def told(plan: Plan, outside: reads.Outside) -> list[Told]:
    """All four, in order; nothing where nobody has agreed on anything yet."""
    if not outside.criteria and not outside.decisions:
        return []
    found = []
    for gate in Gate:
        words, tone = _tag(_state(plan, gate), [one for one in outside.decisions if one.gate == gate])
        found.append(Told(gate.label, words, tone, [one.statement for one in outside.criteria if one.gate == gate]))
    return found


def reviews_told(outside: reads.Outside, today: datetime.date) -> list[dict[str, str]]:
    """The reviews of the sustaining year, with what they found or when they are due."""
    found = []
    for one in outside.reviews:
        if one.held_at:
            tone = "green" if one.outcome == SustainingOutcome.HOLDS else "red"
            words = f"{one.get_outcome_display()}, held {dates.uk_date(one.held_at)}"
        else:
            tone = "red" if one.due_on < today else "plain"
            words = f"Due {dates.uk_date(one.due_on)}"
        found.append({"label": f"After {one.months} months", "words": words, "tone": tone})
    return found


def lines(plan: Plan, asked: Sequence[reads.Line]) -> list[Criterion]:
    """What is asked of the next gate, for whoever decides it."""
    return _now(plan, asked, may_write=False)


def _tag(state: str, own: Sequence[GateDecision]) -> tuple[str, str]:
    if state == "later":
        return "Later", "grey"
    last = own[-1] if own else None
    if state == "next":
        if last and last.outcome == GateOutcome.NOT_PASSED:
            return f"Not passed on {dates.uk_date(last.decided_at)}", "red"
        return "Next", "plain"
    passed = next((one for one in reversed(own) if one.outcome != GateOutcome.NOT_PASSED), None)
    if passed is None:
        return "Behind it", "grey"
    return f"{passed.get_outcome_display()} on {dates.uk_date(passed.decided_at)}", TONES[GateOutcome(passed.outcome)]


def _add_url(plan: Plan, gate: Gate) -> str:
    if rules.explain(rules.may_write_criterion, plan, gate):
        return ""
    return f"{reverse('criterion_new', args=[plan.pk])}?gate={gate.value}"


def _now(plan: Plan, lines: Sequence[reads.Line], may_write: bool) -> list[Criterion]:
    found = []
    for line in lines:
        shape, tone, word = MET[line.found.met]
        now = {"shape": shape, "tone": tone, "word": word, "said": line.found.sentence}
        if line.criterion is None:
            found.append(Criterion(line.statement, "Asked of every plan", **now))
        else:
            found.append(_written(plan, line.criterion, may_write, **now))
    return found


def _written(plan: Plan, one: ExitCriterion, may_write: bool, **now) -> Criterion:
    kind = criteria.kind(one.kind)
    urls = {}
    if may_write and not rules.explain(rules.may_change_criterion, one, plan):
        urls = {
            "edit_url": reverse("criterion_edit", args=[one.pk]),
            "remove_url": reverse("criterion_remove", args=[one.pk]),
        }
    elif may_write and plan.activated_at and not rules.explain(rules.may_write_criterion, plan, Gate(one.gate)):
        urls = {"withdraw_url": reverse("criterion_withdraw", args=[one.pk])}
    return Criterion(one.statement, _kind(kind, one), row=one, **now, **urls)


def _kind(kind: criteria.Kind | None, one: ExitCriterion) -> str:
    return kind.called(one.settings) if kind else "Cannot be looked up here"


def _withdrawn(asked: Iterable[ExitCriterion]) -> list[Criterion]:
    return [
        Criterion(
            one.statement,
            row=one,
            withdrawn=f"withdrawn {dates.uk_date(one.withdrawn_at)} by {one.withdrawn_by.name}",
        )
        for one in asked
        if one.withdrawn_at
    ]


def decided(one: GateDecision) -> Decided:
    """A decision with what was so at that moment."""
    snapshot = one.snapshot
    return Decided(
        one,
        f"{one.get_outcome_display()} on {dates.uk_date(one.decided_at)} by {one.decided_by.name_and_title}",
        TONES[GateOutcome(one.outcome)],
        [line | {"word": MET[line["met"]][2]} for line in snapshot["criteria"]],
        "; ".join([*map(_actions_then, snapshot["actions"]), *_figures_then(snapshot)]),
    )


def _actions_then(each: dict[str, Any]) -> str:
    stage = each["stage"].replace("immediate", "controls")
    return f"{each['count']} {each['state'].replace('_', ' ')} in {stage}"


def _figures_then(snapshot: dict[str, Any]) -> list[str]:
    return [f"{count} {words}" for words, count in snapshot.get("figures", {}).items()]


@dataclass(frozen=True)
class Held:
    """A sustaining review as the page shows it."""

    review: SustainingReview
    words: str
    tone: str
    refusal: str
    url: str


def held(reviews: Iterable[SustainingReview], plan: Plan, *, by, refusal: str, today: datetime.date) -> list[Held]:
    """`refusal`: why this person's role may not hold one."""
    return [_held(one, plan, by, refusal, today) for one in reviews]


def _held(one: SustainingReview, plan: Plan, by, refusal: str, today: datetime.date) -> Held:
    if one.held_at:
        tone = "green" if one.outcome == SustainingOutcome.HOLDS else "red"
        words = f"{one.get_outcome_display()}. Held {dates.uk_date(one.held_at)} by {one.held_by.name_and_title}"
        return Held(one, words, tone, "", "")
    if one.dropped_at:
        return Held(one, f"Dropped when the plan was reopened, {dates.uk_date(one.dropped_at)}", "grey", "", "")
    late = one.due_on < today
    words = f"Due {dates.uk_date(one.due_on)}, {dates.relative(one.due_on, at=today)}"
    refused = refusal or rules.explain(rules.may_hold_review, one, plan, by=by, today=today)
    return Held(one, words, "red" if late else "plain", refused, reverse("sustaining_hold", args=[one.pk]))


# --- What waits: registered in `plans.apps` ------------------------------------------------------------------


def ready(*, actor, workspace, today: datetime.date) -> Iterable[Waiting]:
    """Every action of the stage is done, and nobody has decided whether the plan goes on."""
    for plan in reads.ready_for_gate(workspace.membership):
        gate = rules.next_gate(plan)
        yield Waiting(
            10,
            plan.activated_at,
            f"Decide whether {plan.reference} goes {gate.within_sentence}",
            f"{plan.title}. Every action of its stage is complete",
            "Decide",
            address_of("plan_gates", plan.pk),
        )


def reviews_due(*, actor, workspace, today: datetime.date) -> Iterable[Waiting]:
    for review in reads.sustaining_reviews_due(today + REVIEW_SOON, workspace.membership):
        plan = review.plan
        yield Waiting(
            0 if review.due_on < today else 10,
            review.due_on,
            f"See whether {plan.reference} still holds, {review.months} months on",
            f"{plan.title}. Due {dates.relative(review.due_on, at=today)}",
            "Hold the review",
            f"{reverse('sustaining_hold', args=[review.pk])}?from=work",
        )
