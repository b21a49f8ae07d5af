"""The turn that a search led to: brought into sight, its words marked, lit up for a moment.

Other than Finder, which walks from match to match, this marks in one turn what was looked
for in all chats, whatever its case and accents.
"""

from __future__ import annotations

from collections import OrderedDict
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QRectF, Qt, QVariantAnimation
from PySide6.QtGui import QPainter

from oriel.domain.word_places import Pattern, Sought, pattern_of, places_of
from oriel.ui import motion
from oriel.ui.transcript.look import utf16_length

if TYPE_CHECKING:
    from oriel.ui.transcript.section import Section
    from oriel.ui.transcript.turn import Turn
    from oriel.ui.transcript.view import Transcript

Span = tuple[int, int]
FLASH_MS = 1100
_STRENGTH = 0.16
_AROUND_PX, _RADIUS = 10, 12
_KEPT = 200  # sections whose places are remembered


class Pointing(QObject):
    """`message_id` is the turn that is pointed at, "" for none."""

    def __init__(self, view: Transcript) -> None:
        super().__init__(view)
        self._view = view
        self.message_id = ""
        self._pattern: Pattern | None = None
        self._waits = False
        self._spans: OrderedDict[tuple[Section, str], tuple[Span, ...]] = OrderedDict()
        self._light = QVariantAnimation(self)
        self._light.setDuration(FLASH_MS)
        self._light.setStartValue(1.0)
        self._light.setKeyValueAt(0.35, 1.0)
        self._light.setEndValue(0.0)
        self._light.valueChanged.connect(self._on_light)

    def show(self, message_id: str, sought: Sought) -> None:
        """Brings the turn into sight; at its first marked word, when it has one."""
        self.clear()
        if self._view.turns.index_of(message_id) is None:
            return
        self.message_id, self._waits = message_id, True
        self._pattern = pattern_of(sought)
        self.settled()

    def clear(self) -> None:
        """Points at nothing any more."""
        self._light.stop()
        if self.message_id:
            self.message_id, self._pattern, self._waits = "", None, False
            self._spans.clear()
            self._view.viewport().update()

    def settled(self) -> None:
        """Turns were read or are in sight: the one that is waited for may be there now."""
        index = self._view.turns.index_of(self.message_id) if self._waits else None
        if index is None:
            return
        view = self._view
        view.bring_up(index)
        turn = view.turns[index]
        if not turn.built:
            return  # asked for; it is read soon
        self._waits = False
        section, top = self._first(turn)
        if section is not None:
            view.show_place(index, section.top + top, view.builder.look.line)
        if motion.is_welcome():
            self._light.start()
        view.viewport().update()

    def spans(self, message_id: str, section: Section) -> tuple[Span, ...]:
        """Where a section of a turn has the words, in positions as Qt counts."""
        if self._pattern is None or message_id != self.message_id or not section.text:
            return ()
        key = (section, section.text)
        if key not in self._spans:
            if len(self._spans) >= _KEPT:
                self._spans.popitem(last=False)
            self._spans[key] = tuple(_as_qt_counts(section.text, self._pattern))
        return self._spans[key]

    def paint(self, painter: QPainter, turn: Turn) -> None:
        """The light behind the turn, which is painted at (0, 0)."""
        strength = self._strength()
        if not strength or turn.message.id != self.message_id:
            return
        room = _AROUND_PX
        area = QRectF(-room, -room, turn.width + 2 * room, turn.height + 2 * room)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._view.builder.look.theme.faded("accent", _STRENGTH * strength))
        painter.drawRoundedRect(area, _RADIUS, _RADIUS)

    def _strength(self) -> float:
        running = self._light.state() == QVariantAnimation.State.Running
        return float(self._light.currentValue()) if running else 0.0

    def _first(self, turn: Turn) -> tuple[Section | None, int]:
        """The first section with a marked word, and how far below its top the word stands."""
        for section in turn.sections:
            if found := self.spans(self.message_id, section):
                return section, int(section.caret(found[0][0]).top())
        return None, 0

    def _on_light(self) -> None:
        self._view.viewport().update()


def _as_qt_counts(text: str, pattern: Pattern) -> list[Span]:
    found: list[Span] = []
    units = at = 0
    for start, end in places_of(pattern, text):
        units += utf16_length(text[at:start])
        length = utf16_length(text[start:end])
        found.append((units, units + length))
        units, at = units + length, end
    return found
