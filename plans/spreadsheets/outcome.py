"""What comes of reading a spreadsheet as a plan: the plan itself, what is wrong in which row, and what else to know."""

from dataclasses import dataclass, field
from enum import StrEnum

from plans.drafted import Drafted


class About(StrEnum):
    """What a note is about, so that a reader can look at one kind after the other."""

    COLUMNS = "columns"
    UNMATCHED = "unmatched"
    PEOPLE = "people"
    DATES = "dates"
    ROWS = "rows"
    CELLS = "cells"
    STATES = "states"
    BEHIND = "behind"
    TOLD = "told"


@dataclass(frozen=True)
class Fault:
    """One thing to mend in the file. `place`: the sheet's row and column as the reader finds them."""

    row: int
    column: str
    wrong: str
    mend: str
    sheet: str = ""


@dataclass(frozen=True)
class Note:
    """Something that the file said and the plan does not say, or says otherwise. `row`: 0 for more than one row."""

    row: int
    words: str
    sheet: str = ""
    about: About = About.CELLS


@dataclass
class Taken:
    """Somebody who was taken for a name that is not theirs: because of a job title, or because it was said by hand."""

    person: str
    name: str
    by_hand: bool
    rows: int = 0


@dataclass
class Outcome:
    content: Drafted = field(default_factory=Drafted)
    faults: list[Fault] = field(default_factory=list)
    notes: list[Note] = field(default_factory=list)
    unmatched: dict[str, int] = field(default_factory=dict)
    """Names that mean nobody here, or more than one person: how many rows have each."""
    taken: dict[tuple[str, str], Taken] = field(default_factory=dict)
    """By what stands in the cell and the person: a name may mean one person as owner and another to be told."""
    about: dict = field(default_factory=dict)
    """What the file says of the plan itself: title, summary, dates."""
    _formulas: dict[tuple[str, str], list[tuple[int, str]]] = field(default_factory=dict)

    def fault(self, row: int, column: str, wrong: str, mend: str, sheet: str = "") -> None:
        self.faults.append(Fault(row, column, wrong, mend, sheet))

    def note(self, row: int, words: str, sheet: str = "", about: About = About.CELLS) -> None:
        self.notes.append(Note(row, words, sheet, about))

    def missed(self, name: str) -> None:
        self.unmatched[name] = self.unmatched.get(name, 0) + 1

    def took(self, text: str, person: str, name: str, *, by_hand: bool) -> None:
        self.taken.setdefault((text, person), Taken(person, name, by_hand)).rows += 1

    def uncalculated(self, row: int, column: str, cell: str, sheet: str = "") -> None:
        """A formula without a value. A column is full of them or has none, so each column is named once."""
        self._formulas.setdefault((sheet, column), []).append((row, cell))

    def close(self) -> None:
        """Say what can be said only when every row has been read; what is about the whole file stands first."""
        whole = []
        for (sheet, column), found in self._formulas.items():
            row, cell = found[0]
            wrong = f"{cell} holds a formula without a value."
            if len(found) > 1:
                wrong = f"{len(found):,} cells hold a formula without a value, the first in {cell}."
            mend = "Open the file in Excel, save it there, and choose it again; or type the value."
            whole.append(Fault(row, column, wrong, mend, sheet))
        self.faults[:0] = whole
        for (text, _), one in self.taken.items():
            how = ", as said by hand" if one.by_hand else ""
            self.note(0, f"“{text[:200]}” was taken as {one.name}{how}: {many(one.rows, 'row')}.", about=About.PEOPLE)
        self.notes.sort(key=lambda note: note.row > 0)


def many(count: int, what: str) -> str:
    return f"{count:,} {what}" if count == 1 else f"{count:,} {what}s"
