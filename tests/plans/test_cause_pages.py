"""Writing root causes: the sentence they make, the problems they explain, and two people at once."""

from django.urls import reverse

from plans.domain import causes, problems
from plans.models import RootCause
from recovery import dates

HTMX = {"HX-Request": "true"}


def text_of(response) -> str:
    return response.content.decode()


def test_the_three_parts_are_shown_as_one_sentence(written, sign_in, inside):
    answer = sign_in("manager").post(
        reverse("cause_new", args=[written.plan.pk]),
        {"cause": "supervision was cancelled", "effect": "worries going unheard", "event": "the same incident again",
         "theme": "supervision", "problems": [written.problem.pk]},
        headers=HTMX,
    )  # fmt: skip
    sentence = (
        "Supervision was cancelled led to worries going unheard, "
        "which increased the likelihood of the same incident again."
    )
    assert sentence in text_of(answer)
    assert "Explains “18 support plans are past review”" in text_of(answer)
    assert "No action addresses the root cause “supervision was cancelled”" in text_of(answer)
    with inside():
        assert RootCause.objects.get(theme="supervision").sentence == sentence


def test_half_a_sentence_is_kept_in_a_draft_and_pointed_out(written, sign_in):
    answer = sign_in("manager").post(
        reverse("cause_new", args=[written.plan.pk]), {"cause": "too few staff", "theme": "other"}, headers=HTMX
    )
    assert answer.status_code == 200
    assert "A root cause does not say its effect or event" in text_of(answer)


def test_once_the_plan_runs_the_sentence_must_be_whole(running, sign_in):
    answer = sign_in("manager").post(
        reverse("cause_edit", args=[running.cause.pk]), {"cause": "too few staff", "theme": "other", "version": 1}
    )
    assert answer.status_code == 422
    assert "too few staff" in text_of(answer)


def test_only_problems_of_this_plan_can_be_explained(written, sign_in, cast, inside):
    from tests.plans.conftest import write

    with inside():
        other = write(cast, title="Another plan of ours")
    client, url = sign_in("manager"), reverse("cause_edit", args=[written.cause.pk])
    assert text_of(client.get(url)).count('name="problems"') == 1
    answer = client.post(url, {"cause": "x", "theme": "other", "version": 1, "problems": [other.problem.pk]})
    assert answer.status_code == 422


def test_two_people_change_what_it_explains(written, sign_in, cast, inside):
    with inside("deputy"):
        who = {"by": cast.actor("deputy"), "at": dates.now()}
        second = problems.add(plan=written.plan, title="Second problem", **who)
        causes.change(root_cause=written.cause, version=1, problems=[second], **who)
    client, url = sign_in("manager"), reverse("cause_edit", args=[written.cause.pk])
    mine = {"cause": "my words", "effect": "e", "event": "v", "theme": "other", "problems": [written.problem.pk]}
    answer = client.post(url, mine | {"version": 1}, headers=HTMX)
    text = text_of(answer)
    assert answer.status_code == 409
    assert "Second problem" in text
    assert "18 support plans are past review" in text
    assert f'hx-target="#cause-{written.cause.pk}"' in text  # the choice is made where the card stands
    chosen = {f"yours-{name}": value for name, value in mine.items()}
    chosen |= {"yours-problems": str(written.problem.pk), "choose-problems": "theirs", "version": 2}
    saved = client.post(url, chosen, headers=HTMX)
    assert saved.status_code == 200
    assert "My words" in text_of(saved)
    with inside():
        assert list(RootCause.objects.get(pk=written.cause.pk).problems.all()) == [second]


def test_causes_are_moved_and_removed(written, sign_in, cast, inside):
    with inside():
        second = causes.add(plan=written.plan, problems=[], cause="second", by=cast.actor("manager"), at=dates.now())
    client = sign_in("manager")
    client.post(reverse("cause_move", args=[second.pk]), {"direction": "up"})
    with inside():
        assert list(RootCause.objects.filter(plan=written.plan)) == [second, written.cause]
    answer = client.post(reverse("cause_remove", args=[written.cause.pk]), headers=HTMX)
    assert f'id="lines-action-{written.action.pk}"' in text_of(answer)
    assert "Addresses no root cause yet" in text_of(answer)
    with inside():
        assert list(RootCause.objects.filter(plan=written.plan)) == [second]


def test_another_organisations_cause_is_not_there(written, sign_in):
    for name in ("cause_edit", "cause_remove", "cause_move"):
        url = reverse(name, args=[written.cause.pk])
        assert sign_in("birch_manager").post(url, {"cause": "x", "version": 1}).status_code == 404


def test_a_sentence_that_is_not_finished_ends_in_its_gap():
    assert RootCause(cause="nobody books reviews", effect="", event="").sentence == (
        "Nobody books reviews led to …, which increased the likelihood of …"
    )
    assert RootCause(cause="a.", effect="b.", event="c.").sentence == "A led to b, which increased the likelihood of c."
