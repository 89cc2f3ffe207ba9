"""A plan becomes active when somebody who had no part in it says so, and its dates are then committed."""

import datetime

import pytest
from django.db import DatabaseError, transaction
from django.utils import timezone

from plans import credibility, queries
from plans.domain import actions, approval, causes, evidence, extensions, milestones, plans, problems, progress
from plans.enums import ActionType, EvidenceKind, PlanState, Stage, Status
from plans.models import Action, Milestone, Plan
from recovery import dates
from recovery.exceptions import Refused, Stale
from recovery.tenancy import context

NOW = timezone.now


def days(n: int) -> datetime.date:
    return dates.today() + datetime.timedelta(days=n)


@pytest.fixture
def draft(alder, cast):
    """A plan with nothing missing, written by the registered manager."""
    by = cast.actor("manager")
    plan = plans.create(service=cast.service("alder_house"), title="Missed reviews", by=by, at=NOW())
    problem = problems.add(plan=plan, title="Reviews are overdue", by=by, at=NOW())
    evidence.add(
        problem=problem,
        kind=EvidenceKind.MISSED_REVIEW,
        occurred_on=days(-30),
        reference="Review register, October",
        by=by,
        at=NOW(),
    )
    cause = causes.add(
        plan=plan,
        problems=[problem],
        cause="no protected time for reviews",
        effect="reviews done from memory",
        event="needs going unnoticed",
        by=by,
        at=NOW(),
    )
    actions.add(
        plan=plan,
        root_causes=[cause],
        due_on=days(10),
        stage=Stage.STABILISATION,
        title="Protect six hours a week for reviews",
        deliverable="A rota with review hours marked",
        owner=cast.lead,
        escalation_contact=cast.governance,
        action_type=ActionType.STAFFING,
        by=by,
        at=NOW(),
    )
    return plan


@pytest.fixture
def active(draft, cast):
    approval.submit(plan=draft, by=cast.actor("manager"), at=NOW())
    return approval.approve(plan=_again(draft), by=cast.actor("governance"), at=NOW())


def _again(row):
    return type(row).objects.get(pk=row.pk)


def test_an_empty_plan_is_not_submitted_and_says_why(alder, cast):
    plan = plans.create(service=cast.service("alder_house"), title="Empty", by=cast.actor("manager"), at=NOW())
    with pytest.raises(Refused, match="names no problem"):
        approval.submit(plan=plan, by=cast.actor("manager"), at=NOW())
    assert _again(plan).state == PlanState.DRAFT


def test_findings_name_what_is_missing_and_where(draft, cast):
    action = Action.objects.get(plan=draft)
    actions.change(
        action=action,
        version=action.version,
        root_causes=[],
        due_on=None,
        deliverable=" ",
        owner=None,
        escalation_contact=None,
        by=cast.actor("manager"),
        at=NOW(),
    )
    found = credibility.findings(queries.facts(draft))
    assert [(one.rule, one.kind) for one in found if one.blocks] == [("C3", "cause"), ("A1", "action")]
    assert found[1].sentence == (
        "A1 needs a root cause it addresses, an accountable owner, a due date, "
        "a deliverable that an outsider could inspect and an escalation contact."
    )


def test_who_submitted_a_plan_cannot_approve_it(draft, cast):
    approval.submit(plan=draft, by=cast.actor("governance"), at=NOW())
    with pytest.raises(Refused, match="You submitted this plan"):
        approval.approve(plan=_again(draft), by=cast.actor("governance"), at=NOW())


def test_who_wrote_any_of_a_plan_cannot_approve_it(draft, cast):
    problem = problems.add(plan=draft, title="Another", by=cast.actor("governance"), at=NOW())
    problems.remove(problem=problem, by=cast.actor("manager"), at=NOW())
    approval.submit(plan=draft, by=cast.actor("manager"), at=NOW())
    with pytest.raises(Refused, match="You wrote part of this plan"):
        approval.approve(plan=_again(draft), by=cast.actor("governance"), at=NOW())
    assert approval.approve(plan=_again(draft), by=cast.actor("second_governance"), at=NOW()).state == PlanState.ACTIVE


def test_sending_back_is_not_writing(draft, cast):
    approval.submit(plan=draft, by=cast.actor("manager"), at=NOW())
    approval.send_back(plan=_again(draft), reason="Name the rota", by=cast.actor("governance"), at=NOW())
    approval.submit(plan=_again(draft), by=cast.actor("manager"), at=NOW())
    assert approval.approve(plan=_again(draft), by=cast.actor("governance"), at=NOW()).activated_at


def test_a_submitted_plan_is_not_edited(draft, cast):
    approval.submit(plan=draft, by=cast.actor("manager"), at=NOW())
    with pytest.raises(Refused, match="waiting for approval"):
        problems.add(plan=_again(draft), title="Late thought", by=cast.actor("manager"), at=NOW())


def test_activation_commits_every_date(active):
    milestone = Milestone.objects.get(plan=active)
    assert milestone.committed_at and milestone.original_due_on == milestone.due_on == days(10)


def test_nothing_of_an_active_plan_is_deleted_even_by_sql(active, cast):
    with pytest.raises(Refused, match="Withdraw it instead"):
        actions.remove(action=Action.objects.get(plan=active), by=cast.actor("manager"), at=NOW())
    with pytest.raises(DatabaseError, match="Nothing of an activated plan is deleted"), transaction.atomic():
        Action.objects.filter(plan=active).delete()


def test_a_committed_date_moves_only_by_an_approved_extension(active, cast):
    milestone = Milestone.objects.get(plan=active)
    with pytest.raises(Refused, match="committed"):
        milestones.change(
            milestone=milestone,
            version=milestone.version,
            name="Complete",
            due_on=days(40),
            by=cast.actor("manager"),
            at=NOW(),
        )
    with pytest.raises(DatabaseError, match="only by an approved extension"), transaction.atomic():
        Milestone.objects.filter(pk=milestone.pk).update(due_on=days(40))
    with pytest.raises(DatabaseError, match="keeps its original date"), transaction.atomic():
        Milestone.objects.filter(pk=milestone.pk).update(original_due_on=days(40))

    extension = extensions.ask(
        milestone=milestone,
        new_due_on=days(24),
        reason="Two team leaders left",
        interim_control="Deputy reviews tier 1 people weekly",
        by=cast.actor("manager"),
        at=NOW(),
    )
    with pytest.raises(Refused, match="somebody else must decide"):
        extensions.approve(extension=extension, by=cast.actor("manager"), at=NOW())
    extensions.approve(extension=extension, by=cast.actor("governance"), at=NOW())
    milestone = _again(milestone)
    assert (milestone.original_due_on, milestone.due_on) == (days(10), days(24))
    (row,) = queries.action_rows(active)
    assert row.status is Status.AT_RISK


def test_a_stale_change_is_refused_with_the_row_as_it_is(draft, cast):
    opened = _again(draft).version
    plans.change(plan=draft, version=opened, title="Reviews missed", by=cast.actor("deputy"), at=NOW())
    with pytest.raises(Stale) as stale:
        plans.change(plan=draft, version=opened, title="Overdue reviews", by=cast.actor("manager"), at=NOW())
    assert stale.value.current.title == "Reviews missed"


def test_complete_needs_evidence_and_verified_needs_another_person_and_two_kinds(active, cast):
    action = Action.objects.get(plan=active)
    with pytest.raises(Refused, match="Add the evidence"):
        progress.complete(action=action, by=cast.actor("lead"), at=NOW())
    seen = {"occurred_on": days(0), "reference": "Rota, week 1", "by": cast.actor("lead"), "at": NOW()}
    evidence.add(action=action, kind=EvidenceKind.RECORD, **seen)
    complete = progress.complete(action=action, note="Two rotas published", by=cast.actor("lead"), at=NOW())
    with pytest.raises(Refused, match="two different kinds"):
        progress.verify(action=complete, by=cast.actor("assessor"), at=NOW())
    evidence.add(action=action, kind=EvidenceKind.OBSERVATION, **seen)
    with pytest.raises(Refused, match="somebody else must verify"):
        progress.verify(action=complete, by=cast.actor("lead"), at=NOW())
    progress.verify(action=complete, by=cast.actor("assessor"), at=NOW())
    (row,) = queries.action_rows(active)
    assert row.status is Status.VERIFIED
    progress.reopen(action=row.action, reason="Hours not kept", by=cast.actor("governance"), at=NOW())
    assert Milestone.objects.get(plan=active).done_at is None


def test_plans_are_numbered_in_their_own_organisation(alder, cast):
    first = plans.create(service=cast.service("alder_house"), title="One", by=cast.actor("manager"), at=NOW())
    second = plans.create(service=cast.service("alder_house"), title="Two", by=cast.actor("manager"), at=NOW())
    assert (first.reference, second.reference) == ("RP-001", "RP-002")
    with context.tenant(cast.org("birch"), by=cast.actor("birch_manager")):
        other = plans.create(
            service=cast.service("birch_lane"), title="Other", by=cast.actor("birch_manager"), at=NOW()
        )
        assert other.reference == "RP-001"
        assert Plan.objects.count() == 1


def test_a_control_that_runs_in_a_draft_keeps_its_stage(draft, cast):
    """Moved to another stage it would no longer be watched before the plan is approved."""
    by = cast.actor("manager")
    control = actions.add(
        plan=draft,
        root_causes=[],
        due_on=days(5),
        stage=Stage.IMMEDIATE,
        title="Read the register at each handover",
        owner=cast.lead,
        by=by,
        at=NOW(),
    )
    control = progress.start(action=control, by=by, at=NOW())
    with pytest.raises(Refused, match="keeps its stage"):
        actions.change(
            action=control,
            version=control.version,
            root_causes=[],
            due_on=days(5),
            stage=Stage.IMPROVEMENT,
            by=by,
            at=NOW(),
        )
