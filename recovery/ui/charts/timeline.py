"""Milestones and their slips, drawn: original date, date due now, forecast, done, and where today stands.

One row a milestone. The original date is never overwritten, so a moved milestone shows both dates and the distance
between them. Every row is labelled directly; a label is put where it fits, and never over another mark. The result is
an SVG string whose bytes depend on nothing but the arguments, for the page and for the PDF alike.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from recovery import dates
from recovery.ui import palette, svg
from recovery.ui.icons import SHAPES
from recovery.ui.status import display

WIDE = 780
NAMES = 238  # the names' column
LEFT, RIGHT = NAMES + 22, WIDE - 14  # the dates' area
TOP = 40
ROW = 44
SIZE = 14
SMALL = 13
GAP = 13  # between a mark and a label
NEAR = 12  # marks closer than this would hide each other


@dataclass(frozen=True)
class Row:
    name: str
    original: date
    due: date
    status: object  # an enum member or value of recovery.ui.status.STATUSES
    forecast: date | None = None
    done: date | None = None
    start: date | None = None


def draw(rows: Sequence[Row], *, today: date, uid: str, title: str) -> str:
    scale = Scale(rows, today)
    bottom = TOP + ROW * len(rows)
    keys = _keys(rows)
    drawing = svg.Drawing(
        uid, wide=WIDE, high=bottom + 30 + 22 * len(keys), title=title, description=describe(rows, today),
        ink=palette.INK, size=SIZE,
    )  # fmt: skip
    _axis(drawing, scale, bottom)
    _today(drawing, scale, today, bottom)
    for index, row in enumerate(rows):
        _row(drawing, scale, row, today, TOP + ROW * index)
    for index, line in enumerate(keys):
        _key(drawing, line, bottom + 44 + 22 * index)
    return str(drawing)


def describe(rows: Sequence[Row], today: date) -> str:
    """What the drawing shows, for those who hear it."""
    counts = Counter(display(row.status).words.lower() for row in rows)
    states = ", ".join(f"{count} {words}" for words, count in counts.items())
    moved = sum(row.due != row.original for row in rows)
    slips = f"{moved} moved from the original date" if moved else "none moved from the original date"
    noun = "milestone" if len(rows) == 1 else "milestones"
    return f"{len(rows)} {noun} on {dates.uk_date(today)}: {states}; {slips}."


class Scale:
    """Days to x, over whole months that hold every date of every row and today."""

    def __init__(self, rows: Sequence[Row], today: date):
        known = [day for row in rows for day in (row.start, row.original, row.due, row.forecast, row.done) if day] + [
            today
        ]
        self.first = (min(known) - timedelta(days=6)).replace(day=1)
        self.last = _month_after(max(max(known) + timedelta(days=6), self.first + timedelta(days=70)))

    def x(self, day: date) -> float:
        share = (day - self.first).days / (self.last - self.first).days
        return round(LEFT + (RIGHT - LEFT) * share, 1)

    def months(self) -> list[date]:
        """The months that are labelled: every one, or every second, third, sixth or twelfth if they are crowded."""
        every, month = [], self.first
        while month < self.last:
            every.append(month)
            month = _month_after(month)
        room = (RIGHT - LEFT) / len(every)
        step = next((step for step in (1, 2, 3, 6) if room * step >= 36), 12)
        return [month for month in every if (month.month - 1) % step == 0] or every[:1]


def _month_after(day: date) -> date:
    return (day.replace(day=1) + timedelta(days=32)).replace(day=1)


def _axis(drawing: svg.Drawing, scale: Scale, bottom: int) -> None:
    year = None
    for month in scale.months():
        x = scale.x(month)
        drawing.path(f"M{x} {TOP - 8}V{bottom}", stroke=palette.LINE, stroke_width=1)
        drawing.text(x + 4, TOP - 12, dates.MONTHS[month.month - 1][:3], font_size=SMALL, fill=palette.MUTED)
        if month.year != year and x + 4 + svg.width(str(month.year), SMALL, bold=True) <= WIDE:
            drawing.text(x + 4, TOP - 27, str(month.year), font_size=SMALL, font_weight=650, fill=palette.INK)
            year = month.year


def _today(drawing: svg.Drawing, scale: Scale, today: date, bottom: int) -> None:
    x = scale.x(today)
    words = f"Today, {dates.uk_short(today)}"
    half = svg.width(words, SMALL, bold=True) / 2
    middle = min(max(x, LEFT + half), WIDE - half)
    drawing.path(f"M{x} {TOP - 8}V{bottom + 6}", stroke=palette.SAFFRON, stroke_width=2)
    drawing.text(
        middle, bottom + 20, words, text_anchor="middle", font_size=SMALL, font_weight=650, fill=palette.AMBER.ink
    )


def _row(drawing: svg.Drawing, scale: Scale, row: Row, today: date, top: int) -> None:
    middle = top + ROW / 2
    shown = display(row.status)
    drawing.path(f"M0 {top}H{WIDE}", stroke=palette.LINE, stroke_width=1)
    drawing.open(f"{row.name}: {shown.words.lower()}, {_words(row, today)}")
    drawing.add("g", SHAPES[shown.shape].format(c=palette.TONES[shown.tone].shape, w=palette.WHITE),
                transform=f"translate(0 {svg.number(middle - 8)})")  # fmt: skip
    lines = svg.wrap(row.name, NAMES - 26, SIZE)
    for index, line in enumerate(lines):
        drawing.text(24, middle + 4.5 - 8 * (len(lines) - 1) + 16 * index, line)
    if row.start and row.start < row.due:
        x = scale.x(row.start)
        drawing.add("rect", x=x, y=middle - 4, width=scale.x(row.due) - x, height=8, rx=2, fill="#cfdad5")
    marks = _marks(drawing, scale, row, today, middle)
    _label(drawing, _words(row, today), _tone(row, today), sorted(marks), middle)
    drawing.close()


def _marks(drawing: svg.Drawing, scale: Scale, row: Row, today: date, y: float) -> list[float]:
    """Draw a row's marks; give the x of each."""
    original, due = scale.x(row.original), scale.x(row.due)
    xs = [original, due]
    if row.due != row.original:
        drawing.path(f"M{original} {y}H{due}", stroke=palette.AMBER.shape, stroke_width=2, stroke_dasharray="2 3")
    if row.done:
        xs.append(scale.x(row.done))
        drawing.path(f"M{due} {y}H{xs[-1]}", stroke=palette.MUTED, stroke_width=1.2)
    else:
        if row.forecast and (row.forecast > row.due or abs(scale.x(row.forecast) - due) > NEAR):
            xs.append(scale.x(row.forecast))
            tone = palette.AMBER.shape if row.forecast > row.due else palette.MUTED
            drawing.path(f"M{due} {y}H{xs[-1]}", stroke=tone, stroke_width=1.6, stroke_dasharray="6 4")
            _circle(drawing, xs[-1], y, tone)
        if row.due < today and not _over(row):
            xs.append(scale.x(today))
            drawing.path(f"M{due} {y}H{xs[-1]}", stroke=palette.RED.shape, stroke_width=3.5)
    if abs(original - due) > 0:
        _diamond(drawing, original, y, fill=palette.WHITE)
    if not row.done or abs(xs[-1] - due) > NEAR:
        _diamond(drawing, due, y, fill=palette.INK)
    if row.done:
        shown = display("verified" if display(row.status) == display("verified") else "complete")
        drawing.add("g", SHAPES[shown.shape].format(c=palette.TONES[shown.tone].shape, w=palette.WHITE),
                    transform=f"translate({svg.number(xs[-1] - 8)} {svg.number(y - 8)})")  # fmt: skip
    return xs


def _over(row: Row) -> bool:
    """Withdrawn milestones keep their dates but can no longer be late."""
    return display(row.status) == display("withdrawn")


def _words(row: Row, today: date) -> str:
    if row.done:
        return f"done {dates.uk_short(row.done)}"
    words = dates.uk_short(row.due)
    if _over(row):
        return f"was due {words}"
    if row.due < today:
        return f"{words}, {dates.relative(row.due, at=today)}"
    if row.forecast and row.forecast > row.due:
        return f"{words}, forecast {dates.days((row.forecast - row.due).days)} later"
    if row.due > row.original:
        return f"{words}, moved {dates.days((row.due - row.original).days)}"
    return words


def _tone(row: Row, today: date) -> str:
    if row.done or _over(row):
        return palette.MUTED
    if row.due < today:
        return palette.RED.ink
    if row.due > row.original or (row.forecast and row.forecast > row.due):
        return palette.AMBER.ink
    return palette.INK


def _label(drawing: svg.Drawing, words: str, tone: str, marks: list[float], y: float) -> None:
    """Right of the last mark if it fits, else left of the first, else in the widest gap, cut if it must be."""
    edges = [LEFT - GAP, *marks, WIDE + GAP]
    gaps = [(start + GAP, end - GAP) for start, end in zip(edges, edges[1:], strict=False)]
    wide = svg.width(words, SMALL, bold=True)
    widest = max(gaps, key=lambda gap: gap[1] - gap[0])
    start, end = next((gap for gap in (gaps[-1], gaps[0]) if gap[1] - gap[0] >= wide), widest)
    words = svg.clip(words, end - start, SMALL, bold=True)
    wide = svg.width(words, SMALL, bold=True)
    before = (start, end) == gaps[0]  # left of the first mark: end there
    left = end - wide if before else start
    drawing.add("rect", x=left - 2, y=y - 9, width=wide + 4, height=18, fill=palette.CARD)
    drawing.text(end if before else start, y + 4.5, words, font_size=SMALL, font_weight=650, fill=tone,
                 text_anchor="end" if before else None)  # fmt: skip


def _diamond(drawing: svg.Drawing, x: float, y: float, *, fill: str) -> None:
    n = svg.number
    d = f"M{n(x)} {n(y - 7)}L{n(x + 7)} {n(y)}L{n(x)} {n(y + 7)}L{n(x - 7)} {n(y)}Z"
    drawing.path(d, fill=fill, stroke=palette.INK, stroke_width=1.6)


def _circle(drawing: svg.Drawing, x: float, y: float, tone: str) -> None:
    drawing.add("circle", cx=x, cy=y, r=5.5, fill=palette.WHITE, stroke=tone, stroke_width=2)


def _keys(rows: Sequence[Row]) -> list[list[tuple[str, str]]]:
    """The marks that are used and are not named by their own label, in lines that fit."""
    moved = any(row.due != row.original for row in rows)
    forecast = any(row.forecast and not row.done for row in rows)
    items = [("due", "Due now")]
    if moved:
        items.insert(0, ("original", "Original date"))
        items.append(("moved", "Moved"))
    if forecast:
        items.append(("forecast", "Forecast"))
    if any(row.done for row in rows):
        items.append(("done", "Done"))
    return [items]


def _key(drawing: svg.Drawing, items: list[tuple[str, str]], y: float) -> None:
    x = float(LEFT)
    for kind, words in items:
        middle = x + 10
        if kind in ("original", "due"):
            _diamond(drawing, middle, y, fill=palette.WHITE if kind == "original" else palette.INK)
        elif kind == "moved":
            drawing.path(f"M{svg.number(x)} {y}h20", stroke=palette.AMBER.shape, stroke_width=2, stroke_dasharray="2 3")
        elif kind == "forecast":
            _circle(drawing, middle, y, palette.MUTED)
        else:
            tick = SHAPES["tick"].format(c=palette.GREEN.shape, w=palette.WHITE)
            drawing.add("g", tick, transform=f"translate({svg.number(middle - 8)} {svg.number(y - 8)})")
        drawing.text(x + 26, y + 4.5, words, font_size=SMALL, fill=palette.MUTED)
        x += 26 + svg.width(words, SMALL) + 20
