"""D1: no text leaves the provider unwatched. What may leave is read from the database's own grants."""

import datetime
import re
from pathlib import Path
from types import SimpleNamespace

import pytest
from django.db import ProgrammingError, connection, transaction
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from plans import shared_texts
from plans.domain import actions, approval, confirming, extensions, gates, milestones, plans, problems, sharing
from plans.models import ConfirmedText, Extension, Milestone, Plan, Problem
from plans.queries import held as reads
from plans.shared_texts import WITHHELD
from recovery import dates
from recovery.exceptions import Refused
from recovery.history.models import Event
from recovery.tenancy import context
from recovery.tenancy.enums import Capacity
from tests.conftest import as_owner
from tests.factories import sharing as shares
from tests.plans.conftest import write

NHS = "943 476 5919"
NAMED = "Dr Ashgrove"

NO_TEXT_OF_A_PLAN = {
    # Read by a commissioner and written by no provider about a plan, or one of a few fixed words.
    "tenancy_membership": "who is accountable is said by name and job title",
    "tenancy_organisation": "organisations are said by name",
    "tenancy_service": "services are said by name",
    "governance_document": "what the commissioner asked for, built in their own role",
    "governance_download": "what the commissioner fetched",
}
FIXED = {"state", "stage", "action_type", "gate", "outcome", "kind", "capacity"}

GRANTED_TEXTS = """
SELECT c.relname, a.attname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
WHERE c.relkind = 'r' AND n.nspname = 'public'
AND a.atttypid IN ('text'::regtype, 'varchar'::regtype, 'jsonb'::regtype, 'citext'::regtype)
AND has_column_privilege('app_viewer', c.oid, a.attnum, 'SELECT')
"""


@pytest.mark.django_db
def test_every_text_that_a_commissioner_may_read_is_the_version_that_may_leave():
    with connection.cursor() as cursor:
        cursor.execute(GRANTED_TEXTS)
        granted = {(table, column) for table, column in cursor.fetchall() if table not in NO_TEXT_OF_A_PLAN}
    declared = {(text.table._meta.db_table, f"{text.column}_shared") for text in shared_texts.every()}
    assert {one for one in granted if one[1] not in FIXED} == declared


@pytest.mark.django_db
def test_what_is_held_is_looked_for_in_every_table_that_can_hold_it():
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_get_functiondef('app.holds_text(uuid)'::regprocedure)")
        asked = cursor.fetchone()[0] + reads.holding("p.id")
    assert {model._meta.db_table for model in shared_texts.models()} <= set(re.findall(r"FROM (\w+)", asked))


def test_every_module_that_makes_or_changes_a_row_with_shared_texts_asks_the_guard():
    names = "|".join(model.__name__ for model in shared_texts.models())
    writes = re.compile(rf"\b(?:{names})\((?!\))|\b(?:{names})\.objects\.(?:bulk_)?create\(")
    unguarded = [
        path.as_posix()
        for app in ("plans", "assurance", "governance")
        for path in Path(app).glob("domain/*.py")
        if writes.search(path.read_text()) and "Guard(" not in path.read_text()
    ]
    assert unguarded == []


@pytest.fixture
def shared(db, cast):
    """A plan that runs, is shared, and has every kind of shared text, clean."""
    with context.tenant(cast.org("alder"), by=cast.actor("manager")):
        made = write(cast)
        approval.submit(plan=made.plan, by=cast.actor("manager"), at=dates.now())
        plan = approval.approve(plan=Plan.objects.get(pk=made.plan.pk), by=cast.actor("governance"), at=dates.now())
    shares.share(cast, plan)
    return SimpleNamespace(plan=plan, problem=made.problem, action=made.action)


@pytest.fixture
def inside(shared, cast):
    with context.tenant(cast.org("alder"), by=cast.actor("manager")):
        yield {"by": cast.actor("manager"), "at": dates.now()}


def read_by_commissioner(cast) -> str:
    """Everything the database gives a commissioner of every shared table, as one text."""
    with context.tenant(cast.org("north_vale"), role=Capacity.COMMISSIONER), connection.cursor() as cursor:
        said = []
        for model in shared_texts.models():
            cursor.execute(f"SELECT row_to_json(t)::text FROM {model._meta.db_table} t")
            said += [text for (text,) in cursor.fetchall()]
    return "\n".join(said)


def _now(row):
    return type(row).objects.get(pk=row.pk)


def fill(shared, words: str, who: dict) -> None:
    """These words in every shared text, through the verbs."""
    plan, problem, action = _now(shared.plan), _now(shared.problem), _now(shared.action)
    plans.change(plan=plan, version=plan.version, title=f"Title {words}", summary=f"Summary {words}", **who)
    problems.change(problem=problem, version=problem.version, title=f"Problem {words}", **who)
    problems.add(plan=plan, title=f"New {words}", **who)
    milestone = Milestone.objects.get(action=action, is_completion=True)
    actions.change(
        action=action,
        version=action.version,
        root_causes=list(action.root_causes.all()),
        due_on=milestone.due_on,
        title=f"Action {words}",
        deliverable=f"Deliverable {words}",
        **who,
    )
    output = milestones.add(action=action, name=f"Output {words}", due_on=dates.today(), **who)
    milestones.change(milestone=output, version=output.version, name=f"Changed {words}", due_on=output.due_on, **who)
    extensions.ask(
        milestone=milestone,
        new_due_on=milestone.due_on + datetime.timedelta(days=9),
        reason=f"Because {words}",
        interim_control=f"Until then {words}",
        **who,
    )
    gates.add_criterion(plan=plan, gate="closing", kind="statement", statement=f"Criterion {words}", **who)


def test_an_nhs_number_in_every_shared_text_is_read_by_no_commissioner(shared, inside, cast, sign_in):
    fill(shared, NHS, inside)
    assert len(reads.held_in(_now(shared.plan))) == 10
    said = read_by_commissioner(cast)
    assert NHS not in said
    assert "Missed reviews at Alder House" in said
    assert WITHHELD in said


def test_the_commissioners_pages_show_the_last_text_that_passed(shared, cast, sign_in):
    with context.tenant(cast.org("alder"), by=cast.actor("manager")):
        fill(shared, NHS, {"by": cast.actor("manager"), "at": dates.now()})
    client = sign_in("commissioner")
    for address in (reverse("portfolio"), reverse("portfolio_plan", args=[shared.plan.pk]), "/search/?q=943"):
        page = client.get(address).content.decode()
        assert NHS not in page
    assert "Missed reviews at Alder House" in client.get(reverse("portfolio")).content.decode()


def test_the_commissioners_role_may_not_read_the_text_as_it_stands(shared, cast):
    with context.tenant(cast.org("north_vale"), role=Capacity.COMMISSIONER):
        for text in shared_texts.every():
            with pytest.raises(ProgrammingError), transaction.atomic(), connection.cursor() as cursor:
                cursor.execute(f"SELECT {text.column} FROM public.{text.table._meta.db_table}")


def test_a_clean_text_releases_what_was_held(shared, inside, cast):
    fill(shared, NHS, inside)
    plan = _now(shared.plan)
    changed = plans.change(plan=plan, version=plan.version, title="Reviews at Alder House", summary="Mended", **inside)
    assert changed.held == {}
    assert "Reviews at Alder House" in read_by_commissioner(cast)


def test_what_is_held_stays_the_last_text_that_passed_through_further_faults(shared, inside):
    plan = _now(shared.plan)
    for words in (NHS, NAMED, f"{NAMED} again"):
        plan = plans.change(plan=plan, version=plan.version, title=words, **inside)
    assert plan.held["title"]["text"] == "Missed reviews at Alder House"


def test_a_confirmed_name_is_read_until_the_confirmation_is_withdrawn(shared, inside, cast):
    plan = _now(shared.plan)
    plans.change(plan=plan, version=plan.version, title=f"Agreed with {NAMED}", **inside)
    assert NAMED not in read_by_commissioner(cast)
    confirmed = confirming.confirm(plan=plan, fragment=NAMED, reason="The council's named consultant", **inside)
    assert NAMED in read_by_commissioner(cast)
    confirming.withdraw(confirmed=confirmed, reason="She asked not to be named", **inside)
    assert NAMED not in read_by_commissioner(cast)


def test_an_nhs_number_is_never_confirmed(shared, inside):
    plan = _now(shared.plan)
    plans.change(plan=plan, version=plan.version, title=NHS, **inside)
    with pytest.raises(Refused, match="An NHS number cannot be confirmed"):
        confirming.confirm(plan=plan, fragment=NHS, reason="Needed", **inside)


def test_a_member_of_the_organisation_may_be_named(shared, inside, cast):
    plan = _now(shared.plan)
    surname = cast.manager.name.split()[-1]
    assert plans.change(plan=plan, version=plan.version, title=f"Led by Ms {surname}", **inside).held == {}


def test_a_plan_with_a_held_text_is_shared_with_nobody_new(shared, inside, cast):
    plan = _now(shared.plan)
    plans.change(plan=plan, version=plan.version, title=NHS, **inside)
    with pytest.raises(Refused, match="could identify a person"):
        sharing.share(plan=plan, code=cast.org("eastmoor").code, starts_on=dates.today(), **inside)


def test_a_decided_extension_can_still_be_held(shared, inside, cast):
    milestone = Milestone.objects.get(action=shared.action, is_completion=True)
    asked = extensions.ask(
        milestone=milestone,
        new_due_on=milestone.due_on + datetime.timedelta(days=9),
        reason=f"{NAMED} is away",
        interim_control="Weekly calls",
        **inside,
    )
    extensions.refuse(extension=asked, reason="No", by=cast.actor("governance"), at=dates.now())
    confirming.confirm(plan=shared.plan, fragment=NAMED, reason="Named by the council", **inside)
    assert Extension.objects.get(pk=asked.pk).held == {}


def test_texts_from_before_the_guard_are_held_when_they_are_checked(shared, inside, cast):
    Problem.objects.filter(pk=shared.problem.pk).update(title=f"About {NHS}")
    assert confirming.check(plan=shared.plan, **inside) == 1
    assert NHS not in read_by_commissioner(cast)
    assert confirming.check(plan=shared.plan, **inside) == 0


def test_the_history_keeps_no_derived_columns(shared, inside):
    assert not [one for one in Event.objects.filter(root_id=shared.plan.pk) if "title_shared" in (one.after or {})]


def test_the_sharing_page_lists_what_is_held_and_leads_to_mending_and_confirming(shared, cast, sign_in):
    with context.tenant(cast.org("alder"), by=cast.actor("manager")):
        plan = _now(shared.plan)
        who = {"by": cast.actor("manager"), "at": dates.now()}
        plans.change(plan=plan, version=plan.version, title=f"With {NAMED}", **who)
    client = sign_in("manager")
    page = client.get(reverse("plan_sharing", args=[plan.pk])).content.decode()
    assert NAMED in page and "Missed reviews at Alder House" in page and "Mend the text" in page
    assert "See what is held" in client.get(reverse("plan_overview", args=[plan.pk])).content.decode()
    address = reverse("text_confirm", args=[plan.pk])
    assert client.get(address, {"words": NAMED}).status_code == 200
    assert client.get(address, {"words": "nothing"}).status_code == 404
    assert client.post(address, {"fragment": NAMED, "reason": ""}).status_code == 422
    assert client.post(address, {"fragment": NAMED, "reason": "Agreed"}).status_code == 302
    with context.tenant(cast.org("alder"), by=cast.actor("manager")):
        confirmed = ConfirmedText.objects.get()
    end = reverse("text_unconfirm", args=[plan.pk, confirmed.pk])
    assert client.post(end, {"reason": ""}).status_code == 422
    assert client.post(end, {"reason": "Changed"}).status_code == 302


# --- While one writes, and on deployment -----------------------------------------------------------------------


def test_it_is_said_beside_the_field_while_one_writes_and_members_may_be_named(shared, sign_in):
    manager = sign_in("manager")
    address = reverse("action_check", args=[shared.plan.pk])
    said = manager.post(address, {"title": f"Ask {NAMED} about {NHS}", "stage": "stabilisation"}).content.decode()
    assert "looks like an NHS number" in said or "an NHS number" in said
    assert "Or confirm it on the sharing page" in said
    said = manager.post(address, {"title": "Ask Mr Ellery to write it down", "stage": "stabilisation"}).content.decode()
    assert "sharing page" not in said


def test_texts_from_before_there_was_a_guard_are_held_by_the_command_and_twice_changes_nothing(own_database, cast):
    with context.tenant(cast.org("alder"), by=cast.actor("manager")):
        problem = write(cast).problem
        Problem.objects.filter(pk=problem.pk).update(title=f"Falls of {NHS}")
    run = "from django.core.management import call_command; call_command('check_shared_texts')"
    as_owner(own_database, run)
    with context.tenant(cast.org("alder"), by=cast.actor("manager")):
        after = Problem.objects.get(pk=problem.pk)
    assert after.held["title"]["text"] == WITHHELD
    as_owner(own_database, run)
    with context.tenant(cast.org("alder"), by=cast.actor("manager")):
        assert Event.objects.filter(table="plans_problem", row_id=str(problem.pk), operation="U").count() == 2


TITLES = st.sampled_from(
    ["Falls at night", f"Falls of {NHS}", f"Falls, says {NAMED}", "Falls of j.bloom@example.org", "Fewer falls"]
)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(TITLES, min_size=1, max_size=5))
def test_whatever_is_written_in_whatever_order_a_commissioner_reads_the_last_that_passed(shared, cast, titles):
    with transaction.atomic():
        with context.tenant(cast.org("alder"), by=cast.actor("manager")):
            passed = Problem.objects.get(pk=shared.problem.pk).title
            for title in titles:
                row = Problem.objects.get(pk=shared.problem.pk)
                problems.change(problem=row, version=row.version, title=title, by=cast.actor("manager"), at=dates.now())
                passed = title if title in ("Falls at night", "Fewer falls") else passed
        with context.tenant(cast.org("north_vale"), role=Capacity.COMMISSIONER, by=cast.actor("commissioner")):
            assert Problem.objects.only("id", "title").get(pk=shared.problem.pk).title == passed
        transaction.set_rollback(True)
