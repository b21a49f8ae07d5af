"""What can be done with a store, in one list: for its menu, its details, its own page."""

from __future__ import annotations

from enum import StrEnum

from PySide6.QtCore import QT_TRANSLATE_NOOP

from oriel.domain.library import VectorStore
from oriel.ui.library.stores.words import t


class Wish(StrEnum):
    OPEN = "open"
    SEARCH = "search"
    EDIT = "edit"
    DUPLICATE = "duplicate"
    SYNC = "sync"
    DELETE = "delete"


_TEXTS = {
    Wish.OPEN: QT_TRANSLATE_NOOP("Stores", "Open"),
    Wish.SEARCH: QT_TRANSLATE_NOOP("Stores", "Search…"),
    Wish.EDIT: QT_TRANSLATE_NOOP("Stores", "Edit…"),
    Wish.DUPLICATE: QT_TRANSLATE_NOOP("Stores", "Duplicate…"),
    Wish.SYNC: QT_TRANSLATE_NOOP("Stores", "Sync with a folder…"),
    Wish.DELETE: QT_TRANSLATE_NOOP("Stores", "Delete…"),
}
ICONS = {
    Wish.OPEN: "folder",
    Wish.SEARCH: "search",
    Wish.EDIT: "edit",
    Wish.DUPLICATE: "copy",
    Wish.SYNC: "sync",
    Wish.DELETE: "trash",
}


def wish_text(wish: Wish) -> str:
    return t(str(_TEXTS[wish]))


def is_possible(wish: Wish, store: VectorStore) -> bool:
    """An expired store is neither searched nor filled."""
    return store.usable or wish not in (Wish.SEARCH, Wish.SYNC)
