"""The popup's pages of settings, each made when it is first opened."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property, partial

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from oriel.domain.hosted_tools import (
    CodeInterpreter,
    FileSearch,
    ImageGeneration,
    RemoteMcp,
    WebSearch,
    XSearch,
)
from oriel.ui.tooling.file_search import FileSearchPage
from oriel.ui.tooling.here_pages import BuiltInPage, ServerPage
from oriel.ui.tooling.page import SettingsPage
from oriel.ui.tooling.remote_page import RemotePage
from oriel.ui.tooling.service_pages import CodePage, ImagePage, WebPage, XPage
from oriel.ui.tooling.situation import Hosted, Situation


class Pages(QObject):
    """`tool_set(kind, value)` for the tools of HOSTED; the other signals are the pages' own."""

    left = Signal()
    grown = Signal()
    tool_set = Signal(str, object)
    stores_wanted = Signal()
    containers_wanted = Signal()
    folder_wanted = Signal()
    folders_changed = Signal(object)
    remote_saved = Signal(object, object, object)
    remote_removed = Signal(object)
    restart_requested = Signal(str)
    edit_requested = Signal(str)

    def __init__(self, inside: QWidget, put: Callable[[QWidget], None]) -> None:
        """`put` takes a new page in."""
        super().__init__(inside)
        self._inside = inside
        self._put = put
        self._remote: RemotePage | None = None

    def begin_hosted(self, kind: str, value: Hosted, now: Situation) -> SettingsPage:
        """The page of one tool of the service, which shows `value`."""
        match value:
            case FileSearch():
                self.file_search.begin(value, listed=now.has_stores)
                return self.file_search
            case CodeInterpreter():
                self.code.begin(value, listed=now.has_containers)
                return self.code
            case WebSearch():
                self.web.begin(value)
                return self.web
            case XSearch():
                self.x.begin(value)
                return self.x
            case ImageGeneration():
                self.image.begin(value)
                return self.image

    def begin_remote(self, remote: RemoteMcp | None, now: Situation) -> SettingsPage:
        """The page of a server that the service connects to; of a new one for None."""
        others = {known.label for known in now.all_remotes if known != remote}
        self.remote.begin(remote, others)
        return self.remote

    def begin_server(self, server_id: str, now: Situation) -> SettingsPage | None:
        found = next((each for each in now.servers if each[0].id == server_id), None)
        if found is None:
            return None
        self.server.show_server(*found)
        return self.server

    def hide_secrets(self) -> None:
        if self._remote is not None:
            self._remote.hide_secret()

    @cached_property
    def file_search(self) -> FileSearchPage:
        page = FileSearchPage(self._inside)
        page.stores_wanted.connect(self.stores_wanted)
        page.changed.connect(partial(self.tool_set.emit, "file_search"))
        self._join(page)
        return page

    @cached_property
    def code(self) -> CodePage:
        page = CodePage(self._inside)
        page.containers_wanted.connect(self.containers_wanted)
        page.changed.connect(partial(self.tool_set.emit, "code_interpreter"))
        self._join(page)
        return page

    @cached_property
    def web(self) -> WebPage:
        page = WebPage(self._inside)
        page.changed.connect(partial(self.tool_set.emit, "web_search"))
        self._join(page)
        return page

    @cached_property
    def x(self) -> XPage:
        page = XPage(self._inside)
        page.changed.connect(partial(self.tool_set.emit, "x_search"))
        self._join(page)
        return page

    @cached_property
    def image(self) -> ImagePage:
        page = ImagePage(self._inside)
        page.changed.connect(partial(self.tool_set.emit, "image_generation"))
        self._join(page)
        return page

    @cached_property
    def remote(self) -> RemotePage:
        page = self._remote = RemotePage(self._inside)
        page.saved.connect(self.remote_saved)
        page.removed.connect(self.remote_removed)
        self._join(page)
        return page

    @cached_property
    def built_in(self) -> BuiltInPage:
        page = BuiltInPage(self._inside)
        page.folder_wanted.connect(self.folder_wanted)
        page.folders_changed.connect(self.folders_changed)
        self._join(page)
        return page

    @cached_property
    def server(self) -> ServerPage:
        page = ServerPage(self._inside)
        page.restart_requested.connect(self.restart_requested)
        page.edit_requested.connect(self.edit_requested)
        self._join(page)
        return page

    def _join(self, page: SettingsPage) -> None:
        page.left.connect(self.left)
        page.grown.connect(self.grown)
        self._put(page)
