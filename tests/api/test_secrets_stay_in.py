"""A key never comes back in an error, and a connection that was changed breaks nothing."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from oriel.api.access import Access
from oriel.api.client import ServiceClient
from oriel.auth.key_pair import KeyAuth
from oriel.domain.errors import ServiceRefused, Unreachable

from .played_service import KEY, QUICK, PlayedService, connection, reply

Asking = Callable[[ServiceClient], Awaitable[Any]]
ASKING: tuple[Asking, ...] = (
    lambda client: client.files.all(),
    lambda client: client.files.delete("f"),
    lambda client: client.files.content("f", 100),
    lambda client: client.vector_stores.create("Store"),
)


def with_key(service: PlayedService) -> ServiceClient:
    """As the connections of a person are opened: the key lets in, and is kept apart."""
    return ServiceClient(connection(service.url), pace=QUICK, access=Access(KeyAuth([KEY]), (KEY,)))


@pytest.mark.parametrize("ask", ASKING)
@pytest.mark.parametrize("status", [400, 401, 403, 404, 429, 500])
async def test_a_service_that_repeats_the_key_is_not_repeated(ask: Asking, status: int) -> None:
    said = {"error": {"message": f"Bearer {KEY} is bad, {KEY}", "code": KEY}}
    async with PlayedService([reply(status, said)]) as service:
        client = with_key(service)
        with pytest.raises(ServiceRefused) as refused:
            await ask(client)
        await client.aclose()
    assert service.asked[0].headers["authorization"] == f"Bearer {KEY}"
    assert KEY not in repr(refused.value.facts)
    assert KEY not in str(refused.value)


@pytest.mark.parametrize("ask", ASKING)
async def test_what_asks_with_a_client_that_was_closed_meanwhile_hears_so(ask: Asking) -> None:
    """As the tabs of the library do while their connection is edited or deleted."""
    async with PlayedService([reply(200, {"data": []})]) as service:
        client = with_key(service)
        await client.aclose()
        with pytest.raises(Unreachable):
            await ask(client)
    assert not service.asked
