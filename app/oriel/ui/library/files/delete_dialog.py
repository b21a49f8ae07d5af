"""Asks before files are deleted: what uses them, what happens there, a copy first."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from oriel.domain.file_uses import NO_USES, Uses
from oriel.domain.library import LibraryFile
from oriel.ui.fonts import ui_font
from oriel.ui.inspector.pieces import breakable
from oriel.ui.library.files import words
from oriel.ui.library.files.delete_words import (
    chats_text,
    question_text,
    stores_text,
    unused_text,
    used_lines,
)
from oriel.ui.library.pieces.task_line import TaskLine
from oriel.ui.prompts.parts import button, framed, label, reading
from oriel.ui.theme import current_zoom

WIDTH_PX = 480
MOST_ROWS = 8


class DeleteDialog(QDialog):
    """`delete_requested(tuple of ids)`, `copy_requested(tuple of LibraryFile)`,
    `stop_requested()` of the search for uses. Nothing is deleted before it is known what
    uses the files, or the person has said not to look further."""

    delete_requested = Signal(object)
    copy_requested = Signal(object)
    stop_requested = Signal()

    def __init__(self, files: Sequence[LibraryFile], connection_name: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("delete_files")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._files = tuple(files)
        self._looked = False
        self._copying: set[str] = set()
        self._copies_failed = 0
        self.setWindowTitle(self.tr("Delete files"))
        self._title = label("title", self, breakable(question_text(self._files)))
        said = self.tr("They go at “{name}”, for good. There is no undo.")
        if len(self._files) == 1:
            said = self.tr("It goes at “{name}”, for good. There is no undo.")
        self._text = label("muted", self, breakable(said.format(name=connection_name)))
        self._stores = label("", self)
        self._stores.setObjectName("delete_stores")
        self._chats = label("", self)
        self._chats.setObjectName("delete_chats")
        self._unused = label("", self)
        self._unused.setObjectName("delete_unused")
        self._note = label("warning", self)
        self._note.setObjectName("delete_note")
        self._lines = UseLines(self)
        self._line = TaskLine("delete_looking", self)
        self._copy = button(self.tr("Download a copy first…"), "delete_copy", self, "link")
        self._cancel = button(self.tr("Cancel"), "delete_cancel", self)
        self._delete = button(self.tr("Delete"), "delete_yes", self, "danger")
        self._lay_out()
        self._copy.clicked.connect(self._on_copy)
        self._cancel.clicked.connect(self.reject)
        self._delete.clicked.connect(self._on_delete)
        self._line.pressed.connect(self._on_stop)
        self.show_uses(NO_USES, ended=False)

    # Facts

    def show_uses(self, uses: Uses, *, ended: bool) -> None:
        """What is known of where the files are used."""
        if self._looked and not ended:
            return
        self._looked = self._looked or ended
        count = len(self._files)
        used = [(file, use) for file in self._files if (use := uses.of(file.id)).anywhere]
        unused = unused_text(count - len(used), count) if ended and uses.complete else ""
        self._say(self._stores, stores_text(used, count))
        self._say(self._chats, chats_text(used))
        self._say(self._unused, unused)
        self._say(self._note, words.unasked_text(uses) if ended else "")
        self._lines.show_lines(used_lines(used) if count > 1 else [])
        if ended:
            self._line.hide()
        else:
            asked = uses.asked + len(uses.unread)
            said, stop = words.asking_text(uses), self.tr("Do not look further")
            self._line.show_progress(said, asked, uses.total, stop)
        self._settle()

    def show_failed(self, said: str) -> None:
        """Where the files are used could not be found out."""
        self._looked = True
        self._line.hide()
        self._say(self._note, said)
        self._settle()

    def copying(self, file_ids: Sequence[str]) -> None:
        """Copies come; what is deleted meanwhile could not be had any more."""
        self._copying = set(file_ids)
        self._copies_failed = 0
        self._copy.hide()
        self._settle()

    def show_copied(self, file_id: str, *, failed: bool) -> None:
        """A copy is there, or will not be."""
        if file_id in self._copying:
            self._copying.discard(file_id)
            self._copies_failed += failed
            self._settle()

    # Inside

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._cancel.setFocus()

    def done(self, result: int) -> None:
        if not self._looked:
            self.stop_requested.emit()
        super().done(result)

    def _lay_out(self) -> None:
        foot = QHBoxLayout()
        foot.setSpacing(8)
        foot.addWidget(self._copy)
        foot.addStretch(1)
        foot.addWidget(self._cancel)
        foot.addWidget(self._delete)
        column = QVBoxLayout(self)
        column.setContentsMargins(28, 24, 28, 20)
        column.setSpacing(12)
        for part in (self._title, self._text, self._stores, self._chats, self._unused):
            column.addWidget(part)
        column.addWidget(self._lines)
        column.addWidget(self._note)
        column.addWidget(self._line)
        column.addStretch(1)
        column.addSpacing(4)
        column.addLayout(foot)
        self.setMinimumWidth(min(round(WIDTH_PX * current_zoom()), 720))

    def _say(self, where: QLabel, said: str) -> None:
        where.setText(breakable(said))
        where.setVisible(bool(said))

    def _settle(self) -> None:
        self._delete.setEnabled(self._looked and not self._copying)
        why = ""
        if self._copying:
            why = self.tr("Possible as soon as the copies are there.")
        elif not self._looked:
            why = self.tr("Possible as soon as it is known what uses the files.")
        self._delete.setToolTip(why)
        if self._copies_failed and not self._copying:
            self._say(
                self._note,
                self.tr("Not every copy could be downloaded. The transfers below say why."),
            )
        elif self._copying:
            left = self.tr("Copies still to come: {count}").format(count=len(self._copying))
            self._line.show_progress(left, 0, 0)
        elif self._looked:
            self._line.hide()
        self.adjustSize()

    def _on_copy(self) -> None:
        self.copy_requested.emit(self._files)

    def _on_stop(self) -> None:
        self._looked = True
        self.stop_requested.emit()
        self._line.hide()
        said = self.tr("Not every vector store was asked: they may use the files too.")
        self._say(self._note, said)
        self._settle()

    def _on_delete(self) -> None:
        self.delete_requested.emit(tuple(file.id for file in self._files))
        self.accept()


class UseLines(QWidget):
    """Which of several files is used where, one line each; scrolls when they are many."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._text = reading("delete_uses", self.tr("Which files are used"), self)
        self._text.setFont(ui_font(current_zoom()))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(framed(self, self._text))
        self.hide()

    def show_lines(self, lines: Sequence[str]) -> None:
        self._text.setPlainText("\n".join(lines))
        rows = min(2 * len(lines), MOST_ROWS)  # a line may need a second row
        self._text.setFixedHeight(self._text.fontMetrics().lineSpacing() * rows + 8)
        self.setVisible(bool(lines))
