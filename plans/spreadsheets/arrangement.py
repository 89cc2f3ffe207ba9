"""How a file is to be understood: guessed when it comes, and changed by whoever imports it."""

from typing import Any

from plans.enums import Stage
from plans.spreadsheets import columns, own


def first(sheets: list[dict[str, Any]]) -> dict[str, Any]:
    """The guess: our own workbook, or the sheet whose headings are known best."""
    if own.recognised(sheets):
        return {"own": True, "people": {}}
    readable = [place for place, sheet in enumerate(sheets) if not sheet["refusal"]]
    guessed = [of_sheet(sheets, place) for place in readable]
    return max(guessed, key=lambda one: (len(one["columns"]), -one["sheet"]))


def of_sheet(sheets: list[dict[str, Any]], place: int, header: int = 0, count: int = 0) -> dict[str, Any]:
    """For this sheet, with its headings in these rows or where they most likely are."""
    rows = sheets[place]["rows"]
    if not header:
        header, count = columns.find_header(rows)
    return {
        "own": False,
        "sheet": place,
        "first": header,
        "count": count,
        "columns": columns.guess(columns.headers(rows, header, count)),
        "stage": Stage.STABILISATION.value,
        "people": {},
    }
