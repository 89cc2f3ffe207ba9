from typing import Any

from plans.presenters import history as words
from recovery.ui import filters, forms


class HistoryFilter(filters.Filter):
    """What the history of a plan is narrowed to."""

    about = forms.ChoiceField(label="About", placeholder="Everything")
    who = forms.ChoiceField(label="By whom", placeholder="Everybody")

    def __init__(self, *args: Any, actors: list[tuple[str, str]], **kwargs: Any):
        self.actors = actors
        super().__init__(*args, **kwargs)

    def prepare(self) -> None:
        self.fields["about"].choices = [("", "Everything"), *words.choices()]
        self.fields["who"].choices = [("", "Everybody"), *self.actors]
