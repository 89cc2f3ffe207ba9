"""Components drawn in Python: they say what the templates said, and escape what others wrote."""

import datetime

from django.utils.safestring import mark_safe

from recovery.ui import drawn
from recovery.ui.charts import spark

TODAY = datetime.date(2026, 3, 12)
DAY = datetime.timedelta(days=1)
HOSTILE = "<img src=x onerror=alert(1)>\"'&"


def test_everything_that_others_wrote_is_escaped():
    row = dict.fromkeys(("ref", "title", "owner", "owner_title", "note"), HOSTILE)
    html = drawn.action_row(row | {"url": HOSTILE, "status": "off_track", "due": TODAY}, at=TODAY)
    html += drawn.status_tag("open", note=HOSTILE, words=HOSTILE) + drawn.due_date(None, empty=HOSTILE)
    assert "<img" not in html
    assert html.count("&lt;img src=x onerror=alert(1)&gt;&quot;&#x27;&amp;") == 9


def test_a_late_date_says_so_in_words():
    assert '<span class="hf-due__distance">4 days late</span>' in drawn.due_date(TODAY - 4 * DAY, at=TODAY)
    assert "hf-due--late" not in drawn.due_date(TODAY, at=TODAY)


def test_a_date_that_is_done_or_over_cannot_be_late():
    done = drawn.due_date(TODAY - 4 * DAY, done=TODAY - DAY, at=TODAY)
    over = drawn.due_date(TODAY - 4 * DAY, over=True, at=TODAY)
    assert "done 11 Mar" in done
    assert "late" not in done + over


def test_a_moved_date_keeps_its_original_beside_it():
    html = drawn.due_date(TODAY + 9 * DAY, original=TODAY, at=TODAY)
    assert 'originally <s><time datetime="2026-03-12">12 March 2026</time></s>' in html
    assert "originally" not in drawn.due_date(TODAY, original=TODAY, at=TODAY)


def test_one_value_is_no_trend():
    assert spark.draw([3]) == ""
    assert spark.draw([0, 2, 2], reference=[1, 2, 3]).startswith("<svg")


def test_a_panel_escapes_its_title_and_keeps_its_content():
    html = drawn.panel(mark_safe("<p>Kept</p>"), HOSTILE, note=HOSTILE, id="one", kind="doing", level=3)
    assert "<img" not in html
    assert '<section class="hf-panel hf-panel--doing" id="one">' in html
    assert "<p>Kept</p>" in html
