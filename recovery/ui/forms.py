"""Forms as Holdfast draws and words them: `from recovery.ui import forms`, then `forms.Form`, `forms.UKDateField`…

The renderer draws every field with its label, hint, error and box in templates/forms/. `Form` writes the sentences:
nobody ever reads "This field is required". Dates have three boxes and read what people type. Nothing here saves.
"""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db.models import TextChoices
from django.forms import (  # noqa: F401  (a form's module needs one import)
    BooleanField,
    HiddenInput,
    ModelMultipleChoiceField,
    NumberInput,
    TextInput,
    URLField,
    UUIDField,
)
from django.forms.boundfield import BoundField as DjangoBoundField
from django.forms.renderers import TemplatesSetting
from django.forms.utils import flatatt
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from recovery.ui.date_boxes import DateBoxes, UKDateField  # noqa: F401
from recovery.ui.steps import OFFERED, StepBoxes, StepsField  # noqa: F401
from recovery.ui.wording import Worded


class BoundField(DjangoBoundField):
    """A field with its data, knowing how it is drawn."""

    @property
    def kind(self) -> str:
        widget = self.field.widget
        if isinstance(widget, DateBoxes):
            return "date"
        if isinstance(widget, StepBoxes):
            return "steps"
        if isinstance(widget, forms.CheckboxSelectMultiple):
            return "checkboxes"
        if isinstance(widget, forms.RadioSelect):
            return "radios"
        if isinstance(widget, forms.CheckboxInput):
            return "checkbox"
        if isinstance(widget, forms.Select):
            return "select"
        if isinstance(widget, forms.Textarea):
            return "textarea"
        return "file" if isinstance(widget, forms.FileInput) else "text"

    @property
    def counted(self) -> int | None:
        """The most characters a long text may have, if they are to be counted for the writer."""
        return getattr(self.field, "counted", None)

    @property
    def optional(self) -> bool:
        """Whether the label says so. Not for what may be left for later (`needed_later`), nor for boxes to tick."""
        if getattr(self.field, "needed_later", False):
            return False
        return not self.field.required and self.kind not in ("checkbox", "checkboxes")

    @property
    def aria_describedby(self) -> str | None:
        described = super().aria_describedby or ""
        if self.counted and self.auto_id:
            described = f"{described} {self.auto_id}-info".strip()
        if self.advice is not None and self.auto_id:
            described = f"{described} {self.auto_id}_advice".strip()
        return described or None

    @property
    def advice(self) -> list[Any] | None:
        """What is said beside it while it is written: items of {lead, words, [button]}. None where nothing ever is."""
        return getattr(self.form, "advice", {}).get(self.name)

    @property
    def focused(self) -> bool:
        """Whether the form opens with this field focused."""
        return getattr(self.form, "focused", "") == self.name

    @property
    def steps(self) -> list[str]:
        """Of a list of steps: the texts in its boxes."""
        return list(self.value() or [""] * OFFERED)

    @property
    def first_box(self) -> str:
        """The id an error links to."""
        if self.kind == "date":
            return f"{self.auto_id}_{self.parts_in_error[0]}"
        return f"{self.auto_id}_0" if self.kind in ("radios", "checkboxes", "steps") else self.auto_id

    @property
    def parts_in_error(self) -> list[str]:
        """Of a date: the boxes to mark. All three, unless some are simply empty."""
        parts = self.value() if isinstance(self.value(), dict) else {}
        missing = [part for part in DateBoxes.PARTS if not parts.get(part)]
        return missing if 0 < len(missing) < 3 else list(DateBoxes.PARTS)

    @property
    def boxes(self) -> list[dict[str, Any]]:
        """The three boxes of a date."""
        parts = self.field.widget.split(self.value())
        wrong = self.parts_in_error if self.errors else []
        return [
            {
                "id": f"{self.auto_id}_{part}", "name": f"{self.html_name}_{part}", "label": part.capitalize(),
                "value": parts[part], "wrong": part in wrong, "width": {"day": 2, "month": 5, "year": 4}[part],
                "numeric": part != "month",
            }
            for part in DateBoxes.PARTS
        ]  # fmt: skip

    def build_widget_attrs(self, attrs: dict, widget: forms.Widget | None = None) -> dict:
        attrs = super().build_widget_attrs(attrs, widget)
        base = {"text": "govuk-input", "select": "govuk-select", "textarea": "govuk-textarea",
                "file": "govuk-file-upload"}.get(self.kind)  # fmt: skip
        if base and not self.is_hidden:
            width = getattr(self.field, "width", None)
            classes = [
                base,
                f"{base}--error" if self.errors else "",
                f"govuk-input--width-{width}" if width else "",
                "govuk-js-character-count" if self.counted else "",
                self.field.widget.attrs.get("class", ""),
            ]
            attrs["class"] = " ".join(filter(None, classes))
        if self.focused:
            attrs["autofocus"] = True
        return attrs


class Renderer(TemplatesSetting):
    form_template_name = "forms/form.html"
    field_template_name = "forms/field.html"
    bound_field_class = BoundField


class Form(Worded, forms.Form):
    """A form whose every message is a sentence about its own field."""


class Hinted(str):
    """The words of a choice with a grey line under them."""

    hint: str

    def __new__(cls, words: str, hint: str = "") -> "Hinted":
        made = super().__new__(cls, words)
        made.hint = hint
        return made


class Sized:
    """Mixed into a field of one line: `width` is the width of its box in characters (2, 3, 4, 5, 10, 20, 30)."""

    keyboard = ""

    def __init__(self, *args: Any, width: int | None = None, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.width = width
        if self.keyboard:
            self.widget.attrs.setdefault("inputmode", self.keyboard)


class CharField(Sized, forms.CharField):
    pass


class EmailField(Sized, forms.EmailField):
    pass


class IntegerField(Sized, forms.IntegerField):
    """A whole number, in a plain box with the number pad: arrows and scroll wheels change figures by accident."""

    widget = TextInput
    keyboard = "numeric"


class DecimalField(Sized, forms.DecimalField):
    widget = TextInput
    keyboard = "decimal"


class LongTextField(forms.CharField):
    """A box of several lines. With `max_length` it counts characters, line ends as one."""

    def __init__(self, *, rows: int = 4, max_length: int | None = None, **kwargs: Any):
        kwargs.setdefault("widget", forms.Textarea(attrs={"rows": rows}))
        super().__init__(max_length=max_length, **kwargs)
        self.counted = max_length

    def to_python(self, value: Any) -> str:
        return super().to_python(value).replace("\r\n", "\n")


class Select(forms.Select):
    """Drawn in Python: Django renders a template for each option, which is most of the time of a page with a filter."""

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        widget = self.get_context(name, value, attrs)["widget"]
        drawn = "".join(
            _options(options) if group is None else f'<optgroup label="{escape(group)}">{_options(options)}</optgroup>'
            for group, options, _ in widget["optgroups"]
        )
        return mark_safe(  # noqa: S308  every text and attribute is escaped
            f'<select name="{escape(widget["name"])}"{flatatt(widget["attrs"])}>{drawn}</select>'
        )


def _options(options: list[dict[str, Any]]) -> str:
    return "".join(
        f'<option value="{escape(one["value"])}"{flatatt(one["attrs"])}>{escape(one["label"])}</option>'
        for one in options
    )


class ChoiceField(forms.ChoiceField):
    """A drop-down that begins with nothing chosen."""

    widget = Select

    def __init__(self, *, choices: Any = (), placeholder: str = "Choose", **kwargs: Any):
        if isinstance(choices, type) and issubclass(choices, TextChoices):
            choices = choices.choices
        if not callable(choices):
            choices = list(choices)
            if not any(not value for value, _ in choices):
                choices = [("", placeholder), *choices]
        super().__init__(choices=choices, **kwargs)


class ModelChoiceField(forms.ModelChoiceField):
    widget = Select


class RadioField(forms.ChoiceField):
    widget = forms.RadioSelect


class CheckboxesField(forms.MultipleChoiceField):
    widget = forms.CheckboxSelectMultiple


class ConfirmField(forms.BooleanField):
    """One box that must be ticked."""


class FileField(forms.FileField):
    widget = forms.FileInput

    def __init__(self, *, largest: int | None = None, **kwargs: Any):
        super().__init__(**kwargs)
        self.largest = largest

    def clean(self, data: Any, initial: Any = None) -> UploadedFile:
        file = super().clean(data, initial)
        if self.largest and isinstance(file, UploadedFile) and file.size and file.size > self.largest:
            size, most = (f"{count / 1024 / 1024:.1f} MB".replace(".0 ", " ") for count in (file.size, self.largest))
            raise ValidationError(f"The file is {size}; the most is {most}. Choose a smaller one", code="too_large")
        return file
