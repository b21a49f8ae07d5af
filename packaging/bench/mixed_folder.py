"""Makes a folder as people have them: many kinds of files, odd names, and some that cannot go.

For the measurements and for the tests of what becomes of such a folder.
"""

from __future__ import annotations

import io
import os
import zipfile
import zlib
from dataclasses import dataclass
from pathlib import Path

WORDS = ("bay", "window", "slate", "roof", "slow", "green", "river", "below", "bridge")
_PAGE = (
    "<w:document xmlns:w='http://schemas.openxmlformats.org/wordprocessingml/2006/main'>"
    "<w:body><w:p><w:r><w:t>{text}</w:t></w:r></w:p></w:body></w:document>"
)
_TYPES = (
    "<Types xmlns='http://schemas.openxmlformats.org/package/2006/content-types'>"
    "<Default Extension='rels' ContentType="
    "'application/vnd.openxmlformats-package.relationships+xml'/>"
    "<Override PartName='/word/document.xml' ContentType='application/vnd."
    "openxmlformats-officedocument.wordprocessingml.document.main+xml'/></Types>"
)
_RELATIONS = (
    "<Relationships xmlns='http://schemas.openxmlformats.org/package/2006/relationships'>"
    "<Relationship Id='r1' Type='http://schemas.openxmlformats.org/officeDocument/2006/"
    "relationships/officeDocument' Target='word/document.xml'/></Relationships>"
)


@dataclass(frozen=True, slots=True)
class Mixed:
    """What was made: `good` can be sent and read, `odd` cannot, each with why; `files` is
    how many there are in all, without links."""

    folder: Path
    good: int
    odd: dict[str, str]

    @property
    def files(self) -> int:
        return self.good + len(self.odd)


def mixed_folder(folder: Path, count: int = 500, big_mb: int = 200) -> Mixed:
    """A folder of `count` files, one of them of `big_mb` megabytes of text, one empty, one
    that may not be read; and a link that leads back to the folder itself."""
    folder.mkdir(parents=True, exist_ok=True)
    odd = _odd_ones(folder, big_mb)
    good = count - len(odd)
    # For root, what may not be read is one of the good.
    for number in range(count - 3):
        name, content = _file(number)
        path = folder / f"part {number % 7}" / name
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(content)
    (folder / "part 0" / "round and round").symlink_to(folder, target_is_directory=True)
    return Mixed(folder, good, odd)


def pdf(text: str) -> bytes:
    """A PDF of one page with this text (ASCII)."""
    drawn = f"BT /F1 12 Tf 72 720 Td ({text}) Tj ET".encode("ascii")
    packed = zlib.compress(drawn)
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents 4 0 R"
        b" /Resources << /Font << /F1 5 0 R >> >> >>",
        b"<< /Length %d /Filter /FlateDecode >>\nstream\n%b\nendstream" % (len(packed), packed),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    ]
    written, places = bytearray(b"%PDF-1.4\n"), []
    for number, content in enumerate(objects, 1):
        places.append(len(written))
        written += b"%d 0 obj\n%b\nendobj\n" % (number, content)
    table = len(written)
    written += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    written += b"".join(b"%010d 00000 n \n" % place for place in places)
    written += b"trailer << /Size %d /Root 1 0 R >>\n" % (len(objects) + 1)
    written += b"startxref\n%d\n%%%%EOF\n" % table
    return bytes(written)


def docx(text: str) -> bytes:
    """A Word document of one paragraph."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", _TYPES)
        archive.writestr("_rels/.rels", _RELATIONS)
        archive.writestr("word/document.xml", _PAGE.format(text=text))
    return made.getvalue()


def _file(number: int) -> tuple[str, bytes]:
    """The name and content of the file of that number: no two have the same content."""
    text = f"Number {number}: " + " ".join(WORDS[(number + i) % len(WORDS)] for i in range(80))
    match number % 10:
        case 0:
            return f"page {number}.pdf", pdf(text[:90])
        case 1:
            return f"letter {number}.docx", docx(text)
        case 2:
            return f"module_{number}.py", f'"""{text}"""\n\nVALUE = {number}\n'.encode()
        case 3:
            return f"table {number}.csv", f"name,value\nslate,{number}\nriver,2\n".encode()
        case 4:
            return f"data-{number}.json", f'{{"number": {number}, "text": "{text}"}}'.encode()
        case 5:
            return f"café 🪟 {number}.md", f"# {number}\n\n{text}\n".encode()
        case 6:
            return f"{'long name ' * 20}{number}.txt"[-200:], text.encode()
        case 7:
            return f"page {number}.html", f"<h1>{number}</h1><p>{text}</p>".encode()
        case 8:
            return f"picture {number}.png", _picture(number)
        case _:
            return f"note {number}.txt", (text + "\n").encode() * 40


def _picture(number: int) -> bytes:
    """A PNG of one pixel row."""

    def piece(kind: bytes, content: bytes) -> bytes:
        check = zlib.crc32(kind + content)
        return len(content).to_bytes(4, "big") + kind + content + check.to_bytes(4, "big")

    head = (64).to_bytes(4, "big") + (1).to_bytes(4, "big") + bytes((8, 0, 0, 0, 0))
    row = b"\0" + bytes((number + i) % 256 for i in range(64))
    return (
        b"\x89PNG\r\n\x1a\n"
        + piece(b"IHDR", head)
        + piece(b"IDAT", zlib.compress(row))
        + piece(b"IEND", b"")
    )


def _odd_ones(folder: Path, big_mb: int) -> dict[str, str]:
    (folder / "empty.txt").touch()
    big = folder / "big.log"
    line = (" ".join(WORDS) + "\n").encode() * 1000
    with big.open("wb") as file:
        while file.tell() < big_mb * 1_000_000:
            file.write(line)
    closed = folder / "closed.txt"
    closed.write_bytes(b"nobody may read this")
    closed.chmod(0)
    odd = {"empty.txt": "empty", "big.log": "too large to index"}
    # Root reads everything.
    return odd | ({"closed.txt": "unreadable"} if not os.access(closed, os.R_OK) else {})
