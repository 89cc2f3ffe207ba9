"""Our own workbook, come back: recognised by its headings, with its links, its dates and what has happened so far.

What was reported in the file is reported again, in the name of the person who imports it, where the rules of an action
allow it. Verifying is not: complete is not verified (P2), and a cell in a spreadsheet is nobody's look at the work.
"""

import datetime
import decimal
import re
from typing import Any

from plans import criteria, drafted
from plans.enums import ActionState, ExtensionState, Stage, Theme
from plans.spreadsheets import cells, columns, days, foreign, layout
from plans.spreadsheets.layout import Column, Sheet
from plans.spreadsheets.outcome import About, Outcome, many
from plans.spreadsheets.people import Roll
from recovery import dates

NOTHING: dict[str, Any] = {"refs": [], "day": None, "hours": None}
"""What is taken, until it is mended, for a cell that cannot be read. Anything else: an empty text."""
NAMES = {
    "P": layout.PROBLEMS.name,
    "C": layout.CAUSES.name,
    "A": layout.ACTIONS.name,
    "O": layout.PARTNERS.name,
}


def recognised(sheets: list[dict[str, Any]]) -> bool:
    """Whether a sheet has every heading of our list of actions."""
    return any(_holds(sheet, layout.ACTIONS) for sheet in sheets)


def whole(sheets: list[dict[str, Any]]) -> bool:
    """Whether there is more in it than the list of actions."""
    return any(_holds(sheet, layout.CAUSES) for sheet in sheets)


def _holds(sheet: dict[str, Any], wanted: Sheet) -> bool:
    return bool(sheet["rows"]) and set(wanted.headings) <= {cells.words(one) for one in sheet["rows"][0]}


def draft(sheets: list[dict[str, Any]], *, owners: Roll, staff: Roll, people: dict[str, str], today) -> Outcome:
    reader = _Reader(owners, staff, people, today)
    reader.alone = not whole(sheets)
    for table in layout.TABLES:
        held = next((one for one in sheets if _holds(one, table)), None)
        reader.rows[table.name] = reader.read(held, table) if held else []
    reader.about(next((one for one in sheets if _holds(one, layout.PLAN)), None))
    reader.compose()
    _stays_behind(reader.outcome, sheets)
    reader.outcome.close()
    return reader.outcome


def _stays_behind(outcome: Outcome, sheets: list[dict[str, Any]]) -> None:
    """What was decided where the file comes from, and files, which no workbook holds."""
    asked = columns.plain(ExtensionState.ASKED.label)
    extensions = [row for row in _raw(sheets, layout.EXTENSIONS) if row["milestone"]]
    for undecided, happened in ((False, "decided"), (True, "asked for")):
        of = [_extension(row) for row in extensions if (columns.plain(row["state"]) == asked) is undecided]
        said = f"{len(of):,} extensions were {happened} where they came from and are not taken over: {'; '.join(of)}."
        if len(of) == 1:
            said = f"1 extension of {of[0]}, was {happened} where it came from and is not taken over."
        if of:
            outcome.note(0, f"{said} The dates of the plan stay as they stand in the file.", layout.EXTENSIONS.name,
                         About.BEHIND)  # fmt: skip
    files = [f"{row['file']} of {row['of']}" for row in _raw(sheets, layout.EVIDENCE) if row["file"]]
    stay = "1 file stays where it came from" if len(files) == 1 else f"{len(files):,} files stay where they came from"
    if files:
        said = f"{stay}: {'; '.join(files)}. A workbook holds no files; add them here again."
        outcome.note(0, said, layout.EVIDENCE.name, About.BEHIND)


def _raw(sheets: list[dict[str, Any]], wanted: Sheet) -> list[dict[str, str]]:
    """The rows of a sheet as their words stand in the file, by the keys of its columns."""
    held = next((one for one in sheets if _holds(one, wanted)), None)
    if held is None:
        return []
    heads = [cells.words(heading) for heading in held["rows"][0]]
    places = {column.key: heads.index(column.heading) for column in wanted.columns}
    return [{key: cells.words(row[place]).strip() for key, place in places.items()} for row in held["rows"][1:]]


def _extension(row: dict[str, str]) -> str:
    """“A5, from 3 May 2026 to 9 June 2026”; a milestone by its name too."""
    ref, _, name = row["milestone"].partition(" ")
    of = ref if name in ("", "Complete") else f"{ref} “{name}”"
    return f"{of}, from {_in_words(row['old_due_on'])} to {_in_words(row['new_due_on'])}"


def _in_words(text: str) -> str:
    try:
        found = days.read(text).day
    except days.NotADay:
        found = None
    return dates.uk_date(found) if found else text or "no day"


class _Reader:
    def __init__(self, owners: Roll, staff: Roll, people: dict[str, str], today: datetime.date):
        self.outcome = Outcome()
        self.rows: dict[str, list[dict[str, Any]]] = {}
        self._owners, self._staff, self._people, self._today = owners, staff, people, today
        self.alone = False
        """The file holds actions only, so that what they address is not in it, and is not missed row by row."""

    # --- Cells -------------------------------------------------------------------------------------------------------

    def read(self, held: dict[str, Any], sheet: Sheet) -> list[dict[str, Any]]:
        places = {cells.words(heading): place for place, heading in reversed(list(enumerate(held["rows"][0])))}
        found = []
        for number, row in enumerate(held["rows"][1:], start=2):
            if cells.blank(row):
                continue
            line: dict[str, Any] = {"row": number}
            for column in sheet.columns:
                place = places[column.heading]
                line[column.key] = self._cell(
                    sheet, number, column, row[place], f"{cells.column(place)}, {column.heading}"
                )
            found.append(line)
        self._columns_left_out(held, sheet, {places[column.heading] for column in sheet.columns})
        return found

    def _columns_left_out(self, held: dict[str, Any], sheet: Sheet, used: set[int]) -> None:
        for place, heading in enumerate(held["rows"][0]):
            filled = sum(1 for row in held["rows"][1:] if cells.words(row[place]).strip())
            if filled and place not in used:
                name = cells.words(heading).strip()[:120] or "without a heading"
                said = (
                    f"Column {cells.column(place)}, {name}, was left out: it holds something in {many(filled, 'row')}."
                )
                self.outcome.note(0, said, sheet.name, About.COLUMNS)

    def _cell(self, sheet: Sheet, number: int, column: Column, value: Any, place: str) -> Any:
        def fault(wrong: str, mend: str) -> None:
            self.outcome.fault(number, place, wrong, mend, sheet.name)

        if column.kind == "told":
            return None
        if isinstance(value, dict) and "formula" in value:
            self.outcome.uncalculated(number, place, value["formula"], sheet.name)
            return NOTHING.get(column.kind, "")
        if isinstance(value, dict) and "day" not in value:
            fault(f"The cell shows {cells.words(value)}.", "Type the value itself.")
            return NOTHING.get(column.kind, "")
        if column.kind == "day":
            try:
                return days.read(value).day
            except days.NotADay as wrong:
                sentence, _, mend = str(wrong).partition(". ")
                fault(f"{'' if sentence.startswith('“') else 'The cell '}{sentence}.", f"{mend}.")
                return None
        text = cells.words(value)
        if column.kind == "refs":
            return [one.upper() for one in re.split(r"[\s,;]+", text) if one]
        if column.kind == "choice":
            known = {columns.plain(one.label): one for one in column.choices}
            if text.strip() and columns.plain(text) not in known:
                fault(
                    f"“{text[:60]}” is none of the words that this column takes.",
                    f"Write one of: {', '.join(one.label for one in column.choices)}.",
                )
            return known.get(columns.plain(text), "")
        if column.kind == "hours":
            return self._hours(text, fault)
        if column.kind == "person":
            return text.strip()
        if len(text) > column.most:
            fault(f"The text has {len(text):,} characters, and {column.most:,} fit.", "Shorten it in the file.")
        return text

    def _hours(self, text: str, fault) -> decimal.Decimal | None:
        if not text.strip():
            return None
        if re.fullmatch(r"\d{1,3}(\.\d+)?", text.strip()) and decimal.Decimal(text) <= 168:
            return decimal.Decimal(text).quantize(foreign.HOURS)
        fault(f"“{text[:40]}” is no number of hours.", "Write a number from 0 to 168, for example 7.5.")
        return None

    def about(self, held: dict[str, Any] | None) -> None:
        if held is None:
            return
        lines = {cells.words(row[0]): row[1] for row in held["rows"][1:] if len(row) > 1}
        for key in ("title", "summary", "service"):
            self.outcome.about[key] = cells.words(lines.get(layout.ABOUT[key]))
        for key in ("breakdown_on", "starts_on"):
            try:
                self.outcome.about[key] = days.read(lines.get(layout.ABOUT[key])).day
            except days.NotADay:
                continue  # it is only offered, in a form that somebody reads

    # --- The plan ----------------------------------------------------------------------------------------------------

    def compose(self) -> None:
        content = self.outcome.content
        for line in self._keyed(layout.PROBLEMS):
            fields = _only(line, "title", "statement", "found_on", "people_affected", "others_at_risk", "monitoring")
            self._must(layout.PROBLEMS, line, "title")
            content.problems.append(drafted.Problem(line["key"], fields))
        problems = {one.key: one for one in content.problems}
        for line in self._keyed(layout.CAUSES):
            fields = _only(line, "cause", "effect", "event", "theme", "method", "preceding_cause", "duty_source")
            self._must(layout.CAUSES, line, "cause")
            fields["theme"] = fields["theme"] or Theme.OTHER
            content.causes.append(
                drafted.Cause(line["key"], self._known(layout.CAUSES, line, "problems", problems), fields)
            )
        causes = {one.key: one for one in content.causes}
        for line in self.rows[layout.WHYS.name]:
            of = self._of(layout.WHYS, line, "cause", causes)
            self._must(layout.WHYS, line, "text")
            if of:
                of.whys.append(line["text"])
        for line in self._keyed(layout.ACTIONS):
            content.actions.append(self._action(line, causes))
        actions = {one.key: one for one in content.actions}
        self._milestones(actions)
        self._protected(actions)
        self._evidence(problems, actions)
        self._criteria()
        self._partners(actions)
        for line, action in zip(self.rows[layout.ACTIONS.name], content.actions, strict=False):
            self._settle(line, action)
        if not content.actions and not self.outcome.faults:
            self.outcome.fault(2, "", "No action stands in this file.", "Choose the file with the actions.", "Actions")

    def _keyed(self, sheet: Sheet) -> list[dict[str, Any]]:
        """Rows with a reference of their own; one that stands twice is refused, because links would be unclear."""
        seen: set[str] = set()
        letter = next(letter for letter, name in NAMES.items() if name == sheet.name)
        for line in self.rows[sheet.name]:
            key = line["key"].strip().upper() or f"{letter}+{line['row']}"
            if key in seen:
                self.outcome.fault(
                    line["row"], "Ref", f"{key} stands twice.", "Give each row a reference of its own.", sheet.name
                )
            seen.add(key)
            line["key"] = key
        return self.rows[sheet.name]

    def _must(self, sheet: Sheet, line: dict[str, Any], key: str) -> None:
        if not line[key].strip():
            heading = next(column.heading for column in sheet.columns if column.key == key)
            self.outcome.fault(
                line["row"], heading, "The cell is empty.", "Fill it in, or empty the whole row.", sheet.name
            )

    def _known(self, sheet: Sheet, line: dict[str, Any], key: str, known: dict) -> list[str]:
        missing = [one for one in line[key] if one not in known]
        if missing and not (self.alone and sheet is layout.ACTIONS):
            heading = next(column.heading for column in sheet.columns if column.key == key)
            self.outcome.note(
                line["row"], f"{heading} names {', '.join(missing)[:200]}, which is not in this file.", sheet.name
            )
        return [one for one in line[key] if one in known]

    def _action(self, line: dict[str, Any], causes: dict) -> drafted.Action:
        self._must(layout.ACTIONS, line, "title")
        fields = _only(
            line, "stage", "title", "deliverable", "starts_on", "evidence_expected", "action_type", "hours_a_week",
            "people_affected", "review_on", "step_down_criterion",
        )  # fmt: skip
        fields["stage"] = fields["stage"] or Stage.STABILISATION
        fields["owner_id"] = self._person(line, "owner", self._owners)
        fields["stand_in_id"] = self._person(line, "stand_in", self._owners)
        if fields["owner_id"] and fields["stand_in_id"] == fields["owner_id"]:
            self.outcome.note(
                line["row"],
                f"{line['key']}: the owner is also named as stand-in. That was left empty.",
                "Actions",
                About.PEOPLE,
            )
            fields["stand_in_id"] = None
        fields["escalation_contact_id"] = self._person(line, "escalation_contact", self._staff)
        number = re.fullmatch(r"A(\d{1,6})", line["key"])
        links = self._known(layout.ACTIONS, line, "causes", causes)
        completion = drafted.Milestone(
            "Complete", line["due_on"], line["original_due_on"], line["forecast_on"], is_completion=True
        )
        return drafted.Action(
            line["key"], links, fields, [completion], int(number[1]) if number and int(number[1]) else None
        )

    def _person(self, line: dict[str, Any], key: str, roll: Roll, sheet: str = "Actions") -> str | None:
        text = line[key]
        if not text:
            return None
        if text in self._people:
            chosen = self._people[text]
            if chosen not in roll.people:
                said = f"“{text[:200]}” was left empty, as said by hand."
                if chosen:
                    said = f"“{text[:200]}” was left empty: who was chosen by hand cannot act on an action."
                self.outcome.note(line["row"], said, sheet, About.PEOPLE)
                return None
            self.outcome.took(text, chosen, roll.people[chosen].name, by_hand=True)
            return chosen
        found = roll.find(text)
        if not found:
            self.outcome.missed(text)
            said = f"“{text[:200]}” was left empty: nobody here is called so."
            self.outcome.note(line["row"], said, sheet, About.UNMATCHED)
        elif roll.by_title(text, found):
            self.outcome.took(text, found, roll.people[found].name, by_hand=False)
        return found or None

    def _of(self, sheet: Sheet, line: dict[str, Any], key: str, known: dict) -> Any:
        """What of this file a row belongs to; a fault if it is not there."""
        found = next((known[one] for one in line[key] if one in known), None)
        if found is None:
            heading = next(column.heading for column in sheet.columns if column.key == key)
            self.outcome.fault(
                line["row"],
                heading,
                "Nothing in this file has this reference.",
                "Write the reference that stands on its own sheet, for example C1 of a root cause or A1 of an action.",
                sheet.name,
            )
        return found

    def _milestones(self, actions: dict[str, drafted.Action]) -> None:
        for line in self.rows[layout.MILESTONES.name]:
            of = self._of(layout.MILESTONES, line, "action", actions)
            self._must(layout.MILESTONES, line, "name")
            if of:
                keys = ("name", "due_on", "original_due_on", "forecast_on", "reached_on", "withdrawn_on")
                of.milestones.append(drafted.Milestone(**_only(line, *keys)))

    def _protected(self, actions: dict[str, drafted.Action]) -> None:
        """Hours stand in somebody's name: those of nobody known here are left out, and told."""
        for line in self.rows[layout.PROTECTED.name]:
            of = self._of(layout.PROTECTED, line, "action", actions)
            self._must(layout.PROTECTED, line, "purpose")
            person = self._person(line, "person", self._staff, sheet=layout.PROTECTED.name)
            if of is None or not person or not line["hours_a_week"]:
                continue
            taken = {str(each.person_id) for each in of.protected} | {str(of.fields["owner_id"])}
            if person in taken:
                self.outcome.note(
                    line["row"], "These hours are of the owner, or stand twice. They were left out.", "Protected time"
                )
                continue
            if line["starts_on"] and line["ends_on"] and line["ends_on"] < line["starts_on"]:
                self.outcome.fault(
                    line["row"],
                    "Until",
                    "The end is before the start.",
                    "Change one of the two dates.",
                    "Protected time",
                )
            of.protected.append(
                drafted.Protected(person, **_only(line, "hours_a_week", "purpose", "starts_on", "ends_on"))
            )

    def _evidence(self, problems: dict, actions: dict) -> None:
        for line in self.rows[layout.EVIDENCE.name]:
            of = next((one for one in line["of"] if one in problems or one in actions), None)
            if of is None or not line["kind"] or not line["occurred_on"] or not line["reference"].strip():
                self.outcome.fault(
                    line["row"],
                    "",
                    "This evidence is not whole.",
                    "Give what it is of (P1 or A1), its kind, its date and its reference.",
                    "Evidence",
                )
                continue
            if line["expires_on"] and line["expires_on"] <= line["occurred_on"]:
                self.outcome.fault(
                    line["row"], "Expires", "It expires before its date.", "Change one of the two dates.", "Evidence"
                )
                continue
            owner = self._person(line, "owner", self._staff, sheet=layout.EVIDENCE.name)
            said = _only(line, "kind", "occurred_on", "reference", "summary", "expires_on")
            item = drafted.Evidence(**said, owner_id=owner)
            (problems.get(of) or actions[of]).evidence.append(item)

    def _criteria(self) -> None:
        known = {columns.plain(kind.label): kind for kind in criteria.kinds()}
        for line in self.rows[layout.CRITERIA.name]:
            self._must(layout.CRITERIA, line, "statement")
            kind = known.get(columns.plain(line["kind"]))
            if not line["gate"] or kind is None:
                self.outcome.fault(
                    line["row"],
                    "",
                    "This exit criterion is not whole.",
                    f"Give its gate, and how it is looked up: {'; '.join(one.label for one in criteria.kinds())}.",
                    layout.CRITERIA.name,
                )
                continue
            settings = {number.name: self._number(line, number) for number in kind.numbers}
            self.outcome.content.criteria.append(drafted.Criterion(line["gate"], kind.id, line["statement"], settings))

    def _partners(self, actions: dict[str, drafted.Action]) -> None:
        for line in self._keyed(layout.PARTNERS):
            self._must(layout.PARTNERS, line, "organisation")
            said = _only(line, "organisation", "role", "contact")
            self.outcome.content.partners.append(drafted.Partner(line["key"], **said))
        known = {one.key: one for one in self.outcome.content.partners}
        for line in self.rows[layout.CONTRIBUTIONS.name]:
            action = self._of(layout.CONTRIBUTIONS, line, "action", actions)
            partner = self._of(layout.CONTRIBUTIONS, line, "partner", known)
            self._must(layout.CONTRIBUTIONS, line, "contribution")
            if action and partner:
                said = _only(line, "contribution", "due_on")
                self.outcome.content.contributions.append(drafted.Contribution(action.key, partner.key, **said))

    def _number(self, line: dict[str, Any], number: criteria.Number) -> int:
        text = line["weeks"].strip()
        if text.isdecimal() and number.least <= int(text) <= number.most:
            return int(text)
        self.outcome.fault(
            line["row"],
            "Weeks",
            f"“{text[:20]}” is no number of {number.name}.",
            f"Write a number from {number.least} to {number.most}.",
            layout.CRITERIA.name,
        )
        return number.usual

    # --- What has happened -------------------------------------------------------------------------------------------

    def _settle(self, line: dict[str, Any], action: drafted.Action) -> None:
        """The state of the action as far as its rules allow it; what they do not allow is told."""

        def told(words: str) -> None:
            self.outcome.note(line["row"], f"{action.key}: {words}", "Actions", About.STATES)

        state = line["state"] or ActionState.PLANNED
        days_of = [line[key] for key in ("started_on", "completed_on", "verified_on", "withdrawn_on")]
        days_of += [day for one in action.milestones for day in (one.reached_on, one.withdrawn_on)]
        if any(day and day > self._today for day in days_of):
            self.outcome.fault(
                line["row"],
                "",
                f"{action.key} has something that happened in the future.",
                "Correct the dates of what has happened.",
                "Actions",
            )
            return
        if state == ActionState.VERIFIED:
            on = f" on {cells.words(cells.day(line['verified_on']))}" if line["verified_on"] else ""
            told(f"it was verified{on} where it came from. Here it is complete until somebody looks at it again.")
            state = ActionState.COMPLETE
        open_now = [
            one.name for one in action.milestones if not (one.is_completion or one.reached_on or one.withdrawn_on)
        ]
        if state == ActionState.COMPLETE and (open_now or not action.evidence or not line["completed_on"]):
            missing = "its milestones are not all reached" if open_now else "no evidence of it is in the file"
            if not line["completed_on"] and not open_now and action.evidence:
                missing = "the day is missing"
            told(f"it was reported complete, and {missing}. Here it is in progress.")
            state = ActionState.IN_PROGRESS
            line["started_on"] = line["started_on"] or line["completed_on"]
        if line["stood_down_on"] and state == ActionState.COMPLETE:
            told("it had been stepped down. Here it is in place until somebody decides again.")
        if state == ActionState.WITHDRAWN and not line["withdrawn_on"]:
            line["withdrawn_on"] = self._today
        started = line["started_on"]
        if state == ActionState.IN_PROGRESS and not started:
            started = self._today
        if state == ActionState.PLANNED and started or started and not action.completion.due_on:
            told("it had been started, and is planned here: it has no due date, or is reported as planned.")
            started = None
            state = ActionState.PLANNED if state == ActionState.IN_PROGRESS else state
        action.state, action.started_on = state, started
        if state == ActionState.COMPLETE:
            action.completed_on, action.completion_note = line["completed_on"], line["completion_note"]
        if state == ActionState.WITHDRAWN:
            action.withdrawn_on = line["withdrawn_on"]
            for one in action.milestones:
                if not one.reached_on and not one.withdrawn_on:
                    one.withdrawn_on = action.withdrawn_on


def _only(line: dict[str, Any], *keys: str) -> dict[str, Any]:
    return {key: line[key] for key in keys}
