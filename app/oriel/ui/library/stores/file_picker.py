"""Choosing among the files of the service those that are to go into a store: which of them it
may not take, and how they are to be cut."""

from __future__ import annotations

from collections.abc import Collection

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from oriel.domain.connections import Connection
from oriel.domain.file_purposes import indexable
from oriel.domain.library import LibraryFile
from oriel.services.library_store_values import AUTOMATIC
from oriel.ui.library.files.service_files import ServiceFilesDialog
from oriel.ui.library.stores.chunking_field import ChunkingField
from oriel.ui.library.stores.words import counted, t
from oriel.ui.prompts.parts import label


class FilePicker(ServiceFilesDialog):
    """`picked(names by ids, Chunking)`, with `chosen`."""

    picked = Signal(object, object)

    def __init__(
        self,
        connection: Connection,
        inside: Collection[str],
        parent: QWidget | None = None,
        *,
        chunked: bool = True,
    ) -> None:
        """`chunked` says whether it is asked how they are to be cut."""
        super().__init__(
            connection,
            parent,
            inside=inside,
            all_inside_text=t("All files of the service are in this store already."),
        )
        self._is_chunked = chunked
        self._doubt = label("warning", self)
        self._doubt.setObjectName("picked_doubt")
        self._doubt.hide()
        self._chunking = ChunkingField(self)
        self._chunking.setVisible(chunked)
        if connection.kind.is_oci:
            self._chunking.set_note(t("Oracle Cloud may cut them in its own way all the same."))
        self._add_below(self._doubt, self._chunking)
        self._table.selection_changed.connect(self._show_doubts)

    # Inside

    def _doubtful(self, file: LibraryFile) -> bool:
        return not indexable(file.name, self._connection.kind)

    def _tone(self, file: LibraryFile) -> str:
        return "warning" if self._doubtful(file) else ""

    def _told(self, file: LibraryFile) -> str:
        if not self._doubtful(file):
            return ""
        return t("This kind of file is probably not taken by the store.")

    def _show_doubts(self) -> None:
        doubtful = sum(map(self._doubtful, self._table.selected()))
        said = counted(
            doubtful,
            "One of them is of a kind that the store probably does not take. The others are "
            "added all the same.",
            "{count} of them are of a kind that the store probably does not take. The others "
            "are added all the same.",
        )
        self._doubt.setText(said if doubtful else "")
        self._doubt.setVisible(doubtful > 0)

    def _choose(self, names: dict[str, str]) -> None:
        super()._choose(names)
        self.picked.emit(names, self._chunking.chunking() if self._is_chunked else AUTOMATIC)
