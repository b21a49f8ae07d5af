"""Adding files to the opened store: from this computer, a whole folder, or the service."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QMenu, QWidget

from oriel.ui.icon_engine import icon
from oriel.ui.library.pieces.asking_paths import ask_files, ask_folder
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
        asked = ask_files(self._over.window(), t("Upload files"), "upload_to_store")
        asked.filesSelected.connect(self._on_chosen)

    def _ask_folder(self) -> None:
        asked = ask_folder(self._over.window(), t("Upload a folder"), "upload_folder_to_store")
        asked.filesSelected.connect(self._on_chosen)

    def _ask_service(self) -> None:
        self.service_files_requested.emit()

    def _on_chosen(self, paths: list[str]) -> None:
        if paths:
            self.paths_chosen.emit(list(paths))
