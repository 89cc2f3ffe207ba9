"""Reports on paper: a template and its context in, the bytes of one accessible, archivable PDF out.

The only importer of WeasyPrint. Every document is PDF/A-3a and identifies as PDF/UA-1: tagged, with a
language, a title, bookmarks and embedded fonts. Nothing is fetched but files of our own under `static/`, and
whatever is missing, foreign or not readable by a screen reader stops the report: a report with a hole in it
must not leave the building.

Not here: what a report says (`reports.py` of each app) and who may have it (its view).
"""

import contextlib
import logging
import mimetypes
import re
import threading
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from html import escape
from html.parser import HTMLParser
from pathlib import Path
from typing import NamedTuple
from urllib.parse import unquote, urlsplit

from django.template.loader import render_to_string
from weasyprint import CSS, HTML
from weasyprint import Attachment as Embedded
from weasyprint.urls import FatalURLFetchingError, URLFetcher, URLFetcherResponse

from recovery import dates, pdf_finish
from recovery.ui import palette

STATIC = Path(__file__).resolve().parent.parent / "static"
ASSETS = {".css", ".svg", ".png", ".jpg", ".ttf", ".otf", ".woff2"}
RELATIONSHIPS = {"Source", "Data", "Alternative", "Supplement", "Schema", "FormData", "Unspecified"}
CONTENTS = '<ol class="contents__list" data-contents></ol>'
_MIME = re.compile(r"[a-z0-9.+-]+/[a-z0-9.+-]+")
_FILENAME = re.compile(r"[\w(][\w .()-]*")


class PdfError(Exception):
    """The document could not be made as it must be. The message says what is wrong with it."""


class Attachment(NamedTuple):
    """A file carried inside the PDF. `relationship`: what it is to the document, in the words of PDF/A-3."""

    filename: str
    content: bytes
    mime: str
    description: str
    relationship: str = "Data"


@dataclass(frozen=True)
class Imprint:
    """What every page template knows about the document it is, as `{{ pdf }}`."""

    title: str
    lang: str
    identifier: str
    created_at: datetime
    produced: str


def render(
    template_name: str,
    context: dict,
    *,
    title: str,
    lang: str = "en-GB",
    attachments: Iterable[tuple] = (),
    identifier: str | None = None,
    created_at: datetime,
) -> bytes:
    """The PDF of a template that extends `pdf/base.html`. The same input gives the same bytes.

    `attachments` are `Attachment`s or tuples like them. `identifier` is the reference printed in the footer;
    documents that share it share the first half of their file identifier, as revisions of one thing should.
    """
    if created_at.tzinfo is None:
        raise PdfError("The time a document was made needs its time zone.")
    if not title.strip():
        raise PdfError("A document needs a title: a screen reader announces it first.")
    created_at = created_at.astimezone(UTC).replace(microsecond=0)
    imprint = Imprint(title, lang, identifier or "", created_at, dates.uk_datetime(created_at))
    markup = fill_contents(render_to_string(template_name, {**context, "pdf": imprint}))
    files = [_embedded(Attachment(*each), created_at) for each in _unique_names(attachments)]
    fetcher = OwnFiles()
    with _errors_raised(fetcher):
        source = HTML(string=markup, base_url=STATIC.as_uri() + "/", url_fetcher=fetcher)
        _check_pictures(source.etree_element)
        options = {"pdf_variant": "pdf/a-3a", "stylesheets": [CSS(string=palette_sheet(), url_fetcher=fetcher)]}
        document = source.render(**options)
        moment = created_at.strftime("%Y-%m-%dT%H:%M:%SZ")
        document.metadata.title, document.metadata.lang = title, lang
        document.metadata.created = document.metadata.modified = moment
        document.metadata.generator = "Holdfast"
        return document.write_pdf(
            finisher=pdf_finish.finisher(
                identifier=identifier,
                link_words=_link_words(source.etree_element),
                files={each.name: (each.mime, each.relationship) for each in files},
                refuse=PdfError,
            ),
            attachments=files,
            pdf_identifier=sha256(identifier.encode()).hexdigest()[:32].encode() if identifier else True,
            **options,
        )


# Assets


class OwnFiles(URLFetcher):
    """Hands WeasyPrint files below `static/`, and nothing else: no network, no other file, no `data:`."""

    def __init__(self):
        super().__init__(allowed_protocols={"file"}, allow_redirects=False, fail_on_errors=True)
        self.refused: list[str] = []

    def fetch(self, url, headers=None):
        try:
            path = self.path_of(url)
            body = path.read_bytes()
        except (OSError, ValueError) as error:
            # WeasyPrint swallows what goes wrong inside an SVG image, so the refusal is remembered as well.
            self.refused.append(f"{url}: {error}")
            raise
        mime = mimetypes.guess_type(path.name)[0] or "application/octet-stream"
        return URLFetcherResponse(url, body, {"Content-Type": mime})

    @staticmethod
    def path_of(url: str) -> Path:
        parts = urlsplit(url)
        if parts.scheme.lower() != "file" or parts.netloc:
            raise ValueError("only files of the product's own may be used in a document")
        path = Path(unquote(parts.path)).resolve()
        if not path.is_relative_to(STATIC) or path.suffix.lower() not in ASSETS:
            raise ValueError("not one of the product's own assets")
        return path


class _Errors(logging.Handler):
    """Collects the errors that WeasyPrint only logs, of this thread alone."""

    def __init__(self):
        super().__init__(logging.ERROR)
        self.thread, self.messages = threading.get_ident(), []

    def emit(self, record):
        if record.thread == self.thread:
            self.messages.append(record.getMessage())


@contextlib.contextmanager
def _errors_raised(fetcher: OwnFiles):
    errors, logger = _Errors(), logging.getLogger("weasyprint")
    logger.addHandler(errors)
    try:
        yield
    except FatalURLFetchingError as error:
        raise PdfError(f"An asset could not be used. {'; '.join(fetcher.refused)}") from error
    finally:
        logger.removeHandler(errors)
    if fetcher.refused or errors.messages:
        raise PdfError("; ".join(fetcher.refused or errors.messages))


def palette_sheet() -> str:
    """The product's colours as CSS variables, so that a status is the same red here as on the page."""
    names = {f"--{name}": value for name, value in palette.PLAIN_COLOURS.items()}
    for name, tone in palette.TONES.items():
        names |= {f"--{name}-{part}": getattr(tone, part) for part in ("ink", "shape", "tint", "edge")}
    return ":root{" + ";".join(f"{name}:{value}" for name, value in names.items()) + "}"


# Attachments


def _unique_names(attachments: Iterable[tuple]) -> list[tuple]:
    """In the order of their names, as a PDF's table of files must be."""
    given = sorted(attachments, key=lambda each: each[0])
    if len({each[0] for each in given}) != len(given):
        raise PdfError("Two attachments have the same name.")
    return given


def _embedded(file: Attachment, created_at: datetime) -> Embedded:
    if not _FILENAME.fullmatch(file.filename):
        raise PdfError(f"{file.filename!r} is not a safe name for an attachment.")
    if not _MIME.fullmatch(file.mime):
        raise PdfError(f"{file.mime!r} is not a kind of file.")
    if file.relationship not in RELATIONSHIPS:
        raise PdfError(f"{file.relationship!r} is not a relationship that PDF/A-3 knows.")
    embedded = Embedded(
        string=file.content,
        name=file.filename,
        description=file.description,
        created=created_at,
        modified=created_at,
        relationship=file.relationship,
    )
    embedded.mime = file.mime
    return embedded


# Structure


class _Headings(HTMLParser):
    """The headings that have an id, in their order: (level, id, words)."""

    def __init__(self):
        super().__init__(convert_charrefs=True)
        self.found: list[tuple[int, str, str]] = []
        self._open: tuple[int, str, list[str]] | None = None

    def handle_starttag(self, tag, attrs):
        if tag in ("h2", "h3") and (anchor := dict(attrs).get("id")):
            self._open = (int(tag[1]), anchor, [])

    def handle_data(self, data):
        if self._open:
            self._open[2].append(data)

    def handle_endtag(self, tag):
        if self._open and tag == f"h{self._open[0]}":
            level, anchor, words = self._open
            self.found.append((level, anchor, " ".join("".join(words).split())))
            self._open = None


def fill_contents(markup: str) -> str:
    """Writes the contents from the headings themselves, so that it can never disagree with the document."""
    if CONTENTS not in markup:
        return markup
    headings = _Headings()
    headings.feed(markup)
    anchors = [anchor for _, anchor, _ in headings.found]
    if len(set(anchors)) != len(anchors):
        raise PdfError("Two headings have the same id.")
    lines = [
        f'<li class="contents__level-{level}" data-to="#{escape(anchor)}">'
        f'<a href="#{escape(anchor)}">{escape(words)}</a></li>'
        for level, anchor, words in headings.found
    ]
    return markup.replace(CONTENTS, CONTENTS.replace("></ol>", f">{''.join(lines)}</ol>"), 1)


def _link_words(root) -> dict[str, str]:
    """What each link says, by where it leads: read out in place of the bare target."""
    words: dict[str, str] = {}
    for link in root.iter("a"):
        text = " ".join("".join(link.itertext()).split())
        if text and (target := link.get("href")):
            words.setdefault(target.removeprefix("#"), text)
    return words


def _check_pictures(root) -> None:
    """A drawing has words for those who cannot see it, or says that it is decoration."""
    for drawing in root.iter("{http://www.w3.org/2000/svg}svg"):
        title = drawing.find("{http://www.w3.org/2000/svg}title")
        if drawing.get("aria-hidden") != "true" and not (title is not None and (title.text or "").strip()):
            raise PdfError("A drawing in the document has no <title> to be read out.")
