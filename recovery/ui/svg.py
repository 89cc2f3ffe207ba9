"""A small SVG builder for drawings that must be the same bytes in a page and in a PDF.

Literal presentation attributes only, the font family on the root, ids prefixed by the drawing's own id, and a title
and description for those who cannot see it. Text is measured with the advance widths of Atkinson Hyperlegible Next,
so that labels can be wrapped and kept apart before anything is drawn.
"""

from functools import lru_cache
from html import escape

FONT = "Atkinson Hyperlegible Next, Arial, sans-serif"

# Advance widths of the printable ASCII characters, in thousandths of an em, at weight 400 and 650.
REGULAR = (
    280, 286, 301, 651, 592, 919, 731, 160, 299, 299, 485, 606, 210, 362, 210, 387, 648, 407, 548, 576,
    614, 588, 598, 510, 615, 595, 210, 210, 553, 628, 553, 480, 778, 626, 613, 645, 669, 569, 552, 694,
    694, 392, 512, 631, 541, 824, 693, 714, 592, 724, 614, 592, 558, 690, 593, 856, 623, 575, 607, 317,
    387, 344, 552, 372, 243, 525, 566, 485, 564, 538, 314, 558, 550, 252, 245, 492, 262, 845, 550, 548,
    566, 574, 349, 471, 326, 540, 461, 684, 481, 449, 460, 344, 237, 344, 555,
)  # fmt: skip
BOLD = (
    308, 300, 376, 747, 607, 961, 726, 203, 329, 329, 485, 596, 262, 371, 262, 432, 658, 435, 574, 596,
    622, 605, 621, 533, 623, 574, 262, 262, 567, 614, 567, 536, 781, 670, 638, 656, 686, 593, 564, 715,
    700, 420, 553, 659, 550, 853, 714, 742, 623, 752, 644, 607, 599, 687, 636, 881, 675, 638, 617, 336,
    432, 344, 577, 395, 281, 548, 591, 506, 591, 559, 357, 588, 568, 293, 257, 546, 309, 876, 568, 571,
    591, 595, 372, 503, 368, 563, 519, 731, 531, 510, 499, 376, 251, 376, 540,
)  # fmt: skip
OTHER = 620  # for anything outside ASCII: about as wide as a capital, so never too narrow by much
FIGURE = 658  # pages set figures in columns of equal width, a PDF need not: allow for the wider


@lru_cache(maxsize=8192)
def width(text: str, size: float, *, bold: bool = False) -> float:
    """The width of a line of text in the drawing's units."""
    table = BOLD if bold else REGULAR
    return sum(_advance(char, table) for char in text) * size / 1000


def _advance(char: str, table: tuple[int, ...]) -> int:
    if char.isascii() and char.isdigit():
        return FIGURE
    return table[ord(char) - 32] if 32 <= ord(char) < 127 else OTHER


def clip(text: str, room: float, size: float, *, bold: bool = False) -> str:
    """The text, cut with an ellipsis if it is wider than the room."""
    if width(text, size, bold=bold) <= room:
        return text
    while text and width(text + "…", size, bold=bold) > room:
        text = text[:-1]
    return text.rstrip(" ,.;:") + "…"


def wrap(text: str, room: float, size: float, *, lines: int = 2, bold: bool = False) -> list[str]:
    """The text broken at spaces into at most `lines` lines that fit the room; what is over ends in an ellipsis."""
    done: list[str] = []
    words = text.split()
    while words and len(done) < lines - 1:
        line = words.pop(0)
        while words and width(f"{line} {words[0]}", size, bold=bold) <= room:
            line = f"{line} {words.pop(0)}"
        done.append(clip(line, room, size, bold=bold))
    if words:
        done.append(clip(" ".join(words), room, size, bold=bold))
    return done or [""]


def number(value: float) -> str:
    """A coordinate: one decimal at most, so that identical input gives identical bytes."""
    return f"{value:.1f}".removesuffix(".0")


@lru_cache(maxsize=4096, typed=True)
def _attribute(name: str, value: object) -> str:
    """The same few colours, widths and places are written a hundred times in one drawing."""
    words = number(value) if isinstance(value, float) else escape(str(value))
    return f' {name.replace("_", "-")}="{words}"'


class Drawing:
    """Collects elements in the order they are painted."""

    def __init__(self, uid: str, *, wide: float, high: float, title: str, description: str, ink: str, size: float):
        self.uid, self.wide, self.high = uid, wide, high
        self.title, self.description, self.ink, self.size = title, description, ink, size
        self._parts: list[str] = []

    def add(self, tag: str, content: str = "", **attributes: object) -> None:
        """An element. Names are given with underscores for hyphens; None leaves an attribute out."""
        written = "".join([_attribute(name, value) for name, value in attributes.items() if value is not None])
        self._parts.append(f"<{tag}{written}>{content}</{tag}>" if content else f"<{tag}{written}/>")

    def text(self, x: float, y: float, words: str, **attributes: object) -> None:
        if words:
            self.add("text", escape(words), x=float(x), y=float(y), **attributes)

    def path(self, d: str, **attributes: object) -> None:
        self.add("path", d=d, **attributes)

    def open(self, title: str) -> None:
        """Begin a group with a tooltip."""
        self._parts.append(f"<g><title>{escape(title)}</title>")

    def close(self) -> None:
        self._parts.append("</g>")

    def __str__(self) -> str:
        uid, wide, high = escape(self.uid), number(self.wide), number(self.high)
        return (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {wide} {high}" width="{wide}" height="{high}"'
            f' role="img" aria-labelledby="{uid}-title {uid}-description" font-family="{FONT}"'
            f' font-size="{number(self.size)}" fill="{self.ink}">'
            f'<title id="{uid}-title">{escape(self.title)}</title>'
            f'<desc id="{uid}-description">{escape(self.description)}</desc>{"".join(self._parts)}</svg>'
        )
