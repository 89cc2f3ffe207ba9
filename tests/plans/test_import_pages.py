"""An import from end to end, as somebody does it without JavaScript; and an exported plan that comes back."""

import csv
import datetime
import io

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.urls import reverse

from plans.domain import imports, plans
from plans.models import Action, Milestone, Plan, Problem, SpreadsheetImport
from plans.queries import importing
from recovery import dates
from recovery.history.models import Event
from tests.factories import plans as facts

HEADS = ["Ref", "Issue/finding", "Action required", "Lead", "By when", "RAG", "Evidence"]
ROWS = [
    ["1", "Reviews are overdue", "Name a review coordinator", "Priya Raman", "31/03/2027", "Amber", "Rota"],
    ["2", "Reviews are overdue", "Hold six reviews", "TE", "3rd April 2027", "Red", "Signed reviews"],
    ["3", "Handover varies", "Use one briefing sheet", "Somebody Else", "TBC", "Green", ""],
]


def sheet(rows, name="plan.xlsx", title="Actions") -> SimpleUploadedFile:
    book = openpyxl.Workbook()
    page = book.active
    page.title = title
    for row in rows:
        page.append(row)
    written = io.BytesIO()
    book.save(written)
    return SimpleUploadedFile(name, written.getvalue())


def text_of(response) -> str:
    return response.content.decode()


def seen(page: str) -> str:
    return page.split('name="seen" value="')[1].split('"')[0]


def test_a_providers_action_plan_becomes_a_draft_in_four_steps(db, cast, sign_in, inside):
    client = sign_in("manager")
    answer = client.post(reverse("import_new"), {"upload": sheet([["Alder House action plan"], [], HEADS, *ROWS])})
    assert answer.status_code == 302
    page = text_of(client.get(answer.url))
    assert "Alder House action plan" in page
    with inside():
        row = SpreadsheetImport.objects.get()
    assert (row.arrangement["first"], row.arrangement["count"]) == (3, 1)
    answer = client.post(answer.url, {"sheet": "0", "first": "3", "count": "1"})
    page = text_of(client.get(answer.url))
    assert "C: Action required" in page
    given = {f"column_{place}": key for place, key in row.arrangement["columns"].items()}
    answer = client.post(answer.url, given | {"stage": "stabilisation"})
    page = text_of(client.get(answer.url))
    assert "3 actions, 2 problems and 2 root causes" in page
    assert "Somebody Else" in page
    assert "“TBC” is not a date, so it was left empty" in page
    about = {"service": cast.service("alder_house").pk, "title": "Imported reviews", "seen": seen(page)}
    answer = client.post(answer.url, about)
    assert answer.status_code == 302
    report = text_of(client.get(answer.url))
    assert "RAG: Amber" in report
    with inside():
        plan = Plan.objects.get()
        actions = list(Action.objects.order_by("number").values_list("title", "owner__name", "stage"))
        assert actions == [
            ("Name a review coordinator", "Priya Raman", "stabilisation"),
            ("Hold six reviews", "Tom Ellery", "stabilisation"),
            ("Use one briefing sheet", None, "stabilisation"),
        ]
        assert [str(day) for day in Milestone.objects.order_by("action__number").values_list("due_on", flat=True)] == [
            "2027-03-31", "2027-04-03", "None",
        ]  # fmt: skip
        assert Problem.objects.filter(plan=plan).count() == 2
        row = SpreadsheetImport.objects.get()
        assert (row.sheets, row.plan) == (None, plan)
        told = Event.objects.filter(table="plans_spreadsheetimport")
        assert "Hold six reviews" not in str([(event.before, event.after) for event in told])
    history = text_of(client.get(reverse("plan_history", args=[plan.pk])))
    assert "imported the spreadsheet “plan.xlsx”" in history
    assert client.get(reverse("plan_write", args=[plan.pk])).status_code == 200


# --- One step at a time ----------------------------------------------------------------------------------------------


@pytest.fixture
def under_way(db, cast, sign_in, inside):
    """The file has been read; the preview is the next page."""
    client = sign_in("manager")
    client.post(reverse("import_new"), {"upload": sheet([HEADS, *ROWS])})
    with inside():
        row = SpreadsheetImport.objects.get()
    row.preview = reverse("import_preview", args=[row.pk])
    return row


def test_a_file_that_is_none_comes_back_with_its_reason(db, sign_in, inside):
    client = sign_in("manager")
    for name, content in (("plan.xlsx", b"PK\x03\x04"), ("plan.docx", b"x"), ("plan.csv", b"\x00\x01")):
        response = client.post(reverse("import_new"), {"upload": SimpleUploadedFile(name, content)})
        assert response.status_code == 422
        assert "govuk-error-summary" in text_of(response)
    assert client.post(reverse("import_new"), {}).status_code == 422
    with inside():
        assert not SpreadsheetImport.objects.exists()


def test_rows_that_must_be_mended_stop_the_whole_import_and_are_listed(db, cast, sign_in, inside):
    client = sign_in("manager")
    rows = [HEADS, *ROWS, ["4", "", "Mend the rota", "TE", "31/02/2027", "", ""], ["5", "", "=1+", "TE", "", "", ""]]
    client.post(reverse("import_new"), {"upload": sheet(rows)})
    with inside():
        row = SpreadsheetImport.objects.get()
    preview = reverse("import_preview", args=[row.pk])
    page = text_of(client.get(preview))
    assert "2 things must be mended first" in page
    assert "There is no such day in the calendar" in page
    assert "Import 5 actions" not in page
    listed = client.get(reverse("import_faults", args=[row.pk]))
    assert listed.content.startswith(b"\xef\xbb\xbf")
    assert b"31/02/2027" in listed.content
    about = {"service": cast.service("alder_house").pk, "title": "Sent all the same"}
    assert client.post(preview, about).status_code == 422
    with inside():
        assert not Plan.objects.exists()


def test_what_was_typed_is_kept_when_the_last_step_comes_back(under_way, cast, sign_in, inside):
    client = sign_in("manager")
    response = client.post(
        under_way.preview, {"title": "Typed already", "seen": seen(text_of(client.get(under_way.preview)))}
    )
    assert response.status_code == 422
    assert "Typed already" in text_of(response)
    assert "Choose the service" in text_of(response)


def test_nobody_imports_what_they_have_not_seen(under_way, cast, sign_in, inside):
    client = sign_in("manager")
    old = seen(text_of(client.get(under_way.preview)))
    columns = {"column_2": "title", "stage": "immediate"}
    assert client.post(reverse("import_columns", args=[under_way.pk]), columns).status_code == 302
    about = {"service": cast.service("alder_house").pk, "title": "Imported", "seen": old}
    response = client.post(under_way.preview, about)
    assert response.status_code == 422
    assert "were changed since you looked" in text_of(response)
    assert client.post(under_way.preview, about | {"seen": seen(text_of(response))}).status_code == 302
    with inside():
        assert set(Action.objects.values_list("stage", flat=True)) == {"immediate"}


def test_a_column_cannot_mean_two_things_at_once(under_way, sign_in):
    client, address = sign_in("manager"), reverse("import_columns", args=[under_way.pk])
    twice = client.post(address, {"column_1": "title", "column_2": "title", "stage": "improvement"})
    assert twice.status_code == 422
    assert "already taken" in text_of(twice)
    none = client.post(address, {"column_1": "issue", "stage": "improvement"})
    assert none.status_code == 422
    assert "which column holds what will be done" in text_of(none)


def test_a_name_is_matched_by_hand(under_way, cast, sign_in, inside):
    client, address = sign_in("manager"), reverse("import_people", args=[under_way.pk])
    page = text_of(client.get(address))
    assert "“Somebody Else”" in page
    box = page.split('name="person_')[1].split('"')[0]
    assert client.post(address, {f"person_{box}": str(cast.deputy.pk)}).status_code == 302
    assert client.post(address, {f"person_{box}": str(cast.birch_manager.pk)}).status_code == 422
    page = text_of(client.get(under_way.preview))
    assert "matches nobody here" not in page
    assert "Colin Ashby" in page


def test_it_goes_into_a_draft_that_is_still_empty_and_into_no_other(under_way, written, cast, sign_in, inside):
    with inside():
        empty = plans.create(
            service=cast.service("alder_house"), title="Empty", by=cast.actor("manager"), at=dates.now()
        )
    client = sign_in("manager")
    page = text_of(client.get(under_way.preview))
    assert f"{empty.reference} Empty" in page
    assert f'value="{written.plan.pk}"' not in page
    given = {"seen": seen(page)}
    assert client.post(under_way.preview, given | {"into": written.plan.pk}).status_code == 422
    assert client.post(under_way.preview, given | {"into": empty.pk}).status_code == 302
    with inside():
        assert Action.objects.filter(plan=empty).count() == 3
        assert Plan.objects.count() == 2


def test_giving_it_up_empties_what_was_read(under_way, sign_in, inside):
    client, address = sign_in("manager"), reverse("import_cancel", args=[under_way.pk])
    assert client.get(address).status_code == 405
    assert client.post(address).status_code == 302
    with inside():
        row = SpreadsheetImport.objects.get()
        assert (row.sheets, row.arrangement) == (None, {})
    assert client.get(under_way.preview).status_code == 404
    assert client.post(address).status_code == 404


def test_what_was_left_for_a_week_is_emptied_when_the_next_file_comes(under_way, cast, sign_in, inside):
    with inside():
        SpreadsheetImport.objects.update(uploaded_at=dates.now() - datetime.timedelta(days=8))
    sign_in("deputy").post(reverse("import_new"), {"upload": sheet([HEADS, *ROWS])})
    with inside():
        assert [bool(one.cancelled_at) for one in SpreadsheetImport.objects.order_by("uploaded_at")] == [True, False]


def test_nothing_stays_when_the_import_breaks_off(under_way, cast, inside):
    """All or nothing: an action that the database refuses takes the plan with it."""
    with inside():
        outcome = importing.outcome(under_way)
        outcome.content.actions[2].fields["hours_a_week"] = 500
        about = {"service": cast.service("alder_house"), "title": "Half"}
        with pytest.raises(IntegrityError), transaction.atomic():
            imports.finish(row=under_way, outcome=outcome, about=about, by=cast.actor("manager"), at=dates.now())
        assert not Plan.objects.exists()
        assert SpreadsheetImport.objects.get().sheets


def test_another_organisation_and_another_role_find_nothing(under_way, running, sign_in):
    names = ("import_sheet", "import_columns", "import_people", "import_preview", "import_faults")
    for name in names:
        assert sign_in("birch_manager").get(reverse(name, args=[under_way.pk])).status_code == 404
        assert sign_in("lead").get(reverse(name, args=[under_way.pk])).status_code == 403
        assert sign_in("commissioner").get(reverse(name, args=[under_way.pk])).status_code == 404
    for name in ("plan_export", "plan_export_actions"):
        address = reverse(name, args=[running.plan.pk])
        assert sign_in("lead").get(address).status_code == 200
        assert sign_in("birch_manager").get(address).status_code == 404
        assert sign_in("commissioner").get(address).status_code == 404


def test_the_preview_says_each_thing_once_and_folds_what_is_only_told(db, cast, sign_in, inside):
    client = sign_in("manager")
    rows = [[str(n), "Reviews", f"Hold review {n}", "Somebody Else", "TBC", "Amber", "", "Why"] for n in range(30)]
    client.post(reverse("import_new"), {"upload": sheet([[*HEADS, "Ward"], *rows])})
    with inside():
        row = SpreadsheetImport.objects.get()
    preview = reverse("import_preview", args=[row.pk])
    page = text_of(client.get(preview))
    assert (
        page.count("Somebody Else") == page.count("Column H, Ward, was left out: it holds something in 30 rows.") == 1
    )
    assert page.count("“TBC” is not a date, so it was left empty") == 1
    assert "Row 2 and 29 more rows" in page
    assert "Dates <span" in page
    folded = page.split("<details")[-1].split("</details>")[0]
    assert "Ratings, references and progress in 30 rows" in folded
    assert "RAG: Amber" in folded
    about = {"service": cast.service("alder_house").pk, "title": "Thirty reviews", "seen": seen(page)}
    report = client.post(preview, about).url
    first, second = (text_of(client.get(f"{report}?page={number}")) for number in (1, 2))
    assert "Whole file" in first
    with inside():
        assert len(SpreadsheetImport.objects.get().notes) == 91
    assert "RAG: Amber" in first
    assert "listed with the plan</a>" in second


def test_who_was_taken_for_a_job_title_is_pointed_out_and_can_be_changed(db, cast, sign_in, inside):
    client = sign_in("manager")
    with inside():
        title, name = cast.deputy.job_title, cast.deputy.name
    client.post(reverse("import_new"), {"upload": sheet([HEADS, ["1", "Reviews", "Hold one", title, "", "", ""]])})
    with inside():
        row = SpreadsheetImport.objects.get()
    preview, people = (reverse(one, args=[row.pk]) for one in ("import_preview", "import_people"))
    assert f"“{title}” was taken as {name}: 1 row." in text_of(client.get(preview))
    page = text_of(client.get(people))
    assert f'value="{cast.deputy.pk}" selected' in page
    box = page.split('name="person_')[1].split('"')[0]
    assert client.post(people, {f"person_{box}": str(cast.manager.pk)}).status_code == 302
    page = text_of(client.get(preview))
    assert f"“{title}” was taken as {cast.manager.name}, as said by hand: 1 row." in page
    about = {"service": cast.service("alder_house").pk, "title": "One review", "seen": seen(page)}
    report = text_of(client.get(client.post(preview, about).url))
    assert f"“{title}” was taken as {cast.manager.name}, as said by hand: 1 row." in report


def test_the_first_rows_say_which_columns_are_not_shown_and_one_row_is_one_row(db, sign_in, inside):
    client = sign_in("manager")
    answer = client.post(reverse("import_new"), {"upload": sheet([[*HEADS, "Ward", "Room", "Floor", "Wing"]])})
    page = text_of(client.get(answer.url))
    assert "columns A to H of A to K" in page
    assert "1 row<" in page.replace("\n", "").replace("  ", "")
    assert "1 rows" not in page


# --- Our own workbook ------------------------------------------------------------------------------------------------


def test_an_exported_plan_is_recognised_and_comes_back_without_mapping(running, cast, sign_in, inside):
    client = sign_in("manager")
    exported = client.get(reverse("plan_export", args=[running.plan.pk]))
    assert exported["Content-Disposition"].startswith("attachment")
    answer = client.post(reverse("import_new"), {"upload": SimpleUploadedFile("own.xlsx", exported.content)})
    page = text_of(client.get(answer.url))
    assert "This file was exported from Holdfast" in page
    assert running.plan.title in page
    with inside():
        row = SpreadsheetImport.objects.get()
    for name in ("import_sheet", "import_columns"):
        assert client.get(reverse(name, args=[row.pk])).url == answer.url
    about = {"service": cast.service("alder_house").pk, "title": "Back", "seen": seen(page)}
    assert client.post(answer.url, about).status_code == 302
    with inside():
        back = Action.objects.get(plan__title="Back")
        assert (back.title, back.owner, back.people_affected) == (
            running.action.title, running.action.owner, running.action.people_affected,
        )  # fmt: skip
        assert back.root_causes.get().problems.get().evidence.get().reference == running.item.reference


def test_a_verified_action_comes_back_as_complete_because_nobody_here_has_looked(db, cast, sign_in, inside):
    plan = facts.plan(cast)
    action = facts.action(cast, plan, state="verified", due_on=dates.today(), started_at=dates.now())
    facts.evidence(cast, action, "record", "observation")
    client = sign_in("manager")
    exported = client.get(reverse("plan_export", args=[plan.pk])).content
    answer = client.post(reverse("import_new"), {"upload": SimpleUploadedFile("own.xlsx", exported)})
    page = text_of(client.get(answer.url))
    assert "Here it is complete until somebody looks at it again" in page
    about = {"service": cast.service("alder_house").pk, "title": "Back", "seen": seen(page)}
    client.post(answer.url, about)
    with inside():
        back = Action.objects.get(plan__title="Back")
        assert (back.state, back.verified_at, back.completed_by) == ("complete", None, cast.manager)


def test_a_state_typed_into_a_cell_is_no_claim_without_evidence(db, cast, sign_in, inside):
    plan = facts.plan(cast)
    facts.action(cast, plan, state="complete", due_on=dates.today())
    client = sign_in("manager")
    exported = client.get(reverse("plan_export", args=[plan.pk])).content
    answer = client.post(reverse("import_new"), {"upload": SimpleUploadedFile("own.xlsx", exported)})
    page = text_of(client.get(answer.url))
    assert "no evidence of it is in the file. Here it is in progress" in page


def test_the_blank_workbook_holds_our_own_columns(db, sign_in):
    response = sign_in("manager").get(reverse("import_blank"))
    assert response.content.startswith(b"PK")


def test_csv_cells_that_could_run_are_made_safe(running, cast, sign_in):
    facts.change(cast, running.action, title="=cmd|' /C calc'!A0")
    exported = sign_in("lead").get(reverse("plan_export_actions", args=[running.plan.pk])).content.decode("utf-8-sig")
    assert "'=cmd" in exported
    assert not any(cell.startswith(("=", "+", "-", "@")) for row in csv.reader(io.StringIO(exported)) for cell in row)
