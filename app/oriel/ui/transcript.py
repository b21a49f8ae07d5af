"""The turns of a chat in one reading column; follows the end only while it is in sight.

Text is buffered and shown once a frame, and not at all while hidden. The painted
transcript will take this place behind the same methods.
"""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, Qt, QTimer, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QScrollArea, QVBoxLayout, QWidget

if TYPE_CHECKING:
    from oriel.domain.messages import Message
    from oriel.ui.answer_turn import AnswerTurn
    from oriel.ui.turn_cards import UserTurn

COLUMN_PX = 760
BAR_PX = 10  # the scroll bar of style_sheet.py
FRAME_MS = 33
AT_END_PX = 24
# A widget a turn is right for a page of them; what is older is built when asked for.
BUILT_AT_ONCE = 40


class Transcript(QScrollArea):
    """`away_from_end(bool)` tells whether the newest text is out of sight."""

    retry_requested = Signal(str)
    continue_requested = Signal(str)
    away_from_end = Signal(bool)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("transcript")
        self.setAccessibleName(self.tr("Conversation"))
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        # Always there (and unseen while there is nothing to scroll), so that the
        # column never moves sideways.
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)
        self._zoom = 1.0
        self._flush_ms = 0.0
        self._following = True
        self._answers: dict[str, AnswerTurn] = {}
        self._turns: list[AnswerTurn | UserTurn] = []
        self._earlier: list[Message] = []
        self._dirty: set[str] = set()
        self._more: QPushButton | None = None
        self._frame = QTimer(self)
        self._frame.setSingleShot(True)
        self._frame.timeout.connect(self.flush)
        self._lay_out()
        bar = self.verticalScrollBar()
        bar.rangeChanged.connect(self._on_range)
        bar.valueChanged.connect(self._on_scrolled)

    # Facts

    def show_messages(self, messages: list[Message]) -> None:
        """Replaces everything; the newest turn is in sight."""
        self._clear()
        self._following = True
        self._earlier = messages[:-BUILT_AT_ONCE]
        for message in messages[-BUILT_AT_ONCE:]:
            self._add(message)
        self._offer_earlier()
        self._mark_last()
        self._settle()

    def add_message(self, message: Message) -> None:
        """A turn was added at the end, and is what the person wants to see."""
        self._following = True
        self._add(message)
        self._mark_last()
        self._settle()

    def add_text(self, message_id: str, text: str) -> None:
        if answer := self._answers.get(message_id):
            answer.add_text(text)
            self._want_flush(message_id)

    def add_reasoning(self, message_id: str, text: str) -> None:
        if answer := self._answers.get(message_id):
            answer.add_reasoning(text)
            self._want_flush(message_id)

    def show_retry(self, message_id: str, delay_s: float, status: int) -> None:
        if answer := self._answers.get(message_id):
            answer.show_retry(delay_s, status)
            self._want_flush(message_id)

    def end_answer(self, message: Message) -> None:
        if answer := self._answers.get(message.id):
            self._dirty.discard(message.id)
            answer.finish(message)
            self._mark_last()
            self._settle()

    def last_answer(self) -> AnswerTurn | None:
        return next(reversed(self._answers.values()), None)

    def flush(self) -> None:
        """Shows everything that was taken in."""
        self._frame.stop()
        began = time.perf_counter()
        for message_id in self._dirty:
            self._answers[message_id].flush()
        self._dirty.clear()
        self._settle()
        # A paragraph of a book's length takes long to lay out: then less often, so
        # that three quarters of the time stay free for typing and scrolling.
        self._flush_ms = (time.perf_counter() - began) * 1000

    def set_zoom(self, zoom: float) -> None:
        self._zoom = zoom
        self.restyle()

    def restyle(self) -> None:
        """Theme or zoom have changed."""
        for turn in self._turns:
            turn.restyle(self._zoom)

    def jump_to_start(self) -> None:
        self._following = False
        self.verticalScrollBar().setValue(0)

    def jump_to_end(self) -> None:
        self._following = True
        self._settle()
        self.away_from_end.emit(not self._following)

    # Inside

    def _lay_out(self) -> None:
        inside = self._inside = QWidget(self)
        inside.setObjectName("transcript_page")
        self._column_widget = QWidget(inside)
        self._column_widget.setMaximumWidth(COLUMN_PX)
        self._column = QVBoxLayout(self._column_widget)
        self._column.setContentsMargins(0, 18, 0, 12)
        self._column.setSpacing(18)
        self._column.addStretch(1)
        across = QHBoxLayout(inside)
        across.setContentsMargins(24, 0, 24 - BAR_PX, 0)
        across.addStretch(1)
        across.addWidget(self._column_widget, 1000)
        across.addStretch(1)
        self.setWidget(inside)

    def _add(self, message: Message, at: int | None = None) -> None:
        from oriel.domain.messages import Role
        from oriel.ui.answer_turn import AnswerTurn
        from oriel.ui.turn_cards import UserTurn

        if message.role is Role.USER:
            turn: AnswerTurn | UserTurn = UserTurn(message.text, self._zoom, self._column_widget)
        else:
            answer = AnswerTurn(message, self._zoom, self._column_widget)
            answer.retry_requested.connect(self.retry_requested)
            answer.continue_requested.connect(self.continue_requested)
            self._answers[message.id] = answer
            turn = answer
        position = len(self._turns) if at is None else at
        self._turns.insert(position, turn)
        # Before the stretch; after the button for earlier turns.
        self._column.insertWidget(position + (self._more is not None), turn)
        turn.show()  # now, and not with the next event, so that it has its height

    def _offer_earlier(self) -> None:
        if not self._earlier:
            return
        self._more = QPushButton(self.tr("Show earlier turns"), self._column_widget)
        self._more.setObjectName("earlier_turns")
        self._more.setProperty("kind", "link")
        self._more.clicked.connect(self._on_earlier)
        self._column.insertWidget(0, self._more, 0, Qt.AlignmentFlag.AlignHCenter)
        self._more.show()

    def _on_earlier(self) -> None:
        """Builds the turns before, and leaves what is being read where it is."""
        self._following = False
        bar = self.verticalScrollBar()
        from_end = bar.maximum() - bar.value()
        built, self._earlier = self._earlier[-BUILT_AT_ONCE:], self._earlier[:-BUILT_AT_ONCE]
        later = dict(self._answers)
        self._answers.clear()
        for index, message in enumerate(built):
            self._add(message, index)
        self._answers.update(later)
        if self._more is not None and not self._earlier:
            self._column.removeWidget(self._more)
            self._more.deleteLater()
            self._more = None
        self._lay_out_now()
        bar.setValue(bar.maximum() - from_end)

    def _clear(self) -> None:
        self._frame.stop()
        self._dirty.clear()
        self._answers.clear()
        for turn in [*self._turns, *([self._more] if self._more else [])]:
            self._column.removeWidget(turn)
            turn.hide()
            turn.deleteLater()
        self._turns.clear()
        self._more = None

    def _mark_last(self) -> None:
        last = self.last_answer()
        for answer in self._answers.values():
            answer.set_last(last=answer is last)

    def _want_flush(self, message_id: str) -> None:
        first = not self._dirty
        self._dirty.add(message_id)
        if first and self.isVisible() and not self._frame.isActive():
            self._frame.start(max(FRAME_MS, round(3 * self._flush_ms)))

    def _settle(self) -> None:
        if self._following and self.isVisible():
            self._lay_out_now()
            self._to_end()

    def _lay_out_now(self) -> None:
        # What the layouts have asked for, from the texts up to the scroll area. Not
        # adjustSize(): it gives every text another width first and lays it out twice.
        from PySide6.QtCore import QEvent  # its enums take 2 ms: not before the first paint

        QCoreApplication.sendPostedEvents(None, QEvent.Type.LayoutRequest.value)

    def _to_end(self) -> None:
        bar = self.verticalScrollBar()
        bar.setValue(bar.maximum())

    def _on_range(self, lowest: int, highest: int) -> None:
        self.verticalScrollBar().setEnabled(highest > 0)
        if self._following:
            self._to_end()
        else:
            self.away_from_end.emit(self.verticalScrollBar().value() < highest - AT_END_PX)

    def _on_scrolled(self, value: int) -> None:
        away = value < self.verticalScrollBar().maximum() - AT_END_PX
        self._following = not away
        self.away_from_end.emit(away)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self._dirty:
            self._frame.start(0)
        QTimer.singleShot(0, self, self._settle)
