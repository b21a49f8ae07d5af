"""What is shown beside the table, or over it where there is little room, of what is selected."""

from __future__ import annotations

from PySide6.QtCore import QObject, QTimer

from oriel.domain.errors import AppError
from oriel.domain.library import LibraryFile
from oriel.ui.library.files import words
from oriel.ui.library.files.columns import FileColumns
from oriel.ui.library.files.file_pane import AT_ONCE_BYTES, FilePane
from oriel.ui.library.files.listing import Listing
from oriel.ui.library.pieces.beside import Beside
from oriel.ui.library.table.record_table import RecordTable
from oriel.ui.view_models.library_files import Checked, LibraryFilesViewModel

REST_MS = 300  # on a row before the service is asked about it


class Details(QObject):
    """Keeps the pane up with what is selected, and asks about it once the person stays."""

    def __init__(
        self,
        files: LibraryFilesViewModel,
        table: RecordTable[LibraryFile],
        columns: FileColumns,
        listing: Listing,
        pane: FilePane,
        beside: Beside,
    ) -> None:
        super().__init__(beside)
        self._files = files
        self._table = table
        self._columns = columns
        self._listing = listing
        self._pane = pane
        self._beside = beside
        self._file_id = ""
        self._rest = QTimer(self)
        self._rest.setSingleShot(True)
        self._rest.setInterval(REST_MS)
        self._rest.timeout.connect(self._on_rested)
        beside.pane_shown.connect(self._on_shown)
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

    @property
    def chosen(self) -> list[LibraryFile]:
        """What a button of the pane is about."""
        if selected := self._table.selected():
            return selected
        return [file] if (file := self._table.current()) is not None else []

    def show(self) -> None:
        """Says what is known of what is selected now."""
        chosen = self.chosen  # asked once: thousands may be selected
        if not chosen:
            self._leave_file()
        elif len(chosen) > 1:
            self._leave_file()
            self._pane.show_several(chosen)
        else:
            self._show_file(chosen[0])
        self._beside.set_record(there=bool(chosen))

    def open(self) -> None:
        """The person wants to see the details."""
        self.show()
        self._beside.open_pane()
        if self._beside.is_narrow and not self._pane.isHidden():
            self._pane.take_focus()

    def close(self) -> None:
        self._beside.close_pane()
        self._table.focus_rows()

    # Inside

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

    def _on_shown(self) -> None:
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
