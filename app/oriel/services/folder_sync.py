"""A vector store kept in step with folders: looked at first, then done, then written down.

What goes up is sent by the queue (services/transfers.py) as everything else; here is told
what to send in the place of what, and written down what came of it.
"""

from __future__ import annotations

import asyncio
import os
import time
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from oriel.domain.connections import ConnectionKind
from oriel.domain.folder_rules import FolderRules
from oriel.domain.messages import new_id
from oriel.domain.synced_folders import (
    SyncedFile,
    SyncedFolder,
    SyncPlan,
    SyncStep,
    sync_plan_of,
)
from oriel.domain.transfers import Stage, Transfer, UploadTo
from oriel.services.folder_sync_look import FolderLook, Heard, key_in
from oriel.services.library_store_values import Outcome
from oriel.services.library_stores import LibraryStores
from oriel.store.synced_folders import SyncedFolderTable, Use
from oriel.store.uploaded import UploadedTable

_UNTOLD = -1  # a size that no file has: it is looked at anew


@dataclass(frozen=True, slots=True)
class Sending:
    """A file that is to go up. `detach` leaves the store once it is there, but stays at the
    service; what may be deleted is in `to.replaces`."""

    path: str
    to: UploadTo
    folder_id: str
    record: SyncedFile
    detach: str = ""


class FolderSync:
    """Methods that ask the service raise what LibraryStores raises; all of them raise as the
    store does."""

    def __init__(
        self, table: SyncedFolderTable, uploaded: UploadedTable, stores: LibraryStores
    ) -> None:
        self._table = table
        self._look = FolderLook(uploaded)
        self._stores = stores
        self._sendings: dict[tuple[str, str, str], Sending] = {}
        self._writing = asyncio.Lock()

    # Folders

    async def folders(self, connection_id: str, store_id: str) -> list[SyncedFolder]:
        """Those of a store, in the order they were added."""
        wanted = (connection_id, store_id)
        return [f for f in await self._table.all() if (f.connection_id, f.store_id) == wanted]

    async def remember(self, connection_id: str, store_id: str, path: str) -> SyncedFolder:
        """The folder from now on belongs to the store; the one there is when it does already."""
        real = await asyncio.to_thread(os.path.realpath, path)
        for known in await self.folders(connection_id, store_id):
            if known.path == real:
                return known
        folder = SyncedFolder(
            id=new_id(), connection_id=connection_id, store_id=store_id, path=real
        )
        await self._table.put(folder)
        return folder

    async def set_rules(self, folder: SyncedFolder, rules: FolderRules) -> SyncedFolder:
        """What of it stays out, from the next plan on."""
        changed = replace(await self._fresh(folder), rules=rules)
        await self._table.put(changed)
        return changed

    async def forget(self, folder_id: str) -> None:
        """Store and folder stay as they are; they are only not compared any more."""
        await self._table.forget(folder_id)

    # A plan, and doing it

    async def plan(
        self,
        folder: SyncedFolder,
        kind: ConnectionKind,
        moving: Collection[str] = (),
        heard: Heard | None = None,
    ) -> SyncPlan:
        """What has to be done; nothing is changed but what is only written down. `moving`
        are the paths on their way into this store. A folder that is not there gives a plan
        that is `absent`."""
        if not await asyncio.to_thread(Path(folder.path).is_dir):
            return SyncPlan(folder, absent=True)
        folder = await self._fresh(folder)
        known = await self._table.files(folder.id)
        in_store = await self._stores.files(folder.connection_id, folder.store_id)
        ids = {file.id for file in in_store}
        # What has arrived and is not written down yet is on its way, too.
        sent = {s.path for s in self._sendings.values() if s.folder_id == folder.id}
        found = await self._look.at(folder, kind, known, ids, sent.union(moving), heard)
        plan = sync_plan_of(found)
        if plan.adopt:
            await self._table.put_files(folder.id, plan.adopt)
        if plan.borrow:
            borrowed = (*folder.borrowed, *plan.borrow)
            plan = replace(plan, folder=replace(folder, borrowed=borrowed))
            await self._table.put(plan.folder)
        return plan

    async def sendings(
        self, folder: SyncedFolder, steps: Iterable[SyncStep], store_name: str = ""
    ) -> list[Sending]:
        """What has to go up for these steps, written down as begun."""
        folder = await self._fresh(folder)
        chosen = [step for step in steps if step.local is not None]
        uses = await self._table.uses(step.old_id for step in chosen if step.old_id)
        made = [self._sending(folder, step, store_name, uses) for step in chosen]
        fresh = [each.record for step, each in zip(chosen, made, strict=True) if not step.old_id]
        await self._table.put_files(folder.id, fresh)
        for each in made:
            self._sendings[_key(folder.connection_id, folder.store_id, each.path)] = each
        await self._note_time(folder.id)
        return made

    async def remove(self, folder: SyncedFolder, steps: Sequence[SyncStep]) -> Outcome:
        """Takes files out of the store, and deletes those that only sync has put there."""
        folder = await self._fresh(folder)
        connection_id, store_id = folder.connection_id, folder.store_id
        uses = await self._table.uses(step.old_id for step in steps)
        leaving = {Use(folder.id, step.key) for step in steps}
        out, away = [], []
        for step in steps:
            left = [use for use in uses[step.old_id] if use not in leaving]
            if any(use.folder_id == folder.id for use in left):
                continue  # another file of the same content stands for it
            out.append(step.old_id)
            if not left and step.old_id not in folder.borrowed:
                away.append(step.old_id)
        wanted = list(dict.fromkeys(out))
        detached = await self._stores.detach(connection_id, store_id, wanted)
        refused = {each.file_id for each in detached.refused}
        gone = [file_id for file_id in dict.fromkeys(away) if file_id not in refused]
        deleted = await self._stores.delete_files(connection_id, gone)
        done = [step.key for step in steps if step.old_id not in refused]
        await self._table.drop_files(folder.id, done)
        await self._note_time(folder.id)
        return Outcome(tuple(done), detached.refused + deleted.refused)

    async def finished(self, transfer: Transfer) -> None:
        """Writes down what came of an upload, if it was sync's; also one begun before a
        restart."""
        async with self._writing:  # what is borrowed is read and written
            await self._finish(transfer)

    # Inside

    async def _finish(self, transfer: Transfer) -> None:
        to = transfer.to
        if to is None or not to.store_id:
            return
        key = _key(transfer.connection_id, to.store_id, transfer.path)
        try:
            await self._write_down(transfer, to, self._sendings.get(key))
        finally:
            self._sendings.pop(key, None)

    async def _write_down(self, transfer: Transfer, to: UploadTo, sending: Sending | None) -> None:
        if transfer.stage is not Stage.DONE or not transfer.file_id:
            return
        sending = sending or await self._from_before(transfer, to)
        if sending is None:
            return
        record = replace(sending.record, file_id=transfer.file_id)
        await self._table.put_files(sending.folder_id, [record])
        await self._note_whose(sending.folder_id, transfer)
        if sending.detach and sending.detach != transfer.file_id:
            out = [sending.detach]
            await self._stores.detach(transfer.connection_id, to.store_id, out)

    def _sending(
        self, folder: SyncedFolder, step: SyncStep, store_name: str, uses: dict[str, list[Use]]
    ) -> Sending:
        assert step.local is not None
        to = UploadTo(store_id=folder.store_id, store_name=store_name)
        detach = ""
        others = [use for use in uses.get(step.old_id, []) if use != Use(folder.id, step.key)]
        if step.old_id and not any(use.folder_id == folder.id for use in others):
            if others or step.old_id in folder.borrowed:
                detach = step.old_id
            else:
                to = replace(to, replaces=step.old_id)
        return Sending(step.local.path, to, folder.id, step.local.sent_as(""), detach)

    async def _from_before(self, transfer: Transfer, to: UploadTo) -> Sending | None:
        """A transfer that a run before this one began."""
        for folder in await self.folders(transfer.connection_id, to.store_id):
            key = key_in(folder.path, transfer.path)
            known = (await self._table.files(folder.id)).get(key) if key else None
            if known is None:
                continue
            if known.file_id and known.file_id == to.replaces:
                # What was sent then is found out by looking at it the next time.
                known = SyncedFile(key, "", "", _UNTOLD, 0)
            elif known.file_id:
                continue
            return Sending(transfer.path, to, folder.id, known)
        return None

    async def _note_time(self, folder_id: str) -> None:
        folder = await self._now(folder_id)
        if folder is not None:
            await self._table.put(replace(folder, synced_at=time.time()))

    async def _fresh(self, folder: SyncedFolder) -> SyncedFolder:
        """What is borrowed may have become more since a caller heard of the folder."""
        return await self._now(folder.id) or folder

    async def _now(self, folder_id: str) -> SyncedFolder | None:
        return next((f for f in await self._table.all() if f.id == folder_id), None)

    async def _note_whose(self, folder_id: str, transfer: Transfer) -> None:
        """A file that was there before is borrowed; but of two of one content that were sent
        together the second is there because of the first, whichever is told of first."""
        folder, file_id = await self._now(folder_id), transfer.file_id
        if folder is None:
            return
        borrowed = set(folder.borrowed)
        if transfer.note != "already_there":
            borrowed.discard(file_id)
        elif len((await self._table.uses([file_id]))[file_id]) == 1:
            borrowed.add(file_id)
        if borrowed != set(folder.borrowed):
            await self._table.put(replace(folder, borrowed=tuple(sorted(borrowed))))


def _key(connection_id: str, store_id: str, path: str) -> tuple[str, str, str]:
    return connection_id, store_id, path
