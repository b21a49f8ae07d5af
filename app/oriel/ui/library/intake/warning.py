"""What to keep in mind before the first file leaves this computer; asked once."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QDialog, QHBoxLayout, QVBoxLayout, QWidget

from oriel.ui.prompts.parts import button, label
from oriel.ui.theme import current_zoom

WIDTH_PX = 460


class PersonalDataDialog(QDialog):
    """`agreed()` when the person goes on. `stays` says that these files do not leave this
    computer, which other connections' would."""

    agreed = Signal()

    def __init__(self, *, stays: bool, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("personal_data_dialog")
        self.setWindowTitle(self.tr("Before your first upload"))
        title = label("title", self, self.windowTitle())
        asks = self.tr(
            "Do not upload personal or regulated data: names with addresses, health or bank "
            "details, identity numbers, or anything the law or your employer wants kept in "
            "one place. Oracle asks the same of everyone who uses its files."
        )
        first = self.tr(
            "What you upload is copied to the service, and whoever may use your project there "
            "may read it until it is deleted or expires."
        )
        if stays:
            first = self.tr(
                "What you upload to this connection stays on this computer. With any other "
                "connection it is copied to the service, and whoever may use your project "
                "there may read it until it is deleted or expires."
            )
        self._cancel = button(self.tr("Cancel"), "personal_data_cancel", self)
        self._agree = button(self.tr("I understand, go on"), "personal_data_agree", self, "primary")
        self._agree.setDefault(True)
        foot = QHBoxLayout()
        foot.addStretch(1)
        foot.addWidget(self._cancel)
        foot.addWidget(self._agree)
        column = QVBoxLayout(self)
        column.setContentsMargins(28, 24, 28, 20)
        column.setSpacing(12)
        column.addWidget(title)
        column.addWidget(label("", self, first))
        column.addWidget(label("", self, asks))
        column.addWidget(label("small", self, self.tr("This is said only once.")))
        column.addSpacing(8)
        column.addLayout(foot)
        self.setFixedWidth(round(WIDTH_PX * current_zoom()))
        self.setAccessibleDescription(f"{first} {asks}")
        self._cancel.clicked.connect(self.reject)
        self._agree.clicked.connect(self._on_agree)

    def _on_agree(self) -> None:
        self.accept()
        self.agreed.emit()
