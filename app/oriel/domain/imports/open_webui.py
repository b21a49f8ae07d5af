"""Open WebUI's export: a list of chats, each with a history (messages by id, who answers
whom); older ones hold just a row of messages, single ones no list.
"""

from __future__ import annotations

from typing import Any

from oriel.domain.attachments import clean_name
from oriel.domain.chat_settings import USUAL_SETTINGS, ChatSettings
from oriel.domain.chats import Chat
from oriel.domain.imports.open_webui_text import add_output, add_text
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
    ErrorPart,
    FilePart,
    ImagePart,
    ToolCallPart,
    ToolResultPart,
)
from oriel.domain.stopping import StopReason
from oriel.domain.usage import Usage

_USED = (
    "id",
    "parentId",
    "childrenIds",
    "role",
    "content",
    "timestamp",
    "model",
    "modelName",
    "modelIdx",
    "done",
    "files",
    "sources",
    "citations",
    "error",
    "usage",
    "merged",
    "code_executions",
    "lastSentence",
    "models",
)
_ROLES = {"user": Role.USER, "system": Role.SYSTEM}
_MOST_TAGS = 50
_MOST_CITED = 1_000


def is_open_webui(raw: Any) -> bool:
    inner = mapping(mapping(raw).get("chat")) or mapping(raw)
    tree = mapping(inner.get("history")).get("messages")
    return isinstance(tree, dict) or isinstance(inner.get("messages"), list)


def open_webui_chat(raw: Any, assets: Assets) -> Incoming:
    """Raises NotUnderstood."""
    if not is_open_webui(raw):
        raise NotUnderstood("type", "chat")
    outer = mapping(raw)
    inner = mapping(outer.get("chat")) or outer
    messages, parents = _tree(inner)
    turns: list[Turn] = []
    for name in in_order(parents):
        turns += _turns(name, parents[name], messages[name], assets)
    if not turns:
        raise NotUnderstood("empty", "messages")
    turns[0].rest += _beside(outer, inner)
    named = identifier(mapping(inner.get("history")).get("currentId"))
    leaf = named or (turns[-1].id if not mapping(inner.get("history")) else None)
    folder = title(mapping(outer.get("folder")).get("name"))
    chat = _chat(outer, inner, turns)
    return incoming(Source.OPEN_WEBUI, chat, turns, leaf, (folder,) if folder else ())


def _tree(inner: dict[str, Any]) -> tuple[dict[str, dict[str, Any]], dict[str, str | None]]:
    """The messages by id, and the parent of each."""
    known = mapping(mapping(inner.get("history")).get("messages"))
    if not known:
        return _row(listed(inner.get("messages")))
    tree = {identifier(name) or derived(name): mapping(raw) for name, raw in known.items()}
    parents = {name: identifier(raw.get("parentId")) or None for name, raw in tree.items()}
    return {name: raw for name, raw in tree.items() if raw}, {
        name: parent for name, parent in parents.items() if tree[name]
    }


def _row(given: list[Any]) -> tuple[dict[str, dict[str, Any]], dict[str, str | None]]:
    """Messages that name no parents: each follows the one before."""
    row: dict[str, dict[str, Any]] = {}
    for at, raw in enumerate(given):
        message = {"role": "user", "content": raw} if isinstance(raw, str) else mapping(raw)
        name = identifier(message.get("id")) or f"message-{at}"
        if message:
            row[name if name not in row else derived(name, str(at))] = message
    before: list[str | None] = [None, *row]
    return row, dict(zip(row, before, strict=False))


def _chat(outer: dict[str, Any], inner: dict[str, Any], turns: list[Turn]) -> Chat:
    times = [turn.created_at for turn in turns if turn.created_at]
    begun = seconds(outer.get("created_at")) or seconds(inner.get("timestamp"))
    begun = begun or min(times, default=1.0)
    changed = seconds(outer.get("updated_at")) or max(times, default=begun)
    own = identifier(outer.get("id")) or identifier(inner.get("id"))
    own = own or derived("open_webui", *(f"{turn.id} {turn.created_at}" for turn in turns))
    system = text(mapping(inner.get("params")).get("system")) or text(inner.get("system"))
    return Chat(
        id=own,
        title=title(outer.get("title")) or title(inner.get("title")),
        created_at=begun,
        updated_at=changed,
        pinned=outer.get("pinned") is True,
        archived_at=changed if outer.get("archived") is True else None,
        tags=_tags(outer, inner),
        settings=ChatSettings(instructions=system) if system else USUAL_SETTINGS,
        origin=f"{Source.OPEN_WEBUI}:{own}",
    )


def _tags(outer: dict[str, Any], inner: dict[str, Any]) -> tuple[str, ...]:
    found = [*listed(mapping(outer.get("meta")).get("tags")), *listed(inner.get("tags"))]
    names = (title(text(tag) or mapping(tag).get("name"))[:60] for tag in found[:_MOST_TAGS])
    return tuple(dict.fromkeys(name for name in names if name))


def _beside(outer: dict[str, Any], inner: dict[str, Any]) -> list[dict[str, Any]]:
    """What belongs to the chat and not to one of its messages."""
    rest = leftover(inner, "id", "title", "models", "history", "messages", "tags", "timestamp")
    about = leftover(mapping(outer.get("meta")), "tags")
    kept = leftover(
        {
            "chat": rest
            if inner is not outer
            else leftover(rest, "pinned", "archived", "created_at", "updated_at", "meta"),
            "meta": about,
            "folder_id": text(outer.get("folder_id")),
        }
    )
    return [kept] if kept else []


def _turns(name: str, parent: str | None, raw: dict[str, Any], assets: Assets) -> list[Turn]:
    """One message, and besides it what its model made of the answers of several."""
    role = _ROLES.get(text(raw.get("role")), Role.ASSISTANT)
    turn = Turn(name, parent, role, created_at=seconds(raw.get("timestamp")))
    rest = leftover(raw, *_USED)
    turn.model = (text(raw.get("model")) or text(raw.get("modelName")))[:200]
    if kept := add_text(turn, raw.get("content")):
        rest["content"] = kept
    if not turn.parts and add_output(turn, listed(raw.get("output"))):
        rest.pop("output", None)
    for each in listed(raw.get("files")):
        _add_file(turn, each, assets)
    for each in listed(raw.get("code_executions")):
        _add_code(turn, mapping(each))
    for each in [*listed(raw.get("sources")), *listed(raw.get("citations"))][:_MOST_CITED]:
        _add_source(turn, mapping(each))
    _end(turn, raw)
    if rest:
        turn.rest.append(rest)
    merged = text(mapping(raw.get("merged")).get("content"))
    if not merged:
        return [turn]
    other = Turn(derived(name, "merged"), parent, role, created_at=turn.created_at)
    other.model = turn.model
    other.say(merged)
    return [turn, other]


def _end(turn: Turn, raw: dict[str, Any]) -> None:
    if turn.role is not Role.ASSISTANT:
        return
    turn.usage = _usage(mapping(raw.get("usage")) or mapping(raw.get("info")))
    error = raw.get("error")
    if error not in (None, False, "", {}):
        said = (
            text(error)
            or text(mapping(error).get("content"))
            or text(mapping(error).get("message"))
        )
        facts = {"message": said} if said else {"detail": str(error)[:2_000]}
        turn.parts.append(ErrorPart("turn_failed", facts, retryable=True))
        turn.stop_reason = StopReason.FAILED
    elif raw.get("done") is False:
        turn.stop_reason = StopReason.INTERRUPTED


def _usage(raw: dict[str, Any]) -> Usage | None:
    taken = count_of(
        raw.get("prompt_tokens") or raw.get("input_tokens") or raw.get("prompt_eval_count")
    )
    given = count_of(
        raw.get("completion_tokens") or raw.get("output_tokens") or raw.get("eval_count")
    )
    if not (taken or given):
        return None
    return Usage(taken, given, count_of(raw.get("total_tokens")) or taken + given)


def _add_file(turn: Turn, raw: Any, assets: Assets) -> None:
    about = mapping(raw)
    inner = mapping(about.get("file"))
    url = text(about.get("url")) or (text(raw) if isinstance(raw, str) else "")
    own = text(about.get("id")) or text(inner.get("id"))
    name = text(about.get("name")) or text(inner.get("filename")) or text(inner.get("name"))
    said = text(mapping(inner.get("data")).get("content")) or text(about.get("content"))
    if text(about.get("type")) == "image" or url.startswith("data:image/"):
        _add_picture(turn, url, own, name, assets)
    elif asset := assets.find(*filter(None, (own, name))):
        turn.parts.append(attached(name or asset.name, asset.content))
    elif said:
        turn.parts.append(written(name or "document.txt", said))
    elif name or own or url:
        size = count_of(about.get("size") or mapping(inner.get("meta")).get("size"))
        turn.parts.append(FilePart(clean_name(name or own or url), size=size))
        turn.rest.append({"file": about})


def _add_picture(turn: Turn, url: str, own: str, name: str, assets: Assets) -> None:
    if url.startswith("data:"):
        turn.parts.append(ImagePart(data_uri=url, alt=clean_name(name) if name else ""))
    elif url.startswith(("https://", "http://")):
        turn.parts.append(ImagePart(url=url, alt=clean_name(name) if name else ""))
    elif asset := assets.find(*filter(None, (own, name, url))):
        turn.parts.append(attached(name or asset.name, asset.content))
    elif own or name or url:
        turn.parts.append(FilePart(clean_name(name or own or url)))
        turn.rest.append({"file": {"id": own, "name": name, "url": url}})


def _add_code(turn: Turn, raw: dict[str, Any]) -> None:
    own = identifier(raw.get("id")) or f"code-{len(turn.parts)}"
    name = text(raw.get("name"))[:200] or "code"
    code, result = text(raw.get("code")), mapping(raw.get("result"))
    turn.parts.append(ToolCallPart(own, name, code, "code_interpreter_call", "completed"))
    error = text(result.get("error"))
    output = "\n".join(filter(None, (text(result.get("output")), error)))
    if output:
        turn.parts.append(ToolResultPart(own, output, bool(error)))


def _add_source(turn: Turn, raw: dict[str, Any]) -> None:
    """One source with the passages of it that were used."""
    about = mapping(raw.get("source"))
    name, url = text(about.get("name")), text(about.get("url"))
    quotes, facts = listed(raw.get("document")), listed(raw.get("metadata"))
    for at in range(max(1, min(len(quotes), _MOST_CITED))):
        fact = mapping(facts[at]) if at < len(facts) else {}
        quote = text(quotes[at]) if at < len(quotes) else ""
        where = url or text(fact.get("source")) or text(fact.get("url"))
        link = where if where.startswith(("http://", "https://")) else ""
        shown = name or text(fact.get("name")) or text(fact.get("title")) or where
        kind = "url_citation" if link else "file_citation"
        turn.parts.append(CitationPart(kind, shown, link, quote=quote))
