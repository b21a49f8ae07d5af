"""Asks before a link leads anywhere but to a web page."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, Qt, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QMessageBox, QWidget

from oriel.domain.markdown.links import is_safe_link


def ask_to_leave(parent: QWidget, address: str) -> None:
    """Shows where the link leads; opens it only on a yes."""
    if not is_safe_link(address):
        return
    box = QMessageBox(parent)
    box.setObjectName("ask_to_leave")
    box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    box.setIcon(QMessageBox.Icon.Question)
    box.setTextFormat(Qt.TextFormat.PlainText)
    box.setText(QCoreApplication.translate("Leaving", "Open this link with another program?"))
    box.setInformativeText(address[:500])
    yes = QMessageBox.StandardButton.Open
    box.setStandardButtons(yes | QMessageBox.StandardButton.Cancel)
    box.setDefaultButton(QMessageBox.StandardButton.Cancel)

    def on_finished(result: int) -> None:
        if result == yes.value:
            QDesktopServices.openUrl(QUrl(address))

    box.finished.connect(on_finished)
    box.open()
