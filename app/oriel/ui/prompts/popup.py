"""The prompts over the composer, while a message begins with a slash.

The focus stays in the composer: what is typed after the slash filters the list, and the
keys that walk and choose are taken from the composer as long as the popup is open.
"""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QPoint, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QPlainTextEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from oriel.domain.prompts import Prompt, matching
from oriel.ui.announcing import announce
from oriel.ui.prompts.rows import PromptList, spoken
from oriel.ui.theme import current_zoom

WIDTH_PX, ROWS, LONGEST_QUERY = 560, 6, 60
MOST_LISTED = 100  # beyond, a letter more is the quicker way
_ABOVE, _EDGE = 8, 8


class PromptPopup(QFrame):
    """`chosen(Prompt, typed)`, where `typed` is the message it stands for, and
    `library_requested()`. `anchor` is the composer, `edit` its text."""

    chosen = Signal(object, str)
    library_requested = Signal()

    def __init__(self, parent: QWidget, anchor: QWidget, edit: QPlainTextEdit) -> None:
        super().__init__(parent)
        self.setObjectName("prompt_popup")
        self.setAccessibleName(self.tr("Prompts"))
        self.setProperty("kind", "card")
        self._anchor, self._edit = anchor, edit
        self._prompts: list[Prompt] = []
        self._state = QLabel(self)
        self._state.setObjectName("prompt_state")
        self._state.setProperty("textRole", "muted")
        self._state.setContentsMargins(10, 8, 10, 8)
        self._list = PromptList(self)
        self._list.setObjectName("prompt_choices")
        self._list.setAccessibleName(self.tr("Prompts"))
        self._list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._hint = QLabel(self)
        self._hint.setProperty("textRole", "small")
        self._library = QPushButton(self.tr("Prompts…"), self)
        self._library.setObjectName("open_prompts")
        self._library.setAccessibleName(self.tr("Open the prompts"))
        self._library.setProperty("kind", "link")
        self._library.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._lay_out()
        self._list.clicked.connect(self._choose)
        self._library.clicked.connect(self._on_library)
        self.hide()

    def open(self, prompts: list[Prompt]) -> None:
        """Shows what fits the message; the message must begin with a slash."""
        self._prompts = prompts
        if self.isHidden():
            self._edit.installEventFilter(self)
            self._anchor.installEventFilter(self)
            self._edit.textChanged.connect(self._on_text)
            self.show()
        self.raise_()
        self._on_text()

    def leave(self) -> None:
        if self.isHidden():
            return
        self.hide()
        self._edit.removeEventFilter(self)
        self._anchor.removeEventFilter(self)
        self._edit.textChanged.disconnect(self._on_text)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self._anchor:
            if event.type() in (QEvent.Type.Resize, QEvent.Type.Move):
                self._place()
        elif event.type() == QEvent.Type.FocusOut:
            self.leave()
        elif isinstance(event, QKeyEvent) and self._has_use_for(event):
            if event.type() == QEvent.Type.KeyPress:
                self._on_key(event)
            event.accept()  # of the window's shortcuts too: Escape stops no answer
            return True
        return super().eventFilter(watched, event)

    def _lay_out(self) -> None:
        foot = QHBoxLayout()
        foot.setContentsMargins(10, 0, 0, 0)
        foot.addWidget(self._hint, 1)
        foot.addWidget(self._library)
        column = QVBoxLayout(self)
        column.setContentsMargins(_EDGE, _EDGE, _EDGE, 4)
        column.setSpacing(4)
        for widget in (self._state, self._list):
            column.addWidget(widget)
        column.addLayout(foot)

    def _has_use_for(self, event: QKeyEvent) -> bool:
        if event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier:
            return False
        if event.type() not in (QEvent.Type.KeyPress, QEvent.Type.ShortcutOverride):
            return False
        choosing = (
            Qt.Key.Key_Up,
            Qt.Key.Key_Down,
            Qt.Key.Key_Return,
            Qt.Key.Key_Enter,
            Qt.Key.Key_Tab,
        )
        return event.key() == Qt.Key.Key_Escape or (
            self._list.count > 0 and event.key() in choosing
        )

    def _on_key(self, event: QKeyEvent) -> None:
        match event.key():
            case Qt.Key.Key_Escape:
                self.leave()
            case Qt.Key.Key_Up | Qt.Key.Key_Down as key:
                self._list.step(-1 if key == Qt.Key.Key_Up else 1)
                self._tell()
            case _:
                self._choose()

    def _on_text(self) -> None:
        typed = self._edit.toPlainText()
        if not typed.startswith("/") or "\n" in typed or len(typed) > LONGEST_QUERY:
            self.leave()
            return
        query = typed[1:].strip()
        self._list.show_prompts(matching(self._prompts, query)[:MOST_LISTED])
        found = self._list.count
        self._list.setVisible(found > 0)
        self._state.setVisible(found == 0)
        missing = self.tr("No prompt fits “{words}”.").format(words=query)
        self._state.setText(missing if self._prompts else self.tr("There are no prompts yet."))
        choosing = self.tr("↑ ↓ to choose, Enter to insert, Esc to close")
        sending = self.tr("Enter sends it as it is, Esc closes")
        self._hint.setText(choosing if found else sending)
        self._place()
        self._tell()

    def _tell(self) -> None:
        prompt = self._list.prompt
        announce(self, spoken(prompt) if prompt is not None else self._state.text())

    def _choose(self) -> None:
        prompt, typed = self._list.prompt, self._edit.toPlainText()
        if prompt is not None:
            self.leave()
            self.chosen.emit(prompt, typed)

    def _on_library(self) -> None:
        self.leave()
        self.library_requested.emit()

    def _place(self) -> None:
        """Right above the composer, as high as what it lists, as far as there is room."""
        rows = min(self._list.count, ROWS)
        self._list.setFixedHeight(rows * self._list.row_height + 2)
        corner = self._anchor.mapTo(self.parentWidget() or self, QPoint(0, 0))
        width = min(self._anchor.width(), round(WIDTH_PX * current_zoom()))
        column = self.layout()
        assert column is not None
        column.activate()
        height = column.totalMinimumSize().height()
        if (over := height - (corner.y() - _ABOVE - _EDGE)) > 0 and rows:
            self._list.setFixedHeight(max(self._list.height() - over, self._list.row_height))
            column.activate()
            height = column.totalMinimumSize().height()
        left = corner.x()
        if self.isRightToLeft():
            left += self._anchor.width() - width
        self.setGeometry(left, corner.y() - _ABOVE - height, width, height)
