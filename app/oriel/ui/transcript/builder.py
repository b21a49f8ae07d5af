"""Makes the sections of turns: which part of a message looks like what."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from oriel.domain.markdown.blocks import Block, Code, Formula, Picture, Prose, Run, Style, Table
from oriel.domain.markdown.parsing import parse_blocks, pieces
from oriel.domain.messages import Message
from oriel.domain.parts import (
    CitationPart,
    FilePart,
    ImagePart,
    ItemPart,
    NotePart,
    Part,
    ReasoningPart,
    RefusalPart,
    TextPart,
    ToolCallPart,
)
from oriel.domain.stopping import StopReason
from oriel.domain.visible import name_of
from oriel.ui.transcript.code_section import CodeSection
from oriel.ui.transcript.prose_section import ProseSection
from oriel.ui.transcript.rows import FactsSection, FormulaSection, PictureSection, WidgetSection
from oriel.ui.transcript.section import Section
from oriel.ui.transcript.sources_row import sources_row
from oriel.ui.transcript.steps import Steps, TextStep, ToolStep, steps_of
from oriel.ui.transcript.table_section import TableSection
from oriel.ui.transcript.tool_sections import (
    item_sections,
    note_section,
    picture,
    tool_sections,
)
from oriel.ui.transcript.turn_widgets import (
    LINE_OUTDENT_PX,
    ErrorCard,
    Marker,
    ReasoningLine,
    TurnActions,
)
from oriel.ui.transcript.user_actions import BesideSection

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from oriel.domain.outlines import Versions
    from oriel.ui.transcript.formulas import Formulas
    from oriel.ui.transcript.look import Look
    from oriel.ui.transcript.turn import Turn


class Builder(QObject):
    """Shared by all turns of a view. The signals carry a message's id; `toggled` says
    that a turn wants to be laid out anew, `menu_requested` also the button pressed,
    `decided(approval id, Verdict)` what the person says to a call that waits."""

    retry_requested = Signal(str)
    continue_requested = Signal(str)
    copy_requested = Signal(str)
    behind_requested = Signal(str)
    source_requested = Signal(str, int)
    call_requested = Signal(str, str)
    version_requested = Signal(str, int)
    menu_requested = Signal(str, object)
    edit_requested = Signal(str)
    decided = Signal(str, object)
    toggled = Signal(str)

    def __init__(self, look: Look, formulas: Formulas | None, parent: QObject | None = None):
        super().__init__(parent)
        self.look = look
        self.formulas = formulas
        self.right_to_left = False
        self.only_read = False  # without what can be done with a turn
        self.versions: dict[str, Versions] = {}

    # Blocks

    def section(self, block: Block, *, fold: bool = False) -> Section:
        match block:
            case Prose():
                return ProseSection(block, self.look, self.formulas)
            case Code():
                return CodeSection(block, self.look, fold=fold)
            case Table():
                return TableSection(block, self.look)
            case Formula():
                return FormulaSection(block, self.look, self.formulas)
            case Picture():
                return PictureSection(block, self.look)

    def plain(self, text: str) -> Iterator[Section]:
        """A text as it is: not one sign of it is markup."""
        text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\0", "\ufffd")
        for number, piece in enumerate(pieces(text)):
            shown = piece.replace("\n", "\u2028")
            yield ProseSection(Prose((Run(shown),), more=number > 0), self.look)

    # Turns

    def is_plain(self, message: Message) -> bool:
        """Whether it is nothing but text, with thoughts before and an end behind it."""
        usual = (TextPart, RefusalPart, ReasoningPart)
        return all(isinstance(part, usual) or _is_end(part) for part in message.parts)

    def finished(self, turn: Turn) -> list[Section]:
        """All of a turn that does not stream."""
        message = turn.message
        if turn.is_user:
            return self._said(message)
        found: list[Section] = [*self.thinking(turn, message.reasoning)]
        steps, _ = steps_of(message)
        text: list[str] = []
        for number, part in enumerate(message.parts):
            if isinstance(part, TextPart | RefusalPart):
                text.append(part.text)
                continue
            if section := self._part(turn, number, part, steps):
                found += self._markdown(text)
                text = []
                found += section
        found += self._markdown(text)
        return [*found, *self.ending(turn)]

    def under_way(self, turn: Turn, steps: Steps) -> Iterator[Section]:
        """What a streaming answer has said and done before the text that grows now."""
        for note in steps.notes:
            yield note_section(self, note)
        for step in steps.all:
            match step:
                case TextStep(text):
                    if step.made is None:
                        step.made = self._markdown([text])
                    yield from step.made
                case ToolStep():
                    yield from tool_sections(self, turn, step)

    def thinking(self, turn: Turn, thought: str) -> Iterator[Section]:
        """One line that opens to what the model shows of its thinking."""
        if not thought:
            return
        said = self.tr("Thinking…")
        if not turn.streaming or turn.open_size:
            after = turn.message.first_token_s
            said = self.tr("Thought") if after is None else self.tr("Thought for {s} s")
            said = said.format(s=max(1, round(after or 0)))

        def make(parent: QWidget) -> QWidget:
            line = ReasoningLine(said, parent)
            line.set_open(turn.reasoning_open)
            line.toggled.connect(lambda opened: self._on_reasoning(turn, opened))
            return line

        row = WidgetSection(self.look, make, 28, outdent=LINE_OUTDENT_PX)
        row.said = (said, turn.reasoning_open)
        yield row
        if turn.reasoning_open:
            for block in parse_blocks(thought):
                yield self.section(_quoted(block))

    def waiting_note(self, note: str) -> Iterator[Section]:
        if note:
            yield ProseSection(Prose((Run(note, Style.MUTED),)), self.look)

    def ending(self, turn: Turn) -> Iterator[Section]:
        """Sources, how it ended, and the line with model, time and tokens."""
        message = turn.message
        yield from self._sources(message)
        if message.error is not None:
            yield WidgetSection(self.look, lambda parent: self._error_card(turn, parent), gap=12)
        elif words := self._ending_words(message):
            yield WidgetSection(self.look, lambda parent: self._marker(turn, words, parent), 32)
        acts = None if self.only_read else lambda parent: self._actions(turn, parent)
        yield FactsSection(self.look, self._facts(message), acts)

    # Inside

    def _said(self, message: Message) -> list[Section]:
        found: list[Section] = []
        for part in message.parts:
            match part:
                case TextPart(text) if text:
                    found += self.plain(text)
                case ImagePart():
                    found.append(picture(self, part))
                case FilePart(filename):
                    note = self.tr("File: {name}").format(name=filename)
                    found.append(ProseSection(Prose((Run(note, Style.MUTED),)), self.look))
        said = found or [*self.plain(message.text)]
        return said if self.only_read else [*said, self._beside(message)]

    def _beside(self, message: Message) -> Section:
        beside = BesideSection(self.look, message.id, self.versions.get(message.id))
        beside.right_to_left = self.right_to_left
        beside.wishes = self
        return beside

    def _markdown(self, text: list[str]) -> list[Section]:
        return [self.section(block, fold=True) for block in parse_blocks("".join(text))]

    def _part(self, turn: Turn, number: int, part: Part, steps: Steps) -> list[Section]:
        match part:
            case ToolCallPart():
                step = steps.step_of(part)
                return [] if step is None else [*tool_sections(self, turn, step)]
            case ImagePart(call_id=call_id) if not steps.tool(call_id):
                return [picture(self, part)]
            case ItemPart():
                return [*item_sections(self, turn, number, part)]
            case NotePart():
                return [note_section(self, part)]
        return []

    def _sources(self, message: Message) -> Iterator[Section]:
        def chosen(number: int) -> None:
            self.source_requested.emit(message.id, number)

        if row := sources_row(message, self.look, chosen):
            yield row

    def _error_card(self, turn: Turn, parent: QWidget) -> QWidget:
        message = turn.message
        assert message.error is not None
        card = ErrorCard(message.error, kept=bool(message.text), parent=parent)
        card.retry_requested.connect(lambda: self.retry_requested.emit(message.id))
        card.continue_requested.connect(lambda: self.continue_requested.emit(message.id))
        return card

    def _marker(self, turn: Turn, words: tuple[str, str], parent: QWidget) -> QWidget:
        marker = Marker(*words, parent)
        marker.clicked.connect(lambda: self.continue_requested.emit(turn.message.id))
        return marker

    def _actions(self, turn: Turn, parent: QWidget) -> QWidget:
        message_id = turn.message.id
        actions = TurnActions(self.versions.get(message_id), self.look.px(16), parent)
        actions.copy_requested.connect(lambda: self.copy_requested.emit(message_id))
        actions.behind_requested.connect(lambda: self.behind_requested.emit(message_id))
        actions.again_requested.connect(lambda: self.retry_requested.emit(message_id))
        actions.menu_requested.connect(lambda by: self.menu_requested.emit(message_id, by))
        actions.version_requested.connect(lambda by: self.version_requested.emit(message_id, by))
        return actions

    def _ending_words(self, message: Message) -> tuple[str, str] | None:
        more = self.tr("Continue")
        match message.stop_reason:
            case StopReason.STOPPED:
                return self.tr("You stopped this answer."), more if message.text else ""
            case StopReason.INTERRUPTED:
                return self.tr("Interrupted. What had arrived is kept."), more
            case StopReason.LENGTH:
                return self.tr("The answer reached its length limit."), more
            case StopReason.FILTERED:
                return self.tr("The service's content filter ended this answer."), ""
        if any(isinstance(part, RefusalPart) for part in message.parts):
            return self.tr("The model declined to answer."), ""
        return None

    def _facts(self, message: Message) -> str:
        facts = [name_of(message.model)]
        if message.duration_s is not None:
            facts.append(self.tr("{s:.1f} s").format(s=message.duration_s))
        if message.usage is not None and message.usage.output_tokens:
            facts.append(self.tr("{n} tokens").format(n=message.usage.output_tokens))
        return "  ·  ".join(fact for fact in facts if fact)

    def _on_reasoning(self, turn: Turn, opened: bool) -> None:
        turn.reasoning_open = opened
        self.toggled.emit(turn.message.id)

    def open_tool(self, turn: Turn, call_id: str, opened: bool) -> None:
        """Opens or closes what is inside a tool's line."""
        (turn.opened_tools.add if opened else turn.opened_tools.discard)(call_id)
        self.toggled.emit(turn.message.id)


def _is_end(part: Part) -> bool:
    from oriel.domain.parts import ErrorPart

    return isinstance(part, CitationPart | ErrorPart)


def _quoted(block: Block) -> Block:
    """A block as part of a quotation: thoughts stand back behind the answer."""
    if isinstance(block, Prose):
        from dataclasses import replace

        return replace(block, inside="q" + block.inside)
    return block
