"""Who is called with an @ in what somebody writes: “@Priya Nair”, or “@priya” where only one person is called so."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

CALLED = re.compile(r"(?<![\w.@+-])@(?=[^\W\d_])")
"""An @ before a letter, and not inside an address of email."""
WORD = re.compile(r"[^\W\d_][\w'’-]*")


@dataclass
class Called:
    """`text`: with everybody's whole name. `faults`: a sentence for each name that is nobody's, or more than one's."""

    text: str = ""
    people: list[Any] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)


def called(text: str, people: Iterable[Any]) -> Called:
    """`people` have a `name`. The longest name that stands after the @ is meant, whatever its capitals."""
    known = sorted(people, key=lambda person: -len(person.name))
    found, place = Called(), 0
    for at in CALLED.finditer(text):
        person, end = _whole_name(text, at.end(), known)
        if person is None:
            word = WORD.match(text, at.end())
            end = word.end()
            person, fault = _first_name(word.group(), known)
            if fault:
                found.faults.append(fault)
                continue
        found.text += f"{text[place : at.start()]}@{person.name}"
        place = end
        if person not in found.people:
            found.people.append(person)
    found.text += text[place:]
    return found


def _whole_name(text: str, start: int, known: list[Any]) -> tuple[Any, int]:
    for person in known:
        end = start + len(person.name)
        if text[start:end].casefold() == person.name.casefold() and not re.match(r"\w", text[end : end + 1]):
            return person, end
    return None, start


def _first_name(word: str, known: list[Any]) -> tuple[Any, str]:
    """Also with a possessive: “@priya’s”."""
    asked = re.sub(r"['’]s$", "", word).casefold()
    fitting = [person for person in known if asked in (word.casefold() for word in person.name.split()[:1])]
    if len(fitting) == 1:
        return fitting[0], ""
    if not fitting:
        return None, f"“@{word}” is nobody in your organisation. Write @ and the whole name, or leave the @ out."
    names = " or ".join(sorted(f"@{person.name}" for person in fitting))
    return None, f"“@{word}” may be more than one person. Write {names}."


def parts(text: str, names: Iterable[str]) -> list[tuple[str, bool]]:
    """The text in pieces, each with whether it calls somebody."""
    wanted = sorted((re.escape(f"@{name}") for name in names), key=len, reverse=True)
    if not wanted:
        return [(text, False)]
    pieces = re.split(rf"({'|'.join(wanted)})(?!\w)", text)
    return [(piece, place % 2 == 1) for place, piece in enumerate(pieces) if piece]
