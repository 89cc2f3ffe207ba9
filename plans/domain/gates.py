"""What must be true before a plan goes on, and the decisions that it may: with a reason, and what was so then."""

import hashlib
import json
from collections import Counter
from collections.abc import Mapping
from uuid import UUID

from django.db.models import Max

from plans import criteria, rules
from plans.domain.current import part_now, plan_now
from plans.domain.guard import Guard
from plans.domain.moving import move
from plans.enums import Gate, GateOutcome
from plans.lifecycle import PLAN
from plans.models import Action, ExitCriterion, GateDecision, Plan, SustainingReview
from plans.models.gate import SIX_MONTHS, TWELVE_MONTHS
from plans.queries import gates as reads
from plans.queries import seen as seen_queries
from plans.rules.gate import INTO
from recovery import dates
from recovery.tenancy.versions import change_if_current
from recovery.verbs import verb


@verb
def add_criterion(*, plan, gate, kind, statement, by, at, settings=None) -> ExitCriterion:
    plan = plan_now(plan)
    rules.may_write_criterion(plan, Gate(gate))
    last = ExitCriterion.objects.filter(plan=plan, gate=gate).aggregate(last=Max("position"))["last"] or 0
    return ExitCriterion.objects.create(
        org_id=plan.org_id,
        plan=plan,
        gate=gate,
        position=last + 1,
        kind=kind,
        statement=statement,
        settings=settings or {},
        created_at=at,
        held=Guard(plan, at).held(ExitCriterion, {"statement": statement}),
    )


@verb
def change_criterion(*, criterion, version, kind, statement, by, at, settings=None) -> ExitCriterion:
    criterion = part_now(criterion)
    rules.may_change_criterion(criterion, criterion.plan)
    held = Guard(criterion.plan, at).held(ExitCriterion, {"statement": statement}, criterion)
    return change_if_current(criterion, version, kind=kind, statement=statement, settings=settings or {}, held=held)


@verb
def remove_criterion(*, criterion, by, at) -> None:
    criterion = part_now(criterion)
    rules.may_remove(criterion.plan)
    criterion.delete()


@verb
def withdraw_criterion(*, criterion, reason, by, at) -> ExitCriterion:
    """It is not asked any more, and stays in sight with who decided and why."""
    criterion = part_now(criterion)
    rules.must_say_why(reason)
    rules.may_withdraw_criterion(criterion, criterion.plan, by=by)
    ExitCriterion.objects.filter(pk=criterion.pk).update(withdrawn_at=at, withdrawn_by=by.membership)
    return ExitCriterion.objects.get(pk=criterion.pk)


@verb
def decide(
    *, plan, gate, outcome, reason, by, at, shown: Mapping[UUID, str] | None = None, seen: int | None = None
) -> GateDecision:
    """P4: passed when every exit criterion is met, overridden with a reason, or not passed. `shown`: of each criterion
    that cannot be looked up, what the person who decides says shows it."""
    plan, gate, outcome = plan_now(plan), Gate(gate), GateOutcome(outcome)
    rules.must_say_why(reason)
    rules.may_decide_gate(plan, gate, by=by)
    rules.must_have_read("plan", "decide about", seen=seen, now=seen_queries.of_plan(plan))
    today = dates.day_of(at)
    lines = reads.lines(plan, gate, today=today, shown=shown or {})
    rules.may_have_outcome(
        outcome, [line.found.met for line in lines], written=sum(line.criterion is not None for line in lines)
    )
    snapshot = _snapshot(plan, gate, lines, today)
    decision = GateDecision.objects.create(
        org_id=plan.org_id,
        plan=plan,
        gate=gate,
        outcome=outcome,
        reason=reason,
        snapshot=snapshot,
        sha256=fingerprint(snapshot),
        decided_at=at,
        decided_by=by.membership,
        created_at=at,
    )
    if outcome != GateOutcome.NOT_PASSED:
        _go_on(plan, gate, reason, by, at)
    return decision


def fingerprint(snapshot: dict) -> str:
    """SHA-256 of the snapshot as JSON: keys sorted, no spaces, UTF-8."""
    text = json.dumps(snapshot, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


def _snapshot(plan: Plan, gate: Gate, lines: list[reads.Line], today) -> dict:
    counted = Counter(Action.objects.filter(plan=plan).order_by().values_list("stage", "state"))
    return {
        "plan": plan.reference,
        "gate": gate.value,
        "on": today.isoformat(),
        "criteria": [
            {
                "statement": line.statement,
                "kind": line.criterion.kind if line.criterion else "required",
                "settings": line.criterion.settings if line.criterion else {},
                "met": line.found.met,
                "said": line.found.sentence,
                "evidence": dict(line.found.evidence),
            }
            for line in lines
        ],
        "actions": [
            {"stage": stage, "state": state, "count": count} for (stage, state), count in sorted(counted.items())
        ],
        "figures": criteria.figures(plan, today=today),
    }


def _go_on(plan: Plan, gate: Gate, reason: str, by, at) -> None:
    if gate in INTO:
        Plan.objects.filter(pk=plan.pk).update(stage=INTO[gate])
    else:
        (sustain if gate == Gate.SUSTAINING else close)(plan=plan, reason=reason, by=by, at=at)


@verb
def sustain(*, plan, reason, by, at) -> Plan:
    """What passing the gate into the sustaining year does. It books the reviews after 6 and 12 months."""
    moved = move(plan, PLAN, "sustain", sustaining_at=at, sustaining_by=by.membership)
    _book_reviews(plan, at)
    return moved


@verb
def close(*, plan, reason, by, at) -> Plan:
    """What passing the last gate does."""
    return move(plan, PLAN, "close", closed_at=at, closed_by=by.membership)


def _book_reviews(plan: Plan, at) -> None:
    begun = dates.day_of(at)
    for months in (SIX_MONTHS, TWELVE_MONTHS):
        SustainingReview.objects.create(
            org_id=plan.org_id,
            plan=plan,
            months=months,
            due_on=rules.months_later(begun, months),
            created_at=at,
        )
