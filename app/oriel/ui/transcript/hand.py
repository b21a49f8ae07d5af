"""Mouse and keyboard on the transcript: selecting, copying, links, moving by turns."""

from __future__ import annotations

import re
import time
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QEvent, QObject, QPoint, QPointF, Qt, QTimer, QUrl
from PySide6.QtGui import (
    QDesktopServices,
    QGuiApplication,
    QHelpEvent,
    QMouseEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QApplication, QFileDialog, QToolTip

from oriel.ui.transcript.code_section import CodeSection
from oriel.ui.transcript.copying import mime_data, plain_text
from oriel.ui.transcript.highlighting import file_extension
from oriel.ui.transcript.look import utf16_length
from oriel.ui.transcript.section import NOTHING_MARKED, Marked, Section
from oriel.ui.transcript.selection import Place, Selection, line_at, word_at

if TYPE_CHECKING:
    from oriel.ui.transcript.turn import Turn
    from oriel.ui.transcript.view import Transcript

_SCROLL_MS = 40
_PAINT = QEvent.Type.Paint
_NAME = re.compile(r"^\s*(?:#|//|--|<!--|/\*|;)\s*([\w.-]+\.\w{1,8})\b")


class Hand(QObject):
    """Belongs to one view; asks it for places, tells it what to paint anew."""

    def __init__(self, view: Transcript) -> None:
        super().__init__(view)
        self._view = view
        self.selection = Selection()
        self._selecting = False
        self._unit = 1  # 1: letters, 2: words, 3: lines
        self._clicks = 0
        self._pressed = QPoint()
        self._doubled_at = 0.0
        self._drag = QTimer(self)
        self._drag.setInterval(_SCROLL_MS)
        self._drag.timeout.connect(self._on_drag)

    def forget(self) -> None:
        """Another conversation is shown."""
        self.selection.clear()
        self._drag.stop()

    def moved(self, by: int) -> None:
        """Turns were put before all others."""
        if self.selection.anchor and self.selection.caret:
            anchor, caret = self.selection.anchor, self.selection.caret
            self.selection.set(
                anchor._replace(turn=anchor.turn + by), caret._replace(turn=caret.turn + by)
            )

    def holds(self, turn: Turn) -> bool:
        """Whether some of a turn is selected, so that it must stay built."""
        ends = self.selection.ordered()
        return ends is not None and ends[0].turn <= self._view.index_of(turn) <= ends[1].turn

    def marked(self, turn: int, section: int) -> Marked:
        """What of a section is to be highlighted."""
        shown = self._view.turns[turn].sections[section]
        found = self._view.finder.spans(shown)
        if not found:
            message_id = self._view.turns[turn].message.id
            found = self._view.pointing.spans(message_id, shown)
        if self.selection.is_empty and not found:
            return NOTHING_MARKED
        current = self._view.finder.current
        return Marked(
            self.selection.within(turn, section, utf16_length(shown.text)),
            found,
            current[1] if current is not None and current[0] is shown else None,
        )

    # Copying

    def copy(self) -> None:
        """What is selected, in all forms."""
        if self.selection.is_empty:
            return
        ends = self.selection.ordered()
        assert ends is not None
        for index in range(ends[0].turn, ends[1].turn + 1):
            turn = self._view.turns[index]
            if not turn.built:
                turn.lay_out(self._view.column[1])
        pieces = self.selection.pieces(self._view.turns)
        QGuiApplication.clipboard().setMimeData(mime_data(pieces))

    def selected_line(self) -> str:
        """What is selected when that is a few words of one line, else ""."""
        words = plain_text(list(self.selection.pieces(self._view.turns)))
        return words if len(words) <= 80 and "\n" not in words else ""

    def select_all(self) -> None:
        turns = self._view.turns
        if turns:
            last = turns[len(turns) - 1]
            if not last.built:
                last.lay_out(self._view.column[1])
            section = max(0, len(last.sections) - 1)
            end = utf16_length(last.sections[section].text) if last.sections else 0
            self.selection.set(Place(0, 0, 0), Place(len(turns) - 1, section, end))
            self._view.viewport().update()

    def wrap_code(self, turn: Turn, section: CodeSection, wrapped: bool) -> None:
        section.set_wrapped(wrapped)
        self._view.relay(turn)

    def save_code(self, section: CodeSection) -> None:
        """Asks where to; the name is what the code calls itself, else "code.py"."""
        lines = section.block.lines
        said = _NAME.match(lines[0]) if lines else None
        name = said[1] if said else f"code.{file_extension(section.block.language)}"
        dialog = QFileDialog(self._view.window(), self.tr("Save the code"))
        dialog.setObjectName("save_code")
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.selectFile(name)
        text = section.block.text
        dialog.fileSelected.connect(lambda path: self._view.save_requested.emit(path, text + "\n"))
        dialog.open()

    # Events

    def eventFilter(self, watched: QObject, event: Any) -> bool:
        kind = event.type()
        if kind is _PAINT:  # most of what comes while an answer streams
            return False
        match kind:
            case QEvent.Type.MouseButtonPress:
                return self._press(event)
            case QEvent.Type.MouseButtonDblClick:
                return self._double(event)
            case QEvent.Type.MouseMove:
                return self._move(event)
            case QEvent.Type.MouseButtonRelease:
                return self._release(event)
            case QEvent.Type.Leave:
                self._view.overlay.hover(None)
            case QEvent.Type.ToolTip:
                return self._tooltip(event)
            case QEvent.Type.ContextMenu:
                from oriel.ui.transcript.context_menu import ContextMenu

                ContextMenu(self._view, event.pos()).popup(event.globalPos())
                return True
        return False

    def wheel(self, event: QWheelEvent) -> bool:
        """Sideways over code and tables; True when it was taken."""
        delta = event.angleDelta()
        pixels = event.pixelDelta()
        sideways = pixels.x() or delta.x() // 2
        if event.modifiers() & Qt.KeyboardModifier.ShiftModifier and not sideways:
            sideways = pixels.y() or delta.y() // 2
        if not sideways or abs(delta.y()) > 2 * abs(delta.x()) > 0:
            return False
        at = self.section_at(event.position().toPoint())
        if at is None:
            return False
        if at[2].scrolled(-sideways):
            self._view.viewport().update()
        return True

    def section_at(self, point: QPoint) -> tuple[int, int, Section, QPointF] | None:
        """Turn, number, section and the point inside it."""
        index, local = self._view.map_to_turn(point)
        if index < 0 or not self._view.turns[index].built:
            return None
        turn = self._view.turns[index]
        number = turn.section_at(local.y())
        if number < 0:
            return None
        return index, number, turn.sections[number], turn.local(number, QPointF(local))

    def link_at(self, point: QPoint) -> str:
        at = self.section_at(point)
        return at[2].link(at[3]) if at is not None else ""

    def open_link(self, address: str) -> None:
        """Web pages open; anything else asks first."""
        if not address:
            return
        if QUrl(address).scheme().lower() in ("http", "https"):
            QDesktopServices.openUrl(QUrl(address))
            return
        from oriel.ui.transcript.leaving import ask_to_leave

        ask_to_leave(self._view, address)

    # Mouse

    def place_at(self, point: QPoint) -> Place | None:
        """The place in the text nearest to a point of the viewport."""
        at = self.section_at(point)
        if at is None:
            return None
        index, number, section, inside = at
        if inside.y() < 0 and number:
            inside.setY(0)
        return Place(index, number, section.position(inside))

    def _press(self, event: QMouseEvent) -> bool:
        if event.button() != Qt.MouseButton.LeftButton:
            return False
        self._view.pointing.clear()  # what was found is seen
        point = event.position().toPoint()
        self._clicks = self._clicks % 3 + 1 if self._again(point) else 1
        self._pressed = point
        place = self.place_at(point)
        if place is None:
            self.selection.clear()
            self._view.viewport().update()
            return True
        self._selecting = True
        if event.modifiers() & Qt.KeyboardModifier.ShiftModifier and self.selection.anchor:
            self.selection.set(self.selection.anchor, place)
        elif self._clicks == 3:
            self._unit = 3
            self._select_unit(place)
        else:
            self._unit = 1
            self.selection.set(place, place)
        self._view.viewport().update()
        return True

    def _again(self, point: QPoint) -> bool:
        near = (point - self._pressed).manhattanLength() < QApplication.startDragDistance()
        passed_ms = (time.monotonic() - self._doubled_at) * 1000
        return near and self._clicks == 2 and passed_ms < QApplication.doubleClickInterval()

    def _double(self, event: QMouseEvent) -> bool:
        place = self.place_at(event.position().toPoint())
        if event.button() == Qt.MouseButton.LeftButton and place is not None:
            self._clicks = 2
            self._doubled_at = time.monotonic()
            self._pressed = event.position().toPoint()
            self._selecting, self._unit = True, 2
            self._select_unit(place)
            self._view.viewport().update()
        return True

    def _select_unit(self, place: Place) -> None:
        begin, end = self._unit_around(place)
        self.selection.set(place._replace(at=begin), place._replace(at=end))

    def _unit_around(self, place: Place) -> tuple[int, int]:
        text = self._view.turns[place.turn].sections[place.section].text
        if self._unit == 2:
            return word_at(text, place.at)
        if self._unit == 3:
            return line_at(text, place.at)
        return place.at, place.at

    def _move(self, event: QMouseEvent) -> bool:
        point = event.position().toPoint()
        if not self._selecting:
            self._hover(point)
            return False
        room = self._view.viewport().height()
        if 0 <= point.y() < room:
            self._drag.stop()
        elif not self._drag.isActive():
            self._drag.start()
        self._extend(point)
        return True

    def _extend(self, point: QPoint) -> None:
        place = self.place_at(point)
        anchor = self.selection.anchor
        if place is None or anchor is None:
            return
        begin, end = self._unit_around(place)
        caret = place._replace(at=end if place >= anchor else begin)
        if caret != self.selection.caret:
            self.selection.set(anchor, caret)
            self._view.viewport().update()

    def _on_drag(self) -> None:
        """The mouse is above or below: what is there scrolls into sight."""
        point = self._view.viewport().mapFromGlobal(self._view.cursor().pos())
        room = self._view.viewport().height()
        by = min(0, point.y()) + max(0, point.y() - room)
        bar = self._view.verticalScrollBar()
        bar.setValue(bar.value() + max(-60, min(60, by)))
        self._extend(QPoint(point.x(), min(max(0, point.y()), room - 1)))

    def _release(self, event: QMouseEvent) -> bool:
        self._drag.stop()
        was, self._selecting = self._selecting, False
        if not was or event.button() != Qt.MouseButton.LeftButton:
            return False
        point = event.position().toPoint()
        if self.selection.is_empty and self._clicks == 1:
            self._click(point)
        elif QGuiApplication.clipboard().supportsSelection():
            words = plain_text(list(self.selection.pieces(self._view.turns)))
            QGuiApplication.clipboard().setText(words, QGuiApplication.clipboard().Mode.Selection)
        return True

    def _click(self, point: QPoint) -> None:
        at = self.section_at(point)
        if at is None:
            return
        index, _, section, inside = at
        if then := section.clicked(inside):
            then()
            self._view.relay(self._view.turns[index])
        else:
            self.open_link(section.link(inside))
            self._view.turn_chosen.emit(self._view.turns[index].message.id)

    def _hover(self, point: QPoint) -> None:
        at = self.section_at(point)
        shape = Qt.CursorShape.ArrowCursor
        if at is not None:
            index, _, section, inside = at
            over = 0 <= inside.y() <= section.height and 0 <= inside.x() <= section.width
            self._view.overlay.hover(self._view.turns[index])
            if over and (section.link(inside) or section.clicked(inside)):
                shape = Qt.CursorShape.PointingHandCursor
            elif over and section.text:
                shape = Qt.CursorShape.IBeamCursor
        if self._view.viewport().cursor().shape() != shape:
            self._view.viewport().setCursor(shape)

    def _tooltip(self, event: QHelpEvent) -> bool:
        if address := self.link_at(event.pos()):
            shown = address if len(address) < 300 else address[:300] + "…"
            QToolTip.showText(event.globalPos(), shown, self._view.viewport())
        else:
            QToolTip.hideText()
        return True
