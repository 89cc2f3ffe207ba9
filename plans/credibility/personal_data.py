"""D1: what in a text looks like it could identify a person. Pure; what is done about it is decided elsewhere.

Pseudonyms (P-07), initials (J.B.), references, times, money and the dates of a plan are left alone.
"""

import datetime
import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass

from recovery import dates

ADULT_OR_CHILD = 16
"""A full date at least so many years back looks like a birthday: plans speak of the last few years."""


@dataclass(frozen=True)
class Found:
    kind: str
    words: str
    """The exact words of the text."""
    sentence: str
    advice: str


_SHAPE = {
    # kind: what it looks like, and how it is mended
    "nhs_number": ("an NHS number", "Take it out, or use the person’s pseudonym, for example P-07."),
    "date_of_birth": ("a date of birth", "Take it out. If age matters, say it in decades."),
    "telephone": ("a telephone number", "Take it out, or name the role that is called."),
    "email": ("an email address", "Take it out, or name the role that is written to."),
    "postcode": ("a postcode", "Take it out, or name the service."),
    "name": ("the name of somebody outside the organisation", "Use a role, initials or a pseudonym."),
}
_MONTH = (
    "jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|"
    "nov(?:ember)?|dec(?:ember)?"
)
_MONTHS = "jan feb mar apr may jun jul aug sep oct nov dec".split()
_NHS = re.compile(r"(?<![\d+])(\d{3})[ -]?(\d{3})[ -]?(\d{4})(?!\d)")
_EMAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_POSTCODE = re.compile(r"(?<![A-Z0-9])[A-Z]{1,2}\d[A-Z\d]?\s?\d[ABD-HJLNP-UW-Z]{2}(?![A-Z0-9])", re.IGNORECASE)
_TELEPHONE = re.compile(r"(?<![\d.])(?:\+44\s?(?:\(0\)\s?)?|\(?0)(?:[1237]\d|\(?[1237]\d)[\d\s()-]{6,13}\d(?!\d)")
_DATE = re.compile(
    rf"(?<![\d/.-])(?:(?P<d>\d{{1,2}})[/.-](?P<m>\d{{1,2}})[/.-](?P<y>\d{{4}}|\d\d)|"
    rf"(?P<day>\d{{1,2}})(?:st|nd|rd|th)?\s+(?P<month>{_MONTH})\.?,?\s+(?P<year>\d{{4}}))(?![\d/-])",
    re.IGNORECASE,
)
_BORN = re.compile(r"\b(?:born|d\.?o\.?b\.?|date of birth|birthday)[\s:(on]*$", re.IGNORECASE)
_TITLED = re.compile(
    r"\b(?:Mr|Mrs|Ms|Miss|Mx|Dr|Prof(?:essor)?|Sir|Dame|Lady|Lord|Rev(?:erend)?)\b\.?\s+"
    r"(?:[A-Z]\.?\s+)*(?:[A-Z][a-z]+\s+)?(?P<surname>[A-Z][\w’'-]*[a-z][\w’'-]*)"
)


def found(text: str, *, names: Collection[str] = ()) -> list[Found]:
    """What looks personal, in the order of the text. `names`: the members of the organisation, who are accountable by
    name."""
    spans: list[tuple[int, int, str]] = []
    for kind, matches in (
        ("email", _plain(_EMAIL, text)),
        ("nhs_number", _nhs_numbers(text)),
        ("telephone", _plain(_TELEPHONE, text)),
        ("date_of_birth", _birthdays(text)),
        ("postcode", _plain(_POSTCODE, text)),
        ("name", _names(text, names)),
    ):
        spans += [
            (start, end, kind)
            for start, end in matches
            if not any(start < other_end and other_start < end for other_start, other_end, _ in spans)
        ]
    return [_said(kind, text[start:end]) for start, end, kind in sorted(spans)]


def _said(kind: str, words: str) -> Found:
    shape, advice = _SHAPE[kind]
    return Found(kind, words, f"“{words}” looks like {shape}.", advice)


def _plain(expression: re.Pattern[str], text: str) -> Iterator[tuple[int, int]]:
    return (match.span() for match in expression.finditer(text))


def is_nhs_number(digits: str) -> bool:
    """Ten digits whose last is the check digit: weights 10 to 2, modulus 11 (NHS Data Dictionary)."""
    if len(digits) != 10 or len(set(digits)) == 1:
        return False
    check = 11 - sum(int(digit) * weight for digit, weight in zip(digits, range(10, 1, -1), strict=False)) % 11
    return check != 10 and int(digits[9]) == check % 11


def _nhs_numbers(text: str) -> Iterator[tuple[int, int]]:
    return (match.span() for match in _NHS.finditer(text) if is_nhs_number("".join(match.groups())))


def _birthdays(text: str) -> Iterator[tuple[int, int]]:
    for match in _DATE.finditer(text):
        day = _day(match)
        if day is None:
            continue
        old = day <= dates.today() - datetime.timedelta(days=365.25 * ADULT_OR_CHILD)
        if old or _BORN.search(text[: match.start()]):
            yield match.span()


def _day(match: re.Match[str]) -> datetime.date | None:
    parts = match.groupdict()
    if parts["day"]:
        day, month, year = int(parts["day"]), _MONTHS.index(parts["month"][:3].lower()) + 1, int(parts["year"])
    else:
        day, month, year = int(parts["d"]), int(parts["m"]), int(parts["y"])
        if len(parts["y"]) == 2:
            year += 2000 if year <= dates.today().year % 100 else 1900
    try:
        return datetime.date(year, month, day)
    except ValueError:
        return None


def _names(text: str, names: Collection[str]) -> Iterator[tuple[int, int]]:
    known = {name.split()[-1].casefold() for name in names if name.split()}
    for match in _TITLED.finditer(text):
        if match["surname"].casefold() not in known:
            yield match.span()
