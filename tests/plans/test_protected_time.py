"""Hours of an action protected for people besides its owner: given, changed, ended, and never the owner's twice."""

import datetime
from decimal import Decimal

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.urls import reverse

from governance.queries.record import record_of
from plans.domain import actions, approval, protected_time
from plans.models import ProtectedTime
from plans.queries import seen
from recovery import dates
from recovery.exceptions import Refused
from recovery.history import queries as history
from recovery.tenancy import context
from recovery.tenancy.enums import Capacity
from recovery.tenancy.models import Membership
from tests.factories import plans as facts
from tests.factories import sharing, workforce
from tests.plans.conftest import typed


def who(cast, key="manager"):
    return {"by": cast.actor(key), "at": dates.now()}


def give(cast, action, person, amount="3", **fields):
    given = {"hours_a_week": Decimal(amount), "purpose": "Tries the form on two shifts"} | fields
    return protected_time.add(action=action, person=person, **given, **who(cast))


def end(cast, protected, days=0, reason="The form is in use"):
    return protected_time.end(
        protected=protected, ends_on=dates.today() + datetime.timedelta(days=days), reason=reason, **who(cast)
    )


# --- The verbs ------------------------------------------------------------------------------------------------


def test_somebody_besides_the_owner_is_freed_and_the_history_says_so(written, cast, inside):
    with inside():
        made = give(cast, written.action, cast.assessor)
        assert made.plan_id == written.plan.pk
        event = history.last_of_row("plans_protectedtime", made.pk)
        assert (event.root_id, event.actor_label) == (written.plan.pk, "Priya Raman, Registered manager")


def test_the_owner_and_somebody_already_freed_are_refused(written, cast, inside):
    with inside():
        with pytest.raises(Refused, match="owner’s own hours"):
            give(cast, written.action, cast.lead)
        give(cast, written.action, cast.assessor)
        with pytest.raises(Refused, match="Grace Obi already has"):
            give(cast, written.action, cast.assessor)


def test_whoever_helps_becomes_the_owner_only_once_their_hours_have_ended(running, cast, inside):
    with inside():
        made = give(cast, running.action, cast.deputy)
        change = {"root_causes": [running.cause], "due_on": running.completion.due_on, "owner": cast.deputy}
        with pytest.raises(Refused, match="already has protected hours"):
            actions.change(action=running.action, version=running.action.version, **change, **who(cast))
        end(cast, made)
        changed = actions.change(action=running.action, version=running.action.version, **change, **who(cast))
        assert changed.owner_id == cast.deputy.pk
        with pytest.raises(Refused, match="owner’s own hours"):
            protected_time.change(
                protected=made,
                version=2,
                hours_a_week=Decimal(2),
                purpose="x",
                starts_on=None,
                ends_on=None,
                **who(cast),
            )


def test_in_a_draft_it_is_removed_and_once_approved_it_is_ended(running, written, cast, inside):
    with inside():
        made = give(cast, running.action, cast.assessor)
        with pytest.raises(Refused, match="Nothing is deleted"):
            protected_time.remove(protected=made, **who(cast))
        with pytest.raises(Refused, match="Say why"):
            end(cast, made, reason=" ")
        assert end(cast, made, days=3).ends_on == dates.today() + datetime.timedelta(days=3)


def test_in_a_draft_it_cannot_be_ended_but_removed(written, cast, inside):
    with inside():
        made = give(cast, written.action, cast.assessor)
        with pytest.raises(Refused, match="remove these hours instead"):
            end(cast, made)
        protected_time.remove(protected=made, **who(cast))
        assert not ProtectedTime.objects.exists()
        assert history.last_of_row("plans_protectedtime", made.pk).operation == "D"


def test_whoever_gave_hours_wrote_part_of_the_plan_and_does_not_approve_it(written, cast, inside):
    with inside():
        protected_time.add(
            action=written.action, person=cast.assessor, hours_a_week=Decimal(3), purpose="x", **who(cast, "governance")
        )
        approval.submit(plan=written.plan, **who(cast))
        with pytest.raises(Refused, match="wrote part of this plan"):
            approval.approve(plan=written.plan, **who(cast, "governance"))


def test_hours_given_since_the_page_was_opened_are_something_to_read_first(written, cast, inside):
    with inside():
        before = seen.of_plan(written.plan)
        give(cast, written.action, cast.assessor)
        assert seen.of_plan(written.plan) == before + 1


# --- What the database holds ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("fields", "name"),
    [
        ({"hours": 0}, "protectedtime_hours_in_a_week"),
        ({"hours": 169}, "protectedtime_hours_in_a_week"),
        (
            {"starts_on": datetime.date(2026, 5, 2), "ends_on": datetime.date(2026, 5, 1)},
            "protectedtime_ends_after_start",
        ),
    ],
)
def test_the_database_refuses_hours_that_cannot_be(written, cast, fields, name):
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        workforce.protected(cast, written.action, cast.assessor, **fields)


def test_the_database_refuses_a_second_line_and_the_owner(written, cast):
    workforce.protected(cast, written.action, cast.assessor)
    with pytest.raises(IntegrityError, match="protectedtime_once"), transaction.atomic():
        workforce.protected(cast, written.action, cast.assessor)
    with pytest.raises(DatabaseError, match="no protected time besides its own"), transaction.atomic():
        workforce.protected(cast, written.action, cast.lead)
    with pytest.raises(DatabaseError, match="does not own it"), transaction.atomic():
        facts.change(cast, written.action, owner=cast.assessor)


def test_the_database_keeps_hours_of_an_activated_plan_and_refuses_a_person_of_another_organisation(running, cast):
    made = workforce.protected(cast, running.action, cast.assessor)
    with pytest.raises(DatabaseError, match="Nothing of an activated plan is deleted"), facts.writing(cast):
        made.delete()
    with context.tenant(cast.org("birch")):
        stranger = Membership.objects.get(pk=cast.birch_manager.pk)
    workforce.protected(cast, running.action, stranger)
    with pytest.raises(IntegrityError, match="person_id_same_tenant"), transaction.atomic():
        connection.check_constraints()
    with facts.writing(cast):
        ProtectedTime.objects.filter(person=stranger).update(person=cast.deputy)


def test_an_auditor_with_a_view_of_the_plan_reads_it_and_a_commissioner_does_not(running, cast):
    workforce.protected(cast, running.action, cast.assessor)
    sharing.share(cast, running.plan)
    with context.tenant(cast.org("alder"), role=Capacity.AUDITOR, by=cast.actor("auditor")):
        assert not ProtectedTime.objects.exists()
    sharing.grant(cast, running.plan)
    with context.tenant(cast.org("alder"), role=Capacity.AUDITOR, by=cast.actor("auditor")):
        assert ProtectedTime.objects.count() == 1
    with (
        pytest.raises(DatabaseError, match="permission denied"),
        context.tenant(cast.org("north_vale"), role=Capacity.COMMISSIONER, by=cast.actor("commissioner")),
    ):
        ProtectedTime.objects.exists()


# --- The pages ------------------------------------------------------------------------------------------------

FIELDS = {"hours_a_week": "7.5", "purpose": "Tries the form on two shifts"}


def test_it_is_given_changed_and_removed_on_the_page_of_the_action(written, cast, sign_in):
    client = sign_in("manager")
    detail = reverse("action_detail", args=[written.action.pk])
    assert "Nobody is freed for this yet" in client.get(detail).content.decode()
    answer = client.post(reverse("protected_new", args=[written.action.pk]), FIELDS | {"person": str(cast.assessor.pk)})
    assert (answer.status_code, answer.url) == (302, f"{detail}#hours")
    page = client.get(detail).content.decode()
    assert "Grace Obi</b>, Quality officer: 7.5 h a week, from the start of the action until it is due" in page
    with facts.writing(cast):
        made = ProtectedTime.objects.get()
    edit = reverse("protected_edit", args=[made.pk])
    opened = client.get(edit).content.decode()
    assert 'value="7.5"' in opened
    assert client.post(edit, typed(opened, **FIELDS | {"hours_a_week": "4"})).status_code == 302
    assert "Grace Obi</b>, Quality officer: 4 h a week" in client.get(detail).content.decode()
    assert client.post(reverse("protected_remove", args=[made.pk])).status_code == 302
    assert "Nobody is freed for this yet" in client.get(detail).content.decode()


def test_what_is_wrong_comes_back_with_everything_typed(written, cast, sign_in):
    given = {"person": str(cast.assessor.pk), "hours_a_week": "0", "purpose": "Tries it", "starts_on": "3 May 2026",
             "ends_on": "1 May 2026"}  # fmt: skip
    answer = sign_in("manager").post(reverse("protected_new", args=[written.action.pk]), given)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "more than 0: remove or end them instead" in page
    assert "The last day must be on or after the first" in page
    assert 'value="Tries it"' in page
    assert f'<option value="{cast.assessor.pk}" selected>' in page


def test_whoever_already_helps_is_said_beside_the_person(written, cast, sign_in):
    workforce.protected(cast, written.action, cast.assessor)
    answer = sign_in("manager").post(
        reverse("protected_new", args=[written.action.pk]), FIELDS | {"person": str(cast.assessor.pk)}
    )
    assert answer.status_code == 422
    assert "Grace Obi already has protected hours" in answer.content.decode()


def test_the_owner_is_not_offered_and_a_helper_is_not_taken_as_owner(written, cast, sign_in):
    workforce.protected(cast, written.action, cast.deputy)
    client = sign_in("manager")
    assert str(cast.lead.pk) not in client.get(reverse("protected_new", args=[written.action.pk])).content.decode()
    edit = reverse("action_edit", args=[written.action.pk])
    given = typed(client.get(edit).content.decode(), stage="stabilisation", title="Same", owner=str(cast.deputy.pk))
    answer = client.post(edit, given)
    assert answer.status_code == 422
    assert "already has protected hours on this action" in answer.content.decode()


def test_an_older_form_is_put_beside_what_somebody_else_saved(written, cast, sign_in):
    made = workforce.protected(cast, written.action, cast.assessor)
    client, edit = sign_in("manager"), reverse("protected_edit", args=[made.pk])
    opened = client.get(edit).content.decode()
    sign_in("deputy").post(edit, typed(opened, **FIELDS | {"hours_a_week": "2"}))
    answer = client.post(edit, typed(opened, **FIELDS | {"hours_a_week": "5"}))
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "Colin Ashby" in page
    assert "5" in page
    with facts.writing(cast):
        assert ProtectedTime.objects.get().hours_a_week == 2


def test_hours_of_a_running_plan_are_ended_with_a_day_to_come_and_a_reason(running, cast, sign_in):
    made = workforce.protected(cast, running.action, cast.assessor)
    client, address = sign_in("manager"), reverse("protected_end", args=[made.pk])
    yesterday = dates.today() - datetime.timedelta(days=1)
    answer = client.post(address, {"ends_on": yesterday.isoformat(), "reason": ""})
    assert answer.status_code == 422
    assert "The last day must be today or later" in answer.content.decode()
    assert "Say why" in answer.content.decode()
    assert client.post(address, {"ends_on": dates.today().isoformat(), "reason": "In use"}).status_code == 302
    page = client.get(reverse("action_detail", args=[running.action.pk])).content.decode()
    assert f"until {dates.uk_date(dates.today())}" in page


@pytest.mark.parametrize("name", ["protected_edit", "protected_end", "protected_remove"])
def test_another_role_is_refused_and_another_organisation_finds_nothing(running, cast, sign_in, name):
    address = reverse(name, args=[workforce.protected(cast, running.action, cast.assessor).pk])
    assert sign_in("lead").get(address).status_code == 403
    for key in ("birch_manager", "commissioner", "auditor"):
        assert sign_in(key).get(address).status_code == 404
        assert sign_in(key).post(address).status_code == 404


def test_a_lead_reads_the_hours_without_ways_to_change_them(running, cast, sign_in):
    made = workforce.protected(cast, running.action, cast.assessor)
    page = sign_in("lead").get(reverse("action_detail", args=[running.action.pk])).content.decode()
    assert "Grace Obi</b>, Quality officer: 3 h a week" in page
    assert str(made.pk) not in page


def test_the_page_of_an_action_says_who_is_asked_for_more_than_they_have(running, cast, sign_in):
    facts.change(cast, running.action, hours_a_week=14)
    workforce.stated(cast, cast.lead, 8)
    client = sign_in("manager")
    said = f"Tom Ellery is asked for 14 hours in the week of {dates.uk_date(workforce.monday())}, and has 8."
    for address in ("action_detail", "action_edit"):
        page = client.get(reverse(address, args=[running.action.pk])).content.decode()
        assert said in page
        assert "Move dates, hand something over, or free time." in page
    facts.change(cast, running.action, hours_a_week=8)
    assert "is asked for" not in client.get(reverse("action_detail", args=[running.action.pk])).content.decode()


def test_a_form_that_comes_back_says_what_the_typed_hours_would_come_to(written, cast, sign_in):
    workforce.stated(cast, cast.lead, 8)
    due = dates.today() + datetime.timedelta(days=20)
    given = {"stage": "improvement", "title": "", "owner": str(cast.lead.pk), "hours_a_week": "9.5",
             "due_on": due.isoformat()}  # fmt: skip
    answer = sign_in("manager").post(reverse("action_new", args=[written.plan.pk]), given)
    assert answer.status_code == 422
    assert "Tom Ellery would be asked for 9.5 hours" in answer.content.decode()


def test_the_record_that_an_auditor_reads_holds_the_hours_and_whose_they_are(running, cast):
    workforce.protected(cast, running.action, cast.assessor)
    sharing.grant(cast, running.plan)
    with context.tenant(cast.org("alder"), role=Capacity.AUDITOR, by=cast.actor("auditor")):
        record = record_of(running.plan, on=dates.today())
        (one,) = record.protected_times
        assert (record.person(one.person_id), one.hours_a_week) == ("Grace Obi, Quality officer", 3)
