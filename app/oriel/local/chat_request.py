"""A request of POST /chat/completions: what it may say, and the question in it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from oriel.local.declared import (
    check_tool_choice,
    hosted_from,
    only_allowed,
    tool_choice_from,
    tools_from,
)
from oriel.local.faults import wrong
from oriel.local.lines import lines_from_messages
from oriel.local.models import check_model
from oriel.local.requests import metadata_from
from oriel.local.responses_request import check_effort, check_range, shape_of_format
from oriel.local.talk import Question

_RANGES = {
    "temperature": (0, 2),
    "top_p": (0, 1),
    "presence_penalty": (-2, 2),
    "frequency_penalty": (-2, 2),
    "top_logprobs": (0, 20),
}
_MOST_CHOICES, _MOST_STOPS = 128, 4


def check_chat(asked: Mapping[str, Any]) -> None:
    """Raises ApiFault 400 (404 for the model) naming the first field that is wrong."""
    check_model(asked.get("model"))
    if asked.get("user") is not None:
        raise wrong("user", "Field 'user' is not supported", "unsupported_parameter")
    for name, (least, most) in _RANGES.items():
        check_range(asked, name, least, most)
    _check_whole(asked, "n", 1, _MOST_CHOICES)
    for name in ("max_tokens", "max_completion_tokens"):
        _check_whole(asked, name, 1, 10_000_000)
    _check_whole(asked, "seed", -(2**63), 2**63 - 1)
    _check_bias(asked.get("logit_bias"))
    stops_from(asked)
    check_effort(asked.get("reasoning_effort"), "reasoning_effort")
    check_tool_choice(asked.get("tool_choice"))
    options = asked.get("stream_options")
    if options is not None and not (isinstance(options, Mapping) and asked.get("stream")):
        raise wrong("stream_options", "stream_options is an object, and only for streams.")
    if not isinstance(asked.get("web_search_options"), Mapping | None):
        raise wrong("web_search_options", "web_search_options is an object.", "invalid_type")
    metadata_from(asked.get("metadata"))


def chat_question(asked: Mapping[str, Any]) -> Question:
    """The question of a checked request. Raises ApiFault 400."""
    choice = asked.get("tool_choice")
    searching = asked.get("web_search_options")
    web = ({"type": "web_search", **searching},) if isinstance(searching, Mapping) else ()
    customs = (entry for entry in hosted_from(asked.get("tools")) if entry["type"] == "custom")
    return Question(
        lines=tuple(lines_from_messages(asked.get("messages"))),
        tools=only_allowed(tools_from(asked.get("tools")), choice),
        tool_choice=tool_choice_from(choice),
        hosted=(*web, *(_custom(entry) for entry in customs)),
        shape=_shape(asked.get("response_format")),
        parallel=asked.get("parallel_tool_calls") is not False,
        effort=str(asked.get("reasoning_effort") or ""),
    )


def stops_from(asked: Mapping[str, Any]) -> tuple[str, ...]:
    """The texts before which an answer ends. Raises ApiFault 400."""
    raw = asked.get("stop")
    stops = [raw] if isinstance(raw, str) else raw or []
    if not isinstance(stops, list) or len(stops) > _MOST_STOPS:
        raise wrong("stop", f"stop is a text, or a list of at most {_MOST_STOPS}.")
    if not all(isinstance(one, str) and one for one in stops):
        raise wrong("stop", "A stop is a text that is not empty.")
    return tuple(stops)


def limit_from(asked: Mapping[str, Any]) -> int | None:
    """The most tokens of an answer; None for as many as there are."""
    limit = asked.get("max_completion_tokens")
    return asked.get("max_tokens") if limit is None else limit


def _shape(raw: Any) -> Mapping[str, Any] | None:
    if raw is None:
        return None
    holder = raw.get("json_schema") if isinstance(raw, Mapping) else None
    return shape_of_format(raw, holder, "response_format")


def _custom(entry: Mapping[str, Any]) -> Mapping[str, Any]:
    """A custom tool, flat as the Responses API declares it."""
    inner = entry.get("custom")
    named = inner if isinstance(inner, Mapping) else entry
    if not isinstance(named.get("name"), str):
        raise wrong("tools", "A custom tool needs its 'name'.")
    return {"type": "custom", **named}


def _check_whole(asked: Mapping[str, Any], name: str, least: int, most: int) -> None:
    value = asked.get(name)
    if value is not None and (type(value) is not int or not least <= value <= most):
        raise wrong(name, f"{name} is a whole number from {least} to {most}.")


def _check_bias(raw: Any) -> None:
    fits = isinstance(raw, Mapping | None)
    for token, bias in (raw or {}).items() if fits else ():
        is_number = isinstance(bias, int | float) and not isinstance(bias, bool)
        fits = fits and str(token).isdecimal() and is_number and -100 <= bias <= 100
    if not fits:
        raise wrong("logit_bias", "logit_bias maps token numbers to numbers from -100 to 100.")
