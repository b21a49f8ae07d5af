"""Adding files to the opened store: from this computer, a whole folder, or the service."""

from __future__ import annotations

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QFileDialog, QMenu, QWidget

from oriel.ui.icon_engine import icon
from oriel.ui.library.pieces.dropping_down import drop_down
from oriel.ui.library.stores.words import t


class Adding(QObject):
    """`paths_chosen(list of paths)`, `service_files_requested()`."""

    paths_chosen = Signal(object)
    service_files_requested = Signal()

    def __init__(self, over: QWidget) -> None:
        super().__init__(over)
        self._over = over

    def open_menu(self, button: QWidget) -> None:
        menu = QMenu(self._over)
        menu.setObjectName("add_files_menu")
        for mark, text, name, wish in (
            ("upload", t("Upload files…"), "add_upload_files", self._ask_files),
            ("folder", t("Upload a folder…"), "add_upload_folder", self._ask_folder),
            ("file", t("Files of the service…"), "add_service_files", self._ask_service),
        ):
            menu.addAction(icon(mark), text, wish).setObjectName(name)
        menu.aboutToHide.connect(menu.deleteLater)
        drop_down(menu, button)

    def _ask_files(self) -> None:
        self._ask(t("Upload files"), QFileDialog.FileMode.ExistingFiles, "upload_to_store")

    def _ask_folder(self) -> None:
        self._ask(t("Upload a folder"), QFileDialog.FileMode.Directory, "upload_folder_to_store")

    def _ask_service(self) -> None:
        self.service_files_requested.emit()

    def _ask(self, title: str, mode: QFileDialog.FileMode, name: str) -> None:
        dialog = QFileDialog(self._over.window(), title)
        dialog.setObjectName(name)
        dialog.setFileMode(mode)
        dialog.setOption(QFileDialog.Option.ShowDirsOnly, mode is QFileDialog.FileMode.Directory)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.filesSelected.connect(self._on_chosen)
        dialog.open()

    def _on_chosen(self, paths: list[str]) -> None:
        if paths:
            self.paths_chosen.emit(list(paths))
