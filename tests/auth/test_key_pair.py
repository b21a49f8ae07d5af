"""The two secrets of a pair: the other one is tried when one is refused, and remembered."""

from __future__ import annotations

import asyncio

import httpx

from fake_oracle.data_plane import DataPlane
from oriel.auth.key_pair import KeyAuth


async def test_the_other_secret_takes_over_and_stays() -> None:
    oracle = DataPlane(keys={"sk-new"})
    async with oracle.serve() as served, client(served, KeyAuth(["sk-old", "sk-new"])) as http:
        assert (await http.get("/files")).is_success
        assert (await http.post("/responses", json={"a": 1})).is_success
    sent = [seen.headers["authorization"] for seen in oracle.seen]
    assert sent == ["Bearer sk-old", "Bearer sk-new", "Bearer sk-new"]


async def test_when_both_are_refused_the_401_stands() -> None:
    oracle = DataPlane()
    async with oracle.serve() as served, client(served, KeyAuth(["sk-a", "sk-b"])) as http:
        assert (await http.get("/files")).status_code == 401
    assert len(oracle.seen) == 2
    assert "sk-" not in repr(KeyAuth(["sk-a"]))


async def test_many_at_once_all_end_well() -> None:
    oracle = DataPlane(keys={"sk-new"})
    async with oracle.serve() as served, client(served, KeyAuth(["sk-old", "sk-new"])) as http:
        answers = await asyncio.gather(*(http.get(f"/files/{n}") for n in range(50)))
    assert {answer.status_code for answer in answers} == {200}


def client(oracle: DataPlane, auth: httpx.Auth) -> httpx.AsyncClient:
    return httpx.AsyncClient(base_url=f"{oracle.url}/openai/v1", auth=auth, trust_env=False)
