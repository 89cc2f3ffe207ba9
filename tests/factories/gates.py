"""Exit criteria and decisions about gates, as facts."""

from plans.domain import gates
from plans.enums import Gate
from plans.models import ExitCriterion, GateDecision
from recovery import dates
from tests.factories import plans

KINDS = ("stage_complete", "stage_verified", "controls_reviewed", "no_slip", "stated")


def criterion(
    cast, plan, *, gate=Gate.STABILISATION, kind="stage_complete", statement="Controls are in place", **fields
):
    given = {"settings": {"weeks": 4} if kind == "no_slip" else {}} | fields
    with plans.writing(cast):
        return ExitCriterion.objects.create(
            org_id=plan.org_id, plan=plan, gate=gate, kind=kind, statement=statement, **given
        )


def criteria(cast, plan, *, gate=Gate.STABILISATION) -> list[ExitCriterion]:
    """One of each kind."""
    return [criterion(cast, plan, gate=gate, kind=kind, statement=f"By {kind}") for kind in KINDS]


def decision(cast, plan, outcome="passed", *, gate=Gate.STABILISATION, reason="Looked at on the floor") -> GateDecision:
    snapshot = {"criteria": [{"statement": "Controls are in place", "met": True, "said": "All are."}], "actions": []}
    with plans.writing(cast):
        return GateDecision.objects.create(
            org_id=plan.org_id, plan=plan, gate=gate, outcome=outcome, reason=reason, snapshot=snapshot,
            sha256=gates.fingerprint(snapshot), decided_at=dates.now(), decided_by=cast.governance,
        )  # fmt: skip
