"""The values of a huge JSON array one after another, without all of it in memory.

Feed text in any pieces, get the elements of the array at the top; of JSON Lines the lines;
of anything else the one value there is, at the end.
"""

from __future__ import annotations

import json
from typing import Any

_SPACE = " \t\r\n,"


class TooLarge(ValueError):
    """One element is longer than may be read."""


class Elements:
    """`longest` is the most characters of one element."""

    def __init__(self, longest: int) -> None:
        self._longest = longest
        self._decoder = json.JSONDecoder()
        self._waiting = ""
        self._pieces: list[str] = []
        self._held = 0
        self._next_try = 0
        self._begun = False
        self._listed = False
        self._ended = False

    def feed(self, piece: str) -> list[Any]:
        """The elements that are complete now. Raises ValueError for what is no JSON."""
        self._pieces.append(piece)
        self._held += len(piece)
        # A long element is tried again only once it has doubled: else its length counts twice.
        if self._held < self._next_try:
            return []
        found = self._take()
        if self._held > self._longest:
            raise TooLarge("an element is too long")
        return found

    def close(self) -> list[Any]:
        """The elements still open. Raises ValueError when the text ends within one."""
        found = self._take()
        if self._held or (self._listed and not self._ended):
            raise ValueError("the text ends too early")
        return found

    def _take(self) -> list[Any]:
        said, at, found = self._waiting + "".join(self._pieces), 0, []
        self._pieces = []
        while True:
            at = self._skip(said, at)
            if at == len(said) or self._ended:
                break
            try:
                value, at = self._decoder.raw_decode(said, at)
            except json.JSONDecodeError:
                break  # not whole yet, or broken; the end will tell
            except RecursionError:
                raise ValueError("nested too deep") from None
            found.append(value)
        self._waiting = "" if self._ended else said[at:]
        self._held = len(self._waiting)
        self._next_try = 2 * self._held
        return found

    def _skip(self, said: str, at: int) -> int:
        """Past what stands between elements; notes where the array begins and ends."""
        while at < len(said):
            if said[at] == "[" and not self._begun:
                self._listed = True
            elif said[at] == "]" and self._listed:
                self._ended = True
                return at + 1
            elif said[at] not in _SPACE and said[at] != "\ufeff":
                break
            self._begun = self._begun or said[at] not in f"{_SPACE}\ufeff"
            at += 1
        self._begun = self._begun or at < len(said)
        return at
