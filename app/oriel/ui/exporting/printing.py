"""The system's own print dialog, and what is printed once it is accepted."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtPrintSupport import QAbstractPrintDialog, QPrintDialog, QPrinter
from PySide6.QtWidgets import QDialog, QWidget


class Printing:
    """One print dialog with its printer, which has to live until all is printed."""

    def __init__(self, title: str, over: QWidget) -> None:
        self.printer = QPrinter(QPrinter.PrinterMode.HighResolution)
        self.printer.setDocName(title)
        self.printer.setCreator("Oriel")
        self.dialog = QPrintDialog(self.printer, over)
        self.dialog.setWindowTitle(title)
        self.dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.dialog.setObjectName("print_dialog")
        option = QAbstractPrintDialog.PrintDialogOption
        self.dialog.setOption(option.PrintSelection, on=False)
        self.dialog.setOption(option.PrintCurrentPage, on=False)

    def open(self) -> None:
        """Shows the dialog, which says accepted() or rejected()."""
        # Its own open() wants a receiver; that of all dialogs does not.
        QDialog.open(self.dialog)
