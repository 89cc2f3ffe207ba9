"""What kind of change the words of an action speak of: a suggestion, and nothing where they do not say."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plans.credibility import action_types
from plans.enums import ActionType as T


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Fit a keypad lock to the medicines room", T.PHYSICAL_CHANGE),
        ("The record will not close until the capacity field is filled in", T.FORCING_FUNCTION),
        ("New admissions are paused until six nurses are in post", T.FORCING_FUNCTION),
        ("No agency worker will be given keys without a signed induction checklist", T.CHECKLIST),
        ("No carer may give insulin until a nurse has observed them three times", T.SIMULATION),
        ("The nominated individual visits each unit every week and decides what is needed", T.TANGIBLE_LEADERSHIP),
        ("Replace three referral forms with a single form", T.SIMPLIFY),
        ("One agreed sequence for evening support on all units", T.STANDARDISE),
        ("A named deputy is on call each night", T.REDUNDANCY),
        ("Recruit to three vacant posts", T.STAFFING),
        ("An electronic alert when a review is due", T.SOFTWARE),
        ("A laminated checklist for each handover", T.CHECKLIST),
        ("Double check of insulin doses", T.DOUBLE_CHECK),
        ("Put up posters about the call bell", T.WARNING),
        ("Train staff in the new protocol", T.TRAINING),
        ("Rewrite the falls policy", T.POLICY),
        ("Investigate why reviews were missed", T.FURTHER_STUDY),
        ("Training with observed practice and sign-off before working alone", T.SIMULATION),
    ],
)
def test_the_words_name_the_kind(text, kind):
    assert action_types.suggest(text) is kind


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Be kinder",
        "Monthly audit of care files",
        "Keep an eye on evenings",
        "95% of reviews in date by March",
        "Improve communication between shifts",
        "The director visits each home once a quarter",
        "Buy six pressure-relieving mattresses",
    ],
)
def test_nothing_is_suggested_where_the_words_do_not_say(text):
    assert action_types.suggest(text) is None


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Put a falls tracker on the wall by the door", T.CHECKLIST),
        ("Send a memo about the new electronic form", T.POLICY),
        ("Remind staff to use the checklist", T.POLICY),
        ("Train staff in the new protocol", T.TRAINING),
        ("Consider a keypad lock", T.FURTHER_STUDY),
        ("Provide a prompt card after the training", T.CHECKLIST),
    ],
)
def test_a_word_in_passing_does_not_name_the_kind(text, kind):
    assert action_types.suggest(text) is kind


def test_a_door_that_is_mentioned_is_not_a_door_that_is_fitted():
    assert action_types.suggest("Greet families at the door") is not T.PHYSICAL_CHANGE


@given(st.text(max_size=200))
def test_any_text_can_be_read(text):
    action_types.suggest(text)
