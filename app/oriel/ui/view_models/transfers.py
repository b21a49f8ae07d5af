"""Transfers as the window sees them: wishes in, and what has changed a few times a second."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Sequence
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from oriel.domain.attachments import sent_name
from oriel.domain.transfers import Stage, Transfer, TransferSummary, UploadTo, Wanted
from oriel.services.tasks import TaskScope
from oriel.services.transfer_book import Listener
from oriel.services.transfers import Transfers


class TransfersViewModel(QObject):
    """`changed(tuple[Transfer])`, only those that are new or different, at most ten times a
    second; `added(tuple[Transfer])` what an `upload` or `download` has put into the queue;
    `removed(tuple[str])` the ids that left the list; `finished(Transfer)` one that is done,
    failed or cancelled; `summary_changed(TransferSummary)`; `failed(BaseException)`."""

    changed = Signal(object)
    added = Signal(object)
    removed = Signal(object)
    finished = Signal(object)
    summary_changed = Signal(object)
    failed = Signal(object)

    def __init__(self, transfers: Transfers) -> None:
        super().__init__()
        self._transfers = transfers
        self._scope = TaskScope(self.failed.emit)
        self._summary = TransferSummary()
        transfers.on_bug = self.failed.emit
        transfers.listen(
            Listener(
                changed=self.changed.emit,
                ended=self._on_ended,
                removed=self.removed.emit,
                summed=self._on_summed,
            )
        )

    # Facts

    def all(self) -> tuple[Transfer, ...]:
        """In the order they were added."""
        return self._transfers.all()

    def get(self, transfer_id: str) -> Transfer | None:
        return self._transfers.get(transfer_id)

    @property
    def summary(self) -> TransferSummary:
        """How all stand together now."""
        return self._transfers.summary()

    # Wishes

    def begin(self) -> None:
        """Goes on with what the last run left; for the time after the first paint."""
        self._transfers.begin()

    def upload(self, connection_id: str, paths: Sequence[str], to: UploadTo) -> None:
        """Files of this computer, under their own names."""
        work = self._upload(connection_id, tuple(paths), to)
        self._scope.start_if_open(work, "add uploads")

    def download(self, connection_id: str, wanted: Iterable[Wanted]) -> None:
        """Files as (where it lies, name, size in bytes, path here); nothing that is there is
        overwritten."""
        self.added.emit(tuple(self._transfers.add_downloads(connection_id, wanted)))

    def pause(self, ids: Iterable[str]) -> None:
        self._transfers.pause(ids)

    def resume(self, ids: Iterable[str]) -> None:
        self._transfers.resume(ids)

    def cancel(self, ids: Iterable[str]) -> None:
        self._transfers.cancel(ids)

    def retry(self, ids: Iterable[str]) -> None:
        self._transfers.retry(ids)

    def forget(self, ids: Iterable[str]) -> None:
        """Leaves them out of the list."""
        self._transfers.forget(ids)

    def retry_failed(self) -> None:
        """All that failed, and nothing else."""
        self.retry(self._in(Stage.FAILED))

    def clear_done(self) -> None:
        """What is done or was cancelled leaves the list; what failed stays."""
        self.forget(self._in(Stage.DONE, Stage.CANCELLED))

    def pause_all(self) -> None:
        self.pause(self._in(Stage.WAITING, Stage.CHECKING, Stage.SENDING))

    def resume_all(self) -> None:
        self.resume(self._in(Stage.PAUSED))

    def hold(self, connection_id: str) -> None:
        """The connection's sign-in has ended: its transfers wait until it is renewed."""
        self._transfers.hold(connection_id)

    def wake(self, connection_id: str) -> None:
        """The connection may work again: signed in, its key entered, the network changed."""
        self._transfers.wake(connection_id)

    async def aclose(self) -> None:
        """Ends the queue too; each transfer goes on at the next start."""
        await self._scope.aclose()
        await self._transfers.aclose()

    # Inside

    async def _upload(self, connection_id: str, paths: tuple[str, ...], to: UploadTo) -> None:
        files = await asyncio.to_thread(_sized, paths)
        self.added.emit(tuple(self._transfers.add_uploads(connection_id, files, to)))

    def _in(self, *stages: Stage) -> list[str]:
        return [transfer.id for transfer in self.all() if transfer.stage in stages]

    def _on_ended(self, transfers: tuple[Transfer, ...]) -> None:
        for transfer in transfers:
            self.finished.emit(transfer)

    def _on_summed(self, summary: TransferSummary) -> None:
        if summary != self._summary:
            self._summary = summary
            self.summary_changed.emit(summary)


def _sized(paths: Iterable[str]) -> list[tuple[str, str, int]]:
    return [(path, sent_name(path), _size(path)) for path in paths]


def _size(path: str) -> int:
    try:
        return Path(path).stat().st_size
    except OSError:
        return 0  # why it cannot be read is said when its turn comes
