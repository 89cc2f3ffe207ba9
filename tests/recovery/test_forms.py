"""Forms say what is wrong in a sentence, keep what was typed, and can be used with a screen reader."""

import re
from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.forms import Select as DjangoSelect
from django.utils.html import escape

from recovery.ui import forms
from recovery.ui.gallery import ActionForm


class Slip(forms.Form):
    due_on = forms.UKDateField(label="Due date", help_text="For example, 3 March 2026")


class Optional(forms.Form):
    due_on = forms.UKDateField(label="Review date", required=False)


def boxes(day="", month="", year=""):
    return {"due_on_day": day, "due_on_month": month, "due_on_year": year}


@pytest.mark.parametrize(
    "typed",
    [
        boxes("3", "3", "2026"),
        boxes("03", "March", "2026"),
        boxes(" 3 ", "mar", "2026"),
        boxes("3 March 2026"),
        boxes("3/3/2026"),
        {"due_on": "2026-03-03"},
        {"due_on": "3 March 2026"},
    ],
)
def test_a_date_is_read_however_it_is_typed(typed):
    form = Slip(typed)
    assert form.is_valid(), form.errors
    assert form.cleaned_data["due_on"] == date(2026, 3, 3)


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        (boxes(), "Enter the due date"),
        ({}, "Enter the due date"),
        (boxes("3", "3"), "The due date must include a year"),
        (boxes("3"), "The due date must include a month and a year"),
        (boxes("", "3", "2026"), "The due date must include a day"),
        (boxes("31", "2", "2026"), "The due date must be a real date"),
        (boxes("3", "3", "26"), "The due date must have a year of 4 numbers, like 2026"),
        (boxes("3 March"), "The due date must include a year"),
        (boxes("soon"), "The due date must be a real date, like 3 March 2026"),
        (boxes("²", "3", "2026"), "The due date must be a real date"),
    ],
)
def test_a_wrong_date_is_told_apart(typed, says):
    assert Slip(typed).errors["due_on"] == [says]


def test_a_date_keeps_what_was_typed_and_marks_the_box_that_is_wrong():
    drawn = str(Slip(boxes("3", "March", "")))
    assert 'name="due_on_month" type="text" autocomplete="off" value="March"' in drawn
    assert drawn.count('aria-invalid="true"') == 1
    assert 'href="#id_due_on_year"' in drawn


def test_an_optional_date_may_be_left_empty():
    form = Optional(boxes())
    assert form.is_valid()
    assert form.cleaned_data["due_on"] is None
    assert "(optional)" in str(form)


def test_a_date_knows_whether_it_was_changed():
    initial = {"due_on": date(2026, 3, 3)}
    assert not Slip(boxes("3", "3", "2026"), initial=initial).has_changed()
    assert Slip(boxes("4", "3", "2026"), initial=initial).has_changed()
    assert Slip(boxes("4", "", ""), initial=initial).has_changed()


def test_nobody_reads_a_stock_message():
    errors = {name: found[0] for name, found in ActionForm({"hours": "two"}).errors.items()}
    assert errors == {
        "title": "Enter what will be done",
        "deliverable": "Answer “What could an outsider inspect?”",
        "owner": "Choose the accountable owner",
        "due_on": "Enter the due date",
        "stage": "Choose the stage",
        "cause": "Choose at least one root cause",
        "hours": "The protected hours a week must be a number, like 71.5",
        "sure": "Tick “The owner has agreed to the date” to go on",
    }


def test_a_message_given_by_hand_stays():
    class Given(forms.Form):
        reason = forms.CharField(error_messages={"required": "Say why the date has to move"})

    assert Given({}).errors["reason"] == ["Say why the date has to move"]


def test_acronyms_keep_their_capitals_and_addresses_are_explained():
    class Contact(forms.Form):
        cqc_reference = forms.CharField(label="CQC reference", max_length=4)
        email = forms.EmailField()

    assert Contact({}).errors["cqc_reference"] == ["Enter the CQC reference"]
    found = Contact({"cqc_reference": "12345", "email": "nobody"}).errors
    assert found["cqc_reference"] == ["The CQC reference must be 4 characters or fewer; it has 5"]
    assert found["email"] == ["Enter the email in full, like name@example.org"]


def test_every_error_is_in_the_summary_and_leads_to_a_box():
    drawn = str(ActionForm({"title": "<b>x"}))
    assert "There is a problem" in drawn
    summary = ActionForm({"title": "<b>x"}).error_summary
    assert len(summary) == 6
    for error in summary:
        assert escape(error["text"]) in drawn
        assert f'id="{error["href"][1:]}"' in drawn
    assert 'value="&lt;b&gt;x"' in drawn


def test_a_form_without_errors_has_no_summary():
    assert "There is a problem" not in str(ActionForm())


def test_hints_errors_and_counts_are_announced_with_their_box():
    drawn = str(ActionForm({}))
    assert 'aria-describedby="id_title_helptext id_title_error"' in drawn
    assert 'aria-describedby="id_deliverable_helptext id_deliverable_error id_deliverable-info"' in drawn
    assert 'id="id_deliverable-info"' in drawn
    assert 'aria-describedby="id_stage_0-hint"' in drawn


def test_the_browser_neither_cuts_nor_scolds():
    drawn = str(ActionForm())
    assert " maxlength=" not in drawn
    assert " required" not in drawn


def test_a_long_text_counts_a_line_end_once():
    class Note(forms.Form):
        note = forms.LongTextField(max_length=3)

    form = Note({"note": "a\r\nb"})
    assert form.is_valid()
    assert form.cleaned_data["note"] == "a\nb"


def test_a_file_that_is_too_large_is_refused_with_its_size():
    class Upload(forms.Form):
        evidence = forms.FileField(largest=1024 * 1024)

    form = Upload({}, {"evidence": SimpleUploadedFile("a.pdf", b"x" * (3 * 1024 * 1024 // 2))})
    assert form.errors["evidence"] == ["The file is 1.5 MB; the most is 1 MB. Choose a smaller one"]
    assert Upload({}, {}).errors["evidence"] == ["Choose a file for the evidence"]


def test_a_drop_down_begins_with_nothing_chosen():
    assert '<option value="" selected>Choose an owner</option>' in str(ActionForm()["owner"])


class Chosen(forms.Form):
    kind = forms.ChoiceField(
        label="Kind", choices=[("Near", [("a", 'One "quoted"'), ("b", "Two <b>")]), ("c", "Three & more")]
    )


@pytest.mark.parametrize("value", ["", "b", "c"])
def test_a_drop_down_is_drawn_as_the_frameworks_own_and_escapes_what_it_shows(value):
    ours = str(Chosen({"kind": value})["kind"])
    plain = DjangoSelect(choices=Chosen().fields["kind"].choices)
    attrs = Chosen({"kind": value})["kind"].build_widget_attrs({"id": "id_kind"}, plain)
    theirs = plain.render("kind", value, attrs)

    def options(drawn: str) -> list[tuple]:
        return re.findall(r"<(optgroup label=\"[^\"]*\"|option value=\"[^\"]*\"(?: selected)?)>([^<]*)", drawn)

    assert [(tag, words.strip()) for tag, words in options(ours)] == [
        (tag, words.strip()) for tag, words in options(theirs)
    ]
    assert "Two &lt;b&gt;" in ours and "<b>" not in ours
