"""Looking where files are used: how far it is, what could not be asked, and the orphans."""

from __future__ import annotations

from PySide6.QtCore import QObject, QTimer, Signal

from oriel.domain.errors import AppError
from oriel.domain.file_uses import Uses
from oriel.ui.library.files import words
from oriel.ui.library.files.listing import Listing
from oriel.ui.library.pieces.task_line import TaskLine
from oriel.ui.view_models.library_files import LibraryFilesViewModel

SETTLE_MS = 1500  # after the last file came into a store, before the stores are asked again


class Looking(QObject):
    """`found()` when something new is known. The line shows only what the person asked for."""

    found = Signal()

    def __init__(
        self, files: LibraryFilesViewModel, listing: Listing, line: TaskLine, parent: QObject
    ) -> None:
        super().__init__(parent)
        self._files = files
        self._listing = listing
        self._line = line
        self._asked = False  # by the person, who waits for it
        self._running = False
        self._orphans = False
        self._settle = QTimer(self)
        self._settle.setSingleShot(True)
        self._settle.setInterval(SETTLE_MS)
        self._settle.timeout.connect(self._on_settled)
        line.pressed.connect(self._on_pressed)
        files.uses_found.connect(self._on_found)
        files.uses_ended.connect(self._on_ended)
        files.uses_failed.connect(self._on_failed)

    @property
    def orphans(self) -> bool:
        """Whether only what nobody uses is wished for."""
        return self._orphans

    def find(self) -> None:
        """Asks every store anew, because the person wants to know."""
        self._asked = self._running = True
        self._show_progress(self._files.uses)
        self._files.find_uses(again=True)

    def show_orphans(self, *, only: bool) -> None:
        """Shows what nobody uses, once that is known."""
        self._orphans = only
        if not only:
            self._listing.show_orphans(only=False)
            if not self._running:
                self._line.hide()
        elif self._files.uses.complete:
            self._listing.show_orphans(only=True)
        else:
            self.find()

    def settle(self) -> None:
        """Something came into a store: they are asked again when no more comes."""
        self._settle.start()

    def clear(self) -> None:
        self._settle.stop()
        self._asked = self._running = self._orphans = False
        self._line.hide()

    def _show_progress(self, uses: Uses) -> None:
        asked = uses.asked + len(uses.unread)
        said = words.asking_text(uses)
        self._line.show_progress(said, asked, uses.total, self.tr("Stop"))

    def _on_found(self, uses: Uses) -> None:
        self._listing.show_uses(uses, ended=False)
        if self._asked:
            self._show_progress(uses)
        self.found.emit()

    def _on_ended(self, uses: Uses) -> None:
        self._listing.show_uses(uses, ended=True)
        if self._orphans:
            self._listing.show_orphans(only=True)
        if self._asked:
            self._conclude(words.unasked_text(uses))
        self.found.emit()

    def _on_failed(self, error: AppError) -> None:
        if self._asked:
            self._conclude(words.failure_text(error.code, error.facts, self._files.connection))

    def _conclude(self, trouble: str) -> None:
        self._asked = self._running = False
        if not trouble:
            self._line.hide()
            return
        if self._orphans:
            more = self.tr("Files shown here may still be used there.")
            trouble = f"{trouble} {more}"
        self._line.say(trouble, self.tr("Ask again"), trouble=True)

    def _on_pressed(self) -> None:
        if self._running:
            self._files.stop_uses()
            self._asked = self._running = False
            self._line.hide()
            if self._orphans:
                self._listing.show_orphans(only=True)
        else:
            self.find()

    def _on_settled(self) -> None:
        if not self._running:
            self._files.find_uses(everywhere=False, again=True)
