"""How many tokens a chat costs: its last turn, and all of it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from oriel.domain.messages import Message, Role
from oriel.domain.usage import Usage, total

_NOTHING = Usage()


@dataclass(frozen=True, slots=True)
class Meter:
    """`last` is what the newest answer that tells of it cost, `total` the sum over the
    `answers` that do. Other branches are not in it. `context` is how much the model takes
    in at most, 0 where that is not known."""

    last: Usage | None = None
    total: Usage = _NOTHING
    answers: int = 0
    context: int = 0


def meter_of(messages: Iterable[Message]) -> Meter:
    """The meter of a path, root first."""
    told = [m.usage for m in messages if m.role is Role.ASSISTANT and m.usage is not None]
    told = [usage for usage in told if whole(usage)]
    return Meter(told[-1] if told else None, total(told), len(told))


def whole(usage: Usage) -> int:
    """All tokens of a turn, also where the service does not add them up."""
    return usage.total_tokens or usage.input_tokens + usage.output_tokens


def short(count: int) -> str:
    """A count in few characters: 980, 12.4k, 1.3M."""
    # From where it would be rounded up to the next unit on.
    for least, size, unit in ((999_500, 1_000_000, "M"), (1_000, 1_000, "k")):
        if count >= least:
            scaled = count / size
            return f"{scaled:.0f}{unit}" if scaled >= 99.95 else f"{scaled:.1f}{unit}"
    return str(count)
