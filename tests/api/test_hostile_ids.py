"""Ids, lists and confirmations of a service that means no good, over a real socket."""

from __future__ import annotations

from itertools import count
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from oriel.api.client import ServiceClient
from oriel.api.json_text import json_value
from oriel.api.segments import segment
from oriel.domain.errors import AnswerUnreadable

from .played_service import PlayedService, Step, client_for, reply

LEFT = 5  # requests after which a list that says nothing new must have been left


@pytest.mark.parametrize("file_id", ["..", ".", "../..", "a/../..", "a b?c#d", "\ud800", "a\nb"])
async def test_an_id_never_names_what_it_lies_in(file_id: str) -> None:
    async with PlayedService([reply(200, {"deleted": True})]) as service:
        client = client_for(service)
        await client.container_files.delete("cntr-1", file_id)
        await client.store_files.detach("vs-1", file_id)
        await client.files.delete(file_id)
        await client.aclose()
    paths = [asked.path for asked in service.asked]
    assert [path.count("/") for path in paths] == [5, 5, 3]
    assert [path.rpartition("/")[0] for path in paths] == [
        "/v1/containers/cntr-1/files",
        "/v1/vector_stores/vs-1/files",
        "/v1/files",
    ]
    assert all(path.rpartition("/")[2] not in ("", ".", "..") for path in paths)


@given(st.text(st.characters(), min_size=1))
def test_a_part_of_a_path_stays_one(part: str) -> None:
    found = segment(part)
    assert found.isascii()
    assert found not in ("", ".", "..")
    assert not set(found) & set("/?#\\ \n")


def entry(number: int) -> dict[str, Any]:
    return {"id": f"f{number}"}


def listed(*ids: int, last: str) -> list[Step]:
    body = {"data": [entry(each) for each in ids], "has_more": True, "last_id": last}
    return reply(200, body)


@pytest.mark.parametrize(
    "pages",
    [
        [listed(1, last="a")],
        [listed(1, 2, last=f"new-{number}") for number in range(50)],
        [listed(1, last="a"), listed(2, last="b"), *[listed(1, 2, last="a")] * 50],
        [listed(last="a")],
        [listed(1, last="x" * 100_000)],
    ],
    ids=["the same page", "new marks for it", "to and fro", "empty pages", "a mark too long"],
)
async def test_a_list_that_goes_in_circles_is_left(pages: list[list[Step]]) -> None:
    async with PlayedService(pages) as service:
        client = client_for(service)
        found = [raw["id"] for raw in await client.files.all()]
        await client.aclose()
    assert len(found) == len(set(found))
    assert len(service.asked) < LEFT


@pytest.mark.parametrize("answer", [reply(200, {"deleted": True}), [b"HTTP/1.1 204 No\r\n\r\n"]])
async def test_a_deletion_is_believed_when_it_is_confirmed(answer: list[Step]) -> None:
    async with PlayedService([answer]) as service:
        client = client_for(service)
        await _delete_all(client)
        await client.aclose()
    assert len(service.asked) == 5


@pytest.mark.parametrize(
    "answer", [reply(200, {"deleted": False}), reply(200, b"<html>", content_type="text/html")]
)
async def test_a_deletion_is_not_believed_without(answer: list[Step]) -> None:
    async with PlayedService([answer]) as service:
        client = client_for(service)
        for step in count():
            try:
                await _delete_all(client, after=step)
            except AnswerUnreadable:
                continue
            break
        await client.aclose()
    assert len(service.asked) == 5


async def _delete_all(client: ServiceClient, after: int = 0) -> None:
    """All that can be deleted in the library, one after the other, but for the first ones."""
    wishes = (
        lambda: client.files.delete("f"),
        lambda: client.vector_stores.delete("s"),
        lambda: client.store_files.detach("s", "f"),
        lambda: client.containers.delete("c"),
        lambda: client.container_files.delete("c", "f"),
    )
    for wish in wishes[after:]:
        await wish()


@pytest.mark.parametrize(
    "text",
    [
        rb'{"id": "\ud800", "\udfff": ["a\ud83dz"]}',
        b'{"id": "\xed\xa0\x80"}',
        rb'"\\ud83d\ude00"',
    ],
)
def test_half_a_character_is_none(text: bytes) -> None:
    str(json_value(text)).encode()


@pytest.mark.parametrize("text", [rb'"\ud83d\ude00"', '"\U0001f600"'.encode(), '"한"'.encode()])
def test_a_whole_character_stays(text: bytes) -> None:
    assert json_value(text) in ("\U0001f600", "한")
