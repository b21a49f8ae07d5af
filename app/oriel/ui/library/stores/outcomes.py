"""What is said while something is done to stores and their files, and what came of it."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QT_TRANSLATE_NOOP

from oriel.domain.connections import Connection
from oriel.domain.errors import AppError
from oriel.services.library_store_copying import Duplicate
from oriel.services.library_store_values import Outcome
from oriel.ui.count_text import count_text
from oriel.ui.error_text import explain
from oriel.ui.library.stores.words import counted, refusal_text, t

MOST_NAMED = 3

Name = Callable[[str], str]

_BUSY = {
    "attach": QT_TRANSLATE_NOOP("Stores", "Adding files: {done} of {of}"),
    "detach": QT_TRANSLATE_NOOP("Stores", "Taking files out: {done} of {of}"),
    "retry": QT_TRANSLATE_NOOP("Stores", "Indexing files anew: {done} of {of}"),
    "delete": QT_TRANSLATE_NOOP("Stores", "Deleting files: {done} of {of}"),
    "duplicate": QT_TRANSLATE_NOOP("Stores", "Duplicating the store: {done} of {of} files"),
}
_ONE_REFUSED = {
    "attach": QT_TRANSLATE_NOOP("Stores", "One file could not be added."),
    "detach": QT_TRANSLATE_NOOP("Stores", "One file could not be taken out."),
    "retry": QT_TRANSLATE_NOOP("Stores", "One file could not be indexed anew."),
    "delete": QT_TRANSLATE_NOOP("Stores", "The store is deleted. One of its files is not."),
    "attributes": QT_TRANSLATE_NOOP("Stores", "One file did not take the attributes."),
    "duplicate": QT_TRANSLATE_NOOP(
        "Stores", "The store is duplicated. One of its files could not be taken along."
    ),
}
_MANY_REFUSED = {
    "attach": QT_TRANSLATE_NOOP("Stores", "{count} files could not be added."),
    "detach": QT_TRANSLATE_NOOP("Stores", "{count} files could not be taken out."),
    "retry": QT_TRANSLATE_NOOP("Stores", "{count} files could not be indexed anew."),
    "delete": QT_TRANSLATE_NOOP("Stores", "The store is deleted. {count} of its files are not."),
    "attributes": QT_TRANSLATE_NOOP("Stores", "{count} files did not take the attributes."),
    "duplicate": QT_TRANSLATE_NOOP(
        "Stores", "The store is duplicated. {count} of its files could not be taken along."
    ),
}
_NOT_DONE = {
    "attach": QT_TRANSLATE_NOOP("Stores", "No file was added."),
    "detach": QT_TRANSLATE_NOOP("Stores", "Nothing was taken out."),
    "retry": QT_TRANSLATE_NOOP("Stores", "Nothing was indexed anew."),
    "delete_store": QT_TRANSLATE_NOOP("Stores", "“{name}” is not deleted."),
    "duplicate": QT_TRANSLATE_NOOP("Stores", "The store is not duplicated."),
}


def busy_text(kind: str, done: int, of: int) -> str:
    return t(str(_BUSY[kind]), done=count_text(done), of=count_text(of))


def refused_text(kind: str, outcome: Outcome, name_of: Name) -> str:
    """How many did not take it, and for the first of them why."""
    refused = outcome.refused
    head = counted(len(refused), str(_ONE_REFUSED[kind]), str(_MANY_REFUSED[kind]))
    told = [refusal_text(each, name_of(each.file_id)) for each in refused[:MOST_NAMED]]
    if (more := len(refused) - len(told)) > 0:
        told.append(counted(more, "And one more.", "And {count} more."))
    return "\n".join([head, *told])


def failure_text(kind: str, error: AppError, connection: Connection | None, name: str = "") -> str:
    words = explain(error.code, error.facts, connection)
    return f"{t(str(_NOT_DONE[kind]), name=name)} {words.in_full}"


def done_text(kind: str, count: int) -> str:
    """What goes by when all went well; "" where that is seen anyway."""
    match kind:
        case "attach":
            return counted(count, "One file is being indexed.", "{count} files are being indexed.")
        case "retry":
            return counted(count, "One file is tried again.", "{count} files are tried again.")
    return ""


def detached_text(count: int) -> str:
    return counted(
        count, "One file was taken out of the store.", "{count} files were taken out of the store."
    )


def deleted_text(files: int) -> str:
    if not files:
        return t("The store is deleted. Its files are still there.")
    return counted(
        files,
        "The store and the file in it are deleted.",
        "The store and the {count} files in it are deleted.",
    )


def duplicated_text(copy: Duplicate, name_of: Name) -> str:
    """What the copy is called, and what could not be taken along."""
    files, name = copy.made.files, copy.made.store.name
    if files.refused:
        return refused_text("duplicate", files, name_of)
    said = t("“{name}” is there. Its files are being indexed.", name=name)
    if not files.done:
        said = t("“{name}” is there.", name=name)
    if copy.cut_anew:
        said += " " + counted(
            copy.cut_anew,
            "The service does not tell how one file was cut into chunks: it is cut anew.",
            "The service does not tell how {count} files were cut into chunks: they are cut anew.",
        )
    return said
