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

from oriel.domain.markdown.blocks import Block, Code, Prose, Run, Style, Table
from oriel.domain.markdown.growing import UNDECIDED, OpenFence, OpenTable
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
_PLAIN_TEXT = re.compile(r"[^\n*_`~\[\]<>&!\\|$:@#\t\r\x00-\x1f\u2028]*")
_PLAIN_END = re.compile(_PLAIN_TEXT.pattern + "$")
_EXTENDABLE = Style.BOLD | Style.ITALIC | Style.STRIKE
_DATA = re.compile(r" {0,3}!\[[^\]]{0,500}\]\(data:image/[^)]*$")  # not for a person's eyes


class MarkdownStream:
    """Feed it text in any pieces; `blocks` is what they mean after `refresh`."""

    def __init__(self) -> None:
        self.blocks: list[Block] = []
        self._pieces: list[str] = []
        self._waiting: list[str] = []
        self._closed = 0  # how many of `blocks` are final
        self._open = ""  # the complete lines of the open block
        self._line = ""  # the unfinished line behind them
        self._growing: OpenFence | OpenTable | None = None
        self._ordinal: int | None = None
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
        if self._growing is not None:
            self._end_growing()
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
            if self._growing is not None:
                change, rest = self._take_growing(self._growing, rest)
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
        if not self._line or UNDECIDED.match(self._line) or _DATA.match(self._line):
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
        if last.kind in ("fence", "table"):
            return self._begin_growing(first, lines[begin:], last)
        return first, None

    def _begin_growing(
        self, first: int | None, lines: list[str], top: Top
    ) -> tuple[int | None, list[str]]:
        """From here on the lines belong to one fence or table, until it ends."""
        (block,) = top.blocks
        used = 1
        if isinstance(block, Table):
            used = 2
            head = "\n".join(lines[:2]) + "\n"
            self._growing = OpenTable(head, block, lambda text: parse(text, self._copied_env()))
        else:
            language = block.language if isinstance(block, Code) else ""
            self._growing = OpenFence(lines[0], language)
        self._open = ""
        self.blocks[self._closed :] = [block if isinstance(block, Table) else self._shown_code()]
        return _least(first, self._closed), lines[used:]

    def _shown_code(self) -> Block:
        assert isinstance(self._growing, OpenFence)
        return self._growing.code

    def _take_growing(
        self, growing: OpenFence | OpenTable, lines: list[str]
    ) -> tuple[int | None, list[str] | None]:
        rest = growing.take(lines, self._line)
        if isinstance(growing, OpenTable):
            self.blocks[self._closed + 1 :] = growing.below
        if rest is not None:
            self._end_growing()
            return self._closed - 1, rest
        return self._closed, None

    def _end_growing(self) -> None:
        assert self._growing is not None
        self._growing.end()
        self._growing = None
        del self.blocks[self._closed + 1 :]
        self._closed += 1

    # Common to all

    def _is_plain(self) -> bool:
        """Whether plain words can be added to what is shown without reading it again:
        the line ends in plain words, and they are the end of the last paragraph."""
        prose = self.blocks[-1] if self.blocks else None
        if not isinstance(prose, Prose) or not prose.runs:
            return False
        run = prose.runs[-1]
        line = self._line.rstrip(" ")
        self._blanks = self._line[len(line) :]
        tail = _PLAIN_END.search(line)
        assert tail is not None
        words = tail[0].lstrip(" ")
        if run.link or run.style & ~_EXTENDABLE or not words or not run.text.endswith(words[-20:]):
            return False
        # A definition is not shown, and plain letters can complete an entity.
        return "]:" not in line and "&" not in line[-40:]

    def _extend(self, text: str) -> int | None:
        """More plain words: nothing is parsed."""
        self._line += text
        more = self._blanks + text
        text = more.rstrip(" ")
        self._blanks = more[len(text) :]
        if not text:
            return None
        last = self.blocks[-1]
        assert isinstance(last, Prose)
        first = len(self.blocks) - 1
        run = last.runs[-1]
        runs = (*last.runs[:-1], run._replace(text=run.text + text))
        self.blocks[first] = replace(last, runs=runs)
        return first if last.inside else _least(first, self._cut_paragraph())

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
