"""The Containers tab: the list, one that is looked into, and the dialogs between."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from oriel.domain.connections import Connection
from oriel.domain.container_rescue import NewContainer, Rescue
from oriel.domain.errors import AppError
from oriel.domain.library import Container, ContainerFile
from oriel.domain.transfers import UploadTo, Wanted
from oriel.services.deleting import Deletion
from oriel.ui.error_text import explain
from oriel.ui.library.containers import words
from oriel.ui.library.containers.browser import Browser
from oriel.ui.library.containers.list_page import ListPage
from oriel.ui.library.containers.new_dialog import NewContainerDialog
from oriel.ui.library.containers.rescuing import ask_to_replace
from oriel.ui.library.containers.saving import Saving
from oriel.ui.library.files.service_files import ServiceFilesDialog
from oriel.ui.library.intake.intake import Intake
from oriel.ui.library.pieces.confirm import ask
from oriel.ui.library.pieces.task_line import TaskLine
from oriel.ui.view_models.file_offers import FileOffersViewModel
from oriel.ui.view_models.library_containers import ContainersViewModel
from oriel.ui.view_models.transfers import TransfersViewModel

EDGE_PX = 20


class ContainersTab(QWidget):
    """Shows what the view-model tells; uploads go through the intake, downloads through the
    transfers. `said(text)` for what just goes by."""

    said = Signal(str)

    def __init__(
        self,
        containers: ContainersViewModel,
        offers: FileOffersViewModel,
        transfers: TransfersViewModel,
        intake: Intake,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setObjectName("containers_tab")
        self._model = containers
        self._offers, self._transfers, self._intake = offers, transfers, intake
        self._connection: Connection | None = None
        self._dialog: NewContainerDialog | None = None
        self._first_paths: list[str] = []
        self._doomed: tuple[str, ...] = ()
        self._rescue: tuple[Container, Rescue] | None = None
        self.list_page = ListPage(containers.file_count, self)
        self.browser = Browser(containers.preview, self)
        self._line = TaskLine("containers_line", self)
        self._saving = Saving(self)
        self._pages = QStackedWidget(self)
        self._pages.addWidget(self.list_page)
        self._pages.addWidget(self.browser)
        column = QVBoxLayout(self)
        column.setContentsMargins(EDGE_PX, 8, EDGE_PX, 8)
        column.setSpacing(8)
        column.addWidget(self._line)
        column.addWidget(self._pages, 1)
        self._connect_wishes()
        self._connect_facts()

    # What the page asks of a tab

    def show_connection(self, connection: Connection | None) -> None:
        """Called when the tab comes into view, or the connection is another."""
        if connection != self._connection:
            self._line.hide()
            self._to_list()
        self._connection = connection
        self.list_page.show_connection(connection)
        self._model.show(connection)

    def refresh(self) -> None:
        self._model.refresh()

    def focus_first(self) -> None:
        page = self._pages.currentWidget()
        (self.browser if page is self.browser else self.list_page).focus_first()

    def open_container(self, container_id: str) -> None:
        """Looks into one, as from elsewhere; one that is not listed is left."""
        if (container := self._model.get(container_id)) is not None:
            self._on_open(container)

    # Wishes

    def _connect_wishes(self) -> None:
        listed, inside = self.list_page, self.browser
        listed.new_requested.connect(self._on_new)
        listed.refresh_requested.connect(self.refresh)
        listed.open_requested.connect(self._on_open)
        listed.replace_requested.connect(self._model.find_rescue)
        listed.delete_requested.connect(self._on_delete)
        inside.left.connect(self._to_list)
        inside.refresh_requested.connect(self.refresh)
        inside.upload_requested.connect(self._on_upload)
        inside.pasted.connect(self._on_pasted)
        inside.service_files_requested.connect(self._on_service_files)
        inside.save_requested.connect(self._on_save)
        inside.delete_requested.connect(self._on_delete_files)
        inside.look_requested.connect(self._on_look)
        inside.replace_requested.connect(self._model.find_rescue)
        self._saving.wanted.connect(self._on_save_wanted)

    def _connect_facts(self) -> None:
        model = self._model
        model.begun.connect(self._on_begun)
        model.listed.connect(self._on_listed)
        model.load_failed.connect(self.list_page.show_error)
        model.created.connect(self._on_created)
        model.not_created.connect(self._on_not_created)
        model.removed.connect(self._on_removed)
        model.files_begun.connect(self._on_files_begun)
        model.files_listed.connect(self._on_files)
        model.files_failed.connect(self._on_files_failed)
        model.files_removed.connect(self._on_files_removed)
        model.rescue_found.connect(self._on_rescue)
        model.replaced.connect(self._on_replaced)

    def _on_new(self) -> None:
        if self._connection is None:
            return
        dialog = self._dialog = NewContainerDialog(self._connection, self.window())
        dialog.create_requested.connect(self._on_create)
        dialog.files_requested.connect(self._on_service_files)
        dialog.finished.connect(self._on_dialog_closed)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _on_create(self, new: NewContainer, paths: Sequence[str]) -> None:
        self._first_paths = list(paths)
        self._model.create(new)

    def _on_dialog_closed(self) -> None:
        self._dialog = None

    def _on_open(self, container: Container) -> None:
        assert self._connection is not None
        self.browser.begin(self._connection, container)
        self._pages.setCurrentWidget(self.browser)
        self._model.open(container.id)
        self.browser.focus_first()

    def _to_list(self) -> None:
        if self._pages.currentWidget() is self.browser:
            self._model.leave()
            self._pages.setCurrentWidget(self.list_page)
            self.list_page.focus_first()

    def _on_delete(self, containers: Sequence[Container]) -> None:
        self._doomed = tuple(each.id for each in containers)
        names = [words.shown_name(each) for each in containers]
        if len(names) == 1:
            title = self.tr("Delete the container {name}?").format(name=names[0])
        else:
            title = self.tr("Delete {n} containers?").format(n=len(names))
        said = self.tr("What is in it goes with it, at once and for good.")
        details = names if len(names) > 1 else []
        asked = ask(self, title, said, details, self.tr("Delete"), dangerous=True)
        asked.accepted.connect(self._on_delete_agreed)

    def _on_delete_agreed(self) -> None:
        self._model.remove(self._doomed)

    def _on_upload(self, paths: Sequence[str]) -> None:
        opened = self._model.opened
        if self._connection is not None and opened:
            self._intake.offer(self._connection, paths, UploadTo(container_id=opened), self)

    def _on_pasted(self) -> None:
        opened, data = self._model.opened, QGuiApplication.clipboard().mimeData()
        if self._connection is not None and opened:
            to = UploadTo(container_id=opened)
            self._intake.offer_clipboard(self._connection, data, to, self)

    def _on_service_files(self) -> None:
        if self._connection is None:
            return
        dialog = ServiceFilesDialog(self._connection, self._dialog or self.window())
        self._offers.offered.connect(dialog.add_files)
        self._offers.all_offered.connect(dialog.show_all_offered)
        self._offers.not_offered.connect(dialog.show_failed)
        dialog.files_wanted.connect(self._list_service_files)
        dialog.chosen.connect(self._on_service_chosen)
        dialog.finished.connect(self._offers.stop)
        dialog.finished.connect(dialog.deleteLater)
        dialog.show_loading()
        dialog.open()
        self._list_service_files()

    def _list_service_files(self) -> None:
        if self._connection is not None:
            self._offers.list(self._connection.id)

    def _on_service_chosen(self, files: dict[str, str]) -> None:
        if self._dialog is not None:
            self._dialog.add_files(files)
        elif self._model.opened:
            self._model.attach(self._model.opened, list(files))

    def _on_save(self, files: Sequence[ContainerFile]) -> None:
        self._saving.ask(self._model.opened, files)

    def _on_save_wanted(self, wanted: Sequence[Wanted]) -> None:
        if self._connection is not None:
            self._transfers.download(self._connection.id, wanted)

    def _on_delete_files(self, files: Sequence[ContainerFile]) -> None:
        self._doomed = tuple(file.id for file in files)
        names = [file.path for file in files]
        if len(files) == 1:
            title = self.tr("Delete this file?")
        else:
            title = self.tr("Delete {n} files?").format(n=len(files))
        said = self.tr("It leaves the container for good. Save it before if you need it.")
        asked = ask(self, title, said, names, self.tr("Delete"), dangerous=True)
        asked.accepted.connect(self._on_delete_files_agreed)

    def _on_delete_files_agreed(self) -> None:
        if self._model.opened:
            self._model.remove_files(self._model.opened, self._doomed)

    def _on_look(self, file: ContainerFile | None) -> None:
        if file is None:
            self._model.preview.clear()
        else:
            self._model.look_at(file)

    # Facts

    def _on_begun(self, quiet: bool) -> None:
        self.list_page.show_loading()

    def _on_listed(self, containers: tuple[Container, ...]) -> None:
        self.list_page.show_containers(containers)
        shown = self.browser.container
        if shown is not None and (now := self._model.get(shown.id)) is not None:
            self.browser.show_container(now)

    def _on_created(self, container: Container) -> None:
        if self._dialog is not None:
            self._dialog.accept()
        self.list_page.reveal(container.id)
        paths, self._first_paths = self._first_paths, []
        if paths and self._connection is not None:
            to = UploadTo(container_id=container.id)
            self._intake.offer(self._connection, paths, to, self)

    def _on_not_created(self, error: AppError) -> None:
        if self._dialog is not None:
            self._dialog.show_not_created(error)
        else:
            self._say_trouble(error)

    def _on_removed(self, told: tuple[Deletion, ...]) -> None:
        self.list_page.show_containers(self._model.containers)
        gone = sum(each.error is None for each in told)
        if gone == 1:
            self.said.emit(self.tr("The container was deleted."))
        elif gone:
            self.said.emit(self.tr("{n} containers were deleted.").format(n=gone))
        self._say_first(told)

    def _on_files_begun(self, container_id: str) -> None:
        if container_id == self._model.opened:
            self.browser.show_loading()

    def _on_files(self, container_id: str, files: tuple[ContainerFile, ...]) -> None:
        if container_id == self._model.opened:
            self.browser.show_files(files)

    def _on_files_failed(self, container_id: str, error: AppError) -> None:
        if container_id == self._model.opened:
            self.browser.show_error(error)

    def _on_files_removed(self, container_id: str, told: tuple[Deletion, ...]) -> None:
        self._say_first(told)

    def _on_rescue(self, container: Container, rescue: Rescue) -> None:
        self._rescue = (container, rescue)
        asked = ask_to_replace(self, container, rescue)
        asked.accepted.connect(self._on_replace_agreed)

    def _on_replace_agreed(self) -> None:
        if self._rescue is not None:
            self._model.replace(*self._rescue)

    def _on_replaced(self, old: Container, new: Container) -> None:
        said = self.tr("{name} has a new container in the place of the one that ended.")
        self.said.emit(said.format(name=words.shown_name(new)))
        self.list_page.reveal(new.id)
        if self._pages.currentWidget() is self.browser:
            self._on_open(new)

    def _say_first(self, told: Sequence[Deletion]) -> None:
        """Why the first of those that failed did."""
        failed = [each.error for each in told if each.error is not None]
        if failed:
            self._say_trouble(failed[0])

    def _say_trouble(self, error: AppError) -> None:
        self._line.say(explain(error.code, error.facts, self._connection).in_full, trouble=True)
