"""The filter bar: nothing in a filter can be wrong, and the bar shows what is applied."""

import pytest
from django.core.paginator import Paginator
from django.http import QueryDict
from django.template import Context, Template
from hypothesis import given
from hypothesis import strategies as st

from recovery.ui import filters, forms


class Narrow(filters.Filter):
    subject = ("q",)

    q = forms.CharField(label="Words", max_length=20)
    state = forms.ChoiceField(choices=[("open", "Open"), ("shut", "Closed & kept")], placeholder="Any", label="State")
    size = forms.ChoiceField(choices=[("big", "Big")], placeholder="Every size", label="Size")


def bar(query: str, found: int) -> str:
    page = Paginator(range(found), 10).get_page(1)
    template = Template('{% load holdfast %}{% filter_bar form "Narrow it" page what="slip" %}')
    return template.render(Context({"form": Narrow(QueryDict(query)), "page": page}))


def test_what_is_chosen_is_applied():
    form = Narrow(QueryDict("q=a&state=shut"))
    assert form.wanted == {"q": "a", "state": "shut", "size": ""}
    assert form.narrowed


@pytest.mark.parametrize("query", ["", "state=", "state=nonsense", "size=%00", "other=1", "page=3", "state=open%00"])
def test_what_is_not_understood_is_left_out_and_not_shown(query):
    form = Narrow(QueryDict(query))
    assert not any(form.wanted.values())
    assert not form.narrowed
    assert "nonsense" not in bar(query, 3)
    assert "govuk-error-message" not in bar(query, 3)


@given(st.dictionaries(st.sampled_from(["q", "state", "size", "page"]), st.text(max_size=40)))
def test_no_address_breaks_it(given):
    query = QueryDict(mutable=True)
    query.update(given)
    form = Narrow(query)
    assert form.chips == form.chips
    assert form.errors == {}


def test_each_chip_takes_itself_away_and_clearing_keeps_what_the_list_is_of():
    form = Narrow(QueryDict("q=a+b&state=shut&size=big&page=4"))
    assert [(chip["label"], chip["words"], chip["url"]) for chip in form.chips] == [
        ("State", "Closed & kept", "?q=a+b&size=big"),
        ("Size", "Big", "?q=a+b&state=shut"),
    ]
    assert form.everything == "?q=a+b"


@pytest.mark.parametrize(
    ("query", "found", "said"),
    [
        ("", 0, "No slips"), ("", 1, "1 slip"), ("", 1200, "1,200 slips"),
        ("size=big", 0, "No slips match"), ("size=big", 1, "1 slip matches"), ("size=big", 2, "2 slips match"),
    ],
)  # fmt: skip
def test_how_much_is_left_is_said_in_words(query, found, said):
    assert f">{said}<" in bar(query, found)


def test_the_bar_asks_by_get_and_escapes_what_was_typed():
    html = bar("q=%22%3E%3Cscript%3E&state=shut", 2)
    assert '<form class="hf-filter" method="get" role="search" aria-label="Narrow it">' in html
    assert "<script>" not in html
    assert "Closed &amp; kept" in html
    assert "Clear filters" in html
