"""A sign-in that ends in the middle of uploads: they wait, say why, and go on by themselves."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton
from tests.app.desks import desk
from tests.app.oracle_library import Reader, with_key, with_session, written
from tests.app.test_oracle_sign_in import Person, connected, free_port

from fake_oracle.cloud import OracleCloud
from oriel.composition import OracleSide
from oriel.domain.errors import SessionEnded
from oriel.domain.transfers import Stage
from waiting import until

MANY = 18


def end_session(reader: Reader, folder: Path) -> None:
    """From the next request on, and for good."""
    token = (folder / "oci" / "sessions" / "ORIEL" / "token").read_text()
    reader.cloud.data.not_taken.add(token)
    reader.cloud.identity.refuse_refresh = True


async def sign_in_again(reader: Reader) -> None:
    """As the window offers it."""
    cloud = reader.cloud
    buttons = reader.who.desk.window.findChildren(QPushButton)
    (again,) = [b for b in buttons if b.isVisible() and b.text() == "Sign in again"]
    cloud.identity.refuse_refresh = False
    cloud.browser.addresses.clear()
    QTest.mouseClick(again, Qt.MouseButton.LeftButton)
    await until(lambda: cloud.browser.addresses)
    await cloud.browser.visit()


def cells(reader: Reader) -> set[str]:
    """What the list of transfers says of how they stand."""
    table = reader.table("transfers")
    (state,) = (column for column in table.records.columns if column.id == "state")
    return {state.text(transfer) for transfer in table.all_records()}


@pytest.mark.limit(90)
@pytest.mark.parametrize("into_store", [False, True])
async def test_uploads_wait_for_a_new_sign_in_and_go_on_by_themselves(
    into_store: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with with_session(tmp_path, monkeypatch) as reader:
        table = "files"
        if into_store:
            await reader.open_store(await reader.make_store("Notes"))
            table = "store_files"
        texts = {f"note_{n:02}": f"Note {n} is about a heron." for n in range(MANY)}
        await reader.drop(table, *written(tmp_path / "in", **texts), waits=False)
        await until(lambda: 3 <= len(reader.shelves.files) < MANY)
        end_session(reader, tmp_path)
        await until(lambda: "has ended" in reader.said())
        await until(lambda: Stage.SENDING not in reader.stages)
        left = [each for each in reader.transfers if each.stage is not Stage.DONE]
        assert Stage.FAILED not in reader.stages
        assert {each.reason.code for each in left if each.reason} == {SessionEnded.code}
        reader.library.show_transfers()
        await until(lambda: reader.who.sees("transfers"))
        await until(lambda: cells(reader) <= {"Waits for your new sign-in", "Done"})
        await sign_in_again(reader)
        await until(lambda: reader.stages == {Stage.DONE}, 60)
        assert sorted(reader.shelves.names()) == sorted(f"{name}.md" for name in texts)
        await until(lambda: "has ended" not in reader.said())
        if into_store:
            (held,) = reader.shelves.inside.values()
            assert len(held) == MANY
            assert {file["status"] for file in held.values()} == {"completed"}


@pytest.mark.limit(90)
async def test_a_queue_that_waits_for_a_sign_in_waits_over_the_end_of_the_program(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OCI_CONFIG_FILE", str(tmp_path / "oci" / "config"))
    cloud = OracleCloud()
    async with cloud.serve():
        side = OracleSide(cloud.endpoints, cloud.browser.open, free_port())
        async with desk(tmp_path / "home", oracle=side) as opened:
            who = Person(opened, cloud)
            await connected(who)
            (made,) = [c for c in opened.connections.all() if c.kind.is_oci]
            reader = Reader(who, made)
            texts = {f"note_{n:02}": f"Note {n}." for n in range(MANY)}
            await reader.drop("files", *written(tmp_path / "in", **texts), waits=False)
            await until(lambda: 3 <= len(reader.shelves.files) < MANY)
            end_session(reader, tmp_path)
            await until(lambda: "has ended" in reader.said())
        async with desk(tmp_path / "home", oracle=side) as opened:
            reader = Reader(Person(opened, cloud), made)
            await until(lambda: "has ended" in reader.said())
            assert Stage.FAILED not in reader.stages
            await sign_in_again(reader)
            await until(lambda: reader.stages == {Stage.DONE}, 60)
            assert sorted(reader.shelves.names()) == sorted(f"{name}.md" for name in texts)
            await until(lambda: "has ended" not in reader.said())


@pytest.mark.limit(60)
async def test_a_list_that_was_asked_for_meanwhile_comes_after_the_sign_in(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with with_session(tmp_path, monkeypatch) as reader:
        await reader.drop("files", *written(tmp_path / "in", heron="Still."))
        await until(lambda: reader.names("files") == ["heron.md"])
        await reader.make_store("Notes")
        end_session(reader, tmp_path)
        reader.library.page.show_tab("files")
        await until(lambda: "has ended" in reader.said())
        assert reader.names("files") == ["heron.md"]  # what was there stays in view
        assert reader.area
        assert reader.names("stores") == ["Notes"]
        reader.shelves.add_file("new.md", b"New.", 4, {"purpose": "user_data"})
        reader.library.page.show_tab("files")
        await sign_in_again(reader)
        await until(lambda: reader.names("files") == ["heron.md", "new.md"])


@pytest.mark.limit(60)
async def test_uploads_wait_for_a_new_key_and_go_on_by_themselves(tmp_path: Path) -> None:
    async with with_key(tmp_path) as reader:
        texts = {f"note_{n:02}": f"Note {n}." for n in range(MANY)}
        await reader.drop("files", *written(tmp_path / "in", **texts), waits=False)
        await until(lambda: 3 <= len(reader.shelves.files) < MANY)
        reader.cloud.data.keys = {"sk-renewed"}
        await until(lambda: reader.stages <= {Stage.WAITING, Stage.DONE})
        reader.library.show_transfers()
        await until(lambda: cells(reader) == {"Waits: The key was not accepted.", "Done"})
        reader.who.desk.connections.save(reader.connection, "sk-renewed", None)
        await until(lambda: reader.stages == {Stage.DONE}, 30)
        assert sorted(reader.shelves.names()) == sorted(f"{name}.md" for name in texts)
