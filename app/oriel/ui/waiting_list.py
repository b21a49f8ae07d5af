"""The turns that wait to be sent, above the composer: read, changed, moved, sent, dropped."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QScrollArea,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from oriel.domain import waiting
from oriel.domain.parts import TextPart
from oriel.domain.waiting import WaitingTurn
from oriel.ui.icon_engine import icon
from oriel.ui.shortened_label import ShortenedLabel

_ROW_PX, _MOST_ROWS = 34, 4


class WaitingList(QFrame):
    """Each wish carries the WaitingTurn; `move_requested` also how many places later."""

    send_requested = Signal(object)
    edit_requested = Signal(object)
    move_requested = Signal(object, int)
    drop_requested = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("waiting_list")
        self.setAccessibleName(self.tr("Waiting messages"))
        self._shown: list[str] = []
        self._head = QLabel(self)
        self._head.setObjectName("waiting_head")
        self._head.setProperty("textRole", "small")
        self._head.setWordWrap(True)
        self._rows = QWidget()
        self._column = QVBoxLayout(self._rows)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(0)
        self._scroll = QScrollArea(self)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._scroll.setFrameShape(QFrame.Shape.NoFrame)
        self._scroll.setWidgetResizable(True)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._scroll.setWidget(self._rows)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 4, 12, 4)
        column.setSpacing(2)
        column.addWidget(self._head)
        column.addWidget(self._scroll)
        self.hide()

    def show_turns(self, turns: Sequence[WaitingTurn]) -> None:
        """Replaces the list; hidden when there is nothing. The focus stays on its button."""
        focused = self._focused()
        while item := self._column.takeAt(0):
            if widget := item.widget():
                widget.hide()
                widget.deleteLater()
        for number, turn in enumerate(turns):
            row = self._row(turn, number, len(turns))
            self._column.addWidget(row)
            row.show()  # now, or nothing in it could have the focus
        shown = min(len(turns), _MOST_ROWS)
        self._scroll.setFixedHeight(shown * _ROW_PX)
        self._head.setText(self._said(turns[0].why) if turns else "")
        self.setVisible(bool(turns))
        self._shown = [turn.id for turn in turns]
        if focused is not None and turns:
            self._focus_again(*focused)

    def _focused(self) -> tuple[str, int, str] | None:
        """Which button has the focus: its turn, its row, its name."""
        at = self.focusWidget()
        row = at.parentWidget() if at is not None and at.hasFocus() else None
        number = self._column.indexOf(row) if row is not None else -1
        return None if at is None or number < 0 else (self._shown[number], number, at.objectName())

    def _focus_again(self, turn_id: str, number: int, name: str) -> None:
        """The same button of the same turn; of the one in its place, when it has gone."""
        if turn_id in self._shown:
            number = self._shown.index(turn_id)
        item = self._column.itemAt(min(number, len(self._shown) - 1))
        row = item.widget() if item is not None else None
        buttons = row.findChildren(QToolButton) if row is not None else []
        usable = [button for button in buttons if button.isEnabled()]
        same = (button for button in usable if button.objectName() == name)
        found = next(same, usable[0] if usable else None)
        if found is not None:
            found.setFocus(Qt.FocusReason.OtherFocusReason)
            self._scroll.ensureWidgetVisible(found)

    def _said(self, why: str) -> str:
        match why:
            case waiting.FOR_ANSWER:
                return self.tr("Sent when the answer is complete")
            case waiting.FOR_NETWORK:
                return self.tr("Sent when the service can be reached again")
        return self.tr("Waiting for you: the answer before was stopped or failed")

    def _row(self, turn: WaitingTurn, number: int, count: int) -> QWidget:
        row = QWidget(self._rows)
        row.setObjectName("waiting_row")
        row.setFixedHeight(_ROW_PX)
        line = QHBoxLayout(row)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(2)
        line.addWidget(ShortenedLabel(self._words(turn), row), 1)
        wishes = (
            ("send", self.tr("Send now"), lambda: self.send_requested.emit(turn), True),
            ("chevron-up", self.tr("Earlier"), lambda: self.move_requested.emit(turn, -1), number),
            (
                "chevron-down",
                self.tr("Later"),
                lambda: self.move_requested.emit(turn, 1),
                number < count - 1,
            ),
            ("edit", self.tr("Edit"), lambda: self.edit_requested.emit(turn), True),
            ("close", self.tr("Do not send"), lambda: self.drop_requested.emit(turn), True),
        )
        for name, words, wish, possible in wishes:
            button = QToolButton(row)
            button.setObjectName(f"waiting_{name}")
            button.setIcon(icon(name))
            button.setIconSize(QSize(16, 16))
            button.setToolTip(words)
            button.setAccessibleName(words)
            button.setEnabled(bool(possible))
            button.clicked.connect(wish)
            line.addWidget(button)
        return row

    def _words(self, turn: WaitingTurn) -> str:
        attached = sum(not isinstance(part, TextPart) for part in turn.parts)
        text = " ".join(turn.text.split())
        if not attached:
            return text
        return (
            f"{text}  ·  " + self.tr("%n attached", "", attached)
            if text
            else self.tr("%n attached", "", attached)
        )
