"""The columns of the table of a store's files, those on their way among them."""

from __future__ import annotations

from oriel.domain.attachments import clean_name
from oriel.domain.attributes import text_of
from oriel.ui.library.files.words import icon_of
from oriel.ui.library.stores.words import row_error, row_name, row_status, row_tone, t
from oriel.ui.library.table.columns import Column
from oriel.ui.library.words import size_text, when_text
from oriel.ui.view_models.store_rows import StoreRow

ADDED = "added"
LONGEST_VALUE = 40


def file_columns() -> list[Column[StoreRow]]:
    return [
        Column(id="name", title=t("Name"), value=shown_name, text=shown_name, icon=_icon,
               width=200, stretch=True),
        Column(id="status", title=t("Status"), value=row_status, text=row_status, tone=row_tone,
               tooltip=row_error,
               dot=True, width=188),
        Column(id="error", title=t("What went wrong"), value=row_error, text=row_error,
               tone=_error_tone, width=240, hidden=True),
        Column(id="attributes", title=t("Attributes"), value=attributes_text,
               text=attributes_text, width=130, yields=2),
        Column(id="size", title=t("Size"), value=_size, text=_size_text, align_right=True,
               width=92, yields=1),
        Column(id=ADDED, title=t("Added"), value=_added, text=_added_text, is_time=True,
               width=100, yields=3),
        Column(id="index", title=t("In the index"), value=_index, text=_index_text,
               align_right=True, width=100, hidden=True),
        Column(id="chunks", title=t("Chunks"), value=_chunks, text=chunking_text, width=150,
               hidden=True),
        Column(id="id", title=t("ID"), value=_id, text=_id, monospace=True, width=240,
               hidden=True),
    ]  # fmt: skip


def shown_name(row: StoreRow) -> str:
    return clean_name(row_name(row))


def attributes_text(row: StoreRow) -> str:
    """All of them on one line, each value cut short."""
    if row.file is None:
        return ""
    pairs = row.file.attributes.items()
    return ", ".join(f"{key}: {text_of(value)[:LONGEST_VALUE]}" for key, value in pairs)


def chunking_text(row: StoreRow) -> str:
    """How the file was cut, "" where nobody says."""
    file = row.file
    if file is None or not file.chunk_tokens:
        return ""
    return t("{size} tokens, {overlap} shared", size=file.chunk_tokens, overlap=file.overlap_tokens)


def index_text(row: StoreRow) -> str:
    """What the file takes of the index."""
    return size_text(row.file.usage_bytes) if row.file is not None else ""


_index_text = index_text


def _icon(row: StoreRow) -> str:
    return icon_of(row.name)


def _error_tone(row: StoreRow) -> str:
    return "danger"


def _size(row: StoreRow) -> int | None:
    return row.size


def _size_text(row: StoreRow) -> str:
    return size_text(row.size) if row.size is not None else ""


def _added(row: StoreRow) -> float | None:
    return row.added_at


def _added_text(row: StoreRow) -> str:
    return when_text(row.added_at) if row.added_at is not None else ""


def _index(row: StoreRow) -> int | None:
    return row.file.usage_bytes if row.file is not None else None


def _chunks(row: StoreRow) -> int | None:
    return row.file.chunk_tokens or None if row.file is not None else None


def _id(row: StoreRow) -> str:
    return row.file.id if row.file is not None else ""
