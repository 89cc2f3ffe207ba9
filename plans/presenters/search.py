"""What a search found, in words: marked where it matches, and led to on the pages of who searches."""

import re
from dataclasses import dataclass
from html import escape
from itertools import groupby
from typing import Any
from urllib.parse import urlencode

from django.utils.safestring import SafeString, mark_safe

from plans.enums import SearchKind
from plans.models.plan import reference
from plans.presenters.nav import address
from plans.queries.asked import Asked
from plans.queries.search import BEGIN, END, LESS, MORE, Found, Place, Shown
from recovery.tenancy.enums import Capacity

PLAN_PAGE = {
    Capacity.PROVIDER: "plan_overview",
    Capacity.COMMISSIONER: "portfolio_plan",
    Capacity.AUDITOR: "audit_plan",
}
PLACES = {
    # kind: the provider's page of the plan on which it stands, and where; what is of an action stands on the action's
    SearchKind.PLAN: ("plan_overview", ""),
    SearchKind.PROBLEM: ("plan_write", "#problem-{}"),
    SearchKind.CAUSE: ("plan_write", "#cause-{}"),
    SearchKind.EVIDENCE: ("plan_evidence", "#evidence-{}"),
    SearchKind.PARTNER: ("plan_write", "#partners"),
    SearchKind.CRITERION: ("plan_gates", ""),
    SearchKind.DECISION: ("plan_gates", ""),
    SearchKind.COMMENT: ("plan_comments", "#comment-{}"),
}
_MARKED = re.compile(f"{BEGIN}([^{BEGIN}{END}]*){END}")
_TAGS = str.maketrans({BEGIN: None, END: None, LESS: "<", MORE: ">"})


@dataclass(frozen=True)
class Hit:
    kind: str
    ref: str
    name: SafeString
    words: SafeString
    url: str
    gone: bool


@dataclass(frozen=True)
class Group:
    """One plan with the places that match, the best first."""

    title: str
    whose: str
    state: str
    url: str
    hits: list[Hit]
    more: str
    """What leads to the places that are not shown, if there are any."""
    more_url: str


def groups(
    rows: list[Shown], places: list[Place], asked: Asked, capacity: Capacity, *, applied: dict[str, str]
) -> list[Group]:
    """`applied`: what the search is narrowed to. If it is one plan, its places turn their own pages."""
    many = {place.plan_id: place.many for place in places}
    made = []
    for plan_id, found in groupby(rows, key=lambda row: row.plan_id):
        listed = list(found)
        first, left = listed[0], many[plan_id] - len(listed)
        more = "" if "plan" in applied or left <= 0 else f"All {many[plan_id]} places in {reference(first.plan_number)}"
        made.append(
            Group(
                f"{reference(first.plan_number)} {first.plan_title}",
                first.whose,
                first.plan_state,
                address(PLAN_PAGE[capacity], plan_id),
                [_hit(row, asked, capacity) for row in listed],
                more,
                f"?{urlencode(applied | {'plan': plan_id})}",
            )
        )
    return made


def _hit(row: Shown, asked: Asked, capacity: Capacity) -> Hit:
    return Hit(
        SearchKind(row.kind).label,
        f"A{row.number}" if row.number else "",
        marked(row.name, asked.last),
        marked(row.words, asked.last),
        _url(row, capacity),
        row.gone,
    )


def _url(row: Shown, capacity: Capacity) -> str:
    if capacity == Capacity.PROVIDER:
        if row.action_id:
            return address("action_detail", row.action_id)
        name, anchor = PLACES[SearchKind(row.kind)]
        return f"{address(name, row.plan_id)}{anchor.format(row.id)}"
    if capacity == Capacity.COMMISSIONER and row.number:
        return f"{address(PLAN_PAGE[capacity], row.plan_id)}#A{row.number}"
    return address(PLAN_PAGE[capacity], row.plan_id)


def marked(text: str, beginning: str = "") -> SafeString:
    """The text as HTML, with a mark around what the database found, and around words that begin as the last one."""
    parts, at = [], 0
    for found in _MARKED.finditer(text):
        parts += [_beginning(text[at : found.start()], beginning), _mark(found[1])]
        at = found.end()
    parts.append(_beginning(text[at:], beginning))
    return mark_safe("".join(parts))  # noqa: S308  every text is escaped


def _beginning(text: str, beginning: str) -> str:
    if not beginning:
        return _plain(text)
    parts = re.split(rf"(\b{re.escape(beginning)}\w*)", text, flags=re.IGNORECASE)
    return "".join(_mark(part) if place % 2 else _plain(part) for place, part in enumerate(parts))


def _mark(text: str) -> str:
    return f"<mark>{_plain(text)}</mark>"


def _plain(text: str) -> str:
    return escape(text.translate(_TAGS))


def count(found: Found, shown: int) -> str:
    """How much was found, and that the rest of it is not listed where that is so."""
    if not found.plans:
        return "Nothing found"
    plans = f"{len(found.plans):,} plan{'s' if len(found.plans) > 1 else ''}"
    cut = f". The best {shown:,} are listed" if len(found.plans) == 1 and 4 < shown < found.places else ""
    return f"{found.places:,} place{'s' if found.places > 1 else ''} in {plans}{cut}"


def nothing(asked: Asked, capacity: Capacity, narrowed: bool) -> dict[str, Any]:
    """The empty state: why, and what to try."""
    if not asked.text:
        return {
            "title": "What are you looking for?",
            "sentence": "Type a word, several, or a reference such as RP-012 or A3. "
            + _WHERE[capacity]
            + " Words in “quotes” stand together; a minus before a word leaves out what holds it.",
        }
    beside = " with these filters" if narrowed else ""
    return {
        "title": f"Nothing found{beside}",
        "sentence": f"{_WHERE[capacity]} None holds all that you typed. Try fewer words, or the beginning of one.",
    }


_WHERE = {
    Capacity.PROVIDER: "Plans of your organisation are searched, with their problems, root causes, actions,"
    " milestones, evidence, exit criteria, decisions at gates and comments.",
    Capacity.COMMISSIONER: "What is shared with you is searched: the titles of plans, of problems and of actions, what"
    " each action delivers, its milestones, and the exit criteria.",
    Capacity.AUDITOR: "Everything in the plans that are open to you today is searched.",
}
