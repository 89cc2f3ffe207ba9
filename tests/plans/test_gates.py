"""A plan goes on when somebody who does not lead it decides so, about what is true then; nothing of it is rewritten."""

import datetime
import hashlib
import json

import pytest
from django.db import DatabaseError, connection, transaction
from django.urls import reverse

from plans import rules
from plans.domain import gates, sustaining
from plans.enums import ActionState, Gate, GateOutcome, PlanState, Stage
from plans.models import ExitCriterion, GateDecision, Plan, SustainingReview
from plans.queries import gates as reads
from plans.queries import seen as seen_queries
from recovery import dates
from recovery.exceptions import Refused, Stale
from recovery.tenancy import context
from tests.factories import gates as agreed
from tests.factories import plans as facts
from tests.factories import sharing
from tests.plans.conftest import typed

pytestmark = pytest.mark.django_db


@pytest.fixture
def plan(cast):
    return facts.plan(cast)


def inside(cast, by="governance"):
    return context.tenant(cast.org("alder"), by=cast.actor(by))


def decide(cast, plan, outcome, gate=Gate.STABILISATION, *, by="governance", at=None, **facts_given):
    with inside(cast, by):
        return gates.decide(
            plan=plan, gate=gate, outcome=outcome, reason="Seen on the floor", by=cast.actor(by),
            at=at or dates.now(), **facts_given,
        )  # fmt: skip


def now(cast, plan) -> Plan:
    with inside(cast):
        return Plan.objects.get(pk=plan.pk)


def body(response) -> str:
    return response.content.decode()


# --- What is asked, and whether it is met ----------------------------------------------------------------------


def lines(cast, plan, gate=Gate.STABILISATION) -> dict[str, tuple]:
    with inside(cast):
        return {
            line.criterion.kind: (line.found.met, line.found.sentence)
            for line in reads.lines(plan, gate, today=dates.today())
            if line.criterion
        }


def test_each_kind_looks_at_the_facts(cast, plan):
    agreed.criteria(cast, plan)
    late = dates.today() - datetime.timedelta(days=3)
    facts.control(cast, plan=plan, review_on=late)
    done = facts.action(cast, plan, stage=Stage.IMMEDIATE, state=ActionState.COMPLETE, due_on=dates.today())
    found = lines(cast, plan)
    assert found["stage_complete"] == (False, "1 of 2 complete. Not yet: A1.")
    assert found["stage_verified"] == (False, "0 of 2 verified. Not yet: A1, A2.")
    assert found["controls_reviewed"] == (False, "Past its review, or without one: A1, A2.")
    assert found["no_slip"][0] is True
    assert found["stated"] == (None, "Whoever decides says what shows it.")
    facts.milestone(cast, done, due_on=late)
    assert lines(cast, plan)["no_slip"][0] is False


def test_what_was_missed_before_those_weeks_is_not_counted_and_what_is_still_late_is(cast, plan):
    agreed.criterion(cast, plan, kind="no_slip", settings={"weeks": 2})
    action = facts.action(cast, plan)
    month_ago = dates.today() - datetime.timedelta(days=30)
    facts.milestone(
        cast, action, due_on=month_ago, done_at=dates.now() - datetime.timedelta(days=20), done_by=cast.lead
    )
    assert lines(cast, plan)["no_slip"][0] is True
    facts.milestone(cast, action, due_on=month_ago)
    assert lines(cast, plan)["no_slip"][0] is False


def test_a_stage_without_an_action_is_not_complete(cast, plan):
    agreed.criterion(cast, plan)
    assert lines(cast, plan)["stage_complete"] == (False, "No action stands in this stage.")


def test_a_kind_whose_app_is_gone_is_for_whoever_decides_to_say(cast, plan):
    agreed.criterion(cast, plan, kind="of an app that is gone")
    assert lines(cast, plan)["of an app that is gone"][0] is None


# --- Deciding --------------------------------------------------------------------------------------------------


def complete(cast, plan, stage=Stage.IMMEDIATE):
    return facts.action(cast, plan, stage=stage, state=ActionState.COMPLETE, due_on=dates.today())


def test_a_gate_is_passed_when_all_that_was_agreed_is_met_and_the_stage_moves(cast, plan):
    agreed.criterion(cast, plan)
    complete(cast, plan)
    made = decide(cast, plan, GateOutcome.PASSED)
    assert now(cast, plan).stage == Stage.STABILISATION
    assert made.snapshot["criteria"] == [
        {
            "statement": "Controls are in place",
            "kind": "stage_complete",
            "settings": {},
            "met": True,
            "said": "A1 is complete.",
            "evidence": {"actions": 1, "complete": 1, "not yet": []},
        }
    ]
    assert made.snapshot["figures"] == {"red flags open": 0}
    assert made.snapshot["actions"] == [{"stage": "immediate", "state": "complete", "count": 1}]
    written = json.dumps(made.snapshot, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    assert made.sha256 == hashlib.sha256(written.encode()).hexdigest()


@pytest.mark.parametrize(
    ("outcome", "criteria", "said"),
    [
        (GateOutcome.PASSED, (), "has no exit criterion"),
        (GateOutcome.OVERRIDDEN, (), "has no exit criterion"),
        (GateOutcome.PASSED, ("stage_complete",), "1 exit criterion is not met"),
        (GateOutcome.PASSED, ("stage_complete", "stated"), "2 exit criteria are not met"),
        (GateOutcome.OVERRIDDEN, ("no_slip",), "nothing is overridden"),
    ],
)
def test_what_cannot_be_decided_says_why(cast, plan, outcome, criteria, said):
    for kind in criteria:
        agreed.criterion(cast, plan, kind=kind, settings={"weeks": 4} if kind == "no_slip" else {})
    with pytest.raises(Refused, match=said):
        decide(cast, plan, outcome)
    assert now(cast, plan).stage == ""


def test_a_stated_fact_is_met_when_somebody_says_what_shows_it(cast, plan):
    one = agreed.criterion(cast, plan, kind="stated")
    made = decide(cast, plan, GateOutcome.PASSED, shown={one.pk: "Eight weekly sheets, read on 3 May"})
    assert made.snapshot["criteria"][0]["evidence"] == {"shown by": "Eight weekly sheets, read on 3 May"}


def test_an_override_and_a_gate_that_is_not_passed_are_both_on_record(cast, plan):
    agreed.criterion(cast, plan)
    decide(cast, plan, GateOutcome.NOT_PASSED)
    assert now(cast, plan).stage == ""
    decide(cast, plan, GateOutcome.OVERRIDDEN)
    assert now(cast, plan).stage == Stage.STABILISATION
    with inside(cast):
        assert [one.outcome for one in reads.decisions(plan)] == ["not_passed", "overridden"]


def test_gates_are_taken_in_order(cast, plan):
    agreed.criterion(cast, plan, gate=Gate.IMPROVEMENT)
    with pytest.raises(Refused, match="the next one is “Into stabilisation”"):
        decide(cast, plan, GateOutcome.OVERRIDDEN, Gate.IMPROVEMENT)


@pytest.mark.parametrize("state", [PlanState.DRAFT, PlanState.SUBMITTED, PlanState.CLOSED, PlanState.WITHDRAWN])
def test_no_gate_is_decided_of_a_plan_that_does_not_run(cast, state):
    with pytest.raises(Refused, match="Gates are decided once it is active"):
        decide(cast, facts.plan(cast, state=state), GateOutcome.NOT_PASSED)


def test_whoever_leads_the_plan_does_not_decide(cast, sign_in):
    plan = facts.plan(cast, lead=cast.governance)
    with pytest.raises(Refused, match="You lead this plan"):
        decide(cast, plan, GateOutcome.NOT_PASSED)
    page = body(sign_in("governance").get(reverse("plan_gates", args=[plan.pk])))
    assert "You lead this plan, so somebody else decides" in page
    assert sign_in("governance").get(reverse("gate_decide", args=[plan.pk])).status_code == 403


def test_nobody_decides_about_what_they_have_not_read(cast, plan):
    agreed.criterion(cast, plan)
    with inside(cast):
        seen = seen_queries.of_plan(plan)
        gates.add_criterion(
            plan=plan, gate=Gate.STABILISATION, kind="stated", statement="One more", by=cast.actor("governance"),
            at=dates.now(),
        )  # fmt: skip
    with pytest.raises(Refused, match="has changed since you opened this page"):
        decide(cast, plan, GateOutcome.NOT_PASSED, seen=seen)


def test_the_database_keeps_a_decision_and_a_review_that_was_held(cast, plan):
    agreed.criterion(cast, plan)
    made = decide(cast, plan, GateOutcome.OVERRIDDEN)
    for change in (
        lambda: GateDecision.objects.filter(pk=made.pk).update(reason="Another"),
        lambda: GateDecision.objects.filter(pk=made.pk).delete(),
        lambda: ExitCriterion.objects.filter(plan=plan).delete(),
    ):
        with pytest.raises(DatabaseError), transaction.atomic(), inside(cast):
            change()
    plan = facts.plan(cast, state=PlanState.SUSTAINING)
    review = booked(cast, plan, 6, -1)
    hold(cast, review)
    with pytest.raises(DatabaseError, match="stays as it was written"), transaction.atomic(), inside(cast):
        SustainingReview.objects.filter(pk=review.pk).update(finding="Another")


# --- The sustaining year ---------------------------------------------------------------------------------------


def booked(cast, plan, months, days) -> SustainingReview:
    with facts.writing(cast):
        return SustainingReview.objects.create(
            org_id=plan.org_id, plan=plan, months=months, due_on=dates.today() + datetime.timedelta(days=days)
        )


def hold(cast, review, outcome="holds", by="governance", at=None):
    with inside(cast, by):
        return sustaining.hold(
            review=review, outcome=outcome, looked_at="Ten records", finding="Nine of ten", by=cast.actor(by),
            at=at or dates.now(),
        )  # fmt: skip


@pytest.fixture
def improved(cast):
    plan = facts.plan(cast, stage=Stage.IMPROVEMENT)
    agreed.criterion(cast, plan, gate=Gate.SUSTAINING)
    complete(cast, plan, Stage.IMPROVEMENT)
    return plan


def test_the_third_gate_begins_the_sustaining_year_and_books_its_reviews(cast, improved):
    decide(cast, improved, GateOutcome.PASSED, Gate.SUSTAINING)
    plan = now(cast, improved)
    assert plan.state == PlanState.SUSTAINING
    assert plan.sustaining_by_id == cast.governance.pk
    with inside(cast):
        booked_for = [(one.months, one.due_on) for one in reads.reviews(plan)]
    today = dates.today()
    assert booked_for == [(6, rules.months_later(today, 6)), (12, rules.months_later(today, 12))]


def test_closing_rests_on_the_review_after_twelve_months(cast):
    plan = facts.plan(cast, state=PlanState.SUSTAINING)
    one = agreed.criterion(cast, plan, gate=Gate.CLOSING, kind="stated")
    review = booked(cast, plan, 12, 0)
    shown = {one.pk: "Induction plan of May"}
    with pytest.raises(Refused, match="1 exit criterion is not met"):
        decide(cast, plan, GateOutcome.PASSED, Gate.CLOSING, shown=shown)
    hold(cast, review, "failed")
    with pytest.raises(Refused, match="1 exit criterion is not met"):
        decide(cast, plan, GateOutcome.PASSED, Gate.CLOSING, shown=shown)
    decide(cast, plan, GateOutcome.OVERRIDDEN, Gate.CLOSING, shown=shown)
    assert now(cast, plan).state == PlanState.CLOSED


def test_a_plan_whose_review_found_that_it_holds_is_closed(cast):
    plan = facts.plan(cast, state=PlanState.SUSTAINING)
    one = agreed.criterion(cast, plan, gate=Gate.CLOSING, kind="stated")
    hold(cast, booked(cast, plan, 12, 0))
    decide(cast, plan, GateOutcome.PASSED, Gate.CLOSING, shown={one.pk: "Induction plan of May"})
    assert now(cast, plan).closed_by_id == cast.governance.pk


def test_a_review_is_held_once_near_its_day_and_not_by_whoever_leads_the_plan(cast):
    plan = facts.plan(cast, state=PlanState.SUSTAINING)
    with pytest.raises(Refused, match="can be held from"):
        hold(cast, booked(cast, plan, 6, 29))
    review = booked(cast, plan, 12, 28)
    hold(cast, review)
    with pytest.raises(Refused, match="was held already"):
        hold(cast, review)
    led = facts.plan(cast, state=PlanState.SUSTAINING, lead=cast.governance)
    with pytest.raises(Refused, match="You lead this plan"):
        hold(cast, booked(cast, led, 6, 0))


@pytest.mark.parametrize("state", [PlanState.SUSTAINING, PlanState.CLOSED])
def test_a_plan_that_does_not_last_is_reopened_where_it_must_begin_again(cast, state):
    plan = facts.plan(cast, state=state)
    review = booked(cast, plan, 12, 40)
    with inside(cast):
        with pytest.raises(Refused, match="Say why"):
            sustaining.reopen(
                plan=plan, stage=Stage.STABILISATION, reason=" ", by=cast.actor("governance"), at=dates.now()
            )
        again = sustaining.reopen(
            plan=plan, stage=Stage.STABILISATION, reason="The hours went back to the floor",
            by=cast.actor("governance"), at=dates.now(),
        )  # fmt: skip
        assert (again.state, again.stage, again.sustaining_at, again.closed_at) == (
            "active",
            "stabilisation",
            None,
            None,
        )
        assert rules.next_gate(again) == Gate.IMPROVEMENT
        assert SustainingReview.objects.get(pk=review.pk).dropped_at is not None


def test_a_plan_that_sustains_again_rests_on_a_new_review(cast, improved):
    decide(cast, improved, GateOutcome.PASSED, Gate.SUSTAINING)
    with inside(cast):
        plan = Plan.objects.get(pk=improved.pk)
        sustaining.reopen(
            plan=plan, stage=Stage.IMPROVEMENT, reason="Drift", by=cast.actor("governance"), at=dates.now()
        )
    decide(cast, improved, GateOutcome.PASSED, Gate.SUSTAINING)
    with inside(cast):
        open_now = reads.reviews(improved).filter(dropped_at=None)
        assert [one.months for one in open_now] == [6, 12]


@pytest.mark.parametrize(
    ("day", "months", "later"),
    [((2026, 1, 31), 1, (2026, 2, 28)), ((2026, 8, 31), 6, (2027, 2, 28)), ((2027, 8, 31), 6, (2028, 2, 29)),
     ((2026, 11, 27), 12, (2027, 11, 27)), ((2026, 12, 1), 6, (2027, 6, 1))],
)  # fmt: skip
def test_months_later_is_the_same_day_or_the_last(day, months, later):
    assert rules.months_later(datetime.date(*day), months) == datetime.date(*later)


# --- What was agreed stays agreed ------------------------------------------------------------------------------


def test_before_the_plan_runs_a_criterion_is_written_changed_and_removed(cast, sign_in):
    plan = facts.plan(cast, state=PlanState.DRAFT)
    manager = sign_in("manager")
    address = f"{reverse('criterion_new', args=[plan.pk])}?gate=improvement"
    assert manager.post(address, {"kind": "no_slip", "statement": "Nothing slips"}).status_code == 422
    answer = manager.post(address, {"kind": "no_slip", "statement": "Nothing slips", "weeks": "6"})
    assert answer.url.endswith("#gate-improvement")
    with inside(cast):
        one = ExitCriterion.objects.get(plan=plan)
    assert (one.gate, one.settings) == ("improvement", {"weeks": 6})
    edit = reverse("criterion_edit", args=[one.pk])
    page = body(manager.get(edit))
    assert 'value="6"' in page
    manager.post(edit, typed(page, kind="stated", statement="A fact"))
    with inside(cast):
        changed = ExitCriterion.objects.get(pk=one.pk)
        assert (changed.kind, changed.settings) == ("stated", {})
        with pytest.raises(Stale):
            gates.change_criterion(
                criterion=one, version=1, kind="stated", statement="x", by=cast.actor("manager"), at=dates.now()
            )
    manager.post(reverse("criterion_remove", args=[one.pk]))
    with inside(cast):
        assert not ExitCriterion.objects.filter(plan=plan).exists()


def test_once_it_runs_a_criterion_is_withdrawn_in_sight_and_not_changed(cast, plan, sign_in):
    one = agreed.criterion(cast, plan)
    manager = sign_in("manager")
    for name in ("criterion_edit", "criterion_remove"):
        assert manager.get(reverse(name, args=[one.pk])).status_code == 403
    address = reverse("criterion_withdraw", args=[one.pk])
    assert manager.post(address, {"reason": ""}).status_code == 422
    manager.post(address, {"reason": "Two controls became one"})
    page = body(manager.get(reverse("plan_gates", args=[plan.pk])))
    assert "<del>Controls are in place</del> withdrawn" in page
    with pytest.raises(Refused, match="has no exit criterion"):
        decide(cast, plan, GateOutcome.OVERRIDDEN)


def test_nothing_more_is_asked_of_a_gate_that_is_passed(cast, sign_in):
    plan = facts.plan(cast, stage=Stage.STABILISATION)
    address = f"{reverse('criterion_new', args=[plan.pk])}?gate=stabilisation"
    assert sign_in("manager").get(address).status_code == 403


# --- The pages -------------------------------------------------------------------------------------------------


def test_the_page_tells_the_gates_in_order_and_its_form_decides(cast, plan, sign_in):
    one = agreed.criterion(cast, plan, kind="stated", statement="Eight weeks without a late review")
    nominated = sign_in("nominated")
    page = body(nominated.get(reverse("plan_gates", args=[plan.pk])))
    order = [
        page.index(words) for words in ("Into stabilisation", "Into improvement", "Into the sustaining", "Closing")
    ]
    assert order == sorted(order)
    assert "Decide this gate" in page
    address = reverse("gate_decide", args=[plan.pk])
    form = body(nominated.get(address))
    assert "What shows that: Eight weeks without a late review" in form
    hidden = typed(form, gate="stabilisation", outcome="passed", reason="Seen")
    refused = nominated.post(address, hidden)
    assert refused.status_code == 422
    assert "1 exit criterion is not met" in body(refused) and "Seen" in body(refused)
    passed = nominated.post(address, hidden | {f"shown_{one.pk}": "Register of May"})
    assert passed.url.endswith("#gate-stabilisation")
    page = body(nominated.get(reverse("plan_gates", args=[plan.pk])))
    assert "Passed on" in page and "Confirmed: Register of May" in page and "SHA-256 of this record" in page


def test_a_form_about_no_gate_of_ours_is_refused(cast, plan, sign_in):
    agreed.criterion(cast, plan)
    client, address = sign_in("governance"), reverse("gate_decide", args=[plan.pk])
    form = typed(body(client.get(address)), gate="nonsense", outcome="not_passed", reason="Seen")
    assert client.post(address, form).status_code == 422


def test_a_form_that_was_open_while_somebody_else_decided_is_refused(cast, plan, sign_in):
    agreed.criterion(cast, plan)
    agreed.criterion(cast, plan, gate=Gate.IMPROVEMENT)
    client, address = sign_in("governance"), reverse("gate_decide", args=[plan.pk])
    form = typed(body(client.get(address)), gate="stabilisation", outcome="overridden", reason="Seen")
    decide(cast, plan, GateOutcome.OVERRIDDEN, by="nominated")
    answer = client.post(address, form)
    assert answer.status_code == 422
    assert "Gates are decided in order" in body(answer)
    with inside(cast):
        assert GateDecision.objects.filter(plan=plan).count() == 1


@pytest.mark.parametrize("person", ["manager", "lead", "assessor"])
def test_other_roles_read_the_gates_and_are_told_who_decides(cast, plan, sign_in, person):
    page = body(sign_in(person).get(reverse("plan_gates", args=[plan.pk])))
    assert "It can be done by: governance lead or nominated individual" in page
    assert sign_in(person).get(reverse("gate_decide", args=[plan.pk])).status_code == 403


def test_reviews_are_held_and_the_plan_reopened_from_the_page(cast, sign_in):
    plan = facts.plan(cast, state=PlanState.SUSTAINING)
    review = booked(cast, plan, 6, -3)
    client = sign_in("governance")
    assert "3 days" in body(client.get(reverse("plan_gates", args=[plan.pk])))
    address = reverse("sustaining_hold", args=[review.pk])
    assert client.post(address, {"outcome": "failed"}).status_code == 422
    client.post(address, {"outcome": "failed", "looked_at": "Ten records", "finding": "Six of ten are late"})
    page = body(client.get(reverse("plan_gates", args=[plan.pk])))
    assert "It does not hold" in page and "Six of ten are late" in page
    reopen = reverse("plan_reopen", args=[plan.pk])
    form = typed(body(client.get(reopen)), stage="improvement")
    assert client.post(reopen, form).status_code == 422
    client.post(reopen, form | {"reason": "Hours were given back"})
    assert now(cast, plan).state == PlanState.ACTIVE


def test_what_waits_is_on_my_work_of_whoever_may_decide(cast, sign_in):
    plan = facts.plan(cast)
    agreed.criterion(cast, plan)
    complete(cast, plan)
    facts.plan(cast, title="Nothing agreed")
    year = facts.plan(cast, state=PlanState.SUSTAINING)
    booked(cast, year, 6, -1)
    page = body(sign_in("governance").get(reverse("my_work")))
    assert f"Decide whether {plan.reference} goes into stabilisation" in page
    assert f"See whether {year.reference} still holds, 6 months on" in page
    assert page.count("Decide whether") == 2  # its words, and again for who only hears the link
    assert "Decide whether" not in body(sign_in("manager").get(reverse("my_work")))


def test_a_foreign_plan_has_no_gates_here(cast, plan, sign_in):
    one = agreed.criterion(cast, plan)
    foreign = sign_in("birch_governance")
    for name, key in (("plan_gates", plan.pk), ("gate_decide", plan.pk), ("criterion_edit", one.pk)):
        assert foreign.get(reverse(name, args=[key])).status_code == 404


def test_a_commissioner_reads_what_was_agreed_and_decided_and_no_reason(cast, plan, sign_in):
    agreed.criterion(cast, plan, statement="Every control is reviewed in time")
    decide(cast, plan, GateOutcome.OVERRIDDEN)
    sharing.share(cast, plan)
    page = body(sign_in("commissioner").get(reverse("portfolio_plan", args=[plan.pk])))
    assert "Passed by override" in page and "Every control is reviewed in time" in page
    assert "Seen on the floor" not in page
    with connection.cursor() as cursor:
        for table, column in (("plans_gatedecision", "reason"), ("plans_gatedecision", "snapshot"),
                              ("plans_exitcriterion", "settings"), ("plans_sustainingreview", "finding")):  # fmt: skip
            cursor.execute("SELECT has_column_privilege('app_viewer', %s, %s, 'SELECT')", [table, column])
            assert cursor.fetchone() == (False,), f"{table}.{column}"


def test_the_stage_that_was_decided_is_the_stage_everybody_reads(cast, sign_in):
    plan = facts.plan(cast, stage=Stage.STABILISATION)
    facts.action(cast, plan, stage=Stage.IMMEDIATE, due_on=dates.today())
    sharing.share(cast, plan)
    commissioner = sign_in("commissioner")
    assert '<td data-label="Stage now"><span>Stabilisation</span>' in body(commissioner.get(reverse("portfolio")))
    assert rules.stage_of(plan, [("immediate", "planned")]) == Stage.STABILISATION
    assert rules.stage_of(facts.plan(cast), [("immediate", "planned")]) == Stage.IMMEDIATE
    assert rules.stage_of(facts.plan(cast, state=PlanState.SUSTAINING), [("immediate", "planned")]) is None


def _booked(cast, days: int) -> SustainingReview:
    plan = facts.plan(cast, state=PlanState.SUSTAINING, lead=cast.manager)
    due = dates.today() + datetime.timedelta(days=days)
    with facts.writing(cast):
        return SustainingReview.objects.create(org_id=plan.org_id, plan=plan, months=6, due_on=due)


def _overview(client, plan) -> str:
    return client.get(reverse("plan_overview", args=[plan.pk])).content.decode()


def test_the_overview_says_that_a_review_is_late_and_leads_whoever_may_to_it(cast, sign_in):
    review = _booked(cast, -3)
    hold = reverse("sustaining_hold", args=[review.pk])
    page = _overview(sign_in("governance"), review.plan)
    assert "See whether it still holds, 6 months on" in page
    assert "3 days late" in page
    assert hold in page
    page = _overview(sign_in("manager"), review.plan)
    assert "The review after 6 months" in page
    assert "governance lead or nominated individual" in page
    assert hold not in page


@pytest.mark.parametrize(("days", "said"), [(29, False), (28, True)])
def test_the_overview_speaks_of_a_review_from_four_weeks_before_its_day(cast, sign_in, days, said):
    review = _booked(cast, days)
    assert ("The review after 6 months" in _overview(sign_in("governance"), review.plan)) is said


@pytest.mark.parametrize(("person", "writes"), [("manager", True), ("lead", False)])
def test_the_plan_in_full_says_what_must_be_true_and_lets_its_writers_change_it(cast, sign_in, person, writes):
    draft = facts.plan(cast, state=PlanState.DRAFT)
    criterion = agreed.criterion(cast, draft, gate=Gate.IMPROVEMENT, statement="Nobody waits at tier 1")
    page = sign_in(person).get(reverse("plan_write", args=[draft.pk])).content.decode()
    assert "How will you know that a stage is done?" in page
    assert "Nobody waits at tier 1" in page
    assert (reverse("criterion_edit", args=[criterion.pk]) in page) is writes
    assert (f"{reverse('criterion_new', args=[draft.pk])}?gate=improvement" in page) is writes
