"""What is said of a damaged history: what is wrong, what can be saved, what came of it."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from oriel.domain.backups import Saved
from oriel.services.backups import BackupLine
from oriel.ui.count_text import count_text
from oriel.ui.library.words import whole_time_text
from oriel.ui.view_models.repair import Repaired


def t(text: str, **facts: object) -> str:
    return QCoreApplication.translate("Repair", text).format(**facts)


def title_text(*, missing: bool) -> str:
    if missing:
        return t("The file with your chats is gone")
    return t("The file with your chats is damaged")


def why_text(*, missing: bool) -> str:
    if missing:
        return t(
            "It is not in its place any more, or it is empty; Oriel has not removed it. If a disk "
            "is not connected, or another program has moved the file, quit, bring it back, and "
            "start Oriel again. If it cannot be brought back, use a backup."
        )
    return t(
        "Most of your chats can usually be saved. Oriel has not changed the file, and will not: "
        "it is set aside whole, whatever you choose. Damage like this comes from a failing disk, "
        "from a computer that lost its power, or from another program."
    )


def from_text(*, missing: bool) -> str:
    return t("Go on with this backup") if missing else t("Repair with this backup")


def repair_text(*, missing: bool) -> str:
    return t("Use this backup") if missing else t("Repair")


def anew_text(*, missing: bool) -> str:
    if missing:
        return t("Oriel begins with an empty history. The backups are kept.")
    return t(
        "Oriel begins with an empty history. The damaged file is kept beside it, and so are the "
        "backups."
    )


def backup_text(line: BackupLine) -> str:
    """One backup in a line."""
    when = whole_time_text(line.backup.made_at)
    if line.contents is None:
        return when
    return t(
        "{when} (chats: {chats}, messages: {messages})",
        when=when,
        chats=count_text(line.contents.chats),
        messages=count_text(line.contents.messages),
    )


def no_backup_text() -> str:
    return t("No backup: only what can still be read")


def reading_text(table: str, rows: int) -> str:
    if not table:
        return t("Checking what was saved…")
    return t("Reading what is left of the damaged file… {rows}", rows=count_text(rows))


def saved_lines(saved: Saved, line: BackupLine | None, *, missing: bool = False) -> list[str]:
    """What a repair would bring, and what not."""
    found = []
    if line is not None and line.contents is not None:
        found.append(
            t(
                "From the backup: chats: {chats}, messages: {messages}.",
                chats=count_text(line.contents.chats),
                messages=count_text(line.contents.messages),
            )
        )
    if saved.read_messages or saved.read_chats:
        found.append(
            t(
                "Read out of the damaged file besides: chats: {chats}, messages: {messages}.",
                chats=count_text(saved.read_chats),
                messages=count_text(saved.read_messages),
            )
        )
    if missing:
        return [*found, _missing_text(has_backup=line is not None)]
    return [*found, lost_text(saved, has_backup=line is not None)]


def _missing_text(*, has_backup: bool) -> str:
    if has_backup:
        return t("What is newer than this backup is in the file that is gone.")
    return t("There is no backup. If you have a copy of the file, put it back.")


def lost_text(saved: Saved, *, has_backup: bool) -> str:
    if not saved.readable:
        if has_backup:
            return t("Nothing else could be read. What is newer than the backup is lost.")
        return t("Nothing could be read out of the damaged file.")
    if saved.lost_messages:
        return t(
            "Messages that are lost, in no backup and not to be read: {count}.",
            count=count_text(saved.lost_messages),
        )
    return t("As far as can be seen, nothing is lost.")


def ended_text(ended: Repaired) -> str:
    """The notice above the page, once the history is open again."""
    aside = t("The damaged file was kept as {name}.", name=ended.aside.name) if ended.aside else ""
    saved = ended.saved
    if saved is None:
        return " ".join((t("A new history was begun."), aside)).strip()
    repaired = t(
        "Your chats were repaired (chats: {chats}, messages: {messages}).",
        chats=count_text(saved.chats),
        messages=count_text(saved.messages),
    )
    return " ".join((repaired, lost_text(saved, has_backup=True), aside)).strip()
