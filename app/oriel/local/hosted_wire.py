"""Hosted moves to the Responses API: each an item that is opened, worked on and closed.

The events follow the service's order: what comes between `output_item.added` and
`output_item.done` is made here, without sequence numbers.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from oriel.local.hosted import (
    AskLeave,
    CallCustom,
    CallServer,
    Compact,
    DrawImage,
    Hosted,
    ListTools,
    Opaque,
    RunCode,
    SearchFiles,
    SearchWeb,
)
from oriel.local.ids import new_id

Event = dict[str, Any]
_PIECE = 12  # characters of arguments in one delta


def blank(move: Hosted) -> dict[str, Any]:
    """The item as it is when its work begins."""
    working = {"status": "in_progress"}
    match move:
        case SearchFiles():
            return _item("fs", "file_search_call", **working, queries=[], results=None)
        case SearchWeb(query):
            action = {"type": "search", "query": query}
            return _item("ws", "web_search_call", **working, action=action)
        case RunCode():
            place = {"container_id": move.container_id, "code": "", "outputs": None}
            return _item("ci", "code_interpreter_call", **working, **place)
        case DrawImage():
            return _item("ig", "image_generation_call", **working, result=None)
        case ListTools(label):
            return _item("mcpl", "mcp_list_tools", server_label=label, tools=[], error=None)
        case CallServer():
            return _item("mcp", "mcp_call", **working, **_server_call(move))
        case AskLeave(label, name, arguments):
            call = {"server_label": label, "name": name, "arguments": arguments}
            return _item("mcpr", "mcp_approval_request", **call)
        case CallCustom(name):
            call = {"call_id": new_id("call"), "name": name, "input": ""}
            return _item("ctc", "custom_tool_call", **working, **call)
        case Compact(content):
            return _item("cmp", "compaction", encrypted_content=content)
        case Opaque(item):
            return {"id": new_id("item"), **item}


def working(move: Hosted, place: Event) -> list[Event]:
    """The events from the opening of the item until its work is done."""
    match move:
        case SearchFiles():
            return _states(place, "file_search_call", "in_progress", "searching")
        case SearchWeb():
            return _states(place, "web_search_call", "in_progress", "searching")
        case RunCode(code):
            written = _written(place, "code_interpreter_call_code", "code", code)
            first = _states(place, "code_interpreter_call", "in_progress")
            return [*first, *written, *_states(place, "code_interpreter_call", "interpreting")]
        case DrawImage():
            states = _states(place, "image_generation_call", "in_progress", "generating")
            return [*states, *_partial(move, place)]
        case ListTools():
            return _states(place, "mcp_list_tools", "in_progress")
        case CallServer():
            written = _written(place, "mcp_call_arguments", "arguments", move.arguments)
            return [*_states(place, "mcp_call", "in_progress"), *written]
        case CallCustom():
            return _written(place, "custom_tool_call_input", "input", move.input)
        case Compact():
            return _states(place, "compaction", "compacting")
        case AskLeave() | Opaque():
            return []


def finish(move: Hosted, item: dict[str, Any], include: Iterable[str], place: Event) -> list[Event]:
    """Fills the item with what came of the work; the events that tell of it."""
    match move:
        case SearchFiles():
            shown = "file_search_call.results" in include
            item.update(queries=[*move.queries], results=_hits(move) if shown else None)
        case SearchWeb():
            _fill_search(move, item, include)
        case RunCode():
            shown = "code_interpreter_call.outputs" in include
            item.update(code=move.code, outputs=_outputs(move) if shown else None)
        case DrawImage():
            item.update(_drawn(move))
        case ListTools():
            item.update(tools=[dict(tool) for tool in move.tools], error=move.error or None)
        case CallServer():
            item.update(arguments=move.arguments, output=move.output or None)
            item["error"] = _execution_error(move.error) if move.error else None
        case CallCustom():
            item["input"] = move.input
        case AskLeave() | Compact() | Opaque():
            return []
    error = getattr(move, "error", "")
    if "status" in item:
        item["status"] = "failed" if error else "completed"
    if isinstance(move, CallCustom):
        return []
    ended = "failed" if error and not isinstance(move, RunCode) else "completed"
    return _states(place, item["type"], ended)


def _item(prefix: str, kind: str, **fields: Any) -> dict[str, Any]:
    return {"id": new_id(prefix), "type": kind, **fields}


def _server_call(move: CallServer) -> dict[str, Any]:
    return {
        "server_label": move.server_label,
        "name": move.name,
        "arguments": "",
        "output": None,
        "error": None,
        "approval_request_id": move.approval_request_id,
    }


def _states(place: Event, kind: str, *states: str) -> list[Event]:
    return [{"type": f"response.{kind}.{state}", **place} for state in states]


def _written(place: Event, kind: str, name: str, text: str) -> list[Event]:
    pieces = [text[at : at + _PIECE] for at in range(0, len(text), _PIECE)]
    deltas = [{"type": f"response.{kind}.delta", **place, "delta": piece} for piece in pieces]
    return [*deltas, {"type": f"response.{kind}.done", **place, name: text}]


def _partial(move: DrawImage, place: Event) -> list[Event]:
    look = {"output_format": "png", "size": move.size, "quality": "low", "background": "opaque"}
    event = {"type": "response.image_generation_call.partial_image", **place, **look}
    return [
        {**event, "partial_image_index": n, "partial_image_b64": image}
        for n, image in enumerate(move.partial)
    ]


def _hits(move: SearchFiles) -> list[dict[str, Any]]:
    return [
        {
            "file_id": hit.file_id,
            "filename": hit.filename,
            "score": hit.score,
            "text": hit.text,
            "attributes": dict(hit.attributes),
        }
        for hit in move.hits
    ]


def _fill_search(move: SearchWeb, item: dict[str, Any], include: Iterable[str]) -> None:
    if "web_search_call.action.sources" in include:
        item["action"]["sources"] = [{"type": "url", "url": one.url} for one in move.sources]
    if "web_search_call.results" in include:
        item["results"] = [{"url": one.url, "title": one.title} for one in move.sources]


def _outputs(move: RunCode) -> list[dict[str, Any]]:
    logs = [{"type": "logs", "logs": move.error or move.logs}]
    return [*logs, {"type": "image", "url": move.image}] if move.image else logs


def _drawn(move: DrawImage) -> dict[str, Any]:
    look = {"output_format": "png", "size": move.size, "quality": "low", "background": "opaque"}
    return {"result": move.image, "revised_prompt": move.prompt, "action": "generate", **look}


def _execution_error(said: str) -> dict[str, Any]:
    content = [{"type": "text", "text": said}]
    return {"type": "mcp_tool_execution_error", "content": content}
