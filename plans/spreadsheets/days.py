"""Dates as people in the United Kingdom type them into a spreadsheet."""

import calendar
import datetime
import math
import re
from dataclasses import dataclass
from typing import Any

from plans.spreadsheets import cells
from recovery import dates

EPOCH = datetime.date(1899, 12, 30)
"""Day 0 of a spreadsheet, as its date numbers count from March 1900 on."""
SERIALS = range(36_526, 73_051)
"""The years 2000 to 2099."""
YEARS = range(2000, 2100)
OPEN = re.compile(
    r"(on-?going|continuous(ly)?|tb[acd]|to be (agreed|advised|confirmed|decided|determined)|n/?a|none|not applicable|"
    r"rolling|open|unknown|-+|\?+|asap|immediate(ly)?|complete[d]?|done|closed)\.?",
    re.I,
)
MONTH_END = re.compile(r"(?:(?:the )?end (?:of )?)?([a-z]{3,9})\.?[\s,/'-]*(\d{4}|\d{2})?", re.I)


class NotADay(ValueError):
    """Its text says what is wrong and how to mend it."""


@dataclass(frozen=True)
class Read:
    day: datetime.date | None
    note: str = ""
    """What a reader should know about how it was read."""


def read(value: Any) -> Read:
    """A kept cell as a day. Raises `NotADay`."""
    if value is None:
        return Read(None)
    if isinstance(value, dict):
        if "day" in value:
            return Read(_sensible(datetime.date.fromisoformat(value["day"]), value["day"]))
        if "formula" in value:
            raise NotADay("is a formula without a value. Open the file in Excel, save it, and choose it again")
        raise NotADay(f"is the error {value['error']}. Put the date itself into the cell")
    if isinstance(value, bool):
        raise NotADay("is not a date. Write it as 31/03/2027")
    if isinstance(value, int | float):
        return _serial(value)
    return _text(" ".join(str(value).split()))


def _serial(number: float) -> Read:
    if not math.isfinite(number) or int(number) not in SERIALS:
        raise NotADay(f"is the number {number:g}, which is no date. Write it as 31/03/2027")
    return Read(EPOCH + datetime.timedelta(days=int(number)))


def _text(text: str) -> Read:
    if not text:
        return Read(None)
    if OPEN.fullmatch(text):
        return Read(None, f"“{text}” is not a date, so it was left empty")
    if text.isdecimal() and len(text) == 5:
        return _serial(int(text))
    end = MONTH_END.fullmatch(text)
    if end:
        return _month_end(text, end[1], end[2])
    text_of_day = re.split(r"\s+(?=\d{1,2}:\d{2})|T(?=\d{2}:)", text)[0]
    year = re.fullmatch(r"(.*[\s/.,\-'’])(\d{2})", text_of_day)
    if year and not re.fullmatch(r"\d{4}-\d{1,2}-\d{1,2}", text_of_day):
        text_of_day = f"{year[1].rstrip('’' + chr(39))} 20{year[2]}"
    text_of_day = re.sub(r"(?<=\d)\s*(st|nd|rd|th)\b(\s+of\b)?", "", text_of_day, flags=re.I)
    text_of_day = re.sub(
        r"^(mon|tues?|wed(nes)?|thu(rs?)?|fri|sat(ur)?|sun)(day)?\.?,?\s+", "", text_of_day, flags=re.I
    )
    try:
        found = dates.read_date(text_of_day)
    except dates.NotADate:
        if alone := _day_within(text_of_day):
            wanted = cells.words(cells.day(alone))
            raise NotADay(f"“{_short(text)}” says more than a day. Write the day alone: {wanted}") from None
        raise NotADay(f"“{_short(text)}” is not a date. {_advice(text_of_day)}") from None
    return Read(_sensible(found, text))


def _day_within(text: str) -> datetime.date | None:
    """The day in “w/c 14/12/2026” or “by 14 December 2026”. Only offered: what the other words mean is not guessed."""
    numbers = re.search(r"\b\d{1,2}[/.-]\d{1,2}[/.-]\d{4}\b", text)
    for part in (numbers and numbers[0], re.sub(r"^\D+", "", text)):
        try:
            found = dates.read_date(part or "")
        except dates.NotADate:
            continue
        if found and found.year in YEARS:
            return found
    return None


def _advice(text: str) -> str:
    parts = [part for part in re.split(r"[\s/.,\-]+", text) if part]
    if len(parts) == 3 and all(part.isdecimal() for part in parts) and int(parts[1]) > 12 >= int(parts[0]):
        return "The day comes first, then the month: write it as 31/03/2027"
    if len(parts) == 3 and all(part.isdecimal() for part in parts[:1]):
        return "There is no such day in the calendar: write one that exists, for example 31/03/2027"
    if len(parts) == 2 and any(part.isdecimal() for part in parts):
        return "The year is missing: write it as 31/03/2027"
    return "Write it as 31/03/2027, or leave the cell empty"


def _month_end(text: str, month: str, year: str | None) -> Read:
    try:
        number = dates.read_month(month)
    except dates.NotADate:
        raise NotADay(f"“{_short(text)}” is not a date. Write it as 31/03/2027, or leave the cell empty") from None
    if year is None:
        # Which year it means decides whether a date has been missed, so it is not guessed.
        raise NotADay(f"“{text}” does not say which year. Write the day itself, as 31/03/2027")
    whole = int(year) if len(year) == 4 else 2000 + int(year)
    if whole not in YEARS:
        raise NotADay(f"“{text}” has a year that cannot be meant. Write it as 31/03/2027")
    last = calendar.monthrange(whole, number)[1]
    found = datetime.date(whole, number, last)
    return Read(found, f"“{text}” was read as {dates.uk_date(found)}")


def _sensible(day: datetime.date, text: str) -> datetime.date:
    if day.year not in YEARS:
        raise NotADay(f"“{_short(text)}” has a year that cannot be meant. Write it as 31/03/2027")
    return day


def _short(text: str) -> str:
    return text if len(text) <= 40 else f"{text[:39]}…"
