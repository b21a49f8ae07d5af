"""Attachments as they are seen: pictures made ready, chips, paste, drop, trays per chat."""

from __future__ import annotations

import os
import struct
import zlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any, TypeVar

import pytest
from PySide6.QtCore import QMimeData, QPoint, Qt, QUrl
from PySide6.QtGui import (
    QColor,
    QColorSpace,
    QDragEnterEvent,
    QDragLeaveEvent,
    QDropEvent,
    QImage,
    QImageReader,
    QPainter,
)
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QApplication,
    QFileDialog,
    QLabel,
    QPlainTextEdit,
    QPushButton,
    QToolButton,
    QWidget,
)
from pytestqt.qtbot import QtBot
from tests.api.played_service import PlayedService, Stall, Step, reply
from tests.app.desks import ask, desk
from tests.services.rooms import MemoryKeyring

from oriel.auth.keyring_store import SecretStore
from oriel.domain.attachment_kinds import Kind
from oriel.domain.attachments import (
    LARGEST_PICTURE,
    LONG_PASTE,
    LONGEST_SIDE,
    MOST,
    Attachment,
    NotAttached,
    Reason,
    Refusal,
    State,
    content_of,
)
from oriel.domain.connections import CHAT_ONLY, OPENAI, Connection, ConnectionKind, WireApi
from oriel.domain.parts import FilePart, ImagePart, TextPart
from oriel.services.attachments import Attachments, Source, source_of
from oriel.services.connections import Connections, Fixed
from oriel.store.connections import ConnectionTable
from oriel.store.database import Database
from oriel.store.drafts import DraftTable
from oriel.ui.attaching.chip import Chip
from oriel.ui.attaching.drop_overlay import DropOverlay, FileDrop
from oriel.ui.attaching.pictures import as_png, prepared, thumbnail
from oriel.ui.attaching.tray import AttachmentTray
from oriel.ui.attaching.words import drop_text, reason_text, size_text, told
from oriel.ui.composer import Composer
from oriel.ui.view_models.attachments import AttachmentsViewModel
from waiting import until

T = TypeVar("T", bound=QWidget)
PART = FilePart("plan.pdf", file_id="file-1", size=7)


def picture(width: int, height: int, kind: str = "PNG", **more: Any) -> bytes:
    """A picture, red at its left and blue at its right."""
    image = QImage(width, height, more.get("shape", QImage.Format.Format_RGB32))
    image.fill(QColor("blue"))
    painter = QPainter(image)
    painter.fillRect(0, 0, width // 2, height, QColor("red"))
    painter.end()
    for name, text in more.get("texts", {}).items():
        image.setText(name, text)
    if "space" in more:
        image.setColorSpace(QColorSpace(more["space"]))
    return as_png(image) if kind == "PNG" else _jpeg(image)


def _jpeg(image: QImage) -> bytes:
    from PySide6.QtCore import QBuffer, QIODevice

    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    image.save(buffer, "JPEG", 90)  # type: ignore[call-overload]
    return bytes(buffer.data().data())


def with_exif(jpeg: bytes, orientation: int) -> bytes:
    """The JPEG with an EXIF block: an orientation, and a maker that is nobody's business."""
    maker = b"Secret Place 48.1N\0\0"
    entries = struct.pack("<HHHII", 2, 0x010F, 2, len(maker), 38)
    entries += struct.pack("<HHIHH", 0x0112, 3, 1, orientation, 0)
    tiff = b"II*\0" + struct.pack("<I", 8) + entries + struct.pack("<I", 0) + maker
    block = b"Exif\0\0" + tiff
    return jpeg[:2] + b"\xff\xe1" + struct.pack(">H", len(block) + 2) + block + jpeg[2:]


def decoded(part: ImagePart) -> QImage:
    return QImage.fromData(content_of(part.data_uri)[1])


# Pictures


def test_a_small_picture_keeps_its_pixels(qapp: QApplication) -> None:
    made = prepared(Source("shot.png", content=picture(40, 20)))
    image = decoded(made.part)
    assert (image.width(), image.height()) == (40, 20)
    assert image.pixelColor(5, 5) == QColor("red")
    assert image.pixelColor(35, 5) == QColor("blue")
    assert made.part.alt == "shot.png"
    assert made.part.data_uri.startswith("data:image/png;base64,")
    assert made.size == len(content_of(made.part.data_uri)[1])


def test_a_large_picture_is_made_smaller(qapp: QApplication) -> None:
    image = decoded(prepared(Source("a.jpg", content=picture(5000, 1000, "JPEG"))).part)
    assert (image.width(), image.height()) == (LONGEST_SIDE, 409)


def test_a_thin_picture_keeps_a_pixel(qapp: QApplication) -> None:
    image = decoded(prepared(Source("a.png", content=picture(30_000, 2))).part)
    assert (image.width(), image.height()) == (LONGEST_SIDE, 1)


def test_a_camera_picture_is_turned_upright_and_tells_nothing_of_its_place(
    qapp: QApplication,
) -> None:
    taken = with_exif(picture(64, 32, "JPEG"), orientation=6)
    assert b"Secret Place" in taken
    made = prepared(Source("photo.jpg", content=taken))
    content, image = content_of(made.part.data_uri)[1], decoded(made.part)
    assert (image.width(), image.height()) == (32, 64)
    assert image.pixelColor(16, 4).red() > 200  # the left side is on top
    assert b"Secret" not in content
    assert b"Exif" not in content


def test_comments_and_colour_profiles_are_left_behind(qapp: QApplication, tmp_path: Path) -> None:
    path = tmp_path / "a.png"
    path.write_bytes(
        picture(
            40,
            20,
            texts={"Author": "Somebody", "Comment": "at home"},
            space=QColorSpace.NamedColorSpace.DisplayP3,
        )
    )
    assert QImageReader(str(path)).textKeys()
    content = content_of(prepared(source_of(str(path))).part.data_uri)[1]
    assert b"Somebody" not in content
    assert b"iCCP" not in content
    assert QImage.fromData(content).textKeys() == []


def test_what_can_be_seen_through_stays_so(qapp: QApplication) -> None:
    clear = QImage(20, 20, QImage.Format.Format_ARGB32)
    clear.fill(Qt.GlobalColor.transparent)
    image = decoded(prepared(Source("a.png", content=as_png(clear))).part)
    assert image.pixelColor(3, 3).alpha() == 0


def test_a_picture_that_would_be_too_long_is_compressed_harder(qapp: QApplication) -> None:
    noise = QImage(os.urandom(2000 * 2000 * 4), 2000, 2000, QImage.Format.Format_RGB32)
    made = prepared(Source("noise.png", content=as_png(noise)))
    assert made.part.data_uri.startswith("data:image/jpeg;base64,")
    assert len(made.part.data_uri) <= LARGEST_PICTURE


def bomb(width: int, height: int) -> bytes:
    """The beginning of a PNG that claims to be of that size."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        crc = zlib.crc32(kind + data)
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", crc)

    head = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + head + chunk(b"IDAT", zlib.compress(b"\0" * 1000))


@pytest.mark.parametrize(
    ("content", "refusal"),
    [
        (bomb(60_000, 60_000), Refusal.HUGE_PICTURE),
        (bomb(200, 200)[:60], Refusal.BAD_PICTURE),
        (b"\x89PNG\r\n\x1a\nrubbish", Refusal.BAD_PICTURE),
        (b"", Refusal.BAD_PICTURE),
        (b'<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>', Refusal.BAD_PICTURE),
    ],
)
def test_what_is_no_picture_to_send_is_refused(
    content: bytes, refusal: Refusal, qapp: QApplication
) -> None:
    with pytest.raises(NotAttached) as caught:
        prepared(Source("a.png", content=content))
    assert caught.value.reason.code == refusal


def test_a_thumbnail_is_the_middle_of_a_picture(qapp: QApplication) -> None:
    thumb = thumbnail(picture(400, 100))
    assert (thumb.width(), thumb.height()) == (96, 96)
    assert thumb.pixelColor(10, 40).red() > 200
    assert thumb.pixelColor(85, 40).blue() > 200
    assert thumbnail(b"nothing").isNull()


# Words


@pytest.mark.parametrize("refusal", Refusal)
def test_every_refusal_has_a_sentence_of_its_own(refusal: Refusal, qapp: QApplication) -> None:
    facts = {"size": 9_000_000, "limit": 8_000_000, "megapixels": 400, "left_out": 3}
    said = reason_text(Reason(refusal, facts), "a {0} b.txt")
    assert said.endswith(".")
    assert len(said.split()) > 2
    assert said not in {
        reason_text(Reason(r, facts), "a {0} b.txt") for r in set(Refusal) - {refusal}
    }


def test_what_a_service_refused_is_said_in_the_usual_words(qapp: QApplication) -> None:
    said = reason_text(Reason("host_unknown", {"host": "nowhere.example"}), "a.pdf")
    assert "nowhere.example" in said


def test_sizes_and_counts_are_said_as_people_say_them(qapp: QApplication) -> None:
    assert [size_text(n) for n in (900, 184_000, 20_000_000)] == ["900 bytes", "184 KB", "20 MB"]
    assert drop_text(1) == "Attach 1 file to this message"
    assert drop_text(3) == "Attach 3 files to this message"


# The composer


def attachment(name: str = "plan.pdf", **more: Any) -> Attachment:
    given = {"state": State.READY, "part": PART, "size": 7, "kind": Kind.PDF, **more}
    return Attachment(id=name, name=name, **given)


FAILED = attachment(
    "setup.exe", state=State.FAILED, part=None, reason=Reason(Refusal.KIND), kind=Kind.OTHER
)
BROKEN = attachment(
    "gone.txt", state=State.FAILED, part=None, reason=Reason(Refusal.UNREADABLE, {"detail": "No"})
)
LOADING = attachment("big.pdf", state=State.UPLOADING, progress=0.4, part=None)


def nothing(attachment_id: str) -> None:
    return None


@pytest.fixture
def composer(qtbot: QtBot) -> Composer:
    widget = Composer()
    qtbot.addWidget(widget)
    widget.resize(700, 160)
    widget.show()
    return widget


def child(over: QWidget, kind: type[T], name: str) -> T:
    found = over.findChild(kind, name)
    assert isinstance(found, kind)
    return found


def heard(signal: Any) -> list[Any]:
    said: list[Any] = []
    signal.connect(lambda *given: said.append(given[0] if len(given) == 1 else given))
    return said


def shown(composer: Composer, *attachments: Attachment) -> list[Chip]:
    composer.files.show_attachments(attachments, nothing)
    return composer.files.tray.chips


def test_a_message_may_be_only_what_is_attached(composer: Composer) -> None:
    sent = heard(composer.send_requested)
    send = child(composer, QToolButton, "send")
    assert not send.isEnabled()
    shown(composer, attachment())
    assert composer.attachments == (PART,)
    assert send.isEnabled()
    QTest.mouseClick(send, Qt.MouseButton.LeftButton)
    assert sent == [""]


@pytest.mark.parametrize(
    ("there", "hint"),
    [
        ((LOADING,), "Waiting for a file"),
        ((LOADING, replace(LOADING, id="2"), FAILED), "Waiting for 2 files"),
        ((attachment(), FAILED), "Remove what is not attached, then send"),
    ],
)
def test_sending_waits_for_every_chip_and_says_so(
    there: tuple[Attachment, ...], hint: str, composer: Composer
) -> None:
    sent = heard(composer.send_requested)
    composer.set_text("hello")
    shown(composer, *there)
    text = child(composer, QPlainTextEdit, "composer_text")
    QTest.keyClick(text, Qt.Key.Key_Return)
    send = child(composer, QToolButton, "send")
    assert (sent, composer.text(), send.isEnabled()) == ([], "hello", False)
    assert send.toolTip() == hint
    assert hint in [label.text() for label in composer.findChildren(QLabel)]
    shown(composer, attachment())
    QTest.keyClick(text, Qt.Key.Key_Return)
    assert sent == ["hello"]


def test_a_chip_says_what_it_is_to_those_who_do_not_see_it(composer: Composer) -> None:
    names = [chip.accessibleName() for chip in shown(composer, attachment(), LOADING, BROKEN)]
    assert names == [
        "PDF plan.pdf, 7 bytes",
        "PDF big.pdf, 40 % uploaded",
        "PDF gone.txt, “gone.txt” cannot be read. No",
    ]
    note = child(composer, QLabel, "attachment_note")
    assert note.text() == "“gone.txt” cannot be read. No"
    assert not note.isHidden()


def test_a_name_that_looks_like_markup_is_only_a_name(composer: Composer) -> None:
    [chip] = shown(composer, attachment("<img src=x>.pdf"))
    assert "<img" not in chip.toolTip()
    assert "<img src=x>.pdf" in told(chip.attachment)


def test_chips_are_reached_left_and_removed_by_keys(composer: Composer, qtbot: QtBot) -> None:
    composer.activateWindow()
    qtbot.waitUntil(composer.isActiveWindow)
    there = [attachment("a.pdf"), attachment("b.pdf"), attachment("c.pdf")]
    removed = heard(composer.files.remove_requested)
    first, second, third = shown(composer, *there)
    stops = [
        chip for chip in (first, second, third) if chip.focusPolicy() & Qt.FocusPolicy.TabFocus
    ]
    assert stops == [first]
    composer.focus()
    QTest.keyClick(composer.focusWidget(), Qt.Key.Key_Backtab)
    qtbot.waitUntil(first.hasFocus)
    QTest.keyClick(first, Qt.Key.Key_End)
    assert third.hasFocus()
    QTest.keyClick(third, Qt.Key.Key_Left)
    assert second.hasFocus()
    QTest.keyClick(second, Qt.Key.Key_Delete)
    assert removed == ["b.pdf"]
    shown(composer, there[0], there[2])
    assert third.hasFocus()
    shown(composer, there[0])
    assert first.hasFocus()
    shown(composer)
    assert child(composer, QPlainTextEdit, "composer_text").hasFocus()
    assert composer.files.tray.isHidden()


def test_only_what_may_work_the_second_time_is_tried_again(composer: Composer) -> None:
    again = heard(composer.files.retry_requested)
    failed, broken = shown(composer, FAILED, BROKEN)
    QTest.mouseClick(failed, Qt.MouseButton.LeftButton)
    QTest.keyClick(broken, Qt.Key.Key_Return)
    assert again == ["gone.txt"]


def test_the_cross_of_a_chip_removes_it(composer: Composer) -> None:
    removed = heard(composer.files.remove_requested)
    [chip] = shown(composer, attachment())
    QTest.mouseClick(child(chip, QToolButton, "attachment_remove"), Qt.MouseButton.LeftButton)
    assert removed == ["plan.pdf"]


def test_chips_wrap_and_are_at_most_two_rows_high(qtbot: QtBot) -> None:
    tray = AttachmentTray()
    qtbot.addWidget(tray)
    tray.resize(400, 200)
    tray.show()
    tray.show_attachments([attachment("a.pdf")], nothing)
    rows = tray.chips[0].parentWidget().parentWidget()
    one = rows.height()
    tray.show_attachments([attachment(f"{n} a file.pdf") for n in range(12)], nothing)
    places = {chip.y() for chip in tray.chips}
    assert one < rows.height() < 3 * one
    assert len(places) > 2
    assert all(chip.geometry().right() <= 400 for chip in tray.chips)


def test_a_chip_with_a_very_long_name_fits(qtbot: QtBot) -> None:
    tray = AttachmentTray()
    qtbot.addWidget(tray)
    tray.resize(160, 100)
    tray.show()
    tray.show_attachments([attachment("x" * 100 + ".pdf")], nothing)
    assert tray.chips[0].width() <= 160


def test_the_button_opens_a_dialog_and_what_is_chosen_is_attached(
    composer: Composer, tmp_path: Path, qtbot: QtBot
) -> None:
    attached = heard(composer.files.files_attached)
    QTest.mouseClick(child(composer, QToolButton, "attach"), Qt.MouseButton.LeftButton)
    dialog = composer.findChild(QFileDialog, "attach_dialog")
    assert dialog is not None
    dialog.filesSelected.emit([str(tmp_path / "a.pdf")])
    with qtbot.waitSignal(dialog.destroyed):
        dialog.reject()
    assert attached == [[str(tmp_path / "a.pdf")]]


# Paste and drop


def data_of(**given: Any) -> QMimeData:
    data = QMimeData()
    if "text" in given:
        data.setText(given["text"])
    if "paths" in given:
        data.setUrls([QUrl.fromLocalFile(str(path)) for path in given["paths"]])
    if "png" in given:
        data.setData("image/png", given["png"])
    if "image" in given:
        data.setImageData(given["image"])
    return data


def paste(composer: Composer, data: QMimeData) -> None:
    QApplication.clipboard().setMimeData(data)
    QTest.keyClick(
        child(composer, QPlainTextEdit, "composer_text"),
        Qt.Key.Key_V,
        Qt.KeyboardModifier.ControlModifier,
    )


def test_pasted_files_are_attached_and_pasted_text_is_text(
    composer: Composer, tmp_path: Path
) -> None:
    attached = heard(composer.files.files_attached)
    path = tmp_path / "a.pdf"
    path.touch()
    paste(composer, data_of(paths=[path], text=str(path)))
    paste(composer, data_of(text="only words"))
    assert attached == [[str(path)]]
    assert composer.text() == "only words"


def test_a_pasted_picture_is_attached_as_it_came(composer: Composer) -> None:
    content = heard(composer.files.content_attached)
    images = heard(composer.files.picture_attached)
    png = picture(9, 9)
    paste(composer, data_of(png=png, image=QImage.fromData(png)))
    paste(composer, data_of(image=QImage.fromData(png)))
    # What a clipboard offers beside a picture differs; one of both comes each time.
    assert len(content) + len(images) == 2
    assert composer.text() == ""


def test_text_with_a_picture_of_it_is_pasted_as_text(composer: Composer) -> None:
    images = heard(composer.files.picture_attached)
    paste(composer, data_of(text="cells", image=QImage.fromData(picture(9, 9))))
    assert (composer.text(), images) == ("cells", [])


def test_a_long_text_is_offered_as_a_file_and_undo_brings_it_back(composer: Composer) -> None:
    attached = heard(composer.files.text_attached)
    text = child(composer, QPlainTextEdit, "composer_text")
    take = child(composer, QPushButton, "attach_offer_take")
    long = "line one\nline two ü\n" * (LONG_PASTE // 10)
    QTest.keyClicks(text, "Look: ")
    paste(composer, data_of(text="x" * LONG_PASTE))
    assert not take.isVisible()
    text.selectAll()
    QTest.keyClicks(text, "Look: ")
    paste(composer, data_of(text=long))
    assert take.isVisible()
    assert composer.text() == "Look: " + long
    QTest.mouseClick(take, Qt.MouseButton.LeftButton)
    assert attached == [long]
    assert composer.text() == "Look: "
    assert not take.isVisible()
    text.undo()
    assert composer.text() == "Look: " + long


def test_the_offer_goes_with_the_text_it_is_about(composer: Composer) -> None:
    text = child(composer, QPlainTextEdit, "composer_text")
    take = child(composer, QPushButton, "attach_offer_take")
    paste(composer, data_of(text="y" * (LONG_PASTE + 1)))
    assert take.isVisible()
    text.undo()
    assert not take.isVisible()
    paste(composer, data_of(text="y" * (LONG_PASTE + 1)))
    QTest.mouseClick(child(composer, QToolButton, "attach_offer_close"), Qt.MouseButton.LeftButton)
    assert not take.isVisible()
    assert len(composer.text()) == LONG_PASTE + 1


def test_a_hash_offers_to_choose_a_file_and_a_heading_takes_no_notice(
    composer: Composer, qtbot: QtBot
) -> None:
    text = child(composer, QPlainTextEdit, "composer_text")
    take = child(composer, QPushButton, "attach_offer_take")
    QTest.keyClicks(text, "C#")
    assert not take.isVisible()
    QTest.keyClicks(text, " #")
    assert take.isVisible()
    QTest.keyClicks(text, " Title")
    assert not take.isVisible()
    QTest.keyClicks(text, " #")
    QTest.mouseClick(take, Qt.MouseButton.LeftButton)
    assert composer.text() == "C# # Title "
    dialog = composer.findChild(QFileDialog, "attach_dialog")
    assert dialog is not None
    with qtbot.waitSignal(dialog.destroyed):
        dialog.reject()


@pytest.fixture
def page(qtbot: QtBot) -> tuple[QWidget, list[QMimeData]]:
    widget = QWidget()
    qtbot.addWidget(widget)
    widget.resize(600, 300)
    dropped = heard(FileDrop(widget).dropped)
    widget.show()
    return widget, dropped


def drag(widget: QWidget, data: QMimeData) -> QDragEnterEvent:
    enter = QDragEnterEvent(
        QPoint(5, 5),
        Qt.DropAction.CopyAction | Qt.DropAction.MoveAction,
        data,
        Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
    )
    enter.ignore()
    QApplication.sendEvent(widget, enter)
    return enter


def drop(widget: QWidget, data: QMimeData) -> None:
    event = QDropEvent(
        QPoint(5, 5),
        Qt.DropAction.CopyAction,
        data,
        Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
    )
    QApplication.sendEvent(widget, event)


def test_dragging_files_over_the_chat_names_the_result_and_dropping_attaches(
    page: tuple[QWidget, list[QMimeData]], tmp_path: Path
) -> None:
    widget, dropped = page
    paths = [tmp_path / name for name in ("a.pdf", "b.pdf")]
    for path in paths:
        path.touch()
    data = data_of(paths=[*paths, tmp_path])
    assert drag(widget, data).isAccepted()
    overlay = child(widget, DropOverlay, "drop_overlay")
    assert overlay.text == overlay.accessibleName() == "Attach 2 files to this message"
    assert overlay.isVisible()
    QApplication.sendEvent(widget, QDragLeaveEvent())
    assert overlay.isHidden()
    drag(widget, data)
    drop(widget, data)
    assert overlay.isHidden()
    assert len(dropped) == 1


def test_folders_are_refused_with_words_before_they_are_dropped(
    page: tuple[QWidget, list[QMimeData]], tmp_path: Path
) -> None:
    widget, dropped = page
    data = data_of(paths=[tmp_path])
    assert drag(widget, data).dropAction() is Qt.DropAction.IgnoreAction
    assert "vector store" in child(widget, DropOverlay, "drop_overlay").text
    drop(widget, data)
    assert dropped == []


def test_dragged_text_is_left_to_the_text(page: tuple[QWidget, list[QMimeData]]) -> None:
    widget, _ = page
    assert not drag(widget, data_of(text="words")).isAccepted()
    assert widget.findChild(DropOverlay) is None


# Trays


@asynccontextmanager
async def trays(folder: Path, *places: Connection) -> AsyncIterator[AttachmentsViewModel]:
    database = await Database.open(folder / "oriel.db")
    secrets = SecretStore(backend=MemoryKeyring())
    fixed = [Fixed(place, "sk-1") for place in places]
    connections = Connections(ConnectionTable(database), secrets, fixed)
    model = AttachmentsViewModel(Attachments(connections, DraftTable(database)))
    errors = heard(model.failed)
    try:
        yield model
        assert errors == []
    finally:
        await model.aclose()
        await connections.aclose()
        secrets.close()
        await database.aclose()


def place(url: str = "http://127.0.0.1:9/v1", **more: Any) -> Connection:
    given = {"id": "c", "kind": ConnectionKind.COMPATIBLE, "capabilities": OPENAI, **more}
    return Connection(name="C", base_url=url, **given)


def file_in(folder: Path, name: str, content: bytes = b"%PDF-1.7\n") -> str:
    path = folder / name
    path.write_bytes(content)
    return str(path)


def read(model: AttachmentsViewModel, chat_id: str, *, kept: bool = True) -> None:
    """A chat is opened, and then its model chosen, as the shell does it."""
    model.open(chat_id, kept=kept)
    model.use("c", "m-1")


def states(model: AttachmentsViewModel) -> list[tuple[str, str]]:
    return [(a.name, a.state.value) for a in model.attachments]


def upload_of(file_id: str) -> list[Step]:
    return reply(200, {"id": file_id})


async def test_files_become_parts_each_on_its_way(tmp_path: Path) -> None:
    files = [
        file_in(tmp_path, "plan.pdf"),
        file_in(tmp_path, "notes.md", b"# Notes"),
        file_in(tmp_path, "shot.png", picture(30, 20)),
        file_in(tmp_path, "archive.zip", b"PK\0\0"),
        str(tmp_path),
    ]
    async with (
        PlayedService([upload_of("file-1")]) as service,
        trays(tmp_path, place(service.url)) as model,
    ):
        model.use("c", "m-1")
        model.add_files([*files, files[0]])
        assert model.is_waiting
        await model.settled()
        pdf, text, shot, archive, folder = model.attachments
        assert not model.is_waiting
        assert pdf.part == FilePart("plan.pdf", file_id="file-1", size=9)
        assert isinstance(text.part, FilePart)
        assert content_of(text.part.data_uri) == ("text/plain", b"# Notes")
        assert isinstance(shot.part, ImagePart)
        assert model.thumb(shot.id) is not None
        assert [a.reason.code for a in (archive, folder) if a.reason] == ["kind", "folder"]
        assert model.parts == (pdf.part, text.part, shot.part)


async def test_an_upload_tells_how_far_it_is_and_ends_when_it_is_removed(tmp_path: Path) -> None:
    big = file_in(tmp_path, "big.pdf", b"%PDF-" + b"x" * 3_000_000)
    async with (
        PlayedService([[Stall()]]) as service,
        trays(tmp_path, place(service.url)) as model,
    ):
        model.use("c", "m-1")
        model.add_files([big])
        await service.stalled.wait()
        assert model.attachments[0].state is State.UPLOADING
        assert model.attachments[0].progress == 1.0
        model.remove(model.attachments[0].id)
        await service.left.wait()
        assert model.attachments == ()


async def test_an_upload_that_is_removed_unsent_is_deleted_and_a_sent_one_stays(
    tmp_path: Path,
) -> None:
    async with (
        PlayedService([upload_of("file-1"), upload_of("file-2"), reply(200, {})]) as service,
        trays(tmp_path, place(service.url)) as model,
    ):
        model.use("c", "m-1")
        for name in ("a.pdf", "b.pdf"):
            model.add_files([file_in(tmp_path, name)])
            await model.settled()
        model.remove(model.attachments[1].id)
        await until(lambda: len(service.asked) == 3)
        model.sent("chat")
        assert model.attachments == ()
    assert [(a.method, a.path) for a in service.asked[2:]] == [("DELETE", "/v1/files/file-2")]


async def test_what_the_service_refuses_is_said_and_tried_again_on_demand(tmp_path: Path) -> None:
    refused = reply(400, {"message": "no such purpose"})
    async with (
        PlayedService([refused, upload_of("file-1")]) as service,
        trays(tmp_path, place(service.url)) as model,
    ):
        model.use("c", "m-1")
        model.add_files([file_in(tmp_path, "a.pdf")])
        await model.settled()
        [failed] = model.attachments
        assert failed.reason is not None
        assert "no such purpose" in reason_text(failed.reason, failed.name)
        model.retry(failed.id)
        await model.settled()
        assert states(model) == [("a.pdf", "ready")]


async def test_a_tray_stays_with_its_chat_and_with_its_draft(tmp_path: Path) -> None:
    async with trays(tmp_path, place(capabilities=CHAT_ONLY)) as model:
        read(model, "one")
        model.add_files([file_in(tmp_path, "a.md", b"hello")])
        read(model, "two")
        assert model.attachments == ()
        model.add_image(QImage.fromData(picture(30, 20)), "Pasted picture.png")
        await model.settled()
        read(model, "one")
        assert states(model) == [("a.md", "ready")]
        before = model.parts
    async with trays(tmp_path, place(capabilities=CHAT_ONLY)) as model:
        read(model, "one")
        await until(lambda: model.parts == before)
        read(model, "two")
        await until(lambda: model.parts)
        assert states(model) == [("Pasted picture.png", "ready")]
        await until(lambda: model.thumb(model.attachments[0].id))
        model.sent("two")
        await model.settled()
    async with trays(tmp_path, place(capabilities=CHAT_ONLY)) as model:
        read(model, "one")
        await until(lambda: model.parts == before)
        read(model, "two")
        model.add_content(b"more", "more.txt")
        await model.settled()
        assert states(model) == [("more.txt", "ready")]


async def test_a_chat_that_leaves_no_trace_keeps_nothing(tmp_path: Path) -> None:
    async with trays(tmp_path, place()) as model:
        read(model, "quiet", kept=False)
        model.add_content(b"a secret", "a.txt")
        await model.settled()
        assert len(model.parts) == 1
    found = [path.read_bytes() for path in tmp_path.iterdir() if path.is_file()]
    assert found
    assert not any(b"YSBzZWNyZXQ" in content for content in found)


async def test_a_new_chats_tray_goes_on_with_the_chat_it_becomes(tmp_path: Path) -> None:
    async with trays(tmp_path, place()) as model:
        read(model, "")
        model.add_content(b"hello", "a.txt")
        model.add_files([str(tmp_path)])
        await model.settled()
        model.sent("chat")
        assert states(model) == [(tmp_path.name, "failed")]  # what did not go along is not lost
        read(model, "")
        assert model.attachments == ()
        read(model, "chat")
        assert len(model.attachments) == 1


async def test_another_model_or_connection_says_at_once_what_it_does_not_take(
    tmp_path: Path,
) -> None:
    chat = place(id="chat", wire_api=WireApi.CHAT, capabilities=CHAT_ONLY)
    async with trays(tmp_path, chat, place()) as model:
        model.use("chat", "m-1")
        model.add_files([file_in(tmp_path, "a.wav", b"RIFF\0\0\0\0WAVEdata")])
        await model.settled()
        assert states(model) == [("a.wav", "ready")]
        model.use("c", "m-1")
        assert model.attachments[0].reason == Reason(Refusal.AUDIO_API)
        model.use("chat", "m-1")
        await model.settled()
        assert states(model) == [("a.wav", "ready")]
        model.use("gone", "m-1")
        assert model.attachments[0].reason == Reason(Refusal.NO_CONNECTION)


async def test_an_upload_is_done_again_where_it_is_needed_and_only_once(tmp_path: Path) -> None:
    async with (
        PlayedService([upload_of("file-1")]) as first,
        PlayedService([upload_of("file-2")]) as second,
        trays(tmp_path, place(first.url), place(second.url, id="d")) as model,
    ):
        model.use("c", "m-1")
        model.add_files([file_in(tmp_path, "a.pdf")])
        await model.settled()
        model.use("d", "m-1")
        await model.settled()
        assert [part.file_id for part in model.parts] == ["file-2"]
        model.use("c", "m-1")
        await model.settled()
        assert [part.file_id for part in model.parts] == ["file-1"]
        assert (len(first.asked), len(second.asked)) == (1, 1)


async def test_a_restored_upload_is_of_use_only_where_it_lies(tmp_path: Path) -> None:
    async with trays(tmp_path, place(), place(id="d")) as model:
        model.use("c", "m-1")
        model.put_back([PART])
        assert model.parts == (PART,)
        model.use("d", "m-1")
        await model.settled()
        assert model.attachments[0].reason == Reason(Refusal.ELSEWHERE)
        model.use("c", "m-1")
        await model.settled()
        assert model.parts == (PART,)


async def test_a_message_takes_only_so_many(tmp_path: Path) -> None:
    async with trays(tmp_path, place()) as model:
        model.use("c", "m-1")
        left_out = heard(model.refused)
        model.add_files([file_in(tmp_path, f"{n}.md", b"hello") for n in range(MOST + 3)])
        await model.settled()
        assert len(model.parts) == MOST
        assert left_out == [Reason(Refusal.TOO_MANY, {"left_out": 3, "limit": MOST})]


async def test_closing_in_the_middle_of_everything_ends_everything(tmp_path: Path) -> None:
    async with PlayedService([[Stall()]]) as service:
        async with trays(tmp_path, place(service.url)) as model:
            model.use("c", "m-1")
            model.add_files([file_in(tmp_path, "a.pdf")])
            model.add_image(QImage.fromData(picture(900, 900)), "b.png")
            await service.stalled.wait()
        await service.left.wait()
        model.add_content(b"late", "late.txt")
        assert model.parts == ()


# The whole program


async def test_a_pasted_picture_goes_with_a_message_and_chips_outlive_a_restart(
    tmp_path: Path,
) -> None:
    home = tmp_path / "home"
    path = file_in(tmp_path, "notes.md", b"# Notes")
    async with desk(home) as opened:
        composer = opened.window.page.composer
        paste(composer, data_of(image=QImage.fromData(picture(30, 20))))
        await until(lambda: composer.attachments)
        [chip] = composer.files.tray.chips
        assert chip.attachment.name.startswith("Pasted picture")
        await ask(opened, "What can I do with Oriel?")
        question = opened.chat.messages[0]
        assert [type(part) for part in question.parts] == [TextPart, ImagePart]
        assert composer.attachments == ()
        composer.files.take_in(data_of(paths=[path]))
        await until(lambda: composer.attachments)
    async with desk(home) as opened:
        composer = opened.window.page.composer
        await until(lambda: composer.attachments)
        assert [chip.attachment.name for chip in composer.files.tray.chips] == ["notes.md"]
        opened.chat.new_chat()
        await opened.chat.settled()
        assert composer.files.tray.isHidden()
