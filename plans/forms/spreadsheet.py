"""The steps of an import: the file, the sheet and its headings, what each column means, and who is meant by a name."""

import hashlib
from typing import Any

from plans import queries
from plans.enums import Stage
from plans.forms.action import STAGES
from plans.models import SpreadsheetImport
from plans.spreadsheets import cells, columns
from plans.spreadsheets.outcome import Outcome, many
from recovery.ui import forms

NAMES_SHOWN = 50
"""Names to match by hand on one page: what is more than that is a file to mend."""


class SpreadsheetForm(forms.Form):
    called = {"upload": "the file"}

    upload = forms.FileField(
        label="Excel workbook (.xlsx) or CSV file",
        help_text="At most 5,000 actions. Nothing is written before you have seen what it will be.",
        widget=forms.FileField.widget(attrs={"accept": ".xlsx,.csv"}),
    )


class SheetForm(forms.Form):
    called = {"sheet": "the sheet", "first": "the row with the headings", "count": "how many rows the headings have"}

    sheet = forms.RadioField(label="Which sheet holds the actions?")
    first = forms.IntegerField(
        label="In which row do the headings begin?", min_value=1, max_value=columns.LOOKED_AT, width=3,
        help_text="As Excel numbers the rows. Titles above it are left out.",
    )  # fmt: skip
    count = forms.RadioField(
        label="How many rows do the headings have?",
        choices=[(str(one), str(one)) for one in range(1, columns.MOST_HEADER_ROWS + 1)],
    )

    def __init__(self, *args: Any, row: SpreadsheetImport, **kwargs: Any):
        arranged = row.arrangement
        kwargs["initial"] = {key: arranged.get(key) for key in ("sheet", "first", "count")}
        super().__init__(*args, **kwargs)
        self.fields["sheet"].choices = [
            (str(place), forms.Hinted(sheet["name"], many(len(sheet["rows"]), "row")))
            for place, sheet in enumerate(row.sheets)
            if not sheet["refusal"]
        ]
        self._sheets = row.sheets

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if (
            "sheet" in cleaned
            and "first" in cleaned
            and cleaned["first"] > len(self._sheets[int(cleaned["sheet"])]["rows"])
        ):
            self.add_error("first", "The sheet has fewer rows than that")
        return cleaned


class ColumnsForm(forms.Form):
    """One picker for each column that holds anything, and the stage of actions that name none."""

    def __init__(self, *args: Any, row: SpreadsheetImport, **kwargs: Any):
        super().__init__(*args, **kwargs)
        arranged = row.arrangement
        rows = row.sheets[arranged["sheet"]]["rows"]
        self._places: dict[str, str] = {}
        heads = columns.headers(rows, arranged["first"], arranged["count"])
        below = rows[arranged["first"] + arranged["count"] - 1 :]
        for place, head in enumerate(heads):
            example = next((cells.words(one[place]).strip() for one in below if cells.words(one[place]).strip()), "")
            if not head and not example:
                continue
            letter = cells.column(place)
            self._places[f"column_{place}"] = str(place)
            self.fields[f"column_{place}"] = forms.ChoiceField(
                label=f"{letter}: {head}" if head else f"{letter}, without a heading",
                choices=[(field.key, field.label) for field in columns.FIELDS],
                placeholder="Leave it out",
                required=False,
                initial=arranged["columns"].get(str(place), ""),
                help_text=f"For example: {cells.short(example, 80)}"
                if example
                else "Nothing stands below this heading.",
            )
            self.fields[f"column_{place}"].needed_later = True
        self.fields["stage"] = forms.RadioField(
            label="In which stage are actions for which the file names none?", choices=STAGES, initial=arranged["stage"]
        )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        taken: dict[str, str] = {}
        for name in self._places:
            key = cleaned.get(name)
            if not key or not columns.BY_KEY[key].once:
                continue
            if key in taken:
                label = columns.BY_KEY[key].label
                self.add_error(name, f"“{label}” is already taken from another column. Choose it once")
            taken[key] = name
        if "title" not in taken and not self.errors:
            first = next(iter(self._places), "stage")
            self.add_error(first, "Say which column holds what will be done: choose it for one of them")
        return cleaned

    @property
    def chosen(self) -> dict[str, Any]:
        picked = {place: self.cleaned_data[name] for name, place in self._places.items() if self.cleaned_data[name]}
        return {"columns": picked, "stage": Stage(self.cleaned_data["stage"]).value}


class PeopleForm(forms.Form):
    """Who is meant by each name that is nobody here, more than one person, or somebody by a job title alone."""

    def __init__(self, *args: Any, outcome: Outcome, people: dict[str, str], **kwargs: Any):
        super().__init__(*args, **kwargs)
        taken = {text: one for (text, _), one in outcome.taken.items()}
        every = {*outcome.unmatched, *taken, *people}
        # What still matches nobody comes first, so that what is settled never pushes it off the page.
        self._names = sorted(every, key=lambda name: (name not in outcome.unmatched, name.casefold()))[:NAMES_SHOWN]
        staff = [(str(person.pk), person.name_and_title) for person in queries.staff()]
        for name in self._names:
            count = outcome.unmatched.get(name, 0) or sum(
                one.rows for (text, _), one in outcome.taken.items() if text == name
            )
            field = forms.ChoiceField(
                label=f"“{cells.short(name, 120)}”",
                choices=staff,
                placeholder="Leave it empty",
                required=False,
                initial=people.get(name, taken[name].person if name in taken else ""),
                help_text=f"In {many(count, 'row')}." if count else "",
            )
            field.needed_later = True
            self.fields[_box(name)] = field

    @property
    def chosen(self) -> dict[str, str]:
        return {name: self.cleaned_data[_box(name)] for name in self._names}


def _box(name: str) -> str:
    """By the name itself: a place in a list that has changed meanwhile would mean somebody else."""
    return f"person_{hashlib.sha256(name.encode()).hexdigest()[:16]}"
