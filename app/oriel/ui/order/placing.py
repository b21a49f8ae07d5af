"""Putting a folder between others by hand: which gap a place over the list stands for.

Pure apart from Qt-less rows: what lies on a folder's edge is the gap there, what lies in
its middle is the folder itself (dropping.py).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from oriel.domain.folders import NO_FOLDER, Folder
from oriel.ui.order.blocks import Block, Blocks, Kind

EDGE = 0.28  # of a row's height


class Gap(NamedTuple):
    """Between folders: in `parent` (None for the top) before `before_id`, "" for the last.
    The line is drawn at the upper edge of `row`, or with `below` at its lower one, indented
    as far as `depth`. `beside` is the folder that is named, before or after which it is."""

    row: int
    below: bool
    depth: int
    parent: Folder | None
    before_id: str
    beside: Folder

    @property
    def parent_id(self) -> str:
        return self.parent.id if self.parent is not None else NO_FOLDER


def gap_at(
    blocks: Blocks, dragged: Folder, row: int, part: float, may_lie: Callable[[str], bool]
) -> Gap | None:
    """The gap at a row, `part` of whose height (0 to 1) is above the pointer; None when
    there is none, it may not lie there, or lies there already."""
    shown = [block for block in blocks if block.folder is not None]
    at = next((n for n, block in enumerate(shown) if block.start == row), None)
    if at is None:
        gap = _behind_all(blocks, shown, row) if _is_at_top(shown, dragged) else None
    elif part <= EDGE:
        gap = _above(shown, at)
    else:
        gap = _below(shown, at) if part >= 1 - EDGE else None
    if gap is None or not may_lie(gap.parent_id) or _is_there(shown, dragged, gap):
        return None
    return gap


def _above(shown: list[Block], at: int) -> Gap:
    block = shown[at]
    assert block.folder is not None
    parent = _parent(shown, at)
    return Gap(block.start, False, block.depth, parent, block.folder.id, block.folder)  # noqa: FBT003


def _below(shown: list[Block], at: int) -> Gap | None:
    """Behind a folder, or before the first one in it, when it is open."""
    block = shown[at]
    assert block.folder is not None
    inner = shown[at + 1] if at + 1 < len(shown) else None
    if inner is not None and inner.depth > block.depth:
        return _above(shown, at + 1)._replace(row=block.start, below=True)
    if block.open and block.total:
        return None  # its chats come next, not a folder
    before = _next(shown, at)
    parent = _parent(shown, at)
    return Gap(block.start, True, block.depth, parent, before, block.folder)  # noqa: FBT003


def _behind_all(blocks: Blocks, shown: list[Block], row: int) -> Gap | None:
    """Below the folders: behind the last one at the top."""
    last = next((block for block in reversed(shown) if block.depth == 0), None)
    if last is None or last.folder is None or 0 <= row < last.start:
        return None
    under = [b for b in blocks if b.start >= last.start and (b.folder or _in_folder(b))]
    end = under[-1].start + under[-1].count - 1
    if 0 <= row <= end:
        return None
    return Gap(end, True, 0, None, "", last.folder)  # noqa: FBT003


def _in_folder(block: Block) -> bool:
    return block.kind is Kind.CHATS and block.depth > 0


def _parent(shown: list[Block], at: int) -> Folder | None:
    depth = shown[at].depth
    above = (block.folder for block in reversed(shown[:at]) if block.depth < depth)
    return next(above, None)


def _next(shown: list[Block], at: int) -> str:
    """The folder that comes next beside one; "" when it is the last."""
    depth = shown[at].depth
    for block in shown[at + 1 :]:
        if block.depth <= depth and block.folder is not None:
            return block.folder.id if block.depth == depth else ""
    return ""


def _is_at_top(shown: list[Block], dragged: Folder) -> bool:
    return any(b.depth == 0 and b.folder is not None and b.folder.id == dragged.id for b in shown)


def _is_there(shown: list[Block], dragged: Folder, gap: Gap) -> bool:
    at = next((n for n, b in enumerate(shown) if b.folder and b.folder.id == dragged.id), None)
    if at is None or _parent(shown, at) != gap.parent:
        return False
    return gap.before_id in (dragged.id, _next(shown, at))
