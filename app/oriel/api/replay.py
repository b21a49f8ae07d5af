"""What was said before as input items of POST /responses.

An answer goes back as the service gave it, item by item, to the place it came from; to
any other place only its words and the functions that were called.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from oriel.api.items import Json, listed, word
from oriel.domain.messages import Message, Role
from oriel.domain.parts import (
    DecisionPart,
    FilePart,
    ImagePart,
    Part,
    RefusalPart,
    TextPart,
    ToolCallPart,
    ToolResultPart,
)

_CALLS = ("function_call", "custom_tool_call", "mcp_approval_request")
# A service refuses these without what they waited for. The machines are the service's
# own here: Oriel offers none.
_MACHINES = ("shell_call", "local_shell_call", "apply_patch_call", "computer_call")


@dataclass(frozen=True, slots=True)
class Place:
    """Where items are sent to: whose own items may go back as they were."""

    connection_id: str = ""
    model: str = ""


@dataclass(frozen=True, slots=True)
class _Answered:
    """The ids of functions that have their result, and of all that waits for nothing."""

    functions: set[str]
    all: set[str]


def input_items(messages: Iterable[Message], place: Place) -> list[Json]:
    """The items of a path of messages, root first; system turns go into `instructions`.

    What lies before the newest compaction is inside it, and left out (oci-api.md 5).
    """
    path = [*messages]
    answered = _Answered(answered_calls(path), _settled(path))
    items = [item for message in path for item in _items(message, place, answered)]
    folded = [n for n, item in enumerate(items) if item.get("type") == "compaction"]
    return items[folded[-1] :] if folded else items


def result_items(message: Message) -> list[Json]:
    """What this side adds to an answer: results of calls, words on approvals."""
    return [item for part in message.parts if (item := _ours(part))]


def _items(message: Message, place: Place, answered: _Answered) -> list[Json]:
    match message.role:
        case Role.SYSTEM:
            return []
        case Role.ASSISTANT:
            return [*_answer(message, place, answered)]
    items = result_items(message)
    content = [piece for part in message.parts if (piece := _input(part))]
    return [*items, {"type": "message", "role": "user", "content": content}] if content else items


def _answer(message: Message, place: Place, answered: _Answered) -> Iterator[Json]:
    kept = listed(message.provider.get("output"))
    if not kept or not place.connection_id or message.connection_id != place.connection_id:
        yield from _in_words(message, answered.functions)
        return
    same_model = (message.provider.get("asked") or message.model) == place.model
    given = _given(message)
    for item in _with_results(kept, given):
        if again := _again(item, answered.all, same_model=same_model):
            yield again


def _given(message: Message) -> dict[str, list[Json]]:
    """By call, what this side gave to an answer's calls and approvals; several in their
    order, where the service has used an id again."""
    found: dict[str, list[Json]] = {}
    for part in message.parts:
        if isinstance(part, ToolResultPart | DecisionPart) and (item := _ours(part)):
            found.setdefault(part.call_id, []).append(item)
    return found


def _with_results(kept: list[Json], given: dict[str, list[Json]]) -> Iterator[Json]:
    """The service's items with what was given to them, behind each run of calls."""
    there = {word(item.get("call_id")) for item in kept if _is_output(item)}
    waiting: list[Json] = []
    for item in kept:
        called = word(item.get("type")) in _CALLS
        if not called:
            yield from waiting
            waiting = []
        yield item
        call_id = _call_id(item)
        if called and given.get(call_id) and call_id not in there:
            waiting.append(_fitting(given[call_id].pop(0), item))
    yield from waiting


def _is_output(item: Json) -> bool:
    return word(item.get("type")).endswith("_output")


def _fitting(result: Json, call: Json) -> Json:
    if call.get("type") == "custom_tool_call":
        return {**result, "type": "custom_tool_call_output"}
    return result


def _settled(messages: Iterable[Message]) -> set[str]:
    """The ids of the calls that have what they waited for, whoever gave it."""
    found: set[str] = set()
    for message in messages:
        given = (ToolResultPart, DecisionPart)
        found |= {part.call_id for part in message.parts if isinstance(part, given)}
        kept = listed(message.provider.get("output"))
        found |= {_call_id(item) for item in kept if _is_output(item)}
    return found


def _call_id(item: Json) -> str:
    return word(item.get("call_id")) or word(item.get("id"))


def _again(item: Json, answered: set[str], *, same_model: bool) -> Json | None:
    """An item the service sent, as it takes it back."""
    kind = word(item.get("type"))
    # A call that was stopped before its result came. An older shell's output names the
    # call's item instead.
    if kind in (*_CALLS, *_MACHINES) and not answered & {_call_id(item), word(item.get("id"))}:
        return None
    match kind:
        case "message":
            return _message_again(item)
        case "function_call" | "custom_tool_call":
            # Without `id`: Gemini behind OCI refuses replayed calls that carry one.
            return _without(item, "id", "status")
        case "reasoning":
            # Without its sealed content the service would look for an item it never kept.
            sealed = same_model and item.get("encrypted_content")
            return _without(item, "status") if sealed else None
    return item if kind else None


def _without(item: Json, *names: str) -> Json:
    """An item without these fields and without what is null, which is said but not heard."""
    return {n: v for n, v in item.items() if n not in names and v is not None}


def _message_again(item: Json) -> Json | None:
    content = [piece for raw in listed(item.get("content")) if (piece := _piece(raw))]
    if not content:
        return None
    made: Json = {"type": "message", "role": "assistant", "content": content}
    return {**made, "phase": item["phase"]} if item.get("phase") else made


def _piece(raw: Json) -> Json | None:
    if refused := word(raw.get("refusal")):
        return {"type": "refusal", "refusal": refused}
    text = word(raw.get("text"))
    return {"type": "output_text", "text": text} if text else None


def _in_words(message: Message, answered: set[str]) -> list[Json]:
    """An answer of elsewhere: words gathered in messages, calls as items."""
    items: list[Json] = []
    for part in message.parts:
        if isinstance(part, ToolCallPart) and part.call_id in answered:
            items.append(_call(part))
        elif isinstance(part, ToolResultPart) and part.call_id in answered:
            items.append(_result(part))
        elif piece := _output(part):
            if not items or items[-1]["type"] != "message":
                items.append({"type": "message", "role": "assistant", "content": []})
            items[-1]["content"].append(piece)
    return items


def answered_calls(messages: Iterable[Message]) -> set[str]:
    """The ids of the calls of functions whose results are there."""
    parts = [part for message in messages for part in message.parts]
    kinds = ("function_call", "custom_tool_call")
    called = {p.call_id for p in parts if isinstance(p, ToolCallPart) and p.kind in kinds}
    return called & {p.call_id for p in parts if isinstance(p, ToolResultPart)}


def _input(part: Part) -> Json | None:
    match part:
        case TextPart(text) if text:
            return {"type": "input_text", "text": text}
        case ImagePart(file_id=file_id) if file_id:
            return {"type": "input_image", "detail": "auto", "file_id": file_id}
        case ImagePart(data_uri, url):
            return {"type": "input_image", "detail": "auto", "image_url": data_uri or url}
        case FilePart(file_id=file_id) if file_id:
            return {"type": "input_file", "file_id": file_id}
        case FilePart(filename, data_uri=data_uri) if data_uri:
            return {"type": "input_file", "filename": filename, "file_data": data_uri}
    return None


def _output(part: Part) -> Json | None:
    match part:
        case TextPart(text) if text:
            return {"type": "output_text", "text": text}
        case RefusalPart(text) if text:
            return {"type": "refusal", "refusal": text}
    return None


def _ours(part: Part) -> Json | None:
    match part:
        case ToolResultPart():
            return _result(part)
        case DecisionPart(call_id, approved, reason):
            said = {"type": "mcp_approval_response", "approval_request_id": call_id}
            return {**said, "approve": approved, **({"reason": reason} if reason else {})}
    return None


def _call(part: ToolCallPart) -> Json:
    return {
        "type": "function_call",
        "call_id": part.call_id,
        "name": part.name,
        "arguments": function_arguments(part),
    }


def function_arguments(call: ToolCallPart) -> str:
    """A call's arguments as every service takes them: a JSON object, even where the
    model gave none, or plain text to a custom tool."""
    if call.kind == "custom_tool_call":
        return json.dumps({"input": call.arguments}, ensure_ascii=False)
    return call.arguments or "{}"


def _result(part: ToolResultPart) -> Json:
    return {"type": "function_call_output", "call_id": part.call_id, "output": part.output}
