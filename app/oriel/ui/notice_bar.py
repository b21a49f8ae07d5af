"""One line above the page for what concerns the whole program: no keyring, no history."""

from __future__ import annotations

from typing import NamedTuple

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSizePolicy,
    QToolButton,
    QWidget,
)

from oriel.ui.announcing import announce
from oriel.ui.icon_engine import icon
from oriel.ui.icon_mark import IconMark

_ICONS = {
    "info": ("info", "accent"),
    "warning": ("warning", "warning"),
    "danger": ("warning", "danger"),
}


class Notice(NamedTuple):
    """`kind` is info, warning or danger; `action` the words of its button, or ""."""

    text: str
    kind: str = "info"
    action: str = ""


class NoticeBar(QWidget):
    """Shows the newest notice, but no other before one of danger; closing it shows the next.

    Emits action_triggered(text of the notice) when its button is used.
    """

    action_triggered = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("notice_bar")
        self.setAccessibleName(self.tr("Notice"))
        self._notices: list[Notice] = []
        # Its distance to what is around it goes and comes with it.
        self._card = QFrame(self)
        self._icon = IconMark("info", "accent", parent=self._card)
        self._label = QLabel(self._card)
        self._button = QPushButton(self._card)
        self._close = QToolButton(self._card)
        self._button.clicked.connect(self._on_action)
        self._close.clicked.connect(self.close_newest)
        self._set_up_controls()
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        self.hide()

    @property
    def text(self) -> str:
        """What is shown now, "" when nothing is."""
        return self._notices[-1].text if self._notices else ""

    def add(self, notice: Notice) -> None:
        """Shows a notice; the same text again only comes to the front."""
        self._notices = [each for each in self._notices if each.text != notice.text] + [notice]
        self._notices.sort(key=lambda each: each.kind == "danger")
        self._refresh()
        announce(self, notice.text)

    def remove(self, text: str) -> None:
        """Takes a notice back that no longer holds."""
        self._notices = [each for each in self._notices if each.text != text]
        self._refresh()

    def close_newest(self) -> None:
        self._notices = self._notices[:-1]
        self._refresh()

    def _refresh(self) -> None:
        self.setVisible(bool(self._notices))
        if not self._notices:
            return
        notice = self._notices[-1]
        name, tint = _ICONS.get(notice.kind, _ICONS["info"])
        self._icon.set_icon(name, tint)
        self._label.setText(notice.text)
        self._button.setText(notice.action)
        self._button.setVisible(bool(notice.action))

    def _set_up_controls(self) -> None:
        self._label.setWordWrap(True)
        self._label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._button.setObjectName("notice_action")
        self._button.setProperty("kind", "link")
        self._close.setObjectName("notice_close")
        self._close.setIcon(icon("close", "muted", "text"))
        self._close.setAccessibleName(self.tr("Close the notice"))
        self._close.setToolTip(self.tr("Close the notice"))
        self._close.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._card.setProperty("kind", "bar")
        outer = QHBoxLayout(self)
        outer.setContentsMargins(12, 10, 12, 0)
        outer.addWidget(self._card)
        layout = QHBoxLayout(self._card)
        layout.setContentsMargins(12, 6, 6, 6)
        layout.setSpacing(10)
        layout.addWidget(self._icon)
        layout.addWidget(self._label, 1)
        layout.addWidget(self._button)
        layout.addWidget(self._close)

    def _on_action(self) -> None:
        self.action_triggered.emit(self.text)
