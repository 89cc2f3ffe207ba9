"""Whom a name in a spreadsheet means. Nobody is invented: what does not match exactly one person is asked about."""

import re
from collections import defaultdict
from collections.abc import Iterable

SEVERAL = re.compile(r"\s*(?:[;/&\n]|,|\+|\band\b)\s*", re.I)


def plain(text: str) -> str:
    return " ".join(re.sub(r"[^\w@]+", " ", text.replace("_", " ")).casefold().split())


class Roll:
    """The people of the organisation, by everything that they may be called in a cell."""

    def __init__(self, people: Iterable):
        self._called: dict[str, set] = defaultdict(set)
        self._exact: dict[str, set] = defaultdict(set)
        self.people = {str(person.pk): person for person in people}
        for person in self.people.values():
            for name in _exact(person):
                self._exact[plain(name)].add(str(person.pk))
            for name in _names(person):
                self._called[plain(name)].add(str(person.pk))

    def find(self, text: str) -> str:
        """The one person whom this text names, or nothing. The whole name counts before initials and job titles."""
        if "@" in text:
            text = re.sub(r"[._]", " ", text.strip().split("@")[0])
        for known in (self._exact, self._called):
            found = known.get(plain(text), set())
            if len(found) == 1:
                return next(iter(found))
            if found:
                return ""
        return ""

    def first_of(self, text: str) -> tuple[str, str]:
        """(person, who else was named): a cell may name several, and one of them is accountable."""
        whole = self.find(text)
        if whole:
            return whole, ""
        parts = [part for part in SEVERAL.split(text.strip()) if part]
        if len(parts) < 2:
            return "", ""
        first = self.find(parts[0])
        return (first, SEVERAL.sub("", text.strip()[len(parts[0]) :], count=1).strip()) if first else ("", "")

    def by_title(self, text: str, person: str) -> bool:
        """Whether it is a job title that says who is meant: somebody else may hold it tomorrow."""
        title = plain(self.people[person].job_title)
        return bool(title) and title in (plain(text), plain(SEVERAL.split(text.strip())[0]))


def _exact(person) -> list[str]:
    return [person.name, f"{person.name} {person.job_title}"]


def _names(person) -> list[str]:
    words = person.name.split()
    initials = [word[0] for word in words if word]
    called = [person.job_title, "".join(initials), " ".join(initials)]
    if len(words) > 1:
        called += [f"{words[0][0]} {words[-1]}", f"{words[0]} {words[-1][0]}", f"{words[-1]} {words[0]}"]
    return called
