"""D1: what could identify a person is seen, and the ordinary words of a plan are left alone."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plans.credibility import personal_data

MEMBERS = ["Priya Raman", "Tom Ellery", "Ruth O’Neill"]


def kinds(text: str) -> list[str]:
    return [one.kind for one in personal_data.found(text, names=MEMBERS)]


@pytest.mark.parametrize(
    ("text", "kind", "words"),
    [
        ("Review of 943 476 5919 is late", "nhs_number", "943 476 5919"),
        ("NHS no. 9434765919", "nhs_number", "9434765919"),
        ("born 3 March 1971", "date_of_birth", "3 March 1971"),
        ("DOB: 12/05/58", "date_of_birth", "12/05/58"),
        ("She turned up on 4.7.1962 records", "date_of_birth", "4.7.1962"),
        ("d.o.b. 12/05/2021", "date_of_birth", "12/05/2021"),
        ("Call 0117 496 0123 after six", "telephone", "0117 496 0123"),
        ("Ring (01632) 960 983", "telephone", "(01632) 960 983"),
        ("Mobile 07700 900123", "telephone", "07700 900123"),
        ("+44 7700 900 123 at night", "telephone", "+44 7700 900 123"),
        ("Write to a.b.smith@example.org today", "email", "a.b.smith@example.org"),
        ("Moved to BS1 4ST in May", "postcode", "BS1 4ST"),
        ("Visit to sw1a 2aa", "postcode", "sw1a 2aa"),
        ("Mrs Ellen Hartley was not told", "name", "Mrs Ellen Hartley"),
        ("Dr. J. O’Brien agreed", "name", "Dr. J. O’Brien"),
        ("943\u00a0476\u00a05919 by letter", "nhs_number", "943\u00a0476\u00a05919"),
        ("1971-03-03 on the form", "date_of_birth", "1971-03-03"),
        ("March 3, 1971 on the form", "date_of_birth", "March 3, 1971"),
        ("3-Mar-71 on the form", "date_of_birth", "3-Mar-71"),
        ("her date of birth was 4 May 2012", "date_of_birth", "4 May 2012"),
        ("12.05.2019 (DOB)", "date_of_birth", "12.05.2019"),
        ("0044 7700 900123 at night", "telephone", "0044 7700 900123"),
        ("0300 123 4567 in the day", "telephone", "0300 123 4567"),
        ("Moved to AB12 3CD in May", "postcode", "AB12 3CD"),
        ("MRS SMITH waited", "name", "MRS SMITH"),
        ("mr patel waited", "name", "mr patel"),
        ("Mrs Ellen Mary Hartley waited", "name", "Mrs Ellen Mary Hartley"),
        ("Mr and Mrs Patel waited", "name", "Mrs Patel"),
        ("Dr van der Berg agreed", "name", "Dr van der Berg"),
        ("Ms Łucja Żak agreed", "name", "Ms Łucja Żak"),
        ("Mr Patel's chart", "name", "Mr Patel"),
        ("Nurse Adeyemi gave it", "name", "Nurse Adeyemi"),
    ],
)
def test_what_could_identify_somebody_is_found(text, kind, words):
    (found,) = personal_data.found(text, names=MEMBERS)
    assert (found.kind, found.words) == (kind, words)
    assert words in found.sentence and found.advice


@pytest.mark.parametrize(
    "text",
    [
        "P-07 and J.B. waited nine months; see RP-014, A12 and incident SG-2211.",
        "Due 3 March 2026, moved from 14/11/2025; 5 of 14 reviews held by 18:30.",
        "Regulation 17(3), section 4, ODS code VTN01, weeks 12 to 15, £1,250 a month.",
        "Two posts at 37.5 hours; 95% within 28 days; ratio 1:3; version 2.0.1.",
        "Mr Ellery leads it with Ms Raman and Dr O’Neill.",
        "The GP, the MDT and the CQC were told. Miss no review. Sir, madam.",
        "Reference 1234567890 and 0000000000.",
        "Ward B12 and rooms 3A to 4B; B12 4pm; B1 2nd floor.",
        "Mr Ellery’s plan, Dr O'Neill's letter and Mrs Raman's rota.",
        "Nurse Manager to check with the Nurse Consultant, Sister Ward and Nurse in charge.",
        "Dr Foster Ltd and the Dame Vera Lynn House.",
        "Shifts 0700-1500 and 1400 2200; 0730 1530 2230; 0700-1900 2100.",
        "INC/01234567890, v1.2.71, section 4.7.62, score 3.2.10.",
        "From 1 April 2024 to 31 March 2025, at 9.30 on 12.11.26.",
    ],
)
def test_the_ordinary_words_of_a_plan_are_left_alone(text):
    assert kinds(text) == []


def valid(nine: str) -> str | None:
    check = 11 - sum(int(digit) * weight for digit, weight in zip(nine, range(10, 1, -1), strict=True)) % 11
    return None if check == 10 else nine + str(check % 11)


NINE = st.text("0123456789", min_size=9, max_size=9).filter(lambda nine: len(set(nine)) > 1 and valid(nine))


@given(NINE)
def test_every_nhs_number_is_found_however_it_is_written(nine):
    number = valid(nine)
    for written in (number, f"{number[:3]} {number[3:6]} {number[6:]}", f"{number[:3]}-{number[3:6]}-{number[6:]}"):
        assert kinds(f"Plan of {written}, late") == ["nhs_number"]


@given(NINE, st.integers(0, 9), st.integers(1, 9))
def test_one_wrong_digit_makes_it_no_nhs_number(nine, place, step):
    number = valid(nine)
    wrong = number[:place] + str((int(number[place]) + step) % 10) + number[place + 1 :]
    assert not personal_data.is_nhs_number(wrong)


@given(NINE, st.sampled_from(["1", "07", "+"]))
def test_a_longer_run_of_digits_is_no_nhs_number(nine, before):
    assert "nhs_number" not in kinds(f"ref {before}{valid(nine)}") and "nhs_number" not in kinds(f"ref {valid(nine)}1")


def test_what_is_found_comes_in_the_order_of_the_text():
    text = "Mrs Hartley, born 3 March 1971, 07700 900123, a@example.org, BS1 4ST, 943 476 5919"
    assert kinds(text) == ["name", "date_of_birth", "telephone", "email", "postcode", "nhs_number"]


@given(st.text(max_size=200))
def test_any_text_can_be_read(text):
    personal_data.found(text, names=MEMBERS)
