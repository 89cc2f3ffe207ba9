"""The history: every change of every tenant row, whoever makes it and however, and nobody can take it back."""

import datetime

import pytest
from django.db import InternalError, ProgrammingError, connection, transaction
from django.db.models import F

from plans.domain import plans as verbs
from plans.models import Plan, Problem
from recovery import dates
from recovery.history.models import Event
from recovery.tenancy import context
from recovery.tenancy.context import Actor
from tests.conftest import login

EARLIER = datetime.datetime(2026, 1, 5, 9, 30, tzinfo=datetime.UTC)


@pytest.fixture
def plan(alder, cast):
    return verbs.create(
        service=cast.service("alder_house"), title="Safer evenings", by=cast.actor("manager"), at=dates.now()
    )


def last(table: str = "plans_plan") -> Event:
    return Event.objects.filter(table=table).first()


def run(sql: str, *values) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)


# --- However it is written -----------------------------------------------------------------------------------


def by_the_orm(plan):
    plan.title = "Calmer evenings"
    plan.save()


def by_a_queryset(plan):
    Plan.objects.filter(pk=plan.pk).update(title="Calmer evenings")


def by_a_bulk_update(plan):
    plan.title = "Calmer evenings"
    Plan.objects.bulk_update([plan], ["title"])


def by_raw_sql(plan):
    run("UPDATE plans_plan SET title = 'Calmer evenings' WHERE id = %s", plan.pk)


def by_a_verb(plan):
    verbs.change(plan=plan, version=plan.version, title="Calmer evenings", by=Actor.system("test"), at=dates.now())


@pytest.mark.parametrize("way", [by_the_orm, by_a_queryset, by_a_bulk_update, by_raw_sql, by_a_verb])
def test_a_change_is_written_down_with_what_stood_there_before(plan, way):
    way(plan)
    event = last()
    assert event.operation == "U"
    assert event.row_id == str(plan.pk)
    assert event.root_id == plan.pk
    assert event.before["title"] == "Safer evenings"
    assert event.after["title"] == "Calmer evenings"
    assert "summary" not in event.before, "what did not change is not repeated"


def test_rows_made_in_bulk_are_each_written_down(plan):
    Problem.objects.bulk_create(
        Problem(org_id=plan.org_id, plan=plan, title=title) for title in ("First", "Second", "Third")
    )
    events = Event.objects.filter(table="plans_problem", operation="I")
    assert sorted(event.after["title"] for event in events) == ["First", "Second", "Third"]
    assert {event.root_id for event in events} == {plan.pk}


def test_a_removal_keeps_the_whole_row(plan):
    problem = Problem.objects.create(org_id=plan.org_id, plan=plan, title="Gone soon")
    problem.delete()
    event = last("plans_problem")
    assert (event.operation, event.before["title"], event.after) == ("D", "Gone soon", None)


def test_a_change_that_changes_nothing_is_no_event(plan):
    before = Event.objects.count()
    Plan.objects.filter(pk=plan.pk).update(title=F("title"))
    assert Event.objects.count() == before


def test_what_is_rolled_back_did_not_happen(plan):
    before = Event.objects.count()
    with transaction.atomic():
        by_a_queryset(plan)
        transaction.set_rollback(True)
    assert Event.objects.count() == before


# --- Who, when, why ------------------------------------------------------------------------------------------


def test_an_event_says_who_when_why_and_in_which_request(plan, cast):
    with context.tenant(cast.org("alder"), by=cast.actor("manager"), ip="192.0.2.7", request_id="request-12345678"):
        with context.acting(by=cast.actor("governance"), at=EARLIER, reason="Agreed at the meeting"):
            by_a_queryset(plan)
        event = last()
    assert event.actor_id == str(cast.governance.user_id)
    assert event.actor_label == "Helen Marsh, Head of governance"
    assert event.reason == "Agreed at the meeting"
    assert (event.ip, event.request_id) == ("192.0.2.7", "request-12345678")
    assert event.db_user == "app_web"


def test_an_import_may_say_an_earlier_time_and_both_times_are_kept(plan, cast):
    verbs.change(
        plan=plan, version=1, title="Calmer evenings", by=cast.actor("manager"), at=EARLIER, reason="From paper"
    )
    event = last()
    assert event.at == EARLIER
    assert abs(event.recorded_at - dates.now()) < datetime.timedelta(minutes=1)


def test_a_job_is_named_as_the_system(plan, cast):
    with context.tenant(cast.org("alder"), by=Actor.system("sweep")):
        by_a_queryset(plan)
        assert (last().actor_id, last().actor_label) == ("system:sweep", "Holdfast (sweep)")


@pytest.mark.parametrize("way", [by_the_orm, by_a_queryset, by_raw_sql])
def test_a_change_that_names_no_actor_is_refused(plan, cast, way):
    with context.tenant(cast.org("alder")):
        with pytest.raises(InternalError, match="names no actor"), transaction.atomic():
            way(plan)
        plan = Plan.objects.get(pk=plan.pk)
        assert plan.title == "Safer evenings"


# --- Append-only ---------------------------------------------------------------------------------------------

TAMPERING = {
    "changing an event": "UPDATE history_event SET reason = 'nothing happened'",
    "removing an event": "DELETE FROM history_event",
    "emptying the table": "TRUNCATE history_event",
    "writing an event": "INSERT INTO history_event (at, org_id, tbl, row_id, op, actor_id) "
    "VALUES (now(), app.org(), 'plans_plan', 'x', 'U', 'x')",
    "switching the guard off": "ALTER TABLE history_event DISABLE TRIGGER append_only",
    "switching the recording off": "ALTER TABLE plans_plan DISABLE TRIGGER history",
    "dropping the recording": "DROP TRIGGER history ON plans_plan",
    "replacing the recorder": "CREATE OR REPLACE FUNCTION app.record_event() RETURNS trigger LANGUAGE plpgsql AS "
    "$$ BEGIN RETURN NULL; END $$",
    "pretending to be a replica": "SET session_replication_role = replica",
    "opening the wall": "ALTER TABLE history_event DISABLE ROW LEVEL SECURITY",
    "becoming the owner": "SET ROLE app_owner",
}


@pytest.mark.usefixtures("alder")
@pytest.mark.parametrize("tampering", TAMPERING)
@pytest.mark.parametrize("role", ["none", "app_provider", "app_viewer", "app_auditor"])
def test_no_role_of_the_web_can_tamper_with_the_history(role, tampering):
    """`none` is the web's own role, before it enters a tenant."""
    run(f"SET LOCAL ROLE {role}")
    with pytest.raises(ProgrammingError), transaction.atomic():
        run(TAMPERING[tampering])


@pytest.mark.usefixtures("as_worker")
@pytest.mark.parametrize("tampering", TAMPERING)
def test_neither_can_the_worker_over_all_tenants(tampering):
    with context.every_tenant(by=Actor.system("sweep")), pytest.raises(ProgrammingError), transaction.atomic():
        run(TAMPERING[tampering])


@pytest.mark.usefixtures("own_database")
@pytest.mark.parametrize("tampering", ["changing an event", "removing an event", "emptying the table"])
def test_even_the_owner_of_the_tables_must_first_take_the_guard_away(tampering):
    """So a mistake in a migration does not rewrite the past."""
    connection.close()
    connection.settings_dict.update(login("OWNER_DATABASE_URL"))
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM history_event")
        assert cursor.fetchone()[0] > 10
    with pytest.raises(InternalError, match="append-only"):
        run(TAMPERING[tampering])


def test_one_organisation_does_not_read_the_history_of_another(plan, cast):
    with context.tenant(cast.org("birch")):
        assert not Event.objects.filter(root_id=plan.pk).exists()
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM history_event WHERE org_id <> %s", [str(cast.org("birch").pk)])
            assert cursor.fetchone() == (0,)
