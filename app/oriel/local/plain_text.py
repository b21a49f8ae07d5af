"""The text in a file that is text: plain, Markdown, tables, data, source code."""

from __future__ import annotations

import codecs
import json
from pathlib import Path

from oriel.local.page_text import words_of_page
from oriel.local.unreadable import Unreadable

LARGEST = 32 * 1024 * 1024  # bytes
_READ = """
.txt .text .log .md .markdown .rst .adoc .tex .html .htm .xhtml .xml .csv .tsv .json .jsonl
.ndjson .yaml .yml .toml .ini .cfg .conf .properties .env .py .pyi .js .mjs .jsx .ts .tsx .java
.c .h .cc .cpp .hpp .cs .go .rs .rb .php .pl .lua .r .jl .kt .kts .swift .scala .sql .sh .bash
.zsh .ps1 .bat .css .scss .less .vue .svelte .dart .ex .exs .erl .hs .clj .tf .proto .graphql
.gradle .cmake .diff .patch .srt .vtt
"""
ENDINGS = frozenset(_READ.split())
_LONGEST_HEAD = 400  # characters
_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


def plain_text(path: Path, ending: str) -> tuple[str, str]:
    """All text in the file, and what is to be said again before each part of it.

    Raises Unreadable, OSError.
    """
    text = _decoded(path.read_bytes()).replace("\r\n", "\n")
    match ending:
        case ".html" | ".htm" | ".xhtml":
            return words_of_page(text), ""
        case ".json":
            return _unescaped(text, indent=1), ""
        case ".jsonl" | ".ndjson":
            return "\n".join(_unescaped(line) for line in text.split("\n")), ""
        case ".csv" | ".tsv":
            return text, _names_of_columns(text)
        case _:
            return text, ""


def _unescaped(text: str, indent: int | None = None) -> str:
    """JSON with its letters as letters; as it was when it is none, or has no escapes."""
    if indent is None and "\\u" not in text:
        return text
    try:
        return json.dumps(json.loads(text), ensure_ascii=False, indent=indent)
    except (ValueError, RecursionError):
        return text


def _names_of_columns(text: str) -> str:
    first = text.lstrip().split("\n", 1)[0]
    # A quoted name may go over lines: then it is not worth the trouble.
    return first if len(first) <= _LONGEST_HEAD and first.count('"') % 2 == 0 else ""


def _decoded(raw: bytes) -> str:
    encoding = next((name for mark, name in _MARKS if raw.startswith(mark)), "utf-8")
    if encoding == "utf-8" and b"\0" in raw:
        raise Unreadable("unsupported_file", "The file is not a text, whatever its name says.")
    try:
        return raw.decode(encoding)
    except UnicodeDecodeError:
        # What old programs on Windows wrote; every byte stands for something in it.
        return raw.decode("cp1252", errors="replace")
