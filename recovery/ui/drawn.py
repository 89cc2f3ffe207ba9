"""Components that stand many times on a page, written in Python instead of a template: ten times as fast.

Each is a tag of its own name, as those of `components.py` are. Everything that is not ours is escaped here, by hand,
so a component belongs here only if it is small and a page repeats it, or if it stands around those.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, datetime
from html import escape
from typing import Any

from django.utils.html import conditional_escape
from django.utils.safestring import SafeString

from recovery import dates
from recovery.ui import icons
from recovery.ui import status as statuses
from recovery.ui.charts.timeline import Row

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
        f'<span class="hf-tag hf-tag--{shown.tone}">{icons.shape(shown.shape, shown.tone)}'
        f"{escape(words or shown.words)}{beside}</span>"
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
        f'<li class="hf-row"><span class="hf-row__shape">{icons.shape(shown.shape, shown.tone, size=15)}</span>'
        f'<div class="hf-row__what"><a href="{escape(row["url"])}">{ref}{escape(row["title"])}</a>'
        f'<p class="hf-row__who"><b class="hf-ink--{shown.tone}">{shown.words}</b>{note}</p>'
        f'{f"""<p class="hf-row__who">{who}</p>""" if who else ""}</div><p class="hf-row__due">{due}</p></li>'
    )


@drawn
def vital(
    label: str,
    figure: object,
    unit: str = "",
    sentence: str = "",
    tone: str = "plain",
    shape: str = "",
    trend: str = "",
    href: str = "",
) -> SafeString:
    """One of at most five figures inside <dl class="hf-vitals">. `trend` is a drawing, which is said to be safe."""
    name = f'<a href="{escape(href)}">{escape(label)}</a>' if href else escape(label)
    beside = f" <small>{escape(unit)}</small>" if unit else ""
    line = f'<dd class="hf-vital__trend">{conditional_escape(trend)}</dd>' if trend else ""
    said = ""
    if sentence:
        mark = icons.shape(shape, tone, size=11) if shape else ""
        words = f"<span>{conditional_escape(sentence)}</span>"
        said = f'<dd class="hf-vital__sentence hf-ink--{escape(tone)}">{mark}{words}</dd>'
    return _safe(
        f'<div class="hf-vital"><dt>{name}</dt><dd class="hf-vital__figure">{conditional_escape(figure)}{beside}</dd>'
        f"{line}{said}</div>"
    )


@drawn
def vitals(figures: Iterable[Mapping[str, Any]]) -> SafeString:
    """Arguments of `vital`, each."""
    return _safe("".join(vital(**one) for one in figures))


@drawn
def meter(met: int, total: int, label: str) -> SafeString:
    """Progress in whole steps ("4 of 7 actions done"), one cell each; past 24 the cells stand for shares."""
    if not total:
        return _safe("")
    cells = min(total, 24)
    filled = met if total <= 24 else (met * cells) // total
    filled = min(max(filled, 0), cells)
    steps = '<i class="hf-meter__met"></i>' * filled + "<i></i>" * (cells - filled)
    return _safe(f'<div class="hf-meter" role="img" aria-label="{escape(label)}">{steps}</div>')


@drawn
def stage_column(
    title: str,
    goal: str,
    rows: Sequence[Mapping[str, Any]],
    state: str = "later",
    note: str = "",
    met: int = 0,
    total: int = 0,
    empty: str = "No actions yet.",
    add_url: str = "",
    add_label: str = "Add an action",
    finished: Sequence[Mapping[str, Any]] = (),
    finished_label: str = "finished",
    at: date | None = None,
) -> SafeString:
    """A column inside <div class="hf-stages">. `state` is done, now or later. `finished` rows are folded under their
    label. Rows: as for `action_row`."""
    named = escape(str(title))
    parts = [f'<section class="hf-stage hf-stage--{escape(state)}"><header><h2>{named}</h2>']
    parts.append(f'<p class="hf-stage__note">{escape(note)}</p>' if note else "")
    parts.append(f'</header><p class="hf-stage__goal">{escape(goal)}</p>{meter(met, total, note or str(title))}')
    if rows:
        parts.append(f'<ul class="hf-rows">{_action_rows(rows, at)}</ul>')
    elif not finished:
        parts.append(f'<p class="hf-stage__empty">{escape(empty)}</p>')
    if finished:
        parts.append(
            f'<details class="hf-stage__finished"><summary>{escape(finished_label)}</summary>'
            f'<ul class="hf-rows">{_action_rows(finished, at)}</ul></details>'
        )
    if add_url:
        parts.append(
            f'<p class="hf-stage__add"><a class="hf-go" href="{escape(add_url)}">{icons.icon("plus", size=16)}'
            f'{escape(add_label)}<span class="govuk-visually-hidden"> to {named}</span></a></p>'
        )
    return _safe("".join([*parts, "</section>"]))


def _action_rows(rows: Iterable[Mapping[str, Any]], at: date | None) -> str:
    return "".join(action_row(row, at=at) for row in rows)


@drawn
def decisions(waiting: Iterable[Any]) -> SafeString:
    """The <li>s of what waits for a decision, objects with .what .where .since .label .url .whose: each with the way to
    take it, or without a `url` in words why not and who can."""
    return _safe("".join(_decision(one) for one in waiting))


def _decision(one: Any) -> str:
    named, told, way = escape(one.what), escape(one.since), ""
    if one.url:
        hidden = f'<span class="govuk-visually-hidden"> {named}</span>'
        way = f'<a class="hf-go" href="{escape(one.url)}">{escape(one.label)}{hidden}</a>'
    else:
        told = f"{told}. {escape(one.whose)}"
    named = f'<a href="{escape(one.where)}">{named}</a>' if one.where else f"<b>{named}</b>"
    return f'<li class="hf-waiting"><div>{named}<p>{told}</p></div>{way}</li>'


@drawn
def flag_card(
    title: str,
    since: date,
    subject: str,
    href: str = "",
    state: str = "open",
    owner: str = "",
    owner_title: str = "",
    rung: str = "",
    response: str = "",
    promised_by: date | None = None,
    at: date | None = None,
    level: int = 3,
) -> SafeString:
    """A red flag: what, since when, whose, what was answered. `state`: open, acknowledged or resolved."""
    day = at or dates.today()
    age = dates.days(max((day - dates.day_of(since)).days, 0))
    named = f'<a href="{escape(href)}">{escape(title)}</a>' if href else escape(title)
    facts = [("Since", f'{_time(dates.day_of(since), dates.uk_date)} <span class="hf-muted">({age})</span>', "")]
    if owner:
        beside = f", {escape(owner_title)}" if owner_title else ""
        facts.append(("Owner", f'<span class="hf-person"><b>{escape(owner)}</b>{beside}</span>', ""))
    if rung:
        facts.append(("Told so far", escape(rung), ""))
    if response:
        by = f' <span class="hf-flag__by">By {due_date(promised_by, at=at)}</span>' if promised_by else ""
        facts.append(("Promised", f"{escape(response)}{by}", ""))
    elif state == "open":
        facts.append(("Promised", "No answer yet", ' class="hf-ink--red"'))
    listed = "".join(f"<div><dt>{name}</dt><dd{kind}>{value}</dd></div>" for name, value, kind in facts)
    return _safe(
        f'<article class="hf-flag hf-flag--{escape(state)}"><div class="hf-flag__head"><h{level}>{named}</h{level}>'
        f'{status_tag(state)}</div><p class="hf-flag__subject">{escape(subject)}</p><dl>{listed}</dl></article>'
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
    """Escaped where it was written. Not `mark_safe`, which asks of each of two hundred whether it is a promise."""
    return SafeString(html)
