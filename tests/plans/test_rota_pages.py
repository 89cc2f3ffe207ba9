"""Who filled each week of a rota: recorded once, corrected in the open, and never nought where nobody said."""

import datetime
from decimal import Decimal

import pytest
from django.db import DatabaseError, IntegrityError, transaction
from django.urls import reverse

from plans.domain import rota
from plans.models import RotaWeek
from recovery import dates
from recovery.exceptions import Refused, Stale
from recovery.history import queries as history
from tests.factories import plans as facts
from tests.factories import workforce
from tests.plans.conftest import typed

FIGURES = {"planned": "1,240.5", "own": "1000", "agency": "200", "supervision_planned": "12", "supervision_lost": "4"}


@pytest.fixture
def service(db, cast):
    return cast.service("alder_house")


def address(name, one) -> str:
    return reverse(name, args=[one.pk])


# --- Verbs and constraints ------------------------------------------------------------------------------------


def record(cast, service, weeks=-1, planned="600", own="500", agency="69", **fields):
    given = {name: Decimal(value) for name, value in (("planned", planned), ("own", own), ("agency", agency))}
    return rota.record(
        service=service, week_on=workforce.monday(weeks), by=cast.actor("manager"), at=dates.now(), **given, **fields
    )


def test_a_week_is_recorded_once_and_its_unfilled_hours_are_derived(cast, service, inside):
    with inside():
        assert record(cast, service).unfilled == 31
        with pytest.raises(Refused, match="already recorded"):
            record(cast, service)
        with pytest.raises(Refused, match="has not begun"):
            record(cast, service, weeks=1)
        with pytest.raises(Refused, match="more than the 600 planned"):
            record(cast, service, weeks=-2, own="540")


def test_a_correction_keeps_what_was_recorded_before_and_refuses_an_older_version(cast, service, inside):
    with inside():
        week = record(cast, service)
        given = {"planned": Decimal(600), "own": Decimal(510), "agency": Decimal(60)}
        who = {"by": cast.actor("governance"), "at": dates.now()}
        assert rota.change(week=week, version=1, **given, **who).recorded_by_id == cast.governance.pk
        with pytest.raises(Stale):
            rota.change(week=week, version=1, **given, **who)
        before = [event.before for event in history.of_rows("plans_rotaweek", [week.pk])]
        assert [row and row.get("own") for row in before] == [500, None]


@pytest.mark.parametrize(
    ("fields", "name"),
    [
        ({"own": 532}, "rotaweek_adds_up"),
        ({"agency": -1}, "rotaweek_adds_up"),
        ({"own": -1}, "rotaweek_adds_up"),
        ({"week_on": datetime.date(2026, 3, 29)}, "rotaweek_begins_on_monday"),
        ({"supervision_planned": 4}, "rotaweek_supervision_together"),
        ({"supervision_lost": 4}, "rotaweek_supervision_together"),
        ({"supervision_planned": 4, "supervision_lost": 5}, "rotaweek_supervision_adds_up"),
        ({"supervision_planned": 4, "supervision_lost": -1}, "rotaweek_supervision_adds_up"),
    ],
)
def test_the_database_refuses_a_week_that_does_not_add_up(db, cast, fields, name):
    made = workforce.week(cast)
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        facts.change(cast, made, **fields)


def test_the_database_keeps_one_record_a_week_and_removes_none(db, cast):
    one, other = workforce.week(cast), workforce.week(cast, back=2)
    with pytest.raises(IntegrityError, match="rotaweek_once"), transaction.atomic():
        facts.change(cast, other, week_on=one.week_on)
    with pytest.raises(DatabaseError, match="permission denied"), facts.writing(cast):
        one.delete()


# --- Pages ----------------------------------------------------------------------------------------------------


def test_without_a_record_the_page_says_what_to_do_next(service, sign_in):
    page = sign_in("manager").get(address("rota_list", service)).content.decode()
    assert "No week is recorded yet" in page
    assert address("rota_record", service) in page
    assert address("rota_record", service) not in sign_in("lead").get(address("rota_list", service)).content.decode()


def test_the_last_full_week_is_offered_and_a_week_is_recorded(service, cast, sign_in):
    client, new = sign_in("manager"), address("rota_record", service)
    page = client.get(new).content.decode()
    last = workforce.monday(-1)
    assert f'<option value="{last.isoformat()}" selected>{dates.uk_date(last)} (last week)</option>' in page
    assert workforce.monday(1).isoformat() not in page
    assert page.count('inputmode="decimal"') == 5
    answer = client.post(new, FIGURES | {"week_on": last.isoformat(), "note": "Two nights by agency"})
    assert (answer.status_code, answer.url) == (302, address("rota_list", service))
    with facts.writing(cast):
        week = RotaWeek.objects.get()
        assert (week.planned, week.unfilled, week.week_on) == (Decimal("1240.5"), Decimal("40.5"), last)
    page = client.get(address("rota_list", service)).content.decode()
    assert "Two nights by agency" in page
    assert "4 of 12" in page


def test_the_week_of_a_gap_is_offered_by_its_link(service, cast, sign_in):
    workforce.week(cast, back=1)
    workforce.week(cast, back=3)
    client = sign_in("manager")
    page = " ".join(client.get(address("rota_list", service)).content.decode().split())
    gap = workforce.monday(-2)
    link = f"{address('rota_record', service)}?week={gap.isoformat()}"
    assert link in page
    assert f'{dates.uk_date(gap)}</th><td colspan="6" class="hf-muted">Not recorded</td>' in page
    assert f"Week of {dates.uk_date(gap)}: not recorded" in page
    assert f'value="{gap.isoformat()}" selected' in client.get(link).content.decode()
    nonsense = client.get(address("rota_record", service), {"week": "never"}).content.decode()
    assert f'value="{workforce.monday(-1).isoformat()}" selected' in nonsense


@pytest.mark.parametrize(
    ("fields", "sentences"),
    [
        ({"own": "1200"}, ["filled 1,400 hours, more than the 1,240.5 planned", "correct one of the three"]),
        ({"planned": ""}, ["Enter the hours planned"]),
        ({"agency": "some"}, ["The hours filled by agency must be a number, like 71.5"]),
        ({"own": "-3"}, ["The hours filled by own staff must be 0 or more"]),
        ({"supervision_lost": ""}, ["Enter the supervision lost as well, or leave both empty if nobody knows"]),
        ({"supervision_lost": "13"}, ["The supervision lost cannot be more than what was planned"]),
    ],
)
def test_what_is_wrong_is_said_with_how_to_mend_it_and_everything_typed_kept(service, sign_in, fields, sentences):
    given = FIGURES | {"week_on": workforce.monday(-1).isoformat(), "note": "Two nights"} | fields
    answer = sign_in("manager").post(address("rota_record", service), given)
    page = answer.content.decode()
    assert answer.status_code == 422
    for sentence in sentences:
        assert sentence in page
    assert "There is a problem" in page
    assert 'value="Two nights"' in page


def test_a_week_that_is_there_already_is_said_beside_the_week(service, cast, sign_in):
    workforce.week(cast)
    given = FIGURES | {"week_on": workforce.monday(-1).isoformat()}
    answer = sign_in("manager").post(address("rota_record", service), given)
    assert answer.status_code == 422
    assert "This week is already recorded. Change its record instead" in answer.content.decode()


def test_a_week_is_corrected_and_the_page_says_what_was_recorded_before(db, cast, sign_in):
    week = workforce.week(cast, supervision_planned=12, supervision_lost=4)
    client, change = sign_in("manager"), address("rota_change", week)
    opened = client.get(change).content.decode()
    assert 'value="500"' in opened
    given = {"planned": "600", "own": "520", "agency": "69", "supervision_planned": "", "supervision_lost": ""}
    assert client.post(change, typed(opened, **given)).status_code == 302
    with facts.writing(cast):
        again = RotaWeek.objects.get()
        assert (again.own, again.supervision_lost) == (520, None)
    page = client.get(change).content.decode()
    assert "What was recorded before" in page
    assert "Filled by own staff" in page


def test_an_older_form_is_put_beside_what_somebody_else_saved(db, cast, sign_in):
    week = workforce.week(cast)
    client, change = sign_in("manager"), address("rota_change", week)
    opened = client.get(change).content.decode()
    given = {"planned": "600", "own": "510", "agency": "69"}
    assert sign_in("governance").post(change, typed(opened, **given)).status_code == 302
    answer = client.post(change, typed(opened, **given | {"own": "490", "note": "Mine"}))
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "Helen Marsh" in page
    assert "Mine" in page
    assert "Rota of Alder House" in page
    chosen = {"version": "2", "yours-planned": "600", "yours-own": "490", "yours-agency": "69", "yours-note": "Mine",
              "choose-own": "theirs"}  # fmt: skip
    assert client.post(change, chosen).status_code == 302
    with facts.writing(cast):
        merged = RotaWeek.objects.get()
        assert (merged.own, merged.note) == (510, "Mine")


def test_another_role_reads_and_does_not_record(service, cast, sign_in):
    week = workforce.week(cast)
    client = sign_in("lead")
    assert client.get(address("rota_list", service)).status_code == 200
    for url in (address("rota_record", service), address("rota_change", week)):
        assert client.get(url).status_code == 403
        assert client.post(url).status_code == 403


def test_another_organisation_and_other_capacities_find_nothing(service, cast, sign_in):
    week = workforce.week(cast)
    urls = [address("rota_list", service), address("rota_record", service), address("rota_change", week)]
    for key in ("birch_manager", "commissioner", "auditor"):
        assert [sign_in(key).get(url).status_code for url in urls] == [404] * 3
        assert sign_in(key).post(urls[2], FIGURES).status_code == 404
