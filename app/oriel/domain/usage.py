"""What a turn cost, in tokens."""

from __future__ import annotations

from dataclasses import dataclass

MOST_COUNTED = 10**15  # a larger number is damage, and more than a view can be given


@dataclass(frozen=True, slots=True)
class Usage:
    """Token counts as the service reports them; `cached` and `reasoning` are parts of the sums."""

    input_tokens: int = 0
    output_tokens: int = 0
    total_tokens: int = 0
    cached_tokens: int = 0
    reasoning_tokens: int = 0
