"""A session in use: refreshed at half life, and when it has ended, waited for."""

from __future__ import annotations

import asyncio
import json
import os
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fake_oracle.data_plane import DataPlane
from fake_oracle.identity_provider import IdentityProvider, jwt
from fake_oracle.signatures import key_pair, private_pem, public_pem
from oriel.auth.oci_auth import OciAuth
from oriel.auth.session import Session
from oriel.auth.session_files import SignedIn, write_session
from oriel.auth.session_token import claims_of
from oriel.domain.errors import SessionEnded, Unreachable


class Desk:
    """A session on disk, Oracle's side beside it, and what was told."""

    def __init__(self, folder: Path, lives_s: float = 3600) -> None:
        self.config = folder / "config"
        self.identity = IdentityProvider(lives_s=lives_s)
        self.data = DataPlane(judge=self.identity.judge)
        self.ended: list[bool] = []
        self.unreachable = False
        self.sign_in()
        self.session = Session(self.config, "ORIEL", self.refresh, lambda: self.ended.append(True))

    def sign_in(self) -> None:
        """As the browser flow leaves it."""
        key = key_pair()
        self.identity.adopt(key)
        write_session(
            self.config,
            "ORIEL",
            SignedIn(
                token=self.identity.token(),
                private_pem=private_pem(key),
                public_pem=public_pem(key),
                fingerprint="a:b",
                user="u",
                tenancy="t",
                region="us-chicago-1",
                expires=0,
            ),
        )

    async def refresh(self, signer: Any, token: str) -> str | None:
        if self.unreachable:
            raise Unreachable(host="auth")
        auth = OciAuth(_Just(signer))
        async with httpx.AsyncClient(auth=auth, trust_env=False) as http:
            address = f"{self.identity.url}/v1/authentication/refresh"
            answer = await http.post(address, json={"currentToken": token})
        return answer.json()["token"] if answer.is_success else None

    @asynccontextmanager
    async def open(self) -> AsyncIterator[httpx.AsyncClient]:
        async with self.identity.serve(), self.data.serve():
            base = f"{self.data.url}/openai/v1"
            auth = OciAuth(self.session)
            limits = httpx.Limits(max_connections=60)
            async with httpx.AsyncClient(
                base_url=base, auth=auth, trust_env=False, limits=limits, timeout=30
            ) as http:
                yield http

    def token(self) -> str:
        return (self.config.parent / "sessions" / "ORIEL" / "token").read_text()

    def revoke(self) -> None:
        """Oracle no longer takes the token there is, nor refreshes it."""
        self.identity.judge.forget(f"ST${self.token()}")
        self.identity.refuse_refresh = True


class _Just:
    in_thread = False

    def __init__(self, signer: Any) -> None:
        self._signer = signer

    async def signer(self) -> Any:
        return self._signer

    async def renewed(self, refused: Any) -> None:
        return None


async def test_a_session_signs_and_says_when_it_ends(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    assert desk.session.expires == 0
    async with desk.open() as http:
        assert (await http.get("/files")).is_success
    assert 3500 < desk.session.expires - time.time() <= 3600
    assert not desk.session.ended


async def test_it_is_refreshed_at_half_life_without_being_asked(tmp_path: Path) -> None:
    desk = Desk(tmp_path, lives_s=24)
    old = desk.token()
    now = time.time() + 13
    desk.session = Session(desk.config, "ORIEL", desk.refresh, now=lambda: now)
    async with desk.open() as http:
        desk.identity.lives_s = 3600
        await desk.session.signer()
        keeping = asyncio.ensure_future(desk.session.keep_fresh())
        await desk.identity.renewed.wait()
        while desk.token() == old:  # the file is written after the answer came
            await asyncio.to_thread(os.sched_yield)
        assert (await http.get("/files")).is_success
        keeping.cancel()
        await asyncio.gather(keeping, return_exceptions=True)
    assert desk.identity.refreshed == [old]
    assert desk.token() != old
    mode = (tmp_path / "sessions" / "ORIEL" / "token").stat().st_mode
    assert mode & 0o077 == 0


async def test_a_refused_token_is_refreshed_and_the_request_goes_on(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    async with desk.open() as http:
        assert (await http.get("/files")).is_success
        # The data plane no longer takes it; the refresh itself is still let in.
        refused = desk.token()
        desk.data.not_taken.add(refused)
        assert (await http.get("/files")).is_success
    assert desk.identity.refreshed == [refused]


async def test_a_token_refreshed_by_another_program_is_taken(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    async with desk.open() as http:
        assert (await http.get("/files")).is_success
        desk.revoke()
        desk.sign_in()
        assert (await http.get("/files")).is_success
    assert desk.identity.refreshed == []
    assert desk.ended == []


async def test_requests_wait_for_the_person_and_go_on(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    async with desk.open() as http:
        assert (await http.get("/files")).is_success
        desk.revoke()
        ended = asyncio.Event()

        def over() -> None:
            desk.ended.append(True)
            ended.set()

        desk.session._on_ended = over
        asked = [asyncio.ensure_future(http.post("/responses", json={"n": n})) for n in range(50)]
        await ended.wait()
        assert desk.session.ended
        asked[0].cancel()
        desk.sign_in()
        await desk.session.signed_in()
        answers = await asyncio.gather(*asked[1:])
    assert {answer.status_code for answer in answers} == {200}
    assert desk.ended == [True]
    assert asked[0].cancelled()
    assert not desk.session.ended


async def test_giving_up_ends_the_wait_with_its_reason(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    async with desk.open() as http:
        desk.revoke()
        ended = asyncio.Event()
        desk.session._on_ended = ended.set
        asked = asyncio.ensure_future(http.get("/files"))
        await ended.wait()
        desk.session.give_up()
        with pytest.raises(SessionEnded) as told:
            await asked
    assert told.value.facts == {"profile": "ORIEL"}


async def test_with_nobody_to_ask_requests_fail_at_once(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    desk.session = Session(desk.config, "ORIEL", desk.refresh)
    async with desk.open() as http:
        desk.revoke()
        with pytest.raises(SessionEnded):
            await http.get("/files")


async def test_an_expired_token_is_not_even_tried(tmp_path: Path) -> None:
    desk = Desk(tmp_path, lives_s=-5)
    desk.identity.refuse_refresh = True
    desk.session = Session(desk.config, "ORIEL", desk.refresh)
    async with desk.open() as http:
        with pytest.raises(SessionEnded):
            await http.get("/files")
    assert desk.data.seen == []


async def test_a_refresh_that_is_only_out_of_reach_uses_the_old_token_up(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    desk.unreachable = True
    async with desk.open() as http:
        assert (await http.get("/files")).is_success
        now = time.time() + 1900
        desk.session._now = lambda: now
        keeping = asyncio.ensure_future(desk.session.keep_fresh())
        await asyncio.sleep(0)
        assert (await http.get("/files")).is_success
        keeping.cancel()
        await asyncio.gather(keeping, return_exceptions=True)
    assert desk.ended == []


@given(st.one_of(st.text(), st.binary().map(lambda raw: raw.decode("latin-1"))))
def test_no_text_makes_reading_claims_fail(text: str) -> None:
    claims_of(text)
    claims_of(f"a.{text}.b")


ODD = st.none() | st.floats() | st.text()


@given(st.dictionaries(st.sampled_from(["exp", "iat", "sub", "tenant"]), ODD))
def test_odd_claims_count_as_none(claims: dict[str, Any]) -> None:
    found = claims_of(jwt(json.loads(json.dumps(claims))))
    assert isinstance(found.expires, float)
    assert isinstance(found.user, str)
