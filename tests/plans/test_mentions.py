"""Who an @ calls."""

from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plans import mentions

PEOPLE = [
    SimpleNamespace(name=name) for name in ("Priya Nair", "Priya Raman", "Tom Ellery", "Tom Ellery-Smith", "Zoë O’Hara")
]


def named(text: str) -> list[str]:
    return [person.name for person in mentions.called(text, PEOPLE).people]


@pytest.mark.parametrize(
    ("text", "people"),
    [
        ("@Priya Nair, can you look?", ["Priya Nair"]),
        ("@priya raman and @tom ellery", ["Priya Raman", "Tom Ellery"]),
        ("Ask @Tom Ellery-Smith.", ["Tom Ellery-Smith"]),
        ("(@zoë) has it", ["Zoë O’Hara"]),
        ("@Zoë’s list", ["Zoë O’Hara"]),
        ("@Priya Nair @Priya Nair", ["Priya Nair"]),
        ("Write to priya@tamarisk.example", []),
        ("at 5 @ the office, @5pm", []),
        ("nobody", []),
    ],
)
def test_names_after_an_at_are_people(text, people):
    found = mentions.called(text, PEOPLE)
    assert [person.name for person in found.people] == people
    assert found.faults == []


def test_a_first_name_becomes_the_whole_name_for_whoever_reads_it():
    assert mentions.called("Ask @zoë today", PEOPLE).text == "Ask @Zoë O’Hara today"


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("@Priya, look", "“@Priya” may be more than one person. Write @Priya Nair or @Priya Raman."),
        ("@Pria", "“@Pria” is nobody in your organisation. Write @ and the whole name, or leave the @ out."),
        ("@Tom", "“@Tom” may be more than one person. Write @Tom Ellery or @Tom Ellery-Smith."),
    ],
)
def test_a_name_that_is_nobodys_or_several_peoples_is_said_with_how_to_mend_it(text, fault):
    assert mentions.called(text, PEOPLE).faults == [fault]


WORDS = st.lists(
    st.sampled_from(["look", "please,", "a@b.example", "5", "–", *(f"@{one.name}" for one in PEOPLE)]), max_size=8
)


@given(WORDS)
def test_everybody_who_is_named_in_full_is_called_and_nobody_else(words):
    text = " ".join(words)
    found = mentions.called(text, PEOPLE)
    assert {person.name for person in found.people} == {word[1:] for word in words if word.startswith("@")}
    assert found.text == text
    assert found.faults == []


@given(st.text(max_size=60))
def test_no_text_is_lost_or_changed_where_nobody_is_called(text):
    found = mentions.called(text, [])
    assert found.people == []
    if not found.faults:
        assert found.text == text


@given(st.text(max_size=40), WORDS)
def test_the_pieces_are_the_text(text, words):
    text = f"{text} {' '.join(words)}"
    pieces = mentions.parts(text, [one.name for one in PEOPLE])
    assert "".join(piece for piece, _ in pieces) == text
    assert {piece[1:] for piece, calls in pieces if calls} <= {one.name for one in PEOPLE}
