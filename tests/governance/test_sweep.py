"""The sweep: facts become flags, flags climb, and nothing is done twice."""

import contextlib
import datetime

import pytest
import time_machine

from governance.domain import sweep
from governance.enums import FlagKind, NoticeState
from governance.models import Acknowledgement, Escalation, Notice, RedFlag
from plans.domain import reviews
from plans.enums import ActionState, PlanState, Stage
from plans.models import Extension
from recovery import dates
from recovery.history.models import Event
from recovery.tenancy import context
from recovery.tenancy.context import Actor
from tests.factories import plans as facts
from tests.governance.people import another_connection

DAY = datetime.timedelta(days=1)
BY = Actor.system("sweep")
NOON = datetime.datetime(2026, 3, 11, 12, tzinfo=datetime.UTC)  # a Wednesday, a plain winter day
TODAY = NOON.date()


def utc(text: str) -> datetime.datetime:
    return datetime.datetime.fromisoformat(text).replace(tzinfo=datetime.UTC)


def run(at=None):
    with context.every_tenant(by=BY):
        return sweep.sweep(by=BY, at=at or dates.now())


def flags(cast, org="alder", **only):
    with context.tenant(cast.org(org)):
        return list(RedFlag.objects.filter(**only).select_related("milestone").order_by("due_on", "kind"))


def told(cast, org="alder", **only):
    """Who was told, as (rung, name)."""
    with context.tenant(cast.org(org)):
        rows = Notice.objects.filter(**only).select_related("recipient").order_by("rung", "recipient__name")
        return [(row.rung, row.recipient.name) for row in rows]


def acknowledge(cast, flag, promised_on, at=None, by="lead"):
    with facts.writing(cast):
        return Acknowledgement.objects.create(
            org_id=flag.org_id,
            plan_id=flag.plan_id,
            flag=flag,
            acknowledged_at=at or dates.now(),
            acknowledged_by=getattr(cast, by),
            promise="The sheet will be agreed with nights.",
            promised_on=promised_on,
        )


@pytest.fixture(autouse=True)
def _noon():
    with time_machine.travel(NOON, tick=False):
        yield


@pytest.mark.usefixtures("as_worker")
class TestRaising:
    def test_a_milestone_not_done_by_its_due_date_is_flagged_from_the_day_after(self, cast):
        late = facts.slipped(cast, days=3)
        assert run() == sweep.Swept(raised=1, closed=0, rungs=1, notices=1)
        (flag,) = flags(cast)
        assert (flag.kind, flag.milestone_id, flag.due_on) == (FlagKind.MILESTONE_SLIPPED, late.pk, late.due_on)
        assert flag.since == late.due_on + DAY
        assert (flag.opened_at, flag.first_rung) == (NOON, 1)

    def test_due_today_is_not_late(self, cast):
        facts.slipped(cast, days=0)
        assert run().raised == 0
        with time_machine.travel(NOON + DAY):
            assert run().raised == 1

    def test_a_second_sweep_changes_nothing_and_writes_no_history(self, cast):
        facts.slipped(cast)
        run()
        with context.tenant(cast.org("alder")):
            before = Event.objects.count()
        assert run() == sweep.Swept(0, 0, 0, 0)
        with context.tenant(cast.org("alder")):
            assert Event.objects.count() == before
            assert set(Event.objects.filter(table="governance_redflag").values_list("actor_id", flat=True)) == {
                "system:sweep"
            }

    def test_what_is_done_or_withdrawn_is_left_alone(self, cast):
        plan = facts.active_plan(cast)
        done = facts.slipped(cast, plan=plan)
        facts.change(cast, done, done_at=NOON, done_by=cast.lead)
        gone = facts.slipped(cast, plan=plan)
        facts.change(cast, gone, withdrawn_at=NOON, withdrawn_by=cast.governance)
        facts.slipped(cast, plan=plan, state="withdrawn")
        assert run().raised == 0

    @pytest.mark.parametrize(
        ("state", "stage", "watched"),
        [
            (PlanState.ACTIVE, Stage.IMPROVEMENT, True),
            (PlanState.SUSTAINING, Stage.IMPROVEMENT, True),
            (PlanState.DRAFT, Stage.IMMEDIATE, True),
            (PlanState.SUBMITTED, Stage.IMMEDIATE, True),
            (PlanState.DRAFT, Stage.STABILISATION, False),
            (PlanState.SUBMITTED, Stage.IMPROVEMENT, False),
            (PlanState.CLOSED, Stage.IMMEDIATE, False),
            (PlanState.WITHDRAWN, Stage.IMMEDIATE, False),
        ],
    )
    def test_running_plans_are_watched_and_immediate_controls_from_draft(self, cast, state, stage, watched):
        facts.slipped(cast, plan=facts.plan(cast, state=state), stage=stage)
        assert run().raised == int(watched)

    def test_a_forecast_after_the_due_date_is_flagged_from_the_day_it_was_given(self, cast):
        due = TODAY + 10 * DAY
        coming = facts.slipped(cast, days=-10)
        facts.change(cast, coming, forecast_on=due, forecast_at=utc("2026-03-08T09:00"))
        assert run().raised == 0  # on time by its own forecast
        facts.change(cast, coming, forecast_on=due + DAY)
        run()
        (flag,) = flags(cast)
        assert (flag.kind, flag.since, flag.due_on) == (FlagKind.FORECAST_SLIP, datetime.date(2026, 3, 8), due)

    def test_a_forecast_slip_becomes_a_slip_when_its_day_has_passed(self, cast):
        coming = facts.slipped(cast, days=-1)
        facts.change(cast, coming, forecast_on=TODAY + 9 * DAY, forecast_at=NOON)
        run()
        with time_machine.travel(NOON + 2 * DAY):
            assert run() == sweep.Swept(raised=1, closed=1, rungs=1, notices=1)
        forecast, slipped = flags(cast)
        assert (forecast.kind, forecast.closed_at is None) == (FlagKind.FORECAST_SLIP, False)
        assert (slipped.kind, slipped.closed_at is None) == (FlagKind.MILESTONE_SLIPPED, True)

    def test_an_outage_delays_a_flag_and_does_not_lose_it(self, cast):
        late = facts.slipped(cast, days=40)
        run()
        (flag,) = flags(cast)
        assert (flag.since, dates.day_of(flag.opened_at)) == (late.due_on + DAY, TODAY)

    def test_every_organisation_is_swept_and_each_row_stays_in_its_own(self, cast):
        facts.slipped(cast)
        facts.slipped(cast, "birch")
        assert run().raised == 2
        assert len(flags(cast)) == len(flags(cast, "birch")) == 1
        assert told(cast) == [(1, "Tom Ellery")]
        assert told(cast, "birch") == [(1, "Owen Pryce")]


@pytest.mark.usefixtures("as_worker")
class TestClosing:
    def test_it_closes_when_the_milestone_is_done(self, cast):
        late = facts.slipped(cast)
        run()
        facts.change(cast, late, done_at=NOON, done_by=cast.lead)
        assert run().closed == 1
        assert flags(cast)[0].closed_at == NOON
        assert run() == sweep.Swept(0, 0, 0, 0)

    @pytest.mark.parametrize("state", [PlanState.CLOSED, PlanState.WITHDRAWN])
    def test_it_closes_with_its_plan(self, cast, state):
        plan = facts.active_plan(cast)
        facts.slipped(cast, plan=plan)
        run()
        over = ("withdrawn",) if state == PlanState.WITHDRAWN else ("sustaining", "closed")
        ended = {f"{name}_at": NOON for name in over} | {f"{name}_by": cast.governance for name in over}
        facts.change(cast, plan, state=state, **ended)
        assert run().closed == 1

    def test_an_approved_extension_closes_it_and_a_second_slip_starts_one_rung_higher(self, cast):
        late = facts.slipped(cast, days=1)
        run()
        extend(cast, late, TODAY + 2 * DAY)
        assert run() == sweep.Swept(raised=0, closed=1, rungs=0, notices=0)
        with time_machine.travel(NOON + 3 * DAY):
            assert run().raised == 1
        second = flags(cast)[-1]
        assert second.first_rung == 2
        assert told(cast, flag=second) == [(1, "Tom Ellery"), (2, "Dawit Bekele"), (2, "Helen Marsh")]

    def test_a_first_slip_that_no_sweep_saw_still_counts(self, cast):
        late = facts.slipped(cast, days=4)
        extend(cast, late, TODAY - 2 * DAY)
        run()
        assert [flag.first_rung for flag in flags(cast)] == [2]

    def test_an_extension_given_in_time_is_no_slip(self, cast):
        coming = facts.slipped(cast, days=1)
        extend(cast, coming, TODAY + 2 * DAY, decided_at=NOON - 2 * DAY)
        with time_machine.travel(NOON + 3 * DAY):
            run()
        assert [flag.first_rung for flag in flags(cast)] == [1]


def extend(cast, milestone, new_due_on, decided_at=None):
    with facts.writing(cast):
        Extension(
            org_id=milestone.org_id,
            plan_id=milestone.plan_id,
            milestone=milestone,
            old_due_on=milestone.due_on,
            new_due_on=new_due_on,
            reason="The night team has changed.",
            interim_control="The manager signs each sheet.",
            state="approved",
            asked_at=decided_at or dates.now(),
            asked_by=cast.lead,
            decided_at=decided_at or dates.now(),
            decided_by=cast.governance,
        ).save(force_insert=True)
    facts.change(cast, milestone, due_on=new_due_on)


@pytest.mark.usefixtures("as_worker")
class TestLadder:
    @pytest.mark.parametrize(("stage", "days"), [(Stage.IMMEDIATE, 1), (Stage.STABILISATION, 5)])
    def test_governance_leads_are_told_after_the_days_of_the_ladder(self, cast, stage, days):
        facts.slipped(cast, stage=stage)
        run()
        with time_machine.travel(NOON + (days - 1) * DAY):
            run()
            assert told(cast) == [(1, "Tom Ellery")]
        with time_machine.travel(NOON + days * DAY):
            assert run() == sweep.Swept(0, 0, rungs=1, notices=2)
            assert told(cast, rung=2) == [(2, "Dawit Bekele"), (2, "Helen Marsh")]

    def test_a_promise_pauses_the_ladder_and_a_missed_one_resumes_it_one_rung_up(self, cast):
        facts.slipped(cast)
        run()
        acknowledge(cast, flags(cast)[0], TODAY + 6 * DAY)
        with time_machine.travel(NOON + 6 * DAY):  # rung 2 would be due on day 5; the promise is for today
            assert run().rungs == 0
        with time_machine.travel(NOON + 7 * DAY):
            assert run() == sweep.Swept(0, 0, rungs=1, notices=2)

    def test_a_missed_promise_climbs_even_before_the_ladder_would(self, cast):
        facts.slipped(cast)
        run()
        acknowledge(cast, flags(cast)[0], TODAY + DAY)
        with time_machine.travel(NOON + 2 * DAY):
            assert run().rungs == 1

    def test_a_kept_promise_climbs_no_further(self, cast):
        late = facts.slipped(cast)
        run()
        acknowledge(cast, flags(cast)[0], TODAY + DAY)
        facts.change(cast, late, done_at=NOON, done_by=cast.lead)
        with time_machine.travel(NOON + 9 * DAY):
            assert run() == sweep.Swept(0, closed=1, rungs=0, notices=0)

    def test_without_a_current_owner_the_plan_lead_is_told(self, cast, own_people):
        facts.slipped(cast)
        own_people(cast.lead, ends_on=TODAY - DAY)
        run()
        assert told(cast) == [(1, "Priya Raman")]
        assert gaps(cast) == []

    def test_the_escalation_contact_is_told_with_the_owner(self, cast):
        facts.slipped(cast, escalation_contact=cast.assessor)
        run()
        assert told(cast) == [(1, "Grace Obi"), (1, "Tom Ellery")]

    def test_somebody_who_is_both_is_told_once(self, cast):
        facts.slipped(cast, escalation_contact=cast.lead)
        run()
        assert told(cast) == [(1, "Tom Ellery")]

    def test_the_contact_is_not_asked_to_answer_so_does_not_hide_that_nobody_is(self, cast, own_people):
        """Neither the owner nor the plan's lead is there any more: the admins are told too, and the gap is shown."""
        facts.slipped(cast, escalation_contact=cast.assessor)
        own_people(cast.lead, ends_on=TODAY - DAY)
        own_people(cast.manager, ends_on=TODAY - DAY)
        run()
        assert gaps(cast) == [1]
        assert told(cast) == [(1, "Grace Obi"), (1, "Jo Lindqvist")]
        assert run() == sweep.Swept(0, 0, 0, 0)

    def test_a_rung_that_nobody_holds_is_a_gap_and_never_silence(self, cast, own_people):
        facts.slipped(cast, stage=Stage.IMMEDIATE)
        own_people(cast.governance, ends_on=TODAY - DAY)
        own_people(cast.second_governance, active=False)
        run()
        with time_machine.travel(NOON + DAY):
            run()
            assert gaps(cast) == [2]
            assert told(cast, rung=2) == [(2, "Jo Lindqvist"), (2, "Priya Raman")]
            assert run() == sweep.Swept(0, 0, 0, 0)
            own_people(cast.second_governance, active=True)
            run()
            assert (2, "Dawit Bekele") in told(cast, rung=2)

    def test_every_notice_has_its_own_lasting_message_id(self, cast):
        facts.slipped(cast)
        facts.slipped(cast)
        run()
        with context.tenant(cast.org("alder")):
            notices = list(Notice.objects.all())
        assert len({one.message_id for one in notices}) == 2
        assert all(one.message_id.startswith(f"<{one.pk}@") for one in notices)
        assert {one.state for one in notices} == {NoticeState.PENDING}


def gaps(cast):
    with context.tenant(cast.org("alder")):
        return list(Escalation.objects.filter(told=0).values_list("rung", flat=True))


@pytest.mark.usefixtures("as_worker")
class TestClock:
    """Days are London's, on both sides of midnight and on both days on which the clocks change."""

    @pytest.mark.parametrize(
        ("moment", "due", "late"),
        [
            ("2026-07-14T22:59", "2026-07-14", False),  # 23:59 in London
            ("2026-07-14T23:30", "2026-07-14", True),  # 00:30 in London; the server still says the 14th
            ("2026-07-14T23:30", "2026-07-15", False),
            ("2026-07-15T00:30", "2026-07-15", False),
            ("2026-01-14T23:30", "2026-01-14", False),  # winter: London is UTC
            ("2026-01-15T00:30", "2026-01-14", True),
            ("2026-03-28T23:30", "2026-03-28", False),  # the night the clocks go forward
            ("2026-03-29T00:30", "2026-03-28", True),
            ("2026-03-29T22:59", "2026-03-29", False),  # 23:59 on the day of 23 hours
            ("2026-03-29T23:30", "2026-03-29", True),
            ("2026-10-24T22:30", "2026-10-24", False),
            ("2026-10-24T23:30", "2026-10-24", True),  # 00:30, before the clocks go back
            ("2026-10-25T23:30", "2026-10-25", False),  # the day of 25 hours is not over
            ("2026-10-26T00:30", "2026-10-25", True),
        ],
    )
    def test_a_day_ends_at_midnight_in_london(self, cast, moment, due, late):
        with time_machine.travel(utc(moment), tick=False):
            made = facts.action(cast, facts.active_plan(cast))
            facts.milestone(cast, made, due_on=datetime.date.fromisoformat(due))
            assert run().raised == int(late)

    @pytest.mark.parametrize(
        ("opened", "before", "then"),
        [
            # Five days later in London, though the clock moved between: the last minute before, the first after.
            ("2026-03-25T12:00", "2026-03-29T22:59", "2026-03-29T23:01"),
            ("2026-10-21T12:00", "2026-10-25T23:59", "2026-10-26T00:01"),
        ],
    )
    def test_the_ladder_counts_london_days_across_the_change(self, cast, opened, before, then):
        with time_machine.travel(utc(opened), tick=False):
            facts.slipped(cast)
            run()
        with time_machine.travel(utc(before), tick=False):
            assert run().rungs == 0
        with time_machine.travel(utc(then), tick=False):
            assert run().rungs == 1


@pytest.mark.usefixtures("as_worker")
def test_of_two_sweeps_at_once_the_second_leaves(cast):
    facts.slipped(cast)
    with contextlib.closing(another_connection("WORKER_DATABASE_URL")) as first, first.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [sweep.LOCK])
        assert run() is None
    assert run().raised == 1


@pytest.mark.usefixtures("as_worker")
class TestReviews:
    """No immediate control lapses silently (A6)."""

    def test_a_control_is_past_its_review_from_the_day_after_it(self, cast):
        late = facts.control(cast, review_on=TODAY - 3 * DAY)
        assert run() == sweep.Swept(raised=1, closed=0, rungs=1, notices=1)
        (flag,) = flags(cast)
        assert (flag.kind, flag.milestone.action_id) == (FlagKind.CONTROL_PAST_REVIEW, late.pk)
        assert (flag.due_on, flag.since, flag.first_rung) == (TODAY - 3 * DAY, TODAY - 2 * DAY, 1)
        assert told(cast) == [(1, "Tom Ellery")]
        assert run() == sweep.Swept(0, 0, 0, 0)

    def test_reviewed_today_is_in_time(self, cast):
        facts.control(cast, review_on=TODAY)
        assert run().raised == 0
        with time_machine.travel(NOON + DAY):
            assert run().raised == 1

    @pytest.mark.parametrize(
        ("state", "watched"),
        [
            (ActionState.PLANNED, False),
            (ActionState.IN_PROGRESS, True),
            (ActionState.COMPLETE, True),
            (ActionState.VERIFIED, True),
            (ActionState.WITHDRAWN, False),
        ],
    )
    def test_it_is_watched_for_as_long_as_it_stands(self, cast, state, watched):
        facts.control(cast, review_on=TODAY - DAY, state=state)
        assert run().raised == int(watched)

    @pytest.mark.parametrize(
        ("state", "watched"),
        [
            (PlanState.DRAFT, True),
            (PlanState.SUBMITTED, True),
            (PlanState.ACTIVE, True),
            (PlanState.SUSTAINING, True),
            (PlanState.CLOSED, False),
            (PlanState.WITHDRAWN, False),
        ],
    )
    def test_safety_does_not_wait_for_paperwork(self, cast, state, watched):
        facts.control(cast, review_on=TODAY - DAY, plan=facts.plan(cast, state=state))
        assert run().raised == int(watched)

    def test_what_stood_down_or_is_no_control_is_left_alone(self, cast):
        plan = facts.active_plan(cast)
        down = {"stood_down_at": NOON, "stood_down_by": cast.manager}
        facts.control(cast, review_on=None, plan=plan, state=ActionState.VERIFIED, **down)
        other = facts.action(cast, plan, state=ActionState.IN_PROGRESS, review_on=TODAY - DAY)
        facts.milestone(cast, other, due_on=TODAY + DAY, is_completion=True)
        assert run().raised == 0

    def test_one_that_runs_without_a_review_date_is_flagged_at_once(self, cast):
        began = facts.control(cast, review_on=None).started_at
        assert run().raised == 1
        (flag,) = flags(cast)
        assert flag.since == flag.due_on == dates.day_of(began)
        assert run() == sweep.Swept(0, 0, 0, 0)

    def test_one_that_began_after_its_review_date_is_late_from_its_start(self, cast):
        facts.control(cast, review_on=TODAY - 9 * DAY, started_at=NOON - 2 * DAY)
        run()
        assert [flag.since for flag in flags(cast)] == [TODAY - 2 * DAY]

    def test_a_decision_closes_it(self, cast):
        late, undated = facts.control(cast, review_on=TODAY - DAY), facts.control(cast, review_on=None)
        run()
        who = {"by": cast.actor("manager"), "at": NOON}
        with facts.writing(cast):
            for one in (late, undated):
                reviews.keep(action=one, review_on=TODAY + 20 * DAY, reason="Needed", **who)
        assert run() == sweep.Swept(raised=0, closed=2, rungs=0, notices=0)

    def test_standing_down_closes_it(self, cast):
        late = facts.control(cast, review_on=TODAY - DAY, state=ActionState.VERIFIED)
        run()
        with facts.writing(cast):
            reviews.step_down(action=late, reason="Quiet", by=cast.actor("manager"), at=NOON)
        assert run().closed == 1

    def test_it_climbs_as_an_immediate_control_does(self, cast):
        facts.control(cast, review_on=TODAY - DAY)
        run()
        acknowledge(cast, flags(cast)[0], TODAY + DAY)
        with time_machine.travel(NOON + DAY):
            assert run().rungs == 0
        with time_machine.travel(NOON + 2 * DAY):
            assert run() == sweep.Swept(0, 0, rungs=1, notices=2)
            assert told(cast, rung=2) == [(2, "Dawit Bekele"), (2, "Helen Marsh")]

    def test_the_next_missed_review_is_a_flag_of_its_own(self, cast):
        late = facts.control(cast, review_on=TODAY - DAY)
        run()
        facts.change(cast, late, review_on=TODAY + DAY)
        run()
        with time_machine.travel(NOON + 2 * DAY):
            assert run().raised == 1
        first, second = flags(cast)
        assert (first.closed_at is None, second.closed_at, second.episode, second.first_rung) == (False, None, 1, 1)

    def test_the_same_variance_true_again_is_a_new_episode(self, cast):
        plan = facts.active_plan(cast)
        late = facts.control(cast, review_on=TODAY - DAY, plan=plan)
        run()
        facts.change(cast, late, review_on=TODAY + DAY)
        assert run().closed == 1
        facts.change(cast, late, review_on=TODAY - DAY)
        with time_machine.travel(NOON + DAY):
            assert run() == sweep.Swept(raised=1, closed=0, rungs=1, notices=1)
        (flag,) = flags(cast)
        assert (flag.episode, flag.first_rung, flag.closed_at) == (2, 1, None)

    def test_a_slip_and_a_late_review_are_two_flags(self, cast):
        late = facts.control(cast, review_on=TODAY - DAY)
        facts.milestone(cast, late, due_on=TODAY - 2 * DAY)
        assert run().raised == 2
        assert {flag.kind for flag in flags(cast)} == {FlagKind.MILESTONE_SLIPPED, FlagKind.CONTROL_PAST_REVIEW}

    @pytest.mark.parametrize(
        ("moment", "review", "late"),
        [
            ("2026-03-28T23:30", "2026-03-28", False),  # the night the clocks go forward
            ("2026-03-29T00:30", "2026-03-28", True),
            ("2026-03-29T22:59", "2026-03-29", False),  # 23:59 on the day of 23 hours
            ("2026-03-29T23:30", "2026-03-29", True),
            ("2026-10-24T23:30", "2026-10-24", True),  # 00:30, before the clocks go back
            ("2026-10-25T23:30", "2026-10-25", False),  # the day of 25 hours is not over
            ("2026-10-26T00:30", "2026-10-25", True),
        ],
    )
    def test_the_day_of_a_review_ends_at_midnight_in_london(self, cast, moment, review, late):
        with time_machine.travel(utc(moment), tick=False):
            day = datetime.date.fromisoformat(review)
            facts.control(cast, review_on=day, due_on=day + 90 * DAY, started_at=utc("2026-03-01T09:00"))
            assert run().raised == int(late)

    def test_when_nothing_is_due_no_statement_is_run_but_the_look(self, cast, django_assert_num_queries):
        """A control of a plan that has ended stands past its review for ever: a second look says so."""
        facts.control(cast, review_on=TODAY + DAY)
        with context.every_tenant(by=BY, at=NOON), django_assert_num_queries(1):
            sweep.sweep(by=BY, at=NOON)
        facts.control(
            cast, review_on=TODAY - DAY, plan=facts.plan(cast, state=PlanState.CLOSED), state=ActionState.VERIFIED
        )
        with context.every_tenant(by=BY, at=NOON), django_assert_num_queries(2):
            sweep.sweep(by=BY, at=NOON)
