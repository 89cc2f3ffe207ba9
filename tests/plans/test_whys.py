"""Five whys: the chain behind a root cause, written, moved, dropped, fought over, and shown."""

import re

import pytest
from django.db import DatabaseError, transaction
from django.urls import reverse

from plans.domain import causes
from plans.models import RootCause, Why
from recovery import dates
from recovery.history.models import Event

CHAIN = ["Reviews were not held", "The manager was on the floor", "No hours were protected"]


def text_of(response) -> str:
    return response.content.decode()


def sentence(cause, **more) -> dict:
    return {
        "cause": cause.cause, "effect": cause.effect, "event": cause.event, "theme": "reviews", "method": "five_whys",
        "version": RootCause.objects.get(pk=cause.pk).version,
    } | more  # fmt: skip


def keep(written, cast, whys, by="manager"):
    cause = RootCause.objects.get(pk=written.cause.pk)
    return causes.change(
        root_cause=cause,
        version=cause.version,
        problems=[written.problem],
        whys=whys,
        by=cast.actor(by),
        at=dates.now(),
    )


def chain(written) -> list[str]:
    return [why.text for why in RootCause.objects.get(pk=written.cause.pk).chain]


def test_a_chain_is_saved_with_its_cause_and_shown_on_its_card(written, sign_in, inside):
    with inside():
        typed = sentence(written.cause, whys=[CHAIN[0], "  ", f" {CHAIN[1]} ", CHAIN[2]])
    url = reverse("cause_edit", args=[written.cause.pk])
    answer = sign_in("manager").post(url, typed, headers={"HX-Request": "true"})
    assert "3 whys led to it" in text_of(answer)
    with inside():
        assert chain(written) == CHAIN


def test_a_step_that_moved_stays_itself_and_one_that_changed_is_edited(written, cast, inside):
    with inside():
        keep(written, cast, CHAIN)
        first = {why.text: why.pk for why in Why.objects.all()}
        keep(written, cast, [CHAIN[2], CHAIN[0], "The rota counted the manager in"])
        assert [(why.text, why.pk) for why in written.cause.whys.all()] == [
            (CHAIN[2], first[CHAIN[2]]),
            (CHAIN[0], first[CHAIN[0]]),
            ("The rota counted the manager in", first[CHAIN[1]]),
        ]


def test_two_steps_may_say_the_same(written, cast, inside):
    with inside():
        keep(written, cast, ["Because", "Because", "Because"])
        keep(written, cast, ["Because", "Because"])
        assert chain(written) == ["Because", "Because"]


def test_what_is_dropped_from_a_draft_is_gone_and_the_history_keeps_it(written, cast, inside):
    with inside():
        keep(written, cast, CHAIN)
        keep(written, cast, CHAIN[:1])
        assert Why.objects.count() == 1
        assert Event.objects.filter(table="plans_why", operation="D").count() == 2


def test_after_activation_a_step_is_withdrawn_and_stays(running, cast, inside):
    with inside():
        keep(running, cast, CHAIN)
        keep(running, cast, CHAIN[1:])
        dropped = Why.objects.get(text=CHAIN[0])
        assert (dropped.withdrawn_by, bool(dropped.withdrawn_at)) == (cast.manager, True)
        assert chain(running) == CHAIN[1:]
        with pytest.raises(DatabaseError, match="Nothing of an activated plan is deleted"), transaction.atomic():
            dropped.delete()


def test_saving_without_a_chain_leaves_it_as_it_is(written, cast, inside):
    with inside():
        keep(written, cast, CHAIN)
        keep(written, cast, None)
        assert chain(written) == CHAIN


@pytest.mark.parametrize(
    ("button", "after"),
    [
        ("up-2", [CHAIN[1], CHAIN[0], CHAIN[2]]),
        ("down-2", [CHAIN[0], CHAIN[2], CHAIN[1]]),
        ("remove-1", CHAIN[1:]),
        ("add", [*CHAIN, ""]),
        ("up-1", CHAIN),
        ("down-3", CHAIN),
        ("remove-9", CHAIN),
        ("nonsense", CHAIN),
    ],
)
def test_without_javascript_each_button_brings_the_form_back_with_everything_typed(
    written, sign_in, inside, button, after
):
    with inside():
        typed = sentence(written.cause, whys=CHAIN, steps=button, effect="", duty_source="Half a wo")
    answer = sign_in("manager").post(reverse("cause_edit", args=[written.cause.pk]), typed)
    page = text_of(answer)
    assert answer.status_code == 200
    assert re.findall(r'name="whys" rows="2">(.*?)</textarea>', page) == after
    assert "Half a wo" in page
    assert "There is a problem" not in page
    with inside():
        assert chain(written) == []


def test_the_chain_is_offered_for_five_whys_and_where_it_is_filled(written, cast, sign_in, inside):
    client, url = sign_in("manager"), reverse("cause_edit", args=[written.cause.pk])
    assert '<div data-asked="whys" hidden>' in text_of(client.get(url))
    with inside():
        keep(written, cast, CHAIN)
    assert '<div data-asked="whys">' in text_of(client.get(url))


def test_a_step_that_is_too_long_is_named(written, sign_in, inside):
    with inside():
        typed = sentence(written.cause, whys=["Short", "x" * 501])
    answer = sign_in("manager").post(reverse("cause_edit", args=[written.cause.pk]), typed)
    assert answer.status_code == 422
    assert "Why 2 must be 500 characters or fewer; it has 501" in text_of(answer)


def test_two_people_change_the_chain_and_both_versions_are_shown_as_one_field(written, cast, sign_in, inside):
    with inside():
        mine = sentence(written.cause, whys=CHAIN[:1], whys_opened="", problems=[written.problem.pk])
    with inside("deputy"):
        keep(written, cast, CHAIN, by="deputy")
    client, url = sign_in("manager"), reverse("cause_edit", args=[written.cause.pk])
    answer = client.post(url, mine)
    page = text_of(answer)
    assert answer.status_code == 409
    assert f"1. {CHAIN[0]}" in page
    assert f"3. {CHAIN[2]}" in page
    chosen = {f"yours-{name}": value for name, value in mine.items() if name not in ("version", "problems")}
    chosen |= {"yours-problems": str(written.problem.pk), "version": 2}
    assert client.post(url, chosen | {"choose-whys": "theirs"}).status_code == 302
    with inside():
        assert chain(written) == CHAIN
    assert client.post(url, chosen | {"version": 3, "choose-whys": "yours"}).status_code == 302
    with inside():
        assert chain(written) == CHAIN[:1]


def test_what_only_the_other_person_changed_in_the_chain_begins_as_theirs(written, cast, sign_in, inside):
    with inside():
        mine = sentence(written.cause, effect="my words", whys=[], whys_opened="")
    with inside("deputy"):
        keep(written, cast, CHAIN, by="deputy")
    page = text_of(sign_in("manager").post(reverse("cause_edit", args=[written.cause.pk]), mine))
    assert re.search(r'name="choose-whys" value="theirs" checked', page)
    assert re.search(r'name="choose-effect" value="yours" checked', page)


def test_the_history_of_a_cause_tells_of_its_chain(written, cast, sign_in, inside):
    with inside():
        keep(written, cast, CHAIN)
    page = text_of(sign_in("manager").get(reverse("object_history", args=[written.plan.pk, "cause", written.cause.pk])))
    assert CHAIN[2] in page


def test_another_organisation_sees_no_chain(written, cast, sign_in, inside):
    with inside():
        keep(written, cast, CHAIN)
    assert sign_in("birch_manager").get(reverse("cause_edit", args=[written.cause.pk])).status_code == 404
