"""D1: what in a text looks like it could identify a person. Pure; what is done about it is decided elsewhere.

Pseudonyms (P-07), initials (J.B., Mrs A), references, times, money and the dates of a plan are left alone. Members of
the organisation are accountable by name, so that theirs may stand.
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


def found(text: str, *, names: Collection[str] = ()) -> list[Found]:
    """What looks personal, in the order of the text. `names`: the full names of the members of the organisation."""
    spans: list[tuple[int, int, str]] = []
    for kind, places in (
        ("email", _emails(text)),
        ("nhs_number", _nhs_numbers(text)),
        ("telephone", _telephones(text)),
        ("date_of_birth", _birthdays(text)),
        ("postcode", _postcodes(text)),
        ("name", _names(text, names)),
    ):
        spans += [
            (start, end, kind)
            for start, end in places
            if not any(start < other_end and other_start < end for other_start, other_end, _ in spans)
        ]
    return [_said(kind, text[start:end]) for start, end, kind in sorted(spans)]


NEVER_CONFIRMED = "nhs_number"
"""It names one person for life, and no plan needs it: it is mended."""


def unconfirmed(text: str, *, names: Collection[str], confirmed: Collection[str]) -> list[Found]:
    """What keeps a text from leaving: what looks personal, and nobody has answered for."""
    return [one for one in found(text, names=names) if one.kind == NEVER_CONFIRMED or one.words not in confirmed]


def _said(kind: str, words: str) -> Found:
    shape, advice = _SHAPE[kind]
    return Found(kind, words, f"“{words}” looks like {shape}.", advice)


_Places = Iterator[tuple[int, int]]
_GAP = r"[ \t\u00a0\u2009\u202f‑–-]"

# --- Email, postcode ---------------------------------------------------------------------------------------------

_EMAIL = re.compile(r"[\w.+'-]+@[\w-]+(?:\.[\w-]+)+")
_POSTCODE = re.compile(r"(?<![\w-])([A-PR-UWYZ][A-Z]?\d[A-Z\d]?)(\s?)(\d[A-Z]{2})(?![\w-])", re.IGNORECASE)
_NO_INWARD = re.compile(r"\d(?:am|pm)|1st|2nd|3rd|[04-9]th", re.IGNORECASE)
"""A time or an ordinal after a ward or a room: “B12 4pm”, “B1 2nd floor”."""
_STRICT_INWARD = re.compile(r"\d[abd-hjlnp-uw-z]{2}", re.IGNORECASE)


def _emails(text: str) -> _Places:
    return (match.span() for match in _EMAIL.finditer(text))


def _postcodes(text: str) -> _Places:
    """A whole one. Written together or in small letters it must keep to the letters that the Royal Mail uses."""
    for match in _POSTCODE.finditer(text):
        inward, capitals = match[3], match.group().isupper()
        if _NO_INWARD.fullmatch(inward) and not (capitals and inward.endswith(("ST", "ND", "RD", "TH"))):
            continue
        if (match[2] and capitals) or _STRICT_INWARD.fullmatch(inward):
            yield match.span()


# --- Numbers -----------------------------------------------------------------------------------------------------

_NHS = re.compile(rf"(?<![\d+])(\d{{3}}){_GAP}?(\d{{3}}){_GAP}?(\d{{4}})(?!\d)")
_TELEPHONE = re.compile(
    rf"(?<![\w.,/£-])(?:(?:\+|00)44{_GAP}?(?:\(0\){_GAP}?)?|\(?0)(?=[1237])(?:[\d()]{_GAP}?)+\d(?!\d)",
)


def is_nhs_number(digits: str) -> bool:
    """Ten digits whose last is the check digit: weights 10 to 2, modulus 11 (NHS Data Dictionary)."""
    if len(digits) != 10 or len(set(digits)) == 1:
        return False
    check = 11 - sum(int(digit) * weight for digit, weight in zip(digits, range(10, 1, -1), strict=False)) % 11
    return check != 10 and int(digits[9]) == check % 11


def _nhs_numbers(text: str) -> _Places:
    return (match.span() for match in _NHS.finditer(text) if is_nhs_number("".join(match.groups())))


def _telephones(text: str) -> _Places:
    """UK numbers of ten or eleven digits. Times of shifts are not: they come in fours."""
    for match in _TELEPHONE.finditer(text):
        digits = re.sub(r"\D", "", re.sub(r"^(?:\+|00)44\D*(?:\(0\)|0)?", "0", match.group()))
        fours = re.fullmatch(rf"\d{{4}}(?:{_GAP}+\d{{4}})*(?:{_GAP}+\d{{1,3}})?", match.group())
        if len(digits) in (10, 11) and not (fours and all(int(four) < 2400 for four in re.findall(r"\d{4}", fours[0]))):
            yield match.span()


# --- Dates of birth ----------------------------------------------------------------------------------------------

_MONTH = (
    "jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|"
    "nov(?:ember)?|dec(?:ember)?"
)
_MONTHS = "jan feb mar apr may jun jul aug sep oct nov dec".split()
_DATE = re.compile(
    r"(?<![\w/.-])(?:"
    r"(?P<y1>(?:19|20)\d\d)-(?P<m1>\d\d)-(?P<d1>\d\d)"
    r"|(?P<d2>\d{1,2})(?P<by>[/.-])(?P<m2>\d{1,2})(?P=by)(?P<y2>\d{4}|\d\d)"
    rf"|(?P<d3>\d{{1,2}})(?:st|nd|rd|th)?[\s-]+(?:of\s+)?(?P<m3>{_MONTH})\.?,?[\s-]+['’]?(?P<y3>\d{{4}}|\d\d)"
    rf"|(?P<m4>{_MONTH})\.?\s+(?P<d4>\d{{1,2}})(?:st|nd|rd|th)?,?\s+(?P<y4>\d{{4}})"
    r")(?![\w/-]|\.\d)",
    re.IGNORECASE,
)
_BORN = re.compile(
    r"\b(?:born|d\.?\s?o\.?\s?b\.?|date\s+of\s+birth|birthday|birth\s+date)[\s:;.,(=–-]*(?:is|was|on)?\s*$", re.I
)
_BORN_AFTER = re.compile(r"^\s*\(?(?:d\.?o\.?b\b|date\s+of\s+birth)", re.IGNORECASE)
_NUMBERED = re.compile(
    r"(?:\bv|version|section|paragraph|para|rule|standard|clause|page|no|item|§)\.?\s*$", re.IGNORECASE
)


def _birthdays(text: str) -> _Places:
    for match in _DATE.finditer(text):
        day = _day({key[0]: value for key, value in match.groupdict().items() if value and key != "by"})
        if day is None or _NUMBERED.search(text[: match.start()]):
            continue
        old = day <= dates.today() - datetime.timedelta(days=365.25 * ADULT_OR_CHILD)
        numbering = re.fullmatch(r"\d\.\d\.\d\d", match.group())
        if (old and not numbering) or _BORN.search(text[: match.start()]) or _BORN_AFTER.search(text[match.end() :]):
            yield match.span()


def _day(parts: dict[str, str]) -> datetime.date | None:
    """The day that was written, day before month unless that is no day; a year of two digits is not to come."""
    year, day = int(parts["y"]), int(parts["d"])
    month = int(parts["m"]) if parts["m"].isdigit() else _MONTHS.index(parts["m"][:3].lower()) + 1
    if year < 100:
        year += 2000 if year <= dates.today().year % 100 else 1900
    for first, second in ((month, day), (day, month)):
        try:
            return datetime.date(year, first, second)
        except ValueError:
            continue
    return None


# --- Names -------------------------------------------------------------------------------------------------------

_PARTICLES = "van von der den de da di du la le al el bin ibn ter st".split()
_PARTICLE = rf"(?:(?:{'|'.join(_PARTICLES)})\s+){{0,2}}"
_NAME = r"[^\W\d_](?:[^\W\d_]|['’‑-](?=[^\W\d_]))+"
_TITLE = re.compile(
    r"\b(?:Mr|Mrs|Ms|Miss|Mx|Dr|Prof|Professor|Sir|Dame|Rev|Reverend|Nurse|Sister|MR|MRS|MS|MISS|MX|DR|PROF|mr|mrs)\b\.?"
)
_AFTER_TITLE = re.compile(rf"\s+(?:[^\W\d_]\.?\s+){{0,3}}(?P<names>{_PARTICLE}{_NAME}(?:\s+{_PARTICLE}{_NAME}){{0,2}})")
_NO_NAMES = frozenset(
    """
    manager managers consultant consultants practitioner practitioners associate associates specialist specialists
    director led in on call calls bank station stations staffing advisor adviser educator prescriber prescribers lead
    leads ward unit and or the a an of for to from with will was is are has had
    monday tuesday wednesday thursday friday saturday sunday
    """.split()
)
"""What follows “Nurse” or “Sister” where it is a job, and what ends a name."""
_NO_PERSON = frozenset(
    "ltd limited llp plc surgery practice partners house court lodge ward unit hospital centre trust foundation".split()
)


def _names(text: str, names: Collection[str]) -> _Places:
    known = {part for name in names for part in _surnames(name)}
    for title in _TITLE.finditer(text):
        match = _AFTER_TITLE.match(text, title.end())
        end, said = _name_in(match, title=title.group().rstrip(".")) if match else (0, [])
        if not said or {word.casefold() for word in said} & known:
            continue
        following = re.match(r"\s+([^\W\d_]+)", text[end:])
        if not {word.casefold() for word in (said[-1], following[1] if following else "")} & _NO_PERSON:
            yield title.start(), end


def _name_in(match: re.Match[str], *, title: str) -> tuple[int, list[str]]:
    """Where a name ends, and its words: those with a capital, and what may stand before one (“van”, “de”)."""
    said: list[str] = []
    end = match.start("names")
    for word in re.finditer(r"\S+", match["names"]):
        bare = re.sub(r"['’]s?$", "", word.group())
        proper = bare[:1].isupper() or (title.islower() and not said)
        abbreviation = bare.isupper() and len(bare) < (3 if title.isupper() else 4)
        if bare.casefold() in _NO_NAMES or abbreviation or not (proper or bare in _PARTICLES):
            break
        said.append(bare)
        end = match.start("names") + word.start() + len(bare)
    named = [word for word in said if word not in _PARTICLES]
    return end, said if named else []


def _surnames(name: str) -> Iterator[str]:
    """The last word of a name, and both halves of a double one."""
    words = name.replace("’", "'").split()
    if words:
        yield words[-1].casefold()
        yield words[-1].casefold().replace("'", "’")
