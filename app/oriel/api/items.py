"""Output items and annotations as parts: what the service sends, in the words of the domain."""

from __future__ import annotations

import json
from math import isfinite
from typing import Any

from oriel.domain.parts import (
    CitationPart,
    DecisionPart,
    ImagePart,
    ItemPart,
    Part,
    PassagePart,
    ReasoningPart,
    RefusalPart,
    TextPart,
    ToolCallPart,
    ToolResultPart,
)
from oriel.domain.usage import MOST_COUNTED, Usage

Json = dict[str, Any]
# A call's own words are under a different name in each kind of item.
_ARGUMENTS = (
    "arguments",
    "input",
    "code",
    "queries",
    "action",
    "actions",
    "operation",
    "revised_prompt",
    "tools",
)
# xAI tells of its own searches as custom tools, which nobody here declared or can run.
_RUN_BY_XAI = {
    "x_user_search": "x_search_call",
    "x_keyword_search": "x_search_call",
    "x_semantic_search": "x_search_call",
    "x_thread_fetch": "x_search_call",
    "web_search": "web_search_call",
    "web_search_with_snippets": "web_search_call",
    "browse_page": "web_search_call",
}
WAITS_FOR_US = ("function_call", "custom_tool_call", "mcp_approval_request")


def word(value: Any) -> str:
    """A value as text; anything but text is none."""
    return value if isinstance(value, str) else ""


def count(value: Any, default: int = 0) -> int:
    """A whole number; one that counts nothing on earth is none."""
    whole = isinstance(value, int) and not isinstance(value, bool)
    return value if whole and abs(value) <= MOST_COUNTED else default


def listed(value: Any) -> list[Json]:
    """The objects in a list, whatever else the service put there."""
    return [v for v in value if isinstance(v, dict)] if isinstance(value, list) else []


def number(value: Any) -> float:
    """A number; one that is endless, or longer than a float holds, is none."""
    if not isinstance(value, int | float) or isinstance(value, bool):
        return 0.0
    try:
        return float(value) if isfinite(value) else 0.0
    except OverflowError:
        return 0.0


def is_call(item: Json) -> bool:
    kind = word(item.get("type"))
    return kind.endswith("_call") or kind in ("mcp_approval_request", "mcp_list_tools")


def parts_of(items: list[Json]) -> tuple[Part, ...]:
    """The parts of `response.output`, in its order; what is not known is an ItemPart."""
    return tuple(part for item in items for part in item_parts(item))


def item_parts(item: Json) -> list[Part]:
    """The parts of one output item, or of one that this side added to an answer."""
    kind = word(item.get("type"))
    if kind == "message":
        return [part for piece in listed(item.get("content")) for part in _content(piece)]
    if kind == "reasoning":
        return _reasoning(item)
    if kind in ("function_call_output", "custom_tool_call_output"):
        return [ToolResultPart(word(item.get("call_id")), _in_words(item.get("output")))]
    if kind == "mcp_approval_response":
        said = word(item.get("approval_request_id")), bool(item.get("approve"))
        return [DecisionPart(*said, word(item.get("reason")))]
    if is_call(item) and kind != "mcp_list_tools":
        return [call_part(item), *_results(item)]
    return [ItemPart(kind, item)]


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
    kind, name = word(item.get("type")), word(item.get("name"))
    if kind == "custom_tool_call":
        kind = _RUN_BY_XAI.get(name, kind)
    return ToolCallPart(
        call_id=word(item.get("call_id")) or word(item.get("id")),
        name=name or kind.removesuffix("_call"),
        arguments=call_arguments(item),
        kind=kind,
        status=word(item.get("status")),
        server=word(item.get("server_label")),
    )


def call_arguments(item: Json) -> str:
    return _as_text(next((item[name] for name in _ARGUMENTS if item.get(name)), ""))


def _as_text(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _in_words(said: Any) -> str:
    """What a tool gave or complained of, in any of the service's shapes: text, an object
    with a message, or pieces of text."""
    pieces = listed(said.get("content") if isinstance(said, dict) else said)
    found = "".join(word(piece.get("text")) for piece in pieces)
    return found or (isinstance(said, dict) and word(said.get("message"))) or _as_text(said)


def _results(item: Json) -> list[Part]:
    call_id = word(item.get("call_id")) or word(item.get("id"))
    match item.get("type"):
        case "mcp_call" if item.get("error"):
            return [ToolResultPart(call_id, _in_words(item["error"]), failed=True)]
        case "mcp_call" if item.get("output"):
            return [ToolResultPart(call_id, _as_text(item["output"]))]
        case "file_search_call":
            return [_passage(call_id, raw) for raw in listed(item.get("results"))]
        case "image_generation_call":
            made = image_uri(word(item.get("result")))
            return [ImagePart(data_uri=made, call_id=call_id)] if made else []
    return _code_results(call_id, listed(item.get("outputs")))


def _code_results(call_id: str, outputs: list[Json]) -> list[Part]:
    logs = "".join(word(output.get("logs")) for output in outputs)
    images = [_code_image(call_id, url) for o in outputs if (url := word(o.get("url")))]
    return [*([ToolResultPart(call_id, logs)] if logs else []), *images]


def _code_image(call_id: str, url: str) -> ImagePart:
    if url.startswith("data:"):
        return ImagePart(data_uri=url, call_id=call_id)
    return ImagePart(url=url, call_id=call_id)


def _passage(call_id: str, raw: Json) -> PassagePart:
    attributes = raw.get("attributes")
    return PassagePart(
        call_id=call_id,
        text=word(raw.get("text")),
        filename=word(raw.get("filename")),
        file_id=word(raw.get("file_id")),
        score=number(raw.get("score")),
        attributes=attributes if isinstance(attributes, dict) else {},
    )


# How the base64 of each image kind begins; the service does not say which it sends.
_IMAGE_KINDS = {"iVBOR": "png", "/9j/": "jpeg", "UklGR": "webp", "R0lGO": "gif"}


def image_uri(b64: str) -> str:
    """A data URI for base64 of an image, "" when it is none."""
    kind = next((kind for start, kind in _IMAGE_KINDS.items() if b64.startswith(start)), "")
    return f"data:image/{kind};base64,{b64}" if kind else ""


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
