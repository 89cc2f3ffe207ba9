"""From the bytes of a file to plain rows, or a sentence that says why not and what to do about it.

What is read is small enough to be kept as JSON: a list of sheets, each with its name, its rows, and what a reader of it
should be told. Nothing of a foreign file is trusted: not its size, not its kind, not its shape.
"""

import codecs
import csv
import datetime
import io
import math
import re
import warnings
import zipfile
from pathlib import PurePosixPath
from typing import Any

import openpyxl
from openpyxl.utils import range_boundaries

from plans.exceptions import BadUpload
from plans.spreadsheets import cells, columns

MOST_ROWS = 5_000
MOST_COLUMNS = 60
MOST_SHEETS = 20
MOST_CELLS = 300_000
LONGEST_CELL = 32_767
UNPACKED = 80 * 1024**2
"""Bytes that a workbook may unpack to. A workbook of 5,000 rows is a tenth of it; a trap is a hundred times it."""
HEAD = 20
"""Rows above the table: titles, notes, headings in several rows."""
COUNTED = 100_000

DAMAGED = (
    "The file cannot be opened as a spreadsheet. It may be damaged: open it in Excel, save it again, and choose that."
)
OLD = (
    "This is a workbook of the old kind (.xls), or one that is locked with a password. Open it in Excel, take the "
    "password off if it has one, save it as an Excel workbook (.xlsx), and choose that."
)
ENDINGS = ("xlsx", "csv")
OTHER = {
    "xls": OLD,
    "ods": "OpenDocument spreadsheets are not read. Save it as an Excel workbook (.xlsx) and choose that.",
    "xlsm": "The file may hold macros. Save it as an Excel workbook without macros (.xlsx) and choose that.",
    "xlsb": "Binary workbooks are not read. Save it as an Excel workbook (.xlsx) and choose that.",
    "numbers": "Numbers files are not read. Export it as an Excel workbook (.xlsx) and choose that.",
}
ESCAPED = re.compile(r"_x(00[01][0-9A-F]|FFF[EF])_")
"""Characters that XML cannot hold, as workbooks write them. Text that spells one out is taken for it: the reader below
does not tell the two apart."""
MERGED = re.compile(rb'<(?:\w+:)?mergeCell\b[^>]*?\bref="([A-Z]{1,3}[0-9]{1,7}:[A-Z]{1,3}[0-9]{1,7})"')
FORMULA = re.compile(rb"<(?:\w+:)?f[\s>/]")


def read(name: str, content: bytes) -> list[dict[str, Any]]:
    """The sheets of a file that hold anything. Raises `BadUpload` with a sentence for the person who chose it."""
    ending = PurePosixPath(name.lower()).suffix.lstrip(".")
    if not content:
        raise BadUpload("The file is empty. Choose it again, or choose another.")
    if ending in OTHER:
        raise BadUpload(OTHER[ending])
    if ending not in ENDINGS:
        raise BadUpload("Choose an Excel workbook (.xlsx) or a CSV file.")
    sheets = _csv(content) if ending == "csv" else _workbook(content)
    sheets = [sheet for sheet in sheets if sheet["rows"] or sheet["refusal"]]
    if not sheets:
        raise BadUpload("Nothing stands in this file. Choose the one with your actions in it.")
    if all(sheet["refusal"] for sheet in sheets):
        raise BadUpload(sheets[0]["refusal"])
    if sum(len(row) for sheet in sheets for row in sheet["rows"]) > MOST_CELLS:
        raise BadUpload(
            f"The file holds more than {MOST_CELLS:,} cells. Copy the sheet with your actions into a file of its own."
        )
    return sheets


def _sheet(name: str, rows: list[list[Any]], *, total: int, notes: list[str] | None = None) -> dict[str, Any]:
    """Without the blank rows at its end and the blank columns at its right."""
    while rows and cells.blank(rows[-1]):
        rows.pop()
    widths = [max((i for i, one in enumerate(row, start=1) if cells.words(one)), default=0) for row in rows]
    width = max(widths, default=0)
    refusal = ""
    if total > MOST_ROWS + HEAD:
        more = "more than " if total >= COUNTED else ""
        refusal = (
            f"The sheet “{name}” has {more}{total:,} rows that are filled in, and at most {MOST_ROWS:,} are taken. "
            "Split it into several files, or leave out what is closed."
        )
    elif width > MOST_COLUMNS:
        refusal = (
            f"The sheet “{name}” is {width} columns wide, and at most {MOST_COLUMNS} are taken. "
            "Delete the columns that do not belong to the plan."
        )
    if refusal:
        rows = []
    return {
        "name": name,
        "rows": [(row + [None] * width)[:width] for row in rows],
        "notes": notes or [],
        "refusal": refusal,
    }


# --- CSV -------------------------------------------------------------------------------------------------------------


def _csv(content: bytes) -> list[dict[str, Any]]:
    text = _decoded(content)
    rows: list[list[Any]] = []
    total = 0
    try:
        for row in csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text)):
            filled = any(one.strip() for one in row)
            total += filled
            if total > MOST_ROWS + HEAD:
                rows = []
                if total >= COUNTED:
                    break
                continue
            rows.append([cells.unsafe(one) or None for one in row])
    except csv.Error:
        raise BadUpload(DAMAGED.replace("as a spreadsheet", "as a CSV file")) from None
    return [_sheet("CSV", rows, total=total)]


def _decoded(content: bytes) -> str:
    wide = content[:2] in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
    for encoding in ("utf-16",) if wide else ("utf-8-sig", "cp1252"):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\x00" not in text and not content.startswith(b"PK\x03\x04"):
            return text
    raise BadUpload("The file is named .csv, but its content is something else. Choose the original file.")


def _delimiter(text: str) -> str:
    """The one by which the first lines fall into the most columns that are known, and then into the most columns."""

    def columns_by(delimiter: str) -> tuple[int, int]:
        head = list(csv.reader(io.StringIO(text[:20_000], newline=""), delimiter=delimiter))[: HEAD + 1]
        return max(map(columns.known, head), default=0), max(map(len, head), default=0)

    return max(",;\t|", key=columns_by)


# --- Workbooks -------------------------------------------------------------------------------------------------------


def _workbook(content: bytes) -> list[dict[str, Any]]:
    if content.startswith(b"\xd0\xcf\x11\xe0"):
        raise BadUpload(OLD)
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            parts = _parts(packed)
            return _sheets(content, packed, parts)
    except BadUpload:
        raise
    except Exception:  # a parser on foreign bytes: whatever it trips over, the file is not a workbook for us
        raise BadUpload(DAMAGED) from None


def _parts(packed: zipfile.ZipFile) -> set[str]:
    """The names of its parts, if it may be unpacked at all."""
    listed = packed.infolist()
    names = {one.filename for one in listed}
    if "[Content_Types].xml" not in names or "xl/workbook.xml" not in names:
        raise BadUpload(DAMAGED)
    if any(name.lower().endswith("vbaproject.bin") for name in names):
        raise BadUpload(OTHER["xlsm"])
    if sum(one.file_size for one in listed) > UNPACKED or len(listed) > 2_000:
        raise BadUpload(
            f"The file unpacks to more than {UNPACKED // 1024**2} MB, so it was not opened. "
            "Copy the sheet with your actions into a new workbook, without pictures, and choose that."
        )
    for one in listed:
        if one.filename.endswith((".xml", ".rels")):
            # No spreadsheet program writes one, and what it could define grows without end.
            with packed.open(one) as part:
                if b"<!DOCTYPE" in part.read(4096):
                    raise BadUpload(DAMAGED)
    return names


def _sheets(content: bytes, packed: zipfile.ZipFile, parts: set[str]) -> list[dict[str, Any]]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # about styles and extensions that are of no interest here
        book = openpyxl.load_workbook(io.BytesIO(content), read_only=True, data_only=False)
        found = [sheet for sheet in book.worksheets if sheet.sheet_state == "visible"]
        if len(found) > MOST_SHEETS:
            raise BadUpload(
                f"The workbook has {len(found)} sheets, and at most {MOST_SHEETS} are looked at. "
                "Copy the one with your actions into a workbook of its own."
            )
        values = None
        read = []
        for sheet in found:
            source = packed.read(
                sheet._worksheet_path
            )  # the part that the sheet is read from: merged cells stand there
            calculated: dict[tuple[int, int], Any] = {}
            if FORMULA.search(source):
                values = values or openpyxl.load_workbook(io.BytesIO(content), read_only=True, data_only=True)
                calculated = _calculated(values[sheet.title])
            read.append(_one_sheet(sheet, source, calculated))
        return read


def _calculated(sheet) -> dict[tuple[int, int], Any]:
    """What each cell showed when the workbook was last saved. Asked only where there are formulas."""
    sheet.reset_dimensions()
    found = {}
    for row in sheet.iter_rows(max_row=MOST_ROWS + 200, max_col=MOST_COLUMNS + 1):
        for cell in row:
            if cell.value is not None:
                found[cell.row, cell.column] = cell
    return found


def _one_sheet(sheet, source: bytes, calculated: dict) -> dict[str, Any]:
    rows: list[list[Any]] = []
    total, formulas = 0, 0
    sheet.reset_dimensions()  # what a file says of its own size is not believed
    for row in sheet.iter_rows(max_col=MOST_COLUMNS + 1):
        line = []
        for place, cell in enumerate(row):
            if cell.value is None:
                line.append(None)
                continue
            if cell.data_type == "f":
                line.append(_formula(cell, calculated))
                formulas += not (isinstance(line[-1], dict) and "formula" in line[-1])
            else:
                line.append(_value(cell))
            if place > MOST_COLUMNS:
                break
        total += not cells.blank(line)
        if total >= COUNTED or len(rows) >= COUNTED:
            break
        if total <= MOST_ROWS + HEAD:
            rows.append(line)
    spread = _spread(rows, source) if total <= MOST_ROWS + HEAD else 0
    notes = []
    if spread:
        notes.append(
            f"{_count(spread, 'merged cell')} in the sheet “{sheet.title}”: what stands in one is taken for every row "
            "that it covers."
        )
    if formulas:
        notes.append(
            f"{_count(formulas, 'formula')} in the sheet “{sheet.title}”: the values that Excel last calculated are "
            "taken."
        )
    return _sheet(sheet.title, rows, total=total, notes=notes)


def _count(number: int, what: str) -> str:
    plural = {"formula": "formulas"}.get(what, f"{what}s")
    return f"There is 1 {what}" if number == 1 else f"There are {number:,} {plural}"


def _formula(cell, calculated: dict) -> Any:
    shown = calculated.get((cell.row, cell.column))
    if shown is None:
        return {"formula": f"{cells.column(cell.column - 1)}{cell.row}"}
    return _value(shown)


def _value(cell) -> Any:
    value = cell.value
    if cell.data_type == "e":
        return {"error": str(value)}
    if isinstance(value, datetime.datetime):
        return cells.day(value.date())
    if isinstance(value, datetime.date):
        return cells.day(value)
    if isinstance(value, datetime.time):
        return f"{value:%H:%M}"
    if isinstance(value, datetime.timedelta):
        return str(value)
    if isinstance(value, bool | int):
        return value
    if isinstance(value, float):
        if not math.isfinite(value):
            return str(value)
        return int(value) if value.is_integer() and abs(value) < 1e15 else value
    text = ESCAPED.sub(lambda found: chr(int(found.group(1), 16)), str(value)).replace("\x00", "")
    return text[: LONGEST_CELL + 1]


def _spread(rows: list[list[Any]], source: bytes) -> int:
    """What stands in a merged cell is put into every row it covers, in its first column. How many were."""
    spread = 0
    for ref in MERGED.findall(source)[:MOST_CELLS]:
        left, top, _, bottom = range_boundaries(ref.decode())
        if bottom == top or not 0 < top <= len(rows) or left > len(rows[top - 1]):
            continue
        value = rows[top - 1][left - 1]
        if value is None:
            continue
        for row in rows[top : min(bottom, len(rows))]:
            row.extend([None] * (left - len(row)))
            row[left - 1] = value
        spread += 1
    return spread
