"""The columns of the Files tab, over what is known of each file."""

from __future__ import annotations

import time

from PySide6.QtCore import QObject

from oriel.domain.file_uses import NO_USES, Uses, ends_soon
from oriel.domain.library import LibraryFile
from oriel.ui.library.files import values, words
from oriel.ui.library.table.columns import Column
from oriel.ui.library.words import left_text, when_text

USED = "used"
CREATED = "created"


class FileColumns(QObject):
    """`uses` and `now` (epoch seconds) are what the texts are made of; the table is to be
    painted anew when they change."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.uses: Uses = NO_USES
        self.now = time.time()

    def all(self) -> list[Column[LibraryFile]]:
        """What the details beside the table say as well goes first where there is little room."""
        return [*self._what(), *self._ends(), *self._rest()]

    def _what(self) -> list[Column[LibraryFile]]:
        return [
            Column(
                id="name",
                title=self.tr("Name"),
                value=words.shown_name,
                text=words.shown_name,
                icon=values.icon,
                width=220,
                stretch=True,
            ),
            Column(
                id="purpose",
                title=self.tr("Purpose"),
                value=values.purpose,
                text=values.purpose,
                tooltip=_purpose_told,
                width=96,
                yields=2,
            ),
            Column(
                id="size",
                title=self.tr("Size"),
                value=values.size,
                text=values.shown_size,
                align_right=True,
                width=88,
            ),
        ]

    def _ends(self) -> list[Column[LibraryFile]]:
        return [
            Column(
                id="expires",
                title=self.tr("Expires"),
                value=_expires,
                text=self._expires_text,
                tone=self._expires_tone,
                tooltip=_expires_told,
                is_time=True,
                width=90,
                yields=3,
            ),
            Column(
                id=USED,
                title=self.tr("Used in"),
                value=self._used,
                text=self._used_text,
                tone=self._used_tone,
                tooltip=self._used_told,
                width=118,
                yields=1,
            ),
        ]

    def _rest(self) -> list[Column[LibraryFile]]:
        return [
            Column(
                id=CREATED,
                title=self.tr("Created"),
                value=values.created,
                text=values.shown_created,
                is_time=True,
                width=88,
                yields=4,
            ),
            Column(
                id="status",
                title=self.tr("Status"),
                value=_status,
                text=_status,
                tone=_status_tone,
                tooltip=_detail,
                dot=True,
                width=88,
                yields=5,
            ),
            Column(
                id="id",
                title=self.tr("ID"),
                value=values.file_id,
                text=values.file_id,
                monospace=True,
                hidden=True,
                width=240,
            ),
        ]

    def _expires_text(self, file: LibraryFile) -> str:
        if file.expires_at is None:
            return self.tr("never")
        return left_text(file.expires_at - self.now)

    def _expires_tone(self, file: LibraryFile) -> str:
        if file.expires_at is None:
            return "muted"
        return "warning" if ends_soon(file, self.now) else ""

    def _used(self, file: LibraryFile) -> int | None:
        use = self.uses.of(file.id)
        if not use.anywhere and not self.uses.complete:
            return None
        return len(use.stores) + len(use.chats)

    def _used_text(self, file: LibraryFile) -> str:
        return words.use_text(self.uses.of(file.id), self.uses)

    def _used_tone(self, file: LibraryFile) -> str:
        return "" if self.uses.of(file.id).anywhere else "muted"

    def _used_told(self, file: LibraryFile) -> str:
        return words.use_told(self.uses.of(file.id), self.uses)


def _purpose_told(file: LibraryFile) -> str:
    return words.purpose_told(file.purpose)


def _expires(file: LibraryFile) -> float | None:
    return file.expires_at


def _expires_told(file: LibraryFile) -> str:
    return when_text(file.expires_at) if file.expires_at is not None else ""


def _status(file: LibraryFile) -> str:
    return words.status_text(file.status)


def _status_tone(file: LibraryFile) -> str:
    return words.status_tone(file.status)


def _detail(file: LibraryFile) -> str:
    return file.detail
