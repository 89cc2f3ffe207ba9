"""Forms over things that two people may have open at once, and how two versions are put side by side."""

import datetime
import decimal
from collections.abc import Mapping
from typing import Any

from django.core.exceptions import NON_FIELD_ERRORS
from django.db.models import Model
from django.utils.datastructures import MultiValueDict

from recovery import dates
from recovery.ui import forms

INSIDE = "Stays inside your organisation."
SHARED = "Commissioners read this: leave out the names of people supported."
NEEDED = "You can leave this for now. It is needed before the plan is submitted."


class Editable(forms.Form):
    """Carries the version it was opened with. What the merge of two versions needs is here, once."""

    version = forms.IntegerField(required=False, widget=forms.HiddenInput)
    needed: tuple[str, ...] = ()
    """May be left empty while the plan is a draft, though it cannot be submitted without."""

    def __init__(self, *args: Any, committed: bool = False, **kwargs: Any):
        super().__init__(*args, **kwargs)
        for name in self.needed:
            if name in self.fields:
                self.fields[name].required = committed
                self.fields[name].needed_later = True

    @classmethod
    def values(cls, row: Model) -> dict[str, Any]:
        """What stands in the form when `row` is opened."""
        return {name: getattr(row, name) for name in cls.base_fields if name != "version"} | {"version": row.version}

    @classmethod
    def opened(cls, row: Model, **kwargs: Any) -> "Editable":
        return cls(initial=cls.values(row), **kwargs)

    @classmethod
    def sent(cls, data: Mapping, row: Model, **kwargs: Any) -> "Editable":
        """Bound to what was posted: the form itself, or the choices made on the conflict page."""
        if any(key.startswith("yours-") for key in data):
            data = cls._chosen(data, cls.values(row))
        return cls(data, initial=cls.values(row), **kwargs)

    @classmethod
    def _chosen(cls, data: Mapping, theirs: dict[str, Any]) -> MultiValueDict:
        chosen = MultiValueDict({"version": [data.get("version", "")]})
        for name, field in cls.base_fields.items():
            if name == "version":
                continue
            raw = data.get(f"yours-{name}", "")
            if data.get(f"choose-{name}") == "theirs":
                raw = written(theirs[name])
            if isinstance(field, forms.StepsField):
                chosen.setlist(name, raw.split("\n"))
                continue
            several = isinstance(field, forms.ModelMultipleChoiceField)
            chosen.setlist(name, [part for part in raw.split(",") if part] if several else [raw])
        return chosen

    @property
    def opened_version(self) -> int:
        return self.cleaned_data.get("version") or 0

    @property
    def facts(self) -> dict[str, Any]:
        return {name: value for name, value in self.cleaned_data.items() if name != "version"}

    def beside(self, row: Model, base: Mapping[str, Any]) -> list[dict[str, Any]]:
        """This form and the row as it is now, field by field. `base` is the row when this form was opened: what only
        the other person changed begins as theirs, what I changed as mine."""
        theirs, listed = self.values(row), []
        for name, field in self.fields.items():
            if name == "version":
                continue
            mine = self.cleaned_data[name]
            column = name if name in base else f"{name}_id"
            untouched = column in base and written(mine) == _as_text(base[column])
            listed.append(
                {
                    "name": name,
                    "label": field.label,
                    "yours": self.words(name, mine),
                    "theirs": self.words(name, theirs[name]),
                    "yours_value": written(mine),
                    "choice": "theirs" if untouched else "yours",
                }
            )
        return listed

    def words(self, name: str, value: Any) -> str:
        """A value as a reader sees it: the words of a choice, names, a date as it is written here."""
        field = self.fields[name]
        if value in (None, ""):
            return ""
        if isinstance(field, forms.StepsField):
            return "\n".join(f"{place}. {text}" for place, text in enumerate(value, start=1))
        if isinstance(field, forms.ModelMultipleChoiceField):
            return "\n".join(field.label_from_instance(one) for one in value)
        if isinstance(field, forms.ModelChoiceField):
            row = value if isinstance(value, Model) else field.queryset.filter(pk=value).first()
            return field.label_from_instance(row) if row else ""
        if isinstance(value, datetime.date):
            return dates.uk_date(value)
        if isinstance(value, decimal.Decimal):
            return written(value)
        choices = getattr(field, "choices", None)
        if choices:
            return str(dict(_flat(choices)).get(str(value), value))
        return str(value)

    def refuse(self, sentence: str, field: str | None = None) -> None:
        """A refusal that the domain gave about what was typed, put beside what was typed."""
        self.add_error(field if field in self.fields else NON_FIELD_ERRORS, sentence)


def written(value: Any) -> str:
    """A value as a form posts it in one string."""
    if value is None:
        return ""
    if isinstance(value, Model):
        return str(value.pk)
    if isinstance(value, datetime.date):
        return value.isoformat()
    if isinstance(value, decimal.Decimal):
        return f"{value.normalize():f}"
    if isinstance(value, list) and all(isinstance(one, str) for one in value):
        return "\n".join(value)
    if not isinstance(value, str) and hasattr(value, "__iter__"):
        return ",".join(sorted(str(one.pk) for one in value))
    return str(value)


def _as_text(value: Any) -> str:
    return written(decimal.Decimal(str(value)) if isinstance(value, float) else value)


def _flat(choices: Any):
    for value, label in choices:
        if isinstance(label, list | tuple):
            yield from ((str(inner), words) for inner, words in label)
        else:
            yield str(value), label


class PersonField(forms.ModelChoiceField):
    """One of the provider's own people, by name and job title."""

    def __init__(self, *, placeholder: str = "Choose a person", **kwargs: Any):
        super().__init__(queryset=None, empty_label=placeholder, **kwargs)

    def label_from_instance(self, row) -> str:
        return row.name_and_title
