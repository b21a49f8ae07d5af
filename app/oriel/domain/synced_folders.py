"""A vector store kept in step with a folder: what was put there, and what is to be done now.

Pure functions of what lies in the folder, what sync put into the store, and what is there.
Only what sync itself put there is ever taken away.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from oriel.domain.attachments import Reason
from oriel.domain.folder_rules import FolderRules


@dataclass(frozen=True, slots=True, kw_only=True)
class SyncedFolder:
    """A folder that belongs to a store. `borrowed` are files of the service that were there
    before and are only used: they leave the store, but are not deleted. `synced_at` is in
    epoch seconds, None before the first time."""

    id: str
    connection_id: str
    store_id: str
    path: str
    rules: FolderRules = field(default_factory=FolderRules)
    borrowed: tuple[str, ...] = ()
    synced_at: float | None = None


@dataclass(frozen=True, slots=True)
class SyncedFile:
    """A file as it was sent. `key` is where it lies in its folder; `file_id` is "" while it
    is on its way. `size` is in bytes; `sha256` "" where it was not told."""

    key: str
    file_id: str
    sha256: str
    size: int
    mtime_ns: int


@dataclass(frozen=True, slots=True)
class LocalFile:
    """A file that lies in the folder now."""

    key: str
    path: str
    shown: str
    size: int
    mtime_ns: int
    sha256: str

    def sent_as(self, file_id: str) -> SyncedFile:
        return SyncedFile(self.key, file_id, self.sha256, self.size, self.mtime_ns)


class Act(StrEnum):
    ADD = "add"
    REPLACE = "replace"
    REMOVE = "remove"


class SyncNote(StrEnum):
    """Why a step is there, where it is not plain; the code of a Reason."""

    LOST = "sync_lost"  # it was there and has left the store without sync's doing
    ALL_GONE = "sync_all_gone"  # nothing of the folder is left: perhaps it is not there


@dataclass(frozen=True, slots=True)
class SyncStep:
    """One thing to do. `old_id` is the file that leaves the store, "" for none; `local` is
    None for one that is removed."""

    act: Act
    key: str
    shown: str
    size: int
    local: LocalFile | None = None
    old_id: str = ""
    reason: Reason | None = None


@dataclass(frozen=True, slots=True)
class LeftAlone:
    """A file of the folder that is not sent, and why."""

    shown: str
    size: int
    reason: Reason


@dataclass(frozen=True, slots=True)
class SyncPlan:
    """What would be done. `same` files need nothing; `others` in the store are not sync's;
    `lost` left the store elsewhere; `adopt` are found to be there already and are only
    written down. `doubtful` says that nothing is left of what was sent, `absent` that the
    folder itself is not there."""

    folder: SyncedFolder
    add: tuple[SyncStep, ...] = ()
    replace: tuple[SyncStep, ...] = ()
    remove: tuple[SyncStep, ...] = ()
    left_alone: tuple[LeftAlone, ...] = ()
    same: int = 0
    moving: int = 0
    others: int = 0
    lost: int = 0
    full: bool = False
    doubtful: bool = False
    absent: bool = False
    adopt: tuple[SyncedFile, ...] = ()
    borrow: tuple[str, ...] = ()

    @property
    def is_in_step(self) -> bool:
        return not (self.add or self.replace or self.remove)


@dataclass(frozen=True, slots=True)
class Situation:
    """What is known when a plan is made. `known` are sync's files by key, `in_store` the ids
    the store has now, `uploaded` the ids the service has for contents (sha256), `present`
    the keys of `known` files that still lie in the folder, if only left out now, `moving`
    the paths that are on their way."""

    folder: SyncedFolder
    local: Sequence[LocalFile]
    known: Mapping[str, SyncedFile]
    in_store: Collection[str]
    uploaded: Mapping[str, str] = field(default_factory=dict)
    present: Collection[str] = ()
    moving: Collection[str] = ()
    left_alone: tuple[LeftAlone, ...] = ()
    full: bool = False


def sync_plan_of(now: Situation) -> SyncPlan:
    """What has to be done for the store to be in step with the folder."""
    sorting = _Sorting(now)
    for local in now.local:
        sorting.take(local)
    remove = _removed(now)
    ours = {file.file_id for file in (*now.known.values(), *sorting.adopt)}
    return SyncPlan(
        now.folder,
        tuple(sorting.add),
        tuple(sorting.replace),
        remove,
        now.left_alone,
        same=sorting.same,
        moving=sorting.moving,
        others=sum(file_id not in ours for file_id in now.in_store),
        lost=sorting.lost,
        full=now.full,
        doubtful=bool(remove) and not now.local,
        adopt=tuple(sorting.adopt),
        borrow=tuple(sorting.borrow),
    )


class _Sorting:
    """The files of the folder, each put where it belongs."""

    def __init__(self, now: Situation) -> None:
        self._now = now
        self.add: list[SyncStep] = []
        self.replace: list[SyncStep] = []
        self.adopt: list[SyncedFile] = []
        self.borrow: list[str] = []
        self.same = self.moving = self.lost = 0

    def take(self, local: LocalFile) -> None:
        known = self._now.known.get(local.key)
        if local.path in self._now.moving:
            self.moving += 1
        elif known is not None and known.file_id in self._now.in_store:
            self._take_known(local, known)
        else:
            self._take_absent(local, known)

    def _take_known(self, local: LocalFile, known: SyncedFile) -> None:
        """It is in the store, in this state or an older one."""
        there = self._now.uploaded.get(local.sha256, "")
        if known.sha256 != local.sha256 and there != known.file_id:
            self.replace.append(_step(Act.REPLACE, local, known.file_id))
            return
        self.same += 1
        if known != local.sent_as(known.file_id):
            self.adopt.append(local.sent_as(known.file_id))

    def _take_absent(self, local: LocalFile, known: SyncedFile | None) -> None:
        """What sync knows of it is not in the store; its content may be all the same."""
        there = self._now.uploaded.get(local.sha256, "")
        was_there = known is not None and bool(known.file_id)
        if there in self._now.in_store:
            self.same += 1
            self.adopt.append(local.sent_as(there))
            if known is None or was_there:  # somebody else has put it there
                self.borrow.append(there)
        else:
            self.lost += was_there
            self.add.append(_step(Act.ADD, local, "", SyncNote.LOST if was_there else ""))


def _step(act: Act, local: LocalFile, old_id: str, note: str = "") -> SyncStep:
    reason = Reason(note) if note else None
    return SyncStep(act, local.key, local.shown, local.size, local, old_id, reason)


def _removed(now: Situation) -> tuple[SyncStep, ...]:
    if now.full:  # what was not looked at is not gone
        return ()
    here = {local.key for local in now.local} | set(now.present)
    gone = [file for key, file in now.known.items() if key not in here and file.file_id]
    doubt = Reason(SyncNote.ALL_GONE) if not now.local else None
    return tuple(
        SyncStep(Act.REMOVE, file.key, file.key, max(file.size, 0), None, file.file_id, doubt)
        for file in gone
    )
