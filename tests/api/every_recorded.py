"""All recorded turns."""

from __future__ import annotations

from . import (
    recorded_calls,
    recorded_chat,
    recorded_ends,
    recorded_machines,
    recorded_others,
    recorded_servers,
    recorded_tools,
    recorded_words,
)

RESPONSES = (
    *recorded_words.RECORDED,
    *recorded_calls.RECORDED,
    *recorded_servers.RECORDED,
    *recorded_tools.RECORDED,
    *recorded_machines.RECORDED,
    *recorded_others.RECORDED,
    *recorded_ends.RECORDED,
)
EVERY = (*RESPONSES, *recorded_chat.RECORDED)
