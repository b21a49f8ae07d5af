"""How long the client waits, and how often it tries again."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Pace:
    """All in seconds but `retries`, the number of further attempts.

    A reasoning model can be silent for minutes, hence `read_s`. A service that
    asks for more than `longest_wait_s` is not waited for: a person should decide.
    """

    connect_s: float = 10.0
    read_s: float = 300.0
    retries: int = 2
    first_delay_s: float = 0.5
    longest_delay_s: float = 8.0
    longest_wait_s: float = 20.0
