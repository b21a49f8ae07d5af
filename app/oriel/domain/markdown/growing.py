"""The two kinds of block that can grow for thousands of lines: fences and tables.

Each takes complete lines for as long as they belong to it and shows the unfinished
one behind them, so that no line is ever read twice.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from oriel.domain.markdown.blocks import Block, Code, Runs, Table
from oriel.domain.markdown.parsing import Top

# A line that is only markup so far could still become anything.
UNDECIDED = re.compile(r"^[\s#\-*+=|>~`\d.):]*$")
_FENCE = re.compile(r"^ {0,3}(`{3,}|~{3,})")


class OpenFence:
    """Begun by `opening`, its first line; `code` is what is shown."""

    def __init__(self, opening: str, language: str) -> None:
        match = _FENCE.match(opening)
        assert match is not None
        self.code = Code(language, [], "", open=True)
        self._fence = match[1]
        self._indent = len(opening) - len(opening.lstrip(" "))

    def take(self, lines: list[str], unfinished: str) -> list[str] | None:
        """The lines behind its end; None while it is open."""
        self._hide_unfinished()
        for number, line in enumerate(lines):
            if self._closes(line):
                self.end()
                return lines[number + 1 :]
            self.code.lines.append(self._unindented(line))
        # Shown unless it may be the end of the fence.
        if unfinished and (unfinished.strip(" \t").strip(self._fence[0]) or unfinished.isspace()):
            self.code.lines.append(self._unindented(unfinished))
            self.code.unfinished = True
        return None

    def end(self) -> None:
        self.code.open = self.code.unfinished = False

    def _hide_unfinished(self) -> None:
        if self.code.unfinished:
            self.code.lines.pop()
            self.code.unfinished = False

    def _closes(self, line: str) -> bool:
        mark = line.strip(" \t")
        indent = len(line) - len(line.lstrip(" "))
        return len(mark) >= len(self._fence) and not mark.strip(self._fence[0]) and indent <= 3

    def _unindented(self, line: str) -> str:
        """The line without the fence's own indent; a tab across it leaves blanks."""
        column = at = 0
        while at < len(line) and column < self._indent and line[at] in " \t":
            column += 4 - column % 4 if line[at] == "\t" else 1
            at += 1
        rest = " " * max(0, column - self._indent) + line[at:]
        return rest.replace("\0", "\ufffd")


class OpenTable:
    """Begun by `head`, its first two lines; `table` is what is shown, and `below` what
    the unfinished line means when it is no row."""

    def __init__(self, head: str, table: Table, parse: Callable[[str], list[Top]]) -> None:
        self.table = table
        self.below: list[Block] = []
        self._head = head
        self._parse = parse
        self._shown = False
        table.rows.clear()
        table.open = True

    def take(self, lines: list[str], unfinished: str) -> list[str] | None:
        """The lines behind its end; None while it is open."""
        if self._shown:
            self.table.rows.pop()
            self._shown = False
        self.below = []
        for number, line in enumerate(lines):
            row = self._row(line)
            if row is None:
                self.end()
                return lines[number:]
            self.table.rows.append(row)
        if unfinished and not UNDECIDED.match(unfinished):
            row = self._row(unfinished)
            if row is not None:
                self.table.rows.append(row)
                self._shown = True
            else:
                self.below = [block for top in self._parse(unfinished) for block in top.blocks]
        return None

    def end(self) -> None:
        self.table.open = False

    def _row(self, line: str) -> tuple[Runs, ...] | None:
        """The line as a row, None when the table ends before it."""
        tops = self._parse(self._head + line)
        if len(tops) != 1 or tops[0].kind != "table" or tops[0].last != 3:
            return None
        (table,) = tops[0].blocks
        return table.rows[0] if isinstance(table, Table) and table.rows else None
