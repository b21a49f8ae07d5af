"""Files that are at the service on their way into a vector store: gathered, and attached
many at once.

One file of a kind that is not taken spoils its whole batch (oci-api.md 5): a batch that is
refused is halved until only the guilty one is left.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any, NamedTuple

from oriel.api.client import ServiceClient
from oriel.domain.errors import AppError, NotFound, RequestInvalid
from oriel.domain.library import AttributeValue, StoreFile
from oriel.domain.library_reading import store_file_of
from oriel.domain.transfers import Stage
from oriel.services.few_at_once import for_each
from oriel.services.tasks import TaskScope
from oriel.services.transfer_desk import TransferDesk
from oriel.services.transfer_endings import Endings
from oriel.services.transfer_indexing import Batch, Indexing


class Place(NamedTuple):
    """A store, and with which attributes files go there."""

    connection_id: str
    store_id: str
    attributes: tuple[tuple[str, AttributeValue], ...]


@dataclass(slots=True)
class _Basket:
    """Jobs that are ready for one place. `known` are those whose file may be there."""

    since_s: float
    jobs: dict[str, None] = field(default_factory=dict)
    known: set[str] = field(default_factory=set)
    timer: asyncio.TimerHandle | None = None


class Attaching:
    def __init__(
        self, desk: TransferDesk, indexing: Indexing, endings: Endings, scope: TaskScope
    ) -> None:
        self._desk = desk
        self._book = desk.book
        self._pace = desk.pace
        self._indexing = indexing
        self._endings = endings
        self._scope = scope
        self._baskets: dict[Place, _Basket] = {}

    def add(self, job_id: str, *, known: bool) -> None:
        """The file of a job goes into its store. `known` says that it may be there already:
        that is looked up first."""
        to = self._book[job_id].transfer.to
        assert to is not None
        self._book.change(job_id, Stage.ATTACHING, reason=None)
        place = Place(self._book[job_id].transfer.connection_id, to.store_id, to.attributes)
        basket = self._baskets.setdefault(place, _Basket(time.monotonic()))
        basket.jobs[job_id] = None
        if known:
            basket.known.add(job_id)
        self._set_timer(place, basket)

    def close(self) -> None:
        for basket in self._baskets.values():
            if basket.timer is not None:
                basket.timer.cancel()

    def _set_timer(self, place: Place, basket: _Basket) -> None:
        if basket.timer is not None:
            basket.timer.cancel()
        left_s = basket.since_s + self._pace.longest_gather_s - time.monotonic()
        full = len(basket.jobs) >= self._pace.batch
        delay_s = 0.0 if full else max(0.0, min(self._pace.gather_s, left_s))
        loop = asyncio.get_running_loop()
        basket.timer = loop.call_later(delay_s, self._empty, place)

    def _empty(self, place: Place) -> None:
        basket = self._baskets.pop(place)
        self._scope.start_if_open(self._attach_all(place, basket), "attach files")

    async def _attach_all(self, place: Place, basket: _Basket) -> None:
        files: dict[str, list[str]] = {}
        for job_id in basket.jobs:
            job = self._book.get(job_id)
            if job is not None and job.stage is Stage.ATTACHING:
                files.setdefault(job.transfer.file_id, []).append(job_id)
        asked = [i for i, ids in files.items() if basket.known.intersection(ids)]
        try:
            there = await self._those_there(place, asked)
        except AppError as error:
            self._fail({file_id: files.pop(file_id) for file_id in asked}, error)
            there = {}
        for file_id, found in there.items():
            await self._take_over(place, file_id, files.pop(file_id), found)
        await self._attach(place, files)

    # Those that are there already

    async def _those_there(self, place: Place, file_ids: Sequence[str]) -> dict[str, StoreFile]:
        """Of these files those that are in the store, and did not fail there."""
        found = await for_each(file_ids, partial(self._look, place))
        # By the ids that were asked for, whatever the answers call themselves.
        pairs = zip(file_ids, found, strict=True)
        return {file_id: file for file_id, file in pairs if file is not None}

    async def _look(self, place: Place, file_id: str) -> StoreFile | None:
        def ask(client: ServiceClient) -> Any:
            return client.store_files.retrieve(place.store_id, file_id)

        try:
            found = store_file_of(await self._desk.ask(place.connection_id, ask))
        except NotFound:
            return None
        if found is None or found.status in ("failed", "cancelled"):
            await self._endings.detach(place.connection_id, place.store_id, file_id)
            return None
        return found

    async def _take_over(
        self, place: Place, file_id: str, job_ids: list[str], found: StoreFile
    ) -> None:
        wanted = dict(place.attributes)
        differs = bool(wanted) and dict(found.attributes) != wanted
        try:
            # A twin that came before keeps what it has brought.
            if differs and self._is_alone(file_id, job_ids):
                await self._desk.ask(
                    place.connection_id,
                    lambda c: c.store_files.update(place.store_id, file_id, wanted),
                )
        except AppError as error:
            self._fail({file_id: job_ids}, error)
            return
        if found.status == "completed":
            await self._indexing.ended(job_ids, found)
        else:
            self._watch(place, "", {file_id: job_ids})

    def _is_alone(self, file_id: str, job_ids: list[str]) -> bool:
        others = (job for job in self._book if job.id not in job_ids)
        return not any(
            job.transfer.file_id == file_id and job.stage is not Stage.CANCELLED for job in others
        )

    # Those that are not

    async def _attach(
        self, place: Place, files: dict[str, list[str]], *, spreading: bool = True
    ) -> None:
        if not files:
            return
        try:
            batch_id = await self._begin(place, list(files), spreading=spreading)
        except (RequestInvalid, NotFound) as refused:
            if len(files) == 1:
                self._fail(files, refused)
                return
            ids, half = list(files), len(files) // 2
            for some in (ids[:half], ids[half:]):
                # What was not found for so long is not new any more.
                late = isinstance(refused, NotFound)
                part = {file_id: files[file_id] for file_id in some}
                await self._attach(place, part, spreading=spreading and not late)
        except AppError as error:
            self._fail(files, error)
        else:
            self._watch(place, batch_id, files)

    async def _begin(self, place: Place, file_ids: list[str], *, spreading: bool) -> str:
        """The id of the batch, "" for a file that goes alone."""
        attributes = dict(place.attributes) or None

        async def ask(client: ServiceClient) -> str:
            if len(file_ids) == 1:
                await client.store_files.attach(place.store_id, file_ids[0], attributes)
                return ""
            begun = await client.store_files.begin_batch(place.store_id, file_ids, attributes)
            return str(begun.get("id") or "")

        return await self._desk.ask(place.connection_id, ask, spreading=spreading)

    def _watch(self, place: Place, batch_id: str, files: dict[str, list[str]]) -> None:
        jobs = [job_id for ids in files.values() for job_id in ids]
        self._indexing.add(Batch(place.connection_id, place.store_id, batch_id), jobs)

    def _fail(self, files: dict[str, list[str]], error: AppError) -> None:
        for job_id in [job_id for ids in files.values() for job_id in ids]:
            job = self._book.get(job_id)
            if job is not None and job.stage is Stage.ATTACHING:
                self._endings.fail(job_id, error)
