"""What makes a document fit to be kept and to be read aloud: PDF/A-3a and PDF/UA-1, beside the tags of the sheet.

reportlab knows neither; its low-level objects let both be written.
"""
# ruff: noqa: SLF001 (the catalogue has no other door in reportlab)

from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.utils.html import escape
from reportlab.pdfbase import pdfdoc
from reportlab.pdfgen.canvas import Canvas

PRODUCER = "Aula Fiscal (ReportLab)"
SRGB = Path(__file__).with_name("srgb.icc")
_format_stream = pdfdoc.PDFStream.format


def _format_with_line_end(stream: Any, document: Any) -> bytes:
    """ISO 19005-3, 6.1.7.1: ``endstream`` begins a line of its own, which reportlab forgets."""
    formatted: bytes = _format_stream(stream, document)
    return formatted.removesuffix(b"endstream\n") + b"\nendstream\n"


pdfdoc.PDFStream.format = _format_with_line_end

PACKET = """<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/">
<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description rdf:about="" xmlns:pdfaid="http://www.aiim.org/pdfa/ns/id/">
<pdfaid:part>3</pdfaid:part><pdfaid:conformance>A</pdfaid:conformance>
</rdf:Description>
<rdf:Description rdf:about="" xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/">
<pdfuaid:part>1</pdfuaid:part>
</rdf:Description>
<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/">
<dc:format>application/pdf</dc:format>
<dc:title><rdf:Alt><rdf:li xml:lang="x-default">{title}</rdf:li></rdf:Alt></dc:title>
<dc:creator><rdf:Seq><rdf:li>{author}</rdf:li></rdf:Seq></dc:creator>
<dc:language><rdf:Bag><rdf:li>{language}</rdf:li></rdf:Bag></dc:language>
</rdf:Description>
<rdf:Description rdf:about="" xmlns:xmp="http://ns.adobe.com/xap/1.0/">
<xmp:CreatorTool>{creator}</xmp:CreatorTool>
<xmp:CreateDate>{moment}</xmp:CreateDate><xmp:ModifyDate>{moment}</xmp:ModifyDate>
</rdf:Description>
<rdf:Description rdf:about="" xmlns:pdf="http://ns.adobe.com/pdf/1.3/">
<pdf:Producer>{producer}</pdf:Producer>
</rdf:Description>
<rdf:Description rdf:about="" xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/"
 xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#" xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#">
<pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType="Resource">
<pdfaSchema:schema>PDF/UA identification</pdfaSchema:schema>
<pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/</pdfaSchema:namespaceURI>
<pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix>
<pdfaSchema:property><rdf:Seq><rdf:li rdf:parseType="Resource">
<pdfaProperty:name>part</pdfaProperty:name><pdfaProperty:valueType>Integer</pdfaProperty:valueType>
<pdfaProperty:category>internal</pdfaProperty:category>
<pdfaProperty:description>Part of ISO 14289 that the document follows</pdfaProperty:description>
</rdf:li></rdf:Seq></pdfaSchema:property>
</rdf:li></rdf:Bag></pdfaExtension:schemas>
</rdf:Description>
</rdf:RDF>
</x:xmpmeta>
<?xpacket end="w"?>
"""


@lru_cache(maxsize=1)
def _srgb() -> bytes:
    return SRGB.read_bytes()


class ArchivalInfo(pdfdoc.PDFInfo):  # type: ignore[misc]
    """The document's properties, only those that the metadata says as well: the two must agree."""

    def format(self, document: Any) -> bytes:
        date = pdfdoc.PDFDate(ts=document._timeStamp)
        entries = {
            "Title": pdfdoc.PDFString(self.title),
            "Author": pdfdoc.PDFString(self.author),
            "Creator": pdfdoc.PDFString(self.creator),
            "Producer": pdfdoc.PDFString(self.producer),
            "CreationDate": date,
            "ModDate": date,
        }
        formatted: bytes = pdfdoc.PDFDictionary(entries).format(document)
        return formatted


def set_properties(canvas: Canvas, *, title: str, author: str) -> None:
    """What the document says of itself; it names nobody."""
    info = ArchivalInfo()
    info.title, info.author, info.creator, info.producer = title, author, "Aula Fiscal", PRODUCER
    canvas._doc.info = info


def make_archival(canvas: Canvas, *, language: str, at: datetime) -> None:
    """Metadata and the meaning of its colours, written into the catalogue."""
    document, info = canvas._doc, canvas._doc.info
    packet = PACKET.format(
        title=escape(info.title),
        author=escape(info.author),
        creator=escape(info.creator),
        producer=escape(info.producer),
        language=escape(language),
        moment=f"{at.astimezone(UTC):%Y-%m-%dT%H:%M:%S}+00:00",
    )
    kind = pdfdoc.PDFDictionary({"Type": pdfdoc.PDFName("Metadata"), "Subtype": pdfdoc.PDFName("XML")})
    metadata = pdfdoc.PDFStream(kind, packet.encode(), filters=[])  # readable without unpacking, as archives want
    profile = pdfdoc.PDFStream(pdfdoc.PDFDictionary({"N": 3}), _srgb(), filters=[pdfdoc.PDFZCompress])
    intent = pdfdoc.PDFDictionary(
        {
            "Type": pdfdoc.PDFName("OutputIntent"),
            "S": pdfdoc.PDFName("GTS_PDFA1"),
            "OutputConditionIdentifier": pdfdoc.PDFString("sRGB"),
            "Info": pdfdoc.PDFString("sRGB IEC61966-2.1"),
            "DestOutputProfile": document.Reference(profile),
        }
    )
    catalogue = document.Catalog
    catalogue.__NoDefault__ = [*catalogue.__NoDefault__, "OutputIntents"]
    catalogue.__Refs__ = catalogue.__NoDefault__
    catalogue.Metadata = metadata
    catalogue.OutputIntents = pdfdoc.PDFArray([document.Reference(intent)])
