"""What one node of ChatGPT's export says, as parts of a turn.

Content has some twenty types, most of them undocumented; what is not known here is kept
whole, and shown as an item.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, replace
from typing import Any

from oriel.domain.attachments import clean_name
from oriel.domain.imports.documents import document, fenced
from oriel.domain.imports.turns import Turn
from oriel.domain.imports.values import (
    Assets,
    attached,
    count_of,
    leftover,
    listed,
    mapping,
    text,
)
from oriel.domain.json_values import read_json
from oriel.domain.messages import Role
from oriel.domain.parts import (
    CitationPart,
    FilePart,
    ItemPart,
    ReasoningPart,
    ToolCallPart,
    ToolResultPart,
)

# Signs of private use that stand for a source, a picture or a map in ChatGPT's own view.
_MARKS = re.compile("\ue200[^\ue200\ue201]{0,2000}\ue201|[\ue200-\ue206]")
_POINTERS = ("asset_pointer", "audio_asset_pointer", "video_container_asset_pointer")
_CANVAS = "canmore.create_textdoc"
_OUTPUTS = (
    "title",
    "name",
    "url",
    "domain",
    "summary",
    "text",
    "result",
    "snippet",
    "output",
    "output_str",
)
_TEXT_KINDS = ("text", "multimodal_text")
_MOST_CITED = 1_000


@dataclass(frozen=True, slots=True)
class Piece:
    """One node: its name, who speaks, and its message."""

    name: str
    role: str
    raw: dict[str, Any]

    @property
    def content(self) -> dict[str, Any]:
        return mapping(self.raw.get("content"))

    @property
    def kind(self) -> str:
        return text(self.content.get("content_type")) or "text"

    @property
    def about(self) -> dict[str, Any]:
        return mapping(self.raw.get("metadata"))

    @property
    def recipient(self) -> str:
        return text(self.raw.get("recipient")) or "all"


def says_anything(raw: dict[str, Any]) -> bool:
    """Whether a message has any content, or something in its metadata that is text."""
    content = leftover(
        mapping(raw.get("content")), "content_type", "language", "response_format_name"
    )
    given = content.pop("parts", None)
    parts = [given] if isinstance(given, str) else listed(given)
    if any(not isinstance(part, str) or part.strip() for part in parts if part is not None):
        return True
    about = mapping(raw.get("metadata"))
    return bool(content) or bool(about.get("attachments") or about.get("user_context_message_data"))


def add_to(turn: Turn, piece: Piece, assets: Assets) -> None:
    """Adds what the node says to the turn; what has no part goes into its rest."""
    shown: set[str] = set()
    rest_of_content: dict[str, Any] = {}
    if piece.kind in _TEXT_KINDS:
        rest_of_content = _add_parts(turn, piece, assets, shown)
    else:
        rest_of_content = _add_other(turn, piece)
        made_by = _made_by(turn, piece)
        known = any(isinstance(p, ToolCallPart) and p.call_id == made_by for p in turn.parts)
        for shot in (mapping(piece.content.get(name)) for name in ("screenshot", "image")):
            _add_object(turn, shot, assets, shown, call_id=made_by if known else "")
    _add_attachments(turn, piece, assets, shown)
    _add_citations(turn, piece)
    rest = leftover(
        piece.raw,
        "content",
        "create_time",
        "update_time",
        "status",
        "end_turn",
        "weight",
        "author",
        "recipient",
        "id",
        "metadata",
        "channel",
    )
    about = leftover(piece.about, "model_slug", "default_model_slug", "message_type")
    author = leftover(mapping(piece.raw.get("author")), "role")
    kept = leftover({**rest, "content": rest_of_content, "metadata": about, "author": author})
    if kept:
        turn.rest.append({"id": piece.name, **kept})


def _add_parts(turn: Turn, piece: Piece, assets: Assets, shown: set[str]) -> dict[str, Any]:
    """Texts and what stands between them; the objects among them are kept as they were."""
    objects: list[Any] = []
    said: list[str] = []
    given = piece.content.get("parts")
    for part in [given] if isinstance(given, str) else listed(given):
        if isinstance(part, str):
            said.append(_clean(part, piece.about))
            continue
        if not isinstance(part, dict):
            continue
        words = text(part.get("text")) or text(part.get("result"))
        if words:
            said.append(words)
        _say(turn, piece, said)
        said = []
        rest = _add_object(turn, part, assets, shown, call_id=_made_by(turn, piece))
        objects += [rest] if rest else []
    _say(turn, piece, said)
    rest = leftover(piece.content, "content_type", "parts")
    return {**rest, "parts": objects} if objects else rest


def _say(turn: Turn, piece: Piece, said: list[str]) -> None:
    words = "\n\n".join(word for word in said if word.strip())
    if not words:
        return
    if piece.role == "tool":
        _add_result(turn, piece, words)
    elif piece.role == "assistant" and piece.recipient != "all":
        _add_call(turn, piece, words)
    else:
        turn.say(words)


def _add_object(
    turn: Turn, part: dict[str, Any], assets: Assets, shown: set[str], call_id: str
) -> dict[str, Any]:
    """Pictures, sound and film, as far as they came along; what of it has no part."""
    pointers = [
        text(part.get(name)) or text(mapping(part.get(name)).get("asset_pointer"))
        for name in _POINTERS
    ]
    pointers += [
        text(mapping(frame).get("asset_pointer") if isinstance(frame, dict) else frame)
        for frame in listed(part.get("frames_asset_pointers"))
    ]
    for pointer in filter(None, pointers):
        name = pointer_id(pointer)
        if name in shown:
            continue
        shown.add(name)
        if asset := assets.find(name):
            made = attached(asset.name, asset.content)
            if call_id and not isinstance(made, FilePart):
                made = replace(made, call_id=call_id)
            turn.parts.append(made)
        else:
            turn.parts.append(FilePart(clean_name(name)))
    return leftover(part, "text", "content_type") and part


def pointer_id(pointer: str) -> str:
    """The file an asset pointer means: "file-service://file-X" or "sediment://file_X#p"."""
    return re.split("[#?]", pointer.rpartition("://")[2])[0]


def _add_attachments(turn: Turn, piece: Piece, assets: Assets, shown: set[str]) -> None:
    for raw in listed(piece.about.get("attachments")):
        about = mapping(raw)
        own, name = text(about.get("id")), text(about.get("name"))
        if not (own or name) or own in shown:
            continue
        shown.add(own)
        if asset := assets.find(own, name):
            turn.parts.append(attached(name or asset.name, asset.content))
        else:
            size = count_of(about.get("size"))
            turn.parts.append(FilePart(clean_name(name or own), size=size))


def _add_other(turn: Turn, piece: Piece) -> dict[str, Any]:
    """Content that is no plain text; what of it has no part."""
    content = piece.content
    match piece.kind:
        case "code" if piece.role == "assistant" and piece.recipient != "all":
            _add_call(turn, piece, text(content.get("text")))
        case "code":
            language = text(content.get("language"))
            named = "" if language == "unknown" else language
            turn.say(fenced(text(content.get("text")), named))
        case "thoughts":
            return _add_thoughts(turn, content)
        case "execution_output" | "system_error" | "tether_quote" | "tether_browsing_display":
            return _add_output(turn, piece)
        case "reasoning_recap":
            return leftover(content, "content_type")
        case _ if piece.role == "tool":
            return _add_output(turn, piece)
        case _:
            turn.say(text(content.get("text")))
            turn.parts.append(ItemPart(piece.kind[:60], content))
            return {}
    return leftover(content, "content_type", "text", "language")


def _add_thoughts(turn: Turn, content: dict[str, Any]) -> dict[str, Any]:
    for raw in listed(content.get("thoughts")):
        thought = mapping(raw)
        summary, said = text(thought.get("summary")), text(thought.get("content"))
        words = "\n\n".join(filter(None, (f"**{summary}**" if summary else "", said)))
        if words:
            turn.parts.append(ReasoningPart(words))
    turn.parts += [
        ReasoningPart(p) for p in listed(content.get("parts")) if isinstance(p, str) and p
    ]
    return leftover(content, "content_type", "thoughts", "parts", "source_analysis_msg_id")


def _add_output(turn: Turn, piece: Piece) -> dict[str, Any]:
    """What a tool gave: its words, whichever field they are in."""
    content = piece.content
    words = "\n".join(filter(None, (text(content.get(name)) for name in _OUTPUTS)))
    if words and piece.role != "user":
        _add_result(turn, piece, words, failed=piece.kind == "system_error")
    else:
        turn.say(words)
    return leftover(content, "content_type", *_OUTPUTS)


def _add_call(turn: Turn, piece: Piece, arguments: str) -> None:
    if piece.recipient == _CANVAS:
        arguments, shown = _canvas(arguments)
    else:
        shown = ""
    python = piece.recipient.split(".")[0] == "python"
    kind = "code_interpreter_call" if python else "function_call"
    call = ToolCallPart(piece.name, piece.recipient[:200], arguments, kind, "completed")
    turn.parts.append(call)
    turn.say(shown)


def _canvas(arguments: str) -> tuple[str, str]:
    """The call that begins a canvas without the document, and the document."""
    try:
        about = mapping(read_json(arguments))
    except ValueError:
        return arguments, ""
    shown = document(text(about.get("name")), text(about.get("content")), text(about.get("type")))
    if not shown:
        return arguments, ""
    return json.dumps(leftover(about, "content"), ensure_ascii=False), shown


def _add_result(turn: Turn, piece: Piece, output: str, *, failed: bool = False) -> None:
    call_id = _made_by(turn, piece)
    if not any(isinstance(p, ToolCallPart) and p.call_id == call_id for p in turn.parts):
        name = text(mapping(piece.raw.get("author")).get("name")) or "tool"
        turn.parts.append(ToolCallPart(call_id, name[:200], status="completed"))
    turn.parts.append(ToolResultPart(call_id, output, failed))


def _made_by(turn: Turn, piece: Piece) -> str:
    """The call a tool's node answers: the last that waits, its own name when none does."""
    if piece.role != "tool":
        return ""
    answered = {part.call_id for part in turn.parts if isinstance(part, ToolResultPart)}
    calls = [part.call_id for part in turn.parts if isinstance(part, ToolCallPart)]
    waiting = [call_id for call_id in calls if call_id not in answered]
    return waiting[-1] if waiting else piece.name


def _add_citations(turn: Turn, piece: Piece) -> None:
    if turn.role is not Role.ASSISTANT:
        return
    cited = [_citation(mapping(raw)) for raw in listed(piece.about.get("citations"))[:_MOST_CITED]]
    for reference in map(mapping, listed(piece.about.get("content_references"))[:_MOST_CITED]):
        cited += [_source(mapping(item)) for item in listed(reference.get("items"))]
    seen = {part for part in turn.parts if isinstance(part, CitationPart)}
    for citation in cited:
        if citation is not None and citation not in seen:
            seen.add(citation)
            turn.parts.append(citation)


def _citation(raw: dict[str, Any]) -> CitationPart | None:
    about = mapping(raw.get("metadata"))
    url, name = text(about.get("url")), text(about.get("title")) or text(about.get("name"))
    if not (url or name):
        return None
    kind = "url_citation" if url else "file_citation"
    return CitationPart(kind, name, url, quote=text(about.get("text")))


def _source(raw: dict[str, Any]) -> CitationPart | None:
    url = text(raw.get("url"))
    said = text(raw.get("snippet"))
    return CitationPart("url_citation", text(raw.get("title")), url, quote=said) if url else None


def _clean(said: str, about: dict[str, Any]) -> str:
    """Without the signs only ChatGPT's own view understands; where the export says what
    stands for them, that stands there."""
    if not _MARKS.search(said):
        return said
    for raw in listed(about.get("content_references"))[:_MOST_CITED]:
        reference = mapping(raw)
        mark, words = text(reference.get("matched_text")), text(reference.get("alt"))
        if mark.strip() and "\ue200" in mark and words:
            said = said.replace(mark, words)
    return _MARKS.sub("", said)
