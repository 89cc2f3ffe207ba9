"""A8, A4 and C2: what the words of actions and causes leave open."""

from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from plans.credibility import wording
from plans.enums import Severity

SENTENCES = yaml.safe_load((Path(__file__).parent / "data" / "action_sentences.yaml").read_text(encoding="utf-8"))
EVERY = [text for half in SENTENCES.values() for texts in half.values() for text in texts]
HEDGES = ["where possible", "as appropriate", "if needed"]


@pytest.mark.parametrize("half", ["tune", "hold"])
def test_it_agrees_with_a_careful_reader(half):
    good, bad = SENTENCES[half]["specific"], SENTENCES[half]["vague"]
    alarms = [text for text in good if wording.findings(text)]
    missed = [text for text in bad if not wording.findings(text)]
    assert len(alarms) <= 0.1 * len(good), alarms
    assert len(alarms) + len(missed) <= 0.08 * (len(good) + len(bad)), alarms + missed


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
        ("Introduce a one-page checklist and audit it each week", ""),
        ("Name a review coordinator", ""),
    ],
)
def test_a_check_in_the_place_of_an_action_is_recognised(text, matched):
    assert wording.reads_as_check(text) == matched


@pytest.mark.parametrize(
    ("cause", "field"),
    [
        ("Poor communication between shifts", "cause"),
        ("A nurse gave the wrong chart to the doctor", "cause"),
        ("Staff did not follow the protocol", "preceding_cause"),
        ("The team leader forgot the review", "preceding_cause"),
        ("Reviews were not carried out for nine months", "duty_source"),
        ("No one was named to book reviews", "duty_source"),
    ],
)
def test_a_causal_statement_is_asked_for_what_it_leaves_out(cause, field):
    assert field in [one.field for one in wording.causal_findings(cause)]


def test_a_causal_statement_that_says_what_was_so_is_left_alone():
    assert wording.causal_findings("Review hours were taken from shift numbers", "reviews being cancelled") == []
    error = "Staff did not follow the protocol"
    assert wording.causal_findings(error, preceding_cause="The protocol ran to 40 pages on a shared computer") == []
    omission = "Reviews were not held for nine months"
    assert wording.causal_findings(omission, duty_source="Review procedure, section 4") == []


def test_the_form_asks_only_where_it_matters():
    assert wording.asks_preceding_cause("The nurse misread the chart")
    assert wording.asks_duty_source("Reviews were not held")
    assert not wording.asks_preceding_cause("Review hours were on no rota")
    assert not wording.asks_duty_source("Review hours were taken from shift numbers")
