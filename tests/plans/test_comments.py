"""What people say about a plan stays inside, calls whom it names, and is never lost without a trace."""

import datetime

import pytest
from django.db import IntegrityError, connection, transaction
from django.urls import reverse

from plans.domain import comments
from plans.enums import CommentKind, PlanState
from plans.models import Comment, Mention
from recovery import dates
from recovery.exceptions import Refused
from recovery.history.models import Event
from recovery.tenancy import context
from tests.factories import plans as facts
from tests.factories import said, sharing

pytestmark = pytest.mark.django_db


@pytest.fixture
def action(cast):
    return facts.action(cast, facts.plan(cast, state=PlanState.ACTIVE), title="Protect six hours", due_on=dates.today())


def url(action, kind="action") -> str:
    return reverse("part_comments", args=[kind, action.pk])


def body(response) -> str:
    return response.content.decode()


def inside(cast, by="manager"):
    return context.tenant(cast.org("alder"), by=cast.actor(by))


def test_what_is_written_stands_where_it_belongs_and_waits_for_whom_it_calls(action, sign_in, cast):
    answer = sign_in("manager").post(url(action), {"text": "@helen, is Friday enough?"})
    assert answer.status_code == 302
    page = body(sign_in("governance").get(url(action)))
    assert '<b class="hf-comment__call">@Helen Marsh</b>' in page
    waiting = body(sign_in("governance").get(reverse("my_work")))
    assert "Priya Raman mentions you about A1 Protect six hours" in waiting
    assert "mentions you" not in body(sign_in("lead").get(reverse("my_work")))


def test_it_waits_until_the_person_says_that_they_have_read_it_and_looking_alone_changes_nothing(action, sign_in, cast):
    one = said.comment(cast, action.plan, "@Helen Marsh look", action=action)
    helen = sign_in("governance")
    shown = helen.get(reverse("comment_show", args=[one.pk]), follow=True)
    assert "I have read it" in body(shown)
    assert "mentions you" in body(helen.get(reverse("my_work")))
    helen.post(reverse("comment_see", args=[one.pk]))
    assert "mentions you" not in body(helen.get(reverse("my_work")))


def test_whoever_answers_in_the_conversation_has_read_it(action, sign_in, cast):
    said.comment(cast, action.plan, "@Helen Marsh look", action=action)
    helen = sign_in("governance")
    helen.post(url(action), {"text": "Friday is enough."})
    assert "mentions you" not in body(helen.get(reverse("my_work")))


@pytest.mark.parametrize("text", ["@Nobody there", ""])
def test_a_name_that_is_nobodys_comes_back_with_all_that_was_typed(action, sign_in, text):
    answer = sign_in("manager").post(url(action), {"text": text})
    assert answer.status_code == 422
    assert ("is nobody in your organisation" if text else "Write what you want to say") in body(answer)
    assert text in body(answer)


def test_only_whoever_wrote_it_changes_or_withdraws_it(action, sign_in, cast):
    one = said.comment(cast, action.plan, "First", action=action)
    other, mine = sign_in("governance"), sign_in("manager")
    for name in ("comment_edit", "comment_withdraw"):
        assert other.get(reverse(name, args=[one.pk])).status_code == 403
        assert other.post(reverse(name, args=[one.pk]), {"text": "x"}).status_code == 403
    mine.post(reverse("comment_edit", args=[one.pk]), {"text": "Second", "version": 1})
    assert "Second" in body(mine.get(url(action)))
    assert mine.post(reverse("comment_edit", args=[one.pk]), {"text": "Third", "version": 1}).status_code == 409
    mine.post(reverse("comment_withdraw", args=[one.pk]))
    page = body(other.get(url(action)))
    assert "Withdrawn" in page and "Second" not in page
    with inside(cast):
        told = [event.after["text"] for event in Event.objects.filter(table="plans_comment").order_by("pk")]
    assert told == ["First", "Second", "Second"]


def test_what_is_withdrawn_waits_for_nobody(action, sign_in, cast):
    one = said.comment(cast, action.plan, "@Helen Marsh look", action=action)
    with inside(cast):
        comments.withdraw(comment=one, by=cast.actor("manager"), at=dates.now())
    assert "mentions you" not in body(sign_in("governance").get(reverse("my_work")))


def test_a_change_calls_whoever_is_named_anew_and_leaves_whom_it_called(action, cast):
    one = said.comment(cast, action.plan, "@Helen Marsh look", action=action)
    with inside(cast):
        comments.change(
            comment=one, version=1, text="@Tom Ellery look", by=cast.actor("manager"), at=dates.now()
        )  # fmt: skip
        called = set(Mention.objects.filter(comment=one).values_list("person__name", flat=True))
    assert called == {"Helen Marsh", "Tom Ellery"}


def test_a_person_who_has_left_is_not_called(action, cast):
    with inside(cast), pytest.raises(Refused, match="nobody in your organisation"):
        comments.write(
            about={"action": action}, text="@Quentin Vale", by=cast.actor("manager"), at=dates.now()
        )  # fmt: skip


@pytest.mark.parametrize("state", [PlanState.CLOSED, PlanState.WITHDRAWN])
def test_nothing_is_added_to_a_plan_that_is_over_and_what_was_said_stays(cast, sign_in, state):
    plan = facts.plan(cast)
    said.comment(cast, plan, "Begun well")
    with facts.writing(cast):
        over = ("withdrawn",) if state == PlanState.WITHDRAWN else ("sustaining", "closed")
        fields = {f"{name}_at": dates.now() for name in over} | {f"{name}_by": cast.governance for name in over}
        type(plan).objects.filter(pk=plan.pk).update(state=state, **fields)
    client, address = sign_in("manager"), reverse("plan_comments", args=[plan.pk])
    page = body(client.get(address))
    assert "Begun well" in page and "nothing can be added" in page and "<textarea" not in page
    assert client.post(address, {"text": "More"}).status_code == 403


def test_the_plan_tells_all_that_was_said_and_about_what(action, sign_in, cast):
    said.comment(cast, action.plan, "About the work", action=action)
    said.comment(cast, action.plan, "About the whole")
    page = body(sign_in("manager").get(reverse("plan_comments", args=[action.plan_id])))
    assert "About the work" in page and "A1 Protect six hours" in page
    assert "About the whole" in page and ">the plan</a>" in page
    assert "About the whole" not in body(sign_in("manager").get(url(action)))


def test_a_long_conversation_opens_where_it_is_newest_and_a_comment_is_found_on_its_page(action, sign_in, cast):
    begun = dates.now() - datetime.timedelta(days=2)
    made = [
        said.comment(cast, action.plan, f"Word {n:02}", action=action, at=begun + datetime.timedelta(minutes=n))
        for n in range(31)
    ]
    page = body(sign_in("manager").get(url(action)))
    assert "Word 30" in page and "Word 00" not in page
    shown = sign_in("manager").get(reverse("comment_show", args=[made[0].pk]))
    assert shown.url == f"{url(action)}?page=1#comment-{made[0].pk}"
    assert sign_in("manager").get(reverse("comment_show", args=[made[30].pk])).url.startswith(f"{url(action)}?page=2#")


# --- How far it is -------------------------------------------------------------------------------------------


def test_a_note_on_progress_is_written_from_my_work_and_stands_on_the_action(action, sign_in, cast):
    lead = sign_in("lead")
    assert reverse("action_note", args=[action.pk]) in body(lead.get(reverse("my_work")))
    address = f"{reverse('action_note', args=[action.pk])}?from=work"
    answer = lead.post(address, {"text": "Four of six hours are on the rota."})
    assert answer.url == reverse("my_work")
    page = body(lead.get(reverse("action_detail", args=[action.pk])))
    assert "Four of six hours are on the rota." in page and "Progress" in page


def test_a_note_that_is_empty_comes_back_beside_its_field(action, sign_in):
    answer = sign_in("lead").post(reverse("action_note", args=[action.pk]), {"text": " "})
    assert answer.status_code == 422
    assert "Write how far it is" in body(answer)


def test_a_note_on_a_milestone_says_of_which(action, sign_in, cast):
    milestone = facts.milestone(cast, action, due_on=dates.today(), name="Rota agreed")
    sign_in("lead").post(reverse("milestone_note", args=[milestone.pk]), {"text": "Half"})
    page = body(sign_in("manager").get(reverse("plan_comments", args=[action.plan_id])))
    assert "Rota agreed" in page and "Half" in page


# --- Who sees it, and what the database holds -----------------------------------------------------------------


def test_a_commissioner_reads_no_comment_and_their_role_may_not(action, sign_in, cast):
    said.comment(cast, action.plan, "canary-inside", action=action)
    sharing.share(cast, action.plan)
    commissioner = sign_in("commissioner")
    assert "canary-inside" not in body(commissioner.get(reverse("portfolio_plan", args=[action.plan_id])))
    assert commissioner.get(url(action)).status_code == 404
    with connection.cursor() as cursor:
        cursor.execute("SELECT has_table_privilege('app_viewer', 'plans_comment', 'SELECT')")
        assert cursor.fetchone() == (False,)


def test_another_provider_finds_nothing(action, sign_in, cast):
    one = said.comment(cast, action.plan, "Ours", action=action)
    foreign = sign_in("birch_manager")
    for name in ("comment_show", "comment_edit", "comment_withdraw"):
        assert foreign.get(reverse(name, args=[one.pk])).status_code == 404
    assert foreign.get(url(action)).status_code == 404
    assert foreign.post(url(action), {"text": "Theirs"}).status_code == 404
    assert foreign.post(reverse("comment_see", args=[one.pk])).status_code == 404


@pytest.mark.parametrize("wrong", ["nothing", "share", "whys"])
def test_an_address_about_something_else_is_not_there(action, sign_in, wrong):
    assert sign_in("manager").get(url(action, wrong)).status_code == 404


def test_the_database_holds_a_comment_to_one_thing_of_its_own_plan(action, cast):
    other = facts.action(cast, facts.plan(cast))
    milestone = facts.milestone(cast, action, due_on=dates.today())
    given = {"org_id": action.org_id, "plan_id": action.plan_id, "text": "x", "written_at": dates.now()}
    for about in (
        {"action": action, "milestone": milestone},
        {"action_id": other.pk},
        {"kind": CommentKind.PROGRESS},
    ):
        with pytest.raises(IntegrityError), transaction.atomic(), inside(cast):
            _create_now(written_by=cast.manager, **given, **about)


def _create_now(**fields) -> None:
    """Without waiting for the end of the transaction."""
    Comment.objects.create(**fields)
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
