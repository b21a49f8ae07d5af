"""Run in a D-Bus session of its own by test_keys_in_the_keyring.py: keys by the real dialog.

Arguments: the folder, and what the keyring is like (good, locked, none, silent). Prints
what was seen as JSON.
"""

from __future__ import annotations

import asyncio
import json
import sys
from pathlib import Path
from typing import Any

import qasync
from PySide6.QtCore import Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QPushButton, QWidget
from tests.app.desks import desk, part

from fake_oracle.data_plane import DataPlane
from oriel import rooms
from oriel.auth.keyring_store import SecretStore
from oriel.composition import Desk
from oriel.domain.connections import Connection
from waiting import until

KEY, SECOND = "sk-key-of-this-test-0123456789", "sk-other-of-this-test-987654321"
SILENT_FOR_S = 1.5


def dialog(opened: Desk) -> QWidget:
    return part(opened.window, "connection_dialog")


def click(within: QWidget, name: str) -> None:
    button = part(within, name)
    assert isinstance(button, QPushButton)
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)


def write(within: QWidget, name: str, text: str) -> None:
    edit = part(within, f"field_{name}")
    assert isinstance(edit, QLineEdit)
    edit.clear()
    QTest.keyClicks(edit, text)


def open_dialog(opened: Desk) -> bool:
    return any(w.isVisible() for w in opened.window.findChildren(QWidget, "connection_dialog"))


def said(opened: Desk) -> str:
    return " ".join(w.text() for w in opened.window.findChildren(QLabel) if w.isVisible())


def mine(opened: Desk) -> list[Connection]:
    return [c for c in opened.connections.all() if c.id != "local"]


async def fill_in(opened: Desk, oracle: DataPlane) -> None:
    opened.window.action("connections").trigger()
    click(dialog(opened), "way_service")
    write(dialog(opened), "address", f"{oracle.url}/openai/v1")
    write(dialog(opened), "key", KEY)
    write(dialog(opened), "model", "m")
    click(dialog(opened), "save")


async def answered(opened: Desk, connection: Connection | None = None) -> str:
    opened.window.action("new_chat").trigger()
    await opened.chat.settled()
    if connection is not None:
        opened.chat.use(connection.id, "m")
    opened.shell.ask("Hello?")
    await opened.chat.settled()
    return opened.chat.messages[-1].text


async def good(folder: Path, oracle: DataPlane) -> dict[str, Any]:
    """Save, restart, use, rename, delete."""
    seen: dict[str, Any] = {}
    async with desk(folder) as opened:
        await fill_in(opened, oracle)
        await until(lambda: not open_dialog(opened), 10)
        seen["first"] = await answered(opened)
    async with desk(folder) as opened:
        (connection,) = mine(opened)
        seen["after restart"] = await answered(opened, connection)
        opened.shell._connection_binding.edit(connection.id)
        write(dialog(opened), "name", "Renamed")
        click(dialog(opened), "save")
        await until(lambda: not open_dialog(opened), 10)
        seen["name"] = mine(opened)[0].name
        seen["after rename"] = await answered(opened)
        kept = SecretStore()
        seen["kept"] = await kept.get(connection.secret_key) == KEY
        opened.shell._connection_binding.edit(connection.id)
        click(dialog(opened), "delete")
        click(dialog(opened), "sure_delete")
        await until(lambda: not open_dialog(opened), 10)
        await until(lambda: not mine(opened), 10)
        seen["left"] = await kept.get(connection.secret_key)
        kept.close()
    return seen


async def bad(folder: Path, oracle: DataPlane) -> dict[str, Any]:
    """A keyring that refuses or is silent: what is said, and that the window lives."""
    beats: list[bool] = []
    timer = QTimer()
    timer.timeout.connect(lambda: beats.append(True))
    timer.start(10)
    async with desk(folder) as opened:
        await fill_in(opened, oracle)
        await until(lambda: "keyring" in said(opened) and not part_enabled(opened), 10)
        await until(lambda: part_enabled(opened), 20)
        words, alive = said(opened), len(beats)
        stored = len(mine(opened))
        typed = part(dialog(opened), "field_key")
        assert isinstance(typed, QLineEdit)
        kept = typed.text() == KEY
        QTest.keyClick(dialog(opened), Qt.Key.Key_Escape)
    timer.stop()
    return {"said": words, "beats": alive, "stored": stored, "typed is still there": kept}


def part_enabled(opened: Desk) -> bool:
    return part(dialog(opened), "save").isEnabled()


async def none(folder: Path, oracle: DataPlane) -> dict[str, Any]:
    """No keyring at all: the key lasts until Oriel is closed."""
    async with desk(folder) as opened:
        opened.window.action("connections").trigger()
        click(dialog(opened), "way_service")
        await until(lambda: "No keyring" in said(opened))
        QTest.keyClick(dialog(opened), Qt.Key.Key_Escape)
        await until(lambda: not open_dialog(opened))
        await fill_in(opened, oracle)
        await until(lambda: not open_dialog(opened), 10)
        first = await answered(opened)
    async with desk(folder) as opened:
        (connection,) = mine(opened)
        await answered(opened, connection)
        failed = opened.chat.messages[-1].parts[-1]
    return {"first": first, "after restart": getattr(failed, "code", "")}


def silent_service() -> Any:
    """Takes the name of the Secret Service and never answers anybody."""
    from jeepney import DBusAddress, new_method_call
    from jeepney.io.blocking import open_dbus_connection

    connection = open_dbus_connection(bus="SESSION")
    bus = DBusAddress("/org/freedesktop/DBus", "org.freedesktop.DBus", "org.freedesktop.DBus")
    ask = new_method_call(bus, "RequestName", "su", ("org.freedesktop.secrets", 4))
    connection.send_and_get_reply(ask)
    return connection


async def play(folder: Path, kind: str) -> dict[str, Any]:
    oracle = DataPlane(keys={KEY})
    async with oracle.serve():
        match kind:
            case "good":
                return await good(folder, oracle)
            case "none":
                return await none(folder, oracle)
            case _:
                return await bad(folder, oracle)


def main() -> None:
    folder, kind = Path(sys.argv[1]), sys.argv[2]
    app = QApplication(["oriel", "-style", "fusion"])
    app.setQuitOnLastWindowClosed(False)
    held = silent_service() if kind == "silent" else None
    if kind == "silent":
        rooms.SecretStore = lambda: SecretStore(SILENT_FOR_S)  # type: ignore[attr-defined,misc]
    with asyncio.Runner(loop_factory=lambda: qasync.QEventLoop(app)) as runner:
        seen = runner.run(play(folder, kind))
    print(json.dumps(seen), flush=True)
    if held is not None:
        held.close()


if __name__ == "__main__":
    main()
