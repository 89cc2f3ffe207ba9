"""Whom a plan is opened to, and for how long."""

from collections.abc import Iterable

from plans.domain.sharing import LONGEST_GRANT
from recovery import dates
from recovery.ui import forms

OTHER = "other"


class ShareForm(forms.Form):
    """A commissioner is named by its public code. Those this organisation has shared with before can be picked."""

    called = {
        "code": "the code of the commissioning organisation",
        "starts_on": "the first day",
        "ends_on": "the last day",
    }
    known = forms.RadioField(label="Whom do you share it with?")
    code = forms.CharField(
        label="Code of the commissioning organisation",
        max_length=12,
        required=False,
        help_text="They see their code at the top of their portfolio. For example QNV",
    )
    starts_on = forms.UKDateField(label="First day", help_text="For example 3 March 2026")
    ends_on = forms.UKDateField(label="Last day", required=False, help_text="Leave empty to share until you end it")

    def __init__(self, *args, known: Iterable = (), **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["code"].width = 10
        self.fields["known"].choices = [
            *((org.code, forms.Hinted(org.name, org.code)) for org in known),
            (OTHER, "Another organisation, by its code"),
        ]
        if not known:
            del self.fields["known"]
            self.fields["code"].required = True

    def clean(self):
        cleaned = super().clean()
        known, code = cleaned.get("known", OTHER), cleaned.get("code", "")
        if "known" not in self.errors and "code" not in self.errors:
            if known != OTHER and code and code.upper() != known.upper():
                self.add_error("code", "Choose an organisation or enter a code, not both")
            elif known == OTHER and not code:
                self.add_error("code", self.fields["code"].error_messages["required"])
            cleaned["code"] = code if known == OTHER else known
        _in_order(self, cleaned)
        return cleaned


class GrantForm(forms.Form):
    """An auditor's view always ends."""

    called = {"auditor": "the auditor", "starts_on": "the first day", "ends_on": "the last day"}
    auditor = forms.ChoiceField(label="Auditor", placeholder="Choose an auditor")
    starts_on = forms.UKDateField(label="First day", help_text="For example 3 March 2026")
    ends_on = forms.UKDateField(label="Last day", help_text="At most a year after the first day")

    def __init__(self, *args, auditors: Iterable = (), **kwargs):
        super().__init__(*args, **kwargs)
        self.people = {str(one.pk): one for one in auditors}
        self.fields["auditor"].choices = [
            ("", "Choose an auditor"),
            *((key, one.name_and_title) for key, one in self.people.items()),
        ]

    def clean_auditor(self):
        return self.people[self.cleaned_data["auditor"]]

    def clean(self):
        cleaned = super().clean()
        _in_order(self, cleaned)
        first, last = cleaned.get("starts_on"), cleaned.get("ends_on")
        if first and last and last - first > LONGEST_GRANT:
            self.add_error("ends_on", "The last day must be at most a year after the first day")
        return cleaned


def _in_order(form, cleaned: dict) -> None:
    first, last = cleaned.get("starts_on"), cleaned.get("ends_on")
    if first and last and last < first:
        form.add_error("ends_on", "The last day must be on or after the first day")
    elif last and last < dates.today():
        form.add_error("ends_on", "The last day must be today or later")


class ConfirmForm(forms.Form):
    fragment = forms.CharField(max_length=200, widget=forms.HiddenInput)
    reason = forms.LongTextField(
        label="Why may commissioners read this?",
        max_length=1000,
        rows=3,
        help_text="For example: the council’s named consultant, who agreed to be named. It is kept in the history.",
        error_messages={"required": "Say why commissioners may read this"},
    )
