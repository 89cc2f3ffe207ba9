from typing import Any

from plans.enums import Stage
from plans.presenters.ledger import SHOWN
from recovery.ui import forms


class LedgerFilter(forms.Form):
    """What the ledger is narrowed to. Nothing in it can be wrong: what is not understood is left out."""

    show = forms.ChoiceField(choices=list(SHOWN.items()), required=False, label="Show")
    owner = forms.ChoiceField(required=False, label="Owner", placeholder="Everybody")
    stage = forms.ChoiceField(choices=Stage, placeholder="Every stage", required=False, label="Stage")

    def __init__(self, *args: Any, owners: list, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["owner"].choices = [("", "Everybody"), *((str(one.pk), one.name) for one in owners)]
        for field in self.fields.values():
            field.needed_later = True  # nothing is asked for here, so nothing is called optional

    @property
    def wanted(self) -> dict[str, str]:
        self.is_valid()
        return {name: self.cleaned_data.get(name, "") for name in self.fields}
