"""The text in a file, for searching: plain text, Markdown, HTML, tables, data, source code."""

from __future__ import annotations

import codecs
import re
from html.parser import HTMLParser
from pathlib import Path, PurePath

LARGEST = 32 * 1024 * 1024  # bytes of one file that is read for searching
_READ = """
.txt .text .log .md .markdown .rst .adoc .tex .html .htm .xhtml .xml .csv .tsv .json .jsonl
.ndjson .yaml .yml .toml .ini .cfg .conf .properties .env .py .pyi .js .mjs .jsx .ts .tsx .java
.c .h .cc .cpp .hpp .cs .go .rs .rb .php .pl .lua .r .jl .kt .kts .swift .scala .sql .sh .bash
.zsh .ps1 .bat .css .scss .less .vue .svelte .dart .ex .exs .erl .hs .clj .tf .proto .graphql
.gradle .cmake .diff .patch .srt .vtt
"""
_ENDINGS = frozenset(_READ.split())
_PAGES = (".html", ".htm", ".xhtml")
_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


class Unreadable(Exception):
    """A file no text can be had from; `code` is unsupported_file or invalid_file."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code
        self.message = message


def readable(filename: str) -> bool:
    """Whether files of such a name can be read, as far as the name tells."""
    ending = PurePath(filename).suffix.lower()
    return not ending or ending in _ENDINGS


def text_in(path: Path, filename: str) -> str:
    """All text in the file. Raises Unreadable."""
    ending = PurePath(filename).suffix.lower()
    if not readable(filename):
        raise Unreadable("unsupported_file", f"Files ending in {ending} cannot be read here.")
    try:
        if path.stat().st_size > LARGEST:
            most = LARGEST // 1024 // 1024
            raise Unreadable("invalid_file", f"The file is larger than {most} MB.")
        text = _decoded(path.read_bytes())
    except OSError as error:
        raise Unreadable("server_error", "The file is not there any more.") from error
    text = _words_of_page(text) if ending in _PAGES else text
    if not text.strip():
        raise Unreadable("invalid_file", "There is no text in the file.")
    return text.replace("\r\n", "\n")


def _decoded(raw: bytes) -> str:
    encoding = next((name for mark, name in _MARKS if raw.startswith(mark)), "utf-8")
    if encoding == "utf-8" and b"\0" in raw:
        raise Unreadable("unsupported_file", "The file is not a text.")
    try:
        return raw.decode(encoding)
    except UnicodeDecodeError:
        # What old programs on Windows wrote; every byte stands for something in it.
        return raw.decode("cp1252", errors="replace")


def _words_of_page(text: str) -> str:
    page = _Page()
    page.feed(text)
    page.close()
    return re.sub(r"[ \t]*\n\s*\n\s*", "\n\n", re.sub(r"[ \t]+", " ", "".join(page.pieces))).strip()


class _Page(HTMLParser):
    """Gathers what a reader of the page would see."""

    _HIDDEN = ("script", "style", "template", "noscript")
    _BLOCKS = ("p", "div", "section", "article", "h1", "h2", "h3", "h4", "h5", "h6", "table", "ul")
    _LINES = ("br", "li", "tr", "dt", "dd", "pre", "title")

    def __init__(self) -> None:
        super().__init__()
        self.pieces: list[str] = []
        self._hidden = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._hidden += tag in self._HIDDEN
        self._space(tag)

    def handle_endtag(self, tag: str) -> None:
        self._hidden = max(0, self._hidden - (tag in self._HIDDEN))
        self._space(tag)

    def handle_data(self, data: str) -> None:
        if not self._hidden:
            self.pieces.append(data)

    def _space(self, tag: str) -> None:
        if tag in self._BLOCKS:
            self.pieces.append("\n\n")
        elif tag in self._LINES:
            self.pieces.append("\n")
        elif tag in ("td", "th"):
            self.pieces.append(" ")
