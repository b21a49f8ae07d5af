"""Which order is shown, the newest first or the best, and the switch between them."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QPushButton, QWidget


class OrderSwitch(QWidget):
    """`ranked_requested(bool)`."""

    ranked_requested = Signal(bool)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("search_order")
        self.setAccessibleName(self.tr("Order of the messages"))
        self._newest = self._button(self.tr("Newest"), "search_newest")
        self._best = self._button(self.tr("Best"), "search_best")
        self._newest.setToolTip(self.tr("The newest messages first"))
        self._best.setToolTip(self.tr("The messages that fit best first  Enter"))
        group = QButtonGroup(self)
        group.addButton(self._newest)
        group.addButton(self._best)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(2)
        row.addWidget(self._newest)
        row.addWidget(self._best)
        self.show_order(ranked=False)
        group.buttonClicked.connect(self._on_clicked)

    def show_order(self, *, ranked: bool) -> None:
        (self._best if ranked else self._newest).setChecked(True)

    def stops(self) -> list[QWidget]:
        """Where Tab stops: at the one that is chosen; the arrows change it."""
        return [self._best if self._best.isChecked() else self._newest]

    def _button(self, text: str, name: str) -> QPushButton:
        button = QPushButton(text, self)
        button.setObjectName(name)
        button.setAccessibleName(text)
        button.setProperty("kind", "quiet")
        button.setCheckable(True)
        button.setAutoDefault(False)
        return button

    def _on_clicked(self) -> None:
        self.ranked_requested.emit(self._best.isChecked())
