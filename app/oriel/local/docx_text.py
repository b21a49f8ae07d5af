"""The text of a Word document: the zip and XML of it, read as if a stranger had made them.

What unpacks to more than is bearable is refused while it is unpacked, and so is XML that
declares a DTD (no document of Word's does, entity bombs do).
"""

from __future__ import annotations

import zipfile
from pathlib import Path
from typing import IO
from xml.parsers import expat

from oriel.local.unreadable import Unreadable

MOST_XML = 64 * 1024 * 1024  # bytes of one part, unpacked
_PIECE = 256 * 1024
_PARTS = ("word/document.xml", "word/footnotes.xml", "word/endnotes.xml")
_WORD = (
    "http://schemas.openxmlformats.org/wordprocessingml/2006/main ",
    "http://purl.oclc.org/ooxml/wordprocessingml/main ",
)
_FALLBACK = "http://schemas.openxmlformats.org/markup-compatibility/2006 Fallback"
_BREAKS = {"tab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "-"}
_DAMAGED = "The document is damaged, or is no Word document."


def docx_text(path: Path) -> str:
    """Paragraphs as lines, headings as in Markdown, cells of a table in one line.

    Raises Unreadable.
    """
    try:
        with zipfile.ZipFile(path) as packed:
            names = set(packed.namelist())
            if _PARTS[0] not in names:
                raise Unreadable("invalid_file", _DAMAGED)
            texts = [_text(packed, name) for name in _PARTS if name in names]
    except (zipfile.BadZipFile, expat.ExpatError, NotImplementedError, EOFError) as error:
        raise Unreadable("invalid_file", _DAMAGED) from error
    except RuntimeError as error:  # what zipfile says of a part it has no password for
        raise Unreadable("invalid_file", "The document is locked with a password.") from error
    except (ValueError, KeyError, OverflowError) as error:
        raise Unreadable("invalid_file", _DAMAGED) from error
    return "\n\n".join(text for text in texts if text)


def _text(packed: zipfile.ZipFile, name: str) -> str:
    reading = _Reading()
    with packed.open(name) as part:
        _feed(reading, part)
    return "".join(reading.pieces).strip()


def _feed(reading: _Reading, part: IO[bytes]) -> None:
    size = 0
    while piece := part.read(_PIECE):
        size += len(piece)
        if size > MOST_XML:
            said = f"The document unpacks to more than {MOST_XML // 1024 // 1024} MB."
            raise Unreadable("invalid_file", said)
        reading.parser.Parse(piece, False)  # noqa: FBT003 - not the end
    reading.parser.Parse(b"", True)  # noqa: FBT003 - the end


class _Reading:
    """A part of the document as far as it was read."""

    def __init__(self) -> None:
        self.pieces: list[str] = []
        self.parser = expat.ParserCreate(namespace_separator=" ")
        self.parser.StartDoctypeDeclHandler = _refuse_dtd
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self.parser.CharacterDataHandler = self._data
        self._in_text = False
        self._fallbacks = 0  # what is there for old programs says the same once more
        self._cells = 0

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        self._fallbacks += name == _FALLBACK
        if self._fallbacks:
            return
        match _local(name):
            case "t":
                self._in_text = True
            case "pStyle":
                self._heading(next(iter(attributes.values()), ""))
            case "tc":
                self._cells += 1
            case mark if mark in _BREAKS:
                self.pieces.append(_BREAKS[mark])

    def _end(self, name: str) -> None:
        self._fallbacks -= name == _FALLBACK
        if self._fallbacks:
            return
        match _local(name):
            case "t":
                self._in_text = False
            case "p":
                self.pieces.append(" " if self._cells else "\n\n")
            case "tc":
                self._cells -= 1
                self.pieces.append("\t")
            case "tr" if not self._cells:
                self.pieces.append("\n")
            case "tbl" if not self._cells:
                self.pieces.append("\n")

    def _data(self, text: str) -> None:
        if self._in_text and not self._fallbacks:
            self.pieces.append(text)

    def _heading(self, style: str) -> None:
        level = style.lower().removeprefix("heading")
        if style.lower().startswith("heading") and level.isdecimal():
            self.pieces.append("#" * min(int(level[:2]) or 1, 6) + " ")


def _local(name: str) -> str:
    """The name of one of Word's own elements, "" for others."""
    for space in _WORD:
        if name.startswith(space):
            return name.removeprefix(space)
    return ""


def _refuse_dtd(*_told: object) -> None:
    raise Unreadable("invalid_file", "The document declares entities, as no Word document does.")
