"""Invented content that shows every component in each of its states. No person or place here exists."""

from datetime import date, datetime, timedelta
from types import SimpleNamespace
from typing import Any

from django.core.paginator import Paginator
from django.http import QueryDict

from recovery import dates
from recovery.ui import filters, forms
from recovery.ui.charts.timeline import Row
from recovery.ui.status import STATES, STATUSES

TODAY = date(2026, 3, 12)


class ActionForm(forms.Form):
    called = {"cause": "at least one root cause"}

    title = forms.CharField(label="What will be done", max_length=120, help_text="Begin with a verb.")
    deliverable = forms.LongTextField(
        label="What could an outsider inspect?", max_length=400, rows=3,
        help_text="Something that can be seen, counted or read.",
    )  # fmt: skip
    owner = forms.ChoiceField(
        label="Accountable owner", placeholder="Choose an owner",
        choices=[("1", "Joanna Mensah, Registered manager"), ("2", "Piotr Zielinski, Clinical lead")],
    )  # fmt: skip
    due_on = forms.UKDateField(label="Due date", help_text="For example, 3 March 2026")
    stage = forms.RadioField(
        label="Stage",
        choices=[
            ("control", forms.Hinted("Immediate safety control", "Keeps people safe until the cause is dealt with")),
            ("stabilise", forms.Hinted("Stabilisation", "Gets the basics working every day")),
            ("improve", forms.Hinted("Improvement", "Removes the cause, so that it stays working")),
        ],
    )
    cause = forms.CheckboxesField(
        label="Root causes it addresses",
        choices=[("1", "Supervision stopped when the deputy left"), ("2", "Nobody checked that audits led to change")],
    )
    hours = forms.DecimalField(label="Protected hours a week", width=4, required=False)
    file = forms.FileField(label="Evidence", required=False, help_text="PDF, Word, Excel or a photo, up to 20 MB.")
    sure = forms.ConfirmField(label="The owner has agreed to the date")


class ActionFilter(filters.Filter):
    q = forms.CharField(label="Action or deliverable", max_length=100)
    stage = forms.ChoiceField(
        label="Stage",
        placeholder="Every stage",
        choices=[("control", "Immediate safety control"), ("s", "Stabilisation")],
    )
    show = forms.ChoiceField(label="Show", placeholder="Every action", choices=[("late", "Off track only")])


def context(request: Any) -> dict[str, Any]:
    typed = {
        "title": "", "deliverable": "A signed supervision record for each of the 14 staff, monthly", "owner": "",
        "due_on_day": "3", "due_on_month": "March", "due_on_year": "", "hours": "two",
    }  # fmt: skip
    filled = {"title": "Re-start monthly supervision", "due_on": TODAY, "stage": "stabilise"}
    filled |= {"cause": ["1"], "owner": "1"}
    return {
        "today": TODAY,
        "statuses": list(STATUSES), "states": list(STATES), "shapes": SHAPES, "icons": ICON_NAMES,
        "navigation": NAVIGATION, "workspace": WORKSPACES[0], "workspaces": WORKSPACES,
        "crumbs": [{"label": "Plans", "url": "#"}, {"label": "Alder House", "url": "#"}],
        "subnav": [
            {"label": "Overview", "url": "#", "current": True}, {"label": "Problem", "url": "#"},
            {"label": "Causes", "url": "#", "count": 3}, {"label": "Actions", "url": "#", "count": 9},
            {"label": "Red flags", "url": "#", "count": 2}, {"label": "History", "url": "#"},
        ],
        "next_day": TODAY + timedelta(days=9),
        "stages": stages(), "rows": milestones(), "facts": FACTS, "history": history(), "flags": flags(),
        "decisions": DECISIONS,
        "conflict": CONFLICT, "at": at(3, 14, 5), "jobs": JOBS,
        "page": Paginator(range(480), 25).get_page(4), "single": Paginator(range(1), 25).get_page(1),
        "filter": ActionFilter(QueryDict(), auto_id="all_%s"),
        "narrowed": ActionFilter(QueryDict("q=supervision&stage=control&show=late"), auto_id="some_%s"),
        "search_url": "#",
        "form": ActionForm(initial=filled), "invalid": ActionForm(typed, auto_id="wrong_%s"),
        "long_ago": TODAY - timedelta(days=4), "soon": TODAY + timedelta(days=5), "far": date(2026, 7, 24),
    }  # fmt: skip


def at(days: int, hour: int, minute: int) -> datetime:
    return datetime(2026, 3, 12, hour, minute, tzinfo=dates.LONDON) - timedelta(days=days)


SHAPES = ("square", "diamond", "ring", "tick", "double-tick", "dotted-ring", "struck-ring", "half-ring", "flag",
          "triangle-up", "triangle-down", "bar")  # fmt: skip
ICON_NAMES = ("home", "plan", "work", "flag", "people", "report", "mail", "clock", "calendar", "download", "history",
              "lock", "menu", "close", "search", "plus", "arrow", "switch", "settings", "link", "sign-out")  # fmt: skip

NAVIGATION = [
    {"label": "My work", "url": "#", "icon": "work", "count": 6},
    {"label": "Plans", "url": "#", "icon": "plan", "current": True},
    {"label": "Red flags", "url": "#", "icon": "flag", "count": 2},
    {"label": "Documents", "url": "#", "icon": "report"},
    {"label": "People", "url": "#", "icon": "people", "section": "Organisation"},
    {"label": "Notices sent", "url": "#", "icon": "mail", "section": "Organisation"},
]


def _workspace(key: str, org: str, capacity: str) -> SimpleNamespace:
    return SimpleNamespace(
        key=key, org=SimpleNamespace(name=org), capacity=SimpleNamespace(label=capacity),
        membership=SimpleNamespace(job_title="Registered manager"),
    )  # fmt: skip


WORKSPACES = [
    _workspace("1", "Tidewell Care", "Provider"),
    _workspace("2", "Northmere Council", "Provider"),
    _workspace("3", "Northmere Council", "Commissioner"),
]


def action(ref: str, title: str, status: str, owner: str, due: date, **more: Any) -> dict[str, Any]:
    return {"ref": ref, "title": title, "status": status, "owner": owner, "due": due, "url": "#", **more}


def stages() -> list[dict[str, Any]]:
    return [
        {
            "title": "Immediate safety controls", "goal": "Keep people safe while causes are put right.",
            "state": "done", "note": "3 of 3 in place", "met": 3, "total": 3, "add_url": "",
            "rows": [
                action("A1", "Two members of staff at every medicines round", "verified", "Joanna Mensah",
                       date(2026, 1, 9), done=date(2026, 1, 8)),
                action("A2", "Manager on call reads every incident the same day", "verified", "Joanna Mensah",
                       date(2026, 1, 12), done=date(2026, 1, 12)),
                action("A3", "No agency shift without a named buddy", "complete", "Piotr Zielinski",
                       date(2026, 1, 16), done=date(2026, 1, 20)),
            ],
        },
        {
            "title": "Stabilisation", "goal": "The basics happen every day without being chased.",
            "state": "now", "note": "1 of 4 done", "met": 1, "total": 4, "add_url": "#",
            "rows": [
                action("A4", "Re-start monthly supervision for all 14 staff", "off_track", "Joanna Mensah",
                       date(2026, 3, 8), owner_title="Registered manager", original=date(2026, 2, 13)),
                action("A5", "Re-assess medicines competency of everyone who administers", "at_risk",
                       "Piotr Zielinski", date(2026, 3, 27), original=date(2026, 3, 6), note="forecast 9 April"),
                action("A6", "Support plans reviewed with the person and their family", "on_track", "Amara Obi",
                       date(2026, 4, 24)),
                action("A7", "Daily handover sheet in both houses", "complete", "Amara Obi", date(2026, 2, 27),
                       done=date(2026, 2, 25)),
            ],
        },
        {
            "title": "Improvement", "goal": "The causes are gone, and we would notice if they came back.",
            "state": "later", "note": "Opens after stabilisation", "met": 0, "total": 2, "add_url": "",
            "rows": [
                action("A8", "Supervision tree that survives a leaver", "not_started", "Ruth Calder",
                       date(2026, 6, 26)),
                action("A9", "Quarterly feedback calls to families", "withdrawn", "Ruth Calder", date(2026, 7, 31)),
            ],
        },
    ]  # fmt: skip


def milestones() -> list[Row]:
    return [
        Row("Two members of staff at every medicines round", date(2026, 1, 9), date(2026, 1, 9), "verified",
            done=date(2026, 1, 8)),
        Row("Daily handover sheet in both houses", date(2026, 2, 13), date(2026, 2, 27), "complete",
            done=date(2026, 2, 25)),
        Row("Every member of staff has had one supervision", date(2026, 2, 13), date(2026, 3, 8), "off_track"),
        Row("Medicines competency re-assessed, both houses, nights included", date(2026, 3, 6), date(2026, 3, 27),
            "at_risk", forecast=date(2026, 4, 9)),
        Row("Support plans reviewed", date(2026, 4, 24), date(2026, 4, 24), "on_track", forecast=date(2026, 4, 20)),
        Row("Supervision tree agreed", date(2026, 6, 26), date(2026, 6, 26), "not_started"),
        Row("First family feedback calls", date(2026, 7, 31), date(2026, 7, 31), "withdrawn"),
    ]  # fmt: skip


FACTS = [
    {"label": "Problem", "value": "Supervision stopped at Alder House in September and nobody outside noticed.",
     "url": "#"},
    {"label": "Found on", "value": "14 December 2025", "note": "by a spot check", "url": "#"},
    {"label": "People affected", "value": "", "empty": "Not recorded yet", "url": "#", "action": "Record"},
]  # fmt: skip


def history() -> list[dict[str, Any]]:
    return [
        {
            "at": at(1, 21, 32), "who": "Joanna Mensah", "what": "changed the forecast of A5",
            "why": "Two night staff are on leave until April.",
            "changes": [{"label": "Forecast", "before": "27 March 2026", "after": "9 April 2026"},
                        {"label": "Note", "before": "", "after": "Nights re-assessed last"}],
        },
        {"at": at(4, 9, 10), "who": "Holdfast", "what": "opened a red flag: A4 has passed its due date"},
        {"at": at(27, 16, 48), "who": "Ruth Calder", "what": "approved an extension of A4",
         "why": "Deputy post filled from 2 March.",
         "changes": [{"label": "Due date", "before": "13 February 2026", "after": "8 March 2026"}]},
    ]  # fmt: skip


def flags() -> list[dict[str, Any]]:
    late, promised = TODAY - timedelta(days=3), TODAY + timedelta(days=6)
    return [
        {"title": "Milestone slipped", "subject": "Every member of staff has had one supervision", "since": late,
         "state": "open", "owner": "Joanna Mensah", "owner_title": "Registered manager",
         "rung": "Owner, 9 March", "response": "", "promised_by": None},
        {"title": "Forecast after the due date", "subject": "Medicines competency re-assessed", "state": "acknowledged",
         "since": TODAY - timedelta(days=1), "owner": "Piotr Zielinski", "owner_title": "Clinical lead",
         "rung": "Owner, 11 March", "response": "Nights will be re-assessed by a visiting trainer.",
         "promised_by": promised},
        {"title": "Control past its review", "subject": "No agency shift without a named buddy", "state": "resolved",
         "since": TODAY - timedelta(days=40), "owner": "Ruth Calder", "owner_title": "Governance lead", "rung": "",
         "response": "Reviewed and kept.", "promised_by": None},
    ]  # fmt: skip


DECISIONS = [
    SimpleNamespace(what="A4: 14 days more, to 26 March 2026", since="Asked by Amara Obi, yesterday", label="Decide",
                    where="#", url="#", whose=""),
    SimpleNamespace(what="A2 Re-start monthly supervision", since="Reported complete 3 days ago", label="Verify",
                    where="#", url="", whose="Waits for: assessor, governance lead or registered manager"),
]  # fmt: skip

CONFLICT = [
    {"name": "title", "label": "What will be done", "yours": "Re-start monthly supervision for all staff",
     "theirs": "Re-start monthly supervision for all 14 staff"},
    {"name": "due_on", "label": "Due date", "yours": "8 March 2026", "theirs": "27 March 2026"},
    {"name": "owner", "label": "Accountable owner", "yours": "Joanna Mensah", "theirs": "Joanna Mensah"},
]  # fmt: skip

JOBS = [
    {"id": "job-1", "title": "Progress report, March", "state": "queued", "sentence": "Two others are before it.",
     "done": 0, "total": 0},
    {"id": "job-2", "title": "Evidence pack, Alder House", "state": "running",
     "sentence": "Reading 34 of 71 pieces of evidence.", "done": 34, "total": 71},
    {"id": "job-3", "title": "Progress report, February", "state": "done", "sentence": "12 pages, made 27 February.",
     "done": 12, "total": 12, "download_url": "#"},
    {"id": "job-4", "title": "Evidence pack, Birch House", "state": "failed",
     "sentence": "One file could not be read: audit-2025.xlsx. Nothing was sent.", "done": 0, "total": 0,
     "retry_url": "#"},
]  # fmt: skip
