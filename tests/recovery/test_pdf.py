"""Documents read back: what a screen reader, an archive and an auditor's tools find in them."""

import io
import re
from datetime import UTC, datetime

import pikepdf
import pypdf
import pytest

from recovery import pdf

MADE = datetime(2026, 11, 22, 14, 5, tzinfo=UTC)
SAMPLE = """\
{% extends "pdf/base.html" %}{% load holdfast %}
{% block cover_kind %}Progress report{% endblock %}
{% block cover_lines %}<p>Larkfield House</p>{% endblock %}
{% block body %}
<section class="part"><h2 id="summary">Summary &amp; dates</h2>
<p>Łódź agreed → coverage ≥ 80%. {% status_tag "off_track" %} See <a href="#actions">the actions</a>
or <a href="https://example.org/flags/7">the flag</a>.</p>
<dl class="facts"><div><dt>Owner</dt><dd>Ruth Adeyemi</dd></div></dl>
<figure><svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><title>Coverage fell</title>
<rect width="9" height="9" fill="#0f3b3c"/></svg><figcaption>Figure 1</figcaption></figure></section>
<section class="part"><h2 id="actions">Actions</h2><h3 id="late">Late</h3>
<table><caption>Table 1</caption>
<thead><tr><th scope="col" class="col-ref">Ref</th><th scope="col">Action</th></tr></thead>
<tbody>{% for n in numbers %}<tr><th scope="row">A{{ n }}</th><td>Audit {{ extra }}</td></tr>{% endfor %}</tbody>
</table></section>
{% endblock %}
"""


@pytest.fixture
def template(settings, tmp_path):
    """Makes templates of a body or a whole, under the name it returns."""
    engine = settings.TEMPLATES[0]
    settings.TEMPLATES = [{**engine, "DIRS": [tmp_path, *engine["DIRS"]]}]

    def make(whole="", *, body=""):
        whole = whole or '{% extends "pdf/base.html" %}{% block body %}' + body + "{% endblock %}"
        (tmp_path / "made.html").write_text(whole)
        return "made.html"

    return make


def build(name, rows=3, **changes):
    given = {"title": "Medicines plan", "identifier": "PR-0142", "created_at": MADE}
    return pdf.render(name, {"numbers": range(rows), "extra": "<b>"}, **{**given, **changes})


@pytest.fixture
def sample(template):
    return build(
        template(SAMPLE),
        attachments=[
            pdf.Attachment("plan.json", b'{"plan": 1}', "application/json", "The plan as data", "Data"),
            ("actions.csv", b'{"plan": 1}', "text/csv", "Its actions", "Supplement"),
        ],
    )


def opened(content):
    return pikepdf.open(io.BytesIO(content))


def elements(document, kind):
    """Structure elements of one kind, reached from the root in reading order."""
    found, waiting = [], list(document.Root.StructTreeRoot.K)
    while waiting:
        element = waiting.pop(0)
        if not isinstance(element, pikepdf.Dictionary) or "/S" not in element:
            continue
        if f"/{kind}" == element.S:
            found.append(element)
        kids = element.get("/K", [])
        waiting = (list(kids) if isinstance(kids, pikepdf.Array) else [kids]) + waiting
    return found


def words(content):
    """The text of each page."""
    return [page.extract_text() for page in pypdf.PdfReader(io.BytesIO(content)).pages]


class TestForReaders:
    def test_it_says_its_title_and_language_first(self, sample):
        with opened(sample) as document:
            assert document.Root.Lang == "en-GB"
            assert document.docinfo.Title == "Medicines plan"
            assert document.Root.ViewerPreferences.DisplayDocTitle is True
            assert document.Root.MarkInfo.Marked is True

    def test_header_cells_know_what_they_head(self, sample):
        with opened(sample) as document:
            scopes = [str(cell.A.Scope) for cell in elements(document, "TH")]
        assert scopes == ["/Column", "/Column", "/Row", "/Row", "/Row"]

    def test_a_long_table_repeats_its_head_on_every_page(self, template):
        content = build(template(SAMPLE), rows=200)
        with opened(content) as document:
            heads = elements(document, "THead")
            tables = elements(document, "Table")
        assert len(heads) == len(tables) >= 4
        assert {str(cell.A.Scope) for head in heads for row in head.K for cell in row.K} == {"/Column"}

    def test_drawings_are_read_by_their_title_and_shapes_are_not_read(self, sample):
        with opened(sample) as document:
            assert [str(figure.Alt) for figure in elements(document, "Figure")] == ["Coverage fell"]

    def test_page_furniture_is_drawn_outside_the_reading_order(self, sample):
        with opened(sample) as document:
            for number, page in enumerate(document.pages):
                owners = document.Root.StructTreeRoot.ParentTree.Nums[2 * number + 1]
                furniture = 0
                for operands, operator in pikepdf.parse_content_stream(page):
                    if str(operator) == "BDC":
                        furniture += operands[0] == "/Artifact"
                        if "/MCID" in operands[1]:
                            assert owners[int(operands[1].MCID)].S in ("/Span", "/Link", "/Figure")
                assert furniture or number == 0

    def test_a_term_and_its_description_are_one_item(self, sample):
        with opened(sample) as document:
            items = [item for item in elements(document, "LI") if item.K[0].S == "/Lbl"]
            assert [[str(kid.S) for kid in item.K] for item in items] == [["/Lbl", "/LBody"]]

    def test_links_are_read_as_words_and_stand_in_a_link_each(self, sample):
        with opened(sample) as document:
            annotations = [note for page in document.pages for note in page.get("/Annots", [])]
            said = {str(note.Contents) for note in annotations}
            assert said == {"Summary & dates", "Actions", "Late", "the flag"}
            assert all(note.F == 4 for note in annotations)
            owners = document.Root.StructTreeRoot.ParentTree.Nums
            by_key = {int(owners[n]): owners[n + 1] for n in range(0, len(owners), 2)}
            assert all(by_key[int(note.StructParent)].S == "/Link" for note in annotations)

    def test_bookmarks_follow_the_numbered_headings(self, sample):
        outline = pypdf.PdfReader(io.BytesIO(sample)).outline
        assert [each.title for each in outline if not isinstance(each, list)] == [
            "Contents",
            "1. Summary & dates",
            "2. Actions",
        ]
        assert [each.title for each in outline[-1]] == ["Late"]

    def test_contents_running_heads_and_page_numbers_agree_with_the_pages(self, sample):
        pages = words(sample)
        assert "Progress report" in pages[0]
        assert re.search(r"1\. ?Summary & dates[ .]*3\n2\. ?Actions[ .]*4\nLate[ .]*4", pages[1])
        assert "Medicines plan" in pages[3]
        assert "PR-0142 · made 22 November 2026 at 14:05" in pages[3]
        assert "Page 4 of 4" in pages[3]

    def test_what_somebody_typed_is_words_and_not_markup(self, sample):
        assert "Audit <b>" in words(sample)[3]

    def test_every_font_is_embedded_and_every_letter_has_one(self, sample):
        with opened(sample) as document:
            fonts = {name: font for page in document.pages for name, font in page.Resources.Font.items()}
            for font in fonts.values():
                assert "/FontFile2" in font.DescendantFonts[0].FontDescriptor
            names = " ".join(str(font.BaseFont) for font in fonts.values())
        for family in ("Atkinson-Hyperlegible-Next", "Source-Serif-4", "Atkinson-Extended", "Holdfast-Signs"):
            assert family in names
        assert "Łódź agreed → coverage ≥ 80%" in words(sample)[2]


class TestForArchives:
    def test_it_identifies_as_pdf_a_and_pdf_ua(self, sample):
        with opened(sample) as document:
            raw = document.Root.Metadata.read_raw_bytes()
            metadata = document.open_metadata()
            assert metadata["pdfaid:part"] == "3"
            assert metadata["pdfaid:conformance"] == "A"
            assert metadata["pdfuaid:part"] == "1"
            assert metadata["dc:title"] == "Medicines plan"
            assert metadata["dc:identifier"] == "PR-0142"
            assert metadata["xmp:CreateDate"] == "2026-11-22T14:05:00Z"
            assert document.docinfo.CreationDate == "D:20261122140500Z"
            assert document.Root.OutputIntents[0].S == "/GTS_PDFA1"
        assert b"pdfaExtension:schemas" in raw

    def test_the_same_input_gives_the_same_bytes(self, template):
        name = template(SAMPLE)
        files = [("a.json", b"{}", "application/json", "Data", "Data")]
        assert build(name, attachments=files) == build(name, attachments=files)
        assert build(name) != build(name, created_at=MADE.replace(minute=6))

    def test_revisions_share_the_first_half_of_their_identifier(self, template):
        first, second = build(template(SAMPLE)), build(template(SAMPLE), rows=4)
        with opened(first) as one, opened(second) as other:
            assert one.trailer.ID[0] == other.trailer.ID[0]
            assert one.trailer.ID[1] != other.trailer.ID[1]


class TestAttachments:
    def test_files_are_carried_with_their_kind_and_relationship(self, sample):
        with opened(sample) as document:
            assert document.attachments["plan.json"].get_file().read_bytes() == b'{"plan": 1}'
            found = {
                str(file.UF): (str(file.AFRelationship), str(file.EF.F.Subtype), str(file.Desc))
                for file in document.Root.AF
            }
            names = list(document.Root.Names.EmbeddedFiles.Names)[::2]
        assert found == {
            "plan.json": ("/Data", "/application/json", "The plan as data"),
            "actions.csv": ("/Supplement", "/text/csv", "Its actions"),
        }
        assert [str(name) for name in names] == ["actions.csv", "plan.json"]

    @pytest.mark.parametrize(
        "file",
        [
            ("../plan.json", b"", "application/json", "", "Data"),
            ("plan.json", b"", "application json", "", "Data"),
            ("plan.json", b"", "application/json", "", "Cousin"),
        ],
    )
    def test_a_file_that_could_not_be_trusted_is_refused(self, template, file):
        with pytest.raises(pdf.PdfError):
            build(template(SAMPLE), attachments=[file])

    def test_two_files_of_one_name_are_refused(self, template):
        file = ("plan.json", b"", "application/json", "", "Data")
        with pytest.raises(pdf.PdfError, match="same name"):
            build(template(SAMPLE), attachments=[file, file])


class TestRefusals:
    @pytest.mark.parametrize(
        "url",
        [
            "file:///etc/passwd",
            "file:///etc/ssl/secret.png",
            "file://elsewhere/static/img/x.png",
            "http://127.0.0.1:9/x.png",
            "https://example.org/x.png",
            "ftp://example.org/x.png",
            "data:image/svg+xml,<svg/>",
            "../recovery/settings.py",
            "..%2Frecovery%2Fsecret.png",
            "img/not-there.png",
        ],
    )
    @pytest.mark.parametrize(
        "use",
        [
            '<img alt="x" src="{}">',
            '<link rel="stylesheet" href="{}">',
            '<p style="background: url({})">x</p>',
            '<style>@font-face {{ font-family: X; src: url({}) }}</style><p style="font-family: X">x</p>',
            '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9" aria-hidden="true">'
            '<image href="{}" width="9" height="9"/></svg>',
        ],
        ids=["img", "stylesheet", "background", "font", "svg"],
    )
    def test_nothing_but_our_own_files_is_fetched(self, template, url, use):
        with pytest.raises(pdf.PdfError):
            build(template(body=use.format(url)))

    def test_an_asset_of_ours_is_used(self, template):
        assert build(template(body='<link rel="stylesheet" href="css/report.css"><p>x</p>'))

    @pytest.mark.parametrize(
        ("body", "words"),
        [
            ('<a href="#nowhere">there</a>', "nowhere"),
            ('<a href="reports/7">there</a>', "leads to"),
            ('<a href="javascript:alert(1)">there</a>', "leads to"),
            ('<img src="img/x.png">', "not-there|x.png"),
            ('<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><rect/></svg>', "title"),
            ('<h2 id="a">A</h2><h2 id="a">B</h2>', "same id"),
        ],
    )
    def test_a_document_with_a_hole_in_it_is_not_made(self, template, body, words):
        with pytest.raises(pdf.PdfError, match=words):
            build(template(body=body))

    @pytest.mark.parametrize("changed", [{"title": " "}, {"created_at": datetime(2026, 1, 1)}])  # noqa: DTZ001
    def test_a_document_needs_a_title_and_a_moment(self, template, changed):
        with pytest.raises(pdf.PdfError):
            build(template(SAMPLE), **changed)

    def test_the_stylesheet_has_nothing_that_is_not_understood(self, template, caplog):
        with caplog.at_level("WARNING", logger="weasyprint"):
            build(template(SAMPLE))
        assert caplog.messages == []
