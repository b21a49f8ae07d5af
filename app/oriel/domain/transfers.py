"""What is on its way up or down: one file each, with where it goes and how far it is."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from oriel.domain.attachments import Reason
from oriel.domain.library import AttributeValue


class Direction(StrEnum):
    UP = "up"
    DOWN = "down"


class Stage(StrEnum):
    WAITING = "waiting"
    CHECKING = "checking"  # its contents are hashed, and looked for at the service
    SENDING = "sending"  # bytes move, either way
    ATTACHING = "attaching"  # on its way into a vector store
    INDEXING = "indexing"
    PAUSED = "paused"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"

    @property
    def has_ended(self) -> bool:
        return self in (Stage.DONE, Stage.FAILED, Stage.CANCELLED)


@dataclass(frozen=True, slots=True, kw_only=True)
class UploadTo:
    """Where a file goes: to the service's files, and from there into a vector store; or
    into a container. `replaces` is a file that leaves the store once this one is in it;
    `reuse` says that a file that is there already, by its contents, is not sent again."""

    purpose: str = "user_data"
    expires_after_s: int = 0
    store_id: str = ""
    store_name: str = ""
    attributes: tuple[tuple[str, AttributeValue], ...] = ()
    container_id: str = ""
    replaces: str = ""
    reuse: bool = True


@dataclass(frozen=True, slots=True)
class DownloadFrom:
    """A file at the service; with a `container_id`, one that lies in a container."""

    file_id: str
    container_id: str = ""


# What is to come down: where it lies, its name, its size in bytes, its path here.
Wanted = tuple[DownloadFrom, str, int, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Transfer:
    """One file on its way. `path` is the file on this computer, `size` and `done_bytes` are
    in bytes, `rate_bps` in bytes per second; `seconds_left` is None when not known. `to` is
    there for one that goes up, `source` for one that comes down. `note` is "already_there"
    when nothing had to be sent. `group` is the same for all that were added together."""

    id: str
    connection_id: str
    direction: Direction
    name: str
    path: str
    size: int = 0
    stage: Stage = Stage.WAITING
    done_bytes: int = 0
    rate_bps: float = 0.0
    seconds_left: float | None = None
    file_id: str = ""
    to: UploadTo | None = None
    source: DownloadFrom | None = None
    reason: Reason | None = None
    attempts: int = 0
    note: str = ""
    group: str = ""
    created_at: float = 0.0


@dataclass(frozen=True, slots=True)
class TransferSummary:
    """How all transfers stand together. Bytes are those of the present run, which began when
    something was added while nothing was left to do; `seconds_left` is None when not known."""

    active: int = 0
    waiting: int = 0
    paused: int = 0
    failed: int = 0
    done: int = 0
    bytes_done: int = 0
    bytes_total: int = 0
    rate_bps: float = 0.0
    seconds_left: float | None = None
