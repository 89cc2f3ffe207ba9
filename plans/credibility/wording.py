"""A8 and C2: what the words of an action or of a cause leave open. They advise; nobody is stopped by them.

An action is *specific* when an outsider could tell afterwards whether it happened: it has an output that can be
inspected or measured, and something that holds it down: a role, a date, a frequency or length, a number or threshold,
or a bounded place, person or form. Training, reviewing, reminding, monitoring, ensuring and their kind are activities
and never an output alone; a date does not rescue a hedge. Specific is not the same as strong: see `action_types`.
"""

import functools
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from plans.credibility import lexicon as words
from plans.credibility.registry import ADVISES, WARNS, Finding

WHY_A8 = "What cannot be inspected afterwards is argued about in the next meeting, not closed."
WHY_C2 = "A cause that blames, or stops at a person’s error, leaves in place what made the error likely."


@dataclass(frozen=True)
class Reading:
    """What the words of one action hold."""

    text: str
    has_owner: bool = False
    has_due: bool = False

    def _has(self, table: re.Pattern[str]) -> bool:
        return bool(table.search(self.text))

    @cached_property
    def hedge(self) -> str:
        return _matched(words.HEDGES, self.text)

    @cached_property
    def enquiry(self) -> str:
        return _matched(words.ENQUIRIES, self.text)

    @cached_property
    def teaches(self) -> str:
        return _matched(words.TEACHING, self.text)

    @cached_property
    def activity(self) -> str:
        return _matched(words.ACTIVITIES, self.text)

    @cached_property
    def quantity(self) -> str:
        return _matched(words.QUANTITIES, self.text)

    @cached_property
    def date(self) -> bool:
        return self.has_due or bool(self.said_date)

    @cached_property
    def said_date(self) -> str:
        return _matched(words.DATES, self.text)

    @cached_property
    def dates(self) -> int:
        return len(words.DATES.findall(self.text))

    @cached_property
    def frequencies(self) -> int:
        return len(words.FREQUENCY.findall(self.text))

    @cached_property
    def length(self) -> bool:
        return self._has(words.LENGTH)

    @cached_property
    def role(self) -> bool:
        return self.has_owner or self.said_role

    @cached_property
    def said_role(self) -> bool:
        return self._has(words.ROLES) and not self._has(words.DIFFUSE)

    @cached_property
    def thing(self) -> str:
        return _matched(words.THINGS, self.text)

    @cached_property
    def softer_thing(self) -> str:
        return _matched(words.SOFTER_THINGS, self.text)

    @cached_property
    def pointed(self) -> bool:
        return self._has(words.POINTED)

    @cached_property
    def content(self) -> bool:
        return self._has(words.CONTENT)

    @cached_property
    def named(self) -> bool:
        return bool(words.NAMED.search(self.text))

    @cached_property
    def anchors(self) -> int:
        """How many kinds of thing hold it down."""
        return sum(
            map(bool, (self.role, self.date, self.frequencies, self.length, self.quantity, self.pointed, self.content))
        )

    # --- Outputs ---------------------------------------------------------------------------------------------

    @cached_property
    def measured(self) -> bool:
        """A target: a share, a ratio, a count or a limit, of something."""
        return bool(self.quantity)

    @cached_property
    def barred(self) -> bool:
        return self._has(words.GATES)

    @cached_property
    def scheduled(self) -> bool:
        """Something is looked at or met about, and two things say how: how often, how long, how many, when, by whom."""
        if not self._has(words.CHECKING):
            return False
        often = self.frequencies + self._has(words.TIMING)
        held = min(often, 2) + self.length + bool(self.quantity) + bool(self.date) + self.role
        held += bool(self.thing or self.softer_thing) or (self.named and bool(often))
        held -= self._has(words.DIFFUSE)
        return held >= 2 and bool(often or self.length or self.quantity or self.dates)

    @cached_property
    def made(self) -> bool:
        """A thing that can be seen afterwards is made, bought, changed or put in place."""
        return words.near(words.MAKING, words.THINGS, self.text)

    @cached_property
    def arranged(self) -> bool:
        """Something is set up that could be called so while nothing has changed."""
        return self._has(words.MAKING) and bool(self.softer_thing) and self.anchors > 0

    @cached_property
    def written(self) -> bool:
        """A document, a process or a service, which needs to say when, or what stands in it."""
        if not (self._has(words.MAKING) and self._has(words.DOCUMENTS)):
            return False
        return bool(self.said_date) or self.content or (self.date and self.named)

    @cached_property
    def happened(self) -> bool:
        """Something was done on a day, or to what is kept about one person."""
        if self.teaches or not self._has(words.CHANGED):
            return False
        if words.LOOKED.search(self.text) and not self._has(words.MAKING):
            return False
        return bool(self.said_date) or (self.pointed and self._has(words.RECORDS))

    @cached_property
    def finished(self) -> bool:
        """All of something is to be so by a day."""
        return bool(self.said_date) and self._has(words.FINISHED)

    @cached_property
    def told(self) -> bool:
        """A named role does one thing that leaves a trace, of or to something that can be pointed to."""
        return self.role and self._has(words.TELLING) and (self.pointed or self.content)

    @cached_property
    def output(self) -> bool:
        if self.enquiry and not self.scheduled:
            return False
        return (
            self.measured
            or self.barred
            or self.scheduled
            or self.made
            or self.arranged
            or self.written
            or self.happened
            or self.finished
            or self.told
        )

    @cached_property
    def only_teaches(self) -> bool:
        """Teaching that says neither whom and by when, nor how many, nor how it is seen to have worked."""
        if not self.teaches:
            return False
        reach = bool(self.quantity) or self._has(words.EVERYBODY)
        seen = re.search(r"competenc\w*|observed|sign(?:ed)?[- ]off|assessed as|passed?\b", self.text, re.I)
        return not (
            self.barred
            or seen
            or (self.date and reach and not self.hedge)
            or bool(self.quantity and not self.said_role)
            or (self.made and re.search(r"\b(?:provision|implement\w*|add\w*|suppl\w*|new)\b", self.text, re.I))
        )

    @cached_property
    def specific(self) -> bool:
        firm = sum(map(bool, (self.quantity, self.said_date, self.frequencies, self.length, self.made)))
        if self.hedge and firm < 2:
            return False
        held = self.anchors > 0 or self.made or self.barred
        return self.output and not self.only_teaches and held


def _matched(table: re.Pattern[str], text: str) -> str:
    found = table.search(text)
    return found.group() if found else ""


def findings(text: str, *, has_owner: bool = False, has_due: bool = False) -> list[Finding]:
    """What the wording of an action leaves open (A8): nothing for a good one, at most three findings.

    `has_owner`, `has_due`: the owner and the due date are given elsewhere, so that the text need not repeat them.
    """
    return list(_findings(" ".join(text.split()), has_owner, has_due))


@functools.lru_cache(maxsize=4096)  # a plan is checked again after every change of one of its fifty actions
def _findings(text: str, has_owner: bool, has_due: bool) -> tuple[Finding, ...]:
    read = Reading(text, has_owner, has_due)
    if not text or read.specific:
        return ()
    return tuple(_left_open(read)) or (_advice("An outsider could not tell from this whether it was done.", read),)


def _left_open(read: Reading) -> Iterator[Finding]:
    if read.hedge:
        yield _advice(f"“{read.hedge}” leaves open whether, or when, it happens.", read, read.hedge)
    if read.enquiry:
        yield _advice(
            f"“{read.enquiry}” looks into something; it does not say what will then be different.", read, read.enquiry
        )
    elif read.only_teaches:
        yield _advice(
            f"“{read.teaches}” says what people are taught, not what they then do, or how that is seen.",
            read,
            read.teaches,
        )
    elif not read.output:
        activity = read.activity
        said = f"“{activity}” is an activity: " if activity else ""
        yield _advice(
            f"{said}{'n' if said else 'N'}othing is named that an outsider could inspect afterwards.", read, activity
        )
    elif not read.anchors:
        yield _advice("Nothing holds it down: no number, no date, no place or form that is named.", read)


def _advice(sentence: str, read: Reading, matched: str = "") -> Finding:
    asked = []
    if not read.role:
        asked.append("Who will do it")
    if not read.date:
        asked.append("by when" if asked else "By when")
    asked.append("what could an outsider inspect afterwards" if asked else "What could an outsider inspect afterwards")
    question = f"{', '.join(asked[:-1])}{', and ' if len(asked) > 1 else ''}{asked[-1]}?"
    return Finding(sentence, question, rule="A8", severity=ADVISES, why=WHY_A8, matched=matched)


# --- A4 ----------------------------------------------------------------------------------------------------------


def reads_as_check(text: str) -> str:
    """The words by which an action is an audit, an observation or a survey: a check or a measure, not a change (A4).
    Nothing for an action that also makes or changes something."""
    read = Reading(" ".join(text.split()))
    looked = words.ONLY_CHECKS.search(read.text)
    if not looked or read.made or read.arranged or read.barred:
        return ""
    return looked.group()


# --- C2: causal statements ---------------------------------------------------------------------------------------


def asks_preceding_cause(text: str) -> bool:
    """Whether it speaks of a person's error or breach: then what made that likely comes before it."""
    return bool(words.ERRORS.search(text))


def asks_duty_source(text: str) -> bool:
    """Whether it speaks of something left undone: that is a cause only where there was a duty to do it."""
    return bool(words.OMISSIONS.search(text))


def causal_findings(
    cause: str, effect: str = "", event: str = "", *, preceding_cause: str = "", duty_source: str = ""
) -> list[Finding]:
    """What a causal statement leaves open (C2). `field` says where it is mended."""
    found = []
    for name, text in (("cause", cause), ("effect", effect)):
        described = words.DESCRIPTORS.search(text)
        if described:
            found.append(
                _cause(
                    f"“{described.group()}” judges; it does not say what was so.",
                    "Say what an outsider would have seen: what was missing, how often, since when.",
                    name,
                    described.group(),
                )
            )
    error = words.ERRORS.search(cause)
    if error and not preceding_cause.strip():
        found.append(
            _cause(
                f"“{error.group()}” is what a person did. What made it likely comes before it.",
                "Say what in the work, the tools or the rota made the error or the breach likely.",
                "preceding_cause",
                error.group(),
            )
        )
    omission = words.OMISSIONS.search(cause)
    if omission and not error and not duty_source.strip():
        found.append(
            _cause(
                f"“{omission.group()}” speaks of something left undone: a cause only where there was a duty to do it.",
                "Name where the duty comes from: a procedure and its section, a regulation, the support plan.",
                "duty_source",
                omission.group(),
            )
        )
    return found


def _cause(sentence: str, advice: str, field: str, matched: str) -> Finding:
    return Finding(sentence, advice, "cause", field=field, rule="C2", severity=WARNS, why=WHY_C2, matched=matched)
