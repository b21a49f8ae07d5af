"""Every kind of signed credential against a server that verifies for itself."""

from __future__ import annotations

import asyncio
import io
import threading
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest

from fake_oracle.data_plane import DataPlane
from fake_oracle.homes import FINGERPRINT, TENANCY, USER, oci_home
from fake_oracle.signatures import key_pair, private_pem, public_pem
from oriel.auth.oci_auth import OciAuth
from oriel.auth.oci_signers import Principal, ProfileKeys
from oriel.auth.signer_source import SignerSource
from oriel.domain.errors import PassPhraseNeeded, PrincipalUnavailable, ProfileUnusable

KINDS = ("api key", "pass phrase", "session", "instance", "resource", "oke")


async def no_phrase() -> str | None:
    return None


async def the_phrase() -> str | None:
    return "open sesame"


@dataclass
class Fixed:
    """A source with one signer; `next_one` is what a 401 gets."""

    made: Any
    next_one: Any = None
    in_thread: bool = False
    asked: int = 0

    async def signer(self) -> Any:
        return self.made

    async def renewed(self, refused: Any) -> Any | None:
        self.asked += 1
        await asyncio.sleep(0)
        if self.next_one is not None:
            self.made = self.next_one
        return self.next_one


def token_signer(token: str, key: Any) -> Any:
    from oci.auth.signers import SecurityTokenSigner

    return SecurityTokenSigner(token, key)


def resource_signer(token: str, key: Any) -> Any:
    """oci's own signer for resources, told by parameters what the environment says there."""
    from oci.auth.signers.ephemeral_resource_principals_signer import (
        EphemeralResourcePrincipalSigner,
    )

    return EphemeralResourcePrincipalSigner(
        session_token=token,
        private_key=private_pem(key).decode(),
        region="us-chicago-1",
    )


def source_for(kind: str, folder: Path, oracle: DataPlane) -> SignerSource:
    if kind in ("api key", "pass phrase"):
        home = oci_home(folder, b"open sesame" if kind == "pass phrase" else None)
        home.register(oracle.judge)
        return ProfileKeys(home.config, "DEFAULT", the_phrase)
    key, token = key_pair(), jwt()
    oracle.judge.register(f"ST${token}", public_pem(key))
    if kind == "session":
        return Fixed(token_signer(token, key))
    made = resource_signer if kind == "resource" else token_signer
    return Principal(kind, build=lambda: made(token, key))


def jwt() -> str:
    import base64
    import json
    import time

    claims = json.dumps({"exp": int(time.time()) + 3600, "sub": "x"}).encode()
    return f"e30.{base64.urlsafe_b64encode(claims).decode().rstrip('=')}.c2ln"


@asynccontextmanager
async def signed(source: SignerSource, oracle: DataPlane) -> AsyncIterator[httpx.AsyncClient]:
    async with (
        oracle.serve(),
        httpx.AsyncClient(
            base_url=oracle.url or "http://x", auth=OciAuth(source), trust_env=False
        ) as client,
    ):
        client.base_url = httpx.URL(oracle.url + "/openai/v1")
        yield client


@pytest.mark.parametrize("kind", KINDS)
async def test_each_credential_signs_every_kind_of_request(kind: str, tmp_path: Path) -> None:
    oracle = DataPlane()
    source = source_for(kind, tmp_path, oracle)
    async with signed(source, oracle) as client:
        assert (await client.get("/files", params={"limit": "1", "q": "a b/ü"})).is_success
        assert (await client.post("/responses", json={"input": "hello ü"})).is_success
        async with client.stream("POST", "/responses", json={"stream": True}) as response:
            assert b"[DONE]" in await response.aread()
        content = b"x" * 700_000
        files = {"file": ("a.txt", io.BytesIO(content)), "purpose": (None, "assistants")}
        assert (await client.post("/files", files=files)).is_success
        assert (await client.delete("/files/file-1")).is_success
        assert (await client.post("/responses/resp_1/cancel")).is_success
    assert oracle.refusals == []
    assert oracle.seen[3].size > len(content)
    assert all("bearer" not in seen.headers["authorization"].lower() for seen in oracle.seen)


@pytest.mark.parametrize("reason", ["clock", "key", "body"])
async def test_a_wrong_clock_principal_or_body_is_refused(reason: str, tmp_path: Path) -> None:
    oracle = DataPlane()
    home = oci_home(tmp_path)
    home.register(oracle.judge)
    source = ProfileKeys(home.config, "DEFAULT", no_phrase)
    if reason == "clock":
        oracle.judge.clock_ahead_s = 1_000
    if reason == "key":
        oracle.judge.register(f"{TENANCY}/{USER}/{FINGERPRINT}", public_pem(key_pair()))

    async def change_body(request: httpx.Request) -> None:
        if reason == "body":  # somebody on the way changes a letter
            request.stream = httpx.ByteStream(b'{"a":2}')

    async with signed(source, oracle) as client:
        client.event_hooks = {"request": [change_body]}
        response = await client.post("/responses", json={"a": 1})
    assert response.status_code == 401
    assert {refusal.reason for refusal in oracle.refusals} <= {reason, "signature"}
    assert oracle.refusals[0].reason == ("signature" if reason == "key" else reason)


async def test_a_multipart_body_is_hashed_and_sent_and_never_held(tmp_path: Path) -> None:
    oracle = DataPlane()
    source = source_for("api key", tmp_path, oracle)
    big = tmp_path / "big"
    big.write_bytes(bytes(range(256)) * 20_000)
    with big.open("rb") as file:
        async with signed(source, oracle) as client:
            assert (await client.post("/files", files={"file": ("big", file)})).is_success
    (seen,) = oracle.seen
    assert seen.headers["content-length"] == str(seen.size)
    assert oracle.refusals == []


async def test_a_large_file_is_hashed_in_a_thread_of_its_own(tmp_path: Path) -> None:
    oracle = DataPlane()
    source = source_for("api key", tmp_path, oracle)
    big = tmp_path / "big"
    big.write_bytes(bytes(range(256)) * 4_000)
    readers: list[int] = []

    class Watched(io.FileIO):
        def read(self, size: int | None = -1, /) -> bytes | None:
            readers.append(threading.get_ident())
            return super().read(size)

    with Watched(big) as file:
        async with signed(source, oracle) as client:
            assert (await client.post("/files", files={"file": ("big", file)})).is_success
    hashing = readers[: len(readers) // 2]
    assert len(hashing) > 10
    assert threading.get_ident() not in hashing
    assert set(readers[len(hashing) :]) == {threading.get_ident()}


async def test_a_body_that_can_be_read_once_only_is_refused_before_it_is_sent(
    tmp_path: Path,
) -> None:
    oracle = DataPlane()

    async def once() -> AsyncIterator[bytes]:
        yield b"x"

    async with signed(source_for("api key", tmp_path, oracle), oracle) as client:
        with pytest.raises(TypeError, match="read twice"):
            await client.post("/files", content=once())
    assert oracle.seen == []


async def test_a_refused_signer_is_renewed_once_and_the_body_sent_again(tmp_path: Path) -> None:
    oracle = DataPlane()
    good, bad = key_pair(), key_pair()
    oracle.judge.register("ST$good", public_pem(good))
    source = Fixed(token_signer("bad", bad), token_signer("good", good))
    async with signed(source, oracle) as client:
        files = {"file": ("a", io.BytesIO(b"y" * 400_000))}
        assert (await client.post("/files", files=files)).is_success
        source.made = source.next_one = token_signer("bad", bad)
        assert (await client.get("/files")).status_code == 401
    assert [seen.method for seen in oracle.seen] == ["POST", "POST", "GET", "GET"]
    assert oracle.seen[0].digest == oracle.seen[1].digest


async def test_fifty_requests_that_meet_a_401_all_end_well(tmp_path: Path) -> None:
    oracle = DataPlane()
    good, bad = key_pair(), key_pair()
    oracle.judge.register("ST$good", public_pem(good))
    oracle.gate = asyncio.Event()
    source = Fixed(token_signer("bad", bad), token_signer("good", good))
    async with signed(source, oracle) as client:
        client._transport = httpx.AsyncHTTPTransport(limits=httpx.Limits(max_connections=60))
        asked = [asyncio.ensure_future(client.post("/responses", json={"n": n})) for n in range(50)]
        await oracle.arrived(50)
        oracle.gate.set()
        answers = await asyncio.gather(*asked)
    assert [answer.status_code for answer in answers] == [200] * 50
    assert len(oracle.refusals) == 50


@pytest.mark.parametrize(
    ("given", "wrong"), [(no_phrase, 0), (lambda: asyncio.sleep(0, "mistyped"), 1)]
)
async def test_an_encrypted_key_asks_for_its_pass_phrase(
    given: Callable[[], Awaitable[str | None]], wrong: int, tmp_path: Path
) -> None:
    home = oci_home(tmp_path, b"open sesame")
    with pytest.raises(PassPhraseNeeded) as told:
        await ProfileKeys(home.config, "DEFAULT", given).signer()
    assert told.value.facts == {"profile": "DEFAULT", "wrong": wrong}
    assert "mistyped" not in str(told.value)


async def test_a_key_file_that_holds_no_key_is_named(tmp_path: Path) -> None:
    home = oci_home(tmp_path)
    (tmp_path / "key.pem").write_text("secret words that are no key")
    with pytest.raises(ProfileUnusable) as told:
        await ProfileKeys(home.config, "DEFAULT", no_phrase).signer()
    assert told.value.facts["reason"] == "key_unreadable"
    assert "secret words" not in repr(told.value)
    assert told.value.__cause__ is None


async def test_a_profile_changed_on_disk_is_read_again_after_a_401(tmp_path: Path) -> None:
    oracle = DataPlane()
    first = oci_home(tmp_path)
    async with signed(ProfileKeys(first.config, "DEFAULT", no_phrase), oracle) as client:
        assert (await client.get("/files")).status_code == 401
        oci_home(tmp_path).register(oracle.judge)
        assert (await client.get("/files")).is_success


async def test_a_machine_outside_oracle_cloud_is_told_so() -> None:
    def elsewhere() -> Any:
        raise OSError("no route to 169.254.169.254")

    with pytest.raises(PrincipalUnavailable) as told:
        await Principal("instance", build=elsewhere).signer()
    assert told.value.facts["kind"] == "instance"

    blocked: list[Any] = []

    def hangs() -> Any:
        import threading

        wait = threading.Event()
        blocked.append(wait)
        wait.wait(10)

    with pytest.raises(PrincipalUnavailable) as told:
        await Principal("oke", build=hangs, timeout_s=0.05).signer()
    assert "no answer" in str(told.value.facts["detail"])
    blocked[0].set()


async def test_zstd_is_never_asked_for(tmp_path: Path) -> None:
    from oriel.api.access import Access
    from oriel.api.client import ServiceClient
    from oriel.domain.connections import OCI, Connection, ConnectionKind

    oracle = DataPlane()
    source = source_for("api key", tmp_path, oracle)
    async with oracle.serve():
        connection = Connection(
            id="c",
            name="c",
            kind=ConnectionKind.OCI_PROFILE,
            base_url=f"{oracle.url}/openai/v1",
            capabilities=OCI,
        )
        client = ServiceClient(connection, access=Access(OciAuth(source)))
        await client.responses.delete("resp_1")
        await client.aclose()
    assert oracle.seen[0].headers["accept-encoding"] == "gzip, deflate"
    assert oracle.refusals == []
