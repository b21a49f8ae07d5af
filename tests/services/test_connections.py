"""Connections: kept without their keys, tried for real, one client each."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from pathlib import Path

import pytest
from tests.services.rooms import TOKEN, MemoryKeyring, local_connection, rooms

from oriel.domain.connections import (
    CHAT_ONLY,
    OCI,
    Capabilities,
    Connection,
    ConnectionKind,
    WireApi,
)
from oriel.domain.doctor import Check, CheckName, Verdict
from oriel.domain.errors import (
    CredentialRefused,
    SecretMissing,
)
from oriel.domain.network import NetworkSettings, ProxyMode
from oriel.services.connections import Connections
from oriel.services.credentials import Typed
from waiting import until


async def test_a_saved_connection_is_there_after_a_restart_and_its_key_only_in_the_keyring(
    tmp_path: Path,
) -> None:
    keyring = MemoryKeyring()
    async with rooms(tmp_path, keyring) as r:
        mine = local_connection(r.server, id="mine", name="Mine", kind=ConnectionKind.COMPATIBLE)
        await r.connections.save(mine, Typed("sk-secret-of-mine"))
    async with rooms(tmp_path, keyring) as r:
        assert r.connections.get("mine") == mine
        assert list(keyring.kept.values()) == ["sk-secret-of-mine"]
    for file in tmp_path.rglob("*"):
        assert not file.is_file() or b"sk-secret-of-mine" not in file.read_bytes()


async def test_saving_without_a_key_keeps_the_one_there_is(tmp_path: Path) -> None:
    keyring = MemoryKeyring()
    async with rooms(tmp_path, keyring) as r:
        mine = local_connection(r.server, id="mine", name="Mine")
        await r.connections.save(mine, Typed(TOKEN))
        await r.connections.save(replace(mine, name="Renamed"))
        assert await r.connections.models("mine")
        assert [c.name for c in r.connections.all()] == ["Renamed", "Local"]


async def test_deleting_takes_the_key_along(tmp_path: Path) -> None:
    keyring = MemoryKeyring()
    async with rooms(tmp_path, keyring) as r:
        await r.connections.save(local_connection(r.server, id="mine"), Typed(TOKEN))
        await r.connections.delete("mine")
        assert r.connections.get("mine") is None
        assert keyring.kept == {}
        with pytest.raises(SecretMissing):
            await r.connections.client("mine")


async def test_a_connection_whose_key_is_gone_says_so(tmp_path: Path) -> None:
    keyring = MemoryKeyring()
    async with rooms(tmp_path, keyring) as r:
        await r.connections.save(local_connection(r.server, id="mine", name="Mine"), Typed("k"))
        keyring.kept.clear()
        with pytest.raises(SecretMissing) as missing:
            await r.connections.client("mine")
        assert missing.value.facts == {"connection": "Mine"}


async def test_examining_names_the_model_that_answered(tmp_path: Path) -> None:
    async with rooms(tmp_path) as r:
        for wire in ({}, {"wire_api": WireApi.CHAT, "capabilities": CHAT_ONLY}):
            found = await examined(r.connections, local_connection(r.server, **wire), TOKEN)
            assert found[CheckName.MODEL].verdict is Verdict.OK
            assert found[CheckName.MODEL].facts["model"] == "oriel-guide"


@pytest.mark.parametrize(
    ("change", "key", "at_fault"),
    [
        ({}, "wrong", CheckName.CREDENTIAL),
        ({"default_model": "no-such-model"}, TOKEN, CheckName.MODEL),
        ({"base_url": "http://127.0.0.1:9/v1"}, TOKEN, CheckName.TLS),
    ],
)
async def test_examining_names_what_is_at_fault(
    change: dict[str, str], key: str, at_fault: CheckName, tmp_path: Path
) -> None:
    async with rooms(tmp_path) as r:
        connection = replace(local_connection(r.server), **change)  # type: ignore[arg-type]
        found = await examined(r.connections, connection, key)
        failed = [name for name, check in found.items() if check.verdict is Verdict.FAILED]
        assert failed == [at_fault]


async def examined(
    connections: Connections, connection: Connection, key: str
) -> dict[CheckName, Check]:
    checks = await connections.examine(connection, Typed(key), lambda check: None)
    return {check.name: check for check in checks}


async def test_the_second_key_of_a_pair_takes_over(tmp_path: Path) -> None:
    keyring = MemoryKeyring()
    async with rooms(tmp_path, keyring) as r:
        pair = local_connection(
            r.server, id="pair", kind=ConnectionKind.OCI_API_KEY, has_second_key=True
        )
        await r.connections.save(pair, Typed("sk-expired", TOKEN))
        assert await (await r.connections.client("pair")).models()
        assert len(keyring.kept) == 2
        await r.connections.delete("pair")
        assert keyring.kept == {}


async def test_a_key_that_no_header_can_carry_is_named(tmp_path: Path) -> None:
    async with rooms(tmp_path) as r:
        await r.connections.save(local_connection(r.server, id="mine"), Typed("sk\u2028x"))
        with pytest.raises(CredentialRefused) as told:
            await r.connections.client("mine")
        assert told.value.facts["service_code"] == "key_malformed"


async def test_a_change_of_the_network_makes_new_clients(tmp_path: Path) -> None:
    async with rooms(tmp_path) as r:
        before = await r.connections.client("local")
        await r.connections.network.change(NetworkSettings(ProxyMode.NONE), None)
        after = await r.connections.client("local")
        assert after is not before
        assert await after.models()


async def test_a_client_that_is_being_made_while_the_network_changes_is_not_kept(
    tmp_path: Path,
) -> None:
    """The same for a connection that is saved anew: its old key would go on being used."""
    async with rooms(tmp_path) as r:
        making = asyncio.create_task(r.connections.client("local"))
        await asyncio.sleep(0)
        r.connections.network.pace = replace(r.connections.network.pace, read_s=77.0)
        r.connections.network.changed()
        assert (await making)._wire.pace.read_s == 77.0
        assert (await r.connections.client("local"))._wire.pace.read_s == 77.0


async def test_what_is_under_way_ends_well_when_its_connection_is_saved_anew(
    tmp_path: Path,
) -> None:
    async with rooms(tmp_path) as r:
        mine = local_connection(r.server, id="mine", kind=ConnectionKind.COMPATIBLE)
        await r.connections.save(mine, Typed(TOKEN))
        gate = r.server.weather.hold("GET /files")
        asking = asyncio.create_task((await r.connections.client("mine")).files.all())
        await until(lambda: gate.reached)
        await r.connections.save(mine, Typed(TOKEN))
        gate.open()
        assert await asking == []


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
        await r.connections.save(oci, Typed("k"))
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
        await r.connections.save(none, Typed("k"))
        assert [m.id for m in await r.connections.models("none")] == ["a", "b"]
