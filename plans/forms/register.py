from typing import Any

from plans.enums import EvidenceKind
from plans.presenters.evidence import ABOUT, SHOWN
from recovery.ui import filters, forms


class EvidenceFilter(filters.Filter):
    """What the register of evidence is narrowed to."""

    show = forms.ChoiceField(choices=list(SHOWN.items()), placeholder="All of it", label="Show")
    about = forms.ChoiceField(choices=list(ABOUT.items()), placeholder="Either", label="What it shows")
    kind = forms.ChoiceField(choices=EvidenceKind, placeholder="Every kind", label="Kind")
    owner = forms.ChoiceField(label="Kept by")

    def __init__(self, *args: Any, owners: list, **kwargs: Any):
        self.owners = owners
        super().__init__(*args, **kwargs)

    def prepare(self) -> None:
        self.fields["owner"].choices = [("", "Anybody"), *((str(one.pk), one.name) for one in self.owners)]
