"""A flag that was raised again says so wherever it is read, and what was answered before stays to be read."""

from types import SimpleNamespace

import pytest
import time_machine
from django.urls import reverse

from governance import emails
from governance.domain import delivery
from governance.models import RedFlag
from governance.queries.record import record_of
from governance.reports import evidence_pack, imprint, progress_report
from plans.models import Plan
from recovery import dates, mail, pdf
from recovery.tenancy import context
from recovery.tenancy.enums import Capacity
from tests.factories import documents, flags, plans, sharing
from tests.governance.test_flag_pages import DAY, NOON, TODAY, boxes, swept, text, url

pytestmark = pytest.mark.usefixtures("own_database")
PROMISE = "Nights sign the sheet by Friday"


@pytest.fixture
def clock(settings):
    settings.BASE_URL = "https://holdfast.example.org"
    with time_machine.travel(NOON, tick=False) as moved:
        yield moved


@pytest.fixture
def returned(cast, sign_in, clock):
    """Raised, answered, closed on the sixth day, raised again on the thirtieth."""
    plan = plans.active_plan(cast)
    sharing.share(cast, plan)
    sharing.grant(cast, plan)
    late = plans.slipped(cast, plan=plan, days=3)
    (flag,) = swept(cast)
    assert sign_in("lead").post(url("flag_acknowledge", flag), boxes(TODAY + 2 * DAY, PROMISE)).status_code == 302
    clock.move_to(NOON + 6 * DAY)
    plans.change(cast, late, done_at=dates.now(), done_by=cast.lead)
    swept(cast)
    clock.move_to(NOON + 30 * DAY)
    plans.change(cast, late, done_at=None, done_by=None)
    (flag,) = swept(cast)
    return SimpleNamespace(flag=flag, plan=plan, late=late)


def test_the_page_of_the_flag_tells_both_times_apart(returned, sign_in):
    page = text(sign_in("governance").get(url("flag_detail", returned.flag)))
    assert "Raised again on 10 April 2026" in page
    assert "Nobody has answered since it was raised again" in page
    before = page[page.index("When it was raised before") :]
    assert "11 March 2026 at 12:00" in before
    assert "17 March 2026 at 12:00" in before
    assert "told Tom Ellery" in before
    assert PROMISE in before
    assert "raised the flag again" in before
    assert "<textarea" in page  # it can be answered anew, though what was promised was kept or missed long ago


def test_lists_panels_and_the_log_of_notices_say_it_too(returned, sign_in):
    client = sign_in("governance")
    for address in (
        reverse("flag_list"),
        reverse("plan_overview", args=[returned.plan.pk]),
    ):
        page = text(client.get(address))
        assert "Raised again on 10 April 2026" in page, address
        assert "No answer yet" in page, address
    log = text(client.get(url("plan_notices", returned.plan)))
    assert "When it was first raised" in log
    assert "When it was raised again" in log
    assert "raised the red flag" in text(client.get(reverse("plan_history", args=[returned.plan.pk])))


def test_the_commissioner_reads_that_it_came_back_unanswered(returned, sign_in):
    client = sign_in("commissioner")
    assert "1 open oldest 32 days, no answer yet" in _words(client.get(reverse("portfolio")))
    page = _words(client.get(reverse("portfolio_plan", args=[returned.plan.pk])))
    assert "Raised again on 10 April 2026" in page
    assert "No answer yet" in page
    assert PROMISE not in page


def _words(response) -> str:
    from tests.governance.test_portfolio import text as words

    return words(response)


def test_the_auditor_reads_both_times(returned, sign_in):
    page = text(sign_in("auditor").get(reverse("audit_plan", args=[returned.plan.pk])))
    assert page.index("Raised 11 March 2026 at 12:00") < page.index(PROMISE)
    assert page.index(PROMISE) < page.index("Raised again 10 April 2026 at 13:00")
    assert "nobody has answered it since it was raised again on 10 April 2026" in page


def _printed() -> imprint.Imprint:
    return imprint.Imprint("RP-001-X", "Somebody", "Some organisation", dates.now(), dates.now())


def test_the_report_and_the_pack_print_both_times(returned, cast):
    actor = cast.actor("commissioner")
    with context.tenant(cast.org("north_vale"), role=Capacity.COMMISSIONER, by=actor):
        plan = Plan.objects.select_related("lead").get(pk=returned.plan.pk)
        values = progress_report.context(plan, _printed())
    report = documents.text(_pdf(progress_report.TEMPLATE, values))
    assert "On 10 April 2026. It had been raised on 11 March 2026 and closed since" in report
    assert PROMISE in report
    assert "Nobody has answered it since it was raised again" in report
    with context.tenant(cast.org("alder"), by=cast.actor("governance")):
        record = record_of(Plan.objects.get(pk=returned.plan.pk), on=dates.today())
        values = evidence_pack.context(record, [], {}, b"{}", _printed())
    pack = documents.text(_pdf(evidence_pack.TEMPLATE, values))
    assert "Raised 2 times" in pack
    assert "Raised again 10 April 2026 at 13:00" in pack
    assert pack.count("Nobody answered it since it was raised again") == 1


def _pdf(template: str, values: dict) -> bytes:
    return pdf.render(template, values, title="A test", identifier="x", created_at=dates.now())


def sent() -> list:
    """What is due, handed to a mail server that takes it."""
    taken = []

    class Keeping(mail.Transport):
        def deliver(self, message):
            taken.append(message)
            return mail.Receipt(mail.Outcome.SENT, "Accepted.", 250)

    with documents.the_worker():
        transport = Keeping(mail.Server("127.0.0.1", 1))
        delivery.drain(transport=transport, write=emails.red_flags, until=dates.now() + DAY)
    return taken


def test_a_notice_that_waited_since_the_first_time_does_not_ask_twice(returned):
    mine = [one for one in sent() if one.to == ["lead@example.org"]]
    words = [" ".join(one.body.split()) for one in mine]
    assert len(words) == 2
    assert sum("Nothing more in this email" in one for one in words) == 1
    assert sum("Open the flag and say what will be done" in one for one in words) == 1
    assert all("Raised again on 10 April 2026" in one for one in words)


# Who was told, in the words of everybody who reads it


@pytest.mark.parametrize(
    ("rungs", "gaps", "said"),
    [
        ((), (), "Nobody yet"),
        ((1,), (), "The owner"),
        ((1, 2), (), "The owner and the governance lead"),
        ((1, 2), (2,), "The owner; nobody could be told as governance lead when the time came"),
        ((1,), (1,), "Nobody could be told as owner when the time came"),
    ],
)
def test_told_so_far_is_what_the_escalations_say(cast, sign_in, rungs, gaps, said):
    plan = plans.active_plan(cast)
    sharing.share(cast, plan)
    flags.flag(plans.slipped(cast, plan=plan, days=9), age=9, rungs=rungs, gaps=gaps)
    for who, address in (
        ("commissioner", reverse("portfolio_plan", args=[plan.pk])),
        ("manager", reverse("flag_list")),
        ("manager", reverse("plan_overview", args=[plan.pk])),
    ):
        page = _words(sign_in(who).get(address))
        assert f"Told so far {said} Promised" in page, address
    with context.tenant(cast.org("alder")):
        assert RedFlag.objects.count() == 1
