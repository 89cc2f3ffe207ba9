"""Forms that are spoken to while they are written, and buttons that change what stands in them before it is saved."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.forms.utils import ErrorDict
from django.utils.datastructures import MultiValueDict

from plans.credibility import Finding
from plans.credibility.beside import Typed, fields_of, said
from plans.enums import Severity
from plans.forms.editable import Editable
from plans.models import Plan
from plans.queries.held import Known
from recovery import dates

LEADS = {
    Severity.BLOCKS: "Needed before it is sent",
    Severity.WARNS: "A commissioner would ask",
    Severity.ADVISES: "Could be clearer",
}


@dataclass(frozen=True)
class Button:
    """Puts a value into a field (`sets`)."""

    name: str
    value: str
    label: str
    sets: str


@dataclass(frozen=True)
class Advice:
    """A calm line beside a field. It never keeps anything from being saved."""

    lead: str
    words: str
    button: Button | None = None

    @classmethod
    def of(cls, finding: Finding) -> "Advice":
        quoted = f" (“{finding.matched}”)" if finding.matched and finding.matched not in finding.sentence else ""
        words = f"{finding.sentence.rstrip('.')}{quoted}. {finding.advice}".strip()
        return cls(LEADS[finding.severity], words)


class Advised(Editable):
    """`kind` is what the credibility check calls what it is about; `buttons` show the form again and save nothing."""

    kind = ""
    buttons: tuple[str, ...] = ()

    def __init__(self, data: Mapping | None = None, *args: Any, plan: Plan, **kwargs: Any):
        self.plan = plan
        self.pressed = next((name for name in self.buttons if data and name in data), "")
        if self.pressed:
            data = self.press(MultiValueDict(data.copy()))
        super().__init__(data, *args, **kwargs)

    def press(self, data: MultiValueDict) -> MultiValueDict:
        """What was posted, changed by the button that was pressed."""
        return data

    asked: list[str] | None = None
    """The questions it asks now, of a form that asks some only where they make sense."""

    def full_clean(self) -> None:
        super().full_clean()
        if self.pressed:
            self._errors = ErrorDict()  # whoever presses a button in the middle of writing is not finished

    def is_valid(self) -> bool:
        return not self.pressed and super().is_valid()

    @property
    def standing(self) -> dict[str, Any]:
        """The values that stand in it, as far as they can be read."""
        if self.is_bound:
            return self.cleaned_data if self.errors is not None else {}
        return {name: self.get_initial_for_field(field, name) for name, field in self.fields.items()}

    @cached_property
    def advice(self) -> dict[str, list[Advice]]:
        places: dict[str, list[Advice]] = {name: [] for name in self.fields if name in fields_of(self.kind)}
        for finding in said(self.kind, Typed(self.plan, self.standing, dates.today(), Known(self.plan).found)):
            if finding.field in places:
                places[finding.field].append(Advice.of(finding))
        return places
