"""The files that an answer's code made: save one, save all, see how far it is."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QFileDialog,
    QHBoxLayout,
    QProgressBar,
    QVBoxLayout,
    QWidget,
)

from oriel.domain.attachments import clean_name
from oriel.domain.sources import ProducedFile
from oriel.services.evidence import file_name_of
from oriel.ui.attaching.words import size_text
from oriel.ui.icon_mark import IconMark
from oriel.ui.inspector.pieces import breakable, icon_button, link_button, words
from oriel.ui.style_sheet import restyle
from oriel.ui.view_models.inspector import Saving


class FilesBox(QWidget):
    """`save_requested(ProducedFile, path)`, `save_all_requested(tuple, folder)`,
    `cancel_requested(ProducedFile)`."""

    save_requested = Signal(object, str)
    save_all_requested = Signal(object, str)
    cancel_requested = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("produced_files")
        self._rows: dict[ProducedFile, FileRow] = {}
        self._gone = False
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(2)
        self._all = link_button(self.tr("Save all…"), "save_all", self)
        self._all.clicked.connect(self._on_all)
        self._column.addWidget(self._all, 0, Qt.AlignmentFlag.AlignLeading)
        self._all.hide()

    def show_files(self, files: tuple[ProducedFile, ...], sizes: dict[str, int]) -> None:
        """Adds those that are not there yet; what is known of the others is kept."""
        for file in files:
            row = self._rows.get(file) or self._add(file)
            row.show_size(sizes.get(file.file_id))
        self._all.setVisible(len(self._rows) > 1 and not self._gone)

    def show_gone(self) -> None:
        """The container has ended: nothing of it can be had any more."""
        self._gone = True
        self._all.hide()
        for file, row in self._rows.items():
            if file.container_id:
                row.show_gone()

    def show_saving(self, saving: Saving) -> None:
        if row := self._rows.get(saving.file):
            row.show_progress(saving.done)

    def show_saved(self, file: ProducedFile, path: str) -> None:
        if row := self._rows.get(file):
            row.show_end(self.tr("Saved as {path}").format(path=path))

    def show_not_saved(self, file: ProducedFile, why: str) -> None:
        """`why` is "" when the person stopped it."""
        if row := self._rows.get(file):
            row.show_end(why, failed=bool(why))

    def _add(self, file: ProducedFile) -> FileRow:
        row = self._rows[file] = FileRow(file, self)
        row.save_requested.connect(self.save_requested)
        row.cancel_requested.connect(self.cancel_requested)
        self._column.insertWidget(self._column.count() - 1, row)
        return row

    def _on_all(self) -> None:
        dialog = QFileDialog(self.window(), self.tr("Save all files in"))
        dialog.setObjectName("save_all_files")
        dialog.setFileMode(QFileDialog.FileMode.Directory)
        dialog.setOption(QFileDialog.Option.ShowDirsOnly)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.fileSelected.connect(self._on_folder)
        dialog.open()

    def _on_folder(self, folder: str) -> None:
        self.save_all_requested.emit(tuple(self._rows), folder)


class FileRow(QWidget):
    """One file: its name and size, a button, a bar while it comes."""

    save_requested = Signal(object, str)
    cancel_requested = Signal(object)

    def __init__(self, file: ProducedFile, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("produced_file")
        self._file = file
        self._total: int | None = None
        self._name = clean_name(file.name)
        self.setAccessibleName(self._name)
        self._size = words("", "small", self)
        self._size.setObjectName("file_state")
        said = self.tr("Save {name}…").format(name=self._name)
        self._save = icon_button("arrow-down", said, "file_save", self)
        stop = self.tr("Stop saving {name}").format(name=self._name)
        self._stop = icon_button("close", stop, "file_stop", self)
        self._bar = QProgressBar(self)
        self._bar.setTextVisible(False)
        self._bar.setAccessibleName(self.tr("Progress"))
        self._bar.hide()
        self._stop.hide()
        self._size.hide()
        self._save.clicked.connect(self._on_save)
        self._stop.clicked.connect(self._on_stop)
        self._lay_out()

    def show_size(self, size: int | None) -> None:
        if size is not None and size != self._total:
            self._total = size
            self._say(size_text(size))

    def show_progress(self, done: int) -> None:
        self._save.hide()
        self._stop.show()
        self._bar.show()
        self._bar.setRange(0, 1000 if self._total else 0)
        if self._total:
            self._bar.setValue(min(1000, done * 1000 // self._total))
        self._say(size_text(done) if done else self.tr("Saving…"))

    def show_end(self, said: str, *, failed: bool = False) -> None:
        self._bar.hide()
        self._stop.hide()
        self._save.show()
        self._size.setProperty("textRole", "danger" if failed else "small")
        self._say(said or (size_text(self._total) if self._total is not None else ""))

    def show_gone(self) -> None:
        self._save.setEnabled(False)
        self._save.setToolTip(self.tr("Its container has ended; ask for the file again."))

    def _say(self, text: str) -> None:
        self._size.setText(breakable(text))
        self._size.setVisible(bool(text))
        restyle(self._size)

    def _lay_out(self) -> None:
        top = QHBoxLayout()
        top.setSpacing(8)
        top.addWidget(IconMark("file", "muted", 15, self))
        texts = QVBoxLayout()
        texts.setSpacing(0)
        texts.addWidget(words(self._name, "", self))
        texts.addWidget(self._size)
        texts.addWidget(self._bar)
        top.addLayout(texts, 1)
        top.addWidget(self._save)
        top.addWidget(self._stop)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 2, 0, 2)
        column.addLayout(top)

    def _on_save(self) -> None:
        # The dialog asks before it lets a file be written over.
        dialog = QFileDialog(self.window(), self.tr("Save the file"))
        dialog.setObjectName("save_file")
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.selectFile(file_name_of(self._file))
        dialog.fileSelected.connect(self._on_path)
        dialog.open()

    def _on_path(self, path: str) -> None:
        self.save_requested.emit(self._file, path)

    def _on_stop(self) -> None:
        self.cancel_requested.emit(self._file)
