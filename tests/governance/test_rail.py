"""The rail says what waits for whoever looks: red flags without an answer, and plans and dates to decide about."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from plans.domain import problems
from plans.enums import PlanState
from recovery import dates
from tests.factories import flags as raised
from tests.factories import plans as facts

pytestmark = pytest.mark.usefixtures("own_database")

FLAGS, PLANS = reverse("flag_list"), reverse("plan_list")


def rail(client) -> dict[str, str]:
    """Address → its count in words, of the entries that have one."""
    page = client.get(reverse("document_list")).content.decode()
    nav = page.split('aria-label="Main"')[1].split("</nav>")[0]
    entries = [one.split("</li>")[0] for one in nav.split("<li>")[1:]]
    counts = [re.search(r'href="([^"]+)".*hf-count">(.*)', one) for one in entries]
    return {one[1]: re.sub(r"<[^>]+>", "", one[2]) for one in counts if one}


def test_open_flags_without_a_standing_answer_are_counted(cast, sign_in):
    plan = facts.plan(cast)
    raised.flag(facts.slipped(cast, plan=plan), age=2)
    raised.answer(cast, raised.flag(facts.slipped(cast, plan=plan), age=2))
    raised.answer(cast, raised.flag(facts.slipped(cast, plan=plan), age=9), days=-1)
    raised.flag(facts.slipped(cast, plan=plan), age=2, closed=True)
    raised.flag(facts.slipped(cast, "birch"), age=2)
    assert rail(sign_in("governance")) == {FLAGS: "2 without an answer"}


def test_decisions_are_counted_for_whoever_may_take_them(cast, sign_in):
    facts.plan(cast, state=PlanState.SUBMITTED)
    facts.asked(cast, facts.slipped(cast, days=-3))
    facts.plan(cast, "birch", state=PlanState.SUBMITTED)
    assert rail(sign_in("governance"))[PLANS] == "2 waiting for your decision"
    assert rail(sign_in("nominated"))[PLANS] == "1 waiting for your decision"
    for who in ("manager", "lead", "assessor", "admin"):
        assert PLANS not in rail(sign_in(who)), who


def test_the_list_of_plans_leads_to_the_decisions(cast, sign_in):
    facts.asked(cast, facts.slipped(cast, days=-3))
    page = sign_in("governance").get(PLANS).content.decode()
    assert "1 decision waits for you" in page
    assert f"{reverse('my_work')}#waiting" in page
    assert "waits for you" not in sign_in("manager").get(PLANS).content.decode()


def test_a_plan_that_they_wrote_any_of_does_not_wait_for_them(cast, sign_in):
    plan = facts.plan(cast, state=PlanState.DRAFT)
    with facts.writing(cast):
        problems.add(plan=plan, title="Nineteen reviews", by=cast.actor("governance"), at=dates.now())
        facts.Plan.objects.filter(pk=plan.pk).update(
            state=PlanState.SUBMITTED, submitted_at=dates.now(), submitted_by=cast.manager
        )
    assert PLANS not in rail(sign_in("governance"))
    assert rail(sign_in("second_governance"))[PLANS] == "1 waiting for your decision"


@pytest.mark.parametrize("who", ["assessor", "admin", "commissioner", "auditor"])
def test_nothing_is_counted_for_who_may_not_act(cast, sign_in, who):
    raised.flag(facts.slipped(cast), age=2)
    client = sign_in(who)
    assert rail(client) == {}
    assert not counts_asked(client)


def counts_asked(client) -> list[str]:
    with CaptureQueriesContext(connection) as seen:
        client.get(reverse("document_list"))
    return [one["sql"] for one in seen if "SELECT count(*) FROM governance_redflag" in one["sql"]]


def test_it_costs_one_query_on_a_page_and_none_for_a_part_of_one(cast, sign_in):
    flag = raised.flag(facts.slipped(cast), age=2)
    client = sign_in("manager")
    assert len(counts_asked(client)) == 1
    with CaptureQueriesContext(connection) as seen:
        part = client.post(reverse("flag_acknowledge", args=[flag.pk]), {}, HTTP_HX_REQUEST="true")
    assert part.status_code == 422
    assert not [one for one in seen if "FROM governance_redflag f WHERE" in one["sql"]]


def test_a_page_outside_the_tenant_has_no_counts_and_still_comes(cast, sign_in):
    raised.flag(facts.slipped(cast), age=2)
    client = sign_in("governance")
    assert client.get("/no-such-page/").status_code == 404
    assert client.get(reverse("plan_overview", args=["0d9c2f8e-1111-4222-8333-444455556666"])).status_code == 404
