"""An immediate control is looked at again on its day, for as long as it stands: it never lapses silently."""

import datetime

import pytest
from django.db import DatabaseError, IntegrityError, transaction
from django.urls import reverse

from plans import credibility, queries
from plans.domain import actions, approval, evidence, progress, reviews
from plans.models import Action, ControlReview
from recovery import dates
from recovery.exceptions import Refused
from recovery.history.models import Event
from tests.plans.conftest import typed


def days(n: int) -> datetime.date:
    return dates.today() + datetime.timedelta(days=n)


def who(cast, key="manager", ago=0):
    return {"by": cast.actor(key), "at": dates.now() - datetime.timedelta(days=ago)}


def text_of(response) -> str:
    return response.content.decode()


def add_control(written, cast, **fields):
    given = {
        "plan": written.plan, "root_causes": [written.cause], "due_on": days(2), "stage": "immediate",
        "title": "Ring daily", "deliverable": "A call log", "owner": cast.lead, "escalation_contact": cast.governance,
        "review_on": days(0), "step_down_criterion": "Two quiet weeks.",
    }  # fmt: skip
    return actions.add(**given | fields, **who(cast))


@pytest.fixture
def started(running, cast, inside):
    """A control that runs and is not yet in place, reviewed today."""
    with inside():
        return progress.start(action=add_control(running, cast), **who(cast, "lead"))


@pytest.fixture
def control(started, cast, inside):
    """A control that was verified, and whose review is due today."""
    with inside():
        for kind in ("record", "observation"):
            evidence.add(action=started, kind=kind, occurred_on=days(0), reference=kind, **who(cast, "lead"))
        progress.complete(action=started, note="Rung", **who(cast, "lead"))
        return progress.verify(action=started, **who(cast, "assessor"))


@pytest.fixture
def other(running, cast, inside):
    """Another action of the plan, which runs."""
    with inside():
        return progress.start(action=running.action, **who(cast, "lead"))


def decided(client, action, decision, **fields):
    url = reverse("action_review", args=[action.pk])
    given = {"decision": decision, "reason": "One call was missed"} | fields
    return client.post(url, typed(text_of(client.get(url)), **given))


# Keep


def test_a_verified_control_is_kept_with_a_reason_until_the_next_review(control, cast, inside, sign_in):
    client, url = sign_in("manager"), reverse("action_review", args=[control.pk])
    assert url in text_of(client.get(reverse("action_detail", args=[control.pk])))
    assert "Two quiet weeks." in text_of(client.get(url))
    assert decided(client, control, "keep", review_on=days(14).isoformat()).status_code == 302
    with inside():
        kept, review = Action.objects.get(pk=control.pk), ControlReview.objects.get()
        assert (kept.review_on, kept.state, kept.stood_down_at) == (days(14), "verified", None)
        assert (review.due_on, review.next_review_on, review.decision) == (days(0), days(14), "keep")
        assert review.decided_by == cast.manager
        assert Event.objects.filter(row_id=str(control.pk), reason="One call was missed").exists()


@pytest.mark.parametrize("ahead", [-1, 0, 29])
def test_the_next_review_is_within_28_days(control, cast, inside, sign_in, ahead):
    with inside(), pytest.raises(Refused, match="within 28 days"):
        reviews.keep(action=control, review_on=days(ahead), reason="Still needed", **who(cast))
    answer = decided(sign_in("manager"), control, "keep", review_on=days(ahead).isoformat(), reason="Still needed")
    assert answer.status_code == 422
    assert "within 28 days" in text_of(answer)
    assert "Still needed" in text_of(answer)


def test_even_by_sql_the_next_review_is_within_28_days_of_london_and_is_written_once(control, cast, inside):
    at = datetime.datetime(2026, 7, 1, 23, 30, tzinfo=datetime.UTC)  # 2 July in London
    with inside():
        review = reviews.keep(
            action=control, review_on=datetime.date(2026, 7, 30), reason="Needed", by=cast.actor("manager"), at=at
        )
        late = ControlReview(
            org_id=review.org_id, plan_id=review.plan_id, action=control, decision="keep", reason="x",
            next_review_on=datetime.date(2026, 7, 31), decided_at=at, decided_by=cast.manager,
        )  # fmt: skip
        with pytest.raises(IntegrityError, match="within_28_days"), transaction.atomic():
            late.save(force_insert=True)
        with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
            ControlReview.objects.update(reason="Something else")
        with pytest.raises(DatabaseError, match="Nothing of an activated plan is deleted"), transaction.atomic():
            ControlReview.objects.all().delete()


def test_what_was_decided_meanwhile_is_read_before_it_is_decided_again(control, cast, inside, sign_in):
    client, url = sign_in("manager"), reverse("action_review", args=[control.pk])
    opened = text_of(client.get(url))
    with inside():
        reviews.keep(action=control, review_on=days(7), reason="Still loud", **who(cast, "governance"))
    answer = client.post(url, typed(opened, decision="step_down", reason="It is quiet"))
    assert answer.status_code == 422
    assert "This control has changed since you opened this page" in text_of(answer)
    assert "Still loud" in text_of(answer)
    assert "It is quiet" in text_of(answer)
    with inside():
        assert ControlReview.objects.get().decision == "keep"


# Step down, replace


def test_a_control_steps_down_when_its_criterion_is_met(control, cast, inside, sign_in):
    client = sign_in("manager")
    assert decided(client, control, "step_down", reason="").status_code == 422
    assert decided(client, control, "step_down", reason="Sixteen quiet days in the log").status_code == 302
    with inside():
        down = Action.objects.get(pk=control.pk)
        assert (down.state, down.review_on, down.stood_down_by) == ("verified", None, cast.manager)
    page = text_of(client.get(reverse("action_detail", args=[control.pk])))
    for words in ("It stood down on", "Stepped down", "Sixteen quiet days in the log", "Priya Raman"):
        assert words in page
    assert reverse("action_review", args=[control.pk]) not in page
    assert client.get(reverse("action_review", args=[control.pk])).status_code == 403


def test_what_is_not_in_place_is_withdrawn_not_stepped_down(started, other, cast, inside, sign_in):
    with inside():
        for refused in (
            lambda: reviews.step_down(action=started, reason="Quiet", **who(cast)),
            lambda: reviews.replace(action=started, replaced_by=other, reason="Rota", **who(cast)),
        ):
            with pytest.raises(Refused, match=r"in progress\. Only one that is complete or verified.*Withdraw it"):
                refused()
    client = sign_in("manager")
    page = text_of(client.get(reverse("action_review", args=[started.pk])))
    assert "Withdraw it instead" in page
    assert 'value="step_down"' not in page
    assert decided(client, started, "step_down").status_code == 422
    assert decided(client, started, "keep", review_on=days(9).isoformat()).status_code == 302


def test_a_control_is_replaced_by_an_action_that_runs(control, other, cast, inside, sign_in):
    client = sign_in("manager")
    assert decided(client, control, "replace").status_code == 422
    assert decided(client, control, "replace", replaced_by=str(other.pk)).status_code == 302
    with inside():
        assert Action.objects.get(pk=control.pk).stood_down_at
        assert ControlReview.objects.get().replaced_by == other
    page = text_of(client.get(reverse("action_detail", args=[control.pk])))
    assert "Replaced by A1 Name a review coordinator" in page
    assert reverse("action_detail", args=[other.pk]) in page


def test_nothing_is_replaced_by_itself_or_by_what_does_not_run(control, running, cast, inside, sign_in):
    with inside():
        with pytest.raises(Refused, match="A1 is not running"):
            reviews.replace(action=control, replaced_by=running.action, reason="Rota", **who(cast))
        with pytest.raises(Refused, match="another action of the same plan"):
            reviews.replace(action=control, replaced_by=control, reason="Rota", **who(cast))
    client = sign_in("manager")
    for key in (running.action.pk, control.pk):
        assert decided(client, control, "replace", replaced_by=str(key)).status_code == 422


def test_only_controls_that_stand_are_reviewed(running, control, cast, inside):
    with inside():
        with pytest.raises(Refused, match="Only immediate safety controls"):
            reviews.keep(action=running.action, review_on=days(9), reason="Still needed", **who(cast))
        with pytest.raises(Refused, match="Say why"):
            reviews.keep(action=control, review_on=days(9), reason="", **who(cast))
        with pytest.raises(Refused, match="has not started"):
            reviews.keep(action=add_control(running, cast), review_on=days(9), reason="Needed", **who(cast))
        progress.reopen(action=control, reason="Not rung", **who(cast, "governance"))
        progress.withdraw(action=control, reason="Replaced by a night shift", **who(cast))
        with pytest.raises(Refused, match="no longer reviewed"):
            reviews.keep(action=control, review_on=days(9), reason="Still needed", **who(cast))


def test_a_control_that_is_needed_again_is_reviewed_the_day_it_is_reopened(control, cast, inside):
    with inside():
        reviews.step_down(action=control, reason="Quiet", **who(cast))
        with pytest.raises(Refused, match="has stood down"):
            reviews.keep(action=control, review_on=days(9), reason="Needed", **who(cast))
        again = progress.reopen(action=control, reason="Loud again", **who(cast, "governance"))
        assert (again.state, again.stood_down_at, again.review_on) == ("in_progress", None, days(0))
        reviews.keep(action=again, review_on=days(9), reason="Loud", **who(cast))


def test_even_by_sql_only_a_control_in_place_stands_down(started, cast, inside):
    with inside(), pytest.raises(IntegrityError, match="stood_down_control_was_in_place"), transaction.atomic():
        Action.objects.filter(pk=started.pk).update(
            stood_down_at=dates.now(), stood_down_by=cast.manager, review_on=None
        )


# The review date moves by a review alone


def test_the_review_date_of_a_control_that_runs_is_not_edited(started, cast, inside, sign_in):
    with inside():
        completion = queries.due_on(started)
        given = {"action": started, "version": started.version, "root_causes": [], "due_on": completion}
        with pytest.raises(Refused, match="moves only when somebody reviews it"):
            actions.change(**given, review_on=days(200), **who(cast))
    page = text_of(sign_in("manager").get(reverse("action_edit", args=[started.pk])))
    assert "moves only when somebody reviews it" in page
    assert 'name="review_on"' not in page


def test_a_review_is_no_authorship(written, cast, inside):
    """A governance lead who decides about a control of a draft may still approve the plan."""
    with inside():
        control = progress.start(action=add_control(written, cast), **who(cast, "lead"))
        reviews.keep(action=control, review_on=days(9), reason="Needed", **who(cast, "governance"))
        approval.submit(plan=written.plan, **who(cast))
        assert approval.approve(plan=written.plan, **who(cast, "governance")).state == "active"


# A6


def a6(plan) -> list[str]:
    return [one.sentence for one in credibility.findings(queries.facts(plan)) if one.rule == "A6"]


def test_a_draft_whose_control_was_kept_is_judged_from_its_last_review(written, cast, inside):
    """The control began 30 days ago, was kept on day 27, and is looked at again in 20: nothing is missing."""
    with inside():
        control = add_control(written, cast, starts_on=days(-30), due_on=days(-25), review_on=days(-3))
        progress.start(action=control, **who(cast, "lead", ago=29))
        assert a6(written.plan) == []
        reviews.keep(action=control, review_on=days(20), reason="Needed", **who(cast, ago=3))
        assert a6(written.plan) == []
        approval.submit(plan=written.plan, **who(cast))


def test_a_control_that_stood_down_is_no_longer_judged(written, cast, inside):
    with inside():
        control = add_control(written, cast, starts_on=days(-30), review_on=days(90))
        progress.start(action=control, **who(cast, "lead"))
        assert a6(written.plan) == ["A2 must be reviewed within 28 days of its start."]
        evidence.add(action=control, kind="record", occurred_on=days(0), reference="Log", **who(cast, "lead"))
        progress.complete(action=control, note="Rung", **who(cast, "lead"))
        reviews.step_down(action=control, reason="Quiet", **who(cast))
        assert a6(written.plan) == []


# What is shown


def test_the_reviews_stand_on_the_page_oldest_first_with_who_and_why(control, cast, inside, sign_in):
    with inside():
        reviews.keep(action=control, review_on=days(5), reason="Two calls missed", **who(cast, "governance"))
        reviews.step_down(action=control, reason="None missed", **who(cast))
    page = text_of(sign_in("assessor").get(reverse("action_detail", args=[control.pk])))
    panel = page[page.index('id="reviews"') : page.index('id="ledger"')]
    told = ["Kept until", "Helen Marsh", "Two calls missed", "Stepped down", "Priya Raman", "None missed"]
    assert sorted(told, key=panel.index) == told


def test_who_may_not_review_sees_why(control, cast, sign_in):
    page = text_of(sign_in("assessor").get(reverse("action_detail", args=[control.pk])))
    assert "Review the control" in page
    assert "It can be done by: governance lead or manager." in page
    assert sign_in("assessor").get(reverse("action_review", args=[control.pk])).status_code == 403


def test_a_foreign_control_is_not_there(control, sign_in):
    for answer in (
        sign_in("birch_manager").get(reverse("action_review", args=[control.pk])),
        sign_in("birch_manager").post(reverse("action_review", args=[control.pk]), {"decision": "keep"}),
    ):
        assert answer.status_code == 404


def test_what_was_reopened_says_how_often_and_why(control, cast, inside, sign_in):
    with inside():
        progress.reopen(action=control, reason="Calls were missed", **who(cast, "governance"))
        progress.complete(action=control, note="Rung", **who(cast, "lead"))
        progress.reopen(action=control, reason="The log has gaps", **who(cast, "governance"))
    client = sign_in("manager")
    page = text_of(client.get(reverse("action_detail", args=[control.pk])))
    assert "Reopened twice, last on" in page
    assert "by Helen Marsh, because: The log has gaps" in page
    overview = text_of(client.get(reverse("plan_overview", args=[control.plan_id])))
    assert "reopened twice, last because: The log has gaps" in overview


def test_a_control_that_stood_down_alarms_nobody(control, running, cast, inside, sign_in):
    with inside():
        reviews.step_down(action=control, reason="Quiet", **who(cast))
    overview = text_of(sign_in("manager").get(reverse("plan_overview", args=[running.plan.pk])))
    assert "Every one has stood down" in overview
    assert "stood down" in overview
    assert "Review: Ring daily" not in overview
