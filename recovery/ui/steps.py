"""An ordered list of short texts: each in a box that can be moved and removed, with a button to add another.

Every button works without JavaScript: the form comes back with everything typed in it (`press`).
"""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.datastructures import MultiValueDict

OFFERED = 3
"""Empty boxes to begin with."""
MOST = 12
LONGEST = 500


class StepBoxes(forms.Widget):
    use_fieldset = True

    def value_from_datadict(self, data: Any, files: Any, name: str) -> list[str]:
        return data.getlist(name) if isinstance(data, MultiValueDict) else list(data.get(name, ()))

    def value_omitted_from_data(self, data: Any, files: Any, name: str) -> bool:
        return name not in data


class StepsField(forms.Field):
    """A list of texts in their order; what is empty is left out."""

    widget = StepBoxes

    def __init__(self, *, step: str = "Step", **kwargs: Any):
        super().__init__(**kwargs)
        self.step = step
        """What one of them is called."""

    def to_python(self, value: Any) -> list[str]:
        texts = [" ".join(str(text).split()) for text in value or ()]
        return [text for text in texts if text]

    def validate(self, value: list[str]) -> None:
        super().validate(value)
        if len(value) > MOST:
            raise ValidationError(f"Write {MOST} at most; there are {len(value)}")
        for place, text in enumerate(value, start=1):
            if len(text) > LONGEST:
                raise ValidationError(f"{self.step} {place} must be {LONGEST} characters or fewer; it has {len(text)}")

    def has_changed(self, initial: Any, data: Any) -> bool:
        return self.to_python(initial) != self.to_python(data)


def press(texts: list[str], button: str) -> list[str]:
    """The boxes after a button was pressed: `add`, or `up`, `down`, `remove` with the number of a box."""
    found = list(texts)
    what, _, number = button.partition("-")
    place = int(number) - 1 if number.isdecimal() else -1
    if what == "add" and len(found) < MOST:
        return [*found, ""]
    if not 0 <= place < len(found):
        return found
    if what == "remove":
        del found[place]
    other = place + {"up": -1, "down": 1}.get(what, 0)
    if what in ("up", "down") and 0 <= other < len(found):
        found[place], found[other] = found[other], found[place]
    return found
