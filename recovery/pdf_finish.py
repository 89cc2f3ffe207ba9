"""The last pass over a PDF before it is written: what PDF/UA-1 asks for and WeasyPrint leaves open.

Works on pydyf objects only. Header cells get their scope, links their words, attachments their kind and
relationship, page furniture and decorative shapes leave the reading order, and the metadata says PDF/UA-1.
"""

from collections.abc import Callable
from xml.sax.saxutils import escape

import pydyf

LINK_SCHEMES = (b"https://", b"http://", b"mailto:")

# PDF/A admits the PDF/UA property only where the metadata also carries its definition.
UA_METADATA = """\
<rdf:Description rdf:about="" xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/" pdfuaid:part="1"/>
<rdf:Description rdf:about="" xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/"
 xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#" xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#">
<pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType="Resource">
<pdfaSchema:schema>PDF/UA identification</pdfaSchema:schema>
<pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/</pdfaSchema:namespaceURI>
<pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix>
<pdfaSchema:property><rdf:Seq><rdf:li rdf:parseType="Resource">
<pdfaProperty:name>part</pdfaProperty:name><pdfaProperty:valueType>Integer</pdfaProperty:valueType>
<pdfaProperty:category>internal</pdfaProperty:category>
<pdfaProperty:description>The part of ISO 14289 the file follows</pdfaProperty:description>
</rdf:li></rdf:Seq></pdfaSchema:property></rdf:li></rdf:Bag></pdfaExtension:schemas></rdf:Description>
"""
IDENTIFIER_METADATA = """\
<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:identifier>{}</dc:identifier>\
</rdf:Description>
"""


def finisher(
    *,
    identifier: str | None,
    link_words: dict[str, str],
    files: dict[str, tuple[str, str]],
    refuse: type[Exception],
) -> Callable:
    """`files` gives each attachment's kind and relationship by its name; `refuse` is the error to raise."""

    def finish(document, pdf: pydyf.PDF) -> None:
        elements = [each for each in pdf.objects if _is(each, "/StructElem")]
        for element in elements:
            if element["S"] == "/TH":
                _scope(pdf, element)
            elif element["S"] == "/L":
                _terms(pdf, element)
        _unread_furniture(pdf, elements)
        for each in pdf.objects:
            if _is(each, "/Annot"):
                _link(each, link_words, refuse)
            elif _is(each, "/Filespec"):
                _file(pdf, each, files)
        if "AF" in pdf.catalog:
            pdf.catalog["AF"] = pydyf.Array(dict.fromkeys(pdf.catalog["AF"]))
        _metadata(pdf, identifier)

    return finish


def _is(candidate, kind: str) -> bool:
    return isinstance(candidate, dict) and candidate.get("Type") == kind


def _at(pdf: pydyf.PDF, reference: bytes):
    return pdf.objects[int(reference.split()[0])]


def _scope(pdf: pydyf.PDF, header: dict) -> None:
    """A header cell in a table's head names its column; any other names its row."""
    group = _at(pdf, _at(pdf, header["P"])["P"])
    header.setdefault("A", pydyf.Dictionary({"O": "/Table"}))
    header["A"]["Scope"] = "/Column" if group.get("S") == "/THead" else "/Row"


def _terms(pdf: pydyf.PDF, description_list: dict) -> None:
    """A term and what is said of it are one item: its label and its body. WeasyPrint makes them two in a block."""
    for group in _kids(pdf, description_list):
        if group["S"] != "/Div":
            continue
        group["S"] = "/LI"
        for place, item in enumerate(_kids(pdf, group)):
            item["S"] = "/LBody" if place else "/Lbl"
            for words in _kids(pdf, item):
                words["S"] = "/Div" if place else "/Span"


def _kids(pdf: pydyf.PDF, element: dict) -> list[dict]:
    found = [_at(pdf, kid) for kid in element["K"] if isinstance(kid, bytes)]
    return [each for each in found if _is(each, "/StructElem")]


def _unread_furniture(pdf: pydyf.PDF, elements: list[dict]) -> None:
    """Running heads, page numbers and shapes that only repeat words beside them are drawn but not read out.

    WeasyPrint gives running heads structure elements that hang from nothing, and makes every inline drawing a
    figure. Both become artifacts, in the page's content and in the tree.
    """
    root = _at(pdf, pdf.catalog["StructTreeRoot"])
    read: set[int] = set()
    waiting = list(root["K"])
    while waiting:
        element = _at(pdf, waiting.pop())
        if not _is(element, "/StructElem"):
            continue
        read.add(element.number)
        keep = pydyf.Array()
        for kid in element["K"]:
            if not isinstance(kid, bytes):
                keep.append(kid)
            elif not _decoration(_at(pdf, kid)):
                keep.append(kid)
                waiting.append(kid)
        element["K"] = keep
    marks: dict[bytes, set[int]] = {}
    for element in elements:
        if element.number not in read:
            marks.setdefault(element["Pg"], set()).update(kid for kid in element["K"] if isinstance(kid, int))
    numbers = _at(pdf, root["ParentTree"])["Nums"]
    for page, hidden in marks.items():
        content = _at(pdf, _at(pdf, page)["Contents"]).stream
        for place, item in enumerate(content):
            if isinstance(item, dict) and item.get("MCID") in hidden and content[place + 1] == b"BDC":
                content[place - 1] = "/Artifact"
                content[place] = pydyf.Dictionary({"Type": "/Pagination"})
        owners = numbers[2 * _at(pdf, page)["StructParents"] + 1]
        for mark in hidden:
            owners[mark] = b"null"
    for element in elements:
        if element.number not in read:
            element.clear()


def _decoration(element) -> bool:
    return _is(element, "/StructElem") and element["S"] == "/Figure" and "Alt" not in element


def _link(annotation: dict, link_words: dict[str, str], refuse: type[Exception]) -> None:
    annotation["F"] = 4  # printed
    if "A" in annotation:
        target = annotation["A"]["URI"].string
        if not target.encode().startswith(LINK_SCHEMES):
            raise refuse(f"A link in the document leads to {target!r}, which nobody outside could open.")
    else:
        target = annotation["Dest"].string
    annotation["Contents"] = pydyf.String(link_words.get(target, target))


def _file(pdf: pydyf.PDF, specification: dict, files: dict[str, tuple[str, str]]) -> None:
    mime, relationship = files[specification["UF"].string]
    _at(pdf, specification["EF"]["F"]).extra["Subtype"] = "/" + mime.replace("/", "#2f")
    specification["AFRelationship"] = f"/{relationship}"


def _metadata(pdf: pydyf.PDF, identifier: str | None) -> None:
    more = UA_METADATA + (IDENTIFIER_METADATA.format(escape(identifier)) if identifier else "")
    metadata = _at(pdf, pdf.catalog["Metadata"])
    body = b"".join(metadata.stream)
    metadata.stream = [body.replace(b"</rdf:RDF>", more.encode() + b"</rdf:RDF>", 1)]
    metadata.compress = False  # so that tools that know nothing of PDF can find it
