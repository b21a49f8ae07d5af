"""A column of turns that scrolls: what is in sight is laid out, all else is a guess.

Turns stand below one another at heights kept in a Fenwick tree. What is read stays
where it is when a guess above turns out wrong: the place is kept as a turn and a
distance from its top, not as a scroll position. Apart from view.py, which knows of
answers that stream.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, QRect, QRectF, Qt, QTimer, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractScrollArea, QFrame, QWidget

from oriel.ui.theme import current_theme
from oriel.ui.transcript.builder import Builder
from oriel.ui.transcript.formulas import Formulas
from oriel.ui.transcript.heights import Heights
from oriel.ui.transcript.look import Look
from oriel.ui.transcript.section import NOTHING_MARKED, Marked
from oriel.ui.transcript.turn import Turn
from oriel.ui.transcript.turns import Turns

if TYPE_CHECKING:
    from oriel.domain.messages import Message
    from oriel.domain.outlines import TurnOutline

COLUMN_PX = 760
EDGE_PX = 24
BAR_PX = 10  # the scroll bar of style_sheet.py
TOP_PX, BOTTOM_PX, BETWEEN_PX = 18, 14, 26
AT_END_PX = 24


class Flow(QAbstractScrollArea):
    """`away_from_end(bool)` tells whether the newest text is out of sight;
    `turns_wanted(list of ids)` asks for messages that are only an outline: see fill()."""

    away_from_end = Signal(bool)
    turns_wanted = Signal(list)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        # Always there (and unseen while there is nothing to scroll), so that the
        # column never moves sideways.
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        # Below the scroll bar nobody else paints: what stood there would shine through.
        self.setAutoFillBackground(True)
        self.viewport().setMouseTracking(True)
        # Nothing shines through, so that scrolling moves pixels and paints only the rest.
        self.viewport().setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.formulas = Formulas(self)
        self.builder = Builder(Look(current_theme(), 1.0), self.formulas, self)
        self.turns = Turns(self.builder)
        self.built_turns: list[Turn] = []
        self.heights = Heights()
        self.following = True
        self._wanted: set[str] = set()
        self._anchor = (0, 0)
        self._last_value = 0
        self._moving = False
        self._away = False
        self.verticalScrollBar().valueChanged.connect(self._on_scrolled)
        self.verticalScrollBar().setSingleStep(40)

    # What a view adds

    def marked(self, turn: int, section: int) -> Marked:
        """What of a section is to be highlighted."""
        return NOTHING_MARKED

    def paint_behind(self, painter: QPainter, turn: Turn) -> None:
        """What lies under a turn, which is painted at (0, 0)."""

    def placed(self) -> None:
        """Something may stand elsewhere now."""

    # The turns

    def set_messages(self, messages: list[Message]) -> None:
        """Replaces everything; the newest turn is in sight."""
        self.turns.set(messages)
        self.built_turns = []
        self._wanted.clear()
        self.heights = Heights(self.turns.guess(n) + BETWEEN_PX for n in range(len(self.turns)))
        self.following, self._anchor = True, (0, 0)
        self.refresh_all()

    def append_message(self, message: Message) -> None:
        """Adds a turn at the end, and shows it."""
        self.following = True
        self.turns.append(message)
        self.heights.append(self.turns.guess(len(self.turns) - 1) + BETWEEN_PX)
        self.refresh_all()

    def prepend_outlines(self, outlines: list[TurnOutline]) -> None:
        """Older turns, above all; what is read stays where it is."""
        self.heights.prepend([guess + BETWEEN_PX for guess in self.turns.prepend(outlines)])
        index, offset = self._anchor
        self._anchor = (index + len(outlines), offset)
        self.settle()

    def fill(self, messages: list[Message]) -> None:
        """What turns say that were only an outline."""
        for message in messages:
            turn = self.turns.get(message.id)
            if turn is not None and not turn.loaded:
                turn.load(message)
        self.refresh_all()

    def refresh_all(self) -> None:
        """Lays out and paints all that is in sight."""
        self.settle()
        self.viewport().update()

    def turn(self, message_id: str) -> Turn | None:
        return self.turns.get(message_id)

    # Places

    @property
    def column(self) -> tuple[int, int]:
        """Left edge and width of the reading column."""
        room = self.viewport().width() + BAR_PX
        width = max(120, min(COLUMN_PX, room - 2 * EDGE_PX))
        return (room - width + 1) // 2, width

    def turn_top(self, index: int) -> int:
        """The top of a turn in the viewport."""
        return TOP_PX + self.heights.top(index) - self.verticalScrollBar().value()

    def turn_at(self, y: float) -> int:
        """The turn at a height of the viewport; the nearest when there is none. -1: no turns."""
        if not self.turns:
            return -1
        return self.heights.at(int(y) + self.verticalScrollBar().value() - TOP_PX)

    def index_of(self, turn: Turn) -> int:
        """Raises KeyError for a turn that is not shown."""
        index = self.turns.index_of(turn.message.id)
        if index is None:
            raise KeyError(turn.message.id)
        return index

    def visible_turns(self, slack: int = 0) -> range:
        """Positions of the turns in sight, and `slack` pixels around."""
        if not self.turns:
            return range(0)
        return range(self.turn_at(-slack), self.turn_at(self.viewport().height() + slack) + 1)

    def show_place(self, index: int, top: int, height: int) -> None:
        """Scrolls as little as needed to bring a part of a turn into sight."""
        self._lay(index)
        room = self.viewport().height()
        y = self.turn_top(index) + top
        if y < EDGE_PX or y + height > room - EDGE_PX:
            third = room // 3
            self.following = False
            self._anchor = (index, top - third)
            self.settle()

    def take_height(self, index: int) -> None:
        """A turn at the end has grown: follows it, when the end is what is read."""
        height = self.turns[index].height + BETWEEN_PX
        if height == self.heights[index]:
            return
        self.heights.set(index, height)
        self._set_range()
        if self.following:
            self._move_to(self.verticalScrollBar().maximum())
        self._tell_away()
        self.placed()

    def keep_in_place(self, turn: Turn) -> None:
        """A turn looks different: its top stays where it is."""
        index = self.index_of(turn)
        self.following = False
        self._anchor = (index, -self.turn_top(index))
        self.refresh_all()

    def relay(self, turn: Turn) -> None:
        """A section of a turn has another height."""
        turn.place_again()
        self.keep_in_place(turn)

    def grow(self, turn: Turn) -> None:
        """The same without the person's doing: who reads the end goes on reading it."""
        turn.place_again()
        if self.following:
            self.refresh_all()
        else:
            self.keep_in_place(turn)

    def go_to_turn(self, by: int) -> None:
        """Brings the next turn up or down to the top."""
        if not self.turns:
            return
        index = self.turn_at(TOP_PX + 1)
        if by > 0 or abs(self.turn_top(index) - TOP_PX) <= 2:
            index += by
        self.bring_up(max(0, index))

    def bring_up(self, index: int) -> None:
        """A turn to the top, as far as there is text below it; behind the last, the end."""
        if index >= len(self.turns):
            self.jump_to_end()
            return
        self.following = False
        self._anchor = (index, -TOP_PX)
        self.settle()

    def jump_to_start(self) -> None:
        self.following = False
        self._anchor = (0, -TOP_PX)
        self.settle()

    def jump_to_end(self) -> None:
        self.following = True
        self.settle()

    # Layout

    def settle(self) -> None:
        """Lays out what is in sight, and puts it where it belongs."""
        room = self.viewport().height()
        if not self.isVisible() or not self.turns or room < 2:
            self._set_range()
            return
        if self.following:
            self._lay_upward(room)
        else:
            self._lay_downward(room)
        self._set_range()
        bar = self.verticalScrollBar()
        if self.following:
            value = bar.maximum()
        else:
            index, offset = self._anchor
            value = self.heights.top(index) + TOP_PX + offset
        self._move_to(value)
        self.following = self.following or bar.value() >= bar.maximum()
        self.placed()
        self._tell_away()

    def _lay(self, index: int) -> None:
        turn = self.turns[index]
        if not turn.loaded:
            self._want(turn)
        elif not turn.built:
            self.built_turns.append(turn)
        self.heights.set(index, turn.lay_out(self.column[1]) + BETWEEN_PX)

    def _want(self, turn: Turn) -> None:
        """Asks for what a turn in sight says: once, for all that are in sight together."""
        if not self._wanted:
            QTimer.singleShot(0, self, self._ask)
        self._wanted.add(turn.message.id)

    def _ask(self) -> None:
        wanted, self._wanted = self._wanted, set()
        self.turns_wanted.emit(sorted(wanted))

    def _lay_upward(self, room: int) -> None:
        y, index = room - BOTTOM_PX, len(self.turns) - 1
        while index >= 0 and y > 0:
            self._lay(index)
            y -= self.heights[index]
            index -= 1

    def _lay_downward(self, room: int) -> None:
        index, offset = self._anchor
        while index > 0 and offset < 0:  # the place is above the turn it was kept by
            index -= 1
            self._lay(index)
            offset += self.heights[index]
        self._anchor = (index, offset)
        y = -offset
        while index < len(self.turns) and y < room:
            self._lay(index)
            y += self.heights[index]
            index += 1
        if y < room:  # the end is in sight: what is above it may be, too
            self._lay_upward(room)

    def _set_range(self) -> None:
        room = self.viewport().height()
        total = TOP_PX + self.heights.total - BETWEEN_PX + BOTTOM_PX if self.turns else 0
        self._moving = True
        bar = self.verticalScrollBar()
        bar.setPageStep(max(40, room - 40))
        bar.setRange(0, max(0, total - room))
        bar.setEnabled(bar.maximum() > 0)
        self._moving = False

    def _move_to(self, value: int) -> None:
        self._moving = True
        self.verticalScrollBar().setValue(value)
        self._last_value = self.verticalScrollBar().value()
        self._moving = False

    def _on_scrolled(self, value: int) -> None:
        if self._moving or not self.turns:
            return
        index = self.heights.at(max(0, value - TOP_PX))
        offset = value - TOP_PX - self.heights.top(index)
        turn, before = self.turns[index], self.heights[index]
        if not turn.built:
            self._lay(index)
            near = 0 < self._last_value - value < 2 * self.viewport().height()
            grown = self.heights[index] - before
            # From below, its end is what comes into sight; after a jump, the same share.
            offset = offset + grown if near else offset * self.heights[index] // max(1, before)
        self._anchor = (index, offset)
        self.following = value >= self.verticalScrollBar().maximum() - AT_END_PX
        if self.following and value < self.verticalScrollBar().maximum():
            self.following = False
            self.settle()
            self.following = True
        else:
            self.settle()

    def _tell_away(self) -> None:
        bar = self.verticalScrollBar()
        away = bar.value() < bar.maximum() - AT_END_PX
        if away != self._away:
            self._away = away
            self.away_from_end.emit(away)

    # Painting, and what Qt tells

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self.viewport())
        # One more on each side: at 150 % an edge may lie within a pixel, and would stay black.
        ground = event.rect().adjusted(-1, -1, 1, 1)
        painter.fillRect(ground, self.builder.look.colour("window"))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self.paint_into(painter, event.rect())
        painter.end()

    def paint_into(self, painter: QPainter, rect: QRect) -> None:
        """Paints a part of what is in sight."""
        if not self.turns:
            return
        left, _ = self.column
        for index in range(self.turn_at(rect.top()), self.turn_at(rect.bottom()) + 1):
            turn = self.turns[index]
            if not turn.built:
                continue
            top = self.turn_top(index)
            painter.save()
            painter.translate(left, top)
            clip = QRectF(rect.translated(-left, -top))
            self.paint_behind(painter, turn)
            turn.paint(painter, clip, lambda number, i=index: self.marked(i, number))  # type: ignore[misc]
            painter.restore()

    def scrollContentsBy(self, dx: int, dy: int) -> None:
        self.viewport().scroll(0, dy)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.settle()
        self.viewport().update()

    def map_to_turn(self, point: QPoint) -> tuple[int, QPoint]:
        """The turn at a point of the viewport, and the point in its coordinates."""
        index = self.turn_at(point.y())
        left, _ = self.column
        return index, QPoint(point.x() - left, point.y() - self.turn_top(index))
