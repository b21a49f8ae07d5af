"""What is said before files are deleted: who uses them, and what it means there."""

from __future__ import annotations

from collections.abc import Sequence

from oriel.domain.file_uses import FileUse
from oriel.domain.library import LibraryFile
from oriel.ui.library.files.words import chat_title, counted, named, shown_name, t

LONGEST_NAME = 80
MOST_LINES = 200

Used = Sequence[tuple[LibraryFile, FileUse]]


def question_text(files: Sequence[LibraryFile]) -> str:
    if len(files) == 1:
        return t("Delete “{name}”?", name=shown_name(files[0])[:LONGEST_NAME])
    return counted(len(files), "Delete 1 file?", "Delete {count} files?")


def stores_text(used: Used, files: int) -> str:
    """Which vector stores hold some of so many files, and what happens there; "" when none
    does."""
    stores = dict.fromkeys(store.name for _, use in used for store in use.stores)
    if not stores:
        return ""
    names, count = named(list(stores)), len(stores)
    one, many = "It is in 1 vector store: {names}.", "It is in {count} vector stores: {names}."
    if files > 1:
        one = "Some are in 1 vector store: {names}."
        many = "Some are in {count} vector stores: {names}."
    what = t("Searches there will find nothing of what is deleted.")
    return f"{counted(count, one, many, names=names)} {what}"


def chats_text(used: Used) -> str:
    """Which chats have them and what happens there; "" when none has."""
    chats = {chat.chat_id: chat for _, use in used for chat in use.chats}
    if not chats:
        return ""
    names = named([chat_title(chat) for chat in chats.values()])
    one, many = "Used in 1 chat: {names}.", "Used in {count} chats: {names}."
    what = t(
        "What was said there stays. The model cannot read the file again, and sending such a "
        "message anew may fail."
    )
    return f"{counted(len(chats), one, many, names=names)} {what}"


def unused_text(unused: int, files: int) -> str:
    """What of so many files is used nowhere, once that is certain; "" when all are used."""
    if not unused:
        return ""
    if unused == files == 1:
        return t("No vector store of this connection and no chat on this computer uses it.")
    if unused == files:
        return t("No vector store of this connection and no chat on this computer uses them.")
    return counted(
        unused, "1 of the files is used nowhere.", "{count} of the files are used nowhere."
    )


def used_lines(used: Used) -> list[str]:
    """One line for each of several files that is used."""
    lines = [_line(file, use) for file, use in used[:MOST_LINES]]
    if len(used) > MOST_LINES:
        lines.append(t("and {count} more", count=len(used) - MOST_LINES))
    return lines


def _line(file: LibraryFile, use: FileUse) -> str:
    places = [store.name for store in use.stores] + [chat_title(chat) for chat in use.chats]
    return f"{shown_name(file)[:LONGEST_NAME]}: {named(places)}"
