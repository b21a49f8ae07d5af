"""Markdown that arrives in pieces: only the open block at the end is ever parsed again.

A block is closed once another has begun below it, judged by complete lines alone;
a list closes item by item, a table row by row, a fence line by line. What is closed
never changes, but for links whose definition comes later. The text shown may be
ahead of that: it is what the pieces mean so far.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

from oriel.domain.markdown.blocks import Block, Code, Prose, Run, Table
from oriel.domain.markdown.math_rules import is_formula_open
from oriel.domain.markdown.parsing import (
    JOINER,
    LONGEST_BLOCK,
    Top,
    cut_position,
    parse,
    parse_blocks,
)

# The whole is read once more at the end when that costs no more than a frame.
CHECKED_WHOLE = 16_000
# A line that is only markup so far could still become anything.
_UNDECIDED = re.compile(r"^[\s#\-*+=|>~`\d.):]*$")
_PLAIN_TEXT = re.compile(r"[^\n*_`~\[\]<>&!\\|$:@#\t\r\x00-\x1f\u2028]*")
_DATA = re.compile(r" {0,3}!\[[^\]]{0,500}\]\(data:image/[^)]*$")  # not for a person's eyes
_FENCE = re.compile(r"^ {0,3}(`{3,}|~{3,})")


class MarkdownStream:
    """Feed it text in any pieces; `blocks` is what they mean after `refresh`."""

    def __init__(self) -> None:
        self.blocks: list[Block] = []
        self._pieces: list[str] = []
        self._waiting: list[str] = []
        self._closed = 0  # how many of `blocks` are final
        self._open = ""  # the complete lines of the open block
        self._line = ""  # the unfinished line behind them
        self._fence = ""
        self._fence_indent = 0
        self._table_head = ""
        self._ordinal: int | None = None
        self._shown_row = False  # the unfinished line is in the open table
        self._extendable = False
        self._blanks = ""  # at the end of the plain paragraph, shown once a word follows
        self._continued = False  # the open block is the next piece of a paragraph
        self._env: dict[str, Any] = {"references": {}}  # the links that are known
        self._unresolved: list[tuple[int, int, str]] = []

    @property
    def source(self) -> str:
        """All that was fed."""
        self._pieces = ["".join(self._pieces)]
        return self._pieces[0]

    @property
    def open_size(self) -> int:
        """Characters that the next refresh may have to read again."""
        return len(self._open) + len(self._line)

    def feed(self, text: str) -> None:
        if text:
            self._pieces.append(text)
            self._waiting.append(text)

    def refresh(self) -> int | None:
        """Brings `blocks` up to what was fed. The index of the first block that is not
        what it was before, None when nothing has changed."""
        text = "".join(self._waiting).replace("\r\n", "\n")
        if text.endswith("\r"):  # its \n may be still to come
            self._waiting, text = ["\r"], text[:-1]
        else:
            self._waiting = []
        if not text:
            return None
        if self._extendable and _PLAIN_TEXT.fullmatch(text):
            return self._extend(text)
        *whole, self._line = (self._line + text).replace("\r", "\n").split("\n")
        return self._take(whole)

    def finish(self) -> int | None:
        """Nothing more comes: as refresh, and everything is final."""
        if self._waiting == ["\r"]:
            self._waiting = ["\n"]
        first = self.refresh()
        self._extendable = False
        if self._line:
            line, self._line = self._line, ""
            first = _least(first, self._take([line]))
        if self._fence:
            self._end_fence()
            first = _least(first, self._closed - 1)
        if self._table_head:
            self._end_table()
            first = _least(first, self._closed - 1)
        if self._open:
            first = _least(first, self._replace_open(self._parse(self._open)))
            first = _least(first, self._learn(self._open) if "]:" in self._open else None)
        self._closed = len(self.blocks)
        if len(self.source) <= CHECKED_WHOLE:
            first = _least(first, self._check_whole())
        return first

    # The ways of each kind of open block. Each gives the index of the first block that
    # changed, and the lines that another way has to read (None: all is read and shown).

    def _take(self, lines: list[str]) -> int | None:
        first: int | None = None
        rest: list[str] | None = lines
        while rest is not None:
            if self._fence:
                change, rest = self._take_code(rest)
            elif self._table_head:
                change, rest = self._take_rows(rest)
            else:
                change, rest = self._take_blocks(rest)
            first = _least(first, change)
        return first

    def _take_blocks(self, lines: list[str]) -> tuple[int | None, list[str] | None]:
        self._extendable = False
        self._open += "".join(f"{line}\n" for line in lines)
        first: int | None = None
        settled: list[Top] | None = None
        if lines:
            settled, closed = self._parse(self._open), self._closed
            first, rest = self._close(settled)
            if rest is not None:
                return first, rest
            settled = settled if closed == self._closed else None
        if not self._line or _UNDECIDED.match(self._line) or _DATA.match(self._line):
            shown = settled if settled is not None else self._parse(self._open)
            return _least(first, self._replace_open(shown)), None
        shown = self._parse(_balanced(self._open + self._line))
        first = _least(first, self._replace_open(shown))
        if len(shown) == 1 and shown[0].kind == "paragraph":
            first = _least(first, self._cut_paragraph())
            self._extendable = self._is_plain()
        return first, None

    def _cut_paragraph(self) -> int | None:
        """Closes the pieces of an endless paragraph that are full."""
        first: int | None = None
        while True:
            text = self._open + self._line
            begin = len(text) - len(text.lstrip(" \n"))
            begin += len(JOINER) * text.startswith(JOINER, begin)
            if len(text.rstrip(" \n")) - begin <= LONGEST_BLOCK:
                return first
            at = cut_position(text, begin)
            top = self._parse(text[:at])[0]
            first = _least(first, self._freeze([top], ""))
            self._continued = True
            if at < len(self._open):
                self._open = JOINER + self._open[at:]
            else:
                self._open, self._line = "", JOINER + self._line[at - len(self._open) :]
            first = _least(first, self._replace_open(self._parse(self._open + self._line)))

    def _close(self, tops: list[Top]) -> tuple[int | None, list[str] | None]:
        """Freezes what can no longer change; the lines to read on with in another way."""
        if not tops or is_formula_open(self._open):
            return None, None
        first: int | None = None
        lines = self._open.split("\n")[:-1]
        last = tops[-1]
        if len(tops) > 1:
            first = self._freeze(tops[:-1], "\n".join(lines[: last.first]))
            lines = lines[last.first :]
            self._ordinal = None
            self._continued = False
        elif last.kind == "bullet_list":
            self._ordinal = None
        moved = last.first if len(tops) > 1 else 0
        if len(last.items) > 1:
            *done, item = last.items
            upto = item.first - moved
            first = _least(first, self._freeze(done, "\n".join(lines[:upto])))
            lines = lines[upto:]
            self._ordinal = item.ordinal if last.kind == "ordered_list" else None
        self._open = "".join(f"{line}\n" for line in lines)
        begin = last.first - moved
        if last.kind == "fence":
            return self._begin_fence(first, lines[begin:])
        if last.kind == "table":
            return self._begin_table(first, lines[begin:], last)
        return first, None

    def _begin_fence(self, first: int | None, lines: list[str]) -> tuple[int | None, list[str]]:
        match = _FENCE.match(lines[0])
        assert match is not None
        self._fence = match[1]
        self._fence_indent = len(lines[0]) - len(lines[0].lstrip(" "))
        code = self._parse(lines[0] + "\n")[0].blocks[0]
        assert isinstance(code, Code)
        self._open = ""
        at = self._closed
        self.blocks[at:] = [Code(code.language, [], "", open=True)]
        return _least(first, at), lines[1:]

    def _take_code(self, lines: list[str]) -> tuple[int | None, list[str] | None]:
        code = self.blocks[-1]
        assert isinstance(code, Code)
        hidden = code.unfinished
        self._hide_line(code)
        for number, line in enumerate(lines):
            if self._closes(line):
                self._end_fence()
                return self._closed - 1, lines[number + 1 :]
            code.lines.append(self._unindented(line))
        # The unfinished line, unless it may be the end of the fence.
        if self._line and (self._line.strip(" \t").strip(self._fence[0]) or not self._line.strip()):
            code.lines.append(self._unindented(self._line))
            code.unfinished = True
        return (self._closed if lines or hidden or code.unfinished else None), None

    def _hide_line(self, code: Code) -> None:
        if code.unfinished:
            code.lines.pop()
            code.unfinished = False

    def _closes(self, line: str) -> bool:
        mark = line.strip(" \t")
        indent = len(line) - len(line.lstrip(" "))
        return len(mark) >= len(self._fence) and not mark.strip(self._fence[0]) and indent <= 3

    def _unindented(self, line: str) -> str:
        """The line without the fence's own indent; a tab across it leaves blanks."""
        column = at = 0
        while at < len(line) and column < self._fence_indent and line[at] in " \t":
            column += 4 - column % 4 if line[at] == "\t" else 1
            at += 1
        rest = " " * max(0, column - self._fence_indent) + line[at:]
        return rest.replace("\0", "\ufffd")

    def _end_fence(self) -> None:
        code = self.blocks[-1]
        assert isinstance(code, Code)
        code.open = code.unfinished = False
        self._fence = self._open = ""
        self._closed = len(self.blocks)

    def _begin_table(
        self, first: int | None, lines: list[str], top: Top
    ) -> tuple[int | None, list[str]]:
        (table,) = top.blocks
        assert isinstance(table, Table)
        body = lines[2 : top.last - top.first]
        self._table_head = "\n".join(lines[:2]) + "\n"
        self._open = ""
        table.rows.clear()
        table.open = True
        at = self._closed
        self.blocks[at:] = [table]
        rest = lines[2 + len(body) :]
        return _least(first, at), [*body, *rest]

    def _take_rows(self, lines: list[str]) -> tuple[int | None, list[str] | None]:
        table = self.blocks[self._closed]
        assert isinstance(table, Table)
        hidden = self._shown_row or len(self.blocks) > self._closed + 1
        self._hide_row(table)
        for number, line in enumerate(lines):
            row = self._row(line)
            if row is None:
                self._end_table()
                return self._closed - 1, lines[number:]
            table.rows.append(row)
        if self._line and not _UNDECIDED.match(self._line):
            row = self._row(self._line)
            if row is not None:
                table.rows.append(row)
                self._shown_row = True
            else:
                below = parse(self._line, self._copied_env())
                self.blocks.extend(block for top in below for block in top.blocks)
            hidden = True
        return (self._closed if lines or hidden else None), None

    def _hide_row(self, table: Table) -> None:
        if self._shown_row:
            table.rows.pop()
            self._shown_row = False
        del self.blocks[self._closed + 1 :]

    def _row(self, line: str) -> Any:
        """The line as a row of the open table, None when it is none."""
        tops = parse(self._table_head + line, self._copied_env())
        if len(tops) != 1 or tops[0].kind != "table" or tops[0].last != 3:
            return None
        (table,) = tops[0].blocks
        return table.rows[0] if isinstance(table, Table) and table.rows else None

    def _end_table(self) -> None:
        table = self.blocks[self._closed]
        assert isinstance(table, Table)
        table.open = False
        self._shown_row = False
        del self.blocks[self._closed + 1 :]
        self._remember(self._closed, self._closed + 1, "")
        self._closed += 1
        self._table_head = ""

    # Common to all

    def _is_plain(self) -> bool:
        """Whether plain words can be added to what is shown without reading it again."""
        prose = self.blocks[-1]
        if not isinstance(prose, Prose) or len(prose.runs) != 1 or any(prose.runs[0][1:]):
            return False
        line = self._line.rstrip(" ")
        self._blanks = self._line[len(line) :]
        plain = _PLAIN_TEXT.fullmatch(line) is not None
        return plain and not prose.inside and line.endswith(prose.text[-20:])

    def _extend(self, text: str) -> int | None:
        """More plain words for a plain paragraph: nothing is parsed."""
        self._line += text
        more = self._blanks + text
        text = more.rstrip(" ")
        self._blanks = more[len(text) :]
        if not text:
            return None
        last = self.blocks[-1]
        assert isinstance(last, Prose)
        first = len(self.blocks) - 1
        self.blocks[first] = replace(last, runs=(Run(last.text + text),))
        return _least(first, self._cut_paragraph())

    def _parse(self, source: str) -> list[Top]:
        tops = parse(source, self._copied_env(), self._ordinal)
        if self._continued and tops:
            _mark_continued(tops[0].blocks)
        return tops

    def _copied_env(self) -> dict[str, Any]:
        # A definition that is not complete yet must not be learnt.
        return {"references": dict(self._env["references"])}

    def _replace_open(self, tops: list[Top]) -> int | None:
        """Shows `tops` in the place of the open block."""
        shown = [block for top in tops for block in top.blocks]
        before = self.blocks[self._closed :]
        same = 0
        while same < min(len(before), len(shown)) and before[same] == shown[same]:
            same += 1
        self.blocks[self._closed + same :] = shown[same:]
        changed = same < len(before) or same < len(shown)
        return self._closed + same if changed else None

    def _freeze(self, tops: list[Top], source: str) -> int | None:
        """What is above the open block: final, and shown as the complete lines say."""
        begin = self._closed
        first = self._replace_open(tops)
        self._closed = len(self.blocks)
        self._remember(begin, self._closed, source)
        if "]:" in source:
            first = _least(first, self._learn(source))
        return first

    def _remember(self, begin: int, end: int, source: str) -> None:
        if "[" in source:
            self._unresolved.append((begin, end, source))

    def _learn(self, source: str) -> int | None:
        """Takes in the definitions of a closed text; links that waited for them come alive."""
        env = self._copied_env()
        parse(source, env)
        if len(env["references"]) == len(self._env["references"]):
            return None
        self._env["references"] = env["references"]
        first: int | None = None
        for begin, end, waiting in self._unresolved:
            again = [b for top in parse(waiting, self._copied_env()) for b in top.blocks]
            if waiting.startswith(JOINER):
                _mark_continued(again)
            if len(again) == end - begin and again != self.blocks[begin:end]:
                old = self.blocks[begin:end]
                again = [_numbered(b, was) for b, was in zip(again, old, strict=True)]
                self.blocks[begin:end] = again
                first = _least(first, begin)
        return first

    def _check_whole(self) -> int | None:
        """Reads everything once more and takes what differs."""
        whole = parse_blocks(self.source)
        same = 0
        while same < min(len(whole), len(self.blocks)) and whole[same] == self.blocks[same]:
            same += 1
        if same == len(whole) == len(self.blocks):
            return None
        self.blocks[same:] = whole[same:]
        self._closed = len(self.blocks)
        return same


def _mark_continued(blocks: list[Block]) -> None:
    """Takes the joiner from what goes on with a paragraph."""
    prose = blocks[0]
    if isinstance(prose, Prose):
        begin, *rest = prose.runs or (Run(""),)
        begin = begin._replace(text=begin.text.removeprefix(JOINER).lstrip(" "))
        runs = (*((begin,) if begin.text else ()), *rest)
        blocks[0] = replace(prose, runs=runs, more=True)


def _numbered(block: Block, old: Block) -> Block:
    # An item read alone counts from one again.
    if isinstance(block, Prose) and isinstance(old, Prose) and block.marker.endswith("."):
        return replace(block, marker=old.marker)
    return block


def _least(first: int | None, second: int | None) -> int | None:
    if first is None or second is None:
        return second if first is None else first
    return min(first, second)


def _balanced(source: str) -> str:
    """The text as if its last bold or code span were closed: no flash of bare markup."""
    begin = source.rfind("\n\n") + 1
    tail = source[begin:].rstrip()
    if tail.count("`") % 2:
        return source[:begin] + tail + "`"
    if tail.count("**") % 2 and not tail.endswith("*"):
        return source[:begin] + tail + "**"
    return source
