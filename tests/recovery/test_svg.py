"""The timeline: complete, labels inside and apart, the same bytes every time, fit for a PDF."""

import re
from datetime import date, timedelta
from xml.etree import ElementTree

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from recovery.ui import gallery, svg
from recovery.ui.charts import timeline
from recovery.ui.charts.timeline import Row
from recovery.ui.status import STATUSES

TODAY = date(2026, 3, 12)
NAMESPACE = "{http://www.w3.org/2000/svg}"


def drawn(rows, today=TODAY):
    return timeline.draw(rows, today=today, uid="t", title="Milestones")


def parsed(source):
    return ElementTree.fromstring(source)  # noqa: S314  (our own drawing)


def texts(source):
    """Every text of a drawing: its words, baseline, and extent from left to right."""
    found = []
    for element in parsed(source).iter(f"{NAMESPACE}text"):
        size = float(element.get("font-size", timeline.SIZE))
        wide = svg.width(element.text, size, bold=element.get("font-weight") is not None)
        x = float(element.get("x"))
        start = {"end": x - wide, "middle": x - wide / 2}.get(element.get("text-anchor"), x)
        found.append((element.text, float(element.get("y")), start, start + wide))
    return found


def assert_tidy(source):
    root = parsed(source)
    right, bottom = (float(part) for part in root.get("viewBox").split()[2:])
    placed = texts(source)
    for words, y, start, end in placed:
        assert start >= -0.5, words
        assert end <= right + 0.5, words
        assert 0 < y <= bottom, words
    for index, (words, y, start, end) in enumerate(placed):
        for other, their_y, their_start, their_end in placed[index + 1 :]:
            if abs(y - their_y) < 10:
                assert end <= their_start + 0.5 or their_end <= start + 0.5, (words, other)


day = st.dates(date(2025, 6, 1), date(2027, 6, 1))
names = st.text(st.characters(codec="ascii", categories=["L", "N", "P", "Zs"]), min_size=1, max_size=90)


@st.composite
def rows(draw):
    due = draw(day)
    return Row(
        name=draw(names), original=draw(st.just(due) | day), due=due, status=draw(st.sampled_from(list(STATUSES))),
        forecast=draw(st.none() | day), done=draw(st.none() | day),
    )  # fmt: skip


@settings(deadline=None, max_examples=120)
@given(st.lists(rows(), min_size=1, max_size=8), day)
def test_no_label_leaves_the_drawing_or_covers_another(listed, today):
    assert_tidy(drawn(listed, today))


def test_the_gallery_drawing_is_tidy():
    assert_tidy(drawn(gallery.milestones()))


def test_the_same_facts_give_the_same_bytes():
    assert drawn(gallery.milestones()) == drawn(gallery.milestones())


def test_it_needs_nothing_that_a_pdf_or_the_security_policy_lacks():
    source = drawn(gallery.milestones())
    assert not re.search(r"style=|class=|currentColor|var\(|<script|href", source)
    assert 'font-family="Atkinson Hyperlegible Next' in source.split(">")[0]
    assert source.count("font-family") == 1


def test_it_can_be_heard():
    source = drawn(gallery.milestones())
    root = parsed(source)
    ids = [element.get("id") for element in root.iter() if element.get("id")]
    assert root.get("role") == "img"
    assert root.get("aria-labelledby").split() == ids == ["t-title", "t-description"]
    described = root.find(f"{NAMESPACE}desc").text
    assert described == (
        "7 milestones on 12 March 2026: 1 verified, 1 complete, 1 off track, 1 at risk, 1 on track, 1 not started, "
        "1 withdrawn; 3 moved from the original date."
    )


def test_a_name_with_markup_is_only_text():
    source = drawn([Row('<b onload="x">& Co', TODAY, TODAY, "on_track")])
    assert "<b " not in source
    assert any(words.startswith('<b onload="x">') for words, *_ in texts(source))


@pytest.mark.parametrize(
    ("row", "words"),
    [
        (Row("a", TODAY, TODAY, "on_track"), "12 Mar"),
        (Row("a", TODAY - timedelta(4), TODAY - timedelta(4), "off_track"), "8 Mar, 4 days late"),
        (Row("a", TODAY - timedelta(30), TODAY + timedelta(12), "on_track"), "24 Mar, moved 42 days"),
        (Row("a", TODAY, TODAY, "at_risk", forecast=TODAY + timedelta(1)), "12 Mar, forecast 1 day later"),
        (Row("a", TODAY, TODAY, "complete", done=TODAY - timedelta(1)), "done 11 Mar"),
        (Row("a", TODAY - timedelta(4), TODAY - timedelta(4), "withdrawn"), "was due 8 Mar"),
    ],
)
def test_each_row_says_where_it_stands(row, words):
    assert words in [found for found, *_ in texts(drawn([row]))]


def test_due_today_is_not_late():
    assert "12 Mar" in [words for words, *_ in texts(drawn([Row("a", TODAY, TODAY, "on_track")]))]


def test_long_names_are_wrapped_then_cut():
    lines = svg.wrap("Every member of staff who administers medicines has been re-assessed and signed off", 200, 14)
    assert len(lines) == 2
    assert lines[1].endswith("…")
    assert all(svg.width(line, 14) <= 200 for line in lines)
