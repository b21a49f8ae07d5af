"""The look at a folder that is kept in step: what lies in it now, and what is in its files.

Only files that look other than they were sent are read.
"""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from oriel.domain.attachments import Reason
from oriel.domain.connections import ConnectionKind
from oriel.domain.errors import AppError
from oriel.domain.file_purposes import ending_of, store_refusal_of
from oriel.domain.folder_rules import FoundFile, Scan, ScanProgress
from oriel.domain.synced_folders import (
    LeftAlone,
    LocalFile,
    Situation,
    SyncedFile,
    SyncedFolder,
)
from oriel.domain.transfers import UploadTo
from oriel.services.folder_scan import TOLD_EVERY_S, scan
from oriel.services.transfer_files import Stopped, fingerprint
from oriel.store.uploaded import Content, UploadedTable

PURPOSE = UploadTo().purpose
Tell = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class SyncProgress:
    """How far a look is: first through the folder (`scan`), then into `read` of `to_read`
    files."""

    scan: ScanProgress = field(default_factory=ScanProgress)
    read: int = 0
    to_read: int = 0


Heard = Callable[[SyncProgress], None]


class FolderLook:
    def __init__(self, uploaded: UploadedTable) -> None:
        self._uploaded = uploaded

    async def at(
        self,
        folder: SyncedFolder,
        kind: ConnectionKind,
        known: Mapping[str, SyncedFile],
        in_store: Collection[str],
        moving: Collection[str],
        heard: Heard | None = None,
    ) -> Situation:
        """Everything a plan is made of. Cancelling stops the reading at its next piece."""
        tell = heard or _unheard
        found = await scan(
            [folder.path], folder.rules, lambda progress: tell(SyncProgress(progress))
        )
        taken, unfit = _fitting(found, kind)
        local, unread = await self._read(folder, taken, known, tell)
        present = await asyncio.to_thread(_present, folder.path, known, local)
        return Situation(
            folder,
            local,
            known,
            in_store,
            await self._sent_before(folder, local, known),
            present,
            moving,
            (*unfit, *unread, *_left_out(found)),
            found.full,
        )

    async def _read(
        self,
        folder: SyncedFolder,
        files: list[FoundFile],
        known: Mapping[str, SyncedFile],
        tell: Heard,
    ) -> tuple[list[LocalFile], list[LeftAlone]]:
        stop = threading.Event()
        loop = asyncio.get_running_loop()

        def told(read: int, to_read: int) -> None:
            loop.call_soon_threadsafe(tell, SyncProgress(read=read, to_read=to_read))

        try:
            return await asyncio.to_thread(_hashed, folder.path, files, known, told, stop)
        finally:
            stop.set()

    async def _sent_before(
        self, folder: SyncedFolder, local: list[LocalFile], known: Mapping[str, SyncedFile]
    ) -> dict[str, str]:
        """What the service has already of what is not known to be in step."""
        sent = {}
        for file in local:
            record = known.get(file.key)
            if record is None or not record.file_id or record.sha256 != file.sha256:
                content = Content(folder.connection_id, file.sha256, PURPOSE)
                if file_id := await self._uploaded.find(content):
                    sent[file.sha256] = file_id
        return sent


def key_in(folder: str, path: str) -> str:
    """Where a file lies in a folder, as it is written down; "" when it lies elsewhere."""
    try:
        relative = Path(path).relative_to(folder)
    except ValueError:
        return ""
    # A name that is no text is still told from every other.
    return relative.as_posix().encode("utf-8", "backslashreplace").decode("utf-8")


def _fitting(found: Scan, kind: ConnectionKind) -> tuple[list[FoundFile], list[LeftAlone]]:
    taken, unfit = [], []
    for file in found.files:
        misfit = store_refusal_of(Path(file.path).name, kind)
        if misfit:
            reason = Reason(misfit, {"ending": ending_of(file.path)})
            unfit.append(LeftAlone(file.shown, file.size, reason))
        else:
            taken.append(file)
    return taken, unfit


def _left_out(found: Scan) -> list[LeftAlone]:
    return [LeftAlone(entry.shown, entry.size, entry.reason) for entry in found.left_out]


def _hashed(
    folder: str,
    files: list[FoundFile],
    known: Mapping[str, SyncedFile],
    tell: Tell,
    stop: threading.Event,
) -> tuple[list[LocalFile], list[LeftAlone]]:
    """Files with what is in them; those that look as they were sent are not read."""
    local, unread = [], []
    fresh = []
    for file in files:
        key = key_in(folder, file.path)
        record = known.get(key)
        same = record is not None and (record.size, record.mtime_ns) == (file.size, file.mtime_ns)
        if record is not None and same and record.sha256:
            local.append(_local(key, file, record.sha256))
        else:
            fresh.append((key, file))
    told_at = 0.0
    for count, (key, file) in enumerate(fresh):
        if (now := time.monotonic()) - told_at >= TOLD_EVERY_S:
            told_at = now
            tell(count, len(fresh))
        try:
            looked = fingerprint(Path(file.path), stop)
        except Stopped:
            break
        except AppError as error:
            unread.append(LeftAlone(file.shown, file.size, Reason(error.code, error.facts)))
        else:
            now_so = FoundFile(file.path, file.shown, looked.size, looked.mtime_ns)
            local.append(_local(key, now_so, looked.sha256))
    return sorted(local, key=lambda file: file.key), unread


def _local(key: str, file: FoundFile, sha256: str) -> LocalFile:
    return LocalFile(key, file.path, file.shown, file.size, file.mtime_ns, sha256)


def _present(folder: str, known: Mapping[str, SyncedFile], local: list[LocalFile]) -> set[str]:
    """Those of the files sent that are still there, though they are left out now."""
    here = {file.key for file in local}
    return {key for key in known if key not in here and _exists(Path(folder) / key)}


def _exists(path: Path) -> bool:
    try:
        path.lstat()
    except (FileNotFoundError, NotADirectoryError):
        return False
    except OSError:
        return True  # whether it is gone cannot be told
    return True


def _unheard(progress: SyncProgress) -> None:
    pass
