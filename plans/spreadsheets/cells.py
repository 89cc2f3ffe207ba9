"""What stands in a cell, and how text is kept from running as a formula in the reader's spreadsheet program."""

import datetime
import re
from typing import Any

RUNS = re.compile(r"'*[=+\-@\t\r\n]")
"""Text that a spreadsheet program may run; also text that was made safe already, so that reading undoes one step."""
MADE_SAFE = re.compile(r"'+[=+\-@\t\r\n]")


def safe(text: str) -> str:
    """For CSV, which knows no text cells: an apostrophe in front, as a person would type it."""
    return f"'{text}" if RUNS.match(text) else text


def unsafe(text: str) -> str:
    """The text as it was before `safe`."""
    return text[1:] if MADE_SAFE.match(text) else text


def day(value: datetime.date) -> dict[str, str]:
    """A date cell as it is kept in JSON."""
    return {"day": value.isoformat()}


def words(value: Any) -> str:
    """A kept cell as a reader sees it."""
    if value is None:
        return ""
    if isinstance(value, dict):
        if "day" in value:
            on = datetime.date.fromisoformat(value["day"])
            return f"{on.day:02}/{on.month:02}/{on.year}"
        return value.get("error") or f"formula in {value['formula']}"
    if isinstance(value, bool):
        return "Yes" if value else "No"
    if isinstance(value, float):
        return f"{value:.10g}"
    return str(value)


def short(text: str, most: int) -> str:
    """On one line, of at most so many characters."""
    text = " ".join(text.split())
    return text if len(text) <= most else f"{text[: most - 1].rstrip()}…"


def blank(row: list[Any]) -> bool:
    return not any(words(value).strip() for value in row)


def column(index: int) -> str:
    """A, B … Z, AA, by position from 0."""
    letters = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        letters = chr(65 + rest) + letters
    return letters
