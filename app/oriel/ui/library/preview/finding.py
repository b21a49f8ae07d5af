"""Where words stand in a long text: bounded, and counted as Qt counts."""

from __future__ import annotations

import re
from typing import Protocol

MOST_MATCHES = 2_000


class Searched(Protocol):
    """A view of a preview. Both tell which of how many matches is shown, (0, 0) for none."""

    def seek(self, needle: str, /) -> tuple[int, int]: ...

    def step(self, by: int, /) -> tuple[int, int]: ...

    def copy_all(self) -> None: ...

    def setFocus(self) -> None: ...


def places(text: str, needle: str) -> list[tuple[int, int]]:
    """Begin and end of each match, in UTF-16 units; at most MOST_MATCHES of them. Large and
    small letters are the same."""
    if not needle:
        return []
    found: list[tuple[int, int]] = []
    before = units = 0
    for match in re.finditer(re.escape(needle), text, re.IGNORECASE):
        begin = units + _units(text[before : match.start()])
        end = begin + _units(match[0])
        found.append((begin, end))
        before, units = match.end(), end
        if len(found) == MOST_MATCHES:
            break
    return found


def _units(text: str) -> int:
    return len(text) if text.isascii() else len(text.encode("utf-16-le", "surrogatepass")) // 2
