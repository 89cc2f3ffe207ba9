"""What somebody typed into the search, taken apart: references, the word that may be unfinished, the rest. Pure."""

import re
from dataclasses import dataclass

LONGEST = 200
_PLAN = re.compile(r"RP-?0*(\d{1,6})", re.IGNORECASE)
_ACTION = re.compile(r"A(\d{1,4})", re.IGNORECASE)
_UNPRINTABLE = re.compile(r"[\x00-\x1f\x7f\ud800-\udfff\ue000-\ue003]+")


def tidy(typed: str) -> str:
    """On one line, without what no keyboard types, and not without end."""
    return " ".join(_UNPRINTABLE.sub(" ", typed).split())[:LONGEST].rstrip()


@dataclass(frozen=True)
class Asked:
    text: str
    """All of it, as the database's own search language reads it: “in quotes”, `or`, `-not`."""
    plans: tuple[int, ...] = ()
    actions: tuple[int, ...] = ()
    rest: str = ""
    """What is left when the references are taken out."""

    @property
    def last(self) -> str:
        """The word that may still be being typed. None in quotes, none that is taken out, none of one letter."""
        return _last(self.text)

    @property
    def before(self) -> str:
        return self.text[: len(self.text) - len(self.last)].rstrip() if self.last else ""

    @property
    def referring(self) -> bool:
        return bool(self.plans or self.actions)


def read(typed: str) -> Asked:
    text = tidy(typed)
    plans, actions, rest = [], [], []
    for word in text.split():
        if found := _PLAN.fullmatch(word.strip(",;.")):
            plans.append(int(found[1]))
        elif found := _ACTION.fullmatch(word.strip(",;.")):
            actions.append(int(found[1]))
        else:
            rest.append(word)
    return Asked(text, tuple(plans), tuple(actions), " ".join(rest))


def _last(text: str) -> str:
    if text.count('"') % 2:
        return ""
    found = re.search(r"(?<![^\W_])([^\W_]{2,})$", text)
    if not found or found[1].lower() == "or":
        return ""
    # A word that is not wanted is whole, and so is everything after an "or": half of it would widen the search.
    start = found.start(1)
    taken_out = text[start - 1 : start] == "-" and text[start - 2 : start - 1] in ("", " ")
    return "" if taken_out or re.search(r"\bor\b", text[:start], re.IGNORECASE) else found[1]
