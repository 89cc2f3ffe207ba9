"""What is said beside the fields of a form while it is written, and what its buttons change before it is saved."""

import datetime
import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from plans.enums import ActionType
from plans.models import Action, RootCause
from recovery import dates
from recovery.history.models import Event
from tests.factories import plans as facts

VAGUE = {"title": "Ensure staff use the night checklist as appropriate", "stage": "stabilisation"}


def text_of(response) -> str:
    return response.content.decode()


def beside(response, field: str) -> str:
    """What the answer says beside this field."""
    return re.search(rf'_{field}_advice">(.*?)</div>', text_of(response), re.S)[1].strip()


def ask(client, plan, kind, fields, at=""):
    url = reverse(f"{kind}_check", args=[plan.pk])
    return client.post(f"{url}?at={at}" if at else url, fields, headers={"HX-Request": "true"})


def test_vague_words_are_pointed_out_and_the_advice_goes_when_they_are_mended(written, sign_in):
    client = sign_in("manager")
    said = beside(ask(client, written.plan, "action", VAGUE), "deliverable")
    assert "Could be clearer" in said
    assert "“as appropriate”" in said
    mended = {"title": "Put a signed night checklist in each of 12 rooms by 30 June", "stage": "stabilisation"}
    assert beside(ask(client, written.plan, "action", mended), "deliverable") == ""


def test_title_and_deliverable_are_read_together(written, sign_in):
    typed = {"title": "Make nights safer", "deliverable": "Install a sensor mat in each of 12 rooms by 30 June"}
    assert beside(ask(sign_in("manager"), written.plan, "action", typed), "deliverable") == ""


def test_a_check_is_told_from_an_action(written, sign_in):
    said = beside(ask(sign_in("manager"), written.plan, "action", {"title": "Weekly audit of ten files"}), "title")
    assert "“audit” is a check, not an action" in said


def test_dates_are_judged_with_the_stage(written, sign_in):
    client, today = sign_in("manager"), dates.today()

    def day(name, days):
        on = today + datetime.timedelta(days=days)
        return {f"{name}_day": on.day, f"{name}_month": on.month, f"{name}_year": on.year}

    late = ask(client, written.plan, "action", {"stage": "immediate"} | day("due_on", 9) | day("review_on", 40))
    assert "comes late" in beside(late, "due_on")
    assert "more than 28 days" in beside(late, "review_on")
    kept = ask(client, written.plan, "action", {"stage": "immediate"} | day("due_on", 5) | day("review_on", 20))
    assert beside(kept, "due_on") == beside(kept, "review_on") == ""


def test_a_cause_is_asked_only_what_makes_sense(written, sign_in):
    client = sign_in("manager")
    plain = ask(client, written.plan, "cause", {"cause": "The rota had no review hours", "effect": "e", "event": "v"})
    assert 'data-asks=""' in text_of(plain)
    error = ask(client, written.plan, "cause", {"cause": "Staff made an error", "method": "five_whys"}, at="cause-new")
    assert 'data-asks="preceding_cause whys"' in text_of(error)
    assert "is what a person did" in beside(error, "preceding_cause")
    assert 'hx-swap-oob="innerHTML:#cause-new_preceding_cause_advice"' in text_of(error)
    left = ask(client, written.plan, "cause", {"cause": "Nobody recorded the checks"})
    assert 'data-asks="duty_source"' in text_of(left)


def test_where_the_answer_goes_is_nothing_but_the_name_of_a_place(written, sign_in):
    answer = ask(sign_in("manager"), written.plan, "action", VAGUE, at='"><b>x')
    assert "<b>x" not in text_of(answer)
    assert 'hx-swap-oob="innerHTML:#id_title_advice"' in text_of(answer)


def test_asking_writes_nothing(written, sign_in, inside):
    with inside():
        before = Event.objects.count()
    ask(sign_in("manager"), written.plan, "action", VAGUE)
    ask(sign_in("manager"), written.plan, "cause", {"cause": "x"})
    ask(sign_in("manager"), written.plan, "problem", {"title": "x"})
    with inside():
        assert Event.objects.count() == before


@pytest.mark.parametrize("kind", ["problem", "cause", "action"])
def test_who_may_ask(written, sign_in, kind):
    assert ask(sign_in("birch_manager"), written.plan, kind, VAGUE).status_code == 404
    assert ask(sign_in("commissioner"), written.plan, kind, VAGUE).status_code == 404
    assert ask(sign_in("lead"), written.plan, kind, VAGUE).status_code == 403
    assert sign_in("manager").get(reverse(f"{kind}_check", args=[written.plan.pk])).status_code == 405


@pytest.mark.parametrize("kind", ["cause", "action"])
def test_asking_costs_no_more_queries_in_a_large_plan(db, cast, sign_in, kind):
    client, costs = sign_in("manager"), []
    for size in (1, 12):
        plan = facts.plan(cast)
        for _ in range(size):
            facts.action(cast, plan, due_on=dates.today())
        ask(client, plan, kind, VAGUE | {"cause": "x"})
        with CaptureQueriesContext(connection) as seen:
            assert ask(client, plan, kind, VAGUE | {"cause": "x"}).status_code == 200
        costs.append(len(seen))
    assert costs[0] == costs[1]


def test_without_javascript_the_advice_stands_beside_the_field_when_the_form_is_opened(written, sign_in, inside):
    with inside():
        Action.objects.filter(pk=written.action.pk).update(title="Ensure reviews happen where possible", deliverable="")
    page = text_of(sign_in("manager").get(reverse("action_edit", args=[written.action.pk])))
    assert "Could be clearer:" in page
    assert 'id="id_deliverable_advice"' in page


def test_advice_never_keeps_anything_from_being_saved(written, sign_in, inside):
    typed = {"title": "Ensure quality as appropriate", "stage": "stabilisation", "root_causes": [written.cause.pk]}
    assert sign_in("manager").post(reverse("action_new", args=[written.plan.pk]), typed).status_code == 302


# --- The type that the words speak of ------------------------------------------------------------------------


def test_a_type_is_offered_and_nothing_is_chosen_for_the_writer(written, sign_in):
    typed = VAGUE | {"title": "Hand over each night from a one-page checklist"}
    said = beside(ask(sign_in("manager"), written.plan, "action", typed), "action_type")
    assert "Checklist or cognitive aid (intermediate)" in said
    assert 'name="use_type" value="checklist"' in said
    chosen = ask(sign_in("manager"), written.plan, "action", VAGUE | {"action_type": ActionType.CHECKLIST})
    assert beside(chosen, "action_type") == ""


def test_without_javascript_the_button_brings_the_form_back_with_the_type_chosen(written, sign_in, inside):
    client, url = sign_in("manager"), reverse("action_new", args=[written.plan.pk])
    answer = client.post(url, VAGUE | {"deliverable": "A list", "use_type": "checklist"})
    assert answer.status_code == 200
    page = text_of(answer)
    assert '<option value="checklist" selected>' in page
    assert "Ensure staff use the night checklist" in page
    assert "There is a problem" not in page
    with inside():
        assert Action.objects.filter(plan=written.plan).count() == 1


def test_a_type_that_does_not_exist_is_not_chosen(written, sign_in):
    answer = sign_in("manager").post(reverse("action_new", args=[written.plan.pk]), VAGUE | {"use_type": "magic"})
    assert answer.status_code == 200
    assert "magic" not in text_of(answer)


# --- The sentence, and what is asked without JavaScript --------------------------------------------------------


def test_the_sentence_stands_in_the_form_when_it_is_reopened(written, sign_in):
    page = text_of(sign_in("manager").get(reverse("cause_edit", args=[written.cause.pk])))
    assert "No one was named to book reviews led to reviews left to chance" in page
    fresh = text_of(sign_in("manager").get(reverse("cause_new", args=[written.plan.pk])))
    assert re.search(r'<p class="hf-statement" hidden>', fresh)


def test_a_question_is_hidden_until_the_statement_asks_for_it(written, sign_in, inside):
    client, url = sign_in("manager"), reverse("cause_edit", args=[written.cause.pk])
    with inside():
        RootCause.objects.filter(pk=written.cause.pk).update(cause="The rota had no review hours")
    assert '<div data-asked="preceding_cause" hidden>' in text_of(client.get(url))
    with inside():
        RootCause.objects.filter(pk=written.cause.pk).update(cause="Staff made an error", duty_source="Procedure 4")
    page = text_of(client.get(url))
    assert '<div data-asked="preceding_cause">' in page
    assert '<div data-asked="duty_source">' in page
