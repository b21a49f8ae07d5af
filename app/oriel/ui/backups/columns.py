"""What a list of backups shows of each: when, what is in it, how large, how it came about."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QCoreApplication

from oriel.services.backups import BackupLine
from oriel.ui.count_text import count_text
from oriel.ui.library.table.columns import Column
from oriel.ui.library.words import size_text, whole_time_text

WHEN = "when"


def t(text: str, **facts: object) -> str:
    return QCoreApplication.translate("Backups", text).format(**facts)


def key_of(line: BackupLine) -> str:
    return line.backup.path.name


def backup_columns() -> list[Column[BackupLine]]:
    return [
        Column(
            id=WHEN,
            title=t("When"),
            value=lambda line: line.backup.made_at,
            text=lambda line: whole_time_text(line.backup.made_at),
            width=190,
            stretch=True,
            is_time=True,
            icon=lambda line: "shield" if line.contents else "warning",
        ),
        _counted("chats", t("Chats"), _chats, 80),
        _counted("messages", t("Messages"), _messages, 96),
        Column(
            id="size",
            title=t("Size"),
            value=lambda line: line.backup.size,
            text=lambda line: size_text(line.backup.size),
            width=84,
            align_right=True,
            yields=2,
        ),
        Column(
            id="kind",
            title=t("Note"),
            value=_kind,
            text=_kind,
            tone=lambda line: "" if line.contents else "danger",
            width=140,
            yields=1,
        ),
    ]


def _counted(
    name: str, title: str, count: Callable[[BackupLine], int | None], width: int
) -> Column[BackupLine]:
    def text(line: BackupLine) -> str:
        return "" if (found := count(line)) is None else count_text(found)

    return Column(id=name, title=title, value=count, text=text, width=width, align_right=True)


def _chats(line: BackupLine) -> int | None:
    return line.contents.chats if line.contents else None


def _messages(line: BackupLine) -> int | None:
    return line.contents.messages if line.contents else None


def _kind(line: BackupLine) -> str:
    if line.contents is None:
        return t("cannot be read")
    if line.backup.replaced:
        return t("before going back")
    return t("before an update") if line.backup.before_update else ""
