"""A list of steps: what its buttons do, and what is kept of what was typed."""

import pytest
from django.core.exceptions import ValidationError
from django.http import QueryDict

from recovery.ui import forms
from recovery.ui.steps import MOST, press


class Chain(forms.Form):
    chain = forms.StepsField(label="Chain", required=False)


def test_empty_boxes_are_left_out_and_white_space_is_one_space():
    form = Chain(QueryDict("chain=one&chain=&chain=two++words%0Aand+more"))
    assert form.is_valid()
    assert form.cleaned_data["chain"] == ["one", "two words and more"]


def test_every_box_has_a_label_and_every_button_a_name():
    drawn = str(Chain(QueryDict("chain=one&chain=two"))["chain"].as_field_group())
    assert drawn.count("<label") == 2
    for words in ("Move up: step 2", "Move down: step 1", "Remove: step 2", "Add another step"):
        assert words in drawn


def test_no_more_than_the_most_can_be_added_or_kept():
    full = ["x"] * MOST
    assert press(full, "add") == full
    with pytest.raises(ValidationError, match=f"Write {MOST} at most"):
        forms.StepsField(required=False).clean([*full, "x"])


def test_a_text_that_looks_like_markup_stays_text():
    drawn = str(Chain(QueryDict("chain=%3Cb%3Ex"))["chain"].as_field_group())
    assert "&lt;b&gt;x" in drawn
