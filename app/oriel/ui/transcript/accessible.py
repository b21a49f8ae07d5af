"""The transcript for screen readers: a list, each turn an item with its words.

Qt knows nothing of what is painted by hand. The interfaces here are made when an
assistive technology asks, and hold no widget alive. Apart from the view, which
works without them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QCoreApplication, QObject, QPoint, QRect
from PySide6.QtGui import QAccessible, QAccessibleInterface
from PySide6.QtWidgets import QAccessibleWidget

if TYPE_CHECKING:
    from oriel.ui.transcript.turn import Turn
    from oriel.ui.transcript.view import Transcript

# Any stands for "or None" below, which Qt expects and PySide's stubs do not know.
LONGEST = 20_000  # characters of one turn that are handed out at once


def install() -> None:
    """Lets Qt find the interfaces; once for the program."""
    QAccessible.installFactory(_interface_of)


def _interface_of(key: str, watched: QObject | None) -> QAccessibleInterface | None:
    from oriel.ui.transcript.view import Transcript

    if isinstance(watched, Transcript):
        return watched.accessible()
    return None


class TranscriptInterface(QAccessibleWidget):
    """Role List; its children are the turns, oldest first."""

    def __init__(self, view: Transcript) -> None:
        super().__init__(view, QAccessible.Role.List, view.accessibleName())
        self._view = view
        self._turns: dict[str, TurnInterface] = {}

    def childCount(self) -> int:
        return len(self._view.turns)

    def child(self, index: int) -> Any:
        if not 0 <= index < len(self._view.turns):
            return None
        message_id = self._view.turns.id_at(index)
        if message_id not in self._turns:
            self._turns[message_id] = TurnInterface(self._view, message_id)
        return self._turns[message_id]

    def indexOfChild(self, child: QAccessibleInterface) -> int:
        if isinstance(child, TurnInterface):
            index = self._view.turns.index_of(child.message_id)
            return -1 if index is None else index
        return -1

    def childAt(self, x: int, y: int) -> Any:
        point = self._view.viewport().mapFromGlobal(QPoint(x, y))
        if not self._view.viewport().rect().contains(point):
            return None
        return self.child(self._view.turn_at(point.y()))


class TurnInterface(QAccessibleInterface):
    """Role ListItem: who speaks is its name, what was said its value."""

    def __init__(self, view: Transcript, message_id: str) -> None:
        super().__init__()
        self._view = view
        self.message_id = message_id

    @property
    def _turn(self) -> Turn | None:
        return self._view.turns.get(self.message_id)

    def isValid(self) -> bool:
        return self._turn is not None

    def object(self) -> Any:
        return None

    def window(self) -> Any:
        return self._view.window().windowHandle()

    def parent(self) -> Any:
        return self._view.accessible()

    def child(self, index: int) -> Any:
        return None

    def childCount(self) -> int:
        return 0

    def childAt(self, x: int, y: int) -> Any:
        return None

    def indexOfChild(self, child: QAccessibleInterface) -> int:
        return -1

    def role(self) -> QAccessible.Role:
        return QAccessible.Role.ListItem

    def state(self) -> QAccessible.State:
        state = QAccessible.State()
        state.readOnly = True
        state.multiLine = True
        return state

    def rect(self) -> QRect:
        index = self._view.turns.index_of(self.message_id)
        if index is None:
            return QRect()
        left, width = self._view.column
        top = self._view.turn_top(index)
        corner = self._view.viewport().mapToGlobal(QPoint(left, top))
        return QRect(corner.x(), corner.y(), width, self._view.heights[index])

    def setText(self, kind: QAccessible.Text, text: str) -> None:
        """Nobody writes here."""

    def text(self, kind: QAccessible.Text) -> str:
        turn = self._turn
        if turn is None:
            return ""
        who = "You said" if turn.is_user else "Answer"
        name = QCoreApplication.translate("Accessible", who)
        match kind:
            case QAccessible.Text.Name:
                return f"{name}: {self._words(turn)}"
            case QAccessible.Text.Value:
                return self._words(turn)
            case QAccessible.Text.Description if turn.streaming:
                return QCoreApplication.translate("Accessible", "still being written")
        return ""

    @staticmethod
    def _words(turn: Turn) -> str:
        if not turn.loaded:
            return "…"
        if not turn.built:
            return turn.source[:LONGEST]
        words = (section.text.replace("\u2028", "\n") for section in turn.sections)
        return "\n".join(word for word in words if word)[:LONGEST]
