"""A date in three boxes, which also reads what people type into one."""

from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from recovery import dates


class DateBoxes(forms.Widget):
    """Day, month and year in three boxes. A whole date typed into the day's box is read too, as is a value posted
    under the field's own name."""

    PARTS = ("day", "month", "year")
    template_name = "forms/date.html"
    use_fieldset = True

    def value_from_datadict(self, data: Any, files: Any, name: str) -> dict[str, str] | str:
        parts = {part: str(data.get(f"{name}_{part}") or "").strip() for part in self.PARTS}
        if any(parts.values()):
            return parts
        return str(data.get(name) or "").strip() if name in data else parts

    def value_omitted_from_data(self, data: Any, files: Any, name: str) -> bool:
        return not any(key in data for key in (name, *(f"{name}_{part}" for part in self.PARTS)))

    def id_for_label(self, id_: str, index: Any = None) -> str:
        return f"{id_}_day" if id_ else id_

    def split(self, value: Any) -> dict[str, str]:
        """What stands in each box."""
        if isinstance(value, dict):
            return {part: value.get(part, "") for part in self.PARTS}
        if isinstance(value, str) and value:
            try:
                value = dates.read_date(value)
            except dates.NotADate:
                return {"day": value, "month": "", "year": ""}
        if not isinstance(value, date):
            return dict.fromkeys(self.PARTS, "")
        day = dates.day_of(value)
        return {"day": str(day.day), "month": str(day.month), "year": str(day.year)}


class UKDateField(forms.Field):
    """A day of the calendar, as people in the United Kingdom write it."""

    widget = DateBoxes
    noun = "The date"

    def to_python(self, value: Any) -> date | None:
        if value is None or isinstance(value, date):
            return value
        try:
            if isinstance(value, str):
                return dates.read_date(value) if value else None
            filled = [part for part in DateBoxes.PARTS if value.get(part)]
            if not filled:
                return None
            if filled == ["day"] and not value["day"].isdecimal():
                return dates.read_date(value["day"])
            missing = [part for part in DateBoxes.PARTS if part not in filled]
            if missing:
                raise dates.NotADate("must include " + " and ".join(f"a {part}" for part in missing))
            return dates.build_date(value["day"], value["month"], value["year"])
        except dates.NotADate as error:
            raise ValidationError(f"{self.noun} {error}", code="invalid") from error

    def validate(self, value: date | None) -> None:
        if value is None and self.required:
            raise ValidationError(self.error_messages["required"], code="required")

    def has_changed(self, initial: Any, data: Any) -> bool:
        if self.disabled:
            return False
        try:
            return self.to_python(data) != (self.to_python(initial) if initial else None)
        except ValidationError:
            return True
