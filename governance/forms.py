"""What people type about a red flag. Forms validate and never save."""

from django.core.exceptions import ValidationError

from governance import rules
from plans.forms.editable import SHARED
from recovery import dates
from recovery.ui import forms


class AcknowledgeForm(forms.Form):
    called = {"promise": "what will be done", "promised_on": "the date it will be done by"}

    promise = forms.LongTextField(
        label="What will be done?",
        help_text=f"What, and who will do it. It is sent by email too. {SHARED}",
        max_length=1000,
        rows=4,
    )
    promised_on = forms.UKDateField(label="By when?")

    def __init__(self, *args, stage: str, today=None, **kwargs):
        super().__init__(*args, **kwargs)
        self.stage, self.today = stage, today or dates.today()
        latest = rules.latest_promise(stage, self.today)
        words = f"At the latest {dates.uk_date(latest)}. The ladder waits until that day."
        self.fields["promised_on"].help_text = words

    def clean_promised_on(self):
        promised_on = self.cleaned_data["promised_on"]
        refusal = rules.promise_refusal(promised_on, self.stage, self.today)
        if refusal:
            raise ValidationError(refusal)
        return promised_on
