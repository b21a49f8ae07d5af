"""Where files of a container are saved: asked once for one, as a folder for several.

The folders they lie in are made anew below the chosen one. Whatever a path in a container
says, nothing is written outside of it (domain/container_paths.py).
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QFileDialog, QWidget

from oriel.domain.container_paths import local_paths
from oriel.domain.container_rescue import name_of
from oriel.domain.library import ContainerFile
from oriel.domain.transfers import DownloadFrom, Wanted


class Saving(QObject):
    """`wanted(list of Wanted)` once the person has said where.
    The dialogs lie over `over`."""

    wanted = Signal(object)

    def __init__(self, over: QWidget) -> None:
        super().__init__(over)
        self._over = over
        self._files: tuple[ContainerFile, ...] = ()
        self._container_id = ""

    def ask(self, container_id: str, files: Sequence[ContainerFile]) -> None:
        """Asks where these go."""
        if not files:
            return
        self._container_id, self._files = container_id, tuple(files)
        dialog = QFileDialog(self._over.window())
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        if len(files) == 1:
            dialog.setObjectName("save_container_file")
            dialog.setWindowTitle(self.tr("Save the file"))
            dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
            dialog.selectFile(local_paths([files[0].path])[0][-1])
            dialog.fileSelected.connect(self._on_path)
        else:
            dialog.setObjectName("save_container_files")
            dialog.setWindowTitle(self.tr("Save {n} files in").format(n=len(files)))
            dialog.setFileMode(QFileDialog.FileMode.Directory)
            dialog.setOption(QFileDialog.Option.ShowDirsOnly)
            dialog.fileSelected.connect(self._on_folder)
        dialog.open()

    def _on_path(self, path: str) -> None:
        self.wanted.emit([self._wish(self._files[0], Path(path))])

    def _on_folder(self, folder: str) -> None:
        places = local_paths(file.path for file in self._files)
        self.wanted.emit(
            [
                self._wish(file, Path(folder, *parts))
                for file, parts in zip(self._files, places, strict=True)
            ]
        )

    def _wish(self, file: ContainerFile, path: Path) -> Wanted:
        source = DownloadFrom(file.id, self._container_id)
        return source, name_of(file.path), file.size, str(path)
