"""A request of POST /responses: what it may say, and the question in it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from oriel.local.declared import (
    check_hosted,
    check_tool_choice,
    hosted_from,
    only_allowed,
    tool_choice_from,
    tools_from,
)
from oriel.local.faults import ApiFault, wrong
from oriel.local.items import Item
from oriel.local.lines import leave_from, lines_from_items
from oriel.local.models import check_model
from oriel.local.requests import metadata_from
from oriel.local.talk import Line, Question

_UNSUPPORTED = ("user", "prompt", "stop", "seed", "n", "presence_penalty", "frequency_penalty")
_BOOLEANS = ("background", "store", "stream", "parallel_tool_calls")
_TEXTS = ("instructions", "previous_response_id", "prompt_cache_key", "safety_identifier")
_COUNTS = ("max_output_tokens", "max_tool_calls")
_RANGES = {"temperature": 2.0, "top_p": 1.0, "top_logprobs": 20}
_CHOICES = {
    "truncation": ("auto", "disabled"),
    "service_tier": ("auto", "default", "flex", "priority", "fast"),
}
_EFFORTS = ("none", "minimal", "low", "medium", "high", "xhigh", "max")
_INCLUDES = (
    "file_search_call.results",
    "web_search_call.results",
    "web_search_call.action.sources",
    "code_interpreter_call.outputs",
    "computer_call_output.output.image_url",
    "message.input_image.image_url",
    "message.output_text.logprobs",
    "reasoning.encrypted_content",
)


def check_request(asked: Mapping[str, Any]) -> None:
    """Raises ApiFault 400 (404 for the model) naming the first field that is wrong."""
    check_model(asked.get("model"))
    if asked.get("input") is None:
        raise wrong("input", "Missing required parameter: 'input'.", "missing_required_parameter")
    for name in _UNSUPPORTED:
        if asked.get(name) is not None:
            raise wrong(name, f"Field '{name}' is not supported", "unsupported_parameter")
    _check_plain(asked)
    _check_together(asked)
    check_tool_choice(asked.get("tool_choice"))
    for entry in hosted_from(asked.get("tools")):
        check_hosted(entry)
    shape_from(asked.get("text"))
    compact_threshold(asked.get("context_management"))
    metadata_from(asked.get("metadata"))


def question_from(asked: Mapping[str, Any], before: list[Item], given: list[Item]) -> Question:
    """The question of a checked request. Raises ApiFault for items that do not fit."""
    lines = lines_from_items([*before, *given])
    choice = asked.get("tool_choice")
    reasoning = asked.get("reasoning") or {}
    return Question(
        lines=tuple(lines) or (Line("user", ""),),
        tools=only_allowed(tools_from(asked.get("tools")), choice),
        tool_choice=tool_choice_from(choice),
        instructions=asked.get("instructions") or "",
        hosted=hosted_from(asked.get("tools")),
        leave=leave_from(given, before),
        shape=shape_from(asked.get("text")),
        parallel=asked.get("parallel_tool_calls") is not False,
        calls=asked.get("max_tool_calls"),
        effort=str(reasoning.get("effort") or ""),
        continues=_continued(asked),
    )


def conversation_id_from(raw: Any) -> str | None:
    """The id of `conversation`, which is one or an object with one."""
    if isinstance(raw, dict):
        raw = raw.get("id")
    if raw is None or isinstance(raw, str):
        return raw or None
    raise wrong("conversation", "conversation is an id, or an object with an 'id'.")


def _continued(asked: Mapping[str, Any]) -> tuple[str, str] | None:
    if conversation_id := conversation_id_from(asked.get("conversation")):
        return "conversation", conversation_id
    previous = asked.get("previous_response_id")
    return ("previous_response_id", str(previous)) if previous else None


def shape_from(text: Any) -> Mapping[str, Any] | None:
    """The schema of `text.format`; {} for any object, None for words."""
    if text is None:
        return None
    if not isinstance(text, Mapping):
        raise wrong("text", "text is an object.", "invalid_type")
    form = text.get("format")
    return None if form is None else shape_of_format(form, form, "text.format")


def shape_of_format(form: Any, holder: Any, param: str) -> Mapping[str, Any] | None:
    """The schema a format wants; `holder` is where name and schema stand in it."""
    kind = form.get("type") if isinstance(form, Mapping) else None
    match kind:
        case "text":
            return None
        case "json_object":
            return {}
        case "json_schema":
            schema = holder.get("schema") if isinstance(holder, Mapping) else None
            if not isinstance(schema, Mapping) or not isinstance(holder.get("name"), str):
                raise wrong(f"{param}.schema", "A json_schema needs its 'name' and 'schema'.")
            return schema
        case _:
            raise wrong(f"{param}.type", "A format is text, json_object or json_schema.")


def compact_threshold(raw: Any) -> int | None:
    """From how many input tokens on the context is compacted; None for never."""
    if raw is None:
        return None
    entries = raw if isinstance(raw, list) else [None]
    for entry in entries:
        kind = entry.get("type") if isinstance(entry, Mapping) else None
        threshold = entry.get("compact_threshold") if isinstance(entry, Mapping) else None
        if kind != "compaction" or type(threshold) not in (int, type(None)):
            raise wrong("context_management", "Entries are {type: compaction, compact_threshold}.")
        if threshold is not None:
            return int(threshold)
    return None


def _check_plain(asked: Mapping[str, Any]) -> None:
    for name in _BOOLEANS:
        if not isinstance(asked.get(name), bool | None):
            raise wrong(name, f"{name} is true or false.", "invalid_type")
    for name in _COUNTS:
        value = asked.get(name)
        if value is not None and (type(value) is not int or value < 1):
            raise wrong(name, f"{name} is a number from 1.")
    for name, most in _RANGES.items():
        check_range(asked, name, 0, most)
    for name, choices in _CHOICES.items():
        if asked.get(name) is not None and asked[name] not in choices:
            raise wrong(name, f"{name} is one of {', '.join(choices)}.")
    for name in _TEXTS:
        if not isinstance(asked.get(name), str | None):
            raise wrong(name, f"{name} is a text.", "invalid_type")
    include = asked.get("include")
    if include is not None and not isinstance(include, list):
        raise wrong("include", "include is a list.", "invalid_type")
    for name in include or ():
        if name not in _INCLUDES:
            raise wrong("include", f"include knows {', '.join(_INCLUDES)}.")
    _check_reasoning(asked.get("reasoning"))


def check_range(asked: Mapping[str, Any], name: str, least: float, most: float) -> None:
    """Raises ApiFault 400 when the number of that name is none or out of its range."""
    value = asked.get(name)
    if value is None:
        return
    if isinstance(value, bool) or not isinstance(value, int | float) or not least <= value <= most:
        raise wrong(name, f"{name} is a number from {least:g} to {most:g}.")


def _check_reasoning(raw: Any) -> None:
    if raw is None:
        return
    if not isinstance(raw, Mapping):
        raise wrong("reasoning", "reasoning is an object.", "invalid_type")
    check_effort(raw.get("effort"), "reasoning.effort")
    if raw.get("summary") not in (None, "auto", "concise", "detailed"):
        raise wrong("reasoning.summary", "summary is auto, concise or detailed.")


def check_effort(effort: Any, param: str) -> None:
    """Raises ApiFault 400 for an effort that is none."""
    if effort is not None and effort not in _EFFORTS:
        raise wrong(param, f"An effort is one of {', '.join(_EFFORTS)}.")


def _check_together(asked: Mapping[str, Any]) -> None:
    if asked.get("previous_response_id") and asked.get("conversation"):
        raise ApiFault(
            400,
            "Mutually exclusive parameters: 'previous_response_id' and 'conversation'.",
            param="previous_response_id",
            code="mutually_exclusive_parameters",
        )
    if asked.get("background") and asked.get("store") is False:
        raise wrong("background", "A background response has to be stored.")
