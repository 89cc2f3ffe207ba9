"""The few questions asked before something is decided: a reason or a note."""

from plans.forms.editable import INSIDE
from recovery.ui import forms


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


class VerifyForm(forms.Form):
    reason = forms.LongTextField(
        label="What did you see?",
        max_length=2000,
        rows=4,
        help_text=f"What you looked at yourself, and what it showed. {INSIDE}",
        error_messages={"required": "Say what you saw"},
    )
