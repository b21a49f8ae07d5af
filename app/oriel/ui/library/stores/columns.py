"""The columns of the table of stores."""

from __future__ import annotations

import time

from oriel.domain.attachments import clean_name
from oriel.domain.library import VectorStore
from oriel.ui.count_text import count_text
from oriel.ui.library.stores.words import store_files, store_status, store_tone, t
from oriel.ui.library.table.columns import Column
from oriel.ui.library.words import ago_text, left_text, size_text, when_text

SOON_S = 3 * 86_400.0  # before its end a store counts as expiring soon
CREATED = "created"
LONGEST_NOTE = 200


def store_columns() -> list[Column[VectorStore]]:
    return [
        Column(id="name", title=t("Name"), value=shown_name, text=shown_name, icon=_icon,
               tooltip=_description, width=200, stretch=True),
        Column(id="status", title=t("Status"), value=store_status, text=store_status,
               tone=store_tone, dot=True, width=96),
        Column(id="files", title=t("Files"), value=_total, text=store_files,
               tone=_files_tone, tooltip=_files_told, width=172),
        Column(id="size", title=t("Size"), value=_size, text=_size_text, align_right=True,
               width=84, yields=1),
        Column(id="used", title=t("Last used"), value=_used, text=_used_text, tooltip=_used_told,
               is_time=True, width=100, yields=3),
        Column(id="expires", title=t("Expires"), value=_expires, text=expires_text,
               tone=expires_tone, tooltip=_expires_told, is_time=True, width=110, yields=2),
        Column(id=CREATED, title=t("Created"), value=_created, text=_created_text,
               is_time=True, width=96, yields=4),
        Column(id="description", title=t("Description"), value=_description, text=_description,
               width=200, hidden=True),
        Column(id="id", title=t("ID"), value=_id, text=_id, monospace=True, hidden=True,
               width=240),
    ]  # fmt: skip


def shown_name(store: VectorStore) -> str:
    """A name from a service, fit to be shown on one line."""
    return clean_name(store.name)


def expires_text(store: VectorStore) -> str:
    """How long it has, in a few words."""
    if not store.usable:
        return t("expired")
    if store.expires_at is None:
        return t("never")
    left = store.expires_at - time.time()
    return left_text(left) if left > 0 else t("expired")


def expires_tone(store: VectorStore) -> str:
    if store.expires_at is None:
        return "danger" if not store.usable else "muted"
    left = store.expires_at - time.time()
    if left <= 0 or not store.usable:
        return "danger"
    return "warning" if left < SOON_S else ""


def _icon(store: VectorStore) -> str:
    return "store"


def _description(store: VectorStore) -> str:
    return " ".join(store.description.split())[:LONGEST_NOTE]


def _total(store: VectorStore) -> int:
    return store.files.total


def _files_tone(store: VectorStore) -> str:
    return "danger" if store.files.failed else ""


def _files_told(store: VectorStore) -> str:
    counts = store.files
    rows = (
        (counts.completed, t("ready")),
        (counts.in_progress, t("being indexed")),
        (counts.failed, t("failed")),
        (counts.cancelled, t("cancelled")),
    )
    return "\n".join(f"{count_text(count)} {word}" for count, word in rows if count)


def _size(store: VectorStore) -> int:
    return store.usage_bytes


def _size_text(store: VectorStore) -> str:
    return size_text(store.usage_bytes)


def _used(store: VectorStore) -> float | None:
    return store.last_active_at


def _used_text(store: VectorStore) -> str:
    return ago_text(store.last_active_at) if store.last_active_at is not None else ""


def _used_told(store: VectorStore) -> str:
    return when_text(store.last_active_at) if store.last_active_at is not None else ""


def _expires(store: VectorStore) -> float | None:
    return store.expires_at


def _expires_told(store: VectorStore) -> str:
    return when_text(store.expires_at) if store.expires_at is not None else ""


def _created(store: VectorStore) -> float | None:
    return store.created_at


def _created_text(store: VectorStore) -> str:
    return when_text(store.created_at) if store.created_at is not None else ""


def _id(store: VectorStore) -> str:
    return store.id
