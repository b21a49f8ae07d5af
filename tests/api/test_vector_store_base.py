"""Where vector stores are looked for: the order by credential, what falls back and what not."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from oriel.api.vector_store_base import VectorStoreBase, store_bases
from oriel.domain.connections import OCI, Connection, ConnectionKind
from oriel.domain.errors import NotFound, RateLimited, ServiceRefused
from oriel.domain.regions import oci_base_url, oci_endpoints

REGION = "us-chicago-1"
KEY = Connection(
    id="c",
    name="c",
    kind=ConnectionKind.OCI_API_KEY,
    base_url=oci_base_url(REGION),
    capabilities=OCI,
    region=REGION,
)
INFERENCE = "https://inference.generativeai.us-chicago-1.oci.oraclecloud.com"
CONTROL = "https://generativeai.us-chicago-1.oci.oraclecloud.com"


def test_the_order_follows_the_credential_and_a_typed_address_wins() -> None:
    dated = f"{INFERENCE}/20231130/openai/v1"
    assert store_bases(KEY, oci_endpoints(REGION)) == (dated, f"{INFERENCE}/openai/v1")
    signed = replace(KEY, kind=ConnectionKind.OCI_INSTANCE)
    found = store_bases(signed, oci_endpoints(REGION))
    assert found == (f"{CONTROL}/20231130/openai/v1", dated)
    typed = replace(KEY, vector_stores_url="https://x.example.com/v1/")
    assert store_bases(typed, oci_endpoints(REGION)) == ("https://x.example.com/v1",)
    other = replace(KEY, kind=ConnectionKind.COMPATIBLE, base_url="https://api.openai.com/v1")
    assert store_bases(other, None) == ("https://api.openai.com/v1",)


@pytest.mark.parametrize("status", [401, 403, 404, 405])
async def test_not_here_means_the_next_place_which_is_remembered(status: int) -> None:
    base, asked = VectorStoreBase(["a", "b"]), []

    async def ask(url: str) -> str:
        asked.append(url)
        if url == "a":
            raise ServiceRefused(status=status)
        return "stores"

    assert await base.run(ask) == "stores"
    assert await base.run(ask) == "stores"
    assert asked == ["a", "b", "b"]
    assert base.current == "b"


async def test_a_service_that_is_only_busy_is_not_left() -> None:
    async def ask(url: str) -> Any:
        raise RateLimited(status=429)

    base = VectorStoreBase(["a", "b"])
    with pytest.raises(RateLimited):
        await base.run(ask)
    assert base.current == "a"


async def test_when_none_takes_it_the_likeliest_ones_words_count() -> None:
    async def ask(url: str) -> Any:
        raise NotFound(status=404, message=url)

    with pytest.raises(NotFound) as told:
        await VectorStoreBase(["a", "b"]).run(ask)
    assert told.value.message == "a"
