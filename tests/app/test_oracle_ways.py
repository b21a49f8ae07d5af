"""The other ways in to Oracle Cloud through the real dialog: profile, pair of keys, doctor, end."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit, QPushButton, QWidget
from tests.app.desks import desk, part
from tests.app.test_oracle_sign_in import Person, ask, connected, free_port, person

from fake_oracle.cloud import OracleCloud
from fake_oracle.control_plane import PLACE, PROJECT
from fake_oracle.homes import FINGERPRINT, REGION, TENANCY, USER, oci_home
from fake_oracle.signatures import public_pem
from oriel.composition import OracleSide
from oriel.domain.connections import OCI, Connection, ConnectionKind
from oriel.domain.key_expiry import OVER
from waiting import until

PHRASE = "open sesame of this test"


async def test_a_profile_with_a_pass_phrase_is_asked_for_it_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "oci"
    folder.mkdir()
    home = oci_home(folder, PHRASE.encode())
    before = home.config.read_bytes()
    async with person(tmp_path, monkeypatch) as who:
        who.cloud.judge.register(f"{TENANCY}/{USER}/{FINGERPRINT}", public_pem(home.key))
        who.click("connect")
        await until(lambda: "DEFAULT" in part(who.dialog, "way_profile").accessibleDescription())
        who.click("way_profile")
        who.click("use_profile", who.dialog)
        await until(lambda: who.sees("field_pass_phrase"))
        phrase = part(who.dialog, "field_pass_phrase")
        assert isinstance(phrase, QLineEdit)
        QTest.keyClicks(phrase, "mistyped")
        who.click("use_profile", who.dialog)
        await until(lambda: "does not open the key" in who.said())
        phrase.clear()
        QTest.keyClicks(phrase, PHRASE)
        who.click("use_profile", who.dialog)
        await until(lambda: who.sees("choose_page"))
        await who.listed()
        who.click("save", who.dialog)
        await until(lambda: not who.sees("connection_dialog"))
        assert await ask(who, "Hello?") == "Hello from Oracle."
    assert home.config.read_bytes() == before
    for file in (tmp_path / "home").rglob("*"):
        assert not file.is_file() or PHRASE.encode() not in file.read_bytes()


async def test_the_doctor_examines_a_signed_connection_in_the_dialog(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with person(tmp_path, monkeypatch) as who:
        await who.sign_in()
        await until(lambda: who.sees("choose_page"))
        await who.listed()
        who.cloud.data.words = tuple(f"{number} " for number in range(40))
        who.click("test", who.dialog)
        await until(lambda: part(who.dialog, "test").isEnabled(), 20)
        rows = {
            row.objectName(): row.accessibleName().rsplit(": ", 1)[1]
            for row in who.dialog.findChildren(QWidget)
            if row.objectName().startswith("check_") and row.isVisible()
        }
        assert set(rows.values()) == {"good"}, rows
        assert len(rows) >= 9
        assert all(s.method in ("GET", "POST", "HEAD") for s in who.cloud.data.seen)


async def test_a_region_that_is_changed_asks_for_its_own_projects(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with person(tmp_path, monkeypatch) as who:
        await who.sign_in()
        await until(lambda: who.sees("choose_page"))
        await who.listed()
        asked = len(who.cloud.control.asked)
        who.desk.window.findChild(QWidget, "choose_page").region_chosen.emit("uk-london-1")  # type: ignore[attr-defined]
        await until(lambda: any("uk-london-1" in a for a in who.cloud.control.asked[asked:]))


async def test_a_principal_works_when_there_is_one_and_says_so_when_not(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OCI_METADATA_BASE_URL", "http://127.0.0.1:9/opc/v2")
    monkeypatch.delenv("OCI_RESOURCE_PRINCIPAL_VERSION", raising=False)
    async with person(tmp_path, monkeypatch) as who:
        who.click("connect")
        who.click("way_principal")
        combo = part(who.dialog, "field_principal")
        combo.setCurrentIndex(1)  # type: ignore[attr-defined]
        compartment = part(who.dialog, "field_compartment")
        assert isinstance(compartment, QLineEdit)
        who.click("use_principal", who.dialog)
        assert "begins with ocid1" in who.said()
        QTest.keyClicks(compartment, PLACE)
        who.click("use_principal", who.dialog)
        await until(lambda: "enter it yourself" in who.said(), 15)


def oracle_key(oracle: OracleCloud, **changes: object) -> Connection:
    made = Connection(
        id="pair",
        name="Pair",
        kind=ConnectionKind.OCI_API_KEY,
        base_url=f"{oracle.data.url}/openai/v1",
        capabilities=OCI,
        region=REGION,
        project_id=PROJECT,
        default_model="openai.gpt-oss-120b",
        has_second_key=True,
    )
    return replace(made, **changes)  # type: ignore[arg-type]


async def test_a_key_that_ends_soon_is_told_once_at_each_stage(tmp_path: Path) -> None:
    cloud = OracleCloud()
    async with cloud.serve():
        side = OracleSide(cloud.endpoints, cloud.browser.open, free_port())
        ended = oracle_key(cloud, key_expires=("2020-01-01", "2099-01-01"))
        async with desk(tmp_path, oracle=side) as opened:
            opened.connections.save(ended, "sk-old", "sk-new")
            who = Person(opened, cloud)
            await until(lambda: "has expired" in who.said())
            assert "The other key of the pair goes on working." in who.said()
            assert opened.shell._sessions.warned == {"pair:2020-01-01": OVER}
            cloud.data.keys = {"sk-new"}
            opened.chat.new_chat()
            await opened.chat.settled()
            opened.chat.use("pair", "openai.gpt-oss-120b")
            assert await ask(who, "Hello?") == "Hello from Oracle."
        async with desk(tmp_path, oracle=side) as opened:
            assert "has expired" not in Person(opened, cloud).said()


async def test_deleting_says_what_goes_and_keeps_the_chats_readable(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with person(tmp_path, monkeypatch) as who:
        await connected(who)
        await ask(who, "Hello?")
        (made,) = [c for c in who.desk.connections.all() if c.kind.is_oci]
        who.desk.shell._connection_binding.edit(made.id)
        who.click("delete", who.dialog)
        await until(lambda: "One chat that used it stays" in who.said())
        said = who.said()
        assert "profile ORIEL stays" in said
        assert "Nothing is deleted at the service" in said
        who.click("sure_delete", who.dialog)
        await until(lambda: not who.sees("connection_dialog"))
        await until(lambda: who.desk.connections.get(made.id) is None)
        assert who.desk.chat.messages[-1].text == "Hello from Oracle."
        assert (tmp_path / "oci" / "sessions" / "ORIEL" / "token").exists()


def click_twice(button: QWidget) -> None:
    """As people do; the second click meets whatever the first has left."""
    assert isinstance(button, QPushButton)
    for _ in range(2):
        if button.isVisible() and button.isEnabled():
            QTest.mouseClick(button, Qt.MouseButton.LeftButton)
        else:
            button.clicked.emit()  # it was already on its way


async def test_everything_clicked_twice_ends_well(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with person(tmp_path, monkeypatch) as who:
        who.click("connect")
        click_twice(part(who.dialog, "way_sign_in"))
        click_twice(part(who.dialog, "open_browser"))
        await until(lambda: who.cloud.browser.addresses)
        await who.cloud.browser.visit()
        await until(lambda: who.sees("choose_page"))
        await who.listed()
        click_twice(part(who.dialog, "test"))
        click_twice(part(who.dialog, "save"))
        await until(lambda: not who.sees("connection_dialog"))
        made = [c for c in who.desk.connections.all() if c.kind.is_oci]
        assert len(made) == 1
