"""Output items and annotations as parts: what the service sends, in the words of the domain."""

from __future__ import annotations

import json
from typing import Any

from oriel.domain.parts import (
    CitationPart,
    Part,
    ReasoningPart,
    RefusalPart,
    TextPart,
    ToolCallPart,
    ToolResultPart,
)
from oriel.domain.usage import Usage

Json = dict[str, Any]
# A call's own words are under a different name in each kind of item.
_ARGUMENTS = ("arguments", "input", "code", "queries", "action", "tools")
WAITS_FOR_US = ("function_call", "custom_tool_call", "mcp_approval_request")


def word(value: Any) -> str:
    """A value as text; anything but text is none."""
    return value if isinstance(value, str) else ""


def count(value: Any, default: int = 0) -> int:
    return value if isinstance(value, int) and not isinstance(value, bool) else default


def listed(value: Any) -> list[Json]:
    """The objects in a list, whatever else the service put there."""
    return [v for v in value if isinstance(v, dict)] if isinstance(value, list) else []


def is_call(item: Json) -> bool:
    kind = word(item.get("type"))
    return kind.endswith("_call") or kind in ("mcp_approval_request", "mcp_list_tools")


def parts_of(items: list[Json]) -> tuple[Part, ...]:
    """The parts of `response.output`; items without words of their own (compaction) have none."""
    return tuple(part for item in items for part in _parts(item))


def _parts(item: Json) -> list[Part]:
    kind = item.get("type")
    if kind == "message":
        return [part for piece in listed(item.get("content")) for part in _content(piece)]
    if kind == "reasoning":
        return _reasoning(item)
    if is_call(item) and kind != "mcp_list_tools":
        return [call_part(item), *_results(item)]
    return []


def _content(piece: Json) -> list[Part]:
    if piece.get("type") == "refusal":
        return [RefusalPart(word(piece.get("refusal")))]
    text = word(piece.get("text"))
    citations = [citation(raw) for raw in listed(piece.get("annotations"))]
    return [TextPart(text), *citations] if text else [*citations]


def _reasoning(item: Json) -> list[Part]:
    pieces = listed(item.get("summary")) + listed(item.get("content"))
    return [ReasoningPart(text) for piece in pieces if (text := word(piece.get("text")))]


def call_part(item: Json) -> ToolCallPart:
    kind = word(item.get("type"))
    return ToolCallPart(
        call_id=word(item.get("call_id")) or word(item.get("id")),
        name=word(item.get("name")) or kind.removesuffix("_call"),
        arguments=call_arguments(item),
        kind=kind,
        status=word(item.get("status")),
    )


def call_arguments(item: Json) -> str:
    found = next((item[name] for name in _ARGUMENTS if item.get(name)), "")
    return found if isinstance(found, str) else json.dumps(found, ensure_ascii=False)


def _results(item: Json) -> list[Part]:
    call_id = word(item.get("call_id")) or word(item.get("id"))
    if item.get("type") == "mcp_call" and (item.get("output") or item.get("error")):
        failed = bool(item.get("error"))
        said = item["error"] if failed else item["output"]
        text = said if isinstance(said, str) else json.dumps(said, ensure_ascii=False)
        return [ToolResultPart(call_id, text, failed)]
    logs = "".join(word(output.get("logs")) for output in listed(item.get("outputs")))
    return [ToolResultPart(call_id, logs)] if logs else []


def citation(raw: Json) -> CitationPart:
    """An annotation; Chat Completions nests its fields under the type's own name."""
    kind = word(raw.get("type"))
    inner = raw.get(kind)
    fields: Json = inner if isinstance(inner, dict) else raw
    start = count(fields.get("start_index", fields.get("index")), -1)
    return CitationPart(
        kind=kind,
        title=word(fields.get("title")) or word(fields.get("filename")),
        url=word(fields.get("url")),
        file_id=word(fields.get("file_id")),
        container_id=word(fields.get("container_id")),
        start=start,
        end=count(fields.get("end_index"), start),
        quote=word(fields.get("quote")),
    )


def usage_of(raw: Any) -> Usage | None:
    """Token counts in either API's names; None when there are none."""
    if not isinstance(raw, dict):
        return None
    into = count(raw.get("input_tokens", raw.get("prompt_tokens")))
    out = count(raw.get("output_tokens", raw.get("completion_tokens")))
    return Usage(
        input_tokens=into,
        output_tokens=out,
        total_tokens=count(raw.get("total_tokens"), into + out),
        cached_tokens=_detail(raw, ("input_tokens_details", "prompt_tokens_details"), "cached"),
        reasoning_tokens=_detail(
            raw, ("output_tokens_details", "completion_tokens_details"), "reasoning"
        ),
    )


def _detail(raw: Json, names: tuple[str, str], what: str) -> int:
    found: Json = next((raw[name] for name in names if isinstance(raw.get(name), dict)), {})
    return count(found.get(f"{what}_tokens"))
