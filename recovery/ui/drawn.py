"""Components that stand fifty times on a page, written in Python instead of a template: ten times as fast.

Each is a tag of its own name, as those of `components.py` are. Everything that is not ours is escaped here, by hand,
so a component belongs here only if it is small and a page repeats it.
"""

from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime
from html import escape
from typing import Any

from django.utils.html import conditional_escape
from django.utils.safestring import SafeString, mark_safe

from recovery import dates
from recovery.ui import status as statuses
from recovery.ui.charts.timeline import Row
from recovery.ui.icons import shape

DRAWN: dict[str, Callable[..., SafeString]] = {}


def drawn(function: Callable[..., SafeString]) -> Callable[..., SafeString]:
    DRAWN[function.__name__] = function
    return function


@drawn
def status_tag(status: object, note: str = "", words: str = "") -> SafeString:
    """A status or state (its enum member or value) as words, shape and colour."""
    shown = statuses.display(status)
    beside = f' <span class="hf-tag__note">{escape(str(note))}</span>' if note else ""
    return _safe(
        f'<span class="hf-tag hf-tag--{shown.tone}">{shape(shown.shape, shown.tone)}{escape(words or shown.words)}'
        f"{beside}</span>"
    )


@drawn
def due_date(
    due: date | None,
    done: date | datetime | None = None,
    original: date | None = None,
    at: date | None = None,
    empty: str = "No date yet",
    short: bool = False,
    over: bool = False,
) -> SafeString:
    """A due date with its distance beside it: late in red words, done with its day, moved with its original.

    `over` says that the date no longer counts (withdrawn), so that it cannot be late.
    """
    if not due:
        return _safe(f'<span class="hf-due"><span class="hf-muted">{escape(empty)}</span></span>')
    day = at or dates.today()
    written = dates.uk_short if short else dates.uk_date
    kind, beside = "", ""
    if done:
        beside = f' <span class="hf-due__done">done {dates.uk_short(done)}</span>'
    elif not over:
        kind = " hf-due--late" if due < day else " hf-due--soon" if (due - day).days <= 7 else ""
        beside = f' <span class="hf-due__distance">{dates.relative(due, at=day)}</span>'
    if original and original != due:
        beside += f' <span class="hf-due__original">originally <s>{_time(original, written)}</s></span>'
    return _safe(f'<span class="hf-due{kind}">{_time(due, written)}{beside}</span>')


@drawn
def action_row(row: Mapping[str, Any], at: date | None = None) -> SafeString:
    """An <li> in a stage; row {ref, title, url, status, owner, [owner_title], due, [done], [original], [note]}."""
    shown = statuses.display(row["status"])
    ref = f'<span class="hf-row__ref">{escape(row["ref"])}</span> ' if row.get("ref") else ""
    note = f" · {escape(row['note'])}" if row.get("note") else ""
    who = escape(row.get("owner") or "")
    if who and row.get("owner_title"):
        who = f"{who}, {escape(row['owner_title'])}"
    due = due_date(
        row["due"], done=row.get("done"), original=row.get("original"), at=at, short=True,
        over=shown is statuses.STATUSES["withdrawn"],
    )  # fmt: skip
    return _safe(
        f'<li class="hf-row"><span class="hf-row__shape">{shape(shown.shape, shown.tone, size=15)}</span>'
        f'<div class="hf-row__what"><a href="{escape(row["url"])}">{ref}{escape(row["title"])}</a>'
        f'<p class="hf-row__who"><b class="hf-ink--{shown.tone}">{shown.words}</b>{note}</p>'
        f'{f"""<p class="hf-row__who">{who}</p>""" if who else ""}</div><p class="hf-row__due">{due}</p></li>'
    )


@drawn
def timeline_table(rows: Iterable[Row]) -> SafeString:
    """The rows of a timeline as those of a table."""
    return _safe(
        "".join(
            f'<tr><th scope="row">{escape(row.name)}</th><td>{status_tag(row.status)}</td>'
            f"<td>{dates.uk_date(row.original)}</td><td>{dates.uk_date(row.due)}</td>"
            f"<td>{dates.uk_date(row.forecast) if row.forecast else 'None given'}</td>"
            f"<td>{dates.uk_date(row.done) if row.done else 'Not yet'}</td></tr>"
            for row in rows
        )
    )


@drawn
def timeline_list(rows: Iterable[Row], at: date | None = None) -> SafeString:
    """The rows of a timeline as those of a list, for phones."""
    return _safe("".join(_timeline_item(row, at) for row in rows))


def _timeline_item(row: Row, at: date | None) -> str:
    due = due_date(row.due, done=row.done, original=row.original, at=at)
    if row.forecast and not row.done:
        due += f' <span class="hf-timeline__forecast hf-muted">Forecast {dates.uk_date(row.forecast)}</span>'
    return f"<li><b>{escape(row.name)}</b>{status_tag(row.status)}<span>{due}</span></li>"


def panel(content: SafeString, title: str, *, note: str, id: str, kind: str, level: int) -> SafeString:
    """What `{% panel %}` puts around its content."""
    classes = f"hf-panel hf-panel--{kind}" if kind else "hf-panel"
    anchor = f' id="{escape(id)}"' if id else ""
    beside = f"<p>{escape(str(note))}</p>" if note else ""
    return _safe(
        f'<section class="{classes}"{anchor}><header class="hf-panel__head"><h{level}>{escape(str(title))}</h{level}>'
        f"{beside}</header>\n{conditional_escape(content)}\n</section>"
    )


def _time(day: date, written: Callable[[date], str]) -> str:
    return f'<time datetime="{day.isoformat()}">{written(day)}</time>'


def _safe(html: str) -> SafeString:
    return mark_safe(html)  # noqa: S308  (escaped where it was written)
