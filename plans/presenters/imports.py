"""An import in words: its steps, what would be written, what is wrong with the file, and what was left out."""

import hashlib
import json
from dataclasses import dataclass
from typing import Any

from django.urls import reverse

from plans import drafted, queries
from plans.models import SpreadsheetImport
from plans.spreadsheets import cells, own
from plans.spreadsheets.outcome import About, Note, Outcome, many
from recovery import dates
from recovery.tenancy.models import Membership

SHOWN = 50
LINES_SHOWN = 10
"""Of each kind of note before it is written: all of them stand in the report."""
GROUPS = (
    (About.DATES, "Dates"),
    (About.CELLS, "Other cells"),
    (About.ROWS, "Rows that were left out"),
    (About.STATES, "What has happened so far"),
    (About.BEHIND, "What stays where it came from"),
)
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
    "These names match nobody in your organisation, or more than one person, or only a job title. Owners must be able "
    "to act on an action; somebody who cannot is left out.",
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
            "said": _extent(len(sheet["rows"][0])),
            "letters": [cells.column(place) for place in range(min(COLUMNS_SHOWN, len(sheet["rows"][0])))],
            "rows": [
                (number, [cells.short(cells.words(one), 40) for one in line[:COLUMNS_SHOWN]])
                for number, line in enumerate(sheet["rows"][:ROWS_SHOWN], start=1)
            ],
        }
        for sheet in row.sheets
        if sheet["rows"]
    ]


def _extent(wide: int) -> str:
    if wide <= COLUMNS_SHOWN:
        return "The first rows"
    shown, last = cells.column(COLUMNS_SHOWN - 1), cells.column(wide - 1)
    return f"The first rows, columns A to {shown} of A to {last}. The others are read too"


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
        "label": f"Import {many(len(content.actions), 'action')}",
        "heard": heard,
        "faults": outcome.faults[:SHOWN],
        "faults_title": _must_be_mended(len(outcome.faults)),
        "faults_more": len(outcome.faults) - SHOWN,
        "sheets_named": row.arrangement["own"],
        "left_out": _gathered(outcome, About.COLUMNS)["lines"],
        "people": sorted(outcome.unmatched.items(), key=lambda one: (-one[1], one[0].casefold()))[:SHOWN],
        "people_more": len(outcome.unmatched) - SHOWN,
        "people_title": _unmatched(len(outcome.unmatched)),
        "people_told": _gathered(outcome, About.PEOPLE),
        "matched_by_hand": bool(row.arrangement["people"]),
        "groups": [{"title": title, **found} for kind, title in GROUPS if (found := _gathered(outcome, kind))["lines"]],
        "told": _gathered(outcome, About.TOLD),
        "actions": _lines(content),
        "actions_more": len(content.actions) - ACTIONS_SHOWN,
        "back": "" if row.arrangement["own"] else reverse("import_columns", args=[row.pk]),
    }


def _gathered(outcome: Outcome, kind: About) -> dict[str, Any]:
    """The notes of one kind, each sentence once with the rows that it is about."""
    found: dict[tuple[str, str], list[Note]] = {}
    count = 0
    for note in outcome.notes:
        if note.about == kind:
            found.setdefault((note.sheet, note.words), []).append(note)
            count += 1
    most = None if kind == About.COLUMNS else LINES_SHOWN
    lines = [{"place": _rows(notes), "words": words} for (_, words), notes in list(found.items())[:most]]
    return {"lines": lines, "count": count, "more": len(found) - len(lines)}


def _rows(notes: list[Note]) -> str:
    if not notes[0].row:
        return ""
    if not notes[0].row:
        return ""
    place = _note_place(notes[0].sheet, notes[0].row)
    return place if len(notes) == 1 else f"{place} and {many(len(notes) - 1, 'more row')}"


def _note_place(sheet: str, row: int) -> str:
    """Row 0: what is about a column, a sheet or the whole file."""
    if not row:
        return f"{sheet}, whole sheet" if sheet else "Whole file"
    return f"{sheet}, row {row}" if sheet else f"Row {row}"


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
            "title": cells.short(one.fields["title"], 120),
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
        many(len(content.actions), "action"),
        many(len(content.problems), "problem"),
        many(len(content.causes), "root cause"),
    ]
    if outputs:
        parts.append(many(outputs, "milestone"))
    return f"{', '.join(parts[:-1])} and {parts[-1]}"


def report(row: SpreadsheetImport, notes: list) -> dict[str, Any]:
    return {
        "counted": queries.written(row.plan)["actions"].count(),
        "notes": [{"place": _note_place(sheet, number), "words": said} for sheet, number, said in notes],
        "said": f"Imported on {dates.uk_datetime(row.finished_at)} from “{row.name}” by {row.uploaded_by.name}",
    }


def _must_be_mended(count: int) -> str:
    return "1 thing must be mended first" if count == 1 else f"{count:,} things must be mended first"


def _unmatched(count: int) -> str:
    if not count:
        return "Who is meant"
    return "1 name matches nobody here" if count == 1 else f"{count:,} names match nobody here"
