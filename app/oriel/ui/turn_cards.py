"""The small parts of a turn: the person's card, the reasoning line, the footer, what went wrong."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QGuiApplication, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from oriel.domain.parts import ErrorPart
from oriel.ui.error_text import explain
from oriel.ui.icon_engine import icon
from oriel.ui.icon_mark import IconMark
from oriel.ui.prose import Prose
from oriel.ui.theme import current_theme

CARD_RADIUS = 14
WIDEST_SHARE = 0.85
_INSET_X, _INSET_Y = 16, 11


class UserTurn(QWidget):
    """What the person said: a tinted card at the right, as wide as its text up to 85 %."""

    def __init__(self, text: str, zoom: float, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("user_turn")
        self.setAccessibleName(self.tr("You said"))
        self._zoom = zoom
        self._text = Prose(self, markdown=False)
        self._text.show_text(text, zoom=zoom)
        self._card = QRectF()

    def restyle(self, zoom: float) -> None:
        self._text.show_text(self._text.written, zoom=zoom)
        self._text.restyle()
        self._place()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self._place()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(current_theme().colour("user-card"))
        painter.drawRoundedRect(self._card, CARD_RADIUS, CARD_RADIUS)
        painter.end()

    def _place(self) -> None:
        widest = int(self.width() * WIDEST_SHARE) - 2 * _INSET_X
        width = max(24, self._text.natural_width(max(24, widest)))
        left = self.width() - width - 2 * _INSET_X
        if self.layoutDirection() == Qt.LayoutDirection.RightToLeft:
            left = 0
        self._text.setGeometry(left + _INSET_X, _INSET_Y, width, self._text.height())
        self._text.fit()
        height = self._text.height() + 2 * _INSET_Y
        self._card = QRectF(left, 0, width + 2 * _INSET_X, height)
        self.setFixedHeight(height)
        self.update()


class Reasoning(QWidget):
    """One quiet line that opens to what the model shows of its thinking."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("reasoning")
        self._source = ""
        self._zoom = 1.0
        self._line = QPushButton(self.tr("Thinking…"), self)
        self._line.setObjectName("reasoning_line")
        self._line.setProperty("kind", "quiet")
        self._line.setCheckable(True)
        self._line.setIcon(icon("chevron-right"))
        self._text = Prose(self)
        self._text.setVisible(False)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 6)
        column.setSpacing(4)
        row = QHBoxLayout()
        row.setContentsMargins(-9, 0, 0, 0)  # its text, not its edge, is in line with the column
        row.addWidget(self._line)
        row.addStretch(1)
        column.addLayout(row)
        column.addWidget(self._text)
        self._line.toggled.connect(self._on_toggled)

    def show_text(self, source: str, zoom: float) -> None:
        self._source, self._zoom = source, zoom
        if self._line.isChecked():
            self._text.show_text(source, zoom=zoom)

    def show_ended(self, after_s: float | None) -> None:
        """`after_s` is how long it took, None when nobody knows."""
        said = self.tr("Thought") if after_s is None else self.tr("Thought for {s} s")
        self._line.setText(said.format(s=max(1, round(after_s or 0))))

    def restyle(self, zoom: float) -> None:
        self._zoom = zoom
        self._text.show_text(self._source, zoom=zoom)
        self._text.restyle()

    def _on_toggled(self, opened: bool) -> None:
        self._line.setIcon(icon("chevron-down" if opened else "chevron-right"))
        self._text.setVisible(opened)
        self._text.show_text(self._source if opened else "", zoom=self._zoom)


class Footer(QWidget):
    """Model, time and tokens of an answer, and what can be done with it. Takes its
    space always; the buttons show under the mouse, by keyboard, and on the last answer."""

    copy_requested = Signal()
    again_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("answer_footer")
        self._facts = QLabel(self)
        self._facts.setObjectName("answer_facts")
        self._facts.setTextFormat(Qt.TextFormat.PlainText)
        self._facts.setProperty("textRole", "small")
        self._copy = self._button("copy", self.tr("Copy answer"))
        self._again = self._button("retry", self.tr("Answer again"))
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 2, 0, 0)
        row.setSpacing(2)
        row.addWidget(self._facts)
        row.addSpacing(6)
        row.addWidget(self._copy)
        row.addWidget(self._again)
        row.addStretch(1)
        self.setFixedHeight(30)
        self._copy.clicked.connect(self.copy_requested)
        self._again.clicked.connect(self.again_requested)
        self.show_buttons(shown=False)

    def show_facts(self, text: str) -> None:
        self._facts.setText(text)

    def show_buttons(self, *, shown: bool) -> None:
        for button in (self._copy, self._again):
            button.setVisible(shown)

    def _button(self, name: str, text: str) -> QToolButton:
        button = QToolButton(self)
        button.setObjectName(f"answer_{name}")
        button.setIcon(icon(name))
        button.setToolTip(text)
        button.setAccessibleName(text)
        return button


class Marker(QWidget):
    """A quiet line about how an answer ended, with at most one thing to do about it."""

    clicked = Signal()

    def __init__(self, text: str, action: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("turn_marker")
        label = QLabel(text, self)
        label.setProperty("textRole", "muted")
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 2, 0, 2)
        row.addWidget(IconMark("info", "muted", parent=self))
        row.addWidget(label)
        if action:
            button = QPushButton(action, self)
            button.setObjectName("marker_action")
            button.setProperty("kind", "link")
            button.clicked.connect(self.clicked)
            row.addWidget(button)
        row.addStretch(1)


class ErrorCard(QFrame):
    """What the world said no to: what, why, what to do, and the facts for support."""

    retry_requested = Signal()
    continue_requested = Signal()

    def __init__(self, part: ErrorPart, *, kept: bool, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        words = explain(part.code, part.facts)
        self.setObjectName("error_card")
        self.setProperty("kind", "card")
        self.setAccessibleName(words.title)
        self.setAccessibleDescription(f"{words.reason} {words.next_step}")
        self._detail = words.detail
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 12, 16, 12)
        column.setSpacing(4)
        column.addLayout(self._head(words.title))
        for text, role in ((words.reason, ""), (words.next_step, "muted")):
            if text:
                column.addWidget(self._label(text, role))
        self._facts = self._label(words.detail, "small")
        self._facts.setVisible(False)
        column.addWidget(self._facts)
        column.addLayout(self._buttons(kept=kept))

    def _head(self, title: str) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(IconMark("warning", "danger", parent=self))
        label = self._label(title, "title")
        row.addWidget(label, 1)
        return row

    def _label(self, text: str, role: str) -> QLabel:
        label = QLabel(text, self)
        label.setTextFormat(Qt.TextFormat.PlainText)
        label.setWordWrap(True)
        label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        if role:
            label.setProperty("textRole", role)
        return label

    def _buttons(self, *, kept: bool) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setContentsMargins(0, 6, 0, 0)
        retry = QPushButton(self.tr("Retry"), self)
        retry.setObjectName("error_retry")
        retry.clicked.connect(self.retry_requested)
        row.addWidget(retry)
        if kept:
            more = QPushButton(self.tr("Continue"), self)
            more.setObjectName("error_continue")
            more.clicked.connect(self.continue_requested)
            row.addWidget(more)
        if self._detail:
            details = self._quiet(self.tr("Details"), "error_details")
            details.setCheckable(True)
            details.toggled.connect(self._facts.setVisible)
            copy = self._quiet(self.tr("Copy details"), "error_copy")
            copy.clicked.connect(self._on_copy)
            row.addWidget(details)
            row.addWidget(copy)
        row.addStretch(1)
        return row

    def _quiet(self, text: str, name: str) -> QPushButton:
        button = QPushButton(text, self)
        button.setObjectName(name)
        button.setProperty("kind", "quiet")
        return button

    def _on_copy(self) -> None:
        QGuiApplication.clipboard().setText(self._detail)
