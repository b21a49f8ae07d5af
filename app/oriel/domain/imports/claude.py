"""Claude's export (conversations.json): messages of content blocks, in one row or, where they
name their parents, a tree.
"""

from __future__ import annotations

import json
from typing import Any

from oriel.domain.attachments import clean_name
from oriel.domain.chats import Chat
from oriel.domain.imports.documents import document, say_with_tags
from oriel.domain.imports.turns import Turn, in_order, incoming
from oriel.domain.imports.values import (
    Assets,
    Incoming,
    NotUnderstood,
    Source,
    attached,
    count_of,
    derived,
    identifier,
    leftover,
    listed,
    mapping,
    seconds,
    text,
    title,
    written,
)
from oriel.domain.messages import Role
from oriel.domain.parts import (
    CitationPart,
    FilePart,
    ImagePart,
    ItemPart,
    ReasoningPart,
    ToolCallPart,
    ToolResultPart,
)
from oriel.domain.stopping import StopReason

_USED = (
    "uuid",
    "text",
    "content",
    "sender",
    "created_at",
    "updated_at",
    "attachments",
    "files",
    "files_v2",
    "parent_message_uuid",
    "index",
    "truncated",
    "model",
    "stop_reason",
)
_ROLES = {"human": Role.USER, "user": Role.USER, "system": Role.SYSTEM}
_ENDS = {"max_tokens": StopReason.LENGTH, "user_canceled": StopReason.STOPPED}
_SAID = (
    "type",
    "text",
    "thinking",
    "start_timestamp",
    "stop_timestamp",
    "id",
    "name",
    "input",
    "tool_use_id",
    "content",
    "is_error",
    "citations",
)
_QUIET = ("token_budget",)


def is_claude(raw: Any) -> bool:
    return isinstance(raw, dict) and isinstance(raw.get("chat_messages"), list)


def claude_chat(raw: Any, assets: Assets) -> Incoming:
    """Raises NotUnderstood."""
    if not is_claude(raw):
        raise NotUnderstood("type", "chat_messages")
    messages = _messages(raw)
    parents = _parents(messages)
    turns = {
        name: _turn(name, parents[name], messages[name], raw, assets) for name in in_order(parents)
    }
    if not turns:
        raise NotUnderstood("empty", "chat_messages")
    if summary := text(raw.get("summary")):
        next(iter(turns.values())).rest.append({"summary": summary})
    chat = _chat(raw, list(turns.values()))
    project = title(mapping(raw.get("project")).get("name"))
    leaf = identifier(raw.get("current_leaf_message_uuid")) or _last(messages)
    folder = (project,) if project else ()
    return incoming(Source.CLAUDE, chat, turns.values(), leaf, folder)


def _messages(raw: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """By id, in their order; one without an id by its place."""
    found: dict[str, dict[str, Any]] = {}
    for at, each in enumerate(raw["chat_messages"]):
        if not isinstance(each, dict):
            continue
        name = identifier(each.get("uuid")) or f"message-{at}"
        while name in found:  # two of one id: both are kept
            name = derived(name, str(at))
        found[name] = each
    return found


def _parents(messages: dict[str, dict[str, Any]]) -> dict[str, str | None]:
    """Where no message names a parent, each follows the one before. A parent that is not
    there is the beginning: Claude names one for the first message."""
    named = {name: identifier(raw.get("parent_message_uuid")) for name, raw in messages.items()}
    if not any(named.values()):
        names: list[str | None] = [None, *messages]
        return dict(zip(messages, names, strict=False))
    return {name: parent if parent in messages else None for name, parent in named.items()}


def _last(messages: dict[str, dict[str, Any]]) -> str | None:
    """Without a tree the last message as they stand, whatever their times say."""
    branched = any(identifier(raw.get("parent_message_uuid")) for raw in messages.values())
    return None if branched else next(reversed(messages), None)


def _chat(raw: dict[str, Any], turns: list[Turn]) -> Chat:
    times = [turn.created_at for turn in turns if turn.created_at]
    begun = seconds(raw.get("created_at")) or min(times, default=1.0)
    changed = seconds(raw.get("updated_at")) or max(times, default=begun)
    own = identifier(raw.get("uuid")) or derived("claude", *(turn.id for turn in turns))
    return Chat(
        id=own,
        title=title(raw.get("name")),
        created_at=begun,
        updated_at=changed,
        pinned=raw.get("is_starred") is True,
        origin=f"{Source.CLAUDE}:{own}",
    )


def _turn(
    name: str, parent: str | None, raw: dict[str, Any], chat: dict[str, Any], assets: Assets
) -> Turn:
    role = _ROLES.get(text(raw.get("sender")), Role.ASSISTANT)
    turn = Turn(name, parent, role, created_at=seconds(raw.get("created_at")))
    rest = leftover(raw, *_USED)
    blocks = [_add_block(turn, mapping(block), assets) for block in listed(raw.get("content"))]
    if kept := [block for block in blocks if block]:
        rest["content"] = kept
    said = text(raw.get("text"))
    if said.strip() and not any(hasattr(part, "text") for part in turn.parts):
        say_with_tags(turn, said)
    elif said.strip() and " ".join(said.split()) not in _all_text(turn):
        rest["text"] = said
    for each in listed(raw.get("attachments")):
        _add_attachment(turn, mapping(each))
    _add_files(turn, raw, assets)
    if role is Role.ASSISTANT:
        turn.model = text(raw.get("model") or chat.get("model"))[:200]
        turn.stop_reason = _ENDS.get(text(raw.get("stop_reason")), StopReason.FINISHED)
    if rest:
        turn.rest.append(rest)
    return turn


def _all_text(turn: Turn) -> str:
    said = "".join(str(getattr(part, "text", "")) for part in turn.parts)
    return " ".join(said.split())


def _add_block(turn: Turn, block: dict[str, Any], assets: Assets) -> dict[str, Any]:
    """One block of content; what of it has no part."""
    kind = text(block.get("type"))
    match kind:
        case "text" | "voice_note":
            words = (text(block.get("title")), text(block.get("text")))
            say_with_tags(turn, "\n\n".join(filter(None, words)))
            for raw in listed(block.get("citations")):
                _add_citation(turn, mapping(raw))
        case "thinking":
            if said := text(block.get("thinking")):
                turn.parts.append(ReasoningPart(said))
        case "tool_use":
            _add_call(turn, block)
        case "tool_result":
            _add_result(turn, block, assets)
        case "image":
            _add_picture(turn, block, assets)
        case _ if kind in _QUIET:
            return {}
        case _ if block:
            turn.say(text(block.get("text")))
            turn.parts.append(ItemPart(kind[:60] or "block", block))
            return {}
    used = (*_SAID, *(() if block.get("input") else ("input_json",)))
    if rest := leftover(block, *used, *(("title",) if kind == "voice_note" else ())):
        return {"type": kind, **rest}
    return {}


def _add_citation(turn: Turn, raw: dict[str, Any]) -> None:
    about = mapping(raw.get("details"))
    url = text(about.get("url")) or text(raw.get("url"))
    name = text(raw.get("title")) or text(about.get("title"))
    if url or name:
        turn.parts.append(
            CitationPart("url_citation", name, url, quote=text(raw.get("cited_text")))
        )


def _add_call(turn: Turn, block: dict[str, Any]) -> None:
    given = block.get("input") or text(block.get("input_json")) or {}
    shown = ""
    if text(block.get("name")) == "artifacts" and (about := mapping(given)):
        kind, language = text(about.get("type")), text(about.get("language"))
        shown = document(text(about.get("title")), text(about.get("content")), kind, language)
        given = leftover(about, "content") if shown else given
    arguments = given if isinstance(given, str) else json.dumps(given, ensure_ascii=False)
    own = identifier(block.get("id")) or f"call-{len(turn.parts)}"
    name = text(block.get("name"))[:200] or "tool"
    turn.parts.append(ToolCallPart(own, name, arguments, status="completed"))
    turn.say(shown)


def _add_result(turn: Turn, block: dict[str, Any], assets: Assets) -> None:
    calls = [part.call_id for part in turn.parts if isinstance(part, ToolCallPart)]
    own = identifier(block.get("tool_use_id")) or (
        calls[-1] if calls else f"call-{len(turn.parts)}"
    )
    if own not in calls:
        name = text(block.get("name"))[:200] or "tool"
        turn.parts.append(ToolCallPart(own, name, status="completed"))
    given = block.get("content")
    words = [given] if isinstance(given, str) else [_said(each) for each in listed(given)]
    output = "\n\n".join(filter(None, words))
    turn.parts.append(ToolResultPart(own, output, block.get("is_error") is True))
    for each in listed(given):
        if text(mapping(each).get("type")) == "image":
            _add_picture(turn, mapping(each), assets)


def _said(raw: Any) -> str:
    """A block of a result: its words, or all of it where it has more than words."""
    block = mapping(raw)
    if text(block.get("type")) == "text" and set(block) <= {"type", "text", "uuid"}:
        return text(block.get("text"))
    return json.dumps(raw, ensure_ascii=False, indent=2) if raw else ""


def _add_picture(turn: Turn, block: dict[str, Any], assets: Assets) -> None:
    about = mapping(block.get("source"))
    name = text(block.get("file_uuid")) or text(about.get("file_uuid"))
    if text(about.get("type")) == "base64" and text(about.get("data")):
        kind = text(about.get("media_type")) or "image/png"
        turn.parts.append(ImagePart(data_uri=f"data:{kind};base64,{about['data']}"))
    elif name and (asset := assets.find(name)):
        turn.parts.append(attached(asset.name, asset.content))
    elif name:
        turn.parts.append(FilePart(clean_name(name)))


def _add_attachment(turn: Turn, about: dict[str, Any]) -> None:
    """A text that was pasted or read out of a file. Pasted ones have no name."""
    name = text(about.get("file_name")) or "pasted.txt"
    if said := text(about.get("extracted_content")):
        turn.parts.append(written(name, said))
    else:
        turn.parts.append(FilePart(clean_name(name), size=count_of(about.get("file_size"))))


def _add_files(turn: Turn, raw: dict[str, Any], assets: Assets) -> None:
    seen: set[str] = set()
    for each in (*listed(raw.get("files")), *listed(raw.get("files_v2"))):
        about = mapping(each)
        name = text(about.get("file_name")) or text(about.get("file_uuid"))
        own = text(about.get("file_uuid")) or name
        if not name or own in seen:
            continue
        seen.add(own)
        if asset := assets.find(own, name):
            turn.parts.append(attached(name, asset.content))
        else:
            turn.parts.append(FilePart(clean_name(name), size=count_of(about.get("file_size"))))
