"""Secrets blotted out of whatever a tool server says, and texts cut to a length."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from oriel.domain.tools import Tool, ToolOutcome

BLOT = "•••"
# Shorter values ("1", "true") are settings, not secrets, and would blot out half a text.
SHORTEST_SECRET = 6
LONGEST_TEXT = 200_000  # characters of a tool's output that a model is given
LONGEST_DETAIL = 300


def blotted(text: str, secrets: Iterable[str]) -> str:
    """`text` without any of `secrets`."""
    for secret in sorted(secrets, key=len, reverse=True):
        if len(secret) >= SHORTEST_SECRET:
            text = text.replace(secret, BLOT)
    return text


def cut(text: str, longest: int = LONGEST_TEXT) -> str:
    """`text`, at most `longest` characters of it and a note of how many were left out."""
    if len(text) <= longest:
        return text
    left_out = len(text) - longest
    return f"{text[:longest]}\n[cut here: {left_out:,} more characters were left out]"


def in_one_line(text: str) -> str:
    """The beginning of a text, for the detail of a failure."""
    return " ".join(text.split())[:LONGEST_DETAIL]


def without_secrets(outcome: ToolOutcome, secrets: tuple[str, ...]) -> ToolOutcome:
    """An outcome in which none of `secrets` can be read: it goes to a model and is kept."""
    structured = outcome.structured
    if structured is not None:
        structured = _without(structured, secrets)
    return replace(outcome, text=blotted(outcome.text, secrets), structured=structured)


def tool_without_secrets(tool: Tool, secrets: tuple[str, ...]) -> Tool:
    """A tool as it may be offered: its words go to a model. `server_tool` stays, by which
    the server knows it."""
    if not secrets:
        return tool
    return replace(
        tool,
        title=blotted(tool.title, secrets),
        description=blotted(tool.description, secrets),
        parameters=_without(tool.parameters, secrets),
    )


def _without(value: Any, secrets: tuple[str, ...]) -> Any:
    match value:
        case str():
            return blotted(value, secrets)
        case dict():
            return {blotted(str(n), secrets): _without(v, secrets) for n, v in value.items()}
        case list():
            return [_without(each, secrets) for each in value]
    return value
