"""The plan in full lists its actions a page at a time: which cards stand on the page that is open, or on which one."""

from collections.abc import Collection, Sequence
from urllib.parse import urlsplit
from uuid import UUID

from django.core.paginator import Page, Paginator
from django.http import HttpRequest, QueryDict

from plans import queries
from plans.models import Plan
from recovery.ui import htmx

PER_PAGE = 100


def opened(request: HttpRequest, keys: Sequence[UUID]) -> Page:
    """The page of `keys` that is asked for; to htmx, the one that it stands on."""
    asked = QueryDict(urlsplit(request.htmx.current_url or "").query) if htmx.asks_for_part(request) else request.GET
    return Paginator(keys, PER_PAGE).get_page(asked.get("page"))


def beside(request: HttpRequest, plan: Plan) -> Page:
    """The same, after something was changed from that page."""
    return opened(request, queries.actions_in_order(plan))


def cards(page: Page) -> Collection[UUID] | None:
    """The actions whose cards stand on this page; none to tell apart while there is one page only."""
    return set(page.object_list) if page.has_other_pages() else None


def query_of(plan: Plan, anchor: str) -> str:
    """What leads to the page on which this card stands: nothing, if that is the first."""
    kind, _, key = anchor.partition("-")
    if kind != "action" or key.startswith("new"):
        return ""
    number = number_of(queries.actions_in_order(plan), key)
    return f"?page={number}" if number > 1 else ""


def number_of(keys: Sequence[UUID], key: UUID | str) -> int:
    places = [str(one) for one in keys]
    return places.index(str(key)) // PER_PAGE + 1 if str(key) in places else 1
