"""Two people at the same plan in the same second: each verb judges the plan as it is once its turn has come."""

import datetime
import threading
import time

import pytest
from django.db import connection

from plans.domain import (
    actions,
    approval,
    evidence,
    extensions,
    gates,
    milestones,
    problems,
    progress,
    reviews,
    sustaining,
)
from plans.enums import PlanState
from plans.models import Action, ControlReview, Extension, GateDecision, Milestone, Plan, Problem, SustainingReview
from plans.queries import seen as seen_queries
from recovery import dates
from recovery.exceptions import Refused
from recovery.tenancy import context
from tests.factories import plans as facts
from tests.plans.conftest import write

pytestmark = pytest.mark.usefixtures("own_database")


@pytest.fixture
def as_(cast):
    return lambda key: context.tenant(cast.org("alder"), by=cast.actor(key))


@pytest.fixture
def written(own_database, cast, as_):
    with as_("manager"):
        return write(cast)


@pytest.fixture
def who(cast):
    return lambda key: {"by": cast.actor(key), "at": dates.now()}


class Meanwhile(threading.Thread):
    """Somebody else, on a connection of their own. `said` is how they were refused."""

    def __init__(self, entered, verb, facts):
        super().__init__()
        self.entered, self.verb, self.facts = entered, verb, facts
        self.said, self.failed = "", None

    def run(self):
        try:
            with self.entered:
                self.verb(**self.facts)
        except Refused as refusal:
            self.said = str(refusal)
        except Exception as failure:
            self.failed = failure
        finally:
            connection.close()

    def wait_at_the_lock(self):
        """Until they wait for their turn, or are through without having waited."""
        for _ in range(500):
            with connection.cursor() as cursor:
                cursor.execute("SELECT count(*) FROM pg_locks WHERE NOT granted")
                if cursor.fetchone()[0] or not self.is_alive():
                    return
            time.sleep(0.01)


def meanwhile(entered, verb, **facts) -> Meanwhile:
    """The other person's verb begins before this transaction is committed."""
    other = Meanwhile(entered, verb, facts)
    other.start()
    other.wait_at_the_lock()
    return other


def ended(other) -> str:
    other.join(timeout=20)
    assert not other.is_alive()
    assert other.failed is None, other.failed
    return other.said


def test_a_problem_is_not_added_to_a_plan_that_is_being_sent(written, as_, who):
    with as_("manager"):
        approval.submit(plan=written.plan, **who("manager"))
        other = meanwhile(as_("deputy"), problems.add, plan=written.plan, title="Late", **who("deputy"))
    assert "waiting for approval" in ended(other)
    with as_("manager"):
        assert Problem.objects.filter(plan=written.plan).count() == 1


def test_a_plan_is_sent_with_what_was_removed_a_moment_before_missing(written, as_, who):
    with as_("manager"):
        problems.remove(problem=written.problem, **who("manager"))
        other = meanwhile(as_("deputy"), approval.submit, plan=written.plan, **who("deputy"))
    assert "names no problem" in ended(other)


def test_of_two_approvals_one_wins_and_the_other_is_told(written, as_, who):
    with as_("manager"):
        submitted = approval.submit(plan=written.plan, **who("manager"))
    with as_("governance"):
        approval.approve(plan=submitted, **who("governance"))
        other = meanwhile(as_("second_governance"), approval.approve, plan=submitted, **who("second_governance"))
    assert "This plan is active" in ended(other)
    with as_("manager"):
        assert Plan.objects.get().activated_by.name == who("governance")["by"].membership.name


def test_who_is_just_writing_part_of_a_plan_does_not_approve_it(written, as_, who):
    """Two clicks of the same governance lead: one writes and sends, the other approves."""
    with as_("manager"):
        submitted = approval.submit(plan=written.plan, **who("manager"))
    with as_("governance"):
        drafted = approval.send_back(plan=submitted, reason="One more", **who("governance"))
        problems.change(problem=written.problem, version=1, title="Nineteen", **who("governance"))
        approval.submit(plan=drafted, **who("manager"))
        other = meanwhile(as_("governance"), approval.approve, plan=submitted, **who("governance"))
    assert "You wrote part of this plan" in ended(other)


def test_a_date_is_not_edited_while_an_approval_commits_it(written, as_, who):
    with as_("manager"):
        output = milestones.add(
            action=written.action, name="Rota agreed", due_on=dates.today() + datetime.timedelta(days=5),
            **who("manager"),
        )  # fmt: skip
        submitted = approval.submit(plan=written.plan, **who("manager"))
    with as_("governance"):
        approval.approve(plan=submitted, **who("governance"))
        later = dates.today() + datetime.timedelta(days=50)
        other = meanwhile(
            as_("deputy"), milestones.change, milestone=output, version=1, name="Later", due_on=later, **who("deputy")
        )
    assert "This date is committed" in ended(other)
    with as_("manager"):
        assert Milestone.objects.get(pk=output.pk).name == "Rota agreed"


def test_an_extension_is_not_given_to_an_action_that_is_being_withdrawn(written, as_, who):
    with as_("manager"):
        submitted = approval.submit(plan=written.plan, **who("manager"))
    with as_("governance"):
        approval.approve(plan=submitted, **who("governance"))
    with as_("lead"):
        asked = extensions.ask(
            milestone=Milestone.objects.get(), new_due_on=dates.today() + datetime.timedelta(days=60),
            reason="Sickness", interim_control="Daily call", **who("lead"),
        )  # fmt: skip
    with as_("manager"):
        progress.withdraw(action=written.action, reason="Done elsewhere", **who("manager"))
        other = meanwhile(as_("governance"), extensions.approve, extension=asked, **who("governance"))
    assert "withdrawn" in ended(other)
    with as_("manager"):
        assert Extension.objects.get().state == "asked"


def test_an_action_that_is_being_removed_gets_no_evidence(written, as_, who):
    with as_("manager"):
        actions.remove(action=written.action, **who("manager"))
        other = meanwhile(
            as_("lead"), evidence.add, action=written.action, kind="record", occurred_on=dates.today(),
            reference="Rota", **who("lead"),
        )  # fmt: skip
    assert "has just removed this" in ended(other)


def test_an_action_is_not_started_in_a_plan_that_is_being_withdrawn(written, as_, who):
    with as_("manager"):
        submitted = approval.submit(plan=written.plan, **who("manager"))
    with as_("governance"):
        approval.approve(plan=submitted, **who("governance"))
    with as_("governance"):
        approval.withdraw(plan=Plan.objects.get(), reason="The service closes", **who("governance"))
        other = meanwhile(as_("lead"), progress.start, action=written.action, **who("lead"))
    assert "This plan is withdrawn" in ended(other)
    with as_("manager"):
        assert (Plan.objects.get().state, Action.objects.get().state) == (PlanState.WITHDRAWN, "planned")


def claimed(written, as_, who, cast, **fields):
    """An action of an active plan, reported complete with two kinds of evidence; or a control, with `stage`."""
    with as_("manager"):
        submitted = approval.submit(plan=written.plan, **who("manager"))
    with as_("governance"):
        approval.approve(plan=submitted, **who("governance"))
    with as_("manager"):
        action = actions.add(
            plan=written.plan, root_causes=[written.cause], title="Ring daily", deliverable="A call log",
            due_on=dates.today() + datetime.timedelta(days=5), owner=cast.lead, escalation_contact=cast.governance,
            **fields, **who("manager"),
        )  # fmt: skip
    with as_("lead"):
        for kind in ("record", "observation"):
            evidence.add(action=action, kind=kind, occurred_on=dates.today(), reference=kind, **who("lead"))
        progress.start(action=action, **who("lead"))
        return progress.complete(action=action, note="Rung", **who("lead"))


def test_of_two_who_verify_one_wins_and_the_other_is_told(written, as_, who, cast):
    action = claimed(written, as_, who, cast, stage="stabilisation")
    with as_("governance"):
        progress.verify(action=action, reason="Saw the log", **who("governance"))
        other = meanwhile(
            as_("assessor"), progress.verify, action=action, reason="Heard a call", **who("assessor")
        )  # fmt: skip
    assert "This action is verified. It can be verified only while it is complete." in ended(other)
    with as_("manager"):
        assert Action.objects.get(pk=action.pk).verified_by == cast.governance


def test_of_two_who_decide_the_same_review_one_wins_and_the_other_is_told(written, as_, who, cast):
    today = dates.today()
    control = claimed(written, as_, who, cast, stage="immediate", review_on=today, step_down_criterion="Quiet")
    with as_("manager"):
        seen = seen_queries.of_action(control)
        next_on = today + datetime.timedelta(days=14)
        reviews.keep(action=control, review_on=next_on, reason="Loud", seen=seen, **who("manager"))
        other = meanwhile(
            as_("governance"), reviews.step_down, action=control, reason="Quiet", seen=seen, **who("governance")
        )
    assert "This control has changed since you opened this page" in ended(other)
    with as_("manager"):
        assert [(one.decision, one.reason) for one in ControlReview.objects.all()] == [("keep", "Loud")]
        kept = Action.objects.get(pk=control.pk)
        assert (kept.review_on, kept.stood_down_at) == (next_on, None)


def test_a_control_that_is_just_standing_down_is_not_kept(written, as_, who, cast):
    today = dates.today()
    control = claimed(written, as_, who, cast, stage="immediate", review_on=today, step_down_criterion="Quiet")
    with as_("manager"):
        reviews.step_down(action=control, reason="Quiet", **who("manager"))
        other = meanwhile(
            as_("governance"), reviews.keep, action=control, review_on=today + datetime.timedelta(days=9),
            reason="Loud", **who("governance"),
        )  # fmt: skip
    assert "has stood down" in ended(other)
    with as_("manager"):
        assert ControlReview.objects.get().decision == "step_down"


def test_nothing_is_replaced_by_what_is_just_being_withdrawn(written, as_, who, cast):
    today = dates.today()
    control = claimed(written, as_, who, cast, stage="immediate", review_on=today, step_down_criterion="Quiet")
    with as_("lead"):
        running = progress.start(action=written.action, **who("lead"))
    with as_("manager"):
        progress.withdraw(action=running, reason="Done elsewhere", **who("manager"))
        other = meanwhile(
            as_("governance"), reviews.replace, action=control, replaced_by=running, reason="Rota",
            **who("governance"),
        )  # fmt: skip
    assert "A1 is not running" in ended(other)
    with as_("manager"):
        assert Action.objects.get(pk=control.pk).stood_down_at is None


def test_of_two_decisions_about_a_gate_one_wins_and_the_other_is_told(written, as_, who):
    with as_("manager"):
        submitted = approval.submit(plan=written.plan, **who("manager"))
    with as_("governance"):
        plan = approval.approve(plan=submitted, **who("governance"))
        gates.add_criterion(
            plan=plan, gate="stabilisation", kind="stated", statement="Nobody waits", **who("governance")
        )
        seen = seen_queries.of_plan(plan)
    given = {"plan": plan, "gate": "stabilisation", "reason": "Seen on the floor", "seen": seen}
    with as_("governance"):
        gates.decide(outcome="not_passed", **given, **who("governance"))
        other = meanwhile(as_("nominated"), gates.decide, outcome="overridden", **given, **who("nominated"))
    assert "changed" in ended(other)
    with as_("manager"):
        assert GateDecision.objects.get().outcome == "not_passed"


def test_a_gate_is_passed_once(written, as_, who):
    """Also where neither has said what they read."""
    with as_("manager"):
        submitted = approval.submit(plan=written.plan, **who("manager"))
    with as_("governance"):
        plan = approval.approve(plan=submitted, **who("governance"))
        gates.add_criterion(
            plan=plan, gate="stabilisation", kind="stated", statement="Nobody waits", **who("governance")
        )
    given = {"plan": plan, "gate": "stabilisation", "outcome": "overridden", "reason": "Seen on the floor"}
    with as_("governance"):
        gates.decide(**given, **who("governance"))
        other = meanwhile(as_("nominated"), gates.decide, **given, **who("nominated"))
    assert "Gates are decided in order" in ended(other)
    with as_("manager"):
        assert GateDecision.objects.count() == 1


def test_of_two_who_hold_a_sustaining_review_one_wins_and_the_other_is_told(written, cast, as_, who):
    with as_("manager"):
        plan = facts.plan(cast, state="sustaining")
        review = SustainingReview.objects.create(
            org_id=plan.org_id, plan=plan, months=6, due_on=dates.today(), created_at=dates.now()
        )
    given = {"review": review, "looked_at": "Ten files", "finding": "Nine in time"}
    with as_("governance"):
        sustaining.hold(outcome="holds", **given, **who("governance"))
        other = meanwhile(as_("nominated"), sustaining.hold, outcome="failed", **given, **who("nominated"))
    assert "held already" in ended(other)
    with as_("manager"):
        assert SustainingReview.objects.get().outcome == "holds"
