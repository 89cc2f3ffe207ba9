"""The credibility check as its writer meets it: the panel, the way to each mend, the five questions, the overview."""

import re

from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from plans.domain import actions, problems
from plans.models import Action, Problem, RootCause
from recovery import dates
from recovery.history.models import Event
from tests.factories import plans as facts

HTMX = {"HX-Request": "true"}


def text_of(response) -> str:
    return response.content.decode()


def panel(response) -> str:
    return re.search(r'<section[^>]*id="checks".*?</section>', text_of(response), re.S)[0]


def write_page(client, written):
    return client.get(reverse("plan_write", args=[written.plan.pk]))


def change(written, cast, **fields):
    action = Action.objects.get(pk=written.action.pk)
    told = {"root_causes": [written.cause], "due_on": dates.today()} | fields
    return actions.change(action=action, version=action.version, by=cast.actor("manager"), at=dates.now(), **told)


def test_findings_stand_by_severity_with_counts_rule_reason_and_advice(written, cast, sign_in, inside):
    with inside():
        change(written, cast, title="Ensure reviews are improved", deliverable="", action_type="training")
    shown = panel(write_page(sign_in("manager"), written))
    heads = ["Must be mended before it is sent", "A commissioner would ask about this", "Could be clearer"]
    places = [shown.index(head) for head in heads]
    assert places == sorted(places)
    for rule in ("A1", "A3", "A5", "P1", "A8"):
        assert f'">{rule}</abbr>' in shown
    assert "People who are told what to do still work in the conditions that let it happen." in shown
    assert "The plan is not ready" in shown


def test_a_finding_leads_to_the_field_where_it_is_mended(written, cast, sign_in, inside):
    with inside():
        change(written, cast, escalation_contact=None)
    client = sign_in("manager")
    link = f"{reverse('action_edit', args=[written.action.pk])}?field=escalation_contact"
    shown = panel(write_page(client, written))
    assert f'href="{link}"' in shown
    assert f'hx-target="#action-{written.action.pk}"' in shown
    page = text_of(client.get(link))
    assert re.search(r'<select name="escalation_contact"[^>]* autofocus', page)
    fragment = text_of(client.get(link, headers=HTMX))
    assert fragment.count("autofocus") == 1


def test_every_kind_of_field_can_be_focused(written, sign_in):
    client, url = sign_in("manager"), reverse("action_edit", args=[written.action.pk])
    for field in ("title", "deliverable", "due_on", "root_causes", "stage", "action_type", "step_down_criterion"):
        assert text_of(client.get(f"{url}?field={field}")).count("autofocus") == 1, field
    assert "autofocus" not in text_of(client.get(f"{url}?field=nonsense"))


def test_a_list_with_nothing_to_choose_from_leaves_the_focus_on_the_card(db, cast, sign_in, inside):
    action = facts.action(cast, facts.plan(cast), due_on=dates.today())
    with inside():
        RootCause.objects.all().delete()
    url = reverse("action_edit", args=[action.pk])
    fragment = text_of(sign_in("manager").get(f"{url}?field=root_causes", headers=HTMX))
    assert 'class="hf-item__title" tabindex="-1" autofocus' in fragment


def test_who_may_not_write_is_led_to_the_card(written, sign_in):
    shown = panel(write_page(sign_in("lead"), written))
    assert "hx-get" not in shown
    assert f'#problem-{written.problem.pk}"' in shown


def test_only_what_blocks_keeps_a_plan_from_being_sent(written, sign_in):
    client = sign_in("manager")
    shown = panel(write_page(client, written))
    assert "Nothing keeps it from being sent. A commissioner would ask about" in shown
    assert client.post(reverse("plan_submit", args=[written.plan.pk])).status_code == 302


def test_a_long_list_is_folded(written, cast, sign_in, inside):
    with inside():
        for number in range(9):
            problems.add(plan=written.plan, title=f"Problem {number}", by=cast.actor("manager"), at=dates.now())
    shown = panel(write_page(sign_in("manager"), written))
    assert "<summary>10 more</summary>" in shown  # 18 that block, 8 of them in sight
    assert "<summary>7 more</summary>" in shown


def test_on_a_running_plan_the_panel_says_what_an_outsider_would_miss(running, sign_in):
    shown = panel(write_page(sign_in("manager"), running))
    assert "What an outsider would miss" in shown
    assert "Before you send it" not in shown
    assert "keeps it from being sent" not in shown


def test_the_panel_the_questions_and_the_themes_follow_each_save(written, sign_in, inside):
    typed = {
        "title": "18 support plans are past review", "people_affected": "P-01", "others_at_risk": "All",
        "monitoring": "The register, every Monday", "version": 1,
    }  # fmt: skip
    url = reverse("problem_edit", args=[written.problem.pk])
    answer = text_of(sign_in("manager").post(url, typed, headers=HTMX))
    assert "5 of 5 questions answered" in answer
    assert "leaves open" not in answer
    assert answer.count(f'id="lines-problem-{written.problem.pk}"') == 1
    assert 'id="themes" hx-swap-oob="true">Reviews 1<' in answer
    change_action = {"title": "x", "stage": "immediate", "version": 1}
    answer = text_of(
        sign_in("manager").post(reverse("action_edit", args=[written.action.pk]), change_action, headers=HTMX)
    )
    assert re.search(rf'id="lines-problem-{written.problem.pk}" hx-swap-oob="true".*?3 of 5', answer, re.S)


def test_each_open_question_says_so_in_words_and_leads_to_its_mend(written, sign_in):
    page = text_of(write_page(sign_in("manager"), written))
    assert "2 of 5 questions answered" in page
    assert 'Systemic change<span class="govuk-visually-hidden">: answered</span>' in page
    mend = f"{reverse('problem_edit', args=[written.problem.pk])}?field=monitoring"
    assert re.search(rf'<a href="{re.escape(mend)}"[^>]*>Monitoring<span[^>]*>: open\.', page)


def test_a_draft_shows_its_questions_and_what_is_asked_on_the_overview(written, sign_in):
    page = text_of(sign_in("manager").get(reverse("plan_overview", args=[written.plan.pk])))
    assert "Five questions about each problem" in page
    assert "2 of 5 questions answered" in page
    assert "A commissioner would ask about 3 things." in page


def test_a_running_plan_does_not_ask_them_there(running, sign_in):
    page = text_of(sign_in("manager").get(reverse("plan_overview", args=[running.plan.pk])))
    assert "Five questions" not in page


def test_the_page_costs_no_more_queries_with_more_of_everything(db, cast, sign_in, inside):
    client, costs = sign_in("manager"), []
    for size in (1, 12):
        plan = facts.plan(cast)
        with inside():
            for number in range(size):
                problems.add(plan=plan, title=f"Problem {number}", by=cast.actor("manager"), at=dates.now())
        for _ in range(size):
            facts.action(cast, plan, due_on=dates.today())
        for name in ("plan_write", "plan_overview"):
            url = reverse(name, args=[plan.pk])
            client.get(url)
            with CaptureQueriesContext(connection) as seen:
                assert client.get(url).status_code == 200
            costs.append((name, len(seen)))
    assert costs[:2] == costs[2:]


# --- A4: kept as a check --------------------------------------------------------------------------------------


def audit(written, cast, **fields):
    return change(
        written, cast, title="Weekly audit of ten files", deliverable="Ten audit sheets", action_type="", **fields
    )


def test_an_audit_becomes_the_way_its_problem_is_monitored(written, cast, sign_in, inside):
    with inside():
        audit(written, cast)
    client, url = sign_in("manager"), reverse("action_as_check", args=[written.action.pk])
    assert f'href="{url}"' in panel(write_page(client, written))
    asked = text_of(client.get(url))
    assert "“Weekly audit of ten files” then says how “18 support plans are past review” is monitored" in asked
    answer = client.post(url, headers=HTMX)
    assert "Weekly audit of ten files. Ten audit sheets" in text_of(answer)
    assert answer.headers["HX-Retarget"] == f"#action-{written.action.pk}"
    with inside():
        assert not Action.objects.filter(pk=written.action.pk).exists()
        assert Problem.objects.get().monitoring == "Weekly audit of ten files. Ten audit sheets"
        told = Event.objects.filter(table__in=["plans_problem", "plans_action"]).order_by("-id")[:2]
        assert {event.reason for event in told} == {"Kept as a check: looking at something does not change it."}


def test_it_stands_after_what_was_said_of_monitoring_before(written, cast, inside):
    with inside():
        action = audit(written, cast)
        Problem.objects.update(monitoring="The register, every Monday")
        actions.become_check(action=action, by=cast.actor("manager"), at=dates.now())
        assert Problem.objects.get().monitoring == (
            "The register, every Monday\nWeekly audit of ten files. Ten audit sheets"
        )


def test_what_serves_no_problem_says_what_to_do_first(written, cast, sign_in, inside):
    with inside():
        audit(written, cast, root_causes=[])
    client, url = sign_in("manager"), reverse("action_as_check", args=[written.action.pk])
    assert "serves no problem yet" in text_of(client.get(url))
    assert client.post(url).status_code == 403


def test_once_the_plan_runs_an_action_stays_one(running, sign_in):
    client, url = sign_in("manager"), reverse("action_as_check", args=[running.action.pk])
    assert "Only in a draft" in text_of(client.get(url))
    assert client.post(url).status_code == 403
    assert sign_in("lead").post(url).status_code == 403
    assert sign_in("birch_manager").post(url).status_code == 404
