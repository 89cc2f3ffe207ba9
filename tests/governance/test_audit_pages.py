"""The auditor's pages: plans granted, for as long as they are, and the whole of one. Read-only."""

import datetime
import re

import pytest
import time_machine
from django.db import ProgrammingError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from governance.enums import NoticeState
from governance.models import Notice
from plans.models import Action, AuditGrant, CauseProblem, Plan, StoredFile
from recovery import dates
from recovery.tenancy import context
from recovery.tenancy.enums import Capacity
from tests.factories import plans
from tests.factories.documents import CANARIES, days_ago, grant, share, story, the_worker
from tests.factories.flags import as_system


@pytest.fixture
def told(own_database, cast):
    with the_worker():
        found = story(cast)
        found.share = share(cast, found.plan)
        found.grant = grant(cast, found.plan)
        plans.active_plan(cast, title="OTHER-PLAN of the same provider")
    return found


@pytest.fixture
def the_notices():
    def become(state):
        with as_system():
            Notice.objects.update(state=state, sent_at=dates.now())

    return become


def text(response) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


def record(client, plan) -> str:
    """What the page says above the change history."""
    return text(client.get(reverse("audit_plan", args=[plan.pk]))).split("Change history")[0]


def test_an_auditor_sees_the_plans_granted_with_their_end(told, sign_in):
    page = sign_in("auditor").get(reverse("audit_plans")).content.decode()
    assert "Evenings at Alder House" in page
    assert dates.uk_date(told.grant.ends_on) in page
    assert "OTHER-PLAN" not in page


def test_without_a_grant_the_list_says_why_it_is_empty(told, sign_in):
    page = sign_in("birch_auditor").get(reverse("audit_plans")).content.decode()
    assert "No plan is open to you today" in page
    assert "Evenings" not in page


def test_the_page_holds_the_whole_record(told, sign_in):
    response = sign_in("auditor").get(reverse("audit_plan", args=[told.plan.pk]))
    page = response.content.decode()
    for said in (
        *CANARIES[:5],
        "Incidents rise between 17:00 and 20:00",
        "the shift leader changes at 17:00".replace("the", "The", 1),
        "Hand over from one written sheet",
        "nobody to tell",
        "A bank nurse covers the gap",
        "no evidence is recorded.",
        "North Vale Integrated Care Board",
        "incident-114.txt",
        "Build the evidence pack",
    ):
        assert said in page, said
    for secret in ("SECRET-ADDRESS", "SECRET-WORDS", "OTHER-PLAN"):
        assert secret not in page
    older = sign_in("auditor").get(reverse("audit_plan", args=[told.plan.pk]), {"history": 2}).content.decode()
    assert "started the plan" in older


def test_a_promise_that_was_not_kept_is_among_the_gaps(told, sign_in):
    with time_machine.travel(dates.now() + datetime.timedelta(days=4)):
        page = text(sign_in("auditor").get(reverse("audit_plan", args=[told.plan.pk])))
    promised = dates.uk_date(days_ago(-3))
    assert f"F1 Milestone slipped: A1 completion: what was promised by {promised} has not closed it." in page
    assert "A1 Complete" not in page


def test_gaps_and_flags_come_first_and_every_part_has_its_link(told, sign_in):
    page = sign_in("auditor").get(reverse("audit_plan", args=[told.plan.pk])).content.decode()
    assert page.index('id="gaps"') < page.index('id="flags"') < page.index('id="problems"') < page.index('id="actions"')
    nav = page.split('aria-label="On this page"')[1].split("</nav>")[0]
    places = re.findall(r'href="#([a-z-]+)"', nav)
    assert len(places) == 7
    assert all(f'id="{place}"' in page for place in places)


def test_titles_of_actions_are_never_cut(told, cast, sign_in):
    long = "Write down for every evening who decides, who is called and what is said to the family afterwards"
    with plans.writing(cast):
        Action.objects.filter(pk=told.slipped.pk).update(title=long)
    page = record(sign_in("auditor"), told.plan)
    assert page.count(long) == 3  # the gap, what answers the cause, the action itself
    assert f"{long[:40]}…" not in page


def test_a_cause_of_two_problems_is_told_once(told, cast, sign_in):
    with plans.writing(cast):
        CauseProblem.objects.create(org_id=told.plan.org_id, plan=told.plan, root_cause=told.cause, problem=told.bare)
    page = record(sign_in("auditor"), told.plan)
    assert page.count("early signs are not passed on") == 1
    assert "Root cause C1 As told under P1 ." in page


def test_notices_are_folded_away_only_once_all_were_sent(told, sign_in, the_notices):
    address = reverse("audit_plan", args=[told.plan.pk])
    assert "2 notices about" in text(sign_in("auditor").get(address))
    assert '<details class="govuk-details" open>' in sign_in("auditor").get(address).content.decode()
    the_notices(NoticeState.SENT)
    page = sign_in("auditor").get(address)
    assert "2 notices, all sent about" in text(page)
    assert '<details class="govuk-details" open>' not in page.content.decode()


def test_its_files_can_be_fetched(told, cast, sign_in):
    with plans.writing(cast):
        file = StoredFile.objects.get()
    response = sign_in("auditor").get(reverse("file_download", args=[file.pk]))
    assert response.status_code == 200
    assert response.content == b"What happened on the evening of the fourth.\n"


@pytest.mark.parametrize(
    ("who", "status"),
    [("birch_auditor", 404), ("manager", 404), ("governance", 404), ("commissioner", 404), ("birch_manager", 404)],
)
def test_nobody_else_finds_the_page(told, sign_in, who, status):
    assert sign_in(who).get(reverse("audit_plan", args=[told.plan.pk])).status_code == status


def test_a_grant_that_has_ended_or_not_begun_or_is_revoked_opens_nothing(told, cast, sign_in):
    client, url = sign_in("auditor"), reverse("audit_plan", args=[told.plan.pk])
    assert client.get(url).status_code == 200
    today, day = dates.today(), datetime.timedelta(days=1)
    for change in (
        {"starts_on": today - 9 * day, "ends_on": today - day},
        {"starts_on": today + day, "ends_on": today + 9 * day},
        {"starts_on": today, "ends_on": today, "revoked_at": dates.now(), "revoked_by": cast.governance},
    ):
        with plans.writing(cast):
            AuditGrant.objects.filter(pk=told.grant.pk).update(**change)
        assert client.get(url).status_code == 404
        assert "No plan is open to you today" in client.get(reverse("audit_plans")).content.decode()


def test_an_auditor_changes_nothing(told, cast):
    with (
        context.tenant(cast.org("alder"), role=Capacity.AUDITOR, by=cast.actor("auditor")),
        pytest.raises(ProgrammingError, match="permission denied"),
        transaction.atomic(),
    ):
        Plan.objects.filter(pk=told.plan.pk).update(title="Nothing happened")


def test_the_number_of_queries_does_not_grow_with_the_plan(told, cast, sign_in):
    client, url = sign_in("auditor"), reverse("audit_plan", args=[told.plan.pk])

    def count() -> int:
        with CaptureQueriesContext(connection) as queries:
            client.get(url)
        return len(queries)

    client.get(url)
    before = count()
    for number in range(8):
        plans.action(cast, told.plan, due_on=dates.today(), title=f"Another {number}")
    assert count() <= before
