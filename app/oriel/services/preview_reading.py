"""Text, tables, JSON and plain bytes made ready to be looked at. Runs in a thread.

Nothing is parsed as a whole in one long step: what runs in C holds all other threads up,
so a large JSON text is set out sign by sign and a table is read row by row.
"""

from __future__ import annotations

import csv
import io
import re
from itertools import islice

from oriel.domain.attachment_kinds import FileKind, Kind, decoded
from oriel.domain.visible import visible
from oriel.services.preview import (
    CELL_CHARS,
    HEX_BYTES,
    JSON_CHARS,
    TABLE_COLUMNS,
    TABLE_ROWS,
    TEXT_CHARS,
    Note,
    Preview,
    PreviewKind,
)

FILM = {
    "mp4": "video/mp4",
    "m4v": "video/mp4",
    "mov": "video/quicktime",
    "mkv": "video/x-matroska",
    "webm": "video/webm",
    "avi": "video/x-msvideo",
    "mid": "audio/midi",
    "midi": "audio/midi",
}
_MARKDOWN = frozenset({"md", "markdown", "mdown", "mkd"})
_JSON = frozenset({"json", "geojson", "ipynb", "webmanifest", "har"})
_TABLES = {"csv": "", "tsv": "\t", "tab": "\t"}
_WORDS = frozenset({"", "txt", "text", "log", "out", "srt", "vtt", "eml", "nfo"})
_NAMED = {"dockerfile": "docker", "makefile": "make", "cmakelists.txt": "cmake"}
_LINES = {"jsonl": "json", "ndjson": "json", "svg": "xml", "xhtml": "html", "toml": "toml"}
_DELIMITERS = (",", ";", "\t", "|")
_SNIFFED_LINES = 20
_MOST_INDENT = 40
_PAIRS = {"}": "{", "]": "["}
_PIECE = re.compile(r'"(?:[^"\\]|\\.)*"|[{}\[\],:]|[^\s{}\[\],:"]+|"')
_MARKS = {
    b"PK\x03\x04": "application/zip",
    b"\x1f\x8b": "application/gzip",
    b"BZh": "application/x-bzip2",
    b"\xfd7zXZ\0": "application/x-xz",
    b"7z\xbc\xaf\x27\x1c": "application/x-7z-compressed",
    b"Rar!": "application/vnd.rar",
    b"SQLite format 3\0": "application/vnd.sqlite3",
    b"PAR1": "application/vnd.apache.parquet",
    b"\x7fELF": "application/x-executable",
    b"MZ": "application/x-executable",
    b"\0asm": "application/wasm",
    b"OggS": "audio/ogg",
    b"fLaC": "audio/flac",
    b"\x93NUMPY": "application/x-numpy",
    b"\x89HDF": "application/x-hdf5",
}


def preview_of_bytes(name: str, content: bytes, what: FileKind) -> Preview:
    """What can be shown of a file that is neither a picture nor a PDF."""
    size = len(content)
    match what.kind:
        case Kind.AUDIO:
            return Preview(name=name, kind=PreviewKind.FACTS, size=size, media_type=what.media_type)
        case Kind.TEXT:
            return _text_preview(name, content)
    return Preview(
        name=name,
        kind=PreviewKind.BINARY,
        size=size,
        media_type=next((m for mark, m in _MARKS.items() if content.startswith(mark)), ""),
        text=hex_dump(content[:HEX_BYTES]),
        cut=size > HEX_BYTES,
    )


def _text_preview(name: str, content: bytes) -> Preview:
    text, cut = head_text(content, TEXT_CHARS)
    ending = name.rpartition(".")[2].lower() if "." in name else ""
    size = len(content)
    if ending in _TABLES:
        return _table_preview(name, text, size, _TABLES[ending], cut)
    if ending in _JSON:
        return _json_preview(name, text, size, cut)
    if ending in _MARKDOWN:
        kind, language = PreviewKind.MARKDOWN, "markdown"
    elif (named := _NAMED.get(name.lower())) is None and ending in _WORDS:
        kind, language = PreviewKind.TEXT, ""
    else:
        # Signs that turn a line around would let code look like other code.
        text = visible(text)
        kind, language = PreviewKind.CODE, named or _LINES.get(ending, ending)
    return Preview(name=name, kind=kind, size=size, text=text, language=language, cut=cut)


def head_text(content: bytes, most: int) -> tuple[str, bool]:
    """The first `most` characters of a text in any usual encoding, their line ends alike;
    whether there are more."""
    head = content
    # No encoding has more than four bytes for a character: no more need be decoded.
    if len(content) > 4 * most:
        head = content[: 4 * most]
        head = head if head.startswith((b"\xff\xfe", b"\xfe\xff")) else _whole_letters(head)
    text = decoded(head).replace("\r\n", "\n").replace("\r", "\n").replace("\0", "\ufffd")
    return text[:most], len(text) > most or len(head) < len(content)


def _whole_letters(head: bytes) -> bytes:
    """Without a letter of UTF-8 that was cut in the middle: it would spoil all the others."""
    for back in range(1, 4):
        if head[-back] & 0xC0 == 0xC0:
            return head[:-back]
        if head[-back] < 0x80:
            break
    return head


def _table_preview(name: str, text: str, size: int, delimiter: str, cut: bool) -> Preview:
    rows, more_columns, more_rows = table_rows(text, delimiter or delimiter_of(text))
    if len(rows) < 2 and len(rows[:1]) and len(rows[0]) < 2:
        rows = ()
    return Preview(
        name=name,
        kind=PreviewKind.TABLE if rows else PreviewKind.TEXT,
        size=size,
        text=text,
        rows=rows,
        more_columns=more_columns,
        cut=cut or more_rows,
        note=None if rows else Note.NOT_A_TABLE,
    )


def table_rows(text: str, delimiter: str) -> tuple[tuple[tuple[str, ...], ...], int, bool]:
    """The first rows and columns of a table, its longest cells shortened; how many columns
    are left out; whether there are more rows. All rows are as long as the longest."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    found: list[list[str]] = []
    widest, more_rows = 0, False
    try:
        for row in reader:
            if not row:
                continue
            if len(found) > TABLE_ROWS:
                more_rows = True
                break
            widest = max(widest, len(row))
            found.append([_cell(cell) for cell in islice(row, TABLE_COLUMNS)])
    except csv.Error:  # a field without an end: what was read before it stands
        more_rows = True
    columns = min(widest, TABLE_COLUMNS)
    rows = tuple(tuple(row + [""] * (columns - len(row))) for row in found)
    return rows, widest - columns, more_rows


def delimiter_of(text: str) -> str:
    """What parts the cells of a table: what occurs most evenly in its first lines. Not by
    csv.Sniffer, which a text can keep busy without end."""
    lines = [line[:5_000] for line in text[:200_000].split("\n")[:_SNIFFED_LINES] if line.strip()]
    best, best_score = ",", 0.0
    for delimiter in _DELIMITERS:
        counts = [_bare(line).count(delimiter) for line in lines]
        if not counts or not max(counts):
            continue
        usual = max(set(counts), key=counts.count)
        score = (counts.count(usual) / len(counts)) * min(usual, 50) if usual else 0.1
        if score > best_score:
            best, best_score = delimiter, score
    return best


def _bare(line: str) -> str:
    """A line without what stands between quotation marks."""
    return "".join(line.split('"')[::2])


def _cell(cell: str) -> str:
    shown = " ".join(cell[: 2 * CELL_CHARS].split())
    return shown if len(shown) <= CELL_CHARS else shown[: CELL_CHARS - 1] + "…"


def _json_preview(name: str, text: str, size: int, cut: bool) -> Preview:
    made = set_out(text, JSON_CHARS, whole=not cut)
    if made is None:
        return Preview(
            name=name,
            kind=PreviewKind.CODE,
            size=size,
            text=visible(text),
            language="json",
            cut=cut,
            note=Note.NOT_JSON,
        )
    shown, was_cut = made
    return Preview(
        name=name,
        kind=PreviewKind.JSON,
        size=size,
        text=visible(shown),
        source=visible(text),
        language="json",
        cut=cut or was_cut,
    )


def set_out(text: str, most: int, *, whole: bool = True) -> tuple[str, bool] | None:
    """JSON with a line for each value, at most `most` characters of it, and whether that is
    not all; None for what cannot be JSON. Numbers and letters stay as they were written.
    Not `whole`: the text may end anywhere."""
    out: list[str] = []
    opened: list[str] = []
    size, before, ended = 0, "", True
    for found in _PIECE.finditer(text):
        piece = found[0]
        if piece == '"':  # a string without its end
            ended = False
            break
        if before and not opened:  # something behind the last value
            return None
        made = _placed(piece, before, opened)
        if made is None:
            return None
        out.append(made)
        before = piece
        if (size := size + len(made)) > most:
            return "".join(out)[:most], True
    ended = ended and not opened
    if not out or (whole and not ended):
        return None
    return "".join(out), not ended


def _placed(piece: str, before: str, opened: list[str]) -> str | None:
    """A piece with the line and the blanks before it; None where it closes what is not open.
    `opened` holds the brackets that are open."""
    if piece in "}]":
        if not opened or opened.pop() != _PAIRS[piece]:
            return None
        return piece if before == _PAIRS[piece] else f"\n{_indent(opened)}{piece}"
    if piece in ",:":
        return {",": ",", ":": ": "}[piece] if opened else None
    made = f"\n{_indent(opened)}{piece}" if before in ("{", "[", ",") else piece
    if piece in "{[":
        opened.append(piece)
    return made


def _indent(opened: list[str]) -> str:
    return "  " * min(len(opened), _MOST_INDENT)


def hex_dump(content: bytes) -> str:
    """Eight bytes a line: where they are, what they are, what of them can be read."""
    lines = []
    for at in range(0, len(content), 8):
        row = content[at : at + 8]
        pairs = row.hex(" ")
        seen = "".join(chr(code) if 32 <= code < 127 else "." for code in row)
        lines.append(f"{at:04x}  {pairs:<23}  {seen}")
    return "\n".join(lines)
