"""The dialog's buttons, and the question before a connection is deleted."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QWidget


class Footer(QWidget):
    """`delete_agreed` after the question in `sure`, which the dialog places."""

    delete_agreed = Signal()
    grown = Signal()

    def __init__(self, parent: QWidget, *, editing: bool) -> None:
        super().__init__(parent)
        self._editing = editing
        self.back = self._button(self.tr("Back"), "back")
        self.delete = self._button(self.tr("Delete…"), "delete")
        self.delete.setProperty("kind", "danger")
        self.test = self._button(self.tr("Test connection"), "test")
        self.cancel = self._button(self.tr("Cancel"), "cancel")
        self.save = self._button(self.tr("Save") if editing else self.tr("Connect"), "save")
        self.save.setProperty("kind", "primary")
        self.sure = _Sure(parent)
        row = QHBoxLayout(self)
        row.setContentsMargins(28, 10, 28, 20)
        row.setSpacing(8)
        for button in (self.back, self.delete, self.test):
            row.addWidget(button)
        row.addStretch(1)
        row.addWidget(self.cancel)
        row.addWidget(self.save)
        self.delete.clicked.connect(self._on_delete)
        self.sure.agreed.connect(self.delete_agreed)
        self.sure.closed.connect(self.grown)

    def show_for(self, *, last: bool, back: bool) -> None:
        """`last`: this page can be tested and saved; `back`: there is a page before it."""
        self.back.setVisible(back)
        self.test.setVisible(last)
        self.save.setVisible(last)
        self.save.setDefault(last)
        self.delete.setVisible(self._editing and last)
        self.sure.hide()

    def _on_delete(self) -> None:
        self.sure.show()
        self.grown.emit()

    def _button(self, text: str, name: str) -> QPushButton:
        button = QPushButton(text, self)
        button.setObjectName(name)
        button.setAccessibleName(text)
        button.setAutoDefault(False)
        return button


class _Sure(QWidget):
    """Asks inside the dialog, since a second window would hide what is asked about."""

    agreed = Signal()
    closed = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("sure")
        self._label = QLabel(self.tr("Delete this connection? Its key is removed; chats stay."))
        self._label.setWordWrap(True)
        yes = QPushButton(self.tr("Delete"), self)
        yes.setObjectName("sure_delete")
        yes.setProperty("kind", "danger")
        no = QPushButton(self.tr("Keep"), self)
        no.setObjectName("sure_keep")
        for button in (yes, no):
            button.setAutoDefault(False)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 4, 0, 4)
        row.addWidget(self._label, 1)
        row.addWidget(yes, 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(no, 0, Qt.AlignmentFlag.AlignTop)
        yes.clicked.connect(self.agreed)
        no.clicked.connect(self._on_no)
        self.hide()

    def say(self, text: str) -> None:
        """What goes with the connection."""
        self._label.setText(text)

    def _on_no(self) -> None:
        self.hide()
        self.closed.emit()
