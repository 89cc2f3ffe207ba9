"""`{% load holdfast %}`: the filters and tags of the design system.

Filters write dates and numbers as the United Kingdom does and turn None into nothing. Every component of
`recovery/ui/components.py` and `recovery/ui/drawn.py` is a tag of the same name; `panel` and `callout` wrap what
stands between their tags.
"""

from datetime import date, datetime
from functools import wraps
from typing import Any

from django import template
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from recovery import dates
from recovery.ui import components, drawn, icons, palette
from recovery.ui import status as statuses

register = template.Library()

DateOrNone = date | datetime | None


@register.filter
def uk_date(value: DateOrNone) -> str:
    return dates.uk_date(value) if value else ""


@register.filter
def uk_short(value: DateOrNone) -> str:
    return dates.uk_short(value) if value else ""


@register.filter
def uk_short_year(value: DateOrNone) -> str:
    return dates.uk_short(value, year=True) if value else ""


@register.filter
def uk_datetime(value: datetime | None) -> str:
    return dates.uk_datetime(value) if value else ""


@register.filter
def uk_time(value: datetime | None) -> str:
    return dates.uk_time(value) if value else ""


@register.filter
def relative(value: DateOrNone, at: date | None = None) -> str:
    return dates.relative(value, at=at) if value else ""


@register.filter
def ago(value: DateOrNone, at: date | None = None) -> str:
    return dates.ago(value, at=at) if value else ""


@register.filter
def iso(value: DateOrNone) -> str:
    """For `<time datetime>`: a day as it is, an instant on the London clock with its offset."""
    if not value:
        return ""
    return dates.london(value).isoformat(timespec="minutes") if isinstance(value, datetime) else value.isoformat()


@register.filter
def uk_number(value: float | int | None, places: int | None = None) -> str:
    """12,480 or 74.2; a true minus sign; `places` fixes the decimals."""
    if value is None or value == "":
        return ""
    if places is None:
        places = 0 if float(value).is_integer() else 1
    return f"{value:,.{places}f}".replace("-", "\u2212")


@register.filter
def status_words(value: object) -> str:
    return statuses.display(value).words


@register.filter
def status_text(value: object) -> str:
    """Words and a character for its shape, for plain-text email: "■ Off track"."""
    shown = statuses.display(value)
    return f"{shown.mark} {shown.words}"


@register.filter
def status_tone(value: object) -> palette.Tone:
    """The colours of a status, for HTML email, where no style sheet reaches."""
    return palette.TONES[statuses.display(value).tone]


register.simple_tag(icons.icon, name="icon")
register.simple_tag(icons.shape, name="shape")
register.simple_tag(icons.mark, name="mark")


@register.simple_block_tag
def panel(content: SafeString, title: str, note: str = "", id: str = "", kind: str = "", level: int = 2) -> SafeString:
    """A card that answers one question; the answer is its title. `kind`: "", "doing" (side column) or "plain"."""
    return drawn.panel(content, title, note=note, id=id, kind=kind, level=level)


@register.simple_block_tag
def callout(content: SafeString, tone: str = "plain", shape: str = "") -> SafeString:
    """A sentence or two that must not be missed, in a tone and with a shape."""
    return render_to_string("components/callout.html", {"content": content, "tone": tone, "shape": shape})


for _name, _drawn in drawn.DRAWN.items():
    register.simple_tag(_drawn, name=_name)

for _name, _component in components.COMPONENTS.items():
    register.inclusion_tag(f"components/{_name}.html", name=_name)(_component)


def _with_request(function: Any) -> Any:
    @wraps(function)
    def fill(context: template.Context, *args: Any, **kwargs: Any) -> dict[str, Any]:
        carried = {"request": context.get("request"), "csrf_token": context.get("csrf_token")}
        return {**carried, **function(context, *args, **kwargs)}

    return fill


for _name, _component in components.CONTEXT_COMPONENTS.items():
    register.inclusion_tag(f"components/{_name}.html", takes_context=True, name=_name)(_with_request(_component))
