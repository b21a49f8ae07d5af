"""What is selected across turns: two places, and what lies between them.

A place is a turn, a section of it and a position in that section's text as Qt
counts, so that it holds while other turns are built, released or grow.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

from oriel.ui.transcript.look import utf16_length, utf16_slice

if TYPE_CHECKING:
    from oriel.ui.transcript.section import Section
    from oriel.ui.transcript.turn import Turn
    from oriel.ui.transcript.turns import Turns

_WORDS = re.compile(r"\w+|\s+|[^\w\s]")


class Place(NamedTuple):
    """Places compare as they are read."""

    turn: int
    section: int
    at: int


class Piece(NamedTuple):
    """The selected part of one section; `whole` when nothing of it is left out."""

    turn: Turn
    section: Section
    begin: int
    end: int
    whole: bool


class Selection:
    """From `anchor`, where it began, to `caret`, where it moves. None: nothing."""

    def __init__(self) -> None:
        self.anchor: Place | None = None
        self.caret: Place | None = None

    @property
    def is_empty(self) -> bool:
        return self.anchor is None or self.anchor == self.caret

    def clear(self) -> None:
        self.anchor = self.caret = None

    def set(self, anchor: Place, caret: Place) -> None:
        self.anchor, self.caret = anchor, caret

    def ordered(self) -> tuple[Place, Place] | None:
        """The first and the last place, None when nothing is selected."""
        if self.anchor is None or self.caret is None or self.is_empty:
            return None
        return min(self.anchor, self.caret), max(self.anchor, self.caret)

    def within(self, turn: int, section: int, length: int) -> tuple[int, int] | None:
        """The selected part of a section's text."""
        ends = self.ordered()
        if ends is None:
            return None
        first, last = ends
        if not (first.turn, first.section) <= (turn, section) <= (last.turn, last.section):
            return None
        begin = first.at if (first.turn, first.section) == (turn, section) else 0
        end = last.at if (last.turn, last.section) == (turn, section) else length
        return (begin, end) if begin < end else None

    def pieces(self, turns: Turns) -> Iterator[Piece]:
        """The selected parts in reading order; turns must be built."""
        ends = self.ordered()
        if ends is None:
            return
        for index in range(ends[0].turn, min(ends[1].turn, len(turns) - 1) + 1):
            turn = turns[index]
            for number, section in enumerate(turn.sections):
                length = utf16_length(section.text)
                inside = self.within(index, number, length)
                if inside is not None:
                    yield Piece(turn, section, *inside, inside == (0, length))


def word_at(text: str, position: int) -> tuple[int, int]:
    """The word around a position, both as Qt counts."""
    at = len(utf16_slice(text, 0, position))
    line = text.rfind("\n", 0, at) + 1
    end = text.find("\n", at)
    for match in _WORDS.finditer(text, line, len(text) if end < 0 else end):
        if match.end() > at:
            return utf16_length(text[: match.start()]), utf16_length(text[: match.end()])
    return position, position


def line_at(text: str, position: int) -> tuple[int, int]:
    """The line around a position, both as Qt counts."""
    at = len(utf16_slice(text, 0, position))
    begin = max(text.rfind("\n", 0, at), text.rfind("\u2028", 0, at)) + 1
    ends = [n for n in (text.find("\n", at), text.find("\u2028", at)) if n >= 0]
    end = min(ends, default=len(text))
    return utf16_length(text[:begin]), utf16_length(text[:end])
