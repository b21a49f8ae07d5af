"""What the rooms of every tab have: the transfers and the intake beside it, and a way to look
at what is seen of it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import NamedTuple, TypeVar

from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtWidgets import QAbstractButton, QLabel, QWidget
from tests.services.rooms import Rooms

from oriel.services.library_store_names import FileNames
from oriel.services.library_stores import LibraryStores
from oriel.services.lying_there import LyingThere
from oriel.services.transfers import Transfers
from oriel.store.transfers import TransferTable
from oriel.store.uploaded import UploadedTable
from oriel.ui.library.intake.intake import Intake
from oriel.ui.view_models.intake import IntakeViewModel
from oriel.ui.view_models.transfers import TransfersViewModel

W = TypeVar("W", bound=QWidget)


class WayIn(NamedTuple):
    """How files come in."""

    transfers: TransfersViewModel
    intake: Intake


@asynccontextmanager
async def way_in(rooms: Rooms, stores: LibraryStores, names: FileNames) -> AsyncIterator[WayIn]:
    """Transfers and intake on the rooms' database; closed with what it is entered for."""
    database = rooms.database
    transfers = TransfersViewModel(
        Transfers(rooms.connections, TransferTable(database), UploadedTable(database))
    )
    model = IntakeViewModel(LyingThere(stores, names))
    intake = Intake(model, transfers, is_warned=True)
    try:
        yield WayIn(transfers, intake)
    finally:
        intake.close()
        await model.aclose()
        await transfers.aclose()


@asynccontextmanager
async def on_screen(tab: QWidget, size: tuple[int, int]) -> AsyncIterator[None]:
    """Shows a tab, and takes it away once what is within has ended."""
    tab.resize(*size)
    tab.show()
    try:
        yield
    finally:
        tab.hide()
        tab.deleteLater()
        QCoreApplication.sendPostedEvents(tab, QEvent.Type.DeferredDelete)


def seen(window: QWidget, kind: type[W], name: str) -> W:
    """The one of that name that is seen."""
    found = [widget for widget in window.findChildren(kind, name) if widget.isVisible()]
    assert len(found) == 1, f"{name}: {len(found)} are seen"
    return found[0]


def press(window: QWidget, name: str) -> None:
    """Presses a button that is seen and may be pressed."""
    button = seen(window, QAbstractButton, name)
    assert button.isEnabled(), f"{name} is not enabled"
    button.click()


def words(inside: QWidget) -> str:
    """What its labels say."""
    said = [each.text() for each in inside.findChildren(QLabel) if each.isVisible()]
    return " ".join(said).replace("\u200b", "")
