"""A8, A4 and C2: what the words of actions and causes leave open."""

import time
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from plans.credibility import wording
from plans.enums import Severity

SENTENCES = yaml.safe_load((Path(__file__).parent / "data" / "action_sentences.yaml").read_text(encoding="utf-8"))
EVERY = [text for half in SENTENCES.values() for texts in half.values() for text in texts]
HEDGES = ["where possible", "as appropriate", "if needed", "in due course", "as and when", "subject to funding"]
OPENINGS = ["Consider whether to: ", "Explore: ", "We aim to: ", "The service will seek to: "]


@pytest.mark.parametrize("half", ["tune", "hold"])
def test_it_agrees_with_a_careful_reader(half):
    good, bad = SENTENCES[half]["specific"], SENTENCES[half]["vague"]
    alarms = [text for text in good if wording.findings(text)]
    missed = [text for text in bad if not wording.findings(text)]
    assert len(alarms) <= 0.05 * len(good), alarms
    assert len(missed) <= 0.05 * len(bad), missed


@pytest.mark.parametrize(
    ("text", "matched"),
    [
        ("Increase staffing levels where possible", "where possible"),
        ("Explore options for increasing therapy input", "Explore"),
        ("Train staff in de-escalation", "Train"),
        ("Review strategies for managing behaviour", "Review"),
    ],
)
def test_a_finding_quotes_the_words_it_is_about(text, matched):
    found = wording.findings(text)
    assert matched in [one.matched for one in found]
    assert all(one.severity == Severity.ADVISES and one.rule == "A8" and one.why and one.advice for one in found)


def test_what_is_asked_leaves_out_what_the_fields_give():
    (plain,) = wording.findings("Improve handovers")
    assert plain.advice == "Who will do it, by when, and what could an outsider inspect afterwards?"
    (given_elsewhere,) = wording.findings("Improve handovers", has_owner=True, has_due=True)
    assert given_elsewhere.advice == "What could an outsider inspect afterwards?"


def test_an_owner_and_a_date_elsewhere_hold_down_an_output():
    text = "A protocol for night checks is introduced"
    assert wording.findings(text)
    assert not wording.findings(text, has_owner=True, has_due=True)


def test_nothing_is_said_of_nothing():
    assert wording.findings("") == wording.findings("  \n ") == []


@given(st.text(max_size=300))
def test_any_text_can_be_read(text):
    assert len(wording.findings(text)) <= 3
    wording.causal_findings(text, text, text)
    wording.reads_as_check(text)


@given(st.sampled_from(EVERY))
def test_capitals_spaces_and_the_full_stop_change_nothing(text):
    said = bool(wording.findings(text))
    assert bool(wording.findings(text.removesuffix("."))) == said
    assert bool(wording.findings(f"  {text}  ")) == said


@given(st.sampled_from(EVERY), st.sampled_from(HEDGES))
def test_a_hedge_never_makes_a_vague_action_specific(text, hedge):
    if wording.findings(text):
        assert wording.findings(f"{text.removesuffix('.')} {hedge}.")


@given(st.sampled_from(EVERY), st.sampled_from(OPENINGS))
def test_nothing_that_is_only_meant_is_specific(text, opening):
    assert wording.findings(opening + text, has_owner=True, has_due=True)


@given(st.sampled_from(EVERY))
def test_small_letters_and_capitals_are_read_alike(text):
    said = bool(wording.findings(text))
    assert bool(wording.findings(text.lower())) == bool(wording.findings(text.upper())) == said


@given(st.sampled_from(EVERY))
def test_what_stands_in_the_fields_never_counts_against_the_words(text):
    if not wording.findings(text):
        assert not wording.findings(text, has_owner=True, has_due=True)


@given(st.sampled_from(EVERY))
def test_a_finding_quotes_only_words_that_are_there(text):
    assert all(one.matched in text and one.matched in one.sentence for one in wording.findings(text))


@pytest.mark.parametrize(
    ("text", "specific"),
    [
        ("Introduce spot checks of the kitchen", False),
        ("Introduce a checklist for the kitchen", True),
        ("A trained volunteer now runs the tea bar on Fridays", True),
        ("Train volunteers to run the tea bar", False),
        ("Train 14 volunteers to run the tea bar", True),
        ("Staffing ratio of 1:3 at night", True),
        ("Night staffing to be improved at 1:30", False),
        ("Work in Ward 7 to be better led", False),
        ("Supervision matrix put up in the office", True),
        ("Supervision to be strengthened", False),
        ("Panel meets every fortnight, with more meetings as needed", True),
        ("Panel meets as needed", False),
        ("Update the falls policy by 4 May to require a huddle", True),
        ("Improve falls prevention by 4 May", False),
    ],
)
def test_one_word_can_make_the_difference(text, specific):
    assert (wording.findings(text) == []) is specific


def test_a_look_is_told_what_it_leaves_out():
    (bare,) = wording.findings("Check the fridges")
    assert bare.sentence == "“Check” does not yet say how often, of how many, by whom, or where the result stands."
    (owned,) = wording.findings("Weekly check of standards", has_owner=True)
    assert owned.sentence == "“check” does not yet say of how many, or where the result stands."


def test_a_long_text_is_read_in_no_time():
    text = " ".join(EVERY)[:500]
    start = time.process_time()
    for number in range(100):
        wording.findings(f"{text}{number}")
    assert time.process_time() - start < 1


@given(st.sampled_from(SENTENCES["tune"]["vague"] + SENTENCES["hold"]["vague"]))
def test_a_date_elsewhere_rescues_no_hedge(text):
    hedged = f"{text.removesuffix('.')} where possible"
    assert wording.findings(hedged, has_owner=True, has_due=True)


@pytest.mark.parametrize(
    ("text", "matched"),
    [
        ("Weekly audit of care files", "audit"),
        ("Carry out spot checks on each shift", "spot checks"),
        ("Survey families about mealtimes", "Survey"),
        ("Introduce a monthly audit of MAR charts", "audit"),
        ("Observe two medicine rounds a month", "Observe"),
        ("Introduce a one-page checklist and audit it each week", ""),
        ("Put the audit tool on the tablet", ""),
        ("Staff may not give insulin until observation of practice has been signed", ""),
        ("Name a review coordinator", ""),
    ],
)
def test_a_check_in_the_place_of_an_action_is_recognised(text, matched):
    assert wording.reads_as_check(text) == matched


@pytest.mark.parametrize(
    ("cause", "field", "matched"),
    [
        ("Poor communication between shifts", "cause", "Poor"),
        ("Lack of leadership on nights", "cause", "Lack of leadership"),
        ("Staff did not follow the protocol", "preceding_cause", "did not follow"),
        ("The team leader forgot the review", "preceding_cause", "forgot"),
        ("A nurse gave the wrong chart to the doctor", "preceding_cause", "wrong"),
        ("The rota was drawn up in breach of the procedure", "preceding_cause", "breach"),
        ("Reviews were not carried out for nine months", "duty_source", "not carried out"),
        ("The plan was not always read", "duty_source", "was not always read"),
        ("No one was named to book reviews", "duty_source", "No one"),
        ("Failure to escalate at night", "duty_source", "Failure to"),
    ],
)
def test_a_causal_statement_is_asked_for_what_it_leaves_out(cause, field, matched):
    (found,) = wording.causal_findings(cause)
    assert (found.field, found.matched, found.rule, found.severity) == (field, matched, "C2", Severity.WARNS)
    assert found.advice and found.why and matched in found.sentence


def test_a_descriptor_is_found_in_each_part_of_the_statement():
    found = wording.causal_findings("Poor handover", "inadequate cover", "an unacceptable delay")
    assert [one.field for one in found] == ["cause", "effect", "event"]


@pytest.mark.parametrize(
    "cause",
    [
        "Review hours were taken from shift numbers",
        "The form does not include a field for thickened drinks",
        "The alarm was not designed for outdoor use",
        "The on-call list did not exist at weekends",
        "Two plans were kept, one on paper and one on screen",
        "Lack of a written threshold for calling clinical advice",
    ],
)
def test_a_causal_statement_that_says_what_was_so_is_left_alone(cause):
    assert wording.causal_findings(cause, "reviews being cancelled", "a further incident") == []


def test_the_answer_to_what_was_asked_ends_the_asking():
    error = "Staff did not follow the protocol"
    assert wording.causal_findings(error, preceding_cause="The protocol ran to 40 pages on a shared computer") == []
    omission = "Reviews were not held for nine months"
    assert wording.causal_findings(omission, duty_source="Review procedure, section 4") == []
    assert wording.causal_findings(omission, duty_source="  ")


@pytest.mark.parametrize(
    ("text", "error", "omission"),
    [
        ("The nurse misread the chart", True, False),
        ("Reviews were not held", False, True),
        ("Staff did not follow the plan and did not call the on-call manager", True, True),
        ("Review hours were on no rota", False, False),
        ("", False, False),
    ],
)
def test_the_form_asks_only_where_it_matters(text, error, omission):
    assert wording.asks_preceding_cause(text) is error
    assert wording.asks_duty_source(text) is omission
