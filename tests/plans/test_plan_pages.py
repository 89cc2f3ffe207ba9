"""The list of plans, starting one, changing it, and the plan in full."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from plans.domain import plans
from plans.enums import PlanState
from plans.models import Plan
from recovery import dates
from tests.factories import plans as make
from tests.plans.conftest import write


def text_of(response) -> str:
    return response.content.decode()


LIST = reverse("plan_list")


def test_an_empty_list_says_why_and_offers_the_next_step(db, sign_in):
    page = text_of(sign_in("manager").get(LIST))
    assert "No plans yet" in page
    assert reverse("plan_new") in page
    assert reverse("plan_new") not in text_of(sign_in("assessor").get(LIST))


def test_a_row_says_what_is_due_next_and_what_is_off_track(db, cast, sign_in):
    plan = make.active_plan(cast)
    make.slipped(cast, days=4, plan=plan)
    make.action(cast, plan, state="complete", due_on=dates.today())
    page = text_of(sign_in("lead").get(LIST))
    assert "RP-001" in page
    assert "1 off track" in page
    assert "4 days late" in page
    assert "Priya Raman" in page


def test_it_is_narrowed_by_state_and_by_words_of_title_service_or_reference(db, cast, sign_in):
    make.plan(cast, title="Missed reviews", state=PlanState.DRAFT)
    make.active_plan(cast, title="Safer evenings")
    client = sign_in("manager")
    for query, shown in [
        ("?state=draft", {"Missed reviews"}),
        ("?q=evenings", {"Safer evenings"}),
        ("?q=alder", {"Missed reviews", "Safer evenings"}),
        ("?q=RP-001", {"Missed reviews"}),
        ("?q=nothing+like+it", set()),
        ("?state=nonsense", {"Missed reviews", "Safer evenings"}),
    ]:
        page = text_of(client.get(LIST + query))
        assert {title for title in ("Missed reviews", "Safer evenings") if title in page} == shown, query
    assert "No plan matches" in text_of(client.get(LIST + "?q=nothing"))


def test_it_is_narrowed_by_service_lead_and_what_is_off_track_and_says_so(db, cast, sign_in):
    late = make.active_plan(cast, title="Missed reviews", lead=cast.deputy)
    make.slipped(cast, days=4, plan=late)
    make.active_plan(cast, title="Safer evenings")
    client, titles = sign_in("manager"), ("Missed reviews", "Safer evenings")
    for query, shown, count in [
        (f"?lead={cast.deputy.pk}", {"Missed reviews"}, "1 plan matches"),
        (f"?lead={cast.manager.pk}&show=off_track", set(), "No plans match"),
        ("?show=off_track", {"Missed reviews"}, "1 plan matches"),
        (f"?service={cast.service('alder_house').pk}", set(titles), "2 plans match"),
        (f"?service={cast.service('birch_lane').pk}", set(titles), "2 plans"),
        (f"?lead={cast.birch_manager.pk}&lead=x&show=%00", set(titles), "2 plans"),
    ]:
        page = text_of(client.get(LIST + query))
        assert {title for title in titles if f">{title}<" in page} == shown, query
        assert f'hf-filters__count">{count}<' in page, query
    page = text_of(client.get(f"{LIST}?lead={cast.deputy.pk}&show=off_track"))
    assert 'href="?show=off_track"><span class="govuk-visually-hidden">Take away: </span><span>Lead: ' in page
    assert f'href="?lead={cast.deputy.pk}"><span class="govuk-visually-hidden">Take away: </span><span>Show: ' in page
    assert 'href="?">Clear filters' in page


def test_it_holds_its_query_count_at_1_3_and_30_plans(db, cast, sign_in):
    client, counts, made = sign_in("manager"), [], 0
    client.get(LIST)
    for wanted in (1, 3, 30):
        while made < wanted:
            plan = make.active_plan(cast, title=f"Plan {made}")
            make.action(cast, plan, due_on=dates.today())
            made += 1
        with CaptureQueriesContext(connection) as queries:
            assert client.get(LIST).status_code == 200
        counts.append(len([q for q in queries if 'FROM "plans_' in q["sql"] or "tenancy_service" in q["sql"]]))
        total = len(queries)
    assert counts[0] == counts[1] == counts[2]
    assert counts[0] <= 8, counts
    assert total <= 16, "with session, workspace and the tenant's settings"


def test_the_list_turns_its_pages(db, cast, sign_in):
    for number in range(51):
        make.plan(cast, title=f"Plan number {number}", state=PlanState.DRAFT)
    client = sign_in("manager")
    assert "1 to 50 of 51 plans" in text_of(client.get(LIST))
    assert "Plan number 0<" in text_of(client.get(LIST + "?page=2"))


def test_nobody_elses_plans_are_listed(written, sign_in):
    assert written.plan.title not in text_of(sign_in("birch_manager").get(LIST))
    assert sign_in("commissioner").get(LIST).status_code == 404
    assert sign_in("auditor").get(LIST).status_code == 404


def test_starting_a_plan_leads_to_writing_it(db, cast, sign_in, inside):
    client = sign_in("manager")
    answer = client.post(
        reverse("plan_new"), {"service": cast.service("alder_house").pk, "title": "Missed reviews", "summary": "Why"}
    )
    with inside():
        plan = Plan.objects.get()
        assert (plan.state, plan.lead.name) == (PlanState.DRAFT, "Priya Raman")
    assert answer.url == reverse("plan_write", args=[plan.pk])
    page = text_of(client.get(answer.url))
    for words in ("It names no problem yet", "It has no action yet", "Add a problem", "Send for approval"):
        assert words in page
    assert "The plan is not ready" in page  # why the button may not be pressed


def test_a_plan_cannot_be_started_for_another_organisations_service(db, cast, sign_in):
    response = sign_in("manager").post(
        reverse("plan_new"), {"service": cast.service("birch_lane").pk, "title": "Typed already"}
    )
    assert response.status_code == 422
    assert "Typed already" in text_of(response)


def test_two_people_change_what_the_plan_is_about(written, sign_in, cast, inside):
    with inside("deputy"):
        plans.change(plan=written.plan, version=1, title="Another title", by=cast.actor("deputy"), at=dates.now())
    data = {"service": cast.service("alder_house").pk, "title": "My title", "lead": cast.deputy.pk, "version": 1}
    client, url = sign_in("manager"), reverse("plan_edit", args=[written.plan.pk])
    response = client.post(url, data)
    text = text_of(response)
    assert response.status_code == 409
    assert "My title" in text
    assert "Another title" in text
    assert "Colin Ashby, Deputy manager" in text  # people by name, not by id
    mine = {f"yours-{name}": value for name, value in data.items() if name != "version"}
    assert client.post(url, mine | {"version": 2}).status_code == 302
    with inside():
        assert Plan.objects.get().title == "My title"


def test_the_plan_in_full_is_read_by_those_who_may_not_write(written, sign_in):
    page = text_of(sign_in("governance").get(reverse("plan_write", args=[written.plan.pk])))
    assert written.cause.sentence in page
    reader = text_of(sign_in("assessor").get(reverse("plan_write", args=[written.plan.pk])))
    assert written.cause.sentence in reader
    assert "Add a problem" not in reader
    assert "Edit<" not in reader


def test_while_it_waits_for_approval_it_says_that_it_cannot_be_changed(written, sign_in):
    client = sign_in("manager")
    client.post(reverse("plan_submit", args=[written.plan.pk]))
    page = text_of(client.get(reverse("plan_write", args=[written.plan.pk])))
    assert "This plan is waiting for approval" in page
    assert "Add a problem" not in page
    edit = client.post(reverse("problem_edit", args=[written.problem.pk]), {"title": "Late thought", "version": 1})
    assert edit.status_code == 403


def test_the_plan_in_full_takes_the_same_queries_for_more_parts(written, sign_in, cast, inside):
    client, url = sign_in("manager"), reverse("plan_write", args=[written.plan.pk])
    client.get(url)
    with CaptureQueriesContext(connection) as few:
        client.get(url)
    with inside():
        from plans.domain import actions, causes, evidence, problems

        who = {"by": cast.actor("manager"), "at": dates.now()}
        for number in range(5):
            problem = problems.add(plan=written.plan, title=f"P{number}", **who)
            evidence.add(problem=problem, kind="incident", occurred_on=dates.today(), reference="r", **who)
            cause = causes.add(plan=written.plan, problems=[problem], cause=f"C{number}", **who)
            actions.add(
                plan=written.plan, root_causes=[cause], due_on=None, stage="improvement", title=f"A{number}", **who
            )
    with CaptureQueriesContext(connection) as many:
        client.get(url)
    assert len(many) == len(few)


@pytest.mark.parametrize(
    "part", ["problem-x", "plan-1", "", "evidence-new-1", "cause-00000000-0000-0000-0000-000000000000"]
)
def test_a_piece_that_is_not_there_is_not_found(written, sign_in, part):
    url = reverse("plan_write", args=[written.plan.pk]) + f"?part={part}"
    assert sign_in("manager").get(url, headers={"HX-Request": "true"}).status_code == 404


def test_a_piece_of_another_plan_is_not_given(written, sign_in, cast, inside):
    with inside():
        other = write(cast, title="Another plan of ours")
    url = reverse("plan_write", args=[written.plan.pk])
    for part in (f"problem-{other.problem.pk}", f"action-{other.action.pk}", f"evidence-new-{other.problem.pk}"):
        answer = sign_in("manager").get(f"{url}?part={part}", headers={"HX-Request": "true"})
        assert answer.status_code == 404, part
