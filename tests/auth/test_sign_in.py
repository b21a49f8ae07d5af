"""Signing in with the browser, end to end over sockets, and everything that can go wrong."""

from __future__ import annotations

import asyncio
import logging
import socket
from contextlib import suppress

import httpx
import pytest

from fake_oracle.identity_provider import FakeBrowser, IdentityProvider
from oriel.auth.session_files import SignedIn
from oriel.auth.sign_in import SignIn
from oriel.domain.errors import SignInFailed


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as found:
        return int(found.getsockname()[1])


class Trial:
    """A sign-in that runs until the browser was asked to open."""

    def __init__(self, oracle: IdentityProvider, port: int, patience_s: float = 30) -> None:
        self.browser = FakeBrowser()
        self._opened = asyncio.Event()
        self.browser.opened = self._opened.set
        asked = SignIn(
            oracle.endpoints(""),
            "us-chicago-1",
            port=port,
            open_browser=self.browser.open,
            tenancy_name="acme",
            patience_s=patience_s,
        )
        self.task = asyncio.ensure_future(asked.run())
        self.port = port

    async def opened(self) -> None:
        await self._opened.wait()


async def test_a_sign_in_gives_a_token_for_the_key_that_was_made(
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.DEBUG)
    oracle = IdentityProvider()
    async with oracle.serve():
        trial = Trial(oracle, free_port())
        await trial.opened()
        assert "You are signed in" in await trial.browser.visit()
        signed = await trial.task
    (asked,) = oracle.asked
    assert {name: asked[name] for name in ("action", "client_id", "response_type", "scope")} == {
        "action": "login",
        "client_id": "iaas_console",
        "response_type": "token id_token",
        "scope": "openid",
    }
    assert asked["redirect_uri"] == f"http://localhost:{trial.port}"
    assert asked["tenant"] == "acme"
    assert trial.browser.shown_address == "/"
    assert signed.tenancy.startswith("ocid1.tenancy")
    assert signed.expires > 0
    assert signed.fingerprint.count(":") == 15
    assert signed.token not in repr(signed)
    ours = [r.getMessage() for r in caplog.records if r.name.startswith("oriel")]
    assert signed.token not in "".join(ours)
    assert b"PRIVATE" not in repr(signed).encode()


@pytest.mark.parametrize(
    ("mode", "reason"), [("refuse", "refused"), ("nonce", "nonce"), ("no_token", "no_token")]
)
async def test_what_is_not_a_good_answer_is_named(mode: str, reason: str) -> None:
    oracle = IdentityProvider(mode=mode)
    async with oracle.serve():
        trial = Trial(oracle, free_port())
        await trial.opened()
        assert "did not work" in await trial.browser.visit()
        with pytest.raises(SignInFailed) as told:
            await trial.task
    assert told.value.facts["reason"] == reason
    if mode == "refuse":
        assert told.value.facts["detail"] == "Not today <b>&</b>"


async def test_a_port_that_is_taken_is_named_before_any_browser_opens() -> None:
    oracle = IdentityProvider()
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = int(taken.getsockname()[1])
        trial = Trial(oracle, port)
        with pytest.raises(SignInFailed) as told:
            await trial.task
    assert told.value.facts == {"reason": "port_taken", "port": port}
    assert trial.browser.addresses == []


async def test_stopping_frees_the_port_at_once() -> None:
    oracle = IdentityProvider()
    async with oracle.serve():
        trial = Trial(oracle, free_port())
        await trial.opened()
        trial.task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await trial.task
        again = Trial(oracle, trial.port)
        await again.opened()
        await again.browser.visit()
        assert isinstance(await again.task, SignedIn)


async def test_nobody_waits_for_ever() -> None:
    oracle = IdentityProvider()
    async with oracle.serve():
        trial = Trial(oracle, free_port(), patience_s=0.05)
        with pytest.raises(SignInFailed) as told:
            await trial.task
    assert told.value.facts["reason"] == "timed_out"


async def test_strangers_are_sent_away_and_the_browser_still_gets_in() -> None:
    oracle = IdentityProvider()
    async with oracle.serve():
        trial = Trial(oracle, free_port())
        await trial.opened()
        here = f"http://127.0.0.1:{trial.port}"
        async with httpx.AsyncClient(trust_env=False) as http:
            rebound = await http.get(here, headers={"host": "evil.example:80"})
            posted = await http.post(here, content=b"x")
            other = await http.get(f"{here}/etc/passwd")
            long = {"x-long": "x" * 200_000}
            with suppress(httpx.HTTPError):  # dropped without an answer
                await http.get(here, headers=long)
        assert (rebound.status_code, posted.status_code, other.status_code) == (421, 405, 404)
        reader, writer = await asyncio.open_connection("127.0.0.1", trial.port)
        writer.write(b"GET / HT")  # and then never the rest
        await writer.drain()
        await trial.browser.visit()
        await trial.task
        writer.close()
        assert await reader.read() == b""


async def test_a_second_answer_changes_nothing() -> None:
    oracle = IdentityProvider()
    async with oracle.serve():
        trial = Trial(oracle, free_port())
        await trial.opened()
        await trial.browser.visit()
        signed = await trial.task
        with pytest.raises(httpx.ConnectError):
            await trial.browser.visit()
    assert signed.token
