"""Exporting and printing in the whole program, by its keys and buttons."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtPrintSupport import QPrintDialog, QPrinter
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog, QLabel, QMenu, QPushButton, QWidget
from tests.app.desks import ask, desk, part, press, type_text
from tests.app.test_order import a_folder, choose, menu_on, rows
from tests.waiting import emitted, until

from oriel.composition import Desk
from oriel.ui.exporting.dialog import ExportDialog


def dialog_of(opened: Desk) -> ExportDialog:
    (found,) = [d for d in opened.window.findChildren(ExportDialog) if d.isVisible()]
    return found


def choose_format(dialog: ExportDialog, name: str) -> None:
    button = dialog.findChild(QPushButton, f"format_{name}")
    assert isinstance(button, QPushButton)
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)


async def save(opened: Desk, path: Path) -> None:
    """Presses Export, chooses a place, and waits for the word that it is done."""
    dialog = dialog_of(opened)
    QTest.mouseClick(part(dialog, "export_go"), Qt.MouseButton.LeftButton)
    (where,) = dialog.findChildren(QFileDialog, "export_where")
    where.fileSelected.emit(str(path))
    where.close()
    await until(lambda: opened.shell._exporting._dialog is None)
    assert part(opened.window, "toast").isVisible()


async def test_the_open_chat_is_exported_and_the_choice_kept(tmp_path: Path) -> None:
    home = tmp_path / "home"
    async with desk(home) as opened:
        await ask(opened, "hello there")
        opened.window.action("export_chat").trigger()
        dialog = dialog_of(opened)
        extent = dialog.findChild(QLabel, "export_extent")
        await until(lambda: extent.text() == "1 chat, 2 messages")
        choose_format(dialog, "html")
        await save(opened, tmp_path / "x.html")
    page = (tmp_path / "x.html").read_text(encoding="utf-8")
    assert "hello there" in page
    assert "Content-Security-Policy" in page
    async with desk(home) as opened:
        opened.window.action("export_chats").trigger()
        assert dialog_of(opened).options.format == "html"
        dialog_of(opened).reject()


async def test_every_format_of_all_chats_is_a_file_or_a_folder(tmp_path: Path) -> None:
    async with desk(tmp_path / "home") as opened:
        for said in ("first", "second"):
            opened.window.action("new_chat").trigger()
            await opened.chat.settled()
            await ask(opened, said)
        for name, target in (
            ("markdown", tmp_path),
            ("pdf", tmp_path),
            ("archive", tmp_path / "all.oriel"),
        ):
            opened.window.action("export_chats").trigger()
            extent = dialog_of(opened).findChild(QLabel, "export_extent")
            await until(lambda extent=extent: extent.text().startswith("2 chats"))
            choose_format(dialog_of(opened), name)
            await save(opened, target)
    assert (tmp_path / "all.oriel").stat().st_size > 0
    folders = sorted(path for path in tmp_path.iterdir() if path.name.startswith("Oriel chats"))
    assert [len(list(folder.iterdir())) for folder in folders] == [2, 2]


async def test_a_failure_stays_in_the_dialog_and_can_be_tried_again(tmp_path: Path) -> None:
    async with desk(tmp_path / "home") as opened:
        await ask(opened, "hello there")
        opened.window.action("export_chat").trigger()
        dialog = dialog_of(opened)
        choose_format(dialog, "json")
        dialog._on_where(str(tmp_path / "missing" / "x.json"))
        trouble = dialog.findChild(QLabel, "export_trouble")
        await until(trouble.isVisible)
        assert "cannot be saved" in trouble.text()
        await save(opened, tmp_path / "x.json")
    told = json.loads((tmp_path / "x.json").read_bytes())
    assert told["messages"][0]["parts"][0]["text"] == "hello there"


async def test_escape_ends_the_export_and_then_the_dialog(tmp_path: Path) -> None:
    async with desk(tmp_path / "home") as opened:
        await ask(opened, "hello there")
        opened.window.action("export_chat").trigger()
        dialog = dialog_of(opened)
        model = opened.shell._exporting._made()
        stopped = emitted(model.stopped)
        dialog._on_where(str(tmp_path / "x.md"))
        QTest.keyClick(dialog, Qt.Key.Key_Escape)
        await stopped
        assert dialog.isVisible()
        assert not [path for path in tmp_path.iterdir() if path.name != "home"]
        QTest.keyClick(dialog, Qt.Key.Key_Escape)
        assert not dialog.isVisible()


async def test_closing_the_program_ends_an_export_without_a_trace(tmp_path: Path) -> None:
    async with desk(tmp_path / "home") as opened:
        await ask(opened, "hello there")
        opened.window.action("export_chat").trigger()
        dialog = dialog_of(opened)
        choose_format(dialog, "pdf")
        dialog._on_where(str(tmp_path / "x.pdf"))
        await emitted(opened.shell._exporting._made().progressed)
    assert [path.name for path in tmp_path.iterdir()] == ["home"]


async def test_an_answer_that_still_streams_is_exported_with_what_is_there(tmp_path: Path) -> None:
    async with desk(tmp_path / "home") as opened:
        opened.chat.use("local", "oriel-rehearsal")
        type_text(opened, "long")
        press(opened, Qt.Key.Key_Return)
        pieces = "SELECT count(*) FROM piece"
        database = opened.shell._exporting._made()._exporter._database

        async def arrived() -> bool:
            return bool(await database.read(lambda db: db.execute(pieces).fetchone()[0]))

        while not await arrived():
            assert opened.chat.streaming
        opened.window.action("export_chat").trigger()
        choose_format(dialog_of(opened), "markdown")
        await save(opened, tmp_path / "x.md")
        still = opened.chat.streaming
        opened.chat.stop()
        await opened.chat.settled()
    told = (tmp_path / "x.md").read_text(encoding="utf-8")
    assert len(told.partition("## oriel-rehearsal")[2]) > 100
    assert ("This answer was still arriving." in told) == still


async def test_a_folder_is_exported_from_its_menu(tmp_path: Path) -> None:
    async with desk(tmp_path / "home") as opened:
        await ask(opened, "hello there")
        folder_id = await a_folder(opened, "Work")
        choose(menu_on(opened, "Work"), "export_folder")
        dialog = dialog_of(opened)
        extent = dialog.findChild(QLabel, "export_extent")
        await until(lambda: extent.text() == "There are no chats.")
        assert not part(dialog, "export_go").isEnabled()
        dialog.reject()
        opened.chats.order.move([opened.chat.chat_id], folder_id)
        await until(lambda: rows(opened)[2:3] not in ([], ["Today"]))
        choose(menu_on(opened, "Work"), "export_folder")
        await until(lambda: dialog_of(opened).findChild(QLabel, "export_extent").text()[:1] == "1")
        choose_format(dialog_of(opened), "json")
        await save(opened, tmp_path / "x.json")
    assert b"hello there" in (tmp_path / "x.json").read_bytes()


async def test_a_temporary_chat_can_be_exported_but_not_into_an_archive(tmp_path: Path) -> None:
    async with desk(tmp_path / "home") as opened:
        opened.window.action("temporary_chat").trigger()
        await opened.chat.settled()
        await ask(opened, "leave no trace")
        opened.window.action("export_chat").trigger()
        dialog = dialog_of(opened)
        assert dialog.findChild(QPushButton, "format_archive").isHidden()
        choose_format(dialog, "markdown")
        await save(opened, tmp_path / "x.md")
    assert "leave no trace" in (tmp_path / "x.md").read_text(encoding="utf-8")


async def test_a_chat_is_printed(tmp_path: Path) -> None:
    async with desk(tmp_path / "home") as opened:
        await ask(opened, "hello there")
        opened.window.action("print_chat").trigger()
        (dialog,) = opened.window.findChildren(QPrintDialog)
        printer = dialog.printer()
        printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
        printer.setOutputFileName(str(tmp_path / "x.pdf"))
        done = emitted(opened.shell._exporting._made().done)
        dialog.done(QPrintDialog.DialogCode.Accepted)  # accept() would ask its own fields
        await done
        await until(lambda: opened.shell._exporting._printing is None)
    import pypdfium2

    page = pypdfium2.PdfDocument(tmp_path / "x.pdf")[0]
    told = page.get_textpage().get_text_range()
    assert "hello there" in told
    assert "1 of 1" in told


@pytest.mark.qt_log_ignore("QPainter::begin", extend=True)
async def test_a_printer_that_takes_nothing_is_named(tmp_path: Path) -> None:
    async with desk(tmp_path / "home") as opened:
        await ask(opened, "hello there")
        opened.window.action("print_chat").trigger()
        (dialog,) = opened.window.findChildren(QPrintDialog)
        dialog.printer().setOutputFormat(QPrinter.OutputFormat.PdfFormat)
        dialog.printer().setOutputFileName(str(tmp_path / "missing" / "x.pdf"))
        refused = emitted(opened.shell._exporting._made().refused)
        dialog.done(QPrintDialog.DialogCode.Accepted)
        await refused
        assert opened.shell._exporting._printing is None
        assert "was not printed" in part(opened.window, "notice_bar").text


async def test_printing_can_be_left(tmp_path: Path) -> None:
    async with desk(tmp_path / "home") as opened:
        await ask(opened, "hello there")
        for _ in range(2):
            opened.window.action("print_chat").trigger()
            (dialog,) = [d for d in opened.window.findChildren(QPrintDialog) if d.isVisible()]
            dialog.reject()
            assert opened.shell._exporting._printing is None


async def test_what_is_for_a_chat_rests_where_there_is_none(tmp_path: Path) -> None:
    async with desk(tmp_path / "home") as opened:
        names = ("export_chat", "print_chat")
        assert not any(opened.window.action(name).isEnabled() for name in names)
        await ask(opened, "hello there")
        assert all(opened.window.action(name).isEnabled() for name in names)
        QTest.mouseClick(part(opened.window, "chat_menu"), Qt.MouseButton.LeftButton)
        menu = QApplication.activePopupWidget()
        assert isinstance(menu, QMenu)
        assert {"export_chat", "print_chat"} <= {a.objectName() for a in menu.actions()}
        menu.close()


async def test_the_dialog_goes_by_keys(tmp_path: Path) -> None:
    async with desk(tmp_path / "home") as opened:
        await ask(opened, "hello there")
        opened.window.action("export_chat").trigger()
        dialog = dialog_of(opened)
        first = dialog.options.format
        QTest.keyClick(dialog.focusWidget(), Qt.Key.Key_Right)
        assert dialog.options.format != first
        for widget in dialog.findChildren(QWidget):
            if widget.focusPolicy() & Qt.FocusPolicy.TabFocus and widget.isVisible():
                assert widget.accessibleName() or widget.metaObject().className() == "QLineEdit"
        QTest.keyClick(dialog, Qt.Key.Key_Escape)
        assert not dialog.isVisible()
