"""Deleting things at a service one by one, each told as it is done.

One place for what a service's "not found" means there.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass

from oriel.api.client import ServiceClient
from oriel.domain.errors import AppError, NotFound
from oriel.services.few_at_once import few_at_once

AT_ONCE = 4  # requests that are under way together


@dataclass(frozen=True, slots=True)
class Deletion:
    """What came of deleting one thing: `error` is None when it is gone."""

    id: str
    error: AppError | None = None


async def delete_each(
    ids: Iterable[str],
    delete: Callable[[str], Awaitable[None]],
    told: Callable[[Deletion], None],
) -> None:
    """Deletes a few at a time; `told` hears of every one as it is done, whatever becomes of
    the others. The next of `ids` is taken when its turn has come, so that whoever gives
    them can stop it between two."""

    async def one(each: str) -> None:
        try:
            await delete(each)
        except AppError as error:
            told(Deletion(each, error))
        else:
            told(Deletion(each))

    await few_at_once(ids, one, AT_ONCE)


async def delete_file(client: ServiceClient, file_id: str) -> None:
    """Deletes a file, or finds that it is gone. Raises what a service refuses."""
    try:
        await client.files.delete(file_id)
    except NotFound as missing:
        # On Oracle Cloud it may also mean: not allowed. Gone is what cannot be read either.
        try:
            await client.files.retrieve(file_id)
        except NotFound:
            return
        raise missing from None
