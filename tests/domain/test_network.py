"""Proxy addresses as typed, and which hosts go around them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from oriel.domain.errors import AddressInvalid
from oriel.domain.network import bypass_rules, goes_direct, typed_proxy


@pytest.mark.parametrize(
    ("text", "url", "user", "password"),
    [
        ("proxy.example.com:8080", "http://proxy.example.com:8080", "", None),
        ("https://proxy.example.com", "https://proxy.example.com:443", "", None),
        ("http://ana:s%40crt@p:3128/", "http://p:3128", "ana", "s@crt"),
        ("ana:@p", "http://p:80", "ana", ""),
        ("http://[::1]:8080", "http://[::1]:8080", "", None),
    ],
)
def test_credentials_are_taken_out_of_the_address(
    text: str, url: str, user: str, password: str | None
) -> None:
    found = typed_proxy(text)
    assert (found.url, found.user, found.password) == (url, user, password)
    assert password is None or len(password) < 2 or password not in repr(found)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("socks5://p:1", "scheme"),
        ("http://", "host"),
        ("http://a b:1", "host"),
        ("http://p:99999", "port"),
        ("http://p/proxy.pac", "path"),
    ],
)
def test_what_is_no_proxy_says_why_and_never_quotes_a_password(text: str, reason: str) -> None:
    with pytest.raises(AddressInvalid) as told:
        typed_proxy(text.replace("://", "://ana:hush@", 1))
    assert told.value.facts["reason"] == reason
    assert "hush" not in str(told.value)


@given(st.text(max_size=30))
def test_anything_typed_is_an_address_or_is_refused(text: str) -> None:
    try:
        found = typed_proxy(text)
    except AddressInvalid:
        return
    assert found.url.startswith(("http://", "https://"))
    assert "@" not in found.url


@pytest.mark.parametrize(
    ("host", "rules", "direct"),
    [
        ("api.example.com", "api.example.com", True),
        ("API.example.com.", "api.example.com", True),
        ("x.api.example.com", "api.example.com", False),
        ("x.example.com", ".example.com", True),
        ("example.com", ".example.com", True),
        ("badexample.com", ".example.com", False),
        ("example.com", "*.example.com", False),
        ("a.example.com", "*.example.com", True),
        ("10.1.2.3", "10.0.0.0/8", True),
        ("11.1.2.3", "10.0.0.0/8", False),
        ("fd00::1", "fd00::/8", True),
        ("intranet", "<local>", True),
        ("intranet.corp", "<local>", False),
        ("anything", "*", True),
        ("localhost", "", True),
        ("127.8.9.1", "", True),
        ("127.0.0.1.example.com", "", False),
    ],
)
def test_rules_fit_what_they_say(host: str, rules: str, direct: bool) -> None:
    assert goes_direct(host, bypass_rules(rules)) is direct


@given(st.text(max_size=20), st.lists(st.text(max_size=12), max_size=4))
def test_no_rule_and_no_host_make_it_fail(host: str, rules: list[str]) -> None:
    goes_direct(host, bypass_rules(",".join(rules)))
    goes_direct(host, tuple(rules))


def test_rules_are_read_however_they_are_separated() -> None:
    assert bypass_rules("a, B;c  a\n10.0.0.0/8") == ("a", "b", "c", "10.0.0.0/8")
