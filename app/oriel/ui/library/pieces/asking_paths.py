"""Asking for files or a folder of this computer, with the system's own dialog."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QWidget


def ask_files(over: QWidget, title: str, name: str) -> QFileDialog:
    """Opens it over a window, to choose files that exist. Connect to filesSelected(paths); it
    goes when it is closed."""
    return _opened(over, title, name, QFileDialog.FileMode.ExistingFiles)


def ask_folder(over: QWidget, title: str, name: str) -> QFileDialog:
    """The same for one folder; fileSelected(path) has it too."""
    return _opened(over, title, name, QFileDialog.FileMode.Directory)


def _opened(over: QWidget, title: str, name: str, mode: QFileDialog.FileMode) -> QFileDialog:
    dialog = QFileDialog(over, title)
    dialog.setObjectName(name)
    dialog.setFileMode(mode)
    dialog.setOption(QFileDialog.Option.ShowDirsOnly, mode is QFileDialog.FileMode.Directory)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.open()
    return dialog
