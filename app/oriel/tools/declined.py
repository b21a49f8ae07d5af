"""How the built-in tools say no: in words that the model reads and can act on."""

from __future__ import annotations

from typing import Any


class Declined(Exception):
    """A call that is not done; its text says why."""


def text_of(arguments: dict[str, Any], name: str, usual: str | None = None) -> str:
    """A text among the arguments, `usual` when it is not given. Raises Declined."""
    value = arguments.get(name, usual)
    if isinstance(value, str):
        return value.strip()
    raise Declined(f"The argument “{name}” must be a text.")


def number_of(arguments: dict[str, Any], name: str, usual: int, most: int) -> int:
    """A number from 1 to `most` among the arguments. Raises Declined."""
    value = arguments.get(name, usual)
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    if type(value) is int and 1 <= value <= most:
        return value
    raise Declined(f"The argument “{name}” must be a whole number from 1 to {most}.")
