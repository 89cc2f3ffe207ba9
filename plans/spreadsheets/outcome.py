"""What comes of reading a spreadsheet as a plan: the plan itself, what is wrong in which row, and what else to know."""

from dataclasses import dataclass, field

from plans.drafted import Drafted


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
    """Something that the file said and the plan does not say, or says otherwise."""

    row: int
    words: str
    sheet: str = ""


@dataclass
class Outcome:
    content: Drafted = field(default_factory=Drafted)
    faults: list[Fault] = field(default_factory=list)
    notes: list[Note] = field(default_factory=list)
    unmatched: dict[str, int] = field(default_factory=dict)
    """Names that mean nobody here, or more than one person: how many rows have each."""
    about: dict = field(default_factory=dict)
    """What the file says of the plan itself: title, summary, dates."""

    def fault(self, row: int, column: str, wrong: str, mend: str, sheet: str = "") -> None:
        self.faults.append(Fault(row, column, wrong, mend, sheet))

    def note(self, row: int, words: str, sheet: str = "") -> None:
        self.notes.append(Note(row, words, sheet))

    def missed(self, name: str) -> None:
        self.unmatched[name] = self.unmatched.get(name, 0) + 1
