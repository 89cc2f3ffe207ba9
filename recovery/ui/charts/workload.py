"""People and weeks: the hours asked of each person in each week, against the hours they have said they have.

One row a person, one column a week. A bar is what is asked; its dashed part is what a draft would add; the line across
is what the person has. What is over the line is red, has a square beside its figure, and is said in words under the
name: none of the three is needed to read the other two. The same arguments give the same bytes.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from recovery import dates
from recovery.ui import palette, svg
from recovery.ui.icons import SHAPES

WIDE = 780
NAMES = 214
LEFT, RIGHT = NAMES + 8, WIDE - 4
TOP = 44
ROW = 64
HIGH = 32  # of the tallest bar
SIZE = 14
SMALL = 13
FIGURE = 12.5
BAR = "#cfdad5"


@dataclass(frozen=True)
class Cell:
    """A week of one person. `stated`: none if nobody has said."""

    asked: float
    added: float = 0
    stated: float | None = None

    @property
    def over(self) -> bool:
        return self.stated is not None and self.asked > self.stated

    @property
    def would_be_over(self) -> bool:
        return self.stated is not None and self.asked + self.added > self.stated


@dataclass(frozen=True)
class Row:
    name: str
    has: str
    """What the person has, in words."""
    said: str
    """What that comes to, in words."""
    cells: Sequence[Cell]

    @property
    def tone(self) -> str:
        if any(cell.over for cell in self.cells):
            return "red"
        return "amber" if any(cell.would_be_over for cell in self.cells) else "plain"


def draw(rows: Sequence[Row], *, weeks: Sequence[date], uid: str, title: str) -> str:
    """`weeks`: the Monday of each column, the present week first."""
    bottom = TOP + ROW * len(rows)
    drawing = svg.Drawing(
        uid, wide=WIDE, high=bottom + 34, title=title, description=describe(rows, weeks), ink=palette.INK, size=SIZE
    )
    step = (RIGHT - LEFT) / len(weeks)
    top = max([cell.asked + cell.added for row in rows for cell in row.cells]
              + [cell.stated or 0 for row in rows for cell in row.cells] + [1])  # fmt: skip
    _axis(drawing, weeks, step, bottom)
    for index, row in enumerate(rows):
        _row(drawing, row, weeks, step, top, TOP + ROW * index)
    _key(drawing, rows, bottom + 22)
    return str(drawing)


def describe(rows: Sequence[Row], weeks: Sequence[date]) -> str:
    over = sum(row.tone == "red" for row in rows)
    people = "1 person" if len(rows) == 1 else f"{len(rows)} people"
    said = "nobody is" if not over else "1 person is" if over == 1 else f"{over} people are"
    return (
        f"{people}, {len(weeks)} weeks from {dates.uk_date(weeks[0])}: {said} asked for more hours in some week than "
        "they have said they have."
    )


def _axis(drawing: svg.Drawing, weeks: Sequence[date], step: float, bottom: int) -> None:
    month = None
    drawing.add("rect", x=float(LEFT), y=TOP - 30, width=step, height=bottom - TOP + 30, fill=palette.SAFFRON_WASH)
    drawing.path(f"M{LEFT} {TOP - 30}h{svg.number(step)}", stroke=palette.SAFFRON, stroke_width=4)
    for index, monday in enumerate(weeks):
        middle = LEFT + step * (index + 0.5)
        drawing.text(middle, TOP - 6, str(monday.day), text_anchor="middle", font_size=SMALL, fill=palette.MUTED)
        if (monday.year, monday.month) != month:
            month = (monday.year, monday.month)
            drawing.text(
                middle, TOP - 33, dates.MONTHS[monday.month - 1][:3], text_anchor="middle", font_size=SMALL,
                font_weight=650,
            )  # fmt: skip


def _row(drawing: svg.Drawing, row: Row, weeks: Sequence[date], step: float, most: float, top: int) -> None:
    drawing.path(f"M0 {top}H{WIDE}", stroke=palette.LINE, stroke_width=1)
    drawing.text(0, top + 20, svg.clip(row.name, NAMES, SIZE, bold=True), font_weight=650)
    drawing.text(0, top + 37, svg.clip(row.has, NAMES, SMALL), font_size=SMALL, fill=palette.MUTED)
    tone = palette.TONES[row.tone]
    mark = {"red": "square", "amber": "diamond"}.get(row.tone)
    if mark:
        _shape(drawing, mark, tone.shape, 0, top + 44, 11)
    drawing.text(
        16 if mark else 0, top + 54, svg.clip(row.said, NAMES - 16, SMALL, bold=bool(mark)), font_size=SMALL,
        font_weight=650 if mark else None, fill=tone.ink if mark else palette.MUTED,
    )  # fmt: skip
    for index, (cell, monday) in enumerate(zip(row.cells, weeks, strict=True)):
        _cell(drawing, cell, row.name, monday, LEFT + step * index, step, most, top)


def words(cell: Cell) -> str:
    """14 h asked of 8 h; a draft would add 3 h"""
    said = f"{figure(cell.asked)} h asked"
    if cell.stated is not None:
        said += f" of {figure(cell.stated)} h"
    if cell.added:
        said += f"; a draft would add {figure(cell.added)} h"
    if cell.over:
        said += f": {figure(cell.asked - (cell.stated or 0))} h too many"
    return said


def figure(hours: float) -> str:
    return f"{hours:,.1f}".removesuffix(".0")


def _cell(
    drawing: svg.Drawing, cell: Cell, name: str, monday: date, x: float, step: float, most: float, top: int
) -> None:
    base, middle, half = top + ROW - 6, x + step / 2, min(step / 2 - 5, 15)
    scale = HIGH / most
    drawing.open(f"{name}, week of {dates.uk_date(monday)}: {words(cell)}")
    if cell.asked:
        fits = min(cell.asked, cell.stated) if cell.stated is not None else cell.asked
        _box(drawing, middle, half, base, fits * scale, fill=BAR, stroke=palette.FIELD)
        if cell.over:
            _box(drawing, middle, half, base - fits * scale, (cell.asked - fits) * scale, fill=palette.RED.shape)
    if cell.added:
        edge = palette.AMBER.shape if cell.would_be_over else palette.FIELD
        _box(
            drawing, middle, half, base - cell.asked * scale, cell.added * scale, fill=palette.CARD, stroke=edge,
            stroke_dasharray="3 2",
        )  # fmt: skip
    if cell.stated is not None:
        y = svg.number(base - cell.stated * scale)
        drawing.path(f"M{svg.number(x)} {y}h{svg.number(step)}", stroke=palette.INK, stroke_width=1.6)
    _figure(drawing, cell, middle, step, base - max(cell.asked + cell.added, cell.stated or 0) * scale)
    drawing.close()


def _figure(drawing: svg.Drawing, cell: Cell, middle: float, step: float, above: float) -> None:
    """The hours, over bar and line alike, with the shape of what they mean."""
    whole = cell.asked + cell.added
    if not whole:
        return
    mark, tone = (
        ("square", palette.RED) if cell.over else ("diamond", palette.AMBER) if cell.would_be_over else ("", None)
    )
    written = figure(whole)
    room = step - 2 - (11 if mark else 0)
    if svg.width(written, FIGURE, bold=bool(mark)) > room:
        written = f"{whole:.0f}"
    wide = svg.width(written, FIGURE, bold=bool(mark)) + (11 if mark else 0)
    left, y = middle - wide / 2, above - 5
    if mark:
        _shape(drawing, mark, tone.shape, left, y - 8.5, 9)
    drawing.text(
        left + (11 if mark else 0), y, written, font_size=FIGURE, font_weight=650 if mark else None,
        fill=tone.ink if tone else palette.INK,
    )  # fmt: skip


def _box(drawing: svg.Drawing, middle: float, half: float, base: float, high: float, **drawn: object) -> None:
    if high > 0:
        drawing.add("rect", x=middle - half, y=base - high, width=half * 2, height=max(high, 0.5), **drawn)


def _shape(drawing: svg.Drawing, name: str, colour: str, x: float, y: float, size: float) -> None:
    n = svg.number
    drawing.add(
        "g", SHAPES[name].format(c=colour, w=palette.WHITE),
        transform=f"translate({n(x)} {n(y)}) scale({size / 16:.3f})",
    )  # fmt: skip


def _key(drawing: svg.Drawing, rows: Sequence[Row], y: float) -> None:
    """What no label can say where it stands: which column is now, and what the line and the dashes are."""
    cells = [cell for row in rows for cell in row.cells]
    x: float = LEFT
    drawing.text(x, y, "This week", font_size=SMALL, font_weight=650, fill=palette.AMBER.ink)
    x += svg.width("This week", SMALL, bold=True) + 24
    if any(cell.stated is not None for cell in cells):
        drawing.path(f"M{svg.number(x)} {y - 4}h22", stroke=palette.INK, stroke_width=1.6)
        drawing.text(x + 28, y, "Hours they have", font_size=SMALL, fill=palette.MUTED)
        x += 28 + svg.width("Hours they have", SMALL) + 24
    if any(cell.added for cell in cells):
        drawing.add(
            "rect", x=x, y=y - 11, width=16, height=12, fill=palette.CARD, stroke=palette.FIELD, stroke_dasharray="3 2"
        )
        drawing.text(x + 22, y, "A draft would add", font_size=SMALL, fill=palette.MUTED)
