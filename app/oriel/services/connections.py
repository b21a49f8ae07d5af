"""The connections there are, their keys, and one client for each while it is used."""

from __future__ import annotations

import asyncio
import ssl
import time
from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

from oriel.api.client import ServiceClient
from oriel.api.tls import system_tls
from oriel.auth.keyring_store import KeyringStatus, SecretStore
from oriel.domain.connections import Connection, ConnectionKind, is_this_computer
from oriel.domain.errors import NotFound, SecretMissing, ServiceSlow
from oriel.domain.messages import Message, Role, new_id
from oriel.domain.models import OCI_MODELS, ModelInfo
from oriel.domain.parts import TextPart
from oriel.domain.turns import TurnEvent, TurnRequest
from oriel.store.connections import ConnectionTable

TEST_TIMEOUT_S = 30.0


class Fixed(NamedTuple):
    """A connection that lives only as long as the program, with its key."""

    connection: Connection
    secret: str

    def __repr__(self) -> str:
        return f"Fixed({self.connection.name!r})"


@dataclass(frozen=True, slots=True)
class TestReport:
    """A live test that went well: which model answered ("" for none was asked), after
    how many seconds, and how many models are listed."""

    __test__ = False  # not a test case, whatever its name begins with

    model: str
    took_s: float
    models: int


class Connections:
    """Raises SecretMissing where a key is needed and none is kept; KeyringSilent
    and KeyringUnavailable come through from the keyring."""

    def __init__(
        self, table: ConnectionTable, secrets: SecretStore, fixed: Iterable[Fixed] = ()
    ) -> None:
        self._table = table
        self._secrets = secrets
        self._fixed = {f.connection.id: f for f in fixed}
        self._stored: dict[str, Connection] = {}
        self._clients: dict[str, ServiceClient] = {}
        self._tls: asyncio.Task[ssl.SSLContext] | None = None

    async def load(self) -> None:
        self._stored = {c.id: c for c in await self._table.list()}

    def all(self) -> list[Connection]:
        """Temporary ones first, then the person's own, then the service inside Oriel."""
        fixed = [f.connection for f in self._fixed.values()]
        temporary = [c for c in fixed if c.kind is not ConnectionKind.LOCAL]
        local = [c for c in fixed if c.kind is ConnectionKind.LOCAL]
        return temporary + sorted(self._stored.values(), key=lambda c: c.name.casefold()) + local

    def get(self, connection_id: str) -> Connection | None:
        fixed = self._fixed.get(connection_id)
        return fixed.connection if fixed else self._stored.get(connection_id)

    def require(self, connection_id: str) -> Connection:
        """Raises SecretMissing when the connection is gone."""
        if connection := self.get(connection_id):
            return connection
        raise SecretMissing(connection=connection_id)

    async def save(self, connection: Connection, secret: str | None) -> None:
        """Keeps a connection, and its key unless `secret` is None (= unchanged)."""
        if secret is not None:
            await self._secrets.set(connection.secret_key, secret)
        await self._table.put(connection)
        self._stored[connection.id] = connection
        await self._drop_client(connection.id)

    async def delete(self, connection_id: str) -> None:
        """Forgets a connection and its key; chats that used it stay."""
        connection = self._stored.pop(connection_id, None)
        if connection is None:
            return
        await self._table.delete(connection_id)
        await self._drop_client(connection_id)
        await self._secrets.delete(connection.secret_key)

    async def client(self, connection_id: str) -> ServiceClient:
        """The client of a connection, made on first use and kept."""
        if client := self._clients.get(connection_id):
            return client
        connection = self.require(connection_id)
        secret = await self._secret(connection)
        client = ServiceClient(connection, secret, await self._tls_for(connection))
        return self._clients.setdefault(connection_id, client)

    async def models(self, connection_id: str) -> list[ModelInfo]:
        """What the picker offers: the service's own list, else the known and the typed ones."""
        connection = self.require(connection_id)
        found: list[ModelInfo] | None = None
        if connection.capabilities.models_list:
            found = await (await self.client(connection_id)).models()
        if not found:
            found = list(OCI_MODELS) if connection.kind is ConnectionKind.OCI_API_KEY else []
        known = {model.id for model in found}
        typed = [m for m in (*connection.models, connection.default_model) if m and m not in known]
        return [ModelInfo(m) for m in dict.fromkeys(typed)] + found

    async def test(self, connection: Connection, secret: str | None) -> TestReport:
        """Talks to the service for real: its list of models, then one short answer.

        `secret` None means the kept key. Raises the AppError that names the cause.
        """
        key = await self._secret(connection) if secret is None else secret
        client = ServiceClient(connection, key, await self._tls_for(connection))
        try:
            async with asyncio.timeout(TEST_TIMEOUT_S):
                return await _try_out(connection, client)
        except TimeoutError as error:
            raise ServiceSlow(host=connection.host, phase="read", after_s=TEST_TIMEOUT_S) from error
        finally:
            await client.aclose()

    async def keyring_status(self) -> KeyringStatus:
        return await self._secrets.status()

    async def warm_up(self) -> None:
        """Builds the TLS context in its thread before somebody waits for it."""
        if any(c.base_url.startswith("https://") for c in self.all()):
            await self._system_tls()

    async def aclose(self) -> None:
        for connection_id in list(self._clients):
            await self._drop_client(connection_id)
        if self._tls is not None:
            self._tls.cancel()
            await asyncio.gather(self._tls, return_exceptions=True)

    async def _secret(self, connection: Connection) -> str:
        if fixed := self._fixed.get(connection.id):
            return fixed.secret
        secret = await self._secrets.get(connection.secret_key) if connection.needs_key else ""
        if secret is None:
            raise SecretMissing(connection=connection.name)
        return secret

    async def _tls_for(self, connection: Connection) -> ssl.SSLContext | None:
        plain = connection.base_url.startswith("http://")
        if plain and is_this_computer(connection.host.rsplit(":", 1)[0].strip("[]")):
            return None
        return await self._system_tls()

    async def _system_tls(self) -> ssl.SSLContext:
        # One context for all clients, made once and off the loop: 20-40 ms of
        # CPU that would show as a stall (client-stack.md 3).
        if self._tls is None:
            self._tls = asyncio.ensure_future(asyncio.to_thread(system_tls))
        return await asyncio.shield(self._tls)

    async def _drop_client(self, connection_id: str) -> None:
        if client := self._clients.pop(connection_id, None):
            await client.aclose()


async def _try_out(connection: Connection, client: ServiceClient) -> TestReport:
    listed = await client.models() if connection.capabilities.models_list else None
    began = time.monotonic()
    model = connection.default_model or (listed[0].id if listed else "")
    if not model and connection.kind is ConnectionKind.OCI_API_KEY:
        model = OCI_MODELS[0].id
    if not model:
        if listed is None:
            raise NotFound(status=404, host=connection.host, path="/models")
        return TestReport("", time.monotonic() - began, len(listed))
    hello = Message(
        id=new_id(),
        chat_id="",
        parent_id=None,
        role=Role.USER,
        parts=(TextPart("Reply with the word: ready"),),
        created_at=time.time(),
    )
    request = TurnRequest(model=model, messages=(hello,), store=False)
    await client.run_turn(request, _unheard)
    return TestReport(model, time.monotonic() - began, len(listed or ()))


def _unheard(event: TurnEvent) -> None:
    """A test only asks whether the answer arrives."""
