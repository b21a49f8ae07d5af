"""A line in the table of a store's files: a file in the store, or one on its way there."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from oriel.domain.library import LibraryFile, StoreFile
from oriel.domain.transfers import Stage, Transfer


class RowState(StrEnum):
    WAITING = "waiting"  # its upload has not begun
    CHECKING = "checking"
    SENDING = "sending"
    PAUSED = "paused"
    ATTACHING = "attaching"
    INDEXING = "indexing"
    READY = "ready"
    FAILED = "failed"
    CANCELLED = "cancelled"
    UNKNOWN = "unknown"  # a word of the service that nobody knows

    @property
    def is_working(self) -> bool:
        return self in _WORKING


_WORKING = frozenset(RowState) - {
    RowState.READY,
    RowState.FAILED,
    RowState.CANCELLED,
    RowState.UNKNOWN,
}
_OF_STATUS = {
    "in_progress": RowState.INDEXING,
    "completed": RowState.READY,
    "failed": RowState.FAILED,
    "cancelled": RowState.CANCELLED,
}
_OF_STAGE = {
    Stage.WAITING: RowState.WAITING,
    Stage.CHECKING: RowState.CHECKING,
    Stage.SENDING: RowState.SENDING,
    Stage.ATTACHING: RowState.ATTACHING,
    Stage.INDEXING: RowState.INDEXING,
    Stage.PAUSED: RowState.PAUSED,
    Stage.DONE: RowState.READY,
    Stage.FAILED: RowState.FAILED,
    Stage.CANCELLED: RowState.CANCELLED,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class StoreRow:
    """`file` is there once it is in the store, `about` once its name is known, `transfer`
    while it is on its way, or when that has failed."""

    key: str
    file: StoreFile | None = None
    about: LibraryFile | None = None
    transfer: Transfer | None = None

    @property
    def state(self) -> RowState:
        if self.file is not None:
            return _OF_STATUS.get(self.file.status, RowState.UNKNOWN)
        return _OF_STAGE[self.transfer.stage] if self.transfer else RowState.UNKNOWN

    @property
    def name(self) -> str:
        """ "" while nobody knows it."""
        if self.about is not None and self.about.name:
            return self.about.name
        return self.transfer.name if self.transfer is not None else ""

    @property
    def size(self) -> int | None:
        """In bytes; None where not known."""
        if self.about is not None and self.about.name:
            return self.about.size
        return self.transfer.size if self.transfer is not None else None

    @property
    def share(self) -> float | None:
        """How much of it is sent, 0.0 to 1.0; None when nothing is being sent."""
        moving = self.transfer if self.file is None else None
        if moving is None or moving.stage is not Stage.SENDING or not moving.size:
            return None
        return min(1.0, moving.done_bytes / moving.size)

    @property
    def added_at(self) -> float | None:
        if self.file is not None:
            return self.file.created_at
        return self.transfer.created_at if self.transfer is not None else None
