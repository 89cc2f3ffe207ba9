"""Which files are taken: by what they are, not by their names or their first letters."""

import io
import random
import zipfile

import pytest
from PIL import Image

from plans.domain import files
from plans.exceptions import BadUpload


def png() -> bytes:
    kept = io.BytesIO()
    Image.new("RGB", (20, 20), "red").save(kept, "PNG")
    return kept.getvalue()


def office(*names: str) -> bytes:
    kept = io.BytesIO()
    with zipfile.ZipFile(kept, "w") as archive:
        for name in names:
            archive.writestr(name, "x")
    return kept.getvalue()


@pytest.mark.parametrize(
    ("name", "content", "kind"),
    [
        ("register.csv", b"person,due\nP-21,overdue\n", "text/csv"),
        ("weights.csv", b"BMI,weight\n22,70\n", "text/csv"),
        ("from-excel.csv", "person,due\nP-21,überfällig\n".encode("utf-16"), "text/csv"),
        ("old-office.txt", "a – b £20".encode("cp1252"), "text/plain"),
        ("photo.png", png(), "image/png"),
        ("report.pdf", b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n", "application/pdf"),
        ("plan.DOCX", office("[Content_Types].xml", "word/document.xml"), files.OFFICE["docx"]),
    ],
)
def test_what_offices_have_is_taken(name, content, kind):
    assert files.check(name, content) == kind


@pytest.mark.parametrize(
    ("name", "content", "why"),
    [
        ("empty.pdf", b"", "The file is empty"),
        ("program.exe", b"MZ\x90\0", "Files of this kind are not taken"),
        ("program.pdf", b"MZ\x90\0\3\0\0\0", "its content is something else"),
        ("page.html", b"<script>", "Files of this kind are not taken"),
        ("picture.csv", png(), "its content is not text"),
        ("binary.txt", bytes(range(256)), "its content is not text"),
        ("report.csv", b"%PDF-1.7\n", "its content is not text"),
        ("locked.docx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "cannot be opened as an Office document"),
        ("macros.docx", office("[Content_Types].xml", "word/vbaProject.bin"), "contains macros"),
        ("noname", b"text", "Files of this kind are not taken"),
    ],
)
def test_what_is_refused_says_why(name, content, why):
    with pytest.raises(BadUpload, match=why):
        files.check(name, content)


def test_a_file_over_the_limit_says_the_limit(settings):
    settings.UPLOAD_LIMIT_BYTES = 1024**2
    with pytest.raises(BadUpload, match="larger than 1 MB"):
        files.check("long.txt", b"a" * (1024**2 + 1))


def test_a_damaged_picture_is_refused_however_it_is_damaged():
    whole, chance = png(), random.Random(7)  # noqa: S311  chance, not secrecy
    for _ in range(300):
        damaged = bytearray(whole)
        damaged[chance.randrange(8, len(whole))] = chance.randrange(256)
        try:
            files.check("photo.png", bytes(damaged))
        except BadUpload:
            continue
