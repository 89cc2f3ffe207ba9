"""Writing problems: as a page, inside the page, wrongly, by the wrong person, and by two people at once."""

import re

import pytest
from django.urls import reverse

from plans.domain import problems
from plans.models import Problem
from recovery import dates
from recovery.history import queries as history

HTMX = {"HX-Request": "true"}


def text_of(response) -> str:
    return response.content.decode()


def edit(problem) -> str:
    return reverse("problem_edit", args=[problem.pk])


def posted(problem, **fields):
    return {"title": problem.title, "statement": problem.statement, "version": problem.version} | fields


def test_a_problem_is_added_as_a_page(written, sign_in, inside):
    response = sign_in("manager").post(
        reverse("problem_new", args=[written.plan.pk]),
        {"title": "Night logs are copied from the day", "found_on_day": "3", "found_on_month": "March",
         "found_on_year": "2026"},
    )  # fmt: skip
    with inside():
        made = Problem.objects.get(title="Night logs are copied from the day")
        assert dates.uk_date(made.found_on) == "3 March 2026"
    assert response.status_code == 302
    assert response.url == reverse("plan_write", args=[written.plan.pk]) + f"#problem-{made.pk}"


def test_with_htmx_a_new_card_comes_before_the_place_to_add_the_next(written, sign_in):
    response = sign_in("manager").post(
        reverse("problem_new", args=[written.plan.pk]), {"title": "Night logs are copied"}, headers=HTMX
    )
    text = text_of(response)
    assert response.status_code == 200
    assert "<html" not in text
    assert 'hx-swap-oob="beforebegin:#problem-new"' in text
    assert 'id="problem-new"' in text
    assert "“Night logs are copied” has no evidence" in text  # the checks came up to date with it


def test_with_htmx_the_form_takes_the_place_of_the_card_and_back(written, sign_in):
    client = sign_in("manager")
    form = text_of(client.get(edit(written.problem), headers=HTMX))
    assert "<html" not in form
    assert f'id="problem-{written.problem.pk}"' in form
    assert 'hx-post="' in form
    saved = client.post(edit(written.problem), posted(written.problem, title="19 plans are past review"), headers=HTMX)
    text = text_of(saved)
    assert saved.status_code == 200
    assert "19 plans are past review" in text
    assert f'id="lines-cause-{written.cause.pk}"' in text  # the cause that explains it says its new name
    assert "<form" in text  # its move buttons
    assert 'name="title"' not in text


def test_without_htmx_the_form_is_a_page_that_posts_plainly(written, sign_in):
    page = text_of(sign_in("manager").get(edit(written.problem)))
    assert "<html" in page
    (form,) = re.findall(r'<form class="hf-form[^>]*>', page)
    assert 'method="post"' in form and "hx-post" not in form
    assert "J.B. waited nine months" in page


@pytest.mark.parametrize("headers", [{}, HTMX])
def test_what_was_typed_is_kept_when_something_must_be_mended(written, sign_in, inside, headers):
    response = sign_in("manager").post(
        edit(written.problem),
        posted(written.problem, title="", statement="Half an hour of typing", found_on_day="31",
               found_on_month="2", found_on_year="2026"),
        headers=headers,
    )  # fmt: skip
    text = text_of(response)
    assert response.status_code == 422
    assert "Half an hour of typing" in text
    assert 'value="31"' in text
    assert "govuk-error-summary" in text
    with inside():
        assert Problem.objects.get(pk=written.problem.pk).title == written.problem.title


@pytest.mark.parametrize("key", ["lead", "assessor", "nominated", "admin"])
def test_who_may_not_write_is_told_who_may(written, sign_in, key):
    response = sign_in(key).post(edit(written.problem), posted(written.problem, title="Changed"))
    assert response.status_code == 403
    assert "governance lead or manager" in text_of(response)


@pytest.mark.parametrize("name", ["problem_edit", "problem_remove", "problem_move", "evidence_new"])
def test_another_organisations_problem_is_not_there(written, sign_in, name):
    url = reverse(name, args=[written.problem.pk])
    assert sign_in("birch_manager").post(url, {"title": "x", "version": 1}).status_code == 404
    assert sign_in("commissioner").post(url, {"title": "x", "version": 1}).status_code == 404


def test_a_refusal_by_htmx_is_said_at_the_top_and_swaps_nothing_typed(running, sign_in):
    response = sign_in("manager").post(reverse("problem_remove", args=[running.problem.pk]), headers=HTMX)
    assert response.status_code == 403
    assert response["HX-Retarget"] == "#notice"
    assert "Nothing is deleted once a plan is active" in text_of(response)
    assert "<html" not in text_of(response)


def test_removing_asks_first(written, sign_in, inside):
    client, url = sign_in("manager"), reverse("problem_remove", args=[written.problem.pk])
    assert "Remove the problem “18 support plans are past review”?" in text_of(client.get(url))
    with inside():
        assert Problem.objects.filter(pk=written.problem.pk).exists()
    answer = client.post(url, headers=HTMX)
    assert answer["HX-Retarget"] == f"#entry-{written.problem.pk}"
    with inside():
        assert not Problem.objects.filter(pk=written.problem.pk).exists()
        assert history.last_of_row("plans_problem", written.problem.pk).operation == "D"


def test_moving_goes_before_the_new_neighbour(written, sign_in, inside, cast):
    with inside():
        second = problems.add(plan=written.plan, title="Second", by=cast.actor("manager"), at=dates.now())
    client = sign_in("manager")
    up = client.post(reverse("problem_move", args=[second.pk]), {"direction": "up"}, headers=HTMX)
    assert f'hx-swap-oob="beforebegin:#entry-{written.problem.pk}"' in text_of(up)
    down = client.post(reverse("problem_move", args=[second.pk]), {"direction": "down"})
    assert down.status_code == 302
    with inside():
        assert list(Problem.objects.filter(plan=written.plan)) == [written.problem, second]


# Two people at once


@pytest.fixture
def stale(written, cast, inside):
    """The deputy saved first: another title, and a date where there was none."""
    with inside("deputy"):
        problems.change(
            problem=written.problem, version=1, title="20 plans are past review", found_on=dates.today(),
            statement=written.problem.statement, by=cast.actor("deputy"), at=dates.now(),
        )  # fmt: skip
    return written


@pytest.mark.parametrize("headers", [{}, HTMX])
def test_the_second_sees_both_versions_and_loses_nothing(stale, sign_in, inside, headers):
    mine = posted(stale.problem, statement="What I typed for half an hour")
    response = sign_in("manager").post(edit(stale.problem), mine, headers=headers)
    text = text_of(response)
    assert response.status_code == 409
    assert "Colin Ashby saved this problem" in text
    assert "20 plans are past review" in text
    assert "What I typed for half an hour" in text
    assert 'name="version" value="2"' in text
    with inside():
        assert Problem.objects.get(pk=stale.problem.pk).statement == "J.B. waited nine months"


@pytest.mark.parametrize("headers", [{}, HTMX])
def test_who_saved_it_in_another_window_is_spoken_to_as_you(stale, sign_in, headers):
    mine = posted(stale.problem, statement="What I typed for half an hour")
    text = text_of(sign_in("deputy").post(edit(stale.problem), mine, headers=headers))
    assert "You saved this problem in another window" in text
    for words in ("Keep what you wrote here", "Keep what you saved there", "Leave it as you saved it"):
        assert words in text
    assert "Keep Colin Ashby" not in text
    assert "Colin Ashby saved" not in text


def test_what_only_the_other_changed_begins_as_theirs(stale, sign_in):
    mine = posted(stale.problem, statement="Mine")
    text = text_of(sign_in("manager").post(edit(stale.problem), mine))
    assert 'name="choose-title" value="theirs" checked' in text
    assert 'name="choose-statement" value="yours" checked' in text
    assert 'name="choose-found_on" value="theirs" checked' in text


@pytest.mark.parametrize(("choice", "title"), [("yours", "Mine"), ("theirs", "20 plans are past review")])
def test_what_was_chosen_is_saved_over_the_newest_version(stale, sign_in, inside, choice, title):
    chosen = {
        "version": 2,
        "choose-title": choice,
        "yours-title": "Mine",
        "choose-statement": "yours",
        "yours-statement": "My statement",
        "choose-found_on": "theirs",
        "yours-found_on": "2026-03-03",
        "yours-people_affected": "",
        "yours-others_at_risk": "",
    }
    assert sign_in("manager").post(edit(stale.problem), chosen).status_code == 302
    with inside():
        merged = Problem.objects.get(pk=stale.problem.pk)
        assert (merged.title, merged.statement, merged.found_on) == (title, "My statement", dates.today())
        assert merged.version == 3


def test_a_third_person_in_between_brings_the_choice_again(stale, sign_in, inside, cast):
    with inside("governance"):
        problems.change(problem=stale.problem, version=2, title="21 plans", by=cast.actor("governance"), at=dates.now())
    again = {"version": 2, "choose-title": "yours", "yours-title": "Mine", "yours-statement": "Typed"}
    response = sign_in("manager").post(edit(stale.problem), again)
    assert response.status_code == 409
    assert "21 plans" in text_of(response)
    assert "Typed" in text_of(response)
