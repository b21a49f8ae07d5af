"""The columns of the bin."""

from __future__ import annotations

from PySide6.QtCore import QObject

from oriel.domain.bin import BinEntry
from oriel.ui.bin import words
from oriel.ui.count_text import count_text
from oriel.ui.library.table.columns import Column
from oriel.ui.library.words import when_text, whole_time_text

DELETED = "deleted"


class BinColumns(QObject):
    """Made with the page, for the sake of its words."""

    def all(self) -> list[Column[BinEntry]]:
        return [*self._what(), *self._when(), *self._how_much()]

    def _what(self) -> list[Column[BinEntry]]:
        return [
            Column(
                id="name",
                title=self.tr("What was deleted"),
                value=words.name_of,
                text=words.name_of,
                icon=_icon,
                width=240,
                stretch=True,
            ),
            Column(
                id="what",
                title=self.tr("From"),
                value=words.what_of,
                text=words.what_of,
                tone=_muted,
                width=170,
                yields=3,
            ),
        ]

    def _when(self) -> list[Column[BinEntry]]:
        return [
            Column(
                id=DELETED,
                title=self.tr("Deleted"),
                value=_deleted_at,
                text=_deleted,
                tooltip=_deleted_told,
                is_time=True,
                width=92,
                yields=2,
            ),
            Column(
                id="left",
                title=self.tr("Stays for"),
                value=words.left_of,
                text=words.left_text,
                tone=words.left_tone,
                align_right=True,
                width=84,
            ),
        ]

    def _how_much(self) -> list[Column[BinEntry]]:
        return [
            Column(
                id="messages",
                title=self.tr("Messages"),
                value=_messages,
                text=_messages_text,
                align_right=True,
                width=84,
                yields=5,
            ),
            Column(
                id="size",
                title=self.tr("Size"),
                value=_size,
                text=words.shown_size,
                align_right=True,
                width=80,
                yields=4,
            ),
        ]


def _icon(entry: BinEntry) -> str:
    return "chat" if entry.is_chat else "edit"


def _muted(entry: BinEntry) -> str:
    return "muted"


def _deleted_at(entry: BinEntry) -> float:
    return entry.deleted_at


def _deleted(entry: BinEntry) -> str:
    return when_text(entry.deleted_at)


def _deleted_told(entry: BinEntry) -> str:
    return whole_time_text(entry.deleted_at)


def _messages(entry: BinEntry) -> int | None:
    return entry.messages


def _messages_text(entry: BinEntry) -> str:
    return "" if entry.messages is None else count_text(entry.messages)


def _size(entry: BinEntry) -> int | None:
    return entry.size
