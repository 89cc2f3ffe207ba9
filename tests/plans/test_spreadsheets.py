"""What is made of a file: dates as typed here, headings wherever they stand, people, and files that are none."""

import datetime
import io
import zipfile
from types import SimpleNamespace

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from plans.exceptions import BadUpload
from plans.spreadsheets import arrangement, cells, columns, days, foreign, layout, own, reading, writing
from plans.spreadsheets.people import Roll

PEOPLE = [
    SimpleNamespace(pk="p", name="Priya Raman", job_title="Registered manager"),
    SimpleNamespace(pk="t", name="Tom Ellery", job_title="Team leader"),
    SimpleNamespace(pk="c", name="Colin Ashby", job_title="Team leader"),
]
HEADS = ["Action required", "Lead", "By when"]


def book(*rows, merge=(), second=None) -> bytes:
    made = openpyxl.Workbook()
    for row in rows:
        made.active.append(row)
    for cells_of in merge:
        made.active.merge_cells(cells_of)
    if second:
        page = made.create_sheet("Actions")
        for row in second:
            page.append(row)
    written = io.BytesIO()
    made.save(written)
    return written.getvalue()


def drafted(content: bytes, name="plan.xlsx", people=(), **changed):
    sheets = reading.read(name, content)
    arranged = arrangement.first(sheets) | changed
    return foreign.draft(
        sheets[arranged["sheet"]]["rows"],
        first=arranged["first"],
        count=arranged["count"],
        chosen=arranged["columns"],
        stage=arranged["stage"],
        owners=Roll(PEOPLE),
        staff=Roll(PEOPLE),
        people=dict(people),
    )


def due(outcome) -> list:
    return [one.completion.due_on for one in outcome.content.actions]


# --- Dates -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "day"),
    [
        ("3/4/26", "2026-04-03"),
        ("03.04.2026", "2026-04-03"),
        ("3rd April 2026", "2026-04-03"),
        ("Friday 3 Apr '26", "2026-04-03"),
        ("1st of May 2026", "2026-05-01"),
        ("2026-04-03 00:00:00", "2026-04-03"),
        ("end of March 2027", "2027-03-31"),
        ("Feb-28", "2028-02-29"),
        (46115, "2026-04-03"),
        ("46115", "2026-04-03"),
        ({"day": "2026-04-03"}, "2026-04-03"),
    ],
)
def test_a_date_is_read_as_it_is_written_here(typed, day):
    assert days.read(typed).day == datetime.date.fromisoformat(day)


@pytest.mark.parametrize("typed", ["ongoing", "TBC", "ASAP", "n/a", "-", "", None])
def test_what_is_no_date_and_claims_none_is_left_empty(typed):
    assert days.read(typed).day is None


@pytest.mark.parametrize(
    ("typed", "mend"),
    [
        ("31/02/2026", "no such day"),
        ("4/13/2026", "The day comes first"),
        ("end of March", "which year"),
        ("3 April", "The year is missing"),
        ("next week", "leave the cell empty"),
        ("w/c 14/12/2026", "Write the day alone: 14/12/2026"),
        ("by 14 December 2026", "Write the day alone: 14/12/2026"),
        ("14/12/2026 (board)", "Write the day alone: 14/12/2026"),
        ("01/01/1926", "cannot be meant"),
        (12, "no date"),
        (True, "not a date"),
        ({"error": "#REF!"}, "#REF!"),
        ({"formula": "C2"}, "formula without a value"),
    ],
)
def test_a_date_that_cannot_be_read_says_how_to_mend_it(typed, mend):
    with pytest.raises(days.NotADay, match=mend):
        days.read(typed)


@given(st.one_of(st.text(max_size=40), st.integers(), st.floats(), st.booleans()))
def test_whatever_stands_in_a_date_is_a_day_or_a_sentence(value):
    try:
        found = days.read(value).day
    except days.NotADay:
        return
    assert found is None or found.year in days.YEARS


# --- Headings and rows -----------------------------------------------------------------------------------------------


def test_titles_above_the_headings_and_blank_rows_are_passed_over():
    outcome = drafted(book(["Alder House"], ["Version", "3"], [], HEADS, ["Mend the rota", "", "3/4/26"], [], ["Next"]))
    assert [one.fields["title"] for one in outcome.content.actions] == ["Mend the rota", "Next"]
    assert due(outcome) == [datetime.date(2026, 4, 3), None]
    assert outcome.faults == []


def test_headings_in_two_rows_are_read_together():
    outcome = drafted(
        book(
            ["Issue", "Action", "Dates", None, "Lead"],
            [None, None, "Start", "Due", None],
            ["I", "A", "1/1/26", "3/4/26", "TE"],
        )
    )
    (one,) = outcome.content.actions
    assert (one.fields["starts_on"], due(outcome)) == (datetime.date(2026, 1, 1), [datetime.date(2026, 4, 3)])
    assert one.fields["owner_id"] == "t"


def test_a_merged_cell_counts_for_every_row_it_covers_and_is_told():
    content = book(["Issue", *HEADS], ["Reviews late", "One"], [None, "Two"], ["Other", "Three"], merge=["A2:A3"])
    outcome = drafted(content)
    assert [one.fields["title"] for one in outcome.content.problems] == ["Reviews late", "Other"]
    assert [one.causes for one in outcome.content.actions] == [["C1"], ["C1"], ["C2"]]
    assert "1 merged cell" in reading.read("plan.xlsx", content)[0]["notes"][0]


def test_the_sheet_with_the_actions_is_found_among_others():
    assert arrangement.first(reading.read("plan.xlsx", book(["Read me"], second=[HEADS, ["Mend it"]])))["sheet"] == 1


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8-sig", "cp1252", "utf-16"])
def test_csv_is_read_whatever_it_is_separated_by_and_encoded_in(delimiter, encoding):
    text = delimiter.join(HEADS) + "\n" + delimiter.join(["Café rota", "Priya Raman", "3/4/26"])
    outcome = drafted(text.encode(encoding), "plan.csv")
    assert outcome.content.actions[0].fields["title"] == "Café rota"
    assert outcome.content.actions[0].fields["owner_id"] == "p"


def test_without_an_issue_the_actions_stand_under_one_problem_that_is_to_be_written():
    outcome = drafted(book(HEADS, ["One"], ["Two"]))
    assert [one.fields["title"] for one in outcome.content.problems] == [foreign.UNWRITTEN_PROBLEM]
    assert [one.fields["cause"] for one in outcome.content.causes] == [foreign.UNWRITTEN_CAUSE]


def test_the_column_that_names_the_issue_is_taken_and_what_is_left_out_is_named():
    said = drafted(
        book(["Ref", "Area", "Issue", "Action required"], ["1", "Safe", "Doses are missed", "Move the round"])
    )
    assert [one.fields["title"] for one in said.content.problems] == ["Doses are missed"]
    assert [one.words for one in said.notes if "left out" in one.words] == [
        "Column B, Area, was left out: it holds something in 1 row."
    ]
    weak = drafted(book(["Area", "Action required"], ["Safe", "Move the round"]))
    assert [one.fields["title"] for one in weak.content.problems] == ["Safe"]


def test_many_columns_that_are_left_out_are_each_named():
    said = drafted(book([*HEADS, "Room", None], ["One", "", "", "2", "x"], ["Two", "", "", "", "y"]))
    assert [(one.row, one.words) for one in said.notes] == [
        (0, "Column D, Room, was left out: it holds something in 1 row."),
        (0, "Column E was left out: it holds something in 2 rows."),
    ]


def test_a_column_that_somebody_added_to_our_own_workbook_is_named_when_it_is_left_out():
    heads = [*layout.ACTIONS.headings, "Board’s view"]
    row = [None] * len(heads)
    row[0], row[2], row[-1] = "A1", "Mend the rota", "Agreed"
    sheets = [{"name": "Actions", "rows": [heads, row], "notes": [], "refusal": ""}]
    outcome = own.draft(sheets, owners=Roll(PEOPLE), staff=Roll(PEOPLE), people={}, today=datetime.date(2026, 6, 1))
    assert [one.words for one in outcome.notes] == [
        "Column AB, Board’s view, was left out: it holds something in 1 row."
    ]


def test_several_extensions_are_one_note_and_those_without_a_decision_another():
    def line(of, old, new, state):
        return [{"milestone": of, "old_due_on": old, "new_due_on": new, "state": state}.get(column.key)
                for column in layout.EXTENSIONS.columns]  # fmt: skip

    day = {"day": "2026-05-03"}
    rows = [
        line("A5 Complete", day, {"day": "2026-06-09"}, "Approved"),
        line("A6 Rota agreed", day, None, "Refused"),
        line("A7 Complete", day, "odd", "Waiting for a decision"),
    ]
    sheets = [
        {"name": "Actions", "rows": [layout.ACTIONS.headings], "notes": [], "refusal": ""},
        {"name": "Extensions", "rows": [layout.EXTENSIONS.headings, *rows], "notes": [], "refusal": ""},
    ]
    outcome = own.draft(sheets, owners=Roll(PEOPLE), staff=Roll(PEOPLE), people={}, today=datetime.date(2026, 6, 1))
    several, open_now = [one.words for one in outcome.notes]
    assert several.startswith(
        "2 extensions were decided where they came from and are not taken over: A5, from 3 May 2026 to 9 June 2026; "
        "A6 “Rota agreed”, from 3 May 2026 to no day."
    )
    assert open_now.startswith("1 extension of A7, from 3 May 2026 to odd, was asked for where it came from")


def test_a_long_issue_is_a_title_and_the_whole_of_it_beneath():
    issue = "Reviews are late " * 20
    (problem,) = drafted(book(["Issue", *HEADS], [issue, "One"])).content.problems
    assert len(problem.fields["title"]) <= 150
    assert problem.fields["statement"] == issue.strip()


def test_a_status_is_told_and_never_taken_over():
    outcome = drafted(book([*HEADS, "RAG", "Progress"], ["One", "", "", "Green", "All done"]))
    assert [note.words for note in outcome.notes] == [
        "Told in the file and not taken over. RAG: Green; Progress: All done"
    ]
    assert outcome.content.actions[0].state == "planned"


@pytest.mark.parametrize(
    ("heads", "row", "column", "wrong"),
    [
        (HEADS, ["x" * 201, "", ""], "A, Action required", "201 characters"),
        (HEADS, ["One", "", "31/02/2026"], "C, By when", "is not a date"),
        (HEADS, ["", "TE", "3/4/26"], "A, Action required", "No action"),
        ([*HEADS, "Hours"], ["One", "", "", "many"], "D, Hours", "no number of hours"),
        ([*HEADS, "Start"], ["One", "", "1/1/26", "2/1/26"], "C, By when", "before the start"),
    ],
)
def test_what_is_wrong_is_named_by_row_and_column_with_how_to_mend_it(heads, row, column, wrong):
    (fault,) = drafted(book(heads, ["Fine"], row)).faults
    assert (fault.row, fault.column) == (3, column)
    assert wrong in fault.wrong
    assert fault.mend


def test_a_section_title_between_actions_is_no_action():
    outcome = drafted(book(["Ref", *HEADS], [1, "One", "TE"], ["Section two: safety"], [2, "Two", "TE"]))
    assert len(outcome.content.actions) == 2
    assert outcome.faults == []
    assert ["left out" in note.words for note in outcome.notes] == [True]


# --- Formulas --------------------------------------------------------------------------------------------------------


def test_a_formula_without_a_value_is_refused_with_its_address():
    (fault,) = drafted(book(HEADS, ["=A1&B1", "TE", "3/4/26"])).faults
    assert fault.wrong == "A2 holds a formula without a value."


@pytest.mark.parametrize("place", [0, 1, 2])
def test_a_column_of_formulas_without_a_value_is_one_thing_to_mend(place):
    rows = [["Action", "TE", "3/4/26"] for _ in range(6)]
    for row in rows:
        row[place] = "=A1&B1"
    (fault,) = drafted(book(HEADS, *rows)).faults
    assert (fault.row, fault.wrong) == (
        2, f"6 cells hold a formula without a value, the first in {cells.column(place)}2.",
    )  # fmt: skip


def test_what_is_wrong_with_a_whole_column_stands_before_what_is_wrong_in_a_row():
    faults = drafted(book(HEADS, ["One", "TE", "31/02/2026"], ["Two", "=A1&B1", ""])).faults
    assert [one.column for one in faults] == ["B, Lead", "C, By when"]


def test_a_formula_that_was_calculated_counts_as_its_value():
    content = book(HEADS, ["=1+1", "TE", "3/4/26"])
    written = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(written, "w") as new:
        for part in old.namelist():
            given = old.read(part)
            if part == "xl/worksheets/sheet1.xml":
                given = (
                    given.replace(b"<v></v>", b"<v>2</v>").replace(b"<v />", b"<v>2</v>").replace(b"<v/>", b"<v>2</v>")
                )
            new.writestr(part, given)
    outcome = drafted(written.getvalue())
    assert [one.fields["title"] for one in outcome.content.actions] == ["2"]
    assert "1 formula" in reading.read("plan.xlsx", written.getvalue())[0]["notes"][0]


@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=30))
def test_text_that_was_made_safe_comes_back_as_it_was(text):
    assert cells.unsafe(cells.safe(text)) == text
    assert cells.safe(text)[:1] not in tuple("=+-@\t\r\n")


# --- People ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Priya Raman", ("p", "")),
        ("priya raman, registered manager", ("p", "")),
        ("PR", ("p", "")),
        ("P. Raman", ("p", "")),
        ("priya.raman@example.org", ("p", "")),
        ("Registered Manager", ("p", "")),
        ("Tom Ellery / Priya Raman", ("t", "Priya Raman")),
        ("Tom Ellery and CQC", ("t", "CQC")),
        ("Team leader", ("", "")),
        ("Somebody Else", ("", "")),
        ("", ("", "")),
    ],
)
def test_a_name_means_one_person_or_nobody(text, found):
    assert Roll(PEOPLE).first_of(text) == found


def test_a_name_that_matches_nobody_is_asked_about_and_never_invented():
    content = book(HEADS, ["One", "All staff"], ["Two", "All staff"])
    outcome = drafted(content)
    assert outcome.unmatched == {"All staff": 2}
    assert [one.fields["owner_id"] for one in outcome.content.actions] == [None, None]
    said = drafted(content, people={"All staff": "c"})
    assert [one.fields["owner_id"] for one in said.content.actions] == ["c", "c"]
    assert said.unmatched == {}


def test_who_was_taken_for_a_job_title_is_said_once_with_the_rows():
    outcome = drafted(book(HEADS, ["One", "Registered manager"], ["Two", "registered manager / CQC"], ["Three", "PR"]))
    assert [one.fields["owner_id"] for one in outcome.content.actions] == ["p", "p", "p"]
    assert [one.words for one in outcome.notes] == [
        "“Registered manager” was taken as Priya Raman: 1 row.",
        "“registered manager / CQC” was taken as Priya Raman: 1 row.",
        "B, Lead: Priya Raman was taken. Also named: CQC.",
    ]
    said = drafted(book(HEADS, ["One", "Registered manager"]), people={"Registered manager": "t"})
    assert [one.words for one in said.notes] == [
        "“Registered manager” was taken as Tom Ellery, as said by hand: 1 row."
    ]


# --- Files that are none ---------------------------------------------------------------------------------------------


def _bomb() -> bytes:
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("[Content_Types].xml", "<Types/>")
        packed.writestr("xl/workbook.xml", "<workbook/>")
        packed.writestr("xl/worksheets/sheet1.xml", b"0" * (reading.UNPACKED + 1))
    return written.getvalue()


def _entities() -> bytes:
    written = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(book(HEADS))) as old, zipfile.ZipFile(written, "w") as new:
        for part in old.namelist():
            new.writestr(part, old.read(part))
        new.writestr("xl/other.xml", '<!DOCTYPE x [<!ENTITY a "aa">]><x>&a;</x>')
    return written.getvalue()


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("plan.xlsx", b"", "empty"),
        ("plan.xlsx", b"\xd0\xcf\x11\xe0" + b"0" * 600, "password"),
        ("plan.xls", b"anything", "old kind"),
        ("plan.ods", b"anything", "OpenDocument"),
        ("plan.xlsm", b"anything", "macros"),
        ("plan.pdf", b"%PDF-", "Excel workbook"),
        ("plan.xlsx", b"PK\x03\x04 broken", "damaged"),
        ("plan.xlsx", book(), "Nothing stands"),
        ("plan.csv", b"\n \n", "Nothing stands"),
        ("plan.csv", b"PK\x03\x04", "something else"),
    ],
)
def test_a_file_that_cannot_be_taken_says_why_and_what_to_do(name, content, said):
    with pytest.raises(BadUpload, match=said):
        reading.read(name, content)


def test_a_file_that_unpacks_without_end_is_not_opened():
    with pytest.raises(BadUpload, match="unpacks to more than"):
        reading.read("plan.xlsx", _bomb())
    with pytest.raises(BadUpload, match="damaged"):
        reading.read("plan.xlsx", _entities())


def test_more_than_5000_rows_are_refused_with_their_number():
    rows = [HEADS, *([f"Action {number}", "", ""] for number in range(6000))]
    text = "\n".join(",".join(row) for row in rows).encode()
    with pytest.raises(BadUpload, match="6,001 rows"):
        reading.read("plan.csv", text)
    with pytest.raises(BadUpload, match="6,001 rows"):
        reading.read("plan.xlsx", book(*rows))
    with pytest.raises(BadUpload, match="columns wide"):
        reading.read("plan.csv", b"a," * 70 + b"b")


def _read_or_refused(name: str, content: bytes) -> None:
    try:
        sheets = reading.read(name, content)
    except BadUpload:
        return
    if not arrangement.first(sheets)["own"]:
        drafted(content, name)


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=400), st.sampled_from(["plan.xlsx", "plan.csv"]))
def test_garbage_is_read_or_refused_with_a_sentence(content, name):
    _read_or_refused(name, content)


REAL = book(HEADS, ["One", "TE", datetime.date(2026, 4, 3)], ["=1", 7, True])


@settings(max_examples=120, deadline=None)
@given(st.integers(0, len(REAL) - 1), st.binary(min_size=1, max_size=6))
def test_a_damaged_workbook_is_read_or_refused_with_a_sentence(place, wrong):
    _read_or_refused("plan.xlsx", REAL[:place] + wrong + REAL[place + len(wrong) :])


@settings(max_examples=80, deadline=None)
@given(st.lists(st.lists(st.text(max_size=12), max_size=6), max_size=6))
def test_any_table_is_understood_somehow(rows):
    _read_or_refused("plan.csv", "\n".join(",".join(row) for row in rows).encode(errors="replace"))


def test_our_own_empty_columns_are_all_known():
    heads = reading.read("blank.xlsx", writing.blank())[0]["rows"][0]
    assert set(columns.guess([str(head) for head in heads]).values()) == {
        field.key for field in columns.FIELDS if field.kind != "told"
    }


ODD = st.sampled_from([None, "", "x", True, 7, 7.5, {"error": "#REF!"}, {"formula": "A1"}, {"day": "2026-04-03"}, "A1"])


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_our_own_workbook_with_anything_in_its_cells_is_read_or_its_faults_are_named(data):
    sheets = []
    for table in layout.TABLES:
        rows = data.draw(st.lists(st.lists(ODD, min_size=len(table.columns), max_size=len(table.columns)), max_size=3))
        sheets.append({"name": table.name, "rows": [table.headings, *rows], "notes": [], "refusal": ""})
    assert own.recognised(sheets)
    outcome = own.draft(sheets, owners=Roll(PEOPLE), staff=Roll(PEOPLE), people={}, today=datetime.date(2026, 6, 1))
    for fault in outcome.faults:
        assert fault.wrong.endswith(".")
        assert fault.mend
