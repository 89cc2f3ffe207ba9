"""Nothing of one tenant reaches another: not by an address, a list, a count, a picker, an email or a PDF.

Every address of the application is tried with the ids of a rich tenant (`tests.factories.rich`) by people who may
see nothing of it. A new address whose arguments have no sample here fails, and so does a new kind of row without one.
"""

import re
import uuid

import pytest
from django.db import connection
from django.test import Client
from django.urls import get_resolver, reverse

from governance.models import Document, RedFlag
from plans.models import (
    Action,
    AuditGrant,
    CalendarFeed,
    Comment,
    ConfirmedText,
    Contribution,
    EvidenceItem,
    ExitCriterion,
    Extension,
    Milestone,
    Partner,
    Plan,
    PlanShare,
    Problem,
    ProtectedTime,
    RootCause,
    RotaWeek,
    SpreadsheetImport,
    StoredFile,
    SustainingReview,
)
from recovery import provision
from recovery.tenancy import context, workspaces
from recovery.tenancy.enums import Capacity
from recovery.tenancy.models import Membership, Service
from tests import conftest
from tests.cast import key_id
from tests.factories import plans as facts
from tests.factories import rich

# The argument of an address → the rows of the rich tenant that it may name.
SAMPLES = {
    "plan_id": Plan,
    "problem_id": Problem,
    "evidence_id": EvidenceItem,
    "file_id": StoredFile,
    "cause_id": RootCause,
    "action_id": Action,
    "milestone_id": Milestone,
    "extension_id": Extension,
    "share_id": PlanShare,
    "grant_id": AuditGrant,
    "confirmed_id": ConfirmedText,
    "flag_id": RedFlag,
    "import_id": SpreadsheetImport,
    "document_id": Document,
    "row_id": Problem,
    "about_id": Problem,
    "comment_id": Comment,
    "criterion_id": ExitCriterion,
    "partner_id": Partner,
    "contribution_id": Contribution,
    "review_id": SustainingReview,
    "feed_id": CalendarFeed,
    "secret": CalendarFeed,
    "person_id": Membership,
    "service_id": Service,
    "week_id": RotaWeek,
    "protected_id": ProtectedTime,
}
FIXED = {"kind": "problem"}

WITH_A_SECRET = {"calendar_feed": "read by calendars, which cannot sign in: an id is not the secret"}

NOT_OURS = re.compile(r"account_")
"""Addresses of the sign-in library: they are reached before any tenant, and none takes an id of tenant data."""

OUTSIDE_TENANTS = {
    "outbox_email": "the local outbox, for evaluation while there is no mail server: every email, for everybody",
    "outbox_html": "the same",
    "outbox_list": "the same",
    "gallery": "the components with invented content, for developers only",
}

OUTSIDERS = {
    # who: (membership, capacity)
    "a manager of another provider": ("manager", Capacity.PROVIDER),
    "a governance lead of another provider": ("governance", Capacity.PROVIDER),
    "somebody who holds every role at another provider": ("every_role", Capacity.PROVIDER),
    "a commissioner whose shares are over, revoked or not begun": ("commissioner", Capacity.COMMISSIONER),
    "a commissioner with whom only a draft is shared": ("council_officer", Capacity.COMMISSIONER),
    "an auditor of another provider": ("auditor", Capacity.AUDITOR),
    "an auditor of the same provider whose grants are over, revoked or not begun": (
        "birch_auditor",
        Capacity.AUDITOR,
    ),
}
FULL_SIGHT = "somebody who holds every role at another provider"
NAMES = ("Birch Lane", "Owen Pryce", "Lena Koval", "Abel Nkemelu", "VBB02")


def patterns(found=None):
    for pattern in found if found is not None else get_resolver().url_patterns:
        if hasattr(pattern, "url_patterns"):
            yield from patterns(pattern.url_patterns)
        elif not NOT_OURS.match(pattern.name or ""):
            yield pattern


OURS = {pattern.name: pattern for pattern in patterns() if pattern.name not in OUTSIDE_TENANTS}
WITH_ARGUMENTS = sorted(name for name, pattern in OURS.items() if pattern.pattern.converters)
WITHOUT_ARGUMENTS = sorted(name for name, pattern in OURS.items() if not pattern.pattern.converters)


@pytest.fixture(scope="module")
def rich_database(django_db_setup, django_db_blocker, template_database):
    """A database of this module's own, with the rich tenant committed in it."""
    name = conftest._fresh(template_database)
    conftest.as_owner(name, "from tests.factories import rich; rich.create()")
    with django_db_blocker.unblock():
        before = connection.settings_dict["NAME"]
        conftest._use(NAME=name)
        yield name
        conftest._use(NAME=before)
    provision.drop_database(conftest.os.environ["PROVISION_DATABASE_URL"], name)


@pytest.fixture(scope="module")
def rows(rich_database) -> dict:
    """For each model, the ids that the rich tenant has. Its manager reads them: some rows are one person's alone."""
    with context.tenant(rich.ORG, by=context.Actor(str(key_id("user", "birch_manager")), "Owen Pryce")):
        return {
            model: list(model.objects.values_list("pk", flat=True))
            for model in rich.tenant_models()
            if model is not Document
        } | {Document: _documents()}


def _documents() -> list:
    with connection.cursor() as cursor:
        cursor.execute("SELECT id FROM governance_document")
        return [row[0] for row in cursor.fetchall()]


def client_of(key: str, capacity: Capacity) -> Client:
    client = Client(raise_request_exception=True)
    membership = key_id("membership", key)
    from recovery.tenancy.models import User

    client.force_login(User.objects.get(pk=key_id("user", key)))
    session = client.session
    session[workspaces.SESSION_KEY] = f"{membership}:{capacity.name.lower()}"
    session.save()
    return client


@pytest.fixture(scope="module")
def outsiders(rich_database) -> dict[str, Client]:
    return {who: client_of(*place) for who, place in OUTSIDERS.items()}


def addresses(name: str, rows: dict) -> list[str]:
    """The address with ids of the rich tenant: of what belongs to its running plan, and to its draft."""
    *outer, varied = OURS[name].pattern.converters
    given = {one: FIXED.get(one) or rows[SAMPLES[one]][0] for one in outer}
    return [reverse(name, kwargs=given | {varied: pk}) for pk in {rows[SAMPLES[varied]][0], rows[SAMPLES[varied]][-1]}]


def nowhere(name: str) -> str:
    """The address with ids that exist nowhere."""
    return reverse(name, kwargs={one: FIXED.get(one) or uuid.uuid4() for one in OURS[name].pattern.converters})


def assert_silent(response, who: str, address: str) -> None:
    body = response.content.decode(errors="replace") + str(response.headers)
    assert rich.MARK not in body, f"{who} reads a text of the rich tenant at {address}"
    for number in (1, 2, 900):
        assert rich.sha256(number) not in body, f"{who} reads a fingerprint at {address}"
    if OUTSIDERS[who][0] != "birch_auditor":
        for name in NAMES:
            assert name not in body, f"{who} reads {name!r} at {address}"


# --- The contract itself is complete -------------------------------------------------------------------------


def test_every_argument_of_every_address_has_a_sample():
    missing = {
        (name, argument)
        for name in WITH_ARGUMENTS
        for argument in OURS[name].pattern.converters
        if argument not in SAMPLES and argument not in FIXED
    }
    assert not missing, "Name the rows these arguments stand for in SAMPLES"


def test_every_tenant_model_has_a_row_with_marked_texts(rows, rich_database):
    empty = [model.__name__ for model, found in rows.items() if not found]
    assert not empty, "Make a row of these in tests/factories/rich.py"


def test_the_rich_tenants_own_people_do_see_it(rich_database, rows):
    """The addresses are right: what answers 404 to others answers its own manager."""
    client = client_of("birch_manager", Capacity.PROVIDER)
    body = client.get(reverse("plan_list")).content.decode()
    assert rich.MARK in body
    seen = [
        address
        for name in WITH_ARGUMENTS
        for address in addresses(name, rows)
        if client.get(address).status_code in (200, 302, 403)
    ]
    assert len(seen) > 40


# --- Addresses -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("who", OUTSIDERS)
@pytest.mark.parametrize("name", WITH_ARGUMENTS)
def test_an_address_with_ids_of_another_tenant_answers_as_if_nothing_were_there(outsiders, rows, name, who):
    """404, by GET and by POST.

    A view that only takes POST answers 405 to GET, and a role that may never do the thing is told so (403): both
    before anything is looked up, so that an id that exists nowhere gets the same answer.
    """
    client, expected = outsiders[who], {404, *_beforehand(who)}
    for method in (client.get, client.post):
        unknown = method(nowhere(name))
        for address in addresses(name, rows):
            response = method(address)
            assert_silent(response, who, address)
            assert response.status_code in expected
            assert (response.status_code, plain(response)) == (unknown.status_code, plain(unknown))


def _beforehand(who: str) -> set[int]:
    """Answers that are given before anything is looked up."""
    return {405, 403} if who != FULL_SIGHT and OUTSIDERS[who][1] == Capacity.PROVIDER else {405}


def plain(response) -> str:
    """A page without what is random in every page: tokens, ids of requests and of the address asked for, the time."""
    body = response.content.decode(errors="replace")
    body = re.sub(r'(csrfmiddlewaretoken" value="|X-CSRFToken": ")[^"]+', r"\1", body)
    body = re.sub(r"[0-9a-f]{32}|[0-9a-f]{8}-[0-9a-f-]{27}", "", body)
    return re.sub(r"\d\d:\d\d", "", body)


@pytest.mark.parametrize("name", sorted(n for n in WITH_ARGUMENTS if len(OURS[n].pattern.converters) > 1))
def test_an_own_plan_does_not_lend_its_address_to_the_rows_of_another_tenant(rich_database, rows, cast, name):
    own = facts.plan(cast)
    client = client_of("every_role", Capacity.PROVIDER)
    arguments = list(OURS[name].pattern.converters)
    for pk in rows[SAMPLES[arguments[-1]]]:
        given = {one: FIXED.get(one) or own.pk for one in arguments[:-1]} | {arguments[-1]: pk}
        for method in (client.get, client.post):
            response = method(reverse(name, kwargs=given))
            assert response.status_code == 404
            assert_silent(response, FULL_SIGHT, name)


@pytest.mark.parametrize("name", WITH_ARGUMENTS)
def test_nobody_reads_anything_without_signing_in(rich_database, rows, name):
    for address in addresses(name, rows):
        response = Client().get(address)
        assert response.status_code in ((404,) if name in WITH_A_SECRET else (302, 405))
        assert rich.MARK not in response.content.decode()


# --- Lists, counts, pickers ----------------------------------------------------------------------------------


def questions(rows: dict) -> list[dict]:
    """What a curious person may put behind a list's address."""
    plan, member = rows[Plan][0], rows[Membership][0]
    return [
        {},
        {"q": rich.MARK, "search": rich.MARK},
        {"provider": str(rich.ORG), "org": str(rich.ORG), "plan": str(plan), "plan_id": str(plan)},
        {"owner": str(member), "lead": str(member), "service": str(rows[rich.Service][0]), "state": "active"},
        {"page": "2", "show": "attention"},
    ]


@pytest.mark.parametrize("who", OUTSIDERS)
@pytest.mark.parametrize("name", WITHOUT_ARGUMENTS)
def test_a_page_without_arguments_shows_nothing_of_another_tenant(outsiders, rows, name, who):
    ids = {str(pk) for found in rows.values() for pk in found}
    for asked in questions(rows):
        response = outsiders[who].get(reverse(name), asked)
        assert_silent_but_for_the_question(response, who, name, asked, ids)


def assert_silent_but_for_the_question(response, who, name, asked, ids) -> None:
    body = response.content.decode(errors="replace")
    for given in asked.values():
        body = body.replace(given, "")
    assert rich.MARK not in body, f"{who} reads a text of the rich tenant at {name}"
    if OUTSIDERS[who][0] != "birch_auditor":
        assert not [word for word in NAMES if word in body], f"{who} at {name}"
        assert not [pk for pk in ids if pk in body], f"{who} at {name}"
    else:
        known = {str(rich.AUDITOR)}
        assert not [pk for pk in ids - known if pk in body], f"{who} at {name}"


def test_what_was_posted_as_a_choice_of_another_tenant_is_not_taken(rich_database, rows, cast):
    """A picker refuses the id of a foreign person or service as it refuses nonsense."""
    client = client_of("every_role", Capacity.PROVIDER)
    given = {"title": "Borrowed", "service": str(rows[rich.Service][0]), "lead": str(rich.MANAGER)}
    response = client.post(reverse("plan_new"), given)
    assert response.status_code == 422
    assert_silent(response, FULL_SIGHT, "plan_new")
    own = facts.plan(cast, state="draft")
    stage = {
        "stage": "immediate",
        "title": "Borrowed",
        "owner": str(rich.MANAGER),
        "root_causes": str(rows[RootCause][0]),
    }
    response = client.post(reverse("action_new", args=[own.pk]), stage)
    assert response.status_code == 422
    assert_silent(response, FULL_SIGHT, "action_new")


def test_no_count_changes_when_another_tenant_grows(outsiders, rows, rich_database):
    """Every list, total, badge and picker stays as it was. Last of the module: the tenant stays grown."""
    before = {(who, name): plain(outsiders[who].get(reverse(name))) for who in OUTSIDERS for name in WITHOUT_ARGUMENTS}
    conftest.as_owner(rich_database, "from tests.factories import rich; rich.grow()")
    after = {(who, name): plain(outsiders[who].get(reverse(name))) for who in OUTSIDERS for name in WITHOUT_ARGUMENTS}
    assert [key for key in before if before[key] != after[key]] == []
