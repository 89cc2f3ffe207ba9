"""Every colour of Holdfast, once.

The stylesheet (`static/src/_palette.scss` is written from here), the status shapes, the charts and the PDFs
take their colours from this module, so that a status is the same red on a phone, in a report and in a chart.
`tests/recovery/test_palette.py` measures the contrast of every pair that is used.
"""

from dataclasses import dataclass

INK = "#14292d"
MUTED = "#4a5d61"
PAPER = "#f4f2ec"
CARD = "#fffefb"
WHITE = "#ffffff"
LINE = "#d9dcd4"
LINE_STRONG = "#b9c3bc"
FIELD = "#5b6f72"
WASH = "#eef1ec"

PINE = "#0f3b3c"
PINE_DEEP = "#0a2c2e"
PINE_RAISED = "#174c4b"
PINE_LINE = "#2a5f5c"
PINE_INK = "#e6efe9"
PINE_MUTED = "#a9c4bb"

SAFFRON = "#e0a526"
SAFFRON_WASH = "#fff8e8"
FOCUS = "#ffc94d"
LINK = "#0a5a63"
LINK_VISITED = "#4c3f78"


@dataclass(frozen=True)
class Tone:
    """Words in `ink` and a shape in `shape`, on `tint`; `edge` borders the tint where it meets the card."""

    ink: str
    shape: str
    tint: str
    edge: str


RED = Tone(ink="#9c1f17", shape="#b3261e", tint="#fae3df", edge="#e3aaa2")
AMBER = Tone(ink="#744600", shape="#a86200", tint="#fcefcf", edge="#dcc084")
PLAIN = Tone(ink=INK, shape=INK, tint="#f1f2ed", edge="#c3cbc4")
GREEN = Tone(ink="#0a5c50", shape="#0b6e60", tint="#deefe8", edge="#a5cdbf")
BLUE = Tone(ink="#1b4a86", shape="#21589e", tint="#e2ebf6", edge="#adc3df")
GREY = Tone(ink="#46575a", shape="#5f7073", tint="#eceeea", edge="#c9cfca")

TONES = {"red": RED, "amber": AMBER, "plain": PLAIN, "green": GREEN, "blue": BLUE, "grey": GREY}

PLAIN_COLOURS = {
    name.lower().replace("_", "-"): value
    for name, value in list(globals().items())
    if name.isupper() and isinstance(value, str)
}


def scss() -> str:
    """The palette as Sass variables, for `static/src/_palette.scss`."""
    lines = ["// Written by recovery/ui/compile_css.py from recovery/ui/palette.py: change it there."]
    lines += [f"${name}: {value};" for name, value in PLAIN_COLOURS.items()]
    for name, tone in TONES.items():
        for part in ("ink", "shape", "tint", "edge"):
            lines.append(f"${name}-{part}: {getattr(tone, part)};")
    entries = ", ".join(
        f'"{name}": (ink: ${name}-ink, shape: ${name}-shape, tint: ${name}-tint, edge: ${name}-edge)' for name in TONES
    )
    lines.append(f"$tones: ({entries});")
    return "\n".join(lines) + "\n"


def contrast(one: str, other: str) -> float:
    """WCAG 2.2 contrast ratio of two `#rrggbb` colours, 1.0 to 21.0."""
    lighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: str) -> float:
    def linear(channel: int) -> float:
        value = channel / 255
        return value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4

    red, green, blue = (linear(int(colour[i : i + 2], 16)) for i in (1, 3, 5))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
