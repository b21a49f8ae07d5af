"""What the Files tab says of files: purposes, states, where they are used, what they add up to."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from PySide6.QtCore import QT_TRANSLATE_NOOP, QCoreApplication, QLocale

from oriel.domain.attachment_kinds import Kind, kind_of
from oriel.domain.attachments import LONGEST_NAME, clean_name
from oriel.domain.connections import Connection, ConnectionKind
from oriel.domain.errors import NotFound
from oriel.domain.file_purposes import Purpose, indexable
from oriel.domain.file_uses import ChatUse, FileUse, Totals, Uses
from oriel.domain.library import LibraryFile
from oriel.domain.visible import name_of
from oriel.ui.attaching.words import size_text
from oriel.ui.error_text import Facts, explain
from oriel.ui.library.intake.words import purpose_text as offered_text

NAMED = 8  # stores or chats that are named one by one
LONGEST_TITLE = 60


def t(text: str, **facts: object) -> str:
    """`text` in the person's language with `facts` put in."""
    return QCoreApplication.translate("LibraryFiles", text).format(**facts)


def counted(count: int, one: str, many: str, **facts: object) -> str:
    """`one` for a single thing, else `many` with its {count}, thousands set apart."""
    if count == 1:
        return t(one, **facts)
    return t(many, count=QLocale().toString(count), **facts)


def files_text(count: int) -> str:
    return counted(count, "1 file", "{count} files")


def shown_name(file: LibraryFile) -> str:
    """A name from a service, fit to be shown. Most are as they are: thousands are asked for
    at once when they are sorted."""
    return file.name if _is_plain(file.name) else _cleaned(file.name)


_cleaned = lru_cache(maxsize=8192)(clean_name)


def _is_plain(name: str) -> bool:
    """Whether cleaning would change nothing, for certain."""
    if not (name.isascii() and name.isprintable() and len(name) <= LONGEST_NAME):
        return False
    return name == name.strip(" .") != "" and not any(each in name for each in ("/", "\\", "  "))


def purpose_text(purpose: str) -> str:
    """What a file is for; the service's own word for what nobody knows."""
    return t(str(_MADE[purpose])) if purpose in _MADE else offered_text(purpose)


def purpose_told(purpose: str) -> str:
    """The same in a sentence, "" for what nobody knows."""
    return t(str(_TOLD[purpose])) if purpose in _TOLD else ""


def status_text(status: str) -> str:
    return t(str(_STATES[status])) if status in _STATES else name_of(status)


def status_tone(status: str) -> str:
    """A theme token; "" for a state nobody knows."""
    return {"processed": "ok", "uploaded": "accent", "error": "danger"}.get(status, "")


def icon_of(name: str) -> str:
    """The icon of a file's kind, by its name alone."""
    kind = kind_of(name, b"").kind
    if kind is Kind.TEXT and not indexable(name, ConnectionKind.LOCAL):
        return "file"  # nothing speaks against text, and nothing for it
    return _ICONS.get(kind, "file")


# Where files are used


def use_text(use: FileUse, uses: Uses) -> str:
    """In a few words: "2 stores, 1 chat"; "" while nothing is certain."""
    stores = counted(len(use.stores), "1 store", "{count} stores") if use.stores else ""
    chats = counted(len(use.chats), "1 chat", "{count} chats") if use.chats else ""
    if stores or chats:
        return ", ".join(each for each in (stores, chats) if each)
    return t("nowhere") if uses.complete else ""


def use_told(use: FileUse, uses: Uses) -> str:
    """The same with names, for a tooltip."""
    lines = [named([store.name for store in use.stores])] if use.stores else []
    lines += [named([chat_title(chat) for chat in use.chats])] if use.chats else []
    if not uses.complete:
        lines.append(unasked_text(uses))
    return "\n".join(each for each in lines if each)


def chat_title(chat: ChatUse) -> str:
    if not chat.chat_id:
        return t("The message being written")
    title = " ".join(chat.title.split())[:LONGEST_TITLE] or t("Untitled chat")
    return t("{title} (in the bin)", title=title) if chat.in_bin else title


def named(names: Sequence[str]) -> str:
    """Some names, and how many there are besides."""
    more = len(names) - NAMED
    shown = ", ".join(" ".join(name.split())[:LONGEST_TITLE] for name in names[:NAMED])
    return shown if more <= 0 else t("{names} and {count} more", names=shown, count=more)


def unasked_text(uses: Uses) -> str:
    """What is not known of the stores, and why; "" when all have answered."""
    if uses.complete:
        return ""
    if uses.unread:
        return t("Not every vector store answered: {names}.", names=named(uses.unread))
    if uses.trouble:
        words = explain(uses.trouble.code, uses.trouble.facts)
        return t("The vector stores could not be asked. {why}", why=words.title)
    if uses.total and uses.at is None and not uses.asked:
        return t(
            "The {count} vector stores have not been asked yet.",
            count=QLocale().toString(uses.total),
        )
    return t("The vector stores have not been asked yet.")


def asking_text(uses: Uses) -> str:
    """How far the search through the stores is."""
    if not uses.total:
        return t("Looking where the files are used…")
    return t(
        "Looking where the files are used: {asked} of {total} stores",
        asked=QLocale().toString(uses.asked + len(uses.unread)),
        total=QLocale().toString(uses.total),
    )


# Totals


def totals_text(totals: Totals, *, narrowed: bool) -> str:
    """The foot of the table: "3.4 GB · 4 expire soon"; with how many there are in all where
    only some of them show."""
    parts = [t("Of {files}", files=files_text(totals.count))] if narrowed else []
    parts.append(size_text(totals.size))
    if totals.soon:
        parts.append(counted(totals.soon, "1 expires soon", "{count} expire soon"))
    return " · ".join(parts)


# Drops


def drop_text(paths: Sequence[str]) -> str:
    """What dropping these would do; which of them are folders, the disk is not asked."""
    return counted(len(paths), "Upload it to the files", "Upload {count} items to the files")


# Failures


def unreadable_text(
    code: str, facts: Facts, purpose: str, connection: Connection | None = None
) -> str:
    """Why a file's content is not to be had, in one or two sentences."""
    if is_kept_back(facts, purpose):
        return t(
            "The service keeps the content of files for “{purpose}” to itself: they can be used "
            "in answers, but not be read or downloaded again. This is a rule of the service, and "
            "nothing is wrong with the file.",
            purpose=purpose_text(purpose),
        )
    if code == NotFound.code:
        return t(
            "The service does not have this file any more, or does not let this connection read "
            "it. Refreshing the list shows what is there."
        )
    return failure_text(code, facts, connection)


def is_kept_back(facts: Facts, purpose: str) -> bool:
    """Whether a service means: files of this purpose are not given out (OpenAI says so with
    400, or 403)."""
    said = str(facts.get("message", "")).casefold()
    kept = purpose in (Purpose.ASSISTANTS, Purpose.USER_DATA, Purpose.VISION)
    return kept and facts.get("status") in (400, 403) and "purpose" in said


def failure_text(code: str, facts: Facts, connection: Connection | None = None) -> str:
    return explain(code, facts, connection).in_full


_ICONS = {
    Kind.IMAGE: "image",
    Kind.PDF: "file-text",
    Kind.TEXT: "file-text",
    Kind.AUDIO: "audio",
    Kind.OTHER: "file",
}
# What a service makes itself; what is uploaded has its words where it is chosen.
_MADE: dict[str, object] = {
    "assistants_output": QT_TRANSLATE_NOOP("LibraryFiles", "Made by an answer"),
    "batch_output": QT_TRANSLATE_NOOP("LibraryFiles", "Batch result"),
    "fine-tune-results": QT_TRANSLATE_NOOP("LibraryFiles", "Fine-tuning result"),
}
_TOLD: dict[str, object] = {
    Purpose.USER_DATA: QT_TRANSLATE_NOOP(
        "LibraryFiles", "Any file that answers may use: in messages, in vector stores, in code."
    ),
    Purpose.ASSISTANTS: QT_TRANSLATE_NOOP(
        "LibraryFiles", "Files for file search and the code interpreter."
    ),
    Purpose.VISION: QT_TRANSLATE_NOOP(
        "LibraryFiles", "Pictures that a model looks at: GIF, JPEG, PNG or WebP."
    ),
    Purpose.BATCH: QT_TRANSLATE_NOOP(
        "LibraryFiles", "Many requests in one file, a .jsonl file, answered later."
    ),
    Purpose.FINE_TUNE: QT_TRANSLATE_NOOP(
        "LibraryFiles", "Examples to train a model with, as a .jsonl file."
    ),
    Purpose.EVALS: QT_TRANSLATE_NOOP(
        "LibraryFiles", "Examples to measure a model by, as a .jsonl file."
    ),
}
_STATES: dict[str, object] = {
    "processed": QT_TRANSLATE_NOOP("LibraryFiles", "Ready"),
    "uploaded": QT_TRANSLATE_NOOP("LibraryFiles", "Uploaded"),
    "pending": QT_TRANSLATE_NOOP("LibraryFiles", "Pending"),
    "error": QT_TRANSLATE_NOOP("LibraryFiles", "Failed"),
    "deleted": QT_TRANSLATE_NOOP("LibraryFiles", "Deleted"),
}
