"""How the words of an action are read: what it would leave behind, and what holds it down. Pure; no findings here.

*Specific* is an output that an outsider could check, and an anchor: a role, a date, a frequency or length, a number,
a bounded place, person or form. Each property of a `Reading` is one of those, or one reason why there is none.
"""

import bisect
import re
from functools import cached_property

from plans.credibility import specific_patterns as patterns
from plans.credibility.lexicon import Match, Words
from plans.credibility.specific_words import DOING, LEXICON

_SENTENCE = re.compile(r"[.;!?]\s+|\n")
_CLAUSE = re.compile(r"[,;:]\s|\s(?:and|with|then|but)\s|[.!?]\s")
_LITTLE = (["also"], ["already"], ["now"], ["recently"], ["since"], ["been"], ["all"])
_QUALIFIED = {"a", "an", "by", "suitably", "fully", "specially", "our", "appropriately"}


class Reading:
    """One action, read once."""

    def __init__(self, text: str, *, has_owner: bool = False, has_due: bool = False) -> None:
        self.text = text
        self.has_owner, self.has_due = has_owner, has_due
        words = Words(text)
        self._places, self._words = words.places, words.words
        self._found: dict[str, list[Match]] = {table: [] for table in LEXICON.tables}
        for match in LEXICON.matches(words):
            self._found[match.table].append(match)

    @property
    def given(self) -> bool:
        """An owner or a due date stands beside the text and holds down what it makes; it does not make an output."""
        return self.has_owner or self.has_due

    # --- Looking things up -----------------------------------------------------------------------------------

    def said(self, table: str) -> str:
        """The first words of this table, as they were written."""
        found = self._found[table]
        return found[0].quoted if found else ""

    def _names_a_thing(self, match: Match) -> bool:
        """A word of doing that stands before a thing tells which: “monitoring form”, “audit tool”."""
        if match.first == 0 or self._words[match.last].endswith("ed"):
            return False
        return any(match.last + 1 == other.first for other in self._found["thing"])

    @cached_property
    def _deed(self) -> list[range]:
        """Where it says what is done and not what for: a purpose is left out, unless the sentence begins with it."""
        starts = sorted({0} | {self._word_at(end.end()) for end in _SENTENCE.finditer(self.text)})
        deed = []
        for start, end in zip(starts, [*starts[1:], len(self._words)], strict=True):
            stop = next((m.first for m in self._found["purpose"] if start + 2 <= m.first < end), end)
            deed.append(range(start, stop))
        return deed

    def _word_at(self, place: int) -> int:
        return bisect.bisect_left(self._places, (place, 0))

    @cached_property
    def _done(self) -> dict[str, list[Match]]:
        """What the tables know of the deed itself."""
        return {
            table: [
                match
                for match in found
                if any(match.first in part for part in self._deed)
                and not (table in ("teaching", "soft", "look", "tell") and self._names_a_thing(match))
                and not (table == "teaching" and self._is_a_quality(match))
            ]
            for table, found in self._found.items()
        }

    def _is_a_quality(self, match: Match) -> bool:
        """“a trained nurse” is no training."""
        return self._words[match.first] == "trained" and match.first > 0 and self._words[match.first - 1] in _QUALIFIED

    @property
    def deeds(self) -> list[Match]:
        """Every word of doing, in no order."""
        return [match for table in DOING for match in self._done[table]]

    def first(self, *tables: str) -> str:
        """The first words of the deed that stand in one of these tables, the tables in their order."""
        return next((self._done[table][0].quoted for table in tables if self._done[table]), "")

    def does(self, *tables: str) -> bool:
        return any(self._done[table] for table in tables)

    @cached_property
    def leads(self) -> str:
        """The kind of the first thing done: of the first verb that follows an auxiliary, or the first there is."""
        verbs = sorted((match.first, -DOING.index(table), table) for table in DOING for match in self._done[table])
        if not verbs:
            return ""
        after = self._after("auxiliary", "already") | {0}
        first, _, kind = next((verb for verb in verbs if verb[0] in after), verbs[0])
        if kind == "make" and self._is_of_a_look(first):
            return "look"
        return kind

    def _after(self, *tables: str) -> set[int]:
        """Where a verb stands after one of these, past the little words between."""
        places = {match.last + 1 for table in tables for match in self._found[table]}
        return places | {place + 1 for place in places if self._words[place : place + 1] in _LITTLE}

    def _is_of_a_look(self, verb: int) -> bool:
        """“Introduce spot checks of the kitchen” sets up a look, whatever is looked at."""
        near = [match.first for match in self._done["look"] if verb < match.first <= verb + 4]
        return bool(near) and not any(verb < match.first < near[0] for match in self._done["thing"])

    # --- What leaves it open -----------------------------------------------------------------------------------

    @cached_property
    def hedge(self) -> str:
        return self.said("hedge")

    @cached_property
    def condition(self) -> str:
        return self.said("condition")

    @cached_property
    def teaching(self) -> str:
        return self.first("teaching")

    @cached_property
    def enquiry(self) -> str:
        return self.said("enquiry")

    # --- Anchors -----------------------------------------------------------------------------------------------

    @cached_property
    def date(self) -> str:
        found = patterns.DATE.search(self.text)
        return found.group() if found else ""

    @cached_property
    def _undated(self) -> str:
        """The text without dates, times and lengths, so that their numbers count as nothing else."""
        return patterns.SET_ASIDE.sub(lambda found: " " * len(found.group()), self.text)

    @cached_property
    def number(self) -> str:
        text = self._undated
        for found in patterns.NUMBER.finditer(text):
            words = found.group().strip()
            if (
                patterns.YEAR.match(words)
                or patterns.LABELLED.search(text[: found.start()])
                or patterns.LASTS.match(text[found.end() :])
            ):
                continue
            return words
        return ""

    @cached_property
    def frequencies(self) -> int:
        return len(patterns.FREQUENCY.findall(self._undated)) + len(patterns.DAYS.findall(self.text))

    @cached_property
    def time(self) -> bool:
        return bool(patterns.TIME.search(self.text))

    @cached_property
    def length(self) -> bool:
        return bool(patterns.LENGTH.search(self.text))

    @cached_property
    def role(self) -> bool:
        return bool(self._found["role"]) and not self._found["nobody"]

    @cached_property
    def place(self) -> bool:
        return bool(self._found["place"]) or bool(patterns.BOUNDED.search(self.text))

    @cached_property
    def person(self) -> bool:
        return bool(patterns.PERSON.search(self.text))

    @cached_property
    def content(self) -> bool:
        return bool(self._found["content"])

    @cached_property
    def method(self) -> int:
        return len(self._found["method"])

    @cached_property
    def fixed(self) -> bool:
        """Held down by a fact: when, how often, how long, how many, or who it is for."""
        return bool(self.date or self.number or self.frequencies or self.time or self.length or self.person)

    @cached_property
    def anchored(self) -> bool:
        return self.fixed or self.place or self.role or self.content or self.given

    # --- Outputs -----------------------------------------------------------------------------------------------

    @cached_property
    def barred(self) -> bool:
        """Something cannot happen until, or stops when, something else is so."""
        return bool(patterns.GATE.search(self.text))

    @cached_property
    def measured(self) -> bool:
        """A share, a ratio, a count or a limit."""
        return bool(self.number)

    @cached_property
    def made(self) -> bool:
        """Something that can be seen or held is bought, built, written or put somewhere."""
        if not self.does("thing"):
            return False
        if self.does("make", "build") and self.leads not in ("soft", "look"):
            return True
        return self.does("make", "build", "keep") and (
            self.fixed or (self.place and self.leads != "look") or (self.role and self.leads != "soft")
        )

    @cached_property
    def built(self) -> bool:
        return self.does("build") and self.leads == "build" and not self.said("imprecise")

    @cached_property
    def manned(self) -> bool:
        return (
            self.does("appoint") and (self.role or self.given) and self.leads != "soft" and not self.said("imprecise")
        )

    @cached_property
    def arranged(self) -> bool:
        """A service, a room or a group is set up, and something says where, when or for whom."""
        if not self.does("service") or self.leads in ("soft", "look", "tell", "teaching"):
            return False
        return self.does("make", "build", "appoint", "keep") and (
            self.fixed or self.place or ((self.role or self.given) and self.does("make"))
        )

    @cached_property
    def convened(self) -> bool:
        """People come together so often."""
        return self.does("gathering") and bool(self.frequencies) and self.leads != "soft" and not self._found["nobody"]

    @cached_property
    def written(self) -> bool:
        """A document is made, and a date, a role or its content says which; of a system only a date does."""
        if not self.does("make") or self.leads in ("soft", "look", "teaching"):
            return False
        if self.does("document"):
            return bool(self.date or self.frequencies or self.content or self.role or self.given)
        return self.does("scheme") and bool(self.date or self.frequencies or self.has_due)

    @cached_property
    def looked(self) -> bool:
        """A check, a meeting or a report, and at least two things say how."""
        if not self.does("look", "keep"):
            return False
        when = bool(self.frequencies or self.length or self.number or self.date or self.method or self.time)
        told = min(self.frequencies, 2) + self.length + bool(self.number) + bool(self.date) + self.role
        told += self.does("thing") + self.place + self.time + self.method
        return when and told >= 2

    @cached_property
    def told(self) -> bool:
        """A named role tells a named person, or says what, or where."""
        return self.does("tell") and self.role and (self.person or self.place or self.content or bool(self.date))

    @cached_property
    def happened(self) -> bool:
        """Something was done on a day, or to one person."""
        if not self.does("make", "build", "keep"):
            return False
        return (bool(self.date) and (self.role or self.place)) or self.person

    @cached_property
    def finished(self) -> bool:
        """A state that can be counted is reached by a day."""
        return bool(self.date) and self.does("finish") and self.leads not in ("soft", "look", "teaching")

    @cached_property
    def _plain(self) -> bool:
        """No activity, no teaching, no looking, and no word for what cannot be seen."""
        return not self.does("soft", "teaching", "look", "tell", "abstract", "scheme", "imprecise")

    @cached_property
    def already(self) -> bool:
        """It is so by now, and it is nothing that could be said of anything."""
        after = self._after("already")
        tables = ["make", "build", "appoint"] + ["keep"] * ("now" in self._words)
        verbs = (match for table in tables for match in self._done[table])
        return self._plain and not self.does("document") and any(match.first in after for match in verbs)

    @cached_property
    def placed_in_time(self) -> bool:
        """It says when or how often, and what is then done is no activity."""
        return self._plain and bool(self.date or self.frequencies or self.time)

    @cached_property
    def timed(self) -> bool:
        """It says at what hour, or on which days, something is there."""
        if self.leads in ("soft", "look", "teaching"):
            return False
        return bool(self.time or self.frequencies) and (self.does("thing", "service") or self.role)

    KINDS = (
        "made built manned measured arranged written barred convened looked told happened finished timed already "
        "placed_in_time"
    ).split()
    """The kinds of output: the names of properties."""

    @cached_property
    def has_output(self) -> bool:
        return any(getattr(self, kind) for kind in self.KINDS)

    @cached_property
    def only_teaches(self) -> bool:
        """Teaching that says neither whom and by when, nor how many, nor how it is seen to have worked."""
        if not self.does("teaching") or self.barred or self.number or patterns.SEEN.search(self.text):
            return False
        if self.date and (self.role or patterns.ALL_OF_THEM.search(self.text)):
            return False
        return not (self.does("make", "build") and self.does("thing") and self.leads != "soft")

    @cached_property
    def only_enquires(self) -> bool:
        return bool(self.enquiry) and not (self.date and self.does("document") and not self.does("scheme"))

    @cached_property
    def specific(self) -> bool:
        if self.hedge or self.only_enquires or self.only_teaches or not self.has_output:
            return False
        return not self.condition or self._stands_without_the_condition

    @cached_property
    def _stands_without_the_condition(self) -> bool:
        """What is left once the clauses with “as needed” and its like are taken out."""
        kept, start = [], 0
        for end in [*(found.start() for found in _CLAUSE.finditer(self.text)), len(self.text)]:
            clause = self.text[start:end]
            if not any(start <= self._places[match.first][0] < end for match in self._found["condition"]):
                kept.append(clause)
            start = end
        return bool(kept) and Reading("".join(kept), has_owner=self.has_owner, has_due=self.has_due).specific
