"""Connections: kept without their keys, tried for real, one client each."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from tests.services.rooms import TOKEN, MemoryKeyring, local_connection, rooms

from oriel.domain.connections import CHAT_ONLY, OCI, Capabilities, ConnectionKind, WireApi
from oriel.domain.errors import (
    ConnectionRefused,
    CredentialRefused,
    NotFound,
    RequestInvalid,
    SecretMissing,
)


async def test_a_saved_connection_is_there_after_a_restart_and_its_key_only_in_the_keyring(
    tmp_path: Path,
) -> None:
    keyring = MemoryKeyring()
    async with rooms(tmp_path, keyring) as r:
        mine = local_connection(r.server, id="mine", name="Mine", kind=ConnectionKind.COMPATIBLE)
        await r.connections.save(mine, "sk-secret-of-mine")
    async with rooms(tmp_path, keyring) as r:
        assert r.connections.get("mine") == mine
        assert list(keyring.kept.values()) == ["sk-secret-of-mine"]
    for file in tmp_path.rglob("*"):
        assert not file.is_file() or b"sk-secret-of-mine" not in file.read_bytes()


async def test_saving_without_a_key_keeps_the_one_there_is(tmp_path: Path) -> None:
    keyring = MemoryKeyring()
    async with rooms(tmp_path, keyring) as r:
        mine = local_connection(r.server, id="mine", name="Mine")
        await r.connections.save(mine, TOKEN)
        await r.connections.save(replace(mine, name="Renamed"), None)
        assert await r.connections.models("mine")
        assert [c.name for c in r.connections.all()] == ["Renamed", "Local"]


async def test_deleting_takes_the_key_along(tmp_path: Path) -> None:
    keyring = MemoryKeyring()
    async with rooms(tmp_path, keyring) as r:
        await r.connections.save(local_connection(r.server, id="mine"), TOKEN)
        await r.connections.delete("mine")
        assert r.connections.get("mine") is None
        assert keyring.kept == {}
        with pytest.raises(SecretMissing):
            await r.connections.client("mine")


async def test_a_connection_whose_key_is_gone_says_so(tmp_path: Path) -> None:
    keyring = MemoryKeyring()
    async with rooms(tmp_path, keyring) as r:
        await r.connections.save(local_connection(r.server, id="mine", name="Mine"), "k")
        keyring.kept.clear()
        with pytest.raises(SecretMissing) as missing:
            await r.connections.client("mine")
        assert missing.value.facts == {"connection": "Mine"}


async def test_a_live_test_names_the_model_that_answered(tmp_path: Path) -> None:
    async with rooms(tmp_path) as r:
        report = await r.connections.test(local_connection(r.server), TOKEN)
        assert report.model == "oriel-guide"
        assert report.models >= 2
        chat = local_connection(r.server, wire_api=WireApi.CHAT, capabilities=CHAT_ONLY)
        assert (await r.connections.test(chat, TOKEN)).model == "oriel-guide"


async def test_a_live_test_names_the_cause_of_failure(tmp_path: Path) -> None:
    async with rooms(tmp_path) as r:
        good = local_connection(r.server)
        with pytest.raises(CredentialRefused):
            await r.connections.test(good, "wrong")
        with pytest.raises((NotFound, RequestInvalid)):
            await r.connections.test(replace(good, default_model="no-such-model"), TOKEN)
        with pytest.raises(NotFound):
            await r.connections.test(
                replace(good, base_url=good.base_url + "/elsewhere", default_model=""), TOKEN
            )
        with pytest.raises(ConnectionRefused):
            await r.connections.test(replace(good, base_url="http://127.0.0.1:9/v1"), TOKEN)


async def test_models_come_from_the_service_the_typed_list_and_the_known_ones(
    tmp_path: Path,
) -> None:
    async with rooms(tmp_path) as r:
        listed = await r.connections.models("local")
        assert {"oriel-guide", "oriel-rehearsal"} <= {m.id for m in listed}
        assert all(m.note for m in listed)
        oci = local_connection(
            r.server, id="oci", kind=ConnectionKind.OCI_API_KEY, capabilities=OCI, default_model="x"
        )
        await r.connections.save(oci, "k")
        found = [m.id for m in await r.connections.models("oci")]
        assert found[0] == "x"
        assert "openai.gpt-oss-120b" in found
        none = local_connection(
            r.server,
            id="none",
            capabilities=Capabilities(models_list=False),
            default_model="",
            models=("a", "b"),
        )
        await r.connections.save(none, "k")
        assert [m.id for m in await r.connections.models("none")] == ["a", "b"]
