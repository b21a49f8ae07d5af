"""A chat as Markdown: front matter, a heading for each turn, calls as quotations, citations
as footnotes. Without any HTML, so that it is the same in every viewer."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime

from oriel.domain.attachments import clean_name
from oriel.domain.export_content import (
    Attached,
    ChatHead,
    ExportWords,
    Failure,
    Pictured,
    Piece,
    Remark,
    Said,
    Sources,
    Thought,
    ToolUse,
    Turn,
    mark,
)
from oriel.domain.export_guard import fenced, guarded, line_of, plain_signs, quoted
from oriel.domain.markdown.links import is_safe_link
from oriel.domain.parts import PassagePart
from oriel.domain.sources import Source

Keep = Callable[[str, str], str]
"""Puts the content of a data URI beside the file: (name, uri) -> address, "" when it cannot."""


def front_matter(head: ChatHead) -> str:
    """YAML whose values are JSON, which every reader of YAML takes."""
    lines = [f"title: {_value(head.title)}"]
    if head.model:
        lines.append(f"model: {_value(head.model)}")
    lines += [f"created: {iso(head.created_at)}", f"updated: {iso(head.updated_at)}"]
    if head.folders:
        lines.append(f"folder: {_value(' / '.join(head.folders))}")
    if head.tags:
        lines.append(f"tags: [{', '.join(_value(tag) for tag in head.tags)}]")
    return "---\n" + "\n".join(lines) + "\n---\n"


def iso(seconds: float) -> str:
    """A time as ISO 8601 in UTC; the beginning of the epoch for one that is none."""
    try:
        at = datetime.fromtimestamp(seconds, UTC)
    except (ValueError, OverflowError, OSError):
        at = datetime.fromtimestamp(0, UTC)
    return at.isoformat(timespec="seconds").replace("+00:00", "Z")


def heading(head: ChatHead) -> str:
    return f"# {line_of(head.title)}\n"


def branch_heading(text: str) -> str:
    return f"\n---\n\n*{line_of(text)}*\n"


def markdown_of(turn: Turn, words: ExportWords, keep: Keep) -> str:
    """One turn, with a blank line before it."""
    told = " · ".join(filter(None, (turn.version, turn.when)))
    blocks = [f"## {line_of(turn.who)}"]
    if told:
        blocks.append(f"*{line_of(told)}*")
    for piece in turn.pieces:
        blocks += [block for block in _blocks(piece, turn, words, keep) if block]
    if turn.facts:
        blocks.append(f"*{line_of(turn.facts)}*")
    return "\n" + "\n\n".join(blocks) + "\n"


def _blocks(piece: Piece, turn: Turn, words: ExportWords, keep: Keep) -> Iterator[str]:
    match piece:
        case Said(text):
            yield guarded(text)
        case Thought(title, text):
            yield quoted(f"**{line_of(title)}**\n\n{guarded(text)}")
        case ToolUse():
            yield quoted("\n\n".join(_tool(piece, words)))
        case Pictured(image):
            yield _picture(image.data_uri, image.url, image.alt, keep, words)
        case Attached(file, kept):
            yield _attached(file.filename, file.data_uri if kept else "", file.size, keep, words)
        case Remark(text):
            yield f"*{line_of(text, 1000)}*"
        case Failure(title, reason):
            yield quoted(f"**{line_of(title)}** {line_of(reason, 1000)}")
        case Sources():
            yield from _sources(piece, turn, words)


def _tool(use: ToolUse, words: ExportWords) -> Iterator[str]:
    state = f" · {line_of(use.state)}" if use.state else ""
    yield f"**{line_of(use.title)}**{state}"
    if use.given:
        yield fenced(use.given, use.language)
    if use.output:
        yield f"{line_of(words['result'])}:"
        yield fenced(use.output)
    for passage in use.passages:
        yield _passage(passage)


def _passage(passage: PassagePart) -> str:
    where = line_of(clean_name(passage.filename or passage.file_id or "?"))
    return f"**{where}** ({passage.score:.2f})\n\n{quoted(guarded(passage.text))}"


def _picture(uri: str, url: str, alt: str, keep: Keep, words: ExportWords) -> str:
    named = line_of(alt) or line_of(words["picture"])
    if uri and (address := keep(alt or "image", uri)):
        return f"![{named}]({address})"
    if is_safe_link(url):
        return f"[{named}](<{_target(url)}>)"
    return f"*{named}*"


def _attached(name: str, uri: str, size: int, keep: Keep, words: ExportWords) -> str:
    shown = clean_name(name)
    note = f" ({line_of(words.size(size))})" if size else ""
    if uri and (address := keep(name, uri)):
        return f"{line_of(words['file'])}: [{line_of(shown)}]({address}){note}"
    return f"{line_of(words['file'])}: **{line_of(shown)}**{note}"


def _sources(sources: Sources, turn: Turn, words: ExportWords) -> Iterator[str]:
    loose = [s for s in sources.listed if s.number not in sources.placed]
    if loose:
        marks = " ".join(f"[^{mark(turn.number, source.number)}]" for source in loose)
        yield f"{line_of(words['sources'])}: {marks}"
    for source in sources.listed:
        yield f"[^{mark(turn.number, source.number)}]: {_source(source)}"


def _source(source: Source) -> str:
    title = line_of(source.title or source.url or source.file_id or "?")
    if is_safe_link(source.url):
        title = f"[{title}](<{_target(source.url)}>)"
    quotes = [f"“{line_of(quote, 600)}”" for quote in source.quotes[:3]]
    return " ".join([title, *quotes])


def _target(url: str) -> str:
    """An address between angle brackets."""
    return re.sub(r"[<>\\\s]", lambda sign: f"%{ord(sign[0]):02X}", url)


def _value(text: str) -> str:
    # A line separator ends a line of YAML as well.
    written = json.dumps(plain_signs(text), ensure_ascii=False)
    return re.sub(r"[\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]", _u, written)


def _u(found: re.Match[str]) -> str:
    return f"\\u{ord(found[0]):04x}"
