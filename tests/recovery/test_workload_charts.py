"""People and weeks, and weeks of a rota: every label inside and apart, readable, the same bytes every time."""

from datetime import date, timedelta
from xml.etree import ElementTree

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from recovery.ui import palette
from recovery.ui.charts import rota, workload
from tests.recovery.test_svg import NAMESPACE, assert_tidy

MONDAY = date(2026, 11, 23)
AHEAD = [MONDAY + timedelta(days=7 * index) for index in range(13)]
names = st.text(st.characters(codec="ascii", categories=["L", "N", "P", "Zs"]), min_size=1, max_size=90)
hours = st.integers(0, 1680).map(lambda tenths: tenths / 10)


@st.composite
def people(draw):
    stated = draw(st.none() | hours)
    cells = [workload.Cell(draw(hours), draw(st.just(0) | hours), stated) for _ in AHEAD]
    return workload.Row(draw(names), draw(names), draw(names), cells)


def picture(rows):
    return workload.draw(rows, weeks=AHEAD, uid="w", title="Hours")


@st.composite
def weeks(draw):
    found = []
    for index in range(draw(st.integers(1, 26))):
        monday = MONDAY - timedelta(days=7 * (26 - index))
        asked = draw(hours)
        if draw(st.booleans()):
            own, agency, unfilled = (draw(st.integers(0, 2000)) for _ in range(3))
            lost = draw(st.none() | st.integers(0, 40))
            found.append(rota.Week(monday, own + agency + unfilled, own, agency, lost, asked))
        else:
            found.append(rota.Week(monday, asked=asked))
    return found


@settings(deadline=None, max_examples=60)
@given(st.lists(people(), min_size=1, max_size=4))
def test_no_label_of_the_picture_leaves_it_or_covers_another(rows):
    assert_tidy(picture(rows))


@settings(deadline=None, max_examples=80)
@given(weeks())
@example([rota.Week(MONDAY, planned=1, own=1)])  # two parts end at the top of the picture
def test_no_label_of_the_rota_leaves_it_or_covers_another(listed):
    assert_tidy(rota.draw(listed, uid="r", title="Rota"))


@pytest.fixture
def rows():
    busy = workload.Row(
        "Abena", "Has 8 h a week", "Over in 1 week", [workload.Cell(14, 0, 8)] + [workload.Cell(6, 0, 8)] * 12
    )
    drafted = workload.Row("Leon", "Has 8 h a week", "Would be over with drafts", [workload.Cell(6, 4, 8)] * 13)
    silent = workload.Row("Colin", "Has not said", "3 h asked at most", [workload.Cell(3)] * 13)
    return [busy, drafted, silent]


def texts(source) -> list[str]:
    return [one.text for one in ElementTree.fromstring(source).iter(f"{NAMESPACE}text")]  # noqa: S314  (our own drawing)


def titles(source) -> list[str]:
    return [one.text for one in ElementTree.fromstring(source).iter(f"{NAMESPACE}title")]  # noqa: S314  (our own drawing)


def test_overload_is_words_shape_and_colour(rows):
    source = picture(rows)
    assert "Over in 1 week" in texts(source)
    assert "Abena, week of 23 November 2026: 14 h asked of 8 h: 6 h too many" in titles(source)
    assert f'<rect x="2" y="2" width="12" height="12" rx="1" fill="{palette.RED.shape}"/>' in source
    assert [row.tone for row in rows] == ["red", "amber", "plain"]


def test_the_key_names_only_what_is_drawn(rows):
    assert {"This week", "Hours they have", "A draft would add"} <= set(texts(picture(rows)))
    assert not {"Hours they have", "A draft would add"} & set(texts(picture(rows[2:])))


def test_the_same_facts_give_the_same_bytes_without_styles(rows):
    source = picture(rows)
    assert source == picture(rows)
    assert "style=" not in source
    assert "class=" not in source


def test_a_week_that_nobody_recorded_is_a_gap_and_not_nought():
    listed = [rota.Week(MONDAY - timedelta(days=7)), rota.Week(MONDAY, 600, 500, 69, 4, 22)]
    source = rota.draw(listed, uid="r", title="Rota")
    assert "Week of 16 November 2026: not recorded" in titles(source)
    assert "Not recorded: nobody knows yet, so it is not nought" in texts(source)
    assert "1 of 2 weeks are recorded, the others are gaps" in source
    whole = rota.draw(listed[1:], uid="r", title="Rota")
    assert "not nought" not in whole


def test_each_part_of_the_rota_is_named_where_it_is():
    source = rota.draw([rota.Week(MONDAY, 600, 500, 69, 4, 22)], uid="r", title="Rota", asks="The plan asks")
    assert {"Own staff 500 h", "Agency 69 h", "Unfilled 31 h", "The plan asks 22 h"} <= set(texts(source))


def test_the_parts_of_a_bar_stand_apart_without_colour():
    """Own staff, agency and unfilled side by side, in greyscale as in colour; the excess against its bar."""
    assert palette.contrast(rota.OWN, rota.AGENCY) >= 3
    assert palette.contrast(palette.RED.shape, palette.CARD) >= 3
    assert palette.contrast(palette.FIELD, palette.CARD) >= 3
    assert palette.contrast(palette.RED.shape, workload.BAR) >= 3
    assert palette.contrast(palette.INK, palette.SAFFRON_WASH) >= 4.5
    assert palette.contrast(palette.AMBER.ink, palette.SAFFRON_WASH) >= 4.5
    assert palette.contrast(palette.RED.ink, palette.SAFFRON_WASH) >= 4.5
