"""The history as people read it."""

import datetime

from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from plans.domain import actions, causes, extensions, problems
from plans.presenters import history as history_words
from recovery import dates
from recovery.history import queries as history


def text_of(response) -> str:
    return response.content.decode()


def said(plan, inside, **kwargs) -> list[str]:
    with inside():
        entries = history_words.entries(history.of_root(plan.pk), **kwargs)
        return [f"{entry['who']} {entry['what']}" for entry in entries]


def test_it_says_who_did_what_in_words(running, inside):
    lines = said(running.plan, inside)
    assert "Priya Raman started the plan “Missed reviews at Alder House”" in lines
    assert "Priya Raman added the problem “18 support plans are past review”" in lines
    assert "Priya Raman added the evidence “Review tracker 14”" in lines
    assert "Priya Raman added the action “A1 Name a review coordinator”" in lines
    assert "Priya Raman sent the plan “Missed reviews at Alder House” for approval" in lines
    assert "Helen Marsh approved the plan “Missed reviews at Alder House”" in lines
    with inside():
        approved = history_words.entries(history.of_root(running.plan.pk))[0]
    # What an approval brings with it stands beneath it, not beside it.
    assert approved["also"] == ["committed the date of the milestone “completion of A1 Name a review coordinator”"]


def test_a_change_names_both_values_as_they_are_written_here(written, inside, cast):
    with inside():
        who = {"by": cast.actor("manager"), "at": dates.now()}
        one = problems.change(problem=written.problem, version=1, found_on=datetime.date(2026, 3, 3), **who)
        problems.change(problem=one, version=2, found_on=datetime.date(2026, 3, 10), reason="The log says so", **who)
        actions.change(
            action=written.action, version=1, root_causes=[written.cause], due_on=None, owner=cast.deputy,
            stage="improvement", **who,
        )  # fmt: skip
        entries = history_words.entries(history.of_root(written.plan.pk))
    lines = [entry["what"] for entry in entries]
    subject = "the problem “18 support plans are past review”"
    assert f"changed found on of {subject} from 3 March 2026 to 10 March 2026" in lines
    assert f"set found on of {subject} to 3 March 2026" in lines
    assert next(entry for entry in entries if "10 March" in entry["what"])["why"] == "The log says so"
    several = next(entry for entry in entries if entry["what"].startswith("changed the action"))
    assert {"label": "Owner", "before": "Tom Ellery", "after": "Colin Ashby"} in several["changes"]
    assert {"label": "Stage", "before": "Stabilisation", "after": "Improvement"} in several["changes"]


def test_what_was_removed_is_still_named(written, inside, cast):
    with inside():
        causes.remove(root_cause=written.cause, by=cast.actor("manager"), at=dates.now())
    lines = said(written.plan, inside)
    assert "Priya Raman removed the root cause “no one was named to book reviews”" in lines
    assert any("unlinked the root cause “no one was named to book reviews” to" not in line for line in lines)
    assert not any("“”" in line for line in lines)


def test_an_extension_is_told_from_asking_to_giving(running, inside, cast):
    later = running.completion.due_on + datetime.timedelta(days=20)
    with inside():
        asked = extensions.ask(
            milestone=running.completion, new_due_on=later, reason="Sickness", interim_control="Daily call",
            by=cast.actor("lead"), at=dates.now(),
        )  # fmt: skip
        extensions.approve(extension=asked, reason="Fair", by=cast.actor("governance"), at=dates.now())
    lines = said(running.plan, inside)
    old, new = dates.uk_date(running.completion.due_on), dates.uk_date(later)
    name = "the milestone “completion of A1 Name a review coordinator”"
    assert "Tom Ellery asked for the extension “completion of A1 Name a review coordinator”" in lines
    assert "Helen Marsh gave the extension “completion of A1 Name a review coordinator”" in lines
    with inside():
        entries = history_words.entries(history.of_root(running.plan.pk))
    given = next(entry for entry in entries if entry["what"].startswith("gave the extension"))
    assert given["also"] == [f"changed due date of {name} from {old} to {new}"]
    assert given["why"] == "Fair"


def test_what_was_written_down_later_says_so(written, inside, cast, sign_in):
    week_ago = dates.now() - datetime.timedelta(days=7)
    with inside():
        problems.add(plan=written.plan, title="Found last week", by=cast.actor("manager"), at=week_ago)
        entries = history_words.entries(history.of_root(written.plan.pk))
    late = next(entry for entry in entries if "Found last week" in entry["what"])
    assert late["recorded_at"] is not None
    assert all(entry["recorded_at"] is None for entry in entries if entry is not late)
    page = text_of(sign_in("manager").get(reverse("plan_history", args=[written.plan.pk])))
    assert f"{dates.uk_datetime(week_ago)}</time>, recorded {dates.uk_datetime(late['recorded_at'])}" in page


def test_one_thing_alone_tells_what_it_first_said(written, sign_in):
    client = sign_in("manager")
    page = text_of(client.get(reverse("object_history", args=[written.plan.pk, "action", written.action.pk])))
    assert "A signed rota with a named coordinator each week" in page
    assert "18 support plans" not in page
    nothing = reverse("object_history", args=[written.plan.pk, "action", written.problem.plan_id])
    assert client.get(nothing).status_code == 404
    strange = reverse("object_history", args=[written.plan.pk, "table", written.action.pk])
    assert client.get(strange).status_code == 404


def test_it_is_narrowed_to_one_kind(written, sign_in):
    url = reverse("plan_history", args=[written.plan.pk])
    page = text_of(sign_in("manager").get(f"{url}?about=problem"))
    assert "added the problem" in page
    assert "added the action" not in page


def test_another_organisations_history_is_not_there(written, sign_in):
    url = reverse("object_history", args=[written.plan.pk, "problem", written.problem.pk])
    for key in ("birch_manager", "commissioner", "auditor"):
        assert sign_in(key).get(url).status_code == 404


def test_it_takes_the_same_queries_for_many_entries(written, sign_in, inside, cast):
    client, url = sign_in("manager"), reverse("plan_history", args=[written.plan.pk])
    client.get(url)
    with CaptureQueriesContext(connection) as few:
        client.get(url)
    with inside():
        for number in range(20):
            problems.add(plan=written.plan, title=f"P{number}", by=cast.actor("manager"), at=dates.now())
    with CaptureQueriesContext(connection) as many:
        client.get(url)
    assert len(many) <= len(few)
