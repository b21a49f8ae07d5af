"""Signing in to Oracle Cloud in the real dialog, against a fake of all of Oracle's side."""

from __future__ import annotations

import asyncio
import socket
import stat
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QComboBox, QLabel, QPushButton, QWidget
from tests.app.desks import desk, part

from fake_oracle.cloud import OracleCloud
from fake_oracle.control_plane import PLACE, PROJECT
from oriel.composition import Desk, OracleSide
from oriel.domain.connections import ConnectionKind
from waiting import until


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as found:
        return int(found.getsockname()[1])


class Person:
    """Whoever sits in front of the window: counts clicks."""

    def __init__(self, opened: Desk, cloud: OracleCloud) -> None:
        self.desk, self.cloud = opened, cloud
        self.clicks = 0

    @property
    def dialog(self) -> QWidget:
        return part(self.desk.window, "connection_dialog")

    def click(self, name: str, within: QWidget | None = None) -> None:
        self.clicks += 1
        button = part(within or self.desk.window, name)
        assert isinstance(button, QPushButton)
        assert button.isEnabled(), f"{name} is disabled"
        QTest.mouseClick(button, Qt.MouseButton.LeftButton)

    def sees(self, name: str) -> bool:
        return any(w.isVisible() for w in self.desk.window.findChildren(QWidget, name))

    async def sign_in(self) -> None:
        """Up to the browser, and through it."""
        self.click("connect")
        self.click("way_sign_in")
        self.click("open_browser")
        await until(lambda: self.cloud.browser.addresses)
        await self.cloud.browser.visit()

    def said(self) -> str:
        return " ".join(w.text() for w in self.desk.window.findChildren(QLabel) if w.isVisible())

    async def listed(self) -> None:
        """Compartment, project and model have come."""
        for name in ("compartment", "project", "model"):
            field = part(self.dialog, f"field_{name}")
            assert isinstance(field, QComboBox)
            await until(lambda field=field: field.count() and field.currentText())


@asynccontextmanager
async def person(
    folder: Path, monkeypatch: pytest.MonkeyPatch, port: int = 0
) -> AsyncIterator[Person]:
    monkeypatch.setenv("OCI_CONFIG_FILE", str(folder / "oci" / "config"))
    cloud = OracleCloud()
    async with cloud.serve():
        side = OracleSide(cloud.endpoints, cloud.browser.open, port or free_port())
        async with desk(folder / "home", oracle=side) as opened:
            yield Person(opened, cloud)


async def ask(who: Person, text: str) -> str:
    """Types a question and waits for its answer."""
    QTest.keyClicks(part(who.desk.window, "composer_text"), text)
    QTest.keyClick(part(who.desk.window, "composer_text"), Qt.Key.Key_Return)
    await until(lambda: who.desk.chat.messages)
    await who.desk.chat.settled()
    return who.desk.chat.messages[-1].text


async def connected(who: Person) -> None:
    await who.sign_in()
    await until(lambda: who.sees("choose_page"))
    await who.listed()
    who.click("save", who.dialog)
    await until(lambda: not who.desk.window.findChildren(QWidget, "connection_dialog"))


async def test_from_nothing_to_an_answer_in_six_clicks_and_no_typing_but_the_prompt(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with person(tmp_path, monkeypatch) as who:
        await connected(who)
        assert await ask(who, "Hello?") == "Hello from Oracle."
        assert who.clicks <= 6
        assert who.clicks == 4
        (made,) = [c for c in who.desk.connections.all() if c.kind is ConnectionKind.OCI_PROFILE]
        assert (made.compartment_id, made.project_id) == (PLACE, f"{PROJECT}oriel")
        assert made.region == "us-chicago-1"
        assert who.cloud.data.refusals == []
        sent = who.cloud.data.seen[-1].headers
        assert sent["openai-project"] == made.project_id
        assert sent["opc-compartment-id"] == PLACE
    config = tmp_path / "oci" / "config"
    assert stat.S_IMODE(config.stat().st_mode) == 0o600
    assert "[ORIEL]" in config.read_text()
    token = (tmp_path / "oci" / "sessions" / "ORIEL" / "token").read_text()
    for file in (tmp_path / "home").rglob("*"):
        assert not file.is_file() or token.encode() not in file.read_bytes()


@pytest.mark.parametrize(
    ("mode", "words"),
    [("refuse", "Not today <b>&</b>"), ("nonce", "sign-in"), ("no_token", "sign-in")],
)
async def test_a_sign_in_that_fails_says_so_and_can_be_tried_again(
    mode: str, words: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with person(tmp_path, monkeypatch) as who:
        who.cloud.identity.mode = mode
        await who.sign_in()
        await until(lambda: who.sees("verdict"))
        assert words in who.said()
        assert not (tmp_path / "oci").exists()
        who.cloud.identity.mode = "ok"
        who.click("open_browser", who.dialog)
        await until(lambda: len(who.cloud.browser.addresses) == 2)
        await who.cloud.browser.visit()
        await until(lambda: who.sees("choose_page"))


async def test_a_port_that_is_taken_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = int(taken.getsockname()[1])
        async with person(tmp_path, monkeypatch, port) as who:
            who.click("connect")
            who.click("way_sign_in")
            who.click("open_browser")
            await until(lambda: who.sees("verdict"))
            assert str(port) in who.said()
            assert who.cloud.browser.addresses == []


async def test_closing_the_dialog_ends_the_wait_and_frees_the_port(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    port = free_port()
    async with person(tmp_path, monkeypatch, port) as who:
        who.click("connect")
        who.click("way_sign_in")
        who.click("open_browser")
        await until(lambda: who.cloud.browser.addresses)
        QTest.keyClick(who.dialog, Qt.Key.Key_Escape)

        def free() -> bool:
            try:
                socket.create_server(("127.0.0.1", port)).close()
            except OSError:
                return False
            return True

        await until(free)
        assert not (tmp_path / "oci").exists()


async def test_a_project_is_made_where_there_is_none(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with person(tmp_path, monkeypatch) as who:
        who.cloud.control.projects.clear()
        await who.sign_in()
        await until(lambda: who.sees("project_form"))
        who.click("create_project", who.dialog)
        await until(lambda: who.cloud.control.made)
        await who.listed()
        who.click("save", who.dialog)
        await until(lambda: not who.sees("connection_dialog"))
        assert who.clicks <= 6
        assert await ask(who, "Hello?") == "Hello from Oracle."
        (wish,) = who.cloud.control.made
        assert wish["conversationConfig"]["responsesRetentionInHours"] == 720


async def test_a_session_that_ends_in_mid_stream_harms_no_answer_and_the_next_one_waits(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with person(tmp_path, monkeypatch) as who:
        await connected(who)
        cloud = who.cloud
        cloud.data.paused = asyncio.Event()
        first = asyncio.ensure_future(ask(who, "Hello?"))
        await until(lambda: any(seen.path.endswith("/responses") for seen in cloud.data.seen))
        token = (tmp_path / "oci" / "sessions" / "ORIEL" / "token").read_text()
        cloud.data.not_taken.add(token)
        cloud.identity.refuse_refresh = True
        cloud.data.paused.set()
        assert await first == "Hello from Oracle."
        second = asyncio.ensure_future(ask(who, "And now?"))
        await until(lambda: "has ended" in who.said())
        assert not second.done()
        again = [b for b in who.desk.window.findChildren(QPushButton) if b.isVisible()]
        (button,) = [b for b in again if b.text() == "Sign in again"]
        cloud.identity.refuse_refresh = False
        cloud.browser.addresses.clear()
        QTest.mouseClick(button, Qt.MouseButton.LeftButton)
        await until(lambda: cloud.browser.addresses)
        await cloud.browser.visit()
        assert await second == "Hello from Oracle."
        await until(lambda: "has ended" not in who.said())


async def test_stopping_ends_the_wait_for_a_sign_in(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with person(tmp_path, monkeypatch) as who:
        await connected(who)
        token = (tmp_path / "oci" / "sessions" / "ORIEL" / "token").read_text()
        who.cloud.data.not_taken.add(token)
        who.cloud.identity.refuse_refresh = True
        asked = asyncio.ensure_future(ask(who, "Hello?"))
        await until(lambda: "has ended" in who.said())
        who.desk.window.action("stop").trigger()
        assert await asked == ""


async def test_a_list_that_is_forbidden_says_so_and_leaves_the_field_to_type(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with person(tmp_path, monkeypatch) as who:
        who.cloud.control.forbidden = {"/compartments"}
        await who.sign_in()
        await until(lambda: "enter it yourself" in who.said())
