"""Cuts an answer into prose and fenced code while it arrives.

Finished segments never change again, so that only the last one is laid out anew.
No Qt in here; the full block parser of the painted transcript takes its place.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

# Past this a prose segment is ended at the next plain paragraph, so that the
# open one stays small.
LONG_PROSE = 2000
_OPENING = re.compile(r"^( {0,3})(`{3,}(?=[^`]*$)|~{3,})(.*)$")
_HEADING = re.compile(r"^ {0,3}#{1,6}(\s|$)")
_PLAIN = re.compile(r"^[^\W\d_]")
# A line that is only markup so far could still become anything.
_UNDECIDED = re.compile(r"^[\s#\-*+=|>~`\d.:]*$")


@dataclass(slots=True)
class Segment:
    """`kind` is prose or code; `language` is the fence's first word."""

    kind: str
    source: str = ""
    language: str = ""
    closed: bool = False


class Segmenter:
    """Feed it text in any pieces; `segments` is what there is so far."""

    def __init__(self) -> None:
        self.segments: list[Segment] = []
        self._line = ""
        self._fence = ""
        self._indent = 0
        self._after_blank = False

    def feed(self, text: str) -> None:
        *whole, self._line = (self._line + text).split("\n")
        for line in whole:
            self._take(line)

    def close(self) -> None:
        """Nothing more comes: the last line counts as it is."""
        if self._line:
            self._take(self._line)
            self._line = ""
        if self.segments:
            self.segments[-1].closed = True

    def open_source(self) -> str:
        """The last segment's source with the unfinished line, once that can be judged."""
        last = self.segments[-1] if self.segments else None
        base = last.source if last and not last.closed else ""
        if not self._line or (not self._fence and _UNDECIDED.match(self._line)):
            return base
        if self._fence and self._closes(self._line):
            return base
        return base + self._line

    @property
    def open_kind(self) -> str:
        """What the unfinished line belongs to."""
        return "code" if self._fence else "prose"

    def _take(self, line: str) -> None:
        if self._fence:
            self._take_code(line)
        elif opening := _OPENING.match(line):
            self._open_fence(opening)
        else:
            self._take_prose(line)

    def _open_fence(self, opening: re.Match[str]) -> None:
        self._close_last()
        self._indent, self._fence = len(opening[1]), opening[2]
        info = opening[3].strip().split(" ")[0]
        self.segments.append(Segment("code", language=info))
        self._after_blank = False

    def _take_code(self, line: str) -> None:
        last = self.segments[-1]
        if self._closes(line):
            last.closed, self._fence = True, ""
            return
        cut = min(self._indent, len(line) - len(line.lstrip(" ")))
        last.source += line[cut:] + "\n"

    def _take_prose(self, line: str) -> None:
        last = self.segments[-1] if self.segments else None
        if last is None or last.closed or self._begins_anew(last, line):
            self._close_last()
            last = Segment("prose")
            self.segments.append(last)
        last.source += line + "\n"
        self._after_blank = not line.strip()

    def _begins_anew(self, last: Segment, line: str) -> bool:
        if not self._after_blank:
            return False
        long = len(last.source) > LONG_PROSE and bool(_PLAIN.match(line))
        return bool(_HEADING.match(line)) or long

    def _closes(self, line: str) -> bool:
        mark = line.strip()
        indent = len(line) - len(line.lstrip(" "))
        same = bool(mark) and not mark.strip(self._fence[0])
        return same and len(mark) >= len(self._fence) and indent <= 3 + self._indent

    def _close_last(self) -> None:
        if self.segments:
            self.segments[-1].closed = True
