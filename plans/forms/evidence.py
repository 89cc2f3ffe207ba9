from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError

from plans import queries
from plans.domain import files
from plans.enums import COMPLETION_EVIDENCE, PROBLEM_EVIDENCE
from plans.forms.editable import INSIDE, PersonField
from recovery import dates
from recovery.ui import forms


class EvidenceForm(forms.Form):
    """One piece of evidence, of a problem or of an action. Never changed: a mistake is withdrawn and added anew."""

    called = {"expires_on": "the expiry", "kind": "the kind of evidence", "upload": "the evidence"}

    kind = forms.ChoiceField(label="What kind of evidence is it?", placeholder="Choose a kind")
    occurred_on = forms.UKDateField(label="Date of the evidence", help_text="The day it happened or was written.")
    reference = forms.CharField(
        label="Source reference",
        max_length=150,
        help_text=f"How somebody finds the original, for example “Incident log 2026/114”. {INSIDE}",
    )
    summary = forms.LongTextField(label="What does it show?", max_length=2000, rows=3, required=False, help_text=INSIDE)
    owner = PersonField(
        label="Who keeps it up to date?", required=False, placeholder="Nobody in particular", help_text=INSIDE
    )
    expires_on = forms.UKDateField(
        label="When does it expire?",
        required=False,
        help_text="After this day it no longer counts. Leave it empty if it does not go out of date.",
    )
    upload = forms.FileField(
        label="File",
        required=False,
        largest=settings.UPLOAD_LIMIT_BYTES,
        help_text=f"{files.KINDS_IN_WORDS}, up to {settings.UPLOAD_LIMIT_BYTES // 1024 // 1024} MB. {INSIDE}",
    )

    def __init__(self, *args: Any, of_action: bool, renewed: bool = False, **kwargs: Any):
        """`renewed`: another version of evidence that is there, of the same kind."""
        super().__init__(*args, **kwargs)
        self.fields["upload"].widget.attrs["accept"] = ",".join(f".{ending}" for ending in files.KINDS)
        self.fields["owner"].queryset = queries.staff()
        kinds = COMPLETION_EVIDENCE if of_action else PROBLEM_EVIDENCE
        self.fields["kind"].choices = [("", "Choose a kind"), *((kind.value, kind.label) for kind in kinds)]
        if renewed:
            del self.fields["kind"]

    def clean_occurred_on(self):
        day = self.cleaned_data["occurred_on"]
        if day and day > dates.today():
            raise ValidationError("The date of the evidence cannot be in the future")
        return day

    def clean(self):
        found = super().clean()
        dated, expires = found.get("occurred_on"), found.get("expires_on")
        if dated and expires and expires <= dated:
            self.add_error("expires_on", ValidationError("It expires after its date, not on it or before"))
        return found

    @property
    def facts(self) -> dict[str, Any]:
        return self.cleaned_data

    @property
    def chosen_file(self) -> str:
        """The name of a file that came with an invalid form: no browser keeps it, so it must be chosen again."""
        file = self.files.get("upload") if self.is_bound and self.errors else None
        return file.name if file else ""
