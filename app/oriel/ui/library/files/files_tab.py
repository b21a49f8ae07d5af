"""The Files tab: what a connection keeps in files, and all that can be done with them."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPoint, Qt, QTimer, Signal
from PySide6.QtGui import QGuiApplication, QHideEvent, QShowEvent
from PySide6.QtWidgets import QMenu, QVBoxLayout, QWidget

from oriel.domain.connections import Connection
from oriel.domain.curl import curl_of, path_of
from oriel.domain.errors import AppError
from oriel.domain.file_uses import Totals
from oriel.domain.library import LibraryFile
from oriel.domain.transfers import Direction, Stage, Transfer, UploadTo, Wanted
from oriel.ui.icon_engine import icon
from oriel.ui.library.files import words
from oriel.ui.library.files.columns import CREATED, FileColumns
from oriel.ui.library.files.deleting import Deleting
from oriel.ui.library.files.details import Details
from oriel.ui.library.files.downloading import Downloads
from oriel.ui.library.files.file_pane import FilePane
from oriel.ui.library.files.listing import Listing
from oriel.ui.library.files.looking import Looking
from oriel.ui.library.files.narrowing import Narrowing
from oriel.ui.library.files.states import States
from oriel.ui.library.files.upload_button import UploadButton
from oriel.ui.library.files.uploading import Uploads
from oriel.ui.library.intake.intake import Intake
from oriel.ui.library.pieces.beside import Beside
from oriel.ui.library.pieces.task_line import TaskLine
from oriel.ui.library.table.record_table import RecordTable
from oriel.ui.library.words import size_text
from oriel.ui.prompts.parts import button
from oriel.ui.row_button import IconButton
from oriel.ui.view_models.library_files import LibraryFilesViewModel
from oriel.ui.view_models.transfers import TransfersViewModel

MINUTE_MS = 60_000
BESIDE_PX = 780  # from this width on the details lie beside the table


class FilesTab(QWidget):
    """A tab of the library (page.py). `said(text)`: a line about what was done;
    `chat_requested(id)`, `store_requested(id)`: where a file is used;
    `csv_requested(CsvTable)`: to be saved."""

    said = Signal(str)
    chat_requested = Signal(str)
    store_requested = Signal(str)
    csv_requested = Signal(object)

    def __init__(
        self,
        files: LibraryFilesViewModel,
        transfers: TransfersViewModel,
        intake: Intake,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setObjectName("files_tab")
        self.setAccessibleName(self.tr("Files"))
        self._files = files
        self._transfers = transfers
        self._intake = intake
        self._connection: Connection | None = None
        self._columns = FileColumns(self)
        self.table: RecordTable[LibraryFile] = RecordTable(
            "files",
            self._columns.all(),
            _id,
            spoken=self.tr("Files"),
            selection_text=_size_of,
            curl=self._curl,
            parent=self,
        )
        self._uses_line = TaskLine("files_uses_line", self)
        self._task_line = TaskLine("files_task_line", self)
        self.pane = FilePane(self)
        self._lay_out()
        self._make_parts()
        self._add_buttons()
        self._connect_table()
        self._connect_parts()
        self._connect_files()
        self.table.sort_by(CREATED, descending=True)
        self._say_empty()

    # A tab of the library

    def show_connection(self, connection: Connection | None) -> None:
        """Lists its files, or says why there are none to list."""
        if connection != self._connection:
            self._connection = connection
            self._begin_anew()
        available = connection is not None and connection.capabilities.files
        self._set_available(available=available)
        if not available:
            self.states.say_unavailable(connection)
        self._files.show(connection)

    def refresh(self) -> None:
        self._task_line.hide()
        self._files.refresh()

    def focus_first(self) -> None:
        self.table.focus_rows()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._minute.start()

    def hideEvent(self, event: QHideEvent) -> None:
        self._minute.stop()
        super().hideEvent(event)

    # Inside: what it is made of

    def _make_parts(self) -> None:
        self.listing = Listing(self.table, self._columns, self)
        self.states = States(self.table, self)
        self.narrowing = Narrowing(self)
        self.looking = Looking(self._files, self.listing, self._uses_line, self)
        self.details = Details(
            self._files,
            self.table,
            self._columns,
            self.listing,
            self.pane,
            self._beside,
        )
        self.uploads = Uploads(self)
        self.downloads = Downloads(self)
        self.deleting = Deleting(
            self._files, self._transfers, self.downloads, self._task_line, self
        )
        self._minute = QTimer(self)
        self._minute.setInterval(MINUTE_MS)
        self._minute.timeout.connect(self._on_minute)

    def _add_buttons(self) -> None:
        table, narrowing = self.table, self.narrowing
        where = button(self.tr("Where used"), "files_where_used", self, "quiet")
        where.setIcon(icon("link", "muted", "text"))
        where.setToolTip(self.tr("Ask every vector store which files it holds"))
        for each in (narrowing.purposes, narrowing.orphans, where):
            table.add_widget(each, leading=True)
        folder = table.add_button(self.tr("Upload folder…"), "folder", "files_upload_folder")
        upload = self._upload = UploadButton(self)
        again = self._icon_button("retry", self.tr("Refresh"), "files_refresh")
        table.add_widget(upload)
        table.add_widget(again)
        where.clicked.connect(self.looking.find)
        again.clicked.connect(self.refresh)
        folder.clicked.connect(self.uploads.ask_folder)
        upload.upload_requested.connect(self.uploads.ask_files)
        upload.keeping_requested.connect(self._on_keeping)
        self._parts = (where, again, folder, upload, narrowing.orphans, narrowing.purposes)
        self._on_upload_to()

    def _icon_button(self, icon_name: str, text: str, name: str) -> IconButton:
        made = IconButton(icon_name, self)
        made.setObjectName(name)
        made.setAccessibleName(text)
        made.setToolTip(text)
        made.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        return made

    def _lay_out(self) -> None:
        left = QWidget(self)
        column = QVBoxLayout(left)
        column.setContentsMargins(20, 8, 12, 4)
        column.setSpacing(8)
        column.addWidget(self._uses_line)
        column.addWidget(self._task_line)
        column.addWidget(self.table, 1)
        self._beside = Beside(left, self.pane, None, self, room_px=BESIDE_PX)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(self._beside)

    def _connect_table(self) -> None:
        table = self.table
        table.delete_requested.connect(self.deleting.ask)
        table.menu_requested.connect(self._on_menu)
        table.refresh_requested.connect(self.refresh)
        table.all_requested.connect(self.refresh)
        table.dropped.connect(self.uploads.offer)
        table.pasted.connect(self.uploads.offer)
        table.csv_requested.connect(self.csv_requested)

    def _connect_parts(self) -> None:
        self.states.retry_requested.connect(self.refresh)
        self.states.upload_requested.connect(self.uploads.ask_files)
        self.states.all_requested.connect(self._show_all)
        self.listing.counted.connect(self._on_counted)
        self.narrowing.purpose_chosen.connect(self._on_purpose)
        self.narrowing.orphans_chosen.connect(self._on_orphans)
        self.looking.found.connect(self.details.show)
        self.uploads.offered.connect(self._on_offered)
        self.uploads.changed.connect(self._on_upload_to)
        self.downloads.wanted.connect(self._on_download)
        self.deleting.begun.connect(self._on_deleting)
        self.deleting.gone.connect(self.listing.remove)
        self.deleting.refused.connect(self._on_refused)
        self.deleting.said.connect(self.said)
        pane = self.pane
        pane.download_requested.connect(self._on_download_wish)
        pane.delete_requested.connect(self._on_delete_wish)
        pane.refresh_requested.connect(self.refresh)
        pane.look_requested.connect(self.looking.find)
        pane.curl_requested.connect(self._on_copy_curl)
        pane.chat_requested.connect(self.chat_requested)
        pane.store_requested.connect(self.store_requested)

    def _connect_files(self) -> None:
        files = self._files
        files.begun.connect(self._on_begun)
        files.page_arrived.connect(self._on_page)
        files.completed.connect(self._on_completed)
        files.load_failed.connect(self._on_load_failed)
        files.arrived.connect(self.listing.arrive)
        self._transfers.finished.connect(self._on_transfer)

    # Inside: the list

    def _begin_anew(self) -> None:
        self.deleting.leave()
        self.looking.clear()
        self.narrowing.clear()
        self.listing.show_purpose(None)
        self.listing.clear()

    def _set_available(self, *, available: bool) -> None:
        for each in self._parts:
            each.setEnabled(available)
        refusal = "" if available else self.tr("This connection keeps no files.")
        self.table.accept_drops(words.drop_text if available else None, refusal)

    def _on_begun(self) -> None:
        self.listing.begin()
        self.states.say_loading()

    def _on_page(self, page: Sequence[LibraryFile]) -> None:
        self.listing.add_page(page)
        self.table.show_loading()  # there may be more

    def _on_completed(self) -> None:
        self.listing.end()
        self._say_empty()

    def _on_load_failed(self, error: AppError) -> None:
        if not self.listing.count:
            self.states.say_failed(error, self._connection)
            return
        # What is there stays: it is as the service said it before.
        self.listing.interrupt()
        said = words.failure_text(error.code, error.facts, self._connection)
        more = self.tr("The list may not be complete.")
        self._task_line.say(f"{said} {more}", trouble=True)

    def _say_empty(self) -> None:
        self.states.say_empty(self.narrowing.purpose, orphans=self.looking.orphans)

    def _show_all(self) -> None:
        self.narrowing.clear()
        self.looking.show_orphans(only=False)
        self.listing.show_purpose(None)
        self._say_empty()

    def _on_counted(self, totals: Totals) -> None:
        said = words.totals_text(totals, narrowed=self.listing.narrowed)
        self.table.set_totals(said if totals.count else "")
        self.narrowing.show_totals(totals)

    def _on_purpose(self, purpose: str | None) -> None:
        self.listing.show_purpose(purpose)
        self._say_empty()

    def _on_orphans(self, only: bool) -> None:
        self.looking.show_orphans(only=only)
        self._say_empty()

    def _on_minute(self) -> None:
        self.listing.pass_time()
        self.pane.pass_time()

    def _on_deleting(self) -> None:
        # What goes is not carried along as selected, row by row.
        self.table.select_keys([])

    def _on_refused(self, why: dict[str, str]) -> None:
        self.listing.mark({**self.listing.badges, **why})

    # Inside: wishes

    def _on_menu(self, chosen: list[LibraryFile], at: QPoint) -> None:
        menu = QMenu(self)
        menu.setObjectName("files_menu")
        if chosen:
            if len(chosen) == 1:
                menu.addAction(icon("eye"), self.tr("Preview"), self._on_preview_wish)
            menu.addAction(icon("download"), self.tr("Download…"), self._on_download_wish)
            menu.addAction(icon("trash"), self.tr("Delete…"), self._on_delete_wish)
        self.table.standard_actions(menu, chosen)
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(at)

    def _on_preview_wish(self) -> None:
        if (file := self.table.current()) is not None:
            self.table.preview_requested.emit(file)

    def _on_download_wish(self) -> None:
        self.downloads.ask(self.details.chosen)

    def _on_delete_wish(self) -> None:
        self.deleting.ask(self.details.chosen)

    def _on_keeping(self) -> None:
        self.uploads.open_menu(self._upload)

    def _on_upload_to(self) -> None:
        self._upload.say(self.uploads.text)

    def _on_offered(self, paths: Sequence[str], to: UploadTo) -> None:
        if self._connection is not None and self._connection.capabilities.files:
            self._intake.offer(self._connection, paths, to, self)

    def _on_download(self, wanted: Sequence[Wanted]) -> None:
        if self._connection is not None:
            self._transfers.download(self._connection.id, wanted)

    def _curl(self, file: LibraryFile) -> str:
        if self._connection is None:
            return ""
        return curl_of(self._connection, "GET", path_of("files", file.id))

    def _on_copy_curl(self) -> None:
        if (file := self.pane.file) is not None:
            QGuiApplication.clipboard().setText(self._curl(file))
            self.said.emit(self.tr("The command was copied. It names a variable for the key."))

    def _on_transfer(self, transfer: Transfer) -> None:
        if self._connection is None or transfer.connection_id != self._connection.id:
            return
        if transfer.direction is Direction.UP:
            self._on_uploaded(transfer)
        elif transfer.stage is Stage.FAILED and transfer.reason and transfer.source:
            file = self.listing.get(transfer.source.file_id)
            reason = transfer.reason
            if file is not None and words.is_kept_back(reason.facts, file.purpose):
                said = words.unreadable_text(reason.code, reason.facts, file.purpose)
                self._task_line.say(said, trouble=True)

    def _on_uploaded(self, transfer: Transfer) -> None:
        to = transfer.to
        if transfer.stage is not Stage.DONE or not transfer.file_id or to is None:
            return
        if not to.container_id:
            self._files.take_in(transfer.connection_id, transfer.file_id)
        if to.store_id:
            self.looking.settle()


def _id(file: LibraryFile) -> str:
    return file.id


def _size_of(files: Sequence[LibraryFile]) -> str:
    return size_text(sum(file.size for file in files))
