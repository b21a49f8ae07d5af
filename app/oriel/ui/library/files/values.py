"""What a column takes from a file: what it is sorted by, and what is shown."""

from __future__ import annotations

from oriel.domain.library import LibraryFile
from oriel.ui.library.files import words
from oriel.ui.library.words import size_text, when_text


def file_id(file: LibraryFile) -> str:
    return file.id


def icon(file: LibraryFile) -> str:
    return words.icon_of(file.name)


def purpose(file: LibraryFile) -> str:
    return words.purpose_text(file.purpose)


def size(file: LibraryFile) -> int:
    return file.size


def shown_size(file: LibraryFile) -> str:
    return size_text(file.size)


def created(file: LibraryFile) -> float | None:
    return file.created_at


def shown_created(file: LibraryFile) -> str:
    return when_text(file.created_at) if file.created_at is not None else ""
