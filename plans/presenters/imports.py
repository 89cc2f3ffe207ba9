"""An import in words: its steps, what would be written, what is wrong with the file, and what was left out."""

import hashlib
import json
from dataclasses import dataclass
from typing import Any

from django.urls import reverse

from plans import drafted, queries
from plans.models import SpreadsheetImport
from plans.spreadsheets import cells, own
from plans.spreadsheets.outcome import Outcome
from recovery import dates
from recovery.tenancy.models import Membership

SHOWN = 50
ACTIONS_ONLY = "It holds actions only. Import the workbook of the plan to keep its problems and root causes."
ACTIONS_SHOWN = 10
ROWS_SHOWN = 8
COLUMNS_SHOWN = 8


@dataclass(frozen=True)
class Step:
    title: str
    intro: str
    label: str
    before: str = ""

    def back(self, row: SpreadsheetImport) -> str:
        return reverse(self.before, args=[row.pk]) if self.before else ""


SHEET = Step(
    "Where are the actions?",
    "The sheet and the row with the headings were found by the words in them. Change what is not right.",
    "Go on to the columns",
)
COLUMNS = Step(
    "What does each column mean?",
    "Guessed from the headings. A status, a rating or a progress note is told in the report of the import and written "
    "nowhere else, because a status here follows from what has happened.",
    "Look at the rows",
    before="import_sheet",
)
PEOPLE = Step(
    "Who is meant?",
    "These names match nobody in your organisation, or more than one person. Owners must be able to act on an action; "
    "somebody who cannot is left out.",
    "Go back to the rows",
    before="import_preview",
)


def begun(row: SpreadsheetImport) -> dict[str, Any]:
    name = "import_preview" if row.arrangement.get("own") else "import_sheet"
    return {"name": row.name, "at": row.uploaded_at, "url": reverse(name, args=[row.pk]), "pk": row.pk}


def same_place(before: dict[str, Any], after: dict[str, Any]) -> bool:
    """Whether the columns that were chosen still stand where they stood."""
    return all(before[key] == after[key] for key in ("sheet", "first", "count"))


def beginnings(row: SpreadsheetImport) -> list[dict[str, Any]]:
    """The first rows of each sheet, numbered as a spreadsheet numbers them."""
    return [
        {
            "name": sheet["name"],
            "letters": [cells.column(place) for place in range(min(COLUMNS_SHOWN, len(sheet["rows"][0])))],
            "rows": [
                (number, [_short(cells.words(one), 40) for one in line[:COLUMNS_SHOWN]])
                for number, line in enumerate(sheet["rows"][:ROWS_SHOWN], start=1)
            ],
        }
        for sheet in row.sheets
        if sheet["rows"]
    ]


def about(outcome: Outcome) -> dict[str, Any]:
    """What the file says of the plan, as far as a form asks for it."""
    return {key: outcome.about.get(key) for key in ("title", "summary", "breakdown_on", "starts_on")}


def seal(row: SpreadsheetImport) -> str:
    """Changes with what the file is taken to mean: so that nobody imports what they have not seen."""
    return hashlib.sha256(json.dumps(row.arrangement, sort_keys=True).encode()).hexdigest()[:24]


def preview(row: SpreadsheetImport, outcome: Outcome) -> dict[str, Any]:
    content = outcome.content
    counted = _counted(content)
    heard = _heard(row)
    return {
        "counted": counted,
        "label": f"Import {_many(len(content.actions), 'action')}",
        "heard": heard,
        "faults": outcome.faults[:SHOWN],
        "faults_title": _must_be_mended(len(outcome.faults)),
        "faults_more": len(outcome.faults) - SHOWN,
        "sheets_named": row.arrangement["own"],
        "people": sorted(outcome.unmatched.items(), key=lambda one: (-one[1], one[0].casefold()))[:SHOWN],
        "people_title": _unmatched(len(outcome.unmatched)),
        "matched_by_hand": bool(row.arrangement["people"]),
        "notes": outcome.notes[:SHOWN],
        "notes_title": _many(len(outcome.notes), "thing") + " to know",
        "notes_more": len(outcome.notes) - SHOWN,
        "actions": _lines(content),
        "actions_more": len(content.actions) - ACTIONS_SHOWN,
        "back": "" if row.arrangement["own"] else reverse("import_columns", args=[row.pk]),
    }


def _heard(row: SpreadsheetImport) -> list[str]:
    """What was noticed about the file as a whole."""
    if row.arrangement["own"]:
        return [
            "This file was exported from Holdfast, so its columns are known.",
            *([] if own.whole(row.sheets) else [ACTIONS_ONLY]),
        ]
    chosen = row.sheets[row.arrangement["sheet"]]
    last = row.arrangement["first"] + row.arrangement["count"] - 1
    first = row.arrangement["first"]
    rows = f"row {first}" if first == last else f"rows {first} to {last}"
    return [f"The headings are taken from {rows} of the sheet “{chosen['name']}”.", *chosen["notes"]]


def _lines(content: drafted.Drafted) -> list[dict[str, Any]]:
    shown = content.actions[:ACTIONS_SHOWN]
    wanted = {one.fields["owner_id"] for one in shown if one.fields["owner_id"]}
    names = {str(person.pk): person.name for person in Membership.objects.filter(pk__in=wanted)}
    causes = {one.key: one for one in content.causes}
    problems = {one.key: one for one in content.problems}
    return [
        {
            "title": _short(one.fields["title"], 120),
            "owner": names.get(str(one.fields["owner_id"]), ""),
            "due_on": one.completion.due_on,
            "problem": next(
                (
                    problems[key].fields["title"]
                    for cause in one.causes
                    for key in causes[cause].problems
                    if key in problems
                ),
                "",
            ),
        }
        for one in shown
    ]


def _counted(content: drafted.Drafted) -> str:
    outputs = sum(len(one.milestones) - 1 for one in content.actions)
    parts = [
        _many(len(content.actions), "action"),
        _many(len(content.problems), "problem"),
        _many(len(content.causes), "root cause"),
    ]
    if outputs:
        parts.append(_many(outputs, "milestone"))
    return f"{', '.join(parts[:-1])} and {parts[-1]}"


def report(row: SpreadsheetImport, notes: list) -> dict[str, Any]:
    return {
        "counted": queries.written(row.plan)["actions"].count(),
        "notes": [
            {"place": f"{sheet}, row {number}" if sheet else f"Row {number}", "words": said}
            for sheet, number, said in notes
        ],
        "said": f"Imported on {dates.uk_datetime(row.finished_at)} from “{row.name}” by {row.uploaded_by.name}",
    }


def _must_be_mended(count: int) -> str:
    return "1 thing must be mended first" if count == 1 else f"{count:,} things must be mended first"


def _unmatched(count: int) -> str:
    return "1 name matches nobody here" if count == 1 else f"{count:,} names match nobody here"


def _many(count: int, what: str) -> str:
    return f"{count:,} {what}" if count == 1 else f"{count:,} {what}s"


def _short(text: str, most: int) -> str:
    text = " ".join(text.split())
    return text if len(text) <= most else f"{text[: most - 1].rstrip()}…"
