"""The plan in full lists a hundred actions a page: every card can be reached, and changed, on the page it stands on."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from plans.enums import ActionType, Stage
from plans.models import Action, Milestone
from recovery import dates
from tests.factories import plans as facts
from tests.plans.conftest import typed

HTMX = {"HX-Request": "true"}


def many(cast, plan, count: int, stage=Stage.STABILISATION) -> list[Action]:
    """Actions that are written as they should be, but for an owner."""
    with facts.writing(cast):
        begin = Action.objects.filter(plan=plan).count()
        given = {"org_id": plan.org_id, "plan": plan}
        made = [
            Action(
                number=place, position=place, stage=stage, title=f"Brief shift {place} from one sheet",
                deliverable="A filled sheet", action_type=ActionType.STANDARDISE, **given,
            )
            for place in range(begin + 1, begin + count + 1)
        ]  # fmt: skip
        Action.objects.bulk_create(made)
        Milestone.objects.bulk_create(
            [Milestone(action=one, name=one.title, is_completion=True, due_on=dates.today(), **given) for one in made]
        )
    return made


@pytest.fixture
def draft(db, cast):
    return facts.plan(cast, state="draft")


@pytest.fixture
def long(draft, cast):
    """A page and a half: stabilisation first in time, though improvement comes before it by letter."""
    later = many(cast, draft, 30, Stage.IMPROVEMENT)
    return many(cast, draft, 120) + later


def cards(page) -> list[str]:
    return re.findall(r'<article class="hf-item" id="action-([^"]+)"', page.content.decode())


def at(plan, page=1) -> str:
    return reverse("plan_write", args=[plan.pk]) + (f"?page={page}" if page > 1 else "")


def on(page: str) -> dict:
    return HTMX | {"HX-Current-URL": f"http://testserver{page}"}


def test_the_pages_follow_the_stages_and_together_hold_every_action_once(draft, long, sign_in):
    client = sign_in("manager")
    first, second = (client.get(at(draft, page)) for page in (1, 2))
    assert cards(first) == [str(one.pk) for one in long[:100]]
    assert cards(second) == [str(one.pk) for one in long[100:]]
    assert "120 actions in this stage, 100 of them on this page." in first.content.decode()
    assert "30 actions in this stage, none of them on this page." in first.content.decode()
    assert 'href="?page=2#immediate"' in first.content.decode()
    assert cards(client.get(at(draft, 99))) == cards(second)


def test_a_hundred_actions_stand_on_one_page_as_ever(draft, cast, sign_in):
    made = many(cast, draft, 100)
    page = sign_in("manager").get(at(draft))
    assert cards(page) == [str(one.pk) for one in made]
    assert "on this page." not in page.content.decode()
    assert "Pages of" not in page.content.decode()


def test_a_further_page_costs_no_more_queries(draft, cast, sign_in):
    many(cast, draft, 3)
    client = sign_in("manager")
    client.get(at(draft))
    with CaptureQueriesContext(connection) as few:
        client.get(at(draft))
    many(cast, draft, 250)
    with CaptureQueriesContext(connection) as further:
        client.get(at(draft, 2))
    assert len(further) == len(few)


def test_a_finding_opens_the_card_of_this_page_and_the_form_page_of_another(draft, long, sign_in):
    page = sign_in("manager").get(at(draft, 2))
    links = dict(re.findall(r'<a href="/actions/([^/]+)/edit/\?field=\w+"([^>]*)>', page.content.decode()))
    here = set(cards(page))
    assert here & links.keys()
    assert links.keys() - here
    for key, rest in links.items():
        assert ("hx-get" in rest) == (key in here), key


def test_who_may_not_write_is_led_to_the_page_of_the_action(draft, long, sign_in):
    page = sign_in("assessor").get(at(draft)).content.decode()
    assert "#action-" not in page
    assert f'href="{reverse("action_detail", args=[long[-1].pk])}"' in page


def test_the_findings_of_a_long_plan_are_counted_and_not_all_listed(draft, cast, sign_in):
    many(cast, draft, 120)
    page = sign_in("manager").get(at(draft))
    group = page.context["checks"][0]
    assert (len(group.items), len(group.more)) == (8, 100)
    assert group.unlisted > 0
    assert f"{group.unlisted} more are listed as these are mended." in page.content.decode()


def test_a_card_of_a_further_page_is_saved_where_it_stands(draft, long, sign_in):
    client, one = sign_in("manager"), long[110]
    form = client.get(reverse("action_edit", args=[one.pk]), headers=on(at(draft, 2)))
    fields = {"stage": one.stage, "title": "Brief the nights", "deliverable": "A sheet", "steps": ""}
    saved = client.post(
        reverse("action_edit", args=[one.pk]), typed(form.content.decode(), **fields), headers=on(at(draft, 2))
    )
    assert saved.status_code == 200
    assert cards(saved) == [str(one.pk)]
    without = client.get(reverse("action_edit", args=[one.pk])).content.decode()
    answer = client.post(reverse("action_edit", args=[one.pk]), typed(without, **fields))
    assert answer.url == f"{at(draft, 2)}#action-{one.pk}"


def test_a_new_action_is_shown_before_the_place_to_add_the_next(draft, long, sign_in):
    address = reverse("action_new", args=[draft.pk]) + "?stage=stabilisation"
    fields = {"stage": "stabilisation", "title": "Brief the nights"}
    answer = sign_in("manager").post(address, fields, headers=on(at(draft)))
    assert 'hx-swap-oob="beforebegin:#action-new-stabilisation"' in answer.content.decode()


def test_a_card_is_moved_on_its_page_and_followed_to_another(draft, long, sign_in):
    client = sign_in("manager")

    def move(one, direction, page):
        url = reverse("action_move", args=[one.pk])
        return client.post(url, {"direction": direction}, headers=on(at(draft, page)))

    within = move(long[50], "up", 1)
    assert f'hx-swap-oob="beforebegin:#action-{long[49].pk}"' in within.content.decode()
    last = move(long[98], "down", 1)
    assert 'hx-swap-oob="beforebegin:#action-new-stabilisation"' in last.content.decode()
    over = move(long[98], "down", 1)
    assert over.headers["HX-Redirect"] == f"{at(draft, 2)}#action-{long[98].pk}"
    back = move(long[98], "up", 2)
    assert back.headers["HX-Redirect"] == f"{at(draft)}#action-{long[98].pk}"


def test_cancelling_without_a_script_leads_back_to_the_page_of_the_card(draft, long, sign_in):
    page = sign_in("manager").get(reverse("action_edit", args=[long[120].pk])).content.decode()
    assert f'href="{at(draft, 2)}#action-{long[120].pk}"' in page


def test_a_withdrawn_action_keeps_its_place_among_the_pages(draft, long, cast, sign_in):
    facts.change(cast, long[3], state="withdrawn", withdrawn_at=dates.now(), withdrawn_by=cast.manager)
    assert str(long[3].pk) in cards(sign_in("manager").get(at(draft)))
