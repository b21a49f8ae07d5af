"""What is in one container: its files as a tree, a look at one of them, and its countdown."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPoint, Qt, QTimer, Signal
from PySide6.QtGui import QGuiApplication, QHideEvent, QKeyEvent, QShowEvent
from PySide6.QtWidgets import QMenu, QStackedWidget, QVBoxLayout, QWidget

from oriel.domain.attachments import clean_name
from oriel.domain.connections import Connection
from oriel.domain.curl import curl_of, path_of
from oriel.domain.errors import AppError, NotFound
from oriel.domain.library import Container, ContainerFile
from oriel.ui.error_text import explain
from oriel.ui.icon_engine import icon
from oriel.ui.library.containers import words
from oriel.ui.library.containers.browser_head import BrowserHead
from oriel.ui.library.containers.file_pane import ContainerFilePane
from oriel.ui.library.containers.file_tree import FileTreeView
from oriel.ui.library.pieces.asking_paths import ask_files
from oriel.ui.library.pieces.beside import Beside
from oriel.ui.library.pieces.dropping import PathDrop
from oriel.ui.library.pieces.state_page import StatePage
from oriel.ui.library.words import size_text
from oriel.ui.prompts.parts import NameLabel
from oriel.ui.view_models.preview import PreviewViewModel

LOADING_AFTER_MS = 150
_TICK_MS = 1000


class Browser(QWidget):
    """Wishes: `left()`, `refresh_requested()`, `upload_requested(paths)`, `pasted()`,
    `service_files_requested()`, `save_requested(files)`, `delete_requested(files)`,
    `look_requested(ContainerFile | None)`, `replace_requested(Container)`."""

    left = Signal()
    refresh_requested = Signal()
    upload_requested = Signal(object)
    pasted = Signal()
    service_files_requested = Signal()
    save_requested = Signal(object)
    delete_requested = Signal(object)
    look_requested = Signal(object)
    replace_requested = Signal(object)

    def __init__(self, preview: PreviewViewModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("container_browser")
        self._connection: Connection | None = None
        self._container: Container | None = None
        self._files: tuple[ContainerFile, ...] = ()
        self._known = self._ended = False
        self._head = BrowserHead(self)
        self._tree = FileTreeView(self)
        self._state = StatePage(self)
        self._pages = QStackedWidget(self)
        self._pages.addWidget(self._state)
        self._pages.addWidget(self._tree)
        self._pane = ContainerFilePane(preview, self)
        self._beside = Beside(self._pages, self._pane, self._head.details, self)
        self._foot = NameLabel("small", self)
        self._foot.setObjectName("container_foot")
        self._drop = PathDrop(self._pages)
        self._wait = QTimer(self)
        self._wait.setSingleShot(True)
        self._wait.setInterval(LOADING_AFTER_MS)
        self._tick = QTimer(self)
        self._tick.setInterval(_TICK_MS)
        self._lay_out()
        self._connect()

    @property
    def container(self) -> Container | None:
        return self._container

    # Facts

    def begin(self, connection: Connection, container: Container) -> None:
        """Another container is looked into; its files come."""
        self._connection = connection
        self._files, self._known, self._ended = (), False, False
        self._tree.forget()
        self._beside.set_record(there=False)
        self.show_container(container)
        self._wait.start()

    def show_container(self, container: Container) -> None:
        """How it is now."""
        self._container = container
        self._head.show_container(container)
        self._on_tick()

    def show_loading(self) -> None:
        if not self._known:
            self._wait.start()

    def show_files(self, files: tuple[ContainerFile, ...]) -> None:
        self._wait.stop()
        on = self._head.focusWidget()
        waits = not self._known and on is not None and on.hasFocus()
        self._files, self._known = files, True
        self._tree.show_files(files)
        if files:
            self._pages.setCurrentWidget(self._tree)
        else:
            said = self.tr("Nothing is in this container. Drop files here, or let code make some.")
            self._say(said, self.tr("Upload files…"), "container")
        self._show_tools()
        if waits:  # the keyboard was on the way back, for want of anything else
            self.focus_first()

    def show_error(self, error: AppError) -> None:
        self._wait.stop()
        if isinstance(error, NotFound):
            self._show_ended()
            return
        said = explain(error.code, error.facts, self._connection).in_full
        if self._known:
            self._head.say(said)
        else:
            self._say(said, self.tr("Try again"), "warning")

    def focus_first(self) -> None:
        page = self._pages.currentWidget()
        offers = page is self._tree or self._state.has_action
        (page if offers and page is not None else self._head).setFocus()

    # Inside

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        column.addWidget(self._head)
        column.addWidget(self._beside, 1)
        column.addWidget(self._foot)
        self._foot.setContentsMargins(10, 2, 10, 2)

    def _connect(self) -> None:
        head, tree, pane = self._head, self._tree, self._pane
        head.back_requested.connect(self.left)
        head.refresh_requested.connect(self.refresh_requested)
        head.upload_requested.connect(self._ask_files)
        head.service_files_requested.connect(self.service_files_requested)
        head.save_all_requested.connect(self._on_save_all)
        tree.left.connect(self.left)
        tree.chosen.connect(self._on_chosen)
        tree.opened.connect(self._on_closer)
        tree.looked_closer.connect(self._on_closer)
        tree.delete_wanted.connect(self._on_delete)
        tree.paste_wanted.connect(self.pasted)
        tree.menu_wanted.connect(self._on_menu)
        pane.closed.connect(self._beside.close_pane)
        pane.save_requested.connect(self._on_save)
        pane.delete_requested.connect(self._on_delete)
        self._state.action_requested.connect(self._on_action)
        self._drop.dropped.connect(self.upload_requested)
        self._wait.timeout.connect(self._on_wait)
        self._tick.timeout.connect(self._on_tick)

    def _show_tools(self) -> None:
        lives = not self._ended
        self._head.show_tools(
            lives=lives,
            has_files=bool(self._files) and lives,
            from_service=self._connection is not None and self._connection.capabilities.files,
        )
        self._drop.accept(
            self._drop_words if lives else None,
            self.tr("This container has ended: nothing can be put into it."),
        )
        said = ""
        if self._files:
            count = words.files_text(len(self._files))
            size = size_text(sum(file.size for file in self._files))
            said = self.tr("{count}  ·  {size}").format(count=count, size=size)
        self._foot.show_name(said)

    def _drop_words(self, paths: list[str]) -> str:
        name = words.shown_name(self._container) if self._container is not None else ""
        if len(paths) == 1:
            return self.tr("Put {file} into {name}").format(file=clean_name(paths[0]), name=name)
        return self.tr("Put {n} files into {name}").format(n=len(paths), name=name)

    def _show_ended(self) -> None:
        self._ended = True
        self._tree.forget()
        self._files = ()
        self._beside.set_record(there=False)
        self._say(words.ended_words(), self.tr("Replace…"), "warning")
        self._show_tools()
        self._foot.show_name("")

    def _say(self, said: str, action: str = "", mark: str = "") -> None:
        self._state.show_state(said, action, mark)
        self._pages.setCurrentWidget(self._state)

    # What the person does

    def keyPressEvent(self, event: QKeyEvent) -> None:
        match event.key():
            case Qt.Key.Key_Escape:
                self.left.emit()
            case Qt.Key.Key_F5:
                self.refresh_requested.emit()
            case _:
                super().keyPressEvent(event)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._on_tick()
        self._tick.start()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._tick.stop()
        self._wait.stop()

    def _on_tick(self) -> None:
        if self._container is None:
            return
        self._head.pass_time()
        if not self._ended and not words.lives(self._container):
            self._show_ended()

    def _on_wait(self) -> None:
        if not self._known:
            self._say(self.tr("Looking inside…"))

    def _on_action(self) -> None:
        if self._ended:
            self.replace_requested.emit(self._container)
        elif self._known:
            self._ask_files()
        else:
            self.refresh_requested.emit()

    def _ask_files(self) -> None:
        said = self.tr("Upload files into the container")
        asked = ask_files(self.window(), said, "container_upload")
        asked.filesSelected.connect(self.upload_requested)

    def _on_chosen(self) -> None:
        file = self._tree.current_file()
        several = self._tree.chosen_files()
        if file is not None:
            self._pane.show_file(file)
        elif several:
            self._pane.show_several(several)
        self._beside.set_record(there=bool(several))
        self.look_requested.emit(file)

    def _on_closer(self) -> None:
        if self._tree.current_file() is not None:
            self._pane.open_larger()

    def _on_save(self) -> None:
        if chosen := self._tree.chosen_files():
            self.save_requested.emit(chosen)

    def _on_save_all(self) -> None:
        self.save_requested.emit(list(self._files))

    def _on_delete(self) -> None:
        if chosen := self._tree.chosen_files():
            self.delete_requested.emit(chosen)

    def _on_menu(self, at: QPoint) -> None:
        chosen: Sequence[ContainerFile] = self._tree.chosen_files()
        menu = QMenu(self)
        menu.setObjectName("container_file_menu")
        if self._tree.current_file() is not None:
            menu.addAction(icon("eye"), self.tr("Preview"), self._on_closer)
        if chosen:
            menu.addAction(icon("download"), self.tr("Save…"), self._on_save)
            menu.addAction(icon("trash", "danger"), self.tr("Delete…"), self._on_delete)
            menu.addSeparator()
            several = len(chosen) > 1
            said = self.tr("Copy IDs") if several else self.tr("Copy ID")
            menu.addAction(icon("copy"), said, self._on_copy_ids)
        if len(chosen) == 1:
            menu.addAction(self.tr("Copy as curl"), self._on_copy_curl)
        if menu.isEmpty():
            menu.addAction(icon("upload"), self.tr("Upload files…"), self._ask_files)
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(at)

    def _on_copy_ids(self) -> None:
        ids = "\n".join(file.id for file in self._tree.chosen_files())
        QGuiApplication.clipboard().setText(ids)

    def _on_copy_curl(self) -> None:
        chosen = self._tree.chosen_files()
        if self._connection is None or self._container is None or not chosen:
            return
        path = path_of("containers", self._container.id, "files", chosen[0].id, "content")
        QGuiApplication.clipboard().setText(curl_of(self._connection, "GET", path))
