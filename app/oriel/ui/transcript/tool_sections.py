"""The sections of tools, other items and notes in an answer.

Apart from builder.py, which knows how text looks: here it is what ran and what came of it.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import TYPE_CHECKING

from oriel.domain.markdown.blocks import Code, Picture, Prose, Run, Style
from oriel.domain.markdown.parsing import pieces
from oriel.domain.parts import ImagePart, ItemPart, NotePart, PassagePart
from oriel.domain.visible import name_of
from oriel.ui.transcript.approval_card import ApprovalCard
from oriel.ui.transcript.prose_section import ProseSection
from oriel.ui.transcript.rows import PictureSection, WidgetSection
from oriel.ui.transcript.section import Section
from oriel.ui.transcript.steps import ToolStep
from oriel.ui.transcript.tool_words import (
    code_of,
    item_words,
    note_words,
    tool_state,
    tool_title,
    tool_took,
)
from oriel.ui.transcript.turn_widgets import LINE_OUTDENT_PX, ToolLine

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from oriel.ui.transcript.builder import Builder
    from oriel.ui.transcript.turn import Turn

_LINE_PX = 36
_LONGEST_LINE, _MOST_PIECES = 4_000, 250
_LONGEST_PASSAGE = 100_000


def tool_sections(builder: Builder, turn: Turn, step: ToolStep) -> Iterator[Section]:
    """One line, which opens to what the call was given and what it gave; images below it."""
    call = step.call
    opened = call.call_id in turn.opened_tools
    told = (tool_state(call, step.result, step.progress), tool_took(call))
    title, state = tool_title(call), "  ·  ".join(word for word in told if word)

    def make(parent: QWidget) -> QWidget:
        line = ToolLine(title, state, parent)
        line.set_open(opened)
        line.offer_beside(builder.look.px(15))
        line.toggled.connect(lambda on: builder.open_tool(turn, call.call_id, on))
        line.beside_requested.connect(
            lambda: builder.call_requested.emit(turn.message.id, call.call_id)
        )
        return line

    row = WidgetSection(builder.look, make, _LINE_PX, outdent=LINE_OUTDENT_PX)
    row.said = (title, state, opened)
    yield row
    if opened:
        yield from _inside(builder, step)
    if step.approval is not None:
        yield _approval(builder, turn, step)
    for image in step.images.values():
        yield picture(builder, image)


def item_sections(builder: Builder, turn: Turn, number: int, part: ItemPart) -> Iterator[Section]:
    """A line that opens to the item as the service sent it."""
    key = f"item {number}"
    opened, words = key in turn.opened_tools, item_words(part)

    def make(parent: QWidget) -> QWidget:
        line = ToolLine(words, "", parent)
        line.set_open(opened)
        line.toggled.connect(lambda on: builder.open_tool(turn, key, on))
        return line

    row = WidgetSection(builder.look, make, _LINE_PX, outdent=LINE_OUTDENT_PX)
    row.said = (words, opened)
    yield row
    if opened:
        raw = json.dumps(part.raw, indent=2, ensure_ascii=False)
        yield builder.section(Code("json", _lines(raw)), fold=True)


def note_section(builder: Builder, note: NotePart) -> Section:
    """What was done differently, in one quiet line."""
    return ProseSection(Prose((Run(note_words(note), Style.MUTED),)), builder.look)


def picture(builder: Builder, image: ImagePart) -> Section:
    url = image.data_uri or image.url
    return PictureSection(Picture(url, image.alt or image.file_id), builder.look)


def _inside(builder: Builder, step: ToolStep) -> Iterator[Section]:
    if step.call.arguments:
        language, text = code_of(step.call)
        yield builder.section(Code(language, _lines(text)), fold=True)
    if step.result is not None and step.result.output:
        yield builder.section(Code("", _lines(step.result.output)), fold=True)
    for passage in step.passages:
        yield from _passage(builder, passage)


def _lines(text: str) -> list[str]:
    """A line without an end is shown in pieces: laid out whole it would take minutes."""
    lines = text.splitlines()
    if max(map(len, lines), default=0) <= _LONGEST_LINE:
        return lines
    steps = range(0, _LONGEST_LINE * _MOST_PIECES, _LONGEST_LINE)
    return [line[n : n + _LONGEST_LINE] for line in lines for n in steps if n < max(1, len(line))]


def _passage(builder: Builder, passage: PassagePart) -> Iterator[Section]:
    where = f"{name_of(passage.filename or passage.file_id)}  ·  {passage.score:.2f}"
    yield ProseSection(Prose((Run(where, Style.MUTED),)), builder.look)
    for number, piece in enumerate(pieces(passage.text[:_LONGEST_PASSAGE].strip())):
        shown = (Run(piece.replace("\n", "\u2028")),)
        yield ProseSection(Prose(shown, more=number > 0, inside="q"), builder.look)


def _approval(builder: Builder, turn: Turn, step: ToolStep) -> Section:
    approval = step.approval
    assert approval is not None

    def make(parent: QWidget) -> QWidget:
        card = ApprovalCard(approval, turn.typed.get(approval.id), parent)
        card.decided.connect(lambda verdict: builder.decided.emit(approval.id, verdict))
        card.edited.connect(lambda text: turn.typed.__setitem__(approval.id, text))
        return card

    row = WidgetSection(builder.look, make)
    row.said = approval.id
    return row
