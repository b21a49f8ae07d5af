"""What is shown beside the table, or over it where there is little room, of what is selected."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QTimer, Signal
from PySide6.QtWidgets import QSplitter, QWidget

from oriel.domain.errors import AppError
from oriel.domain.library import LibraryFile
from oriel.ui.library.files import words
from oriel.ui.library.files.columns import FileColumns
from oriel.ui.library.files.file_pane import AT_ONCE_BYTES, WIDTH_PX, FilePane
from oriel.ui.library.files.listing import Listing
from oriel.ui.library.table.record_table import RecordTable
from oriel.ui.theme import current_zoom
from oriel.ui.view_models.library_files import Checked, LibraryFilesViewModel

BESIDE_PX = 780  # from this width on the details lie beside the table
REST_MS = 300  # on a row before the service is asked about it


class Details(QObject):
    """`shown_changed()` when the pane comes or goes."""

    shown_changed = Signal()

    def __init__(
        self,
        files: LibraryFilesViewModel,
        table: RecordTable[LibraryFile],
        columns: FileColumns,
        listing: Listing,
        pane: FilePane,
        beside: QWidget,
        over: QSplitter,
    ) -> None:
        super().__init__(over)
        self._files = files
        self._table = table
        self._columns = columns
        self._listing = listing
        self._pane = pane
        self._beside = beside  # what the pane lies beside, or over
        self._over = over
        self._opened = False  # by the person; needed where the pane lies over the table
        self._closed = False  # by the person, where it lies beside it
        self._any = False
        self._file_id = ""
        self._rest = QTimer(self)
        self._rest.setSingleShot(True)
        self._rest.setInterval(REST_MS)
        self._rest.timeout.connect(self._on_rested)
        over.installEventFilter(self)
        table.selection_changed.connect(self.show)
        table.current_changed.connect(self.show)
        table.activated.connect(self.open)
        table.preview_requested.connect(self._on_preview)
        pane.closed.connect(self.close)
        pane.preview_wanted.connect(self._on_wanted)
        pane.preview.follow(files.preview)
        files.checked.connect(self._on_checked)
        # After the pane's own words: there are better ones for some refusals.
        files.preview.not_shown.connect(self._on_not_shown)
        pane.hide()

    @property
    def chosen(self) -> list[LibraryFile]:
        """What a button of the pane is about."""
        if selected := self._table.selected():
            return selected
        return [file] if (file := self._table.current()) is not None else []

    @property
    def beside(self) -> bool:
        """Whether there is room for table and details side by side."""
        return self._over.width() >= round(BESIDE_PX * current_zoom())

    def show(self) -> None:
        """Says what is known of what is selected now."""
        chosen = self.chosen  # asked once: thousands may be selected
        self._any = bool(chosen)
        if not chosen:
            self._opened = False
            self._leave_file()
        elif len(chosen) > 1:
            self._leave_file()
            self._pane.show_several(chosen)
        else:
            self._show_file(chosen[0])
        self._settle()

    def open(self) -> None:
        """The person wants to see the details."""
        self._opened, self._closed = True, False
        self.show()
        if not self.beside and not self._pane.isHidden():
            self._pane.take_focus()

    def close(self) -> None:
        self._opened, self._closed = False, True
        self._settle()
        self._table.focus_rows()

    # Inside

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize:
            self._settle()
        return False

    def _show_file(self, file: LibraryFile) -> None:
        badge = self._listing.badges.get(file.id, "")
        self._pane.show_file(file, self._columns.uses, badge)
        if file.id != self._file_id:
            self._file_id = file.id
            self._rest.start()

    def _leave_file(self) -> None:
        if self._file_id:
            self._file_id = ""
            self._rest.stop()
            self._files.preview.clear()

    def _settle(self) -> None:
        """Places the pane: beside the table, over it, or nowhere."""
        wanted = self._any and (self._opened or (self.beside and not self._closed))
        if wanted == self._pane.isHidden():
            self._pane.setVisible(wanted)
            if wanted:
                self._fit()
                self._on_rested_soon()
            self.shown_changed.emit()
        self._beside.setVisible(self.beside or not wanted)

    def _fit(self) -> None:
        if self.beside:
            wide = round(WIDTH_PX * current_zoom())
            self._over.setSizes([max(1, self._over.width() - wide), wide])

    def _on_rested_soon(self) -> None:
        if self._file_id:
            self._rest.start()

    def _on_rested(self) -> None:
        """The person stays with a file: the service is asked how it is, and what is in it."""
        file = self._listing.get(self._file_id)
        if file is None or self._pane.isHidden():
            return
        self._files.check(file.id)
        if file.size <= AT_ONCE_BYTES:
            self._look_at(file)
        elif self._files.preview.key == "":
            self._pane.offer_preview(file)

    def _look_at(self, file: LibraryFile) -> None:
        self._pane.show_preview()
        self._files.look_at(file)

    def _on_wanted(self, file: LibraryFile) -> None:
        self._look_at(file)

    def _on_preview(self, file: LibraryFile) -> None:
        """Space: a look at it, as large as it goes."""
        self._show_file(file)
        self._look_at(file)
        dialog = self._pane.preview.open_larger()
        dialog.setWindowTitle(words.shown_name(file))

    def _on_checked(self, checked: Checked) -> None:
        listed = self._listing.get(checked.file_id)
        if listed is None or checked.error is not None:
            return
        badges = dict(self._listing.badges)
        badges.pop(checked.file_id, None)
        if checked.file is None:
            badges[checked.file_id] = self.tr("The service does not know this file any more.")
        elif checked.file != listed:
            badges[checked.file_id] = self.tr("The service says other things of this file now.")
        if badges != self._listing.badges:
            self._listing.mark(badges)
            self.show()

    def _on_not_shown(self, error: AppError) -> None:
        if (file := self._listing.get(self._file_id)) is not None:
            said = words.unreadable_text(
                error.code, error.facts, file.purpose, self._files.connection
            )
            self._pane.preview.show_failed(said)
