"""The settings of a chat by name, wherever in ChatSettings they live.

A name is a field of ChatSettings or of its TurnOptions; none is in both.
"""

from __future__ import annotations

from dataclasses import fields, replace
from typing import Any

from oriel.domain.chat_settings import USUAL_SETTINGS, ChatSettings
from oriel.domain.connections import WireApi
from oriel.domain.turn_options import ONLY_CHAT, ONLY_RESPONSES, TurnOptions

_OPTIONS = tuple(f.name for f in fields(TurnOptions))
_OWN = ("memory", "memory_subject", "memory_policy", "instructions")
NAMES = (*_OWN, *_OPTIONS)
# What belongs to the format: alone it changes nothing.
_OF_FORMAT = ("json_schema", "schema_name", "schema_strict")


def value_of(settings: ChatSettings, name: str) -> Any:
    """Raises AttributeError for a name that is none."""
    return getattr(settings.options if name in _OPTIONS else settings, name)


def usual(name: str) -> Any:
    """The value that sends nothing."""
    return value_of(USUAL_SETTINGS, name)


def with_value(settings: ChatSettings, name: str, value: Any) -> ChatSettings:
    if name in _OPTIONS:
        changes: dict[str, Any] = {name: value}
        return replace(settings, options=replace(settings.options, **changes))
    changes = {name: value}
    return replace(settings, **changes)


def reset(settings: ChatSettings) -> ChatSettings:
    """Everything that has a control as it usually is; the tools that are on stay on."""
    return replace(USUAL_SETTINGS, hosted=settings.hosted, local_tools=settings.local_tools)


def foreign(api: WireApi) -> tuple[str, ...]:
    """What only the other API knows."""
    return ONLY_RESPONSES if api is WireApi.CHAT else ONLY_CHAT


def changed(settings: ChatSettings, api: WireApi) -> tuple[str, ...]:
    """The names of what is not as usual and concerns this API."""
    left_out = (*foreign(api), *_OF_FORMAT)
    return tuple(
        name for name in NAMES if name not in left_out and value_of(settings, name) != usual(name)
    )
