"""A plan as a workbook or as CSV, from a `Book`: what stands on each sheet, in Python's own terms.

In a workbook every text is a text cell, so that nothing in it can run; CSV knows no such thing, see `cells.safe`.
"""

import csv
import datetime
import decimal
import io
from dataclasses import dataclass
from typing import Any

import xlsxwriter

from plans.spreadsheets import cells, columns, layout
from plans.spreadsheets.layout import Sheet


@dataclass
class Book:
    about: dict[str, Any]
    rows: dict[str, list[dict[str, Any]]]
    """By the name of the sheet."""


def _shown(value: Any) -> Any:
    """Choices by their words, references as a list, nothing as nothing."""
    if value is None or value == "":
        return None
    if isinstance(value, list | tuple):
        return ", ".join(value) or None
    if hasattr(value, "label"):
        return str(value.label)
    return value


def workbook(book: Book) -> bytes:
    sheets = [(sheet, book.rows.get(sheet.name, [])) for sheet in (*layout.TABLES, layout.EXTENSIONS)]
    about = [{"about": line, "words": book.about.get(key)} for key, line in layout.ABOUT.items()]
    return _xlsx([(layout.PLAN, about), *sheets])


def action_list(book: Book) -> bytes:
    """The sheet of actions alone, as CSV for programs that read no workbook."""
    written = io.StringIO()
    lines = csv.writer(written)
    lines.writerow(layout.ACTIONS.headings)
    for row in book.rows[layout.ACTIONS.name]:
        lines.writerow([_plain(_shown(row.get(column.key))) for column in layout.ACTIONS.columns])
    return b"\xef\xbb\xbf" + written.getvalue().encode()


def _plain(value: Any) -> str:
    if isinstance(value, datetime.date):
        return f"{value.day:02}/{value.month:02}/{value.year}"
    return cells.safe("" if value is None else str(value))


def faults(found) -> bytes:
    """All that is wrong with a file, as CSV, to mend it by."""
    written = io.StringIO()
    lines = csv.writer(written)
    lines.writerow(("Sheet", "Row", "Column", "What is wrong", "How to mend it"))
    for fault in found:
        place = (fault.sheet, str(fault.row or ""), fault.column, fault.wrong, fault.mend)
        lines.writerow([cells.safe(words) for words in place])
    return b"\xef\xbb\xbf" + written.getvalue().encode()


MADE = datetime.datetime(2026, 1, 1)  # noqa: DTZ001  a workbook's own clock has no zone
"""The same for every workbook, so that the same plan gives the same bytes; the day of the export stands on a sheet."""
BLANK = Sheet(
    "Actions",
    tuple(
        layout.Column(field.key, field.label, field.kind, width=max(16, min(40, field.most // 40)))
        for field in columns.FIELDS
        if field.kind != "told"
    ),
)


def blank() -> bytes:
    """An empty workbook with our own columns, for somebody who wants to begin there."""
    return _xlsx([(BLANK, [])])


def _xlsx(sheets: list[tuple[Sheet, list[dict[str, Any]]]]) -> bytes:
    written = io.BytesIO()
    book = xlsxwriter.Workbook(written, {"in_memory": True})
    book.set_properties({"title": "Recovery plan", "comments": "Written by Holdfast", "created": MADE})
    head = book.add_format({"bold": True, "text_wrap": True, "valign": "top", "bottom": 1, "bg_color": "#EFEBDD"})
    text = book.add_format({"text_wrap": True, "valign": "top"})
    day = book.add_format({"num_format": "dd/mm/yyyy", "valign": "top", "align": "left"})
    for sheet, rows in sheets:
        page = book.add_worksheet(sheet.name)
        page.freeze_panes(1, 0)
        page.repeat_rows(0)
        page.set_landscape()
        page.fit_to_pages(1, 0)
        for place, column in enumerate(sheet.columns):
            dated = column.kind == "day"
            page.set_column(place, place, column.width, day if dated and not rows else None)
            page.write_string(0, place, column.heading, head)
        for line, row in enumerate(rows, start=1):
            for place, column in enumerate(sheet.columns):
                value = _shown(row.get(column.key))
                if isinstance(value, datetime.date):
                    page.write_datetime(line, place, datetime.datetime.combine(value, datetime.time()), day)
                elif isinstance(value, int | float | decimal.Decimal):
                    page.write_number(line, place, value, text)
                elif value is not None:
                    page.write_string(line, place, value, text)
        if rows:
            page.autofilter(0, 0, len(rows), len(sheet.columns) - 1)
    book.close()
    return written.getvalue()
