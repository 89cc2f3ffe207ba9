"""A provider's own action plan as a draft of ours: one action a row, by the columns that somebody has assigned.

Nothing is invented. A status is derived here and never set by hand, so a “Green” in the file is told in the report of
the import and stands nowhere in the plan; so is what else has no place in a plan.
"""

import decimal
import re
from collections.abc import Mapping
from typing import Any

from plans import drafted
from plans.enums import ActionType, Stage
from plans.spreadsheets import cells, columns, days
from plans.spreadsheets.columns import BY_KEY, Field
from plans.spreadsheets.outcome import About, Outcome, many
from plans.spreadsheets.people import Roll
from plans.spreadsheets.reading import MOST_ROWS

UNWRITTEN_PROBLEM = "To be written: what broke down"
UNWRITTEN_CAUSE = "To be written: why it happened"
STAGES = (
    (Stage.IMMEDIATE, r"immediate|urgent|safety control|today|same day"),
    (Stage.STABILISATION, r"stabilis|stabiliz|short"),
    (Stage.IMPROVEMENT, r"improv|long|medium|sustain"),
)
TYPES = {columns.plain(kind.label): kind for kind in ActionType}
HOURS = decimal.Decimal("0.1")


def draft(
    rows: list[list[Any]],
    *,
    first: int,
    count: int,
    chosen: Mapping[str, str],
    stage: str,
    owners: Roll,
    staff: Roll,
    people: Mapping[str, str],
) -> Outcome:
    """`first` and `count`: the header rows. `chosen`: column → field. `people`: what somebody said of names that match
    nobody: an id, or nothing for “leave it empty”."""
    heads = columns.headers(rows, first, count)
    reader = _Reader(heads, chosen, stage, owners, staff, people)
    for number, row in enumerate(rows[first + count - 1 :], start=first + count):
        if not cells.blank(row):
            reader.take(number, row)
    outcome = reader.outcome
    _left_out(outcome, rows, heads, chosen, first, count)
    outcome.close()
    if len(outcome.content.actions) > MOST_ROWS:
        outcome.fault(
            0,
            "",
            f"There are {len(outcome.content.actions):,} actions, and at most {MOST_ROWS:,} are taken.",
            "Split the file, or leave out what is closed.",
        )
    elif not outcome.content.actions and not outcome.faults:
        outcome.fault(
            0,
            "",
            "No row below the headings holds an action.",
            "Choose the sheet with the actions and the row with its headings.",
        )
    return outcome


def _left_out(outcome: Outcome, rows, heads: list[str], chosen: Mapping[str, str], first: int, count: int) -> None:
    """Nothing that stands in the file is lost unsaid: a column that was taken for nothing is named."""
    for place, heading in enumerate(heads):
        if chosen.get(str(place)) in BY_KEY:
            continue
        filled = sum(bool(cells.words(_at(row, place)).strip()) for row in rows[first + count - 1 :])
        if filled:
            named = f"Column {cells.column(place)}, {heading}," if heading else f"Column {cells.column(place)}"
            said = f"{named} was left out: it holds something in {many(filled, 'row')}."
            outcome.note(0, said, about=About.COLUMNS)


class _Reader:
    def __init__(self, heads, chosen, stage, owners, staff, people):
        self.outcome = Outcome()
        self._heads, self._stage, self._owners, self._staff, self._people = heads, stage, owners, staff, people
        self._columns = [(int(place), BY_KEY[key]) for place, key in chosen.items() if key in BY_KEY]
        self._columns.sort(key=lambda one: one[0])
        self._only_told = [one for one in self._columns if one[1].kind == "told"]
        self._problems: dict[str, drafted.Problem] = {}
        self._causes: dict[tuple[str, str], drafted.Cause] = {}

    def take(self, number: int, row: list[Any]) -> None:
        filled = [cells.words(value).strip() for value in row if cells.words(value).strip()]
        told = self._told(row)
        if not self._named(row) and len(filled) in (1, len(told)):
            words = filled[0][:200]
            said = f"This row names no action, so it was left out. It says “{words}”."
            self.outcome.note(number, said, about=About.ROWS)
            return
        values = {field.key: self._read(number, place, field, _at(row, place)) for place, field in self._columns}
        if not self._named(row):
            self.outcome.fault(
                number,
                self._column("title"),
                "No action stands in this row, and something else does.",
                "Say what will be done, or empty the whole row.",
            )
            return
        self._check_dates(number, values)
        if any(field.key != "ref" and cells.words(_at(row, place)).strip() for place, field in self._only_told):
            said = f"Told in the file and not taken over. {'; '.join(told)}"
            self.outcome.note(number, said, about=About.TOLD)
        self._add(number, {key: value for key, value in values.items() if columns.BY_KEY[key].kind != "told"})

    def _named(self, row: list[Any]) -> bool:
        return any(field.key == "title" and cells.words(_at(row, place)).strip() for place, field in self._columns)

    def _told(self, row: list[Any]) -> list[str]:
        said = [
            (self._heads[place] or field.label, cells.words(_at(row, place)).strip())
            for place, field in self._only_told
        ]
        return [f"{heading}: {words}" for heading, words in said if words]

    def _column(self, key: str) -> str:
        place = next((place for place, field in self._columns if field.key == key), None)
        return "" if place is None else self._place(place)

    def _place(self, place: int) -> str:
        heading = self._heads[place] if place < len(self._heads) else ""
        return f"{cells.column(place)}, {heading}" if heading else cells.column(place)

    def _fault(self, number: int, place: int, wrong: str, mend: str) -> None:
        self.outcome.fault(number, self._place(place), wrong, mend)

    def _read(self, number: int, place: int, field: Field, value: Any) -> Any:
        if field.kind == "told":
            return None
        if isinstance(value, dict) and "formula" in value:
            self.outcome.uncalculated(number, self._place(place), value["formula"])
            return None
        if field.kind == "day":
            return self._day(number, place, value)
        if isinstance(value, dict) and "error" in value:
            self._fault(number, place, f"The cell shows the error {value['error']}.", "Type the value itself.")
            return None
        text = cells.words(value).strip()
        reads = {"person": self._person, "stage": self._stage_of, "type": self._type, "hours": self._hours}
        if field.kind in reads:
            return reads[field.kind](number, place, field, text)
        return self._text(number, place, field, text)

    def _text(self, number: int, place: int, field: Field, text: str) -> str:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
        if field.key == "title":
            text = " ".join(text.split())
        most = 4000 if field.key == "issue" else field.most
        if len(text) > most:
            self._fault(
                number, place, f"The text has {len(text):,} characters, and {most:,} fit.",
                "Shorten it in the file, or move part of it to another column.",
            )  # fmt: skip
        return text

    def _day(self, number: int, place: int, value: Any) -> Any:
        try:
            found = days.read(value)
        except days.NotADay as wrong:
            sentence, _, mend = str(wrong).partition(". ")
            lead = "" if sentence.startswith("“") else "The cell "
            self._fault(number, place, f"{lead}{sentence}.", f"{mend}.")
            return None
        if found.note:
            self.outcome.note(number, f"{self._place(place)}: {found.note}.", about=About.DATES)
        return found.day

    def _person(self, number: int, place: int, field: Field, text: str) -> str:
        if not text:
            return ""
        roll = self._owners if field.key == "owner" else self._staff
        if text in self._people:
            chosen = self._people[text]
            if not chosen:
                said = f"{self._place(place)}: “{text[:200]}” was left empty, as said by hand."
                self.outcome.note(number, said, about=About.PEOPLE)
                return ""
            if chosen in roll.people:
                self.outcome.took(text, chosen, roll.people[chosen].name, by_hand=True)
                return chosen
        found, others = roll.first_of(text)
        if not found:
            self.outcome.missed(text)
            said = f"{self._place(place)}: “{text[:200]}” was left empty."
            self.outcome.note(number, said, about=About.UNMATCHED)
        elif roll.by_title(text, found):
            self.outcome.took(text, found, roll.people[found].name, by_hand=False)
        if others:
            said = f"{self._place(place)}: {roll.people[found].name} was taken. Also named: {others[:200]}."
            self.outcome.note(number, said, about=About.PEOPLE)
        return found

    def _stage_of(self, number: int, place: int, field: Field, text: str) -> str:
        for stage, pattern in STAGES:
            if re.search(pattern, text, re.I):
                return stage.value
        if text:
            self.outcome.note(number, f"{self._place(place)}: “{text[:200]}” is no stage of ours.")
        return ""

    def _type(self, number: int, place: int, field: Field, text: str) -> str:
        found = TYPES.get(columns.plain(text))
        if text and found is None:
            self.outcome.note(number, f"{self._place(place)}: “{text[:200]}” is no type of ours, so it was left empty.")
        return found.value if found else ""

    def _hours(self, number: int, place: int, field: Field, text: str) -> Any:
        if not text:
            return None
        found = re.fullmatch(r"(\d{1,3}(?:\.\d+)?)\s*(?:h|hrs?|hours?)?\.?(?:\s*(?:a|per|/)\s*w(?:ee)?k)?", text, re.I)
        if found and decimal.Decimal(found[1]) <= 168:
            return decimal.Decimal(found[1]).quantize(HOURS)
        self._fault(
            number, place, f"“{text[:40]}” is no number of hours.", "Write a number from 0 to 168, for example 7.5."
        )
        return None

    def _check_dates(self, number: int, values: dict[str, Any]) -> None:
        start = values.get("starts_on")
        for key, words in (("due_on", "due date"), ("review_on", "review date")):
            if start and values.get(key) and values[key] < start:
                self.outcome.fault(
                    number, self._column(key), f"The {words} is before the start.", "Change one of the two dates."
                )

    def _add(self, number: int, values: dict[str, Any]) -> None:
        cause = self._cause(values.pop("issue", ""), values.pop("cause", ""))
        due = values.pop("due_on", None)
        owner, contact = values.pop("owner", ""), values.pop("escalation_contact", "")
        if contact and contact == owner:
            self.outcome.note(
                number,
                "The owner is also named as the one who is told if it slips. That was left empty.",
                about=About.PEOPLE,
            )
            contact = ""
        fields = values | {
            "title": values.get("title") or "",
            "stage": values.get("stage") or self._stage,
            "owner_id": owner or None,
            "escalation_contact_id": contact or None,
        }
        key = f"A{len(self.outcome.content.actions) + 1}"
        completion = drafted.Milestone("Complete", due, is_completion=True)
        self.outcome.content.actions.append(drafted.Action(key, [cause.key], fields, [completion]))

    def _cause(self, issue: str, cause: str) -> drafted.Cause:
        """One problem for each issue, with one cause for each that is named; without, one that is to be written."""
        content = self.outcome.content
        known = columns.plain(issue)
        if known not in self._problems:
            fields = {"title": _title(issue) or UNWRITTEN_PROBLEM}
            if len(issue) > len(fields["title"]):
                fields["statement"] = issue
            self._problems[known] = drafted.Problem(f"P{len(content.problems) + 1}", fields)
            content.problems.append(self._problems[known])
        problem = self._problems[known]
        of = (known, columns.plain(cause))
        if of not in self._causes:
            made = drafted.Cause(f"C{len(content.causes) + 1}", [problem.key], {"cause": cause or UNWRITTEN_CAUSE})
            self._causes[of] = made
            content.causes.append(made)
        return self._causes[of]


def _at(row: list[Any], place: int) -> Any:
    return row[place] if place < len(row) else None


def _title(issue: str, most: int = 150) -> str:
    """The issue in one line: the whole of it, or its beginning."""
    line = " ".join(issue.split())
    return line if len(line) <= most else f"{line[: most - 1].rsplit(' ', 1)[0][: most - 1]}…"
