"""How the wording rules look words up in tables. The tables stand with the rules that read them.

An entry is a word or a few; `*` stands for any ending. Capitals and hyphens do not matter. Of the entries of one
lexicon that begin at the same word the longest counts, and it uses its words up: in “training matrix” there is no
training. So a table is mended by adding the phrase that was misread.
"""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass

_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)?")


class Words:
    """A text as words in lower case, each with its place."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.places = [found.span() for found in _WORD.finditer(text)]
        self.words = [text[start:end].lower().replace("’", "'") for start, end in self.places]

    def quoted(self, first: int, last: int) -> str:
        return self.text[self.places[first][0] : self.places[last][1]]


@dataclass(frozen=True)
class Match:
    table: str
    first: int
    last: int
    """Indices of words, both included."""
    quoted: str


_REMEMBERED = 10_000
_Index = dict[str, list[tuple[str, tuple[str, ...]]]]
"""First word → table, and the words that must follow."""


class Lexicon:
    """Named tables of words. The tables of nouns know their plurals by themselves."""

    def __init__(self, tables: Mapping[str, str], *, nouns: Collection[str] = ()) -> None:
        self.tables = tuple(tables)
        self._whole: _Index = {}
        self._stems: _Index = {}
        for table, entries in tables.items():
            for entry in _entries(entries):
                for written in {entry, f"{entry}s"} if table in nouns else {entry}:
                    self._add(table, *written.split())
        self._lengths = sorted({len(stem) for stem in self._stems})
        self._remembered: dict[str, list[tuple[str, tuple[str, ...]]]] = {}

    def _add(self, table: str, first: str, *rest: str) -> None:
        index, first = (self._stems, first[:-1]) if first.endswith("*") else (self._whole, first)
        index.setdefault(first, []).append((table, rest))

    def matches(self, text: Words) -> Iterator[Match]:
        """What the tables know of a text, in its order."""
        at, words = 0, text.words
        while at < len(words):
            known = self._known(words[at])
            longest, tables = 1, set()
            for table, rest in known:
                length = 1 + len(rest)
                if length < longest or (rest and not _follows(words, at + 1, rest)):
                    continue
                tables = tables | {table} if length == longest else {table}
                longest = length
            for table in sorted(tables):
                yield Match(table, at, at + longest - 1, text.quoted(at, at + longest - 1))
            at += longest

    def _known(self, word: str) -> list[tuple[str, tuple[str, ...]]]:
        """The entries that begin with this word; words come again, so that it is remembered."""
        known = self._remembered.get(word)
        if known is None:
            known = list(self._whole.get(word, ()))
            for length in self._lengths:
                known += self._stems.get(word[:length], ()) if length <= len(word) else ()
            if len(self._remembered) < _REMEMBERED:
                self._remembered[word] = known
        return known


def _entries(entries: str) -> Iterable[str]:
    return filter(None, (entry.strip() for entry in " ".join(entries.split()).split(",")))


def _follows(words: list[str], at: int, rest: tuple[str, ...]) -> bool:
    if at + len(rest) > len(words) or not _like(words[at], rest[0]):
        return False
    return all(map(_like, words[at + 1 : at + len(rest)], rest[1:]))


def _like(word: str, pattern: str) -> bool:
    return word.startswith(pattern[:-1]) if pattern.endswith("*") else word == pattern
