"""The components of `templates/components/`, each with its arguments spelled out.

A component is a function that takes exactly what it shows and returns the template's context; the template tag
library registers every one under its own name, so a misspelt or missing argument fails loudly. What a component
shows is decided by presenters; nothing here reads the database.
"""

from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime
from typing import Any

from django.utils.safestring import mark_safe

from recovery import dates
from recovery.ui.charts import timeline as timeline_chart
from recovery.ui.wording import summary_of

COMPONENTS: dict[str, Callable[..., dict[str, Any]]] = {}
CONTEXT_COMPONENTS: dict[str, Callable[..., dict[str, Any]]] = {}


def component(function: Callable[..., dict[str, Any]]) -> Callable[..., dict[str, Any]]:
    COMPONENTS[function.__name__] = function
    return function


def context_component(function: Callable[..., dict[str, Any]]) -> Callable[..., dict[str, Any]]:
    """A component that posts or pages, so that its template sees `csrf_token` and `request`."""
    CONTEXT_COMPONENTS[function.__name__] = function
    return function


# Words


@component
def tag(words: str, tone: str = "plain", shape: str = "") -> dict[str, Any]:
    return {"words": words, "tone": tone, "shape": shape}


@component
def person(name: str, job_title: str = "", note: str = "") -> dict[str, Any]:
    return {"name": name, "job_title": job_title, "note": note}


@component
def summary_list(rows: Iterable[Mapping[str, Any]], compact: bool = False) -> dict[str, Any]:
    return {"rows": rows, "compact": compact}


@component
def history_list(entries: Iterable[Mapping[str, Any]], empty: str = "Nothing has been changed yet.") -> dict[str, Any]:
    return {"entries": entries, "empty": empty}


# Doing


@component
def button(
    label: str,
    href: str = "",
    kind: str = "primary",
    name: str = "",
    value: str = "",
    icon: str = "",
    refusal: str = "",
    id: str = "",
    form: str = "",
    explained_by: str = "",
) -> dict[str, Any]:
    """A button, or with `href` a link that looks like one. With `refusal` it does nothing and says why; where one
    sentence explains several, it stands in the element `explained_by`, once."""
    return {
        "label": label, "href": href, "kind": kind, "name": name, "value": value, "icon": icon,
        "refusal": refusal, "id": id, "form": form, "explained_by": explained_by,
    }  # fmt: skip


@component
def empty_state(title: str, sentence: str, href: str = "", label: str = "", icon: str = "") -> dict[str, Any]:
    return {"title": title, "sentence": sentence, "href": href, "label": label, "icon": icon}


@component
def banner(title: str, sentence: str = "", tone: str = "plain", role: str = "region", id: str = "") -> dict[str, Any]:
    return {"title": title, "sentence": sentence, "tone": tone, "role": role, "id": id or f"banner-{tone}"}


@component
def error_summary(form: Any) -> dict[str, Any]:
    return {"errors": summary_of(form) if form.is_bound else []}


@context_component
def confirm(
    context: Any,
    title: str,
    sentence: str,
    label: str,
    action_url: str,
    cancel_url: str,
    kind: str = "warning",
    form: Any = None,
    id: str = "confirm",
    swap_into: str = "",
) -> dict[str, Any]:
    """`swap_into`: the id of the part of the page that htmx puts the answer in the place of."""
    return {
        "title": title, "sentence": sentence, "label": label, "action_url": action_url, "cancel_url": cancel_url,
        "kind": kind, "form": form, "id": id, "swap_into": swap_into,
    }  # fmt: skip


@context_component
def conflict(
    context: Any,
    what: str,
    fields: Iterable[Mapping[str, Any]],
    who: str,
    at: datetime,
    action_url: str,
    cancel_url: str,
    version: int,
    hidden: Mapping[str, Any] | None = None,
    swap_into: str = "",
) -> dict[str, Any]:
    """Two people changed the same thing: show both, field by field, and let the second choose. Without `who`, one
    person in two windows. `swap_into`: as for `confirm`."""
    listed = [
        {"choice": "yours", "same": field["yours"] == field["theirs"], "yours_value": field["yours"], **field}
        for field in fields
    ]
    return {
        "what": what, "fields": listed, "who": who, "at": at, "action_url": action_url, "cancel_url": cancel_url,
        "version": version, "hidden": hidden or {}, "differing": sum(not field["same"] for field in listed),
        "swap_into": swap_into,
    }  # fmt: skip


@context_component
def progress(
    context: Any,
    id: str,
    title: str,
    state: str,
    sentence: str = "",
    done: int = 0,
    total: int = 0,
    poll_url: str = "",
    download_url: str = "",
    download_label: str = "Download",
    retry_url: str = "",
) -> dict[str, Any]:
    """A job: queued, running, done or failed. While it is neither, the panel asks `poll_url` for itself again."""
    return {
        "id": id, "title": title, "state": state, "sentence": sentence, "done": done, "total": total,
        "poll_url": poll_url if state in ("queued", "running") else "", "download_url": download_url,
        "download_label": download_label, "retry_url": retry_url,
    }  # fmt: skip


# Places


@component
def breadcrumbs(items: Iterable[Mapping[str, str]]) -> dict[str, Any]:
    return {"items": items}


@component
def subnav(items: Iterable[Mapping[str, Any]], label: str = "In this plan") -> dict[str, Any]:
    return {"items": items, "label": label}


@component
def next_date(
    day: date, title: str, sentence: str = "", href: str = "", link: str = "", at: date | None = None
) -> dict[str, Any]:
    return {"day": day, "title": title, "sentence": sentence, "href": href, "link": link, "at": at}


@context_component
def workspace_switcher(context: Any, current: Any, choices: Iterable[Any], action_url: str) -> dict[str, Any]:
    """Workspaces, each with `key`, `org.name` and `capacity.label`; the current one is not offered again."""
    others = [choice for choice in choices if choice.key != current.key]
    return {"current": current, "choices": others, "action_url": action_url}


@context_component
def pagination(
    context: Any, page: Any, what: str = "results", parameter: str = "page", anchor: str = ""
) -> dict[str, Any]:
    """A Django `Page`. Other parameters of the address are kept. `anchor`: where on the page its rows begin."""
    numbers = [
        None if number == page.paginator.ELLIPSIS else number
        for number in page.paginator.get_elided_page_range(page.number, on_each_side=1, on_ends=1)
    ]

    query = context["request"].GET.copy()
    query.pop(parameter, None)
    kept = f"{query.urlencode()}&" if query else ""

    def address(number: int) -> str:
        return f"?{kept}{parameter}={number}{anchor and f'#{anchor}'}"

    return {
        "page": page, "what": what,
        "numbers": [number and {"number": number, "url": address(number)} for number in numbers],
        "previous_url": address(page.number - 1) if page.has_previous() else "",
        "next_url": address(page.number + 1) if page.has_next() else "",
    }  # fmt: skip


@component
def filter_bar(
    form: Any, label: str, page: Any, what: str = "result", many: str = "", count: str = "", button: str = "Show"
) -> dict[str, Any]:
    """A `Filter`, what it applies with the way to take each away, and in words how much is left. `page` is the Django
    Page of the list; `count` says it otherwise than by the number of its rows."""
    found = page.paginator.count
    noun = what if found == 1 else many or f"{what}s"
    matching = (" matches" if found == 1 else " match") if form.narrowed else ""
    return {
        "form": form, "label": label, "button_label": button,
        "count": count or f"{found or 'No':{',' if found else ''}} {noun}{matching}",
    }  # fmt: skip


# The plan


@component
def timeline(rows: Iterable[timeline_chart.Row], id: str, title: str, at: date | None = None) -> dict[str, Any]:
    """Milestones and their slips: a drawing from 640 px up, the same facts as a list below that."""
    listed = list(rows)
    day = at or dates.today()
    drawn = timeline_chart.draw(listed, today=day, uid=id, title=title) if listed else ""
    return {"rows": listed, "id": id, "title": title, "drawing": mark_safe(drawn), "at": day}  # noqa: S308  (svg.py escapes every word it is given)
