"""The few questions asked before something is decided: a reason or a note."""

from typing import Any, Self

from plans.forms.editable import INSIDE
from recovery.ui import forms


class Read(forms.Form):
    """Carries how much had happened when the page was opened (`plans.queries.seen`)."""

    seen = forms.IntegerField(required=False, widget=forms.HiddenInput)

    @property
    def facts(self) -> dict[str, Any]:
        return self.cleaned_data | {"seen": self.cleaned_data.get("seen") or 0}

    def again(self, sentence: str, seen: int) -> Self:
        """What was typed is kept, beside what has become of it; the page now shows what is so."""
        self.data = self.data.copy()
        self.data["seen"] = str(seen)
        self.add_error(None, sentence)
        return self


class ReasonForm(forms.Form):
    reason = forms.LongTextField(
        label="Why?",
        max_length=1000,
        rows=3,
        help_text=f"It is kept in the history. {INSIDE}",
        error_messages={"required": "Say why"},
    )


class NoteForm(forms.Form):
    note = forms.LongTextField(
        label="What was done?",
        max_length=2000,
        rows=4,
        help_text=f"Say what exists now that did not before. {INSIDE}",
        error_messages={"required": "Say what was done"},
    )


class VerifyForm(Read):
    reason = forms.LongTextField(
        label="What did you see?",
        max_length=2000,
        rows=4,
        help_text=f"What you looked at yourself, and what it showed. {INSIDE}",
        error_messages={"required": "Say what you saw"},
    )
