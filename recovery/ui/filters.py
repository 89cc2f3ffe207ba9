"""What a list is narrowed to: `class PlanFilter(filters.Filter)`, then `{% filter_bar form page what="plan" %}`.

Nothing in a filter can be wrong. What is not understood is left out, and the bar shows what is really applied.
"""

from typing import Any

from django.forms.utils import ErrorDict
from django.http import QueryDict

from recovery.ui.forms import Form, ModelChoiceField


class PersonChoice(ModelChoiceField):
    """Somebody by name."""

    def label_from_instance(self, row: Any) -> str:
        return row.name


class Filter(Form):
    """Asked by GET. `wanted` is what is applied, by field; an empty text where nothing is chosen."""

    subject: tuple[str, ...] = ()
    """Fields that say what the list is of, not what it is narrowed to: taking the filters away leaves them."""

    def __init__(self, given: QueryDict, **kwargs: Any):
        super().__init__(given, **kwargs)
        for field in self.fields.values():
            field.required = False
            field.needed_later = True  # nothing is asked for here, so nothing is called optional
        self.is_valid()
        self.wanted: dict[str, Any] = {name: self.cleaned_data.get(name) or "" for name in self.fields}
        applied = QueryDict(mutable=True)
        for name, value in self.wanted.items():
            if value:
                applied[name] = str(getattr(value, "pk", value))
        self.data, self._errors = applied, ErrorDict()

    @property
    def narrowed(self) -> bool:
        return bool(self._chosen)

    @property
    def _chosen(self) -> list[str]:
        return [name for name in self.data if name not in self.subject]

    @property
    def everything(self) -> str:
        """The address of the list without its filters."""
        return self._without(self._chosen)

    @property
    def chips(self) -> list[dict[str, str]]:
        """What is applied: its words, and the address without it."""
        return [
            {
                "label": str(self.fields[name].label),
                "words": self._words(name),
                "url": self._without([name]),
            }
            for name in self._chosen
        ]

    def _without(self, names: list[str]) -> str:
        query = self.data.copy()
        for name in names:
            del query[name]
        return f"?{query.urlencode()}"

    def _words(self, name: str) -> str:
        field, value = self.fields[name], self.data[name]
        if isinstance(field, ModelChoiceField):
            return field.label_from_instance(self.wanted[name])
        for key, words in getattr(field, "choices", ()):
            if str(key) == value:
                return str(words)
        return f"“{value}”"
