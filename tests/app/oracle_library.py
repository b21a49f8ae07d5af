"""The library of a connection to Oracle Cloud, in the whole program, as a person uses it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path
from typing import TypeVar

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QLineEdit, QMenu, QPushButton, QWidget
from tests.app.desks import desk, part
from tests.app.test_oracle_sign_in import Person, connected, free_port, person
from tests.app.test_oracle_ways import oracle_key

from fake_oracle.cloud import OracleCloud
from fake_oracle.control_plane import PLACE
from fake_oracle.shelves import Shelves
from oriel.composition import OracleSide
from oriel.domain.connections import Connection
from oriel.domain.transfers import Stage, Transfer
from oriel.ui.library.assembly import Library
from oriel.ui.library.stores_area import StoresArea
from oriel.ui.library.table.record_table import RecordTable
from waiting import until

KEY = "sk-of-this-test"
W = TypeVar("W", bound=QWidget)


class Reader:
    """Whoever looks after files at Oracle Cloud. The library is open at its Files tab."""

    def __init__(self, who: Person, connection: Connection) -> None:
        self.who, self.connection = who, connection
        self.cloud: OracleCloud = who.cloud
        who.desk.window.action("library").trigger()
        (self.library,) = who.desk.window.findChildren(Library)

    @property
    def shelves(self) -> Shelves:
        return self.cloud.shelves

    @property
    def transfers(self) -> tuple[Transfer, ...]:
        return self.who.desk.shell.transfers.all()

    @property
    def stages(self) -> set[Stage]:
        return {transfer.stage for transfer in self.transfers}

    @property
    def area(self) -> StoresArea:
        area = self.library.page.show_tab("stores")
        assert isinstance(area, StoresArea)
        return area

    def table(self, name: str) -> RecordTable:  # type: ignore[type-arg]
        found = part(self.who.desk.window, name)
        assert isinstance(found, RecordTable)
        return found

    def names(self, table: str) -> list[str]:
        return sorted(record.name for record in self.table(table).all_records())

    def click(self, name: str) -> None:
        """A visible button, wherever it is."""
        button = part(self.who.desk.window, name)
        assert isinstance(button, QPushButton)
        assert button.isEnabled(), f"{name} is disabled"
        QTest.mouseClick(button, Qt.MouseButton.LeftButton)

    def type(self, name: str, text: str) -> None:
        field = part(self.who.desk.window, name)
        assert isinstance(field, QLineEdit)
        field.clear()
        QTest.keyClicks(field, text)

    async def drop(self, table: str, *paths: Path, waits: bool = True) -> None:
        """Drops files on a table, understands about personal data, waits for their end."""
        before = len(self.transfers)
        self.table(table).dropped.emit([str(path) for path in paths])
        if self.who.sees("personal_data_dialog"):
            self.click("personal_data_agree")
        await until(lambda: len(self.transfers) == before + len(paths))
        if waits:
            await until(lambda: all(each.stage.has_ended for each in self.transfers), 30)

    async def make_store(self, name: str) -> str:
        """Through the dialog; its id."""
        assert self.area
        self.click("new_store")
        self.type("field_store_name", name)
        self.click("save_store")
        await until(lambda: name in self.names("stores") and not self.who.sees("store_dialog"))
        (found,) = (s for s in self.table("stores").all_records() if s.name == name)
        return str(found.id)

    async def open_store(self, store_id: str) -> None:
        self.area.stores.open_store(store_id)
        await until(lambda: self.who.sees("store_files"))

    def command(self, table: str, key: str) -> str:
        """What "Copy as curl" puts into the clipboard for a row."""
        shown = self.table(table)
        menu = QMenu(shown)
        shown.standard_actions(menu, [r for r in shown.all_records() if r.id == key])
        (action,) = (a for a in menu.actions() if a.objectName() == "copy_curl")
        action.trigger()
        menu.deleteLater()
        return QGuiApplication.clipboard().text()

    def said(self) -> str:
        """All that can be read in the window."""
        shown = [w for w in self.who.desk.window.findChildren(QLabel) if w.isVisible()]
        return "\n".join(label.text() for label in shown)


@asynccontextmanager
async def with_key(folder: Path, **changes: object) -> AsyncIterator[Reader]:
    """A connection by an API key."""
    cloud = OracleCloud()
    cloud.data.keys = {KEY}
    async with cloud.serve():
        side = OracleSide(cloud.endpoints, cloud.browser.open, free_port())
        facts = {"compartment_id": PLACE, "has_second_key": False, **changes}
        connection = oracle_key(cloud, **facts)
        async with desk(folder / "home", oracle=side) as opened:
            opened.connections.save(connection, KEY, None)
            await until(lambda: opened.connections.get("pair"))
            opened.chat.use("pair", "openai.gpt-oss-120b")
            await opened.chat.settled()
            yield Reader(Person(opened, cloud), connection)


@asynccontextmanager
async def with_session(folder: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Reader]:
    """A connection by a browser sign-in."""
    async with person(folder, monkeypatch) as who:
        await connected(who)
        (made,) = [c for c in who.desk.connections.all() if c.kind.is_oci]
        yield Reader(who, made)


def reader_by(
    way: str, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> AbstractAsyncContextManager[Reader]:
    """`way` is key or session."""
    return with_key(folder) if way == "key" else with_session(folder, monkeypatch)


def written(folder: Path, **texts: str) -> list[Path]:
    """Text files by name."""
    folder.mkdir(exist_ok=True)
    for name, text in texts.items():
        (folder / f"{name}.md").write_text(text, encoding="utf-8")
    return [folder / f"{name}.md" for name in texts]
