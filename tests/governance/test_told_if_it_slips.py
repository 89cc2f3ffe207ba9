"""The person who “is told if it slips” is told, and reads why; pages say who was told as what."""

import datetime
import re
from html import unescape
from types import SimpleNamespace

import pytest
from django.urls import reverse

from governance import emails
from governance.domain import sweep
from governance.models import Notice, RedFlag
from recovery import dates
from recovery.tenancy import context
from recovery.tenancy.context import Actor
from tests.factories import flags as raised
from tests.factories import plans as facts

pytestmark = pytest.mark.usefixtures("own_database")

WHY = "You are named as the person told if this slips"
ANSWER = "Open the flag and say what will be done"
YESTERDAY = dates.today() - datetime.timedelta(days=1)


def letters(cast) -> dict[str, str]:
    """Whoever the sweep tells of the one slip, and what their email says."""
    with raised.as_system():
        sweep.sweep(by=Actor.system("sweep"), at=dates.now())
    with context.tenant(cast.org("alder"), by=Actor.system("test")):
        notices = list(Notice.objects.select_related("recipient"))
    due = [
        SimpleNamespace(
            id=one.pk, org_id=one.org_id, flag_id=one.flag_id, episode=one.episode, rung=one.rung,
            recipient_id=one.recipient_id, address=f"{one.recipient_id}@example.org",
        )
        for one in notices
    ]  # fmt: skip
    written = emails.red_flags(due)
    return {one.recipient.name: " ".join(written[one.pk].text.split()) for one in notices}


def read(client, address) -> str:
    return unescape(" ".join(re.sub(r"<[^>]+>", " ", client.get(address).content.decode()).split()))


def test_their_email_says_why_they_get_it_and_asks_nothing_that_is_the_owners(cast):
    facts.slipped(cast, escalation_contact=cast.assessor)
    told = letters(cast)
    assert set(told) == {"Grace Obi", "Tom Ellery"}
    assert WHY in told["Grace Obi"]
    assert "Tom Ellery answers it." in told["Grace Obi"]
    assert ANSWER not in told["Grace Obi"]
    assert WHY not in told["Tom Ellery"]
    assert ANSWER in told["Tom Ellery"]


def test_a_lead_who_is_the_contact_is_told_as_that_while_there_is_an_owner(cast):
    facts.slipped(cast, escalation_contact=cast.manager)
    told = letters(cast)
    assert WHY in told["Priya Raman"]


def test_and_is_asked_to_answer_once_there_is_none(cast, own_people):
    facts.slipped(cast, escalation_contact=cast.manager)
    own_people(cast.lead, ends_on=YESTERDAY)
    (told,) = letters(cast).values()
    assert "This action has no current owner, so it comes to you." in told
    assert WHY not in told


def test_so_is_an_admin_who_is_the_contact_when_nobody_else_can_be(cast, own_people):
    facts.slipped(cast, escalation_contact=cast.admin)
    own_people(cast.lead, ends_on=YESTERDAY)
    own_people(cast.manager, ends_on=YESTERDAY)
    (told,) = letters(cast).values()
    assert "Nobody in your organisation can be told as owner" in told
    assert "This action has no current owner, so it comes to you." in told


def test_the_flag_and_the_log_say_who_was_told_as_what(cast, sign_in):
    late = facts.slipped(cast, escalation_contact=cast.assessor)
    letters(cast)
    client = sign_in("governance")
    with context.tenant(cast.org("alder")):
        flag = RedFlag.objects.get()
    page = read(client, reverse("flag_detail", args=[flag.pk]))
    assert "1. Owner, with the escalation contact" in page
    assert re.search(r"Grace Obi .{0,60} Escalation contact\.", page)
    log = read(client, reverse("plan_notices", args=[late.plan_id]))
    assert "Rung 1: escalation contact" in log
    assert log.count("Rung 1: owner") == 1


def test_the_flag_says_when_the_contact_has_not_been_told(cast, sign_in, own_people):
    facts.slipped(cast, escalation_contact=cast.assessor)
    own_people(cast.assessor, ends_on=YESTERDAY)
    assert set(letters(cast)) == {"Tom Ellery"}
    with context.tenant(cast.org("alder")):
        flag = RedFlag.objects.get()
    page = read(sign_in("governance"), reverse("flag_detail", args=[flag.pk]))
    assert "Grace Obi is the escalation contact of this action and was not told" in page


def test_an_empty_log_says_who_would_be_told(cast, sign_in):
    plan = facts.plan(cast)
    page = read(sign_in("governance"), reverse("plan_notices", args=[plan.pk]))
    assert "its owner and its escalation contact are told at once" in page
