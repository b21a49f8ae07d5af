"""A short word about what was just done, with the way back. It goes by itself."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QTimer, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QWidget

from oriel.ui.announcing import announce

STAY_MS = 8000


class Toast(QFrame):
    """Stays while the mouse or the keyboard is in it.

    Emits action_triggered() for its button and left() whenever it goes.
    """

    action_triggered = Signal()
    left = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("toast")
        self.setProperty("kind", "bar")
        self.setAccessibleName(self.tr("Notification"))
        self._label = QLabel(self)
        self._button = QPushButton(self)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self.leave)
        self._button.clicked.connect(self._on_action)
        self._set_up_controls()
        self.hide()

    @property
    def text(self) -> str:
        return self._label.text()

    def say(self, text: str, action: str = "", tooltip: str = "", stay_ms: int = STAY_MS) -> None:
        """Shows `text` and, when given, a button; what was said before is replaced."""
        self._label.setText(text)
        self._button.setText(action)
        self._button.setToolTip(tooltip)
        self._button.setVisible(bool(action))
        self.show()
        self.raise_()
        self._timer.start(stay_ms)
        announce(self, text)

    def leave(self) -> None:
        if self.isHidden():
            return
        self._timer.stop()
        self.hide()
        self.left.emit()

    def event(self, event: QEvent) -> bool:
        if event.type() in (QEvent.Type.Enter, QEvent.Type.FocusIn):
            self._timer.stop()
        elif event.type() == QEvent.Type.Leave and not self._button.hasFocus():
            self._timer.start(STAY_MS // 2)
        return super().event(event)

    def _set_up_controls(self) -> None:
        self._label.setWordWrap(True)
        self._button.setObjectName("toast_action")
        self._button.setProperty("kind", "link")
        layout = QHBoxLayout(self)
        layout.setContentsMargins(14, 8, 8, 8)
        layout.setSpacing(6)
        layout.addWidget(self._label, 1)
        layout.addWidget(self._button)

    def _on_action(self) -> None:
        self.action_triggered.emit()
        self.leave()
