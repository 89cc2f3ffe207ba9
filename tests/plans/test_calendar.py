"""A calendar reads one person's dates by a secret address: theirs alone, as of now, until it is revoked."""

import datetime
import re

import icalendar
import pytest
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.urls import reverse

from plans.domain import calendar as feeds
from plans.enums import ActionState, Stage
from plans.models import CalendarFeed
from recovery import dates
from tests.factories import plans as facts
from tests.governance.people import own_people  # noqa: F401  a fixture

FEEDS = reverse("calendar_feeds")


def days(count: int) -> datetime.date:
    return dates.today() + datetime.timedelta(days=count)


def made(client, name="Phone") -> str:
    """The address, read off the page that shows it once."""
    response = client.post(FEEDS, {"name": name})
    assert response.status_code == 200
    return re.search(r">https?://[^/<]+(/calendar/[\w-]+\.ics)<", response.content.decode()).group(1)


def events(address: str) -> list:
    response = Client().get(address)
    assert response.status_code == 200
    assert response["Content-Type"].startswith("text/calendar")
    return icalendar.Calendar.from_ical(response.content).walk("VEVENT")


@pytest.fixture
def plan(db, cast):
    return facts.plan(cast)


def test_it_holds_my_dates_and_reviews_as_whole_days(plan, cast, sign_in):
    facts.action(cast, plan, title="Hand over from one sheet", due_on=days(9))
    facts.action(cast, plan, title="Somebody else’s", due_on=days(2), owner=cast.deputy)
    control = {"stage": Stage.IMMEDIATE, "state": ActionState.IN_PROGRESS, "started_at": dates.now()}
    facts.action(cast, plan, title="Doubled evenings", review_on=days(20), **control)
    found = {str(one["summary"]): one for one in events(made(sign_in("lead")))}
    assert set(found) == {
        f"Due: A1 Hand over from one sheet, {plan.reference}",
        f"Review the control A3 Doubled evenings, {plan.reference}",
    }
    due = found[f"Due: A1 Hand over from one sheet, {plan.reference}"]
    assert due.start == days(9) and due.end == days(10)
    assert str(due["url"]).endswith(reverse("action_detail", args=[facts.first_action(cast, plan).pk]))


def test_a_date_that_moves_keeps_its_uid_and_one_that_is_over_goes(plan, cast, sign_in):
    action = facts.action(cast, plan, due_on=days(9))
    address = made(sign_in("lead"))
    (before,) = events(address)
    facts.change(cast, facts.completion(cast, action), version=2, forecast_on=days(12))
    (after,) = events(address)
    assert before["uid"] == after["uid"] and after["sequence"] > before["sequence"]
    facts.change(cast, action, state=ActionState.WITHDRAWN, withdrawn_at=dates.now(), withdrawn_by=cast.governance)
    assert events(address) == []


def test_the_address_is_shown_once_and_kept_nowhere(plan, cast, sign_in, inside):
    client = sign_in("lead")
    secret = made(client).removeprefix("/calendar/").removesuffix(".ics")
    assert secret not in client.get(FEEDS).content.decode()
    with inside("lead"):
        feed = CalendarFeed.objects.get()
        assert secret not in str(vars(feed))
        assert feed.digest == feeds.digest_of(secret)


def test_the_address_stands_whole_on_the_page_and_its_button_waits_for_a_script(plan, sign_in):
    page = sign_in("lead").post(FEEDS, {"name": "Phone"}).content.decode()
    assert re.search(r'<code id="new-address">https?://\S+\.ics</code>', page)
    assert re.search(r'<button[^>]* data-copies="new-address" hidden>Copy the address</button>', page)
    assert re.search(r'id="new-address-copied" role="status"', page)


def test_a_revoked_address_answers_as_if_it_had_never_been(plan, cast, sign_in, inside):
    client = sign_in("lead")
    address = made(client)
    with inside("lead"):
        feed = CalendarFeed.objects.get()
    revoke = reverse("calendar_revoke", args=[feed.pk])
    assert client.get(revoke).status_code == 200
    assert client.post(revoke).url == FEEDS
    assert Client().get(address).status_code == 404
    assert client.post(revoke).status_code == 404
    assert Client().get("/calendar/never-made.ics").status_code == 404


def test_whoever_left_or_whose_account_is_closed_reads_nothing_more(own_database, cast, sign_in, own_people):  # noqa: F811
    address = made(sign_in("lead"))
    assert Client().get(address).status_code == 200
    own_people(cast.lead, ends_on=days(-1))
    assert Client().get(address).status_code == 404
    own_people(cast.lead, active=False)
    assert Client().get(address).status_code == 404


def test_a_feed_is_its_owners_alone(plan, cast, sign_in, inside):
    made(sign_in("lead"))
    with inside("lead"):
        feed = CalendarFeed.objects.get()
    with inside("manager"):
        assert not CalendarFeed.objects.exists()
    for key in ("manager", "birch_manager"):
        assert sign_in(key).post(reverse("calendar_revoke", args=[feed.pk])).status_code == 404
    assert Client().get(f"/calendar/{feed.pk}.ics").status_code == 404


def test_the_web_role_learns_nothing_without_the_secret(plan, cast, sign_in):
    made(sign_in("lead"))
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT digest FROM plans_calendarfeed")
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM app.calendar_feed('%', current_date)")
        assert cursor.fetchall() == []


def test_reading_is_noticed_and_is_no_history(plan, cast, sign_in, inside):
    client = sign_in("lead")
    address = made(client)
    assert "not read yet" in client.get(FEEDS).content.decode()
    Client().get(address)
    assert "last read" in client.get(FEEDS).content.decode()


def test_five_addresses_are_enough_and_a_name_is_asked_for(db, cast, sign_in):
    client = sign_in("lead")
    assert client.post(FEEDS, {"name": ""}).status_code == 422
    for count in range(feeds.MOST):
        made(client, f"Calendar {count}")
    refused = client.post(FEEDS, {"name": "One more"})
    assert refused.status_code == 422
    assert "Revoke one that you no longer use first" in refused.content.decode()
    assert 'value="One more"' in refused.content.decode()
