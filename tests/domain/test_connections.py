"""Typed addresses, and connections as JSON."""

from __future__ import annotations

import dataclasses
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from oriel.domain.connections import (
    CHAT_ONLY,
    OCI,
    OPENAI,
    Capabilities,
    Connection,
    ConnectionKind,
    WireApi,
    checked_base_url,
    connection_from_json,
    connection_to_json,
    is_this_computer,
)
from oriel.domain.errors import AddressInvalid
from oriel.domain.regions import OCI_REGIONS, oci_base_url

GOOD = [
    ("https://api.example.com/v1", "https://api.example.com/v1"),
    ("  https://api.example.com/v1/ \n", "https://api.example.com/v1"),
    ("api.example.com", "https://api.example.com"),
    ("api.example.com:8443/openai/v1", "https://api.example.com:8443/openai/v1"),
    ("HTTPS://API.Example.com/V1", "https://api.example.com/V1"),
    ("https://api.example.com/v1/chat/completions", "https://api.example.com/v1"),
    ("https://api.example.com/v1/responses/", "https://api.example.com/v1"),
    ("https://api.example.com/v1/models", "https://api.example.com/v1"),
    ("https://api.example.com//responses", "https://api.example.com"),
    ("https://api.example.com/v1?", "https://api.example.com/v1"),
    ("localhost:11434/v1", "http://localhost:11434/v1"),
    ("LocalHost:11434", "http://localhost:11434"),
    ("http://localhost:1234/v1", "http://localhost:1234/v1"),
    ("127.0.0.1:8080", "http://127.0.0.1:8080"),
    ("127.1.2.3/v1", "http://127.1.2.3/v1"),
    ("[::1]:8080/v1", "http://[::1]:8080/v1"),
    ("https://localhost:8443", "https://localhost:8443"),
    ("https://[2001:db8::1]/v1", "https://[2001:db8::1]/v1"),
    ("https://bücher.example/v1", "https://bücher.example/v1"),
    ("localhost.example.com", "https://localhost.example.com"),
    ("127.0.0.1.example.com", "https://127.0.0.1.example.com"),
    ("my_host.internal/v1", "https://my_host.internal/v1"),
]
BAD = [
    ("", "host"),
    ("   ", "host"),
    ("https://", "host"),
    ("/v1", "host"),
    ("https://exa mple.com", "host"),
    ("https://example.com/a b", "host"),
    ("https://exa\nmple.com", "host"),
    ("https://.example.com", "host"),
    ("https://ex%41mple.com", "host"),
    ("https://ex\\ample.com", "host"),
    ("https://ex\0ample.com", "host"),
    ("https://[::1", "host"),
    ("https://[nonsense]/", "host"),
    ("ftp://example.com", "scheme"),
    ("file:///etc/passwd", "scheme"),
    ("://example.com", "scheme"),
    ("https://example.com:port", "port"),
    ("https://example.com:99999", "port"),
    ("https://example.com:0", "port"),
    ("javascript:alert(1)", "port"),
    ("https://me:secret@example.com", "credentials"),
    ("me@example.com", "credentials"),
    ("https://@example.com", "credentials"),
    ("https://example.com/v1?api-version=1", "query"),
    ("https://example.com/v1#top", "query"),
    ("http://example.com/v1", "plain_http"),
    ("http://192.168.0.2:8080", "plain_http"),
    ("http://0.0.0.0:8080", "plain_http"),
    ("http://127.0.0.1.example.com", "plain_http"),
    ("http://localhost.example.com", "plain_http"),
    ("http://localhost@example.com", "credentials"),
]


@pytest.mark.parametrize(("typed", "base"), GOOD)
def test_good_addresses(typed: str, base: str) -> None:
    assert checked_base_url(typed) == base
    assert checked_base_url(base) == base


@pytest.mark.parametrize(("typed", "reason"), BAD)
def test_bad_addresses(typed: str, reason: str) -> None:
    with pytest.raises(AddressInvalid) as caught:
        checked_base_url(typed)
    assert caught.value.facts["reason"] == reason


@pytest.mark.parametrize(
    "typed",
    [
        "https://me:hush@example.com",
        "https://sk-hush:x@example.com:nonsense",
        "me:hush@example.com",
        "https://example.com/v1?key=hush",
        "http://example.com:hush@x",
        "https://me:hush@[::1",
        "https://me:h/hush@example.com",
    ],
)
def test_a_refused_address_keeps_its_secret(typed: str) -> None:
    with pytest.raises(AddressInvalid) as caught:
        checked_base_url(typed)
    assert "hush" not in f"{caught.value!r} {caught.value.facts} {caught.value.__cause__!r}"
    assert caught.value.__suppress_context__ or caught.value.__context__ is None


@given(st.text() | st.from_regex(r"(https?://)?[\w.\[\]:@/?#\\ -]*", fullmatch=True))
def test_whatever_is_typed_is_an_address_or_refused(typed: str) -> None:
    try:
        base = checked_base_url(typed)
    except AddressInvalid:
        return
    assert checked_base_url(base) == base
    assert base.startswith(("https://", "http://"))
    assert not base.endswith("/")


def test_only_loopback_is_this_computer() -> None:
    assert all(map(is_this_computer, ("localhost", "127.0.0.1", "127.255.0.1", "::1")))
    assert not any(map(is_this_computer, ("", "10.0.0.1", "0.0.0.0", "::", "127.0.0.1.x", "::2")))


def test_every_region_makes_a_good_address() -> None:
    for region in OCI_REGIONS:
        assert checked_base_url(oci_base_url(region)) == oci_base_url(region)


@given(
    st.builds(
        Connection,
        id=st.text(),
        name=st.text(),
        kind=st.sampled_from(ConnectionKind),
        base_url=st.text(),
        wire_api=st.sampled_from(WireApi),
        capabilities=st.sampled_from([OCI, OPENAI, CHAT_ONLY]),
        models=st.lists(st.text()).map(tuple),
        needs_key=st.booleans(),
    )
)
def test_a_connection_survives_json(connection: Connection) -> None:
    raw = json.loads(json.dumps(connection_to_json(connection)))
    assert connection_from_json(raw) == connection
    assert connection_from_json({**raw, "from the future": 1}) == connection


def test_old_connections_have_todays_defaults() -> None:
    raw = {"id": "x", "name": "X", "kind": "openai_compatible", "base_url": "https://x"}
    connection = connection_from_json(raw)
    assert connection.capabilities == Capabilities()
    assert connection.needs_key


def test_nothing_of_a_connection_is_a_secret() -> None:
    names = {field.name for field in dataclasses.fields(Connection)}
    assert not [n for n in names if "secret" in n or "token" in n or n == "key"]
    one = Connection(id="x", name="X", kind=ConnectionKind.LOCAL, base_url="http://127.0.0.1:1/v1")
    assert (one.secret_key, one.host) == ("connection:x", "127.0.0.1:1")
