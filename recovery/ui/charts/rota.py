"""Weeks of a rota: who filled the hours that were planned, and beside them the hours that a plan asks for.

Above, one bar a week: own staff, agency, and what nobody filled, each named at the last bar. Below, on a scale of its
own, only the hours unfilled and a line for what the plan asks: where the line meets the bars, the rota cannot carry
the plan. A week that nobody recorded is a dashed gap, never nought. The same arguments give the same bytes.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from recovery import dates
from recovery.ui import palette, svg
from recovery.ui.charts.workload import figure
from recovery.ui.icons import SHAPES

WIDE = 780
LEFT, RIGHT = 62, 622
LABELS = RIGHT + 12
SIZE = 14
SMALL = 13
FIGURE = 12
LINE = 17
TOP, BASE = 18, 178
LOST = BASE + 36  # the baseline of what was lost of supervision
SECOND_TOP, SECOND_BASE = LOST + 48, LOST + 128
OWN, AGENCY = palette.PINE, palette.PINE_MUTED


@dataclass(frozen=True)
class Week:
    """One week; `planned` is none where nobody recorded it."""

    monday: date
    planned: float | None = None
    own: float = 0
    agency: float = 0
    lost: float | None = None
    """Hours of supervision that fell out."""
    asked: float = 0
    """Hours that the plan asked for, or the plans of the service."""

    @property
    def recorded(self) -> bool:
        return self.planned is not None

    @property
    def unfilled(self) -> float:
        return (self.planned or 0) - self.own - self.agency


def draw(weeks: Sequence[Week], *, uid: str, title: str, asks: str = "The plan asks") -> str:
    """`weeks` oldest first. `asks`: whose hours the line of the lower part is."""
    gaps = any(not week.recorded for week in weeks)
    drawing = svg.Drawing(
        uid, wide=WIDE, high=SECOND_BASE + (62 if gaps else 38), title=title, description=describe(weeks, asks),
        ink=palette.INK, size=SIZE,
    )  # fmt: skip
    step = (RIGHT - LEFT) / len(weeks)
    top = max([week.planned or 0 for week in weeks] + [1])
    short = max([week.unfilled for week in weeks if week.recorded] + [week.asked for week in weeks] + [1])
    _grid(drawing, top, TOP, BASE)
    _grid(drawing, short, SECOND_TOP, SECOND_BASE)
    drawing.text(LEFT, SECOND_TOP - 16, "Hours unfilled, and hours asked for", font_size=SMALL, font_weight=650)
    for index, week in enumerate(weeks):
        _week(drawing, week, LEFT + step * index, step, top, short)
    _asked(drawing, weeks, step, short)
    _months(drawing, weeks, step)
    _named(drawing, weeks, top, short, asks)
    if gaps:
        _gap_key(drawing, SECOND_BASE + 50)
    return str(drawing)


def describe(weeks: Sequence[Week], asks: str) -> str:
    known = [week for week in weeks if week.recorded]
    missing = len(weeks) - len(known)
    said = f"{len(known)} of {len(weeks)} weeks are recorded"
    if missing:
        said += ", the others are gaps"
    if known:
        last = known[-1]
        said += (
            f". Week of {dates.uk_date(last.monday)}: {figure(last.planned or 0)} h planned, {figure(last.own)} by own "
            f"staff, {figure(last.agency)} by agency, {figure(last.unfilled)} unfilled. {asks} {figure(last.asked)} h"
        )
    return f"{said}."


def _grid(drawing: svg.Drawing, most: float, top: int, base: int) -> None:
    for share in (0, 1):
        y = base - (base - top) * share
        drawing.path(f"M{LEFT} {y}H{RIGHT}", stroke=palette.LINE_STRONG if not share else palette.LINE, stroke_width=1)
        drawing.text(
            LEFT - 8, y + 4.5, f"{figure(round(most * share, 1))} h", text_anchor="end", font_size=SMALL,
            fill=palette.MUTED,
        )  # fmt: skip


def _week(drawing: svg.Drawing, week: Week, x: float, step: float, top: float, short: float) -> None:
    bar = max(step - 6, 4)
    left = x + (step - bar) / 2
    drawing.open(f"Week of {dates.uk_date(week.monday)}: {words(week)}")
    if not week.recorded:
        drawing.add(
            "rect", x=left, y=TOP, width=bar, height=BASE - TOP, fill=palette.CARD, stroke=palette.FIELD,
            stroke_dasharray="2 3",
        )  # fmt: skip
        drawing.close()
        return
    scale, base = (BASE - TOP) / top, float(BASE)
    for hours, drawn in (
        (week.own, {"fill": OWN}),
        (week.agency, {"fill": AGENCY, "stroke": palette.FIELD}),
        (week.unfilled, {"fill": palette.WHITE, "stroke": palette.RED.shape, "stroke_width": 1.6}),
    ):
        if hours > 0:
            drawing.add("rect", x=left, y=base - hours * scale, width=bar, height=hours * scale, **drawn)
        base -= hours * scale
    if week.lost:
        middle = x + step / 2
        mark = SHAPES["triangle-down"].format(c=palette.AMBER.shape, w=palette.WHITE)
        drawing.add("g", mark, transform=f"translate({svg.number(middle - 5)} {BASE + 9}) scale(.625)")
        if svg.width(f"{week.lost:.0f}", FIGURE) <= step:
            drawing.text(
                middle, LOST, f"{week.lost:.0f}", text_anchor="middle", font_size=FIGURE, fill=palette.AMBER.ink
            )
    if week.unfilled > 0:
        high = week.unfilled * (SECOND_BASE - SECOND_TOP) / short
        drawing.add(
            "rect", x=left, y=SECOND_BASE - high, width=bar, height=high, fill=palette.WHITE,
            stroke=palette.RED.shape, stroke_width=1.6,
        )  # fmt: skip
    drawing.close()


def words(week: Week) -> str:
    if not week.recorded:
        return "not recorded"
    said = (
        f"{figure(week.planned or 0)} h planned, {figure(week.own)} own staff, {figure(week.agency)} agency, "
        f"{figure(week.unfilled)} unfilled"
    )
    return f"{said}, {figure(week.lost)} of supervision lost" if week.lost else said


def _asked(drawing: svg.Drawing, weeks: Sequence[Week], step: float, short: float) -> None:
    """A step a week: the hours asked for do not grow between Mondays."""
    n = svg.number
    d = ""
    for index, week in enumerate(weeks):
        y = n(SECOND_BASE - week.asked * (SECOND_BASE - SECOND_TOP) / short)
        d += f"{'L' if d else 'M'}{n(LEFT + step * index)} {y}H{n(LEFT + step * (index + 1))}"
    drawing.path(d, fill="none", stroke=palette.INK, stroke_width=2.2)


def _months(drawing: svg.Drawing, weeks: Sequence[Week], step: float) -> None:
    month, free = None, 0.0
    for index, week in enumerate(weeks):
        x = LEFT + step * index
        if week.monday.month == month:
            continue
        month = week.monday.month
        written = dates.MONTHS[month - 1][:3]
        if x >= free and x + svg.width(written, SMALL) <= RIGHT:
            drawing.text(x, SECOND_BASE + 20, written, font_size=SMALL, fill=palette.MUTED)
            free = x + svg.width(written, SMALL) + 8


def _named(drawing: svg.Drawing, weeks: Sequence[Week], top: float, short: float, asks: str) -> None:
    """Each part by name, where the last bar that is recorded has it."""
    known = [week for week in weeks if week.recorded]
    second = (SECOND_BASE - SECOND_TOP) / short
    lower = [(SECOND_BASE - weeks[-1].asked * second, f"{asks} {figure(weeks[-1].asked)} h", palette.INK)]
    if known:
        last, scale = known[-1], (BASE - TOP) / top
        upper = [
            (BASE - last.own * scale / 2, f"Own staff {figure(last.own)} h", palette.INK),
            (BASE - (last.own + last.agency / 2) * scale, f"Agency {figure(last.agency)} h", palette.MUTED),
            (BASE - (last.planned or 0) * scale, f"Unfilled {figure(last.unfilled)} h", palette.RED.ink),
        ]
        _labels(drawing, upper, TOP, BASE)
        if any(week.lost for week in known):
            drawing.text(LABELS, BASE + 27, "Supervision lost, h", font_size=SMALL, fill=palette.AMBER.ink)
        lower.append((SECOND_BASE - last.unfilled * second, f"Unfilled {figure(last.unfilled)} h", palette.RED.ink))
    _labels(drawing, lower, SECOND_TOP, SECOND_BASE)


def _labels(drawing: svg.Drawing, wanted: list[tuple[float, str, str]], top: float, base: float) -> None:
    """At the height of what they name, and never over one another: each at least a line above the one beneath, and
    where that would leave the picture above, each at least a line beneath the one above."""
    ordered = sorted(wanted, reverse=True)
    places, y = [], base + LINE + 4
    for height, _, _ in ordered:
        y = min(height + 4.5, y - LINE)
        places.append(y)
    highest = 13.0
    for index in reversed(range(len(places))):
        places[index] = highest = max(places[index], highest)
        highest += LINE
    for y, (_, written, colour) in zip(places, ordered, strict=True):
        drawing.text(
            LABELS, y, svg.clip(written, WIDE - LABELS, SMALL, bold=True), font_size=SMALL, font_weight=650,
            fill=colour,
        )  # fmt: skip


def _gap_key(drawing: svg.Drawing, y: float) -> None:
    drawing.add(
        "rect", x=LEFT, y=y - 11, width=14, height=14, fill=palette.CARD, stroke=palette.FIELD, stroke_dasharray="2 3"
    )
    drawing.text(
        LEFT + 22, y, "Not recorded: nobody knows yet, so it is not nought", font_size=SMALL, fill=palette.MUTED
    )
