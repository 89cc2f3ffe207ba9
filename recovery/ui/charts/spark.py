"""A trend the size of a word: beside a figure, never instead of it.

No axis, no labels, no title: the sentence beside it says what it shows, so the drawing is hidden from those who hear
the page. The line ends in a dot, which is now; `reference` is what was expected, dashed.
"""

from collections.abc import Sequence

from recovery.ui import palette, svg

WIDE, HIGH, EDGE = 96, 30, 4


def draw(values: Sequence[float], *, reference: Sequence[float] = (), tone: str = "plain") -> str:
    """An SVG string, or nothing for fewer than two values: one point is no trend."""
    if len(values) < 2:
        return ""
    top = max(*values, *reference, 1)
    lines = ""
    if reference:
        lines += (
            f'<path d="{_path(reference, top)}" fill="none" stroke="{palette.AMBER.shape}" stroke-width="1.5"'
            ' stroke-dasharray="2 2.5"/>'
        )
    lines += (
        f'<path d="{_path(values, top)}" fill="none" stroke="{palette.FIELD}" stroke-width="1.6"'
        ' stroke-linejoin="round"/>'
    )
    x, y = _place(len(values) - 1, values[-1], len(values), top)
    lines += f'<circle cx="{svg.number(x)}" cy="{svg.number(y)}" r="3.2" fill="{palette.TONES[tone].shape}"/>'
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDE} {HIGH}" width="{WIDE}" height="{HIGH}"'
        f' aria-hidden="true" focusable="false">{lines}</svg>'
    )


def _path(values: Sequence[float], top: float) -> str:
    places = (_place(index, value, len(values), top) for index, value in enumerate(values))
    return "M" + "L".join(f"{svg.number(x)} {svg.number(y)}" for x, y in places)


def _place(index: int, value: float, count: int, top: float) -> tuple[float, float]:
    return EDGE + (WIDE - 2 * EDGE) * index / (count - 1), HIGH - EDGE - (HIGH - 2 * EDGE) * value / top
