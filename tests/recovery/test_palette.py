"""Words at 4.5 to 1 on their tint, shapes at 3 to 1, and never by colour alone."""

import pytest

from recovery.ui import compile_css, icons, palette
from recovery.ui.status import STATES, STATUSES

GROUNDS = {"card": palette.CARD, "white": palette.WHITE, "paper": palette.PAPER, "now": palette.SAFFRON_WASH}


@pytest.mark.parametrize("name", palette.TONES)
def test_words_and_shapes_stand_out_from_their_tint(name):
    tone = palette.TONES[name]
    for ground in (tone.tint, *GROUNDS.values()):
        assert palette.contrast(tone.ink, ground) >= 4.5
        assert palette.contrast(tone.shape, ground) >= 3


@pytest.mark.parametrize(
    ("words", "ground"),
    [
        (palette.INK, palette.PAPER), (palette.MUTED, palette.PAPER), (palette.MUTED, palette.CARD),
        (palette.MUTED, palette.WASH), (palette.MUTED, palette.SAFFRON_WASH), (palette.LINK, palette.PAPER),
        (palette.LINK, palette.SAFFRON_WASH), (palette.LINK_VISITED, palette.PAPER), (palette.INK, palette.SAFFRON),
        (palette.INK, palette.FOCUS), (palette.PINE_INK, palette.PINE), (palette.PINE_INK, palette.PINE_RAISED),
        (palette.PINE_MUTED, palette.PINE), (palette.PINE_MUTED, palette.PINE_RAISED),
        (palette.WHITE, palette.PINE_LINE), (palette.WHITE, palette.RED.ink), (palette.WHITE, palette.PINE),
    ],
)  # fmt: skip
def test_words_can_be_read_on_their_ground(words, ground):
    assert palette.contrast(words, ground) >= 4.5


def test_boxes_and_the_focus_ring_can_be_seen():
    assert palette.contrast(palette.FIELD, palette.WHITE) >= 3
    assert palette.contrast(palette.FOCUS, palette.INK) >= 3  # the ring is saffron inside ink
    assert palette.contrast(palette.INK, palette.PAPER) >= 3


def test_contrast_is_measured_as_wcag_does():
    assert palette.contrast("#000000", "#ffffff") == pytest.approx(21)
    assert palette.contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


def test_every_status_has_words_a_shape_and_a_tone_and_no_two_share_a_shape():
    for shown in (*STATUSES.values(), *STATES.values()):
        assert shown.words
        assert shown.mark
        assert shown.shape in icons.SHAPES
        assert shown.tone in palette.TONES
    assert len({shown.shape for shown in STATUSES.values()}) == len(STATUSES)
    assert len({shown.mark for shown in STATUSES.values()}) == len(STATUSES)


def test_the_committed_stylesheet_is_what_its_sources_compile_to():
    assert compile_css.PALETTE.read_text() == palette.scss()
    assert compile_css.COMPILED.read_text() == compile_css.compiled()


def test_the_stylesheet_fetches_only_our_own_fonts():
    fetched = [part.split(")")[0] for part in compile_css.COMPILED.read_text().split("url(")[1:]]
    assert fetched
    assert all(address.strip("\"'").startswith("../fonts/") for address in fetched)
