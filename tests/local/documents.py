"""Documents made for tests: a PDF of a page per text, a Word document of a paragraph per text."""

from __future__ import annotations

import zipfile
from collections.abc import Sequence
from io import BytesIO
from xml.sax.saxutils import escape

_SPACE = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def pdf(*pages: str, trailer: str = "") -> bytes:
    """A PDF with a page for each text (of Latin letters)."""
    kids = " ".join(f"{4 + 2 * n} 0 R" for n in range(len(pages)))
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Count {len(pages)} /Kids [{kids}] >>".encode(),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    ]
    for n, text in enumerate(pages):
        lines = " T* ".join(f"({_quoted(line)}) Tj" for line in text.split("\n"))
        drawn = f"BT /F1 12 Tf 14 TL 40 740 Td {lines} ET".encode("cp1252")
        objects.append(
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents {5 + 2 * n} 0 R"
            " /Resources << /Font << /F1 3 0 R >> >> >>".encode()
        )
        objects.append(b"<< /Length %d >> stream\n%b\nendstream" % (len(drawn), drawn))
    return _assembled(objects, trailer)


def _assembled(objects: Sequence[bytes], trailer: str) -> bytes:
    made, places = bytearray(b"%PDF-1.4\n"), []
    for number, body in enumerate(objects, 1):
        places.append(len(made))
        made += b"%d 0 obj %b endobj\n" % (number, body)
    start, size = len(made), len(objects) + 1
    made += b"xref\n0 %d\n0000000000 65535 f \n" % size
    made += b"".join(b"%010d 00000 n \n" % place for place in places)
    end = f"trailer << /Size {size} /Root 1 0 R {trailer} >>\nstartxref\n{start}\n%%EOF"
    return bytes(made) + end.encode()


def _quoted(line: str) -> str:
    return line.replace("\\", "\\\\").replace("(", "\\(").replace(")", "\\)")


def docx(*paragraphs: str, body: str = "", before: str = "") -> bytes:
    """A Word document; `body` is more of its XML, `before` stands in front of all of it."""
    said = "".join(f"<w:p><w:r><w:t>{escape(text)}</w:t></w:r></w:p>" for text in paragraphs)
    return zipped(
        f'{before}<w:document xmlns:w="{_SPACE}"><w:body>{said}{body}</w:body></w:document>'
    )


def zipped(document: str | bytes, name: str = "word/document.xml") -> bytes:
    """A zip file with a document in it."""
    made = BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("[Content_Types].xml", "<Types/>")
        packed.writestr(name, document)
    return made.getvalue()
