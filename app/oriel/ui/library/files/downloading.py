"""Where a file is to be saved: asked once for one, as a folder for several."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QFileDialog, QWidget

from oriel.domain.library import LibraryFile
from oriel.domain.sources import ProducedFile
from oriel.domain.transfers import DownloadFrom
from oriel.services.evidence import file_name_of
from oriel.ui.library.pieces.asking_paths import ask_folder


class Downloads(QObject):
    """`wanted(list of Wanted)` once the person has said
    where. The dialogs belong to `over`."""

    wanted = Signal(object)

    def __init__(self, over: QWidget) -> None:
        super().__init__(over)
        self._over = over
        self._files: tuple[LibraryFile, ...] = ()

    def ask(self, files: Sequence[LibraryFile], over: QWidget | None = None) -> None:
        """Asks where these go; `over` is what the question lies on."""
        if not files:
            return
        self._files = tuple(files)
        parent = self._over.window() if over is None else over
        if len(files) == 1:
            self._ask_path(files[0], parent)
        else:
            self._ask_folder(parent)

    def _ask_path(self, file: LibraryFile, parent: QWidget) -> None:
        # The dialog asks before it lets a file be written over.
        dialog = QFileDialog(parent, self.tr("Save the file"))
        dialog.setObjectName("save_library_file")
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.selectFile(saved_name(file))
        dialog.fileSelected.connect(self._on_path)
        dialog.open()

    def _ask_folder(self, parent: QWidget) -> None:
        asked = ask_folder(parent, self.tr("Save the files in"), "save_library_files")
        asked.fileSelected.connect(self._on_folder)

    def _on_path(self, path: str) -> None:
        (file,) = self._files
        self.wanted.emit([(DownloadFrom(file.id), file.name, file.size, path)])

    def _on_folder(self, folder: str) -> None:
        names = distinct([saved_name(file) for file in self._files])
        self.wanted.emit(
            [
                (DownloadFrom(file.id), file.name, file.size, str(Path(folder) / name))
                for file, name in zip(self._files, names, strict=True)
            ]
        )


def saved_name(file: LibraryFile) -> str:
    """A name that any system takes."""
    return file_name_of(ProducedFile(file.id, file.name))


def distinct(names: Sequence[str]) -> list[str]:
    """The names, those that come again with a number: "a.csv", "a (2).csv"."""
    taken, last = set[str](), Counter[str]()
    found = []
    for name in names:
        stem, dot, ending = name.rpartition(".")
        if not stem:
            stem, dot, ending = name, "", ""
        # Some systems do not tell "A.csv" from "a.csv".
        chosen, same = name, name.casefold()
        while chosen.casefold() in taken:
            # From the number before on: thousands may have one name.
            last[same] = max(last[same], 1) + 1
            chosen = f"{stem} ({last[same]}){dot}{ending}"
        taken.add(chosen.casefold())
        found.append(chosen)
    return found
