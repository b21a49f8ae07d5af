"""The door: token, Host, no CORS."""

from __future__ import annotations

import httpx
import pytest

from oriel.local.server import LocalServer

from .conftest import TOKEN


@pytest.mark.parametrize(
    "sent", [None, "", "Bearer", "Bearer wrong", TOKEN, f"Basic {TOKEN}", f"Bearer {TOKEN}x", "ü"]
)
def test_without_the_token_nothing_is_answered(server: LocalServer, sent: str | None):
    headers = {} if sent is None else {"Authorization": sent.encode()}
    for path in ("/models", "/nothing"):
        answer = httpx.get(server.base_url + path, headers=headers)
        assert answer.status_code == 401
        assert answer.json()["error"]["code"] == "invalid_api_key"


@pytest.mark.parametrize("host", ["evil.example", "evil.example:80", "127.0.0.1.evil.example", ""])
def test_a_foreign_host_name_is_refused_even_with_the_token(http: httpx.Client, host: str):
    assert http.get("/models", headers={"Host": host}).status_code == 403


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost:1", "[::1]:8080"])
def test_names_of_this_computer_are_answered(http: httpx.Client, host: str):
    assert http.get("/models", headers={"Host": host}).status_code == 200


def test_no_other_site_may_read_an_answer(http: httpx.Client):
    answer = http.get("/models", headers={"Origin": "https://evil.example"})
    assert not [name for name in answer.headers if name.startswith("access-control")]
    assert http.options("/models").status_code == 405


def test_the_token_is_in_no_repr(server: LocalServer):
    assert TOKEN not in repr(server)
