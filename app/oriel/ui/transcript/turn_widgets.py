"""The real widgets among painted turns: what can be pressed, or must be read out whole."""

from __future__ import annotations

from PySide6.QtCore import QSignalBlocker, QSize, Qt, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from oriel.domain.outlines import Versions
from oriel.domain.parts import ErrorPart
from oriel.ui.error_text import explain
from oriel.ui.icon_engine import icon
from oriel.ui.icon_mark import IconMark

LINE_OUTDENT_PX = 9  # the button's own edge


class DisclosureLine(QWidget):
    """One quiet line with an arrow: `toggled(opened)`."""

    toggled = Signal(bool)

    def __init__(self, words: str, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._button = QPushButton(words.replace("&", "&&"), self)
        self._button.setObjectName(name)
        self._button.setProperty("kind", "quiet")
        self._button.setCheckable(True)
        self._button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._button.setIcon(icon("chevron-right"))
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self._button)
        row.addStretch(1)
        self._button.toggled.connect(self.toggled)

    def set_open(self, opened: bool) -> None:
        """Shows a state without wishing for it."""
        self._button.setIcon(icon("chevron-down" if opened else "chevron-right"))
        with QSignalBlocker(self._button):
            self._button.setChecked(opened)


class ReasoningLine(DisclosureLine):
    """Opens to what the model shows of its thinking."""

    def __init__(self, words: str, parent: QWidget | None = None) -> None:
        super().__init__(words, "reasoning_line", parent)


class ToolLine(DisclosureLine):
    """A tool the model called: its name and how it went; opens to arguments and result.
    `beside_requested()`: to be looked at beside the chat."""

    beside_requested = Signal()

    def __init__(self, title: str, state: str, parent: QWidget | None = None) -> None:
        words = "  ·  ".join(word for word in (title, state) if word)
        super().__init__(words, "tool_line", parent)
        self.setAccessibleName(self.tr("Tool: {name}").format(name=title))
        self.setAccessibleDescription(state)

    def offer_beside(self, side: int) -> None:
        """Adds a button that leads beside the chat; `side` is its icon's in pixels."""
        beside = QToolButton(self)
        beside.setObjectName("tool_beside")
        beside.setIcon(icon("panel"))
        beside.setIconSize(QSize(side, side))
        beside.setToolTip(self.tr("Show beside the chat"))
        beside.setAccessibleName(self.tr("Show beside the chat"))
        beside.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        beside.clicked.connect(self.beside_requested)
        row = self.layout()
        assert isinstance(row, QHBoxLayout)
        row.insertWidget(1, beside)


class TurnActions(QWidget):
    """What can be done with an answer: copy it, answer again, see another version.
    `side` is the size of its icons in pixels."""

    copy_requested = Signal()
    again_requested = Signal()
    behind_requested = Signal()
    menu_requested = Signal(object)
    version_requested = Signal(int)

    def __init__(
        self, version: Versions | None, side: int = 16, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setObjectName("answer_actions")
        self._side = side
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(2)
        self._buttons = QWidget(self)
        inner = QHBoxLayout(self._buttons)
        inner.setContentsMargins(0, 0, 0, 0)
        inner.setSpacing(2)
        for button in self._made_buttons():
            inner.addWidget(button)
        if version is not None:
            row.addWidget(self._versions(version.index, version.count))
        row.addWidget(self._buttons)
        row.addStretch(1)

    def _made_buttons(self) -> list[QToolButton]:
        copy = self._button("copy", self.tr("Copy answer"))
        again = self._button("retry", self.tr("Answer again"))
        copy.clicked.connect(self.copy_requested)
        again.clicked.connect(self.again_requested)
        behind = self._button("panel", self.tr("What is behind this answer"))
        behind.clicked.connect(self.behind_requested)
        return [copy, again, behind, self._more(self.tr("More for this answer"))]

    def _more(self, text: str) -> QToolButton:
        more = self._button("more", text)
        more.clicked.connect(lambda: self.menu_requested.emit(more))
        return more

    def show_buttons(self, shown: bool) -> None:
        """They take their space always, so that nothing moves."""
        self._buttons.setVisible(shown)

    def focus_first(self) -> bool:
        """To its first button. False when it has none."""
        for button in self._buttons.findChildren(QToolButton):
            if button.isEnabled():
                button.setFocus(Qt.FocusReason.TabFocusReason)
                return True
        return False

    def _versions(self, index: int, count: int) -> QWidget:
        made = QWidget(self)
        row = QHBoxLayout(made)
        row.setContentsMargins(0, 0, 6, 0)
        row.setSpacing(0)
        back = self._button("chevron-left", self.tr("Previous version"))
        on = self._button("chevron-right", self.tr("Next version"))
        back.setEnabled(index > 1)
        on.setEnabled(index < count)
        back.clicked.connect(lambda: self.version_requested.emit(-1))
        on.clicked.connect(lambda: self.version_requested.emit(1))
        label = QLabel(f"{index}/{count}", made)
        label.setProperty("textRole", "small")
        label.setAccessibleName(self.tr("Version {n} of {m}").format(n=index, m=count))
        for part in (back, label, on):
            row.addWidget(part)
        return made

    def _button(self, name: str, text: str) -> QToolButton:
        button = QToolButton(self)
        button.setObjectName(f"answer_{name}")
        button.setIcon(icon(name))
        button.setIconSize(QSize(self._side, self._side))
        button.setToolTip(text)
        button.setAccessibleName(text)
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        return button


class UserActions(TurnActions):
    """The same for the person's own turn: say it in other words, see another version."""

    edit_requested = Signal()

    def _made_buttons(self) -> list[QToolButton]:
        edit = self._button("edit", self.tr("Edit this message"))
        edit.clicked.connect(self.edit_requested)
        return [edit, self._more(self.tr("More for this message"))]


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
