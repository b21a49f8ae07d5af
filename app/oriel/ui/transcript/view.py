"""The conversation as it is read: a Flow of turns, with answers that stream into it.

Text is buffered and shown once a frame, and not at all while hidden. What can wait
(colours of code, formulas, forgetting turns far away) is done in slices between.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QRect, QTimer, Signal
from PySide6.QtGui import QGuiApplication, QKeyEvent, QPainter, QShowEvent, QWheelEvent
from PySide6.QtWidgets import QWidget

from oriel.ui.announcing import announce
from oriel.ui.theme import current_theme
from oriel.ui.transcript.code_section import CodeSection
from oriel.ui.transcript.finding import Finder
from oriel.ui.transcript.flow import BETWEEN_PX, COLUMN_PX, Flow
from oriel.ui.transcript.hand import Hand
from oriel.ui.transcript.keys import Keys
from oriel.ui.transcript.look import Look
from oriel.ui.transcript.overlay import Overlay
from oriel.ui.transcript.pointing import Pointing
from oriel.ui.transcript.section import Marked
from oriel.ui.transcript.turn import Turn

if TYPE_CHECKING:
    from oriel.domain.messages import Message
    from oriel.domain.outlines import TurnOutline, Versions
    from oriel.ui.transcript.accessible import TranscriptInterface
    from oriel.ui.transcript.steps import Steps

__all__ = ["COLUMN_PX", "Transcript"]

# Thirty flushes a second read like sixty, and spare half of the work (decision 0007).
FRAME_MS, SLOW_FRAME_MS = 33, 100
HUGE_OPEN_BLOCK = 4_000  # characters: past these a flush costs milliseconds
KEPT_TURNS = 48
IDLE_MS = 30


class Transcript(Flow):
    """Wishes carry a message's id; `version_requested` also how many versions on,
    `menu_requested` the button it belongs to; `save_requested` a path and a text,
    `decided` an approval's id and a Verdict."""

    turn_chosen = Signal(str)
    retry_requested = Signal(str)
    continue_requested = Signal(str)
    version_requested = Signal(str, int)
    save_requested = Signal(str, str)
    edit_requested = Signal(str)
    menu_requested = Signal(str, object)
    decided = Signal(str, object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("transcript")
        self.setAccessibleName(self.tr("Conversation"))
        self._accessible: TranscriptInterface | None = None
        self._dirty: set[str] = set()
        self._flushed_at = 0.0
        self._frame = self._timer(self.flush)
        self._idle = self._timer(self._on_idle)
        self._formula_wait = self._timer(self._take_formulas)
        self.overlay = Overlay(self)
        self.finder = Finder(self)
        self.pointing = Pointing(self)
        self.hand = Hand(self)
        self.keys = Keys(self)
        self.viewport().installEventFilter(self.hand)
        self._connect()

    def _timer(self, then: Callable[[], None]) -> QTimer:
        timer = QTimer(self)
        timer.setSingleShot(True)
        timer.timeout.connect(then)
        return timer

    def marked(self, turn: int, section: int) -> Marked:
        return self.hand.marked(turn, section)

    def paint_behind(self, painter: QPainter, turn: Turn) -> None:
        self.pointing.paint(painter, turn)

    def placed(self) -> None:
        self.overlay.place(make=False)
        self._idle.start(IDLE_MS)

    def _connect(self) -> None:
        self.builder.retry_requested.connect(self.retry_requested)
        self.builder.continue_requested.connect(self.continue_requested)
        self.builder.version_requested.connect(self.version_requested)
        self.builder.copy_requested.connect(self.copy_turn)
        self.builder.edit_requested.connect(self.edit_requested)
        self.builder.menu_requested.connect(self.menu_requested)
        self.builder.decided.connect(self.decided)
        self.builder.toggled.connect(self._on_toggled)
        self.formulas.ready.connect(self._on_formula)

    # Facts

    def show_messages(
        self, messages: list[Message], versions: dict[str, Versions] | None = None
    ) -> None:
        """Replaces everything; the newest turn is in sight."""
        self._frame.stop()
        self._dirty.clear()
        self.hand.forget()
        self.finder.clear()
        self.pointing.clear()
        self.builder.versions = versions or {}
        self.overlay.clear()
        self.set_messages(messages)

    def show_older(self, outlines: list[TurnOutline]) -> None:
        """Turns above those there are, not read yet; what is read stays where it is."""
        self.hand.moved(len(outlines))
        self.prepend_outlines(outlines)

    def show_versions(self, versions: dict[str, Versions]) -> None:
        """Turns that have got another version while they are shown."""
        for message_id in versions:
            if turn := self.turn(message_id):
                self.builder.versions[message_id] = versions[message_id]
                if not turn.streaming:
                    self._on_toggled(message_id)

    def fill(self, messages: list[Message]) -> None:
        super().fill(messages)
        self.finder.filled()
        self.pointing.settled()

    def add_message(self, message: Message) -> None:
        """A turn was added at the end, and is what the person wants to see."""
        self.pointing.clear()
        self.append_message(message)

    def add_text(self, message_id: str, text: str) -> None:
        if turn := self.turn(message_id):
            turn.note = ""
            turn.feed(text)
            self._want_flush(message_id)

    def add_reasoning(self, message_id: str, text: str) -> None:
        if turn := self.turn(message_id):
            turn.note = ""
            turn.think(text)
            self._want_flush(message_id)

    def show_step(self, message_id: str, change: Callable[[Steps], None]) -> None:
        """Something is new of the tools or notes of an answer that streams."""
        if (turn := self.turn(message_id)) and turn.streaming:
            turn.note = ""
            turn.step(change)
            self._want_flush(message_id)

    def show_retry(self, message_id: str, delay_s: float, status: int) -> None:
        """The service was busy, or does not know a new project yet; it is asked again."""
        if turn := self.turn(message_id):
            said = self.tr("The service is busy. Asking again in {s} s…")
            if 400 <= status < 429:
                said = self.tr("The new project is not known everywhere yet. Again in {s} s…")
            turn.note = said.format(s=max(1, round(delay_s)))
            self._want_flush(message_id)

    def end_answer(self, message: Message) -> None:
        """The stored message takes the place of what was heard."""
        turn = self.turn(message.id)
        if turn is None:
            return
        self._dirty.discard(message.id)
        turn.finish(message)
        announce(self, self.tr("The answer is complete."))
        self.refresh_all()

    def accessible(self) -> TranscriptInterface:
        """What screen readers are told; made when one asks."""
        if self._accessible is None:
            from oriel.ui.transcript.accessible import TranscriptInterface

            self._accessible = TranscriptInterface(self)
        return self._accessible

    def answer_texts(self) -> list[str]:
        """The Markdown of all answers that were read, oldest first."""
        return [turn.source for turn in self.turns.made() if not turn.is_user]

    def copy_turn(self, message_id: str) -> None:
        """A turn's Markdown to the clipboard."""
        if turn := self.turn(message_id):
            QGuiApplication.clipboard().setText(turn.source)

    def copy_last_answer(self) -> None:
        answers = [turn for turn in self.turns.made() if not turn.is_user]
        if answers:
            self.copy_turn(answers[-1].message.id)

    def set_zoom(self, zoom: float) -> None:
        self.builder.look = Look(current_theme(), zoom)
        self.restyle()

    def restyle(self) -> None:
        """Theme or zoom have changed: what is in sight is made anew."""
        self.builder.look = Look(current_theme(), self.builder.look.zoom)
        self.overlay.clear()
        for turn in self.turns.made():
            if turn.built:
                turn.rebuild()
        self.refresh_all()

    # Streaming

    def _want_flush(self, message_id: str) -> None:
        self._dirty.add(message_id)
        if not self.isVisible() or self._frame.isActive():
            return
        turn = self.turn(message_id)
        huge = turn is not None and turn.open_size > HUGE_OPEN_BLOCK
        passed = (time.monotonic() - self._flushed_at) * 1000
        self._frame.start(max(0, round((SLOW_FRAME_MS if huge else FRAME_MS) - passed)))

    def flush(self) -> None:
        """Shows everything that was taken in."""
        self._frame.stop()
        self._flushed_at = time.monotonic()
        dirty, self._dirty = self._dirty, set()
        for message_id in dirty:
            if turn := self.turn(message_id):
                self._flush_turn(turn)

    def _flush_turn(self, turn: Turn) -> None:
        index = self.index_of(turn)
        if not turn.built or turn.width != self.column[1] or not self.isVisible():
            self.refresh_all()
            return
        before = turn.height
        from_y = turn.refresh()
        if from_y is None:
            return
        self.take_height(index)
        top = self.turn_top(index) + from_y
        # What is below moves when the height changes; else only the turn's end is new.
        bottom = self.turn_top(index) + max(before, turn.height) + BETWEEN_PX
        if index < len(self.turns) - 1 and before != turn.height:
            bottom = self.viewport().height()
        if top < self.viewport().height():
            width = self.viewport().width()
            self.viewport().update(QRect(0, max(0, top), width, bottom - max(0, top)))

    # When nothing else is to be done

    def _on_idle(self) -> None:
        """Colours code that is in sight, slice by slice, and forgets what is far away."""
        if not self.isVisible():
            return
        self.overlay.place(make=True)
        if self._colour_code():
            self._idle.start(IDLE_MS)
            return
        keep = self.visible_turns(2 * self.viewport().height())
        near = set(keep)
        if len(self.built_turns) > KEPT_TURNS:
            far = [t for t in self.built_turns if self.index_of(t) not in near]
            for turn in far:
                if not turn.streaming and not self.hand.holds(turn):
                    turn.rebuild()
            self.built_turns = [turn for turn in self.built_turns if turn.built]

    def _colour_code(self) -> bool:
        room = self.viewport().height()
        for index in self.visible_turns(room // 2):
            turn = self.turns[index]
            top = self.turn_top(index)
            for _, section in turn.visible(-top - room // 2, room * 1.5 - top):
                if isinstance(section, CodeSection) and section.wants_colour:
                    section.highlight()
                    self.viewport().update()
                    return True
        return False

    def _on_formula(self) -> None:
        """A formula was rendered: the sections that wait for one are made anew."""
        if not self._formula_wait.isActive():
            self._formula_wait.start(IDLE_MS)

    def _take_formulas(self) -> None:
        for index in self.visible_turns(self.viewport().height()):
            self.turns[index].renew_formulas()
        self.refresh_all()

    def _on_toggled(self, message_id: str) -> None:
        if turn := self.turn(message_id):
            self.overlay.clear()
            turn.rebuild()
            self.keep_in_place(turn)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.flush()
        QTimer.singleShot(0, self, self.settle)
        QTimer.singleShot(0, self, self.pointing.settled)
        self._idle.start(IDLE_MS)

    def wheelEvent(self, event: QWheelEvent) -> None:
        if not self.hand.wheel(event):
            super().wheelEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if not self.keys.press(event):
            super().keyPressEvent(event)
