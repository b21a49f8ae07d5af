"""The response object: what a request's settings look like when they are told back."""

from __future__ import annotations

from typing import Any

from oriel.local.ids import new_id, now

_ECHOED: dict[str, Any] = {
    "background": False,
    "instructions": None,
    "max_output_tokens": None,
    "max_tool_calls": None,
    "metadata": {},
    "parallel_tool_calls": True,
    "previous_response_id": None,
    "prompt_cache_key": None,
    "safety_identifier": None,
    "store": True,
    "temperature": 1.0,
    "tool_choice": "auto",
    "tools": [],
    "top_logprobs": 0,
    "top_p": 1.0,
    "truncation": "disabled",
}
_REASONING: dict[str, Any] = {"effort": None, "summary": None}
_TEXT: dict[str, Any] = {"format": {"type": "text"}, "verbosity": "medium"}


def new_response(request: dict[str, Any], conversation_id: str | None) -> dict[str, Any]:
    """An empty response to a request: queued in the background, else in progress."""
    echoed = {name: _or(request.get(name), default) for name, default in _ECHOED.items()}
    return {
        "id": new_id("resp"),
        "object": "response",
        "created_at": now(),
        "completed_at": None,
        "status": "queued" if echoed["background"] else "in_progress",
        "error": None,
        "incomplete_details": None,
        "model": request["model"],
        "output": [],
        "reasoning": {**_REASONING, **_or(request.get("reasoning"), {})},
        "text": {**_TEXT, **_or(request.get("text"), {})},
        "service_tier": _tier(request.get("service_tier")),
        "usage": None,
        "user": None,
        "conversation": {"id": conversation_id} if conversation_id else None,
        **echoed,
    }


def _or(value: Any, default: Any) -> Any:
    return default if value is None else value


def _tier(asked: Any) -> str:
    # As OpenAI does: the tier that answered, which "auto" leaves to the service.
    return "default" if asked in (None, "auto") else str(asked)
