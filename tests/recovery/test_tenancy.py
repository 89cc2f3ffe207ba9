"""The tenant context and its guarded queryset: loud without a tenant, silent about every other one."""

import datetime
import uuid
from contextlib import suppress

import pytest
from asgiref.sync import async_to_sync
from django.apps import apps
from django.db import DatabaseError, IntegrityError, ProgrammingError, connection, models, transaction
from django.http import HttpResponse
from django.test import RequestFactory

from plans.models import Milestone, Plan
from recovery import dates
from recovery.tenancy import context, workspaces
from recovery.tenancy.context import Actor, NoTenant
from recovery.tenancy.enums import Capacity, Role
from recovery.tenancy.middleware import Workspaces
from recovery.tenancy.models import Membership, Organisation, Service, TenantModel
from recovery.tenancy.workspaces import Workspace
from tests import conftest
from tests.factories import plans as facts

# --- Without a tenant ----------------------------------------------------------------------------------------

PATHS = {
    "get": lambda plan: Plan.objects.get(pk=plan.pk),
    "filter": lambda plan: list(Plan.objects.filter(title="x")),
    "iterating": lambda plan: next(iter(Plan.objects.all())),
    "exclude and exists": lambda plan: Plan.objects.exclude(title="x").exists(),
    "iterator": lambda plan: list(Plan.objects.iterator()),
    "first": lambda plan: Plan.objects.first(),
    "a slice": lambda plan: list(Plan.objects.all()[:1]),
    "values": lambda plan: list(Plan.objects.values_list("title")),
    "count": lambda plan: Plan.objects.count(),
    "aggregate": lambda plan: Plan.objects.aggregate(models.Max("number")),
    "in_bulk": lambda plan: Plan.objects.in_bulk([plan.pk]),
    "contains": lambda plan: Plan.objects.contains(plan),
    "union": lambda plan: list(Plan.objects.all().union(Plan.objects.all())),
    "raw": lambda plan: list(Plan.objects.raw("SELECT * FROM plans_plan")),
    "explain": lambda plan: Plan.objects.all().explain(),
    "dates": lambda plan: list(Plan.objects.dates("starts_on", "day")),
    "create": lambda plan: Plan.objects.create(org_id=plan.org_id, number=9, title="x"),
    "get_or_create": lambda plan: Plan.objects.get_or_create(number=9),
    "update_or_create": lambda plan: Plan.objects.update_or_create(number=9),
    "bulk_create": lambda plan: Plan.objects.bulk_create([Plan(org_id=plan.org_id, number=9)]),
    "bulk_update": lambda plan: Plan.objects.bulk_update([plan], ["title"]),
    "update": lambda plan: Plan.objects.update(title="x"),
    "delete": lambda plan: Plan.objects.all().delete(),
    "saving a row": lambda plan: plan.save(),
    "saving a new row": lambda plan: Plan(org_id=plan.org_id, number=9).save(force_insert=True),
    "deleting a row": lambda plan: plan.delete(),
    "refreshing": lambda plan: plan.refresh_from_db(),
    "a foreign key": lambda plan: plan.lead,
    "a reverse relation": lambda plan: list(plan.actions.all()),
    "the base manager": lambda plan: Plan._base_manager.filter(pk=plan.pk).exists(),
    "the default manager": lambda plan: Plan._default_manager.count(),
    "a deferred field": lambda plan: Plan.from_db("default", ["id"], [plan.pk]).title,
    "checking constraints": lambda plan: plan.validate_constraints(),
}


@pytest.fixture
def plan(db, cast):
    made = facts.plan(cast)
    made._state.fields_cache.clear()
    return made


@pytest.mark.parametrize("path", PATHS)
def test_without_a_tenant_every_path_to_rows_raises(plan, path):
    with pytest.raises(NoTenant):
        PATHS[path](plan)


ASYNC = {
    "aget": lambda: Plan.objects.aget(number=1),
    "aexists": lambda: Plan.objects.aexists(),
    "acount": lambda: Plan.objects.acount(),
    "afirst": lambda: Plan.objects.afirst(),
    "acreate": lambda: Plan.objects.acreate(number=9),
    "aupdate": lambda: Plan.objects.aupdate(title="x"),
    "adelete": lambda: Plan.objects.all().adelete(),
}


@pytest.mark.parametrize("path", ASYNC)
def test_without_a_tenant_every_asynchronous_path_raises(db, path):
    async def walk():
        return await ASYNC[path]()

    with pytest.raises(NoTenant):
        async_to_sync(walk)()


@pytest.mark.parametrize("way", ["async for", "aiterator"])
def test_without_a_tenant_asynchronous_iteration_raises(db, way):
    async def walk():
        return [one async for one in (Plan.objects.all() if way == "async for" else Plan.objects.aiterator())]

    with pytest.raises(NoTenant):
        async_to_sync(walk)()


def tenant_models():
    return [model for model in apps.get_models() if hasattr(model, "tenant_field")]


@pytest.mark.parametrize("model", tenant_models(), ids=lambda model: model.__name__)
def test_every_model_of_a_tenant_is_guarded(db, model):
    assert issubclass(model, TenantModel) or model.__name__ in ("Organisation", "Event")
    for manager in (model._default_manager, model._base_manager):
        with pytest.raises(NoTenant):
            manager.exists()


def test_a_query_built_in_one_tenant_is_not_run_in_another(db, cast):
    with context.tenant(cast.org("alder")):
        query = Plan.objects.filter(title="x")
    with context.tenant(cast.org("birch")), pytest.raises(NoTenant, match="another tenant"):
        list(query)


def test_a_query_built_outside_is_bound_where_it_is_run(db, cast):
    mine, theirs = facts.plan(cast), facts.plan(cast, "birch")
    with context.tenant(cast.org("alder")):
        assert list(Plan.objects.all()) == [mine]
    with context.tenant(cast.org("birch"), by=cast.actor("birch_manager")):  # some rows are one person’s alone
        assert list(Plan.objects.all()) == [theirs]


# --- Entering and leaving ------------------------------------------------------------------------------------


def settings_now() -> tuple:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT current_user, current_setting('app.org_id', true), current_setting('app.actor_id', true)"
        )
        return cursor.fetchone()


def test_nested_tenants_restore_the_outer_one(db, cast):
    outside = settings_now()
    alder, birch = cast.org("alder"), cast.org("birch")
    with context.tenant(alder, by=cast.actor("manager")):
        inside = settings_now()
        assert inside == ("app_provider", str(alder.pk), str(cast.manager.user_id))
        with context.tenant(birch, role=Capacity.COMMISSIONER):
            assert settings_now() == ("app_viewer", str(birch.pk), "")
        assert settings_now() == inside
        assert context.current().org_id == str(alder.pk)
    assert settings_now()[0] == outside[0] == "app_web"
    assert context.current() is None


def test_an_error_inside_rolls_back_and_restores(db, cast):
    with context.tenant(cast.org("alder"), by=cast.actor("manager")):
        inside = settings_now()
        with pytest.raises(ZeroDivisionError):
            _begin_and_break(cast)
        assert settings_now() == inside
    with context.tenant(cast.org("birch"), by=cast.actor("birch_manager")):  # some rows are one person’s alone
        assert not Plan.objects.exists()


def _begin_and_break(cast):
    with context.tenant(cast.org("birch"), by=cast.actor("birch_manager")):
        _new_plan(cast, "birch")
        raise ZeroDivisionError


def test_a_database_error_inside_leaves_the_outer_tenant_usable(db, cast):
    with context.tenant(cast.org("alder"), by=cast.actor("manager")):
        with pytest.raises(ProgrammingError), context.tenant(cast.org("birch")):
            connection.cursor().execute("SELECT nonsense")
        assert Plan.objects.count() == 0
        assert settings_now()[0] == "app_provider"


def test_after_a_commit_nothing_of_the_context_is_left(own_database, cast):
    with context.tenant(cast.org("alder"), by=cast.actor("manager")):
        pass
    assert settings_now() == ("app_web", "", "")


def test_a_verb_says_who_and_when_only_inside_it(db, cast):
    at = datetime.datetime(2026, 1, 5, 9, tzinfo=datetime.UTC)
    with context.tenant(cast.org("alder")):
        with context.acting(by=cast.actor("lead"), at=at, reason="because"):
            assert context.current().at == at
            assert settings_now()[2] == str(cast.lead.user_id)
        assert settings_now()[2] == ""
        assert context.current().reason == ""


def test_the_web_role_cannot_look_over_all_tenants(db):
    everything = context.every_tenant(by=Actor.system("test"))
    with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic(), everything:
        pass


def _new_plan(cast, org, **fields) -> Plan:
    service = {"alder": "alder_house", "birch": "birch_lane"}[org]
    made = Plan(org=cast.org(org), number=77, title="New", service=cast.service(service), **fields)
    made.save(force_insert=True)
    return made


# --- Over the fence ------------------------------------------------------------------------------------------


@pytest.mark.usefixtures("alder")
def test_a_row_cannot_be_written_into_another_tenant(cast):
    with pytest.raises(ProgrammingError, match="row-level security"), transaction.atomic():
        _new_plan(cast, "birch")


@pytest.mark.usefixtures("alder")
def test_a_row_cannot_be_moved_into_another_tenant(cast):
    made = _new_plan(cast, "alder")
    with pytest.raises(ProgrammingError, match="row-level security"), transaction.atomic():
        Plan.objects.filter(pk=made.pk).update(org=cast.org("birch"))


def check_now() -> None:
    """Composite keys are checked at the commit; ask for it at once."""
    connection.cursor().execute("SET CONSTRAINTS ALL IMMEDIATE")


@pytest.mark.usefixtures("alder")
def test_a_row_cannot_point_to_a_row_of_another_tenant(cast):
    _new_plan(cast, "alder", lead=cast.birch_manager)
    with pytest.raises(IntegrityError, match="plans_plan_lead_id_same_tenant"), transaction.atomic():
        check_now()
    Plan.objects.update(lead=cast.manager)


def test_a_part_cannot_point_to_a_part_of_another_plan(plan, cast):
    action = facts.action(cast, facts.plan(cast, title="Other"))
    with context.tenant(cast.org("alder"), by=cast.actor("manager")):
        stray = Milestone(org_id=plan.org_id, plan=plan, action=action, name="Stray")
        stray.save(force_insert=True)
        with pytest.raises(IntegrityError, match="plans_milestone_action_id_same_tenant"), transaction.atomic():
            check_now()
        Milestone.objects.filter(pk=stray.pk).update(plan=action.plan_id)


# --- Raw SQL inside a tenant's context -----------------------------------------------------------------------


@pytest.fixture(scope="module")
def two_tenants(django_db_setup, django_db_blocker, template_database):
    """A database where Birch Lane has a row of every kind, and Alder House has a plan of its own."""
    from recovery import provision
    from tests.cast import Cast

    name = conftest._fresh(template_database)
    conftest.as_owner(name, "from tests.factories import rich; rich.create()")
    with django_db_blocker.unblock():
        before = connection.settings_dict["NAME"]
        conftest._use(NAME=name)
        facts.action(Cast(), facts.plan(Cast()), due_on=dates.today())
        yield name
        conftest._use(NAME=before)
    provision.drop_database(conftest.os.environ["PROVISION_DATABASE_URL"], name)


TENANT_TABLES = """
SELECT c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'org_id'
WHERE c.relkind IN ('r', 'p') AND n.nspname = 'public' ORDER BY 1
"""
INTRUDERS = {
    # database role, organisation, person
    "another provider": (Capacity.PROVIDER, "alder", "manager"),
    "a commissioner whose shares are over": (Capacity.COMMISSIONER, "north_vale", "commissioner"),
    "a commissioner with a share of a draft": (Capacity.COMMISSIONER, "eastmoor", "council_officer"),
    "an auditor of another provider": (Capacity.AUDITOR, "alder", "auditor"),
}

NAMED_IN = {"a commissioner with a share of a draft": {"plans_planshare"}}
"""The share itself is addressed to them: they see that there is one, and nothing of the plan until it is approved."""


def tables() -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute(TENANT_TABLES)
        return [name for (name,) in cursor.fetchall()]


def foreign_rows(table: str, org_id) -> int:
    """How many rows of the other tenant raw SQL sees; where the role may not even ask, none."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT has_table_privilege(%s, 'SELECT') OR has_any_column_privilege(%s, 'SELECT')", [table] * 2
        )
        if not cursor.fetchone()[0]:
            return 0
        cursor.execute(f"SELECT count(*) FROM {table} WHERE org_id = %s", [str(org_id)])
        return cursor.fetchone()[0]


def test_both_tenants_have_rows_in_every_table_before_they_are_looked_for(two_tenants, cast):
    with context.tenant(cast.org("birch"), by=cast.actor("birch_manager")):  # some rows are one person’s alone
        empty = [table for table in tables() if not foreign_rows(table, cast.org("birch").pk)]
    assert empty == []
    assert "history_event" in tables()
    assert len(tables()) > 20


@pytest.mark.parametrize("who", INTRUDERS)
def test_raw_sql_inside_a_context_sees_no_row_of_another_tenant(two_tenants, cast, who):
    role, org, person = INTRUDERS[who]
    with context.tenant(cast.org(org), role=role, by=cast.actor(person)):
        seen = {table: foreign_rows(table, cast.org("birch").pk) for table in tables()}
    assert {table for table, count in seen.items() if count} == NAMED_IN.get(who, set())


@pytest.mark.parametrize("statement", ["UPDATE {} SET org_id = org_id", "DELETE FROM {}"])
def test_raw_sql_without_a_condition_touches_no_row_of_another_tenant(two_tenants, cast, statement):
    birch = cast.org("birch")
    with context.tenant(birch, by=cast.actor("birch_manager")):
        before = {table: foreign_rows(table, birch.pk) for table in tables()}
    with context.tenant(cast.org("alder"), by=cast.actor("manager")):
        for table in tables():
            with suppress(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
                # Refused by privilege or trigger, or run over one's own rows only.
                cursor.execute(statement.format(table))
                transaction.set_rollback(True)
    with context.tenant(birch, by=cast.actor("birch_manager")):
        assert {table: foreign_rows(table, birch.pk) for table in tables()} == before


# --- Workspaces ----------------------------------------------------------------------------------------------


def test_a_person_with_two_capacities_has_two_workspaces(db, cast):
    found = workspaces.of(cast.user("council_officer"))
    assert [(one.org.name, one.capacity) for one in found] == [
        ("Eastmoor Council", Capacity.PROVIDER),
        ("Eastmoor Council", Capacity.COMMISSIONER),
    ]
    assert [one.roles for one in found] == [{Role.MANAGER}, {Role.COMMISSIONER}]


def test_the_chosen_workspace_is_kept_and_an_unknown_one_falls_back_to_the_first(db, cast):
    found = workspaces.of(cast.user("council_officer"))
    assert workspaces.chosen(found, found[1].key) == found[1]
    assert workspaces.chosen(found, f"{uuid.uuid4()}:provider") == found[0]
    assert workspaces.chosen([], found[0].key) is None


def test_choosing_a_workspace_of_somebody_else_changes_nothing(sign_in, cast, db):
    client = sign_in("council_officer", Capacity.COMMISSIONER)
    client.post("/workspace/", {"workspace": f"{cast.manager.pk}:provider"})
    assert client.get("/").url == "/portfolio/"
    client.post("/workspace/", {"workspace": f"{cast.council_officer.pk}:provider"})
    assert client.get("/").url == "/plans/"


@pytest.fixture
def ended(two_tenants, cast):
    """Nadia Hale's membership, ended yesterday by the owner of the tables; then as before."""
    end = (
        "from tests.cast import key_id; from recovery.tenancy import context; from recovery.tenancy.models import {0};"
    )
    body = (
        end.format("Membership")
        + "\nwith context.bare(by=context.Actor.system('test')):"
        + "\n    Membership.objects.filter(pk=key_id('membership', 'commissioner')).update(ends_on='{}')"
    )
    yesterday = dates.today() - datetime.timedelta(days=1)
    conftest.as_owner(two_tenants, body.format(yesterday))
    yield
    conftest.as_owner(two_tenants, body.format(dates.today()).replace(f"'{dates.today()}'", "None"))


def test_an_ended_membership_is_no_workspace_any_more(ended, sign_in, cast):
    assert workspaces.of(cast.user("commissioner")) == []
    client = sign_in("commissioner")
    assert client.get("/portfolio/").url == "/workspace/none/"
    assert client.get("/workspace/none/").status_code == 403


def test_somebody_without_a_workspace_sees_no_membership_of_others(db, cast):
    with context.identity(cast.user("manager")):
        assert [one.user_id for one in Membership.objects.all()] == [cast.manager.user_id]
        assert [one.name for one in Organisation.objects.all()] == ["Alder House Care"]
        with pytest.raises(ProgrammingError), transaction.atomic():
            Service.objects.count()


def test_finding_out_somebodys_workspaces_leaves_nothing_behind(own_database, cast):
    """It is read outside any transaction: who asked must not be who the next statement is."""
    assert not connection.in_atomic_block
    assert [one.org.name for one in workspaces.of(cast.user("manager"))] == ["Alder House Care"]
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('app.actor_id', true), (SELECT count(*) FROM tenancy_membership)")
        assert cursor.fetchone() in [(None, 0), ("", 0)]


def test_inside_a_tenant_it_leaves_the_tenant_as_it_was(db, cast):
    user = cast.user("commissioner")
    with context.tenant(cast.org("alder"), by=cast.actor("manager")):
        workspaces.of(user)
        with connection.cursor() as cursor:
            cursor.execute("SELECT current_user, current_setting('app.actor_id')")
            assert cursor.fetchone() == ("app_provider", cast.actor("manager").id)


# --- The middleware ------------------------------------------------------------------------------------------


def through_the_middleware(cast, status: int, monkeypatch) -> None:
    """A request that makes a plan and then answers with this status."""

    def answer(request):
        _new_plan(cast, "alder")
        return HttpResponse(status=status)

    monkeypatch.setattr(Workspaces, "_view", staticmethod(lambda request: _View))
    request = RequestFactory().post("/")
    request.user, request.session, request.id = cast.user("manager"), {}, "test"
    assert Workspaces(answer)(request).status_code == status
    assert context.current() is None


class _View:
    capability = "plan.edit"


@pytest.mark.parametrize(("status", "kept"), [(200, 1), (302, 1), (400, 0), (403, 0), (409, 0), (422, 0), (500, 0)])
def test_what_a_request_wrote_stays_only_if_it_succeeded(db, cast, monkeypatch, status, kept):
    through_the_middleware(cast, status, monkeypatch)
    with context.tenant(cast.org("alder")):
        assert Plan.objects.count() == kept


def test_a_request_works_in_its_own_workspace_and_names_its_actor(db, cast):
    workspace = Workspace(cast.manager, Capacity.PROVIDER)
    assert workspace.actor == cast.actor("manager")
    assert workspace.actor.label == "Priya Raman, Registered manager"
