"""What forms say: a sentence about the field at hand in place of every stock message of the framework."""

from typing import Any

from django import forms

from recovery.ui.date_boxes import UKDateField

QUESTIONS = ("what", "who", "how", "when", "where", "why", "which", "is", "are", "was", "were", "does", "do", "did")


class Worded:
    """Mixed into a form. `called` gives a field the noun that its messages use."""

    called: dict[str, str] = {}
    use_required_attribute = False
    fields: dict[str, forms.Field]

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.prepare()
        for name, field in self.fields.items():
            explain(field, self.called.get(name), name)
            # The server counts and says so: a browser would cut a long paste without a word.
            field.widget.attrs.pop("maxlength", None)
            field.widget.attrs.pop("minlength", None)

    def prepare(self) -> None:
        """Last changes to the fields, before their messages are written."""

    @property
    def error_summary(self) -> list[dict[str, str]]:
        return summary_of(self)


def summary_of(form: Any) -> list[dict[str, str]]:
    """Every error of a form in the order of the page, each with the address of its box."""
    found = [{"text": str(error), "href": ""} for error in form.non_field_errors()]
    for bound in form:
        found += [{"text": str(error), "href": f"#{bound.first_box}"} for error in bound.errors]
    return found


def explain(field: forms.Field, noun: str | None, name: str) -> None:
    """Replace the framework's stock messages of a field by sentences about it. Messages given by hand stay."""
    if field.label is None:
        field.label = name.replace("_", " ").capitalize()
    label = str(field.label)
    asks = label.split()[:1] and label.split()[0].lower() in QUESTIONS
    if not noun:
        noun = "this" if label.endswith("?") else _lowered(label) if asks else f"the {_lowered(label)}"
    subject = noun[0].upper() + noun[1:]
    stock = _stock(field)
    if noun == "this":
        required = f"Answer “{label}”"
    elif isinstance(field, forms.FileField):
        required = f"Choose a file for {noun}"
    elif isinstance(field.widget, forms.CheckboxInput):
        required = f"Tick “{label}” to go on"
    elif isinstance(field, forms.ChoiceField | forms.ModelChoiceField):
        required = f"Choose {noun}"
    else:
        required = f"Enter {noun}"
    sentences = {
        "required": required,
        "max_length": f"{subject} must be %(limit_value)d characters or fewer; it has %(show_value)d",
        "min_length": f"{subject} must be %(limit_value)d characters or more",
        "max_value": f"{subject} must be %(limit_value)s or less",
        "min_value": f"{subject} must be %(limit_value)s or more",
        "invalid_choice": f"Choose {noun} from the list",
        "empty": f"{subject} has nothing in it: choose another file",
    }
    if isinstance(field, forms.EmailField):
        sentences["invalid"] = f"Enter {noun} in full, like name@example.org"
    elif isinstance(field, forms.DecimalField | forms.FloatField):
        sentences["invalid"] = f"{subject} must be a number, like 71.5"
    elif isinstance(field, forms.IntegerField):
        sentences["invalid"] = f"{subject} must be a whole number, like 12"
    for code, sentence in sentences.items():
        if field.error_messages.get(code) == stock.get(code):
            field.error_messages[code] = sentence
    if isinstance(field, UKDateField):
        field.noun = subject


def _stock(field: forms.Field) -> dict[str, Any]:
    messages: dict[str, Any] = {}
    for kind in reversed(type(field).__mro__):
        messages.update(getattr(kind, "default_error_messages", {}))
    return messages


def _lowered(label: str) -> str:
    """`Due date` as `due date`, but `CQC reference` as it is."""
    return label if label[:2].isupper() or len(label) < 2 else label[0].lower() + label[1:]
