"""Drawn shapes: the status shapes, the mark and the small icons, as inline SVG.

Literal presentation attributes only: page CSS, `currentColor` and `var()` do not reach inline SVG in a PDF, and
`style` attributes are refused by the content security policy. The self-hosted fonts have no ticks or squares, hence
no characters as shapes. Every drawing here is decoration beside words, so each is hidden from assistive technology.
"""

from functools import cache

from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString, mark_safe

from recovery.ui.palette import TONES, WHITE

# Status shapes, on a 16 by 16 grid. {c} is the shape's colour, {w} what shows through it.
SHAPES = {
    "square": '<rect x="2" y="2" width="12" height="12" rx="1" fill="{c}"/>',
    "diamond": '<path d="M8 .8 15.2 8 8 15.2.8 8Z" fill="{c}"/>',
    "ring": '<circle cx="8" cy="8" r="5.6" fill="{w}" stroke="{c}" stroke-width="2"/>',
    "tick": '<circle cx="8" cy="8" r="7.2" fill="{c}"/>'
    '<path d="m4.4 8.3 2.5 2.5 4.8-5.2" fill="none" stroke="{w}" stroke-width="2" stroke-linecap="round"'
    ' stroke-linejoin="round"/>',
    "double-tick": '<rect x=".6" y=".6" width="14.8" height="14.8" rx="4" fill="{c}"/>'
    '<path d="m2.9 8.6 2.2 2.3 4.1-4.9m-1.6 4.7.3.2 4.8-5.3" fill="none" stroke="{w}" stroke-width="1.8"'
    ' stroke-linecap="round" stroke-linejoin="round"/>',
    "dotted-ring": '<circle cx="8" cy="8" r="5.8" fill="{w}" stroke="{c}" stroke-width="2"'
    ' stroke-dasharray="0.1 3.54" stroke-linecap="round"/>',
    "struck-ring": '<circle cx="8" cy="8" r="5.8" fill="{w}" stroke="{c}" stroke-width="1.6"/>'
    '<path d="M1.4 14.6 14.6 1.4" fill="none" stroke="{c}" stroke-width="1.8" stroke-linecap="round"/>',
    "half-ring": '<circle cx="8" cy="8" r="5.8" fill="{w}" stroke="{c}" stroke-width="1.8"/>'
    '<path d="M8 4v8a4 4 0 0 1 0-8Z" fill="{c}"/>',
    "flag": '<path d="M3.4 1.4v13.4" fill="none" stroke="{c}" stroke-width="2" stroke-linecap="round"/>'
    '<path d="M4.4 2.2h9.4l-2.4 3.3 2.4 3.3H4.4Z" fill="{c}"/>',
    "triangle-up": '<path d="M8 1.6 15 14H1Z" fill="{c}"/>',
    "triangle-down": '<path d="M8 14.4 1 2h14Z" fill="{c}"/>',
    "bar": '<rect x="1.5" y="6.4" width="13" height="3.2" rx="1.6" fill="{c}"/>',
}

# Line icons on a 20 by 20 grid, drawn with a 1.6 stroke.
ICONS = {
    "home": "M3 9.2 10 3l7 6.2V17h-4.6v-4.6H7.6V17H3Z",
    "plan": "M4.5 2.8h11v14.4h-11ZM7.4 6.8h5.2M7.4 10h5.2M7.4 13.2h3",
    "work": "M3 5.6 4.4 7l2.4-2.6M3 12.4l1.4 1.4 2.4-2.6M9.6 5.8H17M9.6 12.6H17",
    "flag": "M4.6 17.4V2.8h10.6l-2.6 3.7 2.6 3.7H4.6",
    "people": "M7.4 9.2a3 3 0 1 0 0-6 3 3 0 0 0 0 6ZM2.2 16.8c0-3 2.2-5 5.2-5s5.2 2 5.2 5"
    "M13 3.5a2.9 2.9 0 0 1 0 5.5m1.6 3.2c1.9.7 3.1 2.4 3.1 4.6",
    "report": "M5 2.8h6.6L15.4 7v10.2H5ZM11.4 3v4.2h4M7.8 10.6h4.8M7.8 13.6h4.8",
    "mail": "M2.8 4.6h14.4v10.8H2.8ZM3 5l7 6 7-6",
    "clock": "M10 17.2a7.2 7.2 0 1 0 0-14.4 7.2 7.2 0 0 0 0 14.4ZM10 5.8V10l2.8 1.8",
    "calendar": "M3.2 4.4h13.6v12.4H3.2ZM3.2 8.2h13.6M6.8 2.6v3M13.2 2.6v3",
    "download": "M10 2.8v9m-3.6-3.2L10 12.2l3.6-3.6M3.4 13.6v3.2h13.2v-3.2",
    "history": "M3 10a7 7 0 1 0 2.2-5.1M3 3.2v3.2h3.2M10 6.2V10l2.6 1.6",
    "lock": "M4.4 9h11.2v8H4.4ZM6.8 9V6.4a3.2 3.2 0 0 1 6.4 0V9",
    "menu": "M3 5.4h14M3 10h14M3 14.6h14",
    "close": "M4.6 4.6l10.8 10.8M15.4 4.6 4.6 15.4",
    "search": "M8.8 14.4a5.6 5.6 0 1 0 0-11.2 5.6 5.6 0 0 0 0 11.2ZM13 13l4.2 4.2",
    "plus": "M10 3.6v12.8M3.6 10h12.8",
    "arrow": "M3.4 10h13M11.6 5.2l4.8 4.8-4.8 4.8",
    "switch": "M3.4 7h12m-3.4-3.6L15.6 7 12 10.4M16.6 13.4h-12m3.4-3.6-3.6 3.6L8 17",
    "settings": "M3 5.8h7.4m4.2 0H17M3 14.2h2.4m4.2 0H17M12.5 7.9a2.1 2.1 0 1 0 0-4.2 2.1 2.1 0 0 0 0 4.2Z"
    "M7.5 16.3a2.1 2.1 0 1 0 0-4.2 2.1 2.1 0 0 0 0 4.2Z",
    "link": "M8.4 11.6 12 8M9.2 6l1.6-1.6a3.4 3.4 0 0 1 4.8 4.8L14 10.8M6 9.2l-1.6 1.6a3.4 3.4 0 0 0 4.8 4.8l1.6-1.6",
    "sign-out": "M8 3H3.6v14H8M8.4 10h8.4m-3.4-3.6 3.6 3.6-3.6 3.6",
}


@cache
def shape(name: str, tone: str = "plain", *, size: int = 14, through: str = WHITE) -> SafeString:
    drawing = SHAPES[name].format(c=TONES[tone].shape, w=through)
    return format_html(
        '<svg class="hf-shape" width="{0}" height="{0}" viewBox="0 0 16 16" aria-hidden="true"'
        ' focusable="false">{1}</svg>',
        size,
        mark_safe(drawing),  # noqa: S308  (a drawing of ours in a colour of ours)
    )


@cache
def icon(name: str, *, size: int = 18) -> SafeString:
    """A line icon in the colour of the words beside it (pages only: a PDF needs `shape`)."""
    return format_html(
        '<svg class="hf-icon" width="{0}" height="{0}" viewBox="0 0 20 20" fill="none" stroke="currentColor"'
        ' stroke-width="1.6" stroke-linecap="round" stroke-linejoin="round" aria-hidden="true" focusable="false">'
        '<path d="{1}"/></svg>',
        size,
        ICONS[name],
    )


# The mark: a ring, and the root-like curve that holds it. One colour; on a 32 by 32 grid.
MARK = (
    '<circle cx="16" cy="9.4" r="5.8" fill="none" stroke="{c}" stroke-width="3.2"/>'
    '<path d="M4.4 5.6C3.4 14.8 8.2 20.6 16 20.8 23.8 20.6 28.6 14.8 27.6 5.6M16 20.8C9.2 21.2 9.6 27 3 29.8'
    'M16 20.8c6.8.4 6.4 6.2 13 9M16 20.8v9.6" fill="none" stroke="{c}" stroke-width="3" stroke-linecap="round"/>'
)


@cache
def mark(*, size: int = 28, colour: str = WHITE) -> SafeString:
    return format_html(
        '<svg class="hf-mark" width="{0}" height="{0}" viewBox="0 0 32 32" aria-hidden="true" focusable="false">'
        "{1}</svg>",
        size,
        mark_safe(MARK.format(c=conditional_escape(colour))),  # noqa: S308  (a drawing of ours)
    )
