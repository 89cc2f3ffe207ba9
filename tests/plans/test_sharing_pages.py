"""Opening a plan to commissioners and auditors, and closing it again, in the browser."""

import datetime
import re

import pytest
from django.urls import reverse

from plans.enums import PlanState
from plans.models import AuditGrant, PlanShare
from recovery import dates
from recovery.tenancy import context
from tests.factories import plans as facts
from tests.factories import sharing

pytestmark = pytest.mark.django_db


def in_days(count: int) -> datetime.date:
    return dates.today() + datetime.timedelta(days=count)


def text(response) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


@pytest.fixture
def plan(db, cast):
    return facts.plan(cast)


WHAT_LEAVES = (
    "They see titles, deliverables, dates, owners by name and job title, slips, why more time was asked for and what "
    "keeps people safe meanwhile, red flags and what was promised, what was agreed and decided at gates, and which "
    "organisations outside contribute what. They never see drafts, evidence, files, comments, reasons of decisions, or "
    "the descriptions of problems and people."
)


@pytest.mark.parametrize("state", [PlanState.ACTIVE, PlanState.DRAFT])
def test_the_list_and_the_form_say_the_same_of_what_leaves(db, cast, sign_in, state):
    own = facts.plan(cast, state=state)
    client = sign_in("manager")
    for name in ("plan_sharing", "share_new"):
        page = text(client.get(reverse(name, args=[own.pk])))
        assert WHAT_LEAVES in page, name
        assert ("nothing of it is visible outside until it is approved" in page) is (state == PlanState.DRAFT), name


def shares(cast, plan) -> list[PlanShare]:
    with context.tenant(cast.org("alder")):
        return list(PlanShare.objects.filter(plan=plan))


def grants(cast, plan) -> list[AuditGrant]:
    with context.tenant(cast.org("alder")):
        return list(AuditGrant.objects.filter(plan=plan))


def test_a_manager_shares_by_the_code_and_the_commissioner_sees_the_plan_at_once(cast, sign_in, plan):
    seen = reverse("portfolio_plan", args=[plan.pk])
    commissioner = sign_in("commissioner")
    assert commissioner.get(seen).status_code == 404
    response = sign_in("manager").post(
        reverse("share_new", args=[plan.pk]), {"code": " qnv ", "starts_on": str(in_days(0))}
    )
    assert (response.status_code, response.url) == (302, reverse("plan_sharing", args=[plan.pk]))
    (share,) = shares(cast, plan)
    assert (share.commissioner_id, share.ends_on, share.shared_by_id) == (
        cast.org("north_vale").pk,
        None,
        cast.manager.pk,
    )
    assert commissioner.get(seen).status_code == 200


def test_an_unknown_code_is_an_error_beside_its_field_and_everything_typed_is_kept(cast, sign_in, plan):
    response = sign_in("manager").post(
        reverse("share_new", args=[plan.pk]), {"code": "QQQ", "starts_on": "3 March 2031"}
    )
    assert response.status_code == 422
    assert "No commissioning organisation uses the code QQQ." in text(response)
    assert 'value="QQQ"' in response.content.decode()
    assert 'value="2031"' in response.content.decode()
    assert shares(cast, plan) == []


@pytest.mark.parametrize("code", ["VBB02", "VAA01"])
def test_a_provider_that_does_not_commission_is_as_unknown_as_nobody(cast, sign_in, plan, code):
    """The answer does not give away who uses the product."""
    response = sign_in("manager").post(
        reverse("share_new", args=[plan.pk]), {"code": code, "starts_on": str(in_days(0))}
    )
    assert response.status_code == 422
    assert f"No commissioning organisation uses the code {code}." in text(response)
    assert "Birch" not in text(response)


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"code": ""}, "Enter the code of the commissioning organisation"),
        ({"starts_on": ""}, "Enter the first day"),
        ({"ends_on": str(in_days(1))}, "The last day must be on or after the first day"),
        (
            {"starts_on": str(in_days(-9)), "ends_on": str(in_days(-1))},
            "The last day must be today or later",
        ),
        ({"ends_on": "31 June 2031"}, "The last day must be a real date"),
    ],
)
def test_a_share_that_makes_no_sense_is_sent_back(cast, sign_in, plan, typed, sentence):
    given = {"code": "QNV", "starts_on": str(in_days(5)), "ends_on": ""} | typed
    response = sign_in("manager").post(reverse("share_new", args=[plan.pk]), given)
    assert response.status_code == 422
    assert sentence in text(response)
    assert shares(cast, plan) == []


def test_sharing_twice_with_the_same_commissioner_says_so(cast, sign_in, plan):
    sharing.share(cast, plan)
    response = sign_in("manager").post(
        reverse("share_new", args=[plan.pk]), {"code": "QNV", "starts_on": str(in_days(0))}
    )
    assert response.status_code == 422
    assert "already shared with North Vale" in text(response)


def test_commissioners_shared_with_before_are_offered_but_not_those_who_see_this_plan(cast, sign_in, plan):
    other = facts.plan(cast, title="Another plan")
    sharing.share(cast, other, "north_vale", revoked=True)
    sharing.share(cast, plan, "eastmoor")
    page = sign_in("manager").get(reverse("share_new", args=[plan.pk]))
    assert "North Vale Integrated Care Board" in text(page)
    assert "Eastmoor" not in text(page)
    chosen = {"known": "QNV", "starts_on": str(in_days(0))}
    assert sign_in("manager").post(reverse("share_new", args=[plan.pk]), chosen).status_code == 302
    assert cast.org("north_vale").pk in {one.commissioner_id for one in shares(cast, plan)}


def test_a_draft_may_be_shared_in_advance_and_the_page_says_that_nothing_shows_yet(cast, sign_in):
    draft = facts.plan(cast, state=PlanState.DRAFT)
    manager = sign_in("manager")
    new = reverse("share_new", args=[draft.pk])
    assert "nothing of it is visible outside until it is approved" in text(manager.get(new))
    assert manager.post(new, {"code": "QNV", "starts_on": str(in_days(0))}).status_code == 302
    page = text(manager.get(reverse("plan_sharing", args=[draft.pk])))
    assert "nothing of it is visible outside until it is approved" in page
    assert "No commissioner can read this plan now" in page
    assert sign_in("commissioner").get(reverse("portfolio_plan", args=[draft.pk])).status_code == 404


def test_a_withdrawn_plan_is_not_shared(cast, sign_in):
    gone = facts.plan(cast, state=PlanState.WITHDRAWN)
    response = sign_in("manager").get(reverse("share_new", args=[gone.pk]))
    assert response.status_code == 403
    assert "This plan is withdrawn, so it cannot be shared." in text(response)


def test_ending_a_share_asks_for_a_reason_and_works_at_once(cast, sign_in, plan):
    share = sharing.share(cast, plan)
    end = reverse("share_revoke", args=[plan.pk, share.pk])
    governance, seen = sign_in("governance"), reverse("portfolio_plan", args=[plan.pk])
    commissioner = sign_in("commissioner")
    assert commissioner.get(seen).status_code == 200
    assert "Stop sharing with North Vale Integrated Care Board?" in text(governance.get(end))
    assert governance.post(end, {"reason": ""}).status_code == 422
    assert commissioner.get(seen).status_code == 200
    assert governance.post(end, {"reason": "The placement ended."}).status_code == 302
    assert commissioner.get(seen).status_code == 404
    (ended,) = shares(cast, plan)
    assert ended.revoked_by_id == cast.governance.pk
    assert "Ended early" in text(governance.get(reverse("plan_sharing", args=[plan.pk])))


def test_ending_twice_is_refused_with_the_day_it_ended(cast, sign_in, plan):
    share = sharing.share(cast, plan, revoked=True)
    end = reverse("share_revoke", args=[plan.pk, share.pk])
    governance = sign_in("governance")
    assert "This was already ended on" in text(governance.get(end))
    assert governance.post(end, {"reason": "Again."}).status_code == 403


def test_a_share_is_found_only_under_its_own_plan(cast, sign_in, plan):
    share = sharing.share(cast, plan)
    other = facts.plan(cast, title="Another plan")
    governance = sign_in("governance")
    for method in (governance.get, governance.post):
        assert method(reverse("share_revoke", args=[other.pk, share.pk])).status_code == 404


def test_an_auditor_is_given_a_view_and_loses_it(cast, sign_in, plan):
    governance, auditor = sign_in("governance"), sign_in("auditor")
    new = reverse("grant_new", args=[plan.pk])
    assert "Miriam Sorley, External auditor" in text(governance.get(new))
    given = {"auditor": str(cast.auditor.pk), "starts_on": str(in_days(0)), "ends_on": str(in_days(20))}
    assert governance.post(new, given).status_code == 302
    (grant,) = grants(cast, plan)
    assert auditor.get(reverse("audit_plan", args=[plan.pk])).status_code == 200
    end = reverse("grant_revoke", args=[plan.pk, grant.pk])
    assert governance.post(end, {"reason": "The audit is over."}).status_code == 302
    assert auditor.get(reverse("audit_plan", args=[plan.pk])).status_code == 404


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"ends_on": ""}, "Enter the last day"),
        ({"ends_on": str(in_days(400))}, "The last day must be at most a year after the first day"),
        ({"ends_on": str(in_days(-1))}, "The last day must be on or after the first day"),
        ({"auditor": ""}, "Choose the auditor"),
    ],
)
def test_a_view_without_a_sensible_end_or_person_is_sent_back(cast, sign_in, plan, typed, sentence):
    given = {"auditor": str(cast.auditor.pk), "starts_on": str(in_days(0)), "ends_on": str(in_days(20))} | typed
    response = sign_in("governance").post(reverse("grant_new", args=[plan.pk]), given)
    assert response.status_code == 422
    assert sentence in text(response)
    assert grants(cast, plan) == []


@pytest.mark.parametrize("who", ["manager", "birch_auditor"])
def test_only_a_member_with_the_auditor_role_can_be_given_a_view(cast, sign_in, plan, who):
    given = {"auditor": str(getattr(cast, who).pk), "starts_on": str(in_days(0)), "ends_on": str(in_days(20))}
    response = sign_in("governance").post(reverse("grant_new", args=[plan.pk]), given)
    assert response.status_code == 422
    assert "Choose the auditor from the list" in text(response)


@pytest.mark.parametrize(
    ("who", "name", "status"),
    [
        ("lead", "plan_sharing", 200),
        ("lead", "share_new", 403),
        ("manager", "grant_new", 403),
        ("admin", "grant_new", 200),
        ("commissioner", "plan_sharing", 404),
        ("birch_manager", "plan_sharing", 404),
        ("birch_manager", "share_new", 404),
    ],
)
def test_who_may(sign_in, plan, who, name, status):
    assert sign_in(who).get(reverse(name, args=[plan.pk])).status_code == status
