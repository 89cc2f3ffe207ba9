from typing import Any

from plans.enums import Stage
from plans.presenters.ledger import SHOWN
from recovery.ui import filters, forms


class LedgerFilter(filters.Filter):
    """What the ledger is narrowed to."""

    show = forms.ChoiceField(choices=list(SHOWN.items()), label="Show")
    owner = forms.ChoiceField(label="Owner")
    stage = forms.ChoiceField(choices=Stage, placeholder="Every stage", label="Stage")

    def __init__(self, *args: Any, owners: list, **kwargs: Any):
        self.owners = owners
        super().__init__(*args, **kwargs)

    def prepare(self) -> None:
        self.fields["owner"].choices = [("", "Everybody"), *((str(one.pk), one.name) for one in self.owners)]
