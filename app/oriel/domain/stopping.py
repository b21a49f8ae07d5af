"""Why a turn ended."""

from __future__ import annotations

from enum import StrEnum


class StopReason(StrEnum):
    FINISHED = "finished"
    LENGTH = "length"  # the output limit was reached
    FILTERED = "content_filter"
    TOOL_CALLS = "tool_calls"  # the model waits for our tools
    STOPPED = "stopped"  # the user said stop
    INTERRUPTED = "interrupted"  # the stream or the program was cut
    FAILED = "failed"
