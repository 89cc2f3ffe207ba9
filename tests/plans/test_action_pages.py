"""Writing an action, and its own page: what is due, what may be done now, and why not."""

import datetime

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from plans.domain import actions, evidence, extensions, progress
from plans.enums import ActionState
from plans.models import Action, Extension, Milestone
from recovery import dates
from tests.plans.conftest import typed

HTMX = {"HX-Request": "true"}


def text_of(response) -> str:
    return response.content.decode()


def posted(written, cast, **fields):
    due = dates.today() + datetime.timedelta(days=30)
    return {
        "version": 1,
        "stage": "stabilisation",
        "title": written.action.title,
        "deliverable": written.action.deliverable,
        "owner": cast.lead.pk,
        "escalation_contact": cast.governance.pk,
        "due_on": due.isoformat(),
        "root_causes": [written.cause.pk],
        "action_type": "standardise",
        "people_affected": "J.B. and two others",
    } | fields


def test_an_action_is_added_with_everything_it_says(written, sign_in, inside, cast):
    response = sign_in("manager").post(
        reverse("action_new", args=[written.plan.pk]),
        posted(written, cast, stage="immediate", title="Check every plan by telephone", hours_a_week="7.5",
               review_on="2026-03-10", step_down_criterion="Two weeks without a missed check"),
    )  # fmt: skip
    assert response.status_code == 302
    with inside():
        made = Action.objects.get(title="Check every plan by telephone")
        assert (made.reference, str(made.hours_a_week), made.owner.name) == ("A2", "7.5", "Tom Ellery")
        assert list(made.root_causes.all()) == [written.cause]
        assert made.milestones.get().due_on == dates.today() + datetime.timedelta(days=30)


def test_a_draft_may_leave_gaps_and_says_what_they_are(written, sign_in):
    client = sign_in("manager")
    answer = client.post(
        reverse("action_new", args=[written.plan.pk]), {"stage": "improvement", "title": "Think it over"}, headers=HTMX
    )
    assert answer.status_code == 200
    assert "A2 needs a root cause it addresses, an accountable owner, a due date" in text_of(answer)


def test_once_the_plan_runs_nothing_that_it_needs_may_be_emptied(running, sign_in, cast):
    url = reverse("action_edit", args=[running.action.pk])
    gone = posted(running, cast, owner="", deliverable="")
    response = sign_in("manager").post(url, gone)
    assert response.status_code == 422
    assert "Choose the accountable owner" in text_of(response)


def test_a_card_that_changes_its_stage_goes_to_its_new_place(written, sign_in, cast):
    url = reverse("action_edit", args=[written.action.pk])
    answer = sign_in("manager").post(url, posted(written, cast, stage="improvement"), headers=HTMX)
    assert 'hx-swap-oob="beforebegin:#action-new-improvement"' in text_of(answer)


def test_a_new_card_goes_to_the_stage_that_was_chosen_in_the_form(written, sign_in, cast):
    url = reverse("action_new", args=[written.plan.pk]) + "?stage=immediate"
    text = text_of(sign_in("manager").post(url, posted(written, cast, stage="improvement"), headers=HTMX))
    assert 'hx-swap-oob="beforebegin:#action-new-improvement"' in text
    assert 'id="action-new-immediate"' in text


def test_only_the_providers_own_people_can_own_an_action(written, sign_in, cast):
    client, url = sign_in("manager"), reverse("action_new", args=[written.plan.pk])
    page = text_of(client.get(url))
    assert "Tom Ellery, Team leader" in page
    assert "Miriam Sorley" not in page  # the auditor
    assert "Owen Pryce" not in page  # another organisation's manager
    foreign = client.post(url, posted(written, cast, owner=cast.birch_manager.pk))
    assert foreign.status_code == 422


def test_types_are_grouped_by_their_strength_in_words(written, sign_in):
    page = text_of(sign_in("manager").get(reverse("action_new", args=[written.plan.pk])))
    assert '<optgroup label="Stronger: changes the conditions people work in">' in page
    assert "Only for immediate controls" in page


def test_two_people_change_an_action_at_once(written, sign_in, cast, inside):
    with inside("deputy"):
        actions.change(
            action=written.action, version=1, root_causes=[], due_on=None, title="Name two coordinators",
            by=cast.actor("deputy"), at=dates.now(),
        )  # fmt: skip
    client, url = sign_in("manager"), reverse("action_edit", args=[written.action.pk])
    response = client.post(url, posted(written, cast, deliverable="My own deliverable"))
    text = text_of(response)
    assert response.status_code == 409
    assert "Name two coordinators" in text
    assert "My own deliverable" in text
    assert "Tom Ellery, Team leader" in text
    assert f'name="yours-root_causes" value="{written.cause.pk}"' in text
    fields = (
        *("stage", "title", "deliverable", "owner", "starts_on", "due_on", "root_causes", "action_type"),
        *("evidence_expected", "escalation_contact", "hours_a_week", "people_affected"),
        *("review_on", "step_down_criterion"),
    )
    mine = posted(written, cast, deliverable="My own deliverable", root_causes=str(written.cause.pk))
    chosen = {f"yours-{name}": mine.get(name, "") for name in fields} | {"version": 2, "choose-title": "theirs"}
    assert client.post(url, chosen).status_code == 302
    with inside():
        merged = Action.objects.get(pk=written.action.pk)
        assert (merged.title, merged.deliverable) == ("Name two coordinators", "My own deliverable")
        assert list(merged.root_causes.all()) == [written.cause]
        assert merged.milestones.get().due_on is not None


# Its own page


def detail(action) -> str:
    return reverse("action_detail", args=[action.pk])


def test_buttons_that_may_not_be_pressed_say_why(written, running, sign_in):
    page = text_of(sign_in("lead").get(detail(running.action)))
    assert "Add the evidence that shows this is done first" in page
    assert 'aria-disabled="true"' in page
    assert reverse("action_complete", args=[running.action.pk]) not in page
    assert "You own this action" not in page  # withdrawing is not a lead's: the role is the reason given


def test_from_start_to_verified_and_reopened(running, sign_in, inside, cast):
    action, owner = running.action, sign_in("lead")
    assert owner.post(reverse("action_start", args=[action.pk])).url == detail(action)
    record = SimpleUploadedFile("rota.csv", b"week,name\n1,Tom\n")
    owner.post(
        reverse("action_evidence_new", args=[action.pk]),
        {"kind": "record", "occurred_on": dates.today().isoformat(), "reference": "Rota", "upload": record},
    )
    page = text_of(owner.get(reverse("action_complete", args=[action.pk])))
    assert "The evidence: Record or document, Rota." in page
    assert owner.post(reverse("action_complete", args=[action.pk]), {"note": ""}).status_code == 422
    assert owner.post(reverse("action_complete", args=[action.pk]), {"note": "Rota is out"}).status_code == 302
    checker = sign_in("assessor")
    refused = checker.get(reverse("action_verify", args=[action.pk]))
    assert refused.status_code == 403
    assert "two different kinds of evidence" in text_of(refused)
    with inside():
        evidence.add(
            action=action, kind="observation", occurred_on=dates.today(), reference="Visit 3",
            by=cast.actor("assessor"), at=dates.now(),
        )  # fmt: skip
    assert sign_in("manager").get(detail(action)).status_code == 200
    verify = reverse("action_verify", args=[action.pk])
    assert checker.post(verify, typed(text_of(checker.get(verify)), reason="Saw three rotas")).status_code == 302
    with inside():
        assert Action.objects.get(pk=action.pk).state == ActionState.VERIFIED
    page = text_of(checker.get(detail(action)))
    assert "Saw three rotas" in page  # what the verifier saw stays in the history
    assert checker.post(reverse("action_reopen", args=[action.pk]), {"reason": "Rota lapsed"}).status_code == 302
    with inside():
        assert Action.objects.get(pk=action.pk).state == ActionState.IN_PROGRESS


def test_the_owner_may_not_verify(running, sign_in, inside, cast):
    with inside():
        for kind in ("record", "observation"):
            evidence.add(
                action=running.action, kind=kind, occurred_on=dates.today(), reference=kind,
                by=cast.actor("deputy"), at=dates.now(),
            )  # fmt: skip
        progress.complete(action=running.action, note="Done", by=cast.actor("manager"), at=dates.now())
    response = sign_in("manager").post(reverse("action_verify", args=[running.action.pk]), {"reason": "x"})
    assert response.status_code == 403
    assert "somebody else must verify it" in text_of(response)


def test_an_extension_is_asked_for_and_decided_by_somebody_else(running, sign_in, inside):
    ask = reverse("extension_ask", args=[running.completion.pk])
    client = sign_in("lead")
    early = client.post(ask, {"new_due_on": dates.today().isoformat(), "reason": "Sickness", "interim_control": "x"})
    assert early.status_code == 422
    assert "Sickness" in text_of(early)
    later = dates.today() + datetime.timedelta(days=60)
    assert client.post(
        ask, {"new_due_on": later.isoformat(), "reason": "Sickness", "interim_control": "Daily call"}
    ).status_code == 302  # fmt: skip
    with inside():
        extension = Extension.objects.get()
    decide = reverse("extension_decide", args=[extension.pk])
    assert sign_in("manager").get(decide).status_code == 403
    lead = sign_in("governance")
    page = text_of(lead.get(decide))
    assert "Daily call" in page
    assert lead.post(decide, typed(page, decision="refuse")).status_code == 422
    assert lead.post(decide, typed(page, decision="approve")).status_code == 302
    with inside():
        moved = Milestone.objects.get(pk=running.completion.pk)
        assert moved.due_on == later
        assert moved.original_due_on == running.completion.original_due_on
    page = text_of(lead.get(detail(running.action)))
    assert "Original date" in page
    assert "Sickness" in page
    assert "At risk" in page


def test_a_forecast_does_not_move_the_due_date(running, sign_in, inside):
    late = dates.today() + datetime.timedelta(days=45)
    url = reverse("milestone_forecast", args=[running.completion.pk])
    sign_in("lead").post(url, {"forecast_on": late.isoformat(), "reason": "Printing takes longer"})
    with inside():
        milestone = Milestone.objects.get(pk=running.completion.pk)
        assert (milestone.forecast_on, milestone.due_on) == (late, running.completion.due_on)


def test_a_committed_date_is_not_edited(running, sign_in, inside, cast):
    url = reverse("action_edit", args=[running.action.pk])
    client = sign_in("manager")
    page = text_of(client.get(url))
    assert "due_on_day" not in page
    assert "ask for an extension" in page
    client.post(url, posted(running, cast, due_on="2030-01-01", title="Another title"))
    with inside():
        assert Action.objects.get(pk=running.action.pk).title == "Another title"
        assert Milestone.objects.get(pk=running.completion.pk).due_on == running.completion.due_on


def test_milestones_are_added_changed_and_reached(running, sign_in, inside):
    client = sign_in("manager")
    due = (dates.today() + datetime.timedelta(days=9)).isoformat()
    client.post(reverse("milestone_new", args=[running.action.pk]), {"name": "Rota printed", "due_on": due})
    with inside():
        milestone = Milestone.objects.get(name="Rota printed")
        assert milestone.committed_at is not None
    edit = reverse("milestone_edit", args=[milestone.pk])
    client.post(edit, {"name": "Rota printed and posted", "version": milestone.version})
    assert client.post(edit, {"name": "Late", "version": milestone.version}).status_code == 409
    client.post(reverse("milestone_reach", args=[milestone.pk]))
    with inside():
        done = Milestone.objects.get(pk=milestone.pk)
        assert (done.name, done.done_by.name) == ("Rota printed and posted", "Priya Raman")


@pytest.mark.parametrize(
    "name",
    ["action_detail", "action_edit", "action_remove", "action_move", "action_start", "action_complete",
     "action_verify", "action_reopen", "action_withdraw", "milestone_new", "action_evidence_new"],
)  # fmt: skip
def test_another_organisations_action_is_not_there(running, sign_in, name):
    for key in ("birch_manager", "birch_governance", "commissioner"):
        client, url = sign_in(key), reverse(name, args=[running.action.pk])
        assert client.post(url, {"reason": "x", "note": "x"}).status_code in (403, 404)
        answer = client.get(url)
        assert answer.status_code in (403, 404, 405)
        assert running.action.title not in text_of(answer)
    assert sign_in("birch_manager").get(detail(running.action)).status_code == 404


def test_the_page_takes_the_same_queries_for_one_milestone_and_for_many(
    running, sign_in, cast, inside, django_assert_num_queries
):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    client = sign_in("manager")
    client.get(detail(running.action))
    with CaptureQueriesContext(connection) as few:
        client.get(detail(running.action))
    with inside():
        from plans.domain import milestones

        for number in range(6):
            one = milestones.add(
                action=running.action, name=f"M{number}", due_on=dates.today() + datetime.timedelta(days=9),
                by=cast.actor("manager"), at=dates.now(),
            )  # fmt: skip
            extensions.ask(
                milestone=one, new_due_on=dates.today() + datetime.timedelta(days=20), reason="r",
                interim_control="c", by=cast.actor("lead"), at=dates.now(),
            )  # fmt: skip
    # The history then names people and milestones it did not name before: at most that one query more.
    with CaptureQueriesContext(connection) as many:
        client.get(detail(running.action))
    assert len(many) <= len(few) + 2
