"""The Vector stores tab on a real service: its view-models, transfers and intake are real."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDragMoveEvent, QDropEvent
from PySide6.QtWidgets import QApplication, QLineEdit, QWidget
from tests.services.rooms import Rooms, local_connection, rooms
from tests.ui.library.tab_rooms import W, on_screen, press, seen, way_in, words

from oriel.api.client import ServiceClient
from oriel.domain.connections import Connection
from oriel.local.weather import Weather
from oriel.services.library_store_names import FileNames
from oriel.services.library_store_uses import StoreUses
from oriel.services.library_store_watch import StoreWatch
from oriel.services.library_stores import LibraryStores
from oriel.services.store_bases import StoreBases
from oriel.ui.library.stores.tab import StoresTab
from oriel.ui.view_models.store_rows import RowState, StoreRow
from oriel.ui.view_models.store_view_models import StoreViewModels
from waiting import emitted, until


@dataclass
class Opened:
    rooms: Rooms
    client: ServiceClient
    folder: Path
    models: StoreViewModels
    tab: StoresTab
    offered: list[tuple[str, str]] = field(default_factory=list)
    said: list[str] = field(default_factory=list)

    @property
    def connection(self) -> Connection:
        return local_connection(self.rooms.server)

    @property
    def weather(self) -> Weather:
        return self.rooms.server.weather

    def type_into(self, name: str, text: str) -> None:
        self.find(QLineEdit, name).setText(text)

    def type_attribute(self, key: str, value: str, at: int = 0) -> None:
        """A new attribute; `at` says how many stand before it."""
        self.press("file_attributes_add")
        panel = self.tab.page.detail.attributes
        for name, text in (("attribute_key", key), ("attribute_value", value)):
            fields = [each for each in panel.findChildren(QLineEdit, name) if each.isVisible()]
            fields[at].setText(text)

    def cell(self, name: str, column: str) -> str:
        """What a cell of the opened store says."""
        columns = self.tab.page.table.records.columns
        (found,) = (each for each in columns if each.id == column)
        return found.text(self.rows[name])

    def drop(self, over: QWidget, at: QPoint, *paths: Path) -> None:
        """Files of this computer, let go over a widget."""
        data = QMimeData()
        data.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
        action, left = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton
        none = Qt.KeyboardModifier.NoModifier
        for event in (
            QDragEnterEvent(at, action, data, left, none),
            QDragMoveEvent(at, action, data, left, none),
            QDropEvent(QPointF(at), action, data, left, none),
        ):
            QApplication.sendEvent(over, event)

    async def upload(self, name: str, words: str = "Herons wait at the pond.") -> str:
        path = self.folder / name
        path.write_text(words)
        made = await self.client.files.upload(path, purpose="assistants")
        return str(made["id"])

    async def store(self, name: str, *file_ids: str, **more: object) -> str:
        made = await self.client.vector_stores.create(name, file_ids=file_ids, **more)  # type: ignore[arg-type]
        return str(made["id"])

    async def show(self) -> None:
        """The list of stores, as far as it goes."""
        listed = emitted(self.models.stores.completed)
        self.tab.show_connection(self.connection)
        await listed

    async def open(self, store_id: str) -> None:
        """A store with its files, all of them named and done with."""
        completed = emitted(self.models.files.completed)
        self.tab.open_store(store_id)
        await completed
        await until(lambda: all(row.name for row in self.rows.values()))
        await until(lambda: not any(row.state.is_working for row in self.rows.values()))

    @property
    def names(self) -> list[str]:
        """The stores that the table shows, from top to bottom."""
        return [store.name for store in self.tab.list.table.shown_records()]

    @property
    def rows(self) -> dict[str, StoreRow]:
        """The files that the table of the opened store shows, by their names."""
        return {row.name or row.key: row for row in self.tab.page.table.shown_records()}

    def states(self) -> dict[str, RowState]:
        return {name: row.state for name, row in self.rows.items()}

    def choose(self, *names: str) -> None:
        """Selects rows of the opened store."""
        self.tab.page.table.select_keys([self.rows[name].key for name in names])

    def find(self, kind: type[W], name: str) -> W:
        """The one that is seen."""
        return seen(self.tab.window(), kind, name)

    def press(self, name: str) -> None:
        press(self.tab.window(), name)

    def words(self, inside: QWidget) -> str:
        return words(inside)


@asynccontextmanager
async def stores_tab(folder: Path, *, size: tuple[int, int] = (1100, 700)) -> AsyncIterator[Opened]:
    async with AsyncExitStack() as stack:
        made = await stack.enter_async_context(rooms(folder))
        connections = made.connections
        stores = LibraryStores(connections, StoreBases(connections), new_waits_s=(0.01,))
        names = FileNames(connections)
        transfers, intake = await stack.enter_async_context(way_in(made, stores, names))
        watch = StoreWatch(stores, shortest_s=0.01, longest_s=0.05)
        models = StoreViewModels(stores, names, StoreUses(made.chats), transfers, watch)
        stack.push_async_callback(models.aclose)
        tab = StoresTab(models, intake)
        client = await connections.client("local")
        opened = Opened(made, client, folder, models, tab)
        tab.undo_offered.connect(lambda text, undo_id: opened.offered.append((text, undo_id)))
        tab.said.connect(opened.said.append)
        await stack.enter_async_context(on_screen(tab, size))
        yield opened
