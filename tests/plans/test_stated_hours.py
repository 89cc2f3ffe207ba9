"""What people say they can protect: their own by everybody, anybody's by managers and admins, from a Monday on."""

import datetime
from decimal import Decimal

import pytest
from django.db import DatabaseError, IntegrityError, transaction
from django.urls import reverse

from plans.domain import stated_hours
from plans.models import StatedHours
from plans.rules.load import WEEK
from recovery import dates
from recovery.history import queries as history
from tests.factories import plans as facts
from tests.factories import workforce


def state(cast, person, hours, weeks=0, key="lead"):
    return stated_hours.state(
        person=person,
        hours_a_week=Decimal(hours),
        starts_on=workforce.monday(weeks),
        by=cast.actor(key),
        at=dates.now(),
    )


def test_a_later_week_is_a_row_of_its_own_and_the_same_week_takes_the_place_of_what_was_said(cast, inside):
    with inside("lead"):
        state(cast, cast.lead, 8)
        state(cast, cast.lead, 4, weeks=2)
        again = state(cast, cast.lead, 6)
        said = StatedHours.objects.filter(person=cast.lead).values_list("starts_on", "hours_a_week")
        assert list(said) == [(workforce.monday(), 6), (workforce.monday(2), 4)]
        assert again.version == 2
        assert history.of_rows("plans_statedhours", [again.pk]).count() == 2


@pytest.mark.parametrize(
    ("fields", "name"),
    [
        ({"hours_a_week": -1}, "statedhours_in_a_week"),
        ({"hours_a_week": 169}, "statedhours_in_a_week"),
        ({"starts_on": datetime.date(2026, 5, 5)}, "statedhours_from_a_monday"),
        ({"starts_on": datetime.date(2026, 3, 29)}, "statedhours_from_a_monday"),  # the Sunday on which clocks change
    ],
)
def test_the_database_refuses_what_cannot_be_said(db, cast, fields, name):
    made = workforce.stated(cast, cast.lead, 5)
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        facts.change(cast, made, **fields)


def test_the_database_keeps_one_statement_a_week_and_removes_none(db, cast):
    made = workforce.stated(cast, cast.lead, 5)
    with pytest.raises(IntegrityError, match="statedhours_once_a_week"), transaction.atomic():
        workforce.stated(cast, cast.lead, 6)
    with pytest.raises(DatabaseError, match="permission denied"), facts.writing(cast):
        made.delete()


def test_everybody_of_the_provider_says_their_own(db, cast, sign_in):
    for key in ("lead", "assessor", "nominated", "admin"):
        client, address = sign_in(key), reverse("hours_own")
        assert client.get(address).status_code == 200
        answer = client.post(address, {"hours_a_week": "7.5", "starts_on": workforce.monday().isoformat()})
        assert (answer.status_code, answer.url) == (302, reverse("workload"))
        with facts.writing(cast):
            said = StatedHours.objects.get(person=getattr(cast, key))
            assert (said.hours_a_week, said.stated_by_id) == (Decimal("7.5"), getattr(cast, key).pk)


def test_a_manager_says_it_with_somebody_and_both_are_named(db, cast, sign_in):
    address = reverse("hours_of", args=[cast.lead.pk])
    given = {"hours_a_week": "0", "starts_on": workforce.monday(1).isoformat(), "note": "Off the rota"}
    assert sign_in("manager").post(address, given).status_code == 302
    page = sign_in("admin").get(address).content.decode()
    assert f"<b>0 h a week</b> from {dates.uk_date(workforce.monday(1))}: Off the rota" in page
    assert "Said by Priya Raman, Registered manager" in page
    assert "Tom Ellery from" in page  # the history


def test_a_lead_does_not_say_it_for_others(db, cast, sign_in):
    assert sign_in("lead").get(reverse("hours_of", args=[cast.assessor.pk])).status_code == 403


def test_hours_of_somebody_who_has_left_can_still_be_said(db, cast, sign_in):
    """Work may still stand in their name, and it is theirs until somebody else takes it."""
    (gone,) = workforce.people(cast, 1, ends_on=dates.today() - datetime.timedelta(days=1))
    plan = facts.plan(cast)
    workforce.owned(cast, plan, gone, hours=3)
    address = reverse("hours_of", args=[gone.pk])
    client = sign_in("manager")
    assert address in client.get(reverse("workload")).content.decode()
    assert client.get(address).status_code == 200
    given = {"hours_a_week": "0", "starts_on": workforce.monday().isoformat()}
    assert client.post(address, given).status_code == 302
    assert "is asked for more hours" in client.get(reverse("workload")).content.decode()


def test_nobody_says_it_for_somebody_of_another_organisation_or_an_auditor(db, cast, sign_in):
    for person in (cast.birch_manager, cast.auditor):
        address = reverse("hours_of", args=[person.pk])
        assert sign_in("manager").get(address).status_code == 404
        assert sign_in("manager").post(address, {"hours_a_week": "3"}).status_code == 404
    for key in ("commissioner", "auditor"):
        assert sign_in(key).get(reverse("hours_own")).status_code == 404


@pytest.mark.parametrize(
    ("hours", "week", "sentence"),
    [
        ("", 0, "Enter the hours"),
        ("two", 0, "The hours must be a number, like 71.5"),
        ("169", 0, "The hours must be 168 or less"),
        ("-1", 0, "The hours must be 0 or more"),
        ("7.25", 0, "Give hours to one decimal place, like 7.5"),
        ("7", -1, "Choose the week from the list"),
    ],
)
def test_what_is_wrong_is_said_and_everything_typed_kept(db, sign_in, hours, week, sentence):
    given = {"hours_a_week": hours, "starts_on": workforce.monday(week).isoformat(), "note": "Mornings"}
    answer = sign_in("lead").post(reverse("hours_own"), given)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert sentence in page
    assert 'value="Mornings"' in page
    assert 'inputmode="decimal"' in page


def test_the_weeks_to_choose_begin_with_this_one(db, sign_in):
    page = sign_in("lead").get(reverse("hours_own")).content.decode()
    monday = workforce.monday()
    assert f'<option value="{monday.isoformat()}" selected>{dates.uk_date(monday)} (this week)</option>' in page
    assert (monday - WEEK).isoformat() not in page
