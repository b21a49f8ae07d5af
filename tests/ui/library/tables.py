"""Small records, and tables of them, for the tests of the table itself."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication, QEvent

from oriel.ui.attaching.words import size_text
from oriel.ui.library.table.columns import Column
from oriel.ui.library.table.record_table import RecordTable


@dataclass(frozen=True)
class Thing:
    id: str
    name: str
    size: int | None = None
    made: float | None = None
    status: str = "ready"
    secret: str = ""


def key_of(thing: Thing) -> str:
    return thing.id


COLUMNS: tuple[Column[Thing], ...] = (
    Column(
        id="name",
        title="Name",
        value=lambda thing: thing.name,
        text=lambda thing: thing.name,
        width=160,
        stretch=True,
        icon=lambda thing: "file",
    ),
    Column(
        id="status",
        title="Status",
        value=lambda thing: thing.status,
        text=lambda thing: thing.status.title(),
        dot=True,
        tone=lambda thing: "danger" if thing.status == "failed" else "ok",
    ),
    Column(
        id="size",
        title="Size",
        value=lambda thing: thing.size,
        text=lambda thing: "" if thing.size is None else size_text(thing.size),
        align_right=True,
        width=80,
        yields=1,
    ),
    Column(
        id="made",
        title="Made",
        value=lambda thing: thing.made,
        text=lambda thing: "" if thing.made is None else f"day {thing.made:.0f}",
        is_time=True,
        yields=2,
    ),
    Column(
        id="secret",
        title="Secret",
        value=lambda thing: thing.secret,
        text=lambda thing: thing.secret,
        hidden=True,
    ),
    Column(
        id="go",
        title="Go",
        value=lambda thing: "",
        text=lambda thing: "",
        icon=lambda thing: "play" if thing.status == "ready" else "",
        action=True,
        width=44,
    ),
)


def things(*names: str) -> list[Thing]:
    return [Thing(f"id-{number}", name, size=number) for number, name in enumerate(names)]


@contextmanager
def opened(
    *, width: int = 900, height: int = 480, **options: object
) -> Iterator[RecordTable[Thing]]:
    """A table on the screen, and taken away again."""
    table: RecordTable[Thing] = RecordTable("things", COLUMNS, key_of, **options)  # type: ignore[arg-type]
    table.resize(width, height)
    table.show()
    table.activateWindow()
    try:
        yield table
    finally:
        table.hide()
        table.deleteLater()
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


def names(table: RecordTable[Thing]) -> list[str]:
    return [thing.name for thing in table.shown_records()]
