"""What a turn cost, in tokens."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, fields

MOST_COUNTED = 10**15  # a larger number is damage, and more than a view can be given


@dataclass(frozen=True, slots=True)
class Usage:
    """Token counts as the service reports them; `cached` and `reasoning` are parts of the sums."""

    input_tokens: int = 0
    output_tokens: int = 0
    total_tokens: int = 0
    cached_tokens: int = 0
    reasoning_tokens: int = 0


def total(usages: Iterable[Usage]) -> Usage:
    """The sum of several turns, or of the requests of one."""
    listed = list(usages)
    return Usage(*(sum(getattr(usage, f.name) for usage in listed) for f in fields(Usage)))
