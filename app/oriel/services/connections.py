"""The connections there are, their keys, and one client for each while it is used."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import Callable, Iterable
from typing import NamedTuple

from oriel.api.access import Access
from oriel.api.client import ServiceClient
from oriel.api.oci_directory import Directory
from oriel.api.vector_store_base import VectorStoreBase, store_bases
from oriel.api.warming import import_wire
from oriel.auth.key_pair import KeyAuth
from oriel.auth.keyring_store import KeyringStatus, SecretStore
from oriel.domain.connections import Connection, ConnectionKind
from oriel.domain.doctor import Check
from oriel.domain.errors import SecretMissing
from oriel.domain.hosted_tools import HostedTools, RemoteMcp
from oriel.domain.model_rules import Catalogue, ModelRules
from oriel.domain.models import ModelInfo
from oriel.domain.regions import OciEndpoints
from oriel.services.credentials import KEPT, Credentials, Typed
from oriel.services.doctor import Doctor
from oriel.services.network import Network
from oriel.services.sessions import Key, Sessions, key_of
from oriel.store.connections import ConnectionTable


class Fixed(NamedTuple):
    """A connection that lives only as long as the program, with its key."""

    connection: Connection
    secret: str

    def __repr__(self) -> str:
        return f"Fixed({self.connection.name!r})"


class Connections:
    """Raises SecretMissing where a key is needed and none is kept; KeyringSilent,
    KeyringUnavailable, CertificateFileUnusable and ProxyRefused come through."""

    def __init__(
        self,
        table: ConnectionTable,
        secrets: SecretStore,
        fixed: Iterable[Fixed] = (),
        *,
        network: Network | None = None,
        sessions: Sessions | None = None,
        catalogue: Catalogue | None = None,
    ) -> None:
        self._table = table
        self._secrets = secrets
        self.network = network or Network(secrets)
        self.sessions = sessions or Sessions(self.network)
        self.catalogue = catalogue or Catalogue()
        self._credentials = Credentials(secrets, self.sessions)
        self._fixed = {f.connection.id: f for f in fixed}
        self._stored: dict[str, Connection] = {}
        self._clients: dict[str, ServiceClient] = {}
        self._dropped = 0  # how often clients were dropped since they were of no use any more
        self._store_places: dict[str, VectorStoreBase] = {}
        self._leaving: set[asyncio.Task[None]] = set()
        self.network.changed = self._drop_clients

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

    async def save(self, connection: Connection, typed: Typed = KEPT) -> None:
        """Keeps a connection, and in the keyring what was typed of its secrets."""
        await self._credentials.keep(connection, typed)
        await self._table.put(connection)
        self._stored[connection.id] = connection
        self._drop_client(connection.id)

    async def delete(self, connection_id: str) -> None:
        """Forgets a connection and its key; chats that used it stay."""
        connection = self._stored.pop(connection_id, None)
        if connection is None:
            return
        await self._table.delete(connection_id)
        self._drop_client(connection_id)
        await self._credentials.forget(connection)

    async def client(self, connection_id: str) -> ServiceClient:
        """The client of a connection, made on first use and kept."""
        if client := self._clients.get(connection_id):
            return client
        while True:
            dropped = self._dropped
            client = await self._open(self.require(connection_id), KEPT)
            if dropped == self._dropped:
                return self._clients.setdefault(connection_id, client)
            # Meanwhile a connection was changed: it may be this one's old address or key.
            await client.aclose()

    def rules(self, connection: Connection, model: str) -> ModelRules | None:
        """What a model is known to take; None where nothing is known of it."""
        return self.catalogue.rules(model) if connection.kind.is_oci else None

    async def authorizations(self, hosted: HostedTools) -> dict[str, str]:
        """By label, the secrets of tool servers that the service connects to."""
        found = {s.label: await self._secrets.get(s.secret_key) for s in hosted.mcp if s.has_secret}
        return {label: secret for label, secret in found.items() if secret}

    async def keep_authorization(self, server: RemoteMcp, secret: str) -> None:
        """Into the keyring; "" removes it."""
        if secret:
            await self._secrets.set(server.secret_key, secret)
        else:
            await self._secrets.delete(server.secret_key)

    async def models(self, connection_id: str) -> list[ModelInfo]:
        """What the picker offers: the service's own list, else the known and the typed ones."""
        connection = self.require(connection_id)
        found: list[ModelInfo] | None = None
        if connection.capabilities.models_list:
            found = await (await self.client(connection_id)).models()
        if not found:
            found = self.catalogue.models(connection.region) if connection.kind.is_oci else []
        known = {model.id for model in found}
        typed = [m for m in (*connection.models, connection.default_model) if m and m not in known]
        return [ModelInfo(m) for m in dict.fromkeys(typed)] + found

    def store_place(self, connection: Connection) -> VectorStoreBase:
        """Where the vector stores of a connection are asked for: what one has found, all know
        while the program runs."""
        bases = store_bases(connection, self.sessions.endpoints(connection.region))
        known = self._store_places.get(connection.id)
        if known is None or not known.is_of(bases):
            known = self._store_places[connection.id] = VectorStoreBase(bases)
        return known

    async def examine(
        self, connection: Connection, typed: Typed, emit: Callable[[Check], None]
    ) -> list[Check]:
        """Tries a connection out part by part (services/doctor.py)."""
        opened: list[ServiceClient] = []

        async def open_client() -> ServiceClient:
            opened.append(await self._open(connection, typed))
            return opened[-1]

        async def tls_for(asked: Connection) -> ssl.SSLContext | None:
            return await self.network.tls_for(asked.base_url)

        async def list_stores(client: ServiceClient) -> None:
            stores = self.store_place(connection)
            await stores.run(lambda base: client.probe(f"{base}/vector_stores"))

        doctor = Doctor(tls_for, self.network.proxy_for, list_stores=list_stores)
        try:
            return await doctor.examine(connection, open_client, emit)
        finally:
            await asyncio.gather(*(client.aclose() for client in opened))

    async def directory(
        self, draft: Connection, typed: Typed, endpoints: OciEndpoints
    ) -> Directory:
        """The control plane's lists, for whoever signs for `draft`. Close it after use."""
        return Directory(
            draft,
            endpoints,
            await self._access(draft, typed),
            await self.network.tls_for(endpoints.control),
            proxy=await self.network.proxy_for(endpoints.control),
        )

    async def try_signer(self, connection: Connection, typed: Typed) -> None:
        """Opens a connection's signing key once. Raises ProfileUnusable, PassPhraseNeeded,
        PrincipalUnavailable."""
        await self._credentials.try_signer(connection, typed)

    def session(self, connection_id: str) -> float | None:
        """When a connection's browser session ends (Sessions.expires)."""
        connection = self.get(connection_id)
        if connection is None or connection.kind is not ConnectionKind.OCI_PROFILE:
            return None
        return self.sessions.expires(connection)

    def watch_sessions(self, ended: Callable[[str], None], renewed: Callable[[str], None]) -> None:
        """Tells of sessions by the ids of the connections that use them."""
        self.sessions.ended = lambda key: self._tell(key, ended)
        self.sessions.renewed = lambda key: self._tell(key, renewed)

    async def keyring_status(self) -> KeyringStatus:
        return await self._secrets.status()

    async def warm_up(self) -> None:
        """Imports what requests need and builds the TLS context, in threads, before
        somebody waits for it."""
        await asyncio.to_thread(import_wire)
        if any(c.base_url.startswith("https://") for c in self.all()):
            await self.network.tls()

    async def aclose(self) -> None:
        for connection_id in list(self._clients):
            self._drop_client(connection_id)
        await asyncio.gather(*self._leaving, return_exceptions=True)
        await self.sessions.aclose()
        await self.network.aclose()

    async def _open(self, connection: Connection, typed: Typed) -> ServiceClient:
        return ServiceClient(
            connection,
            tls=await self.network.tls_for(connection.base_url),
            pace=self.network.pace,
            access=await self._access(connection, typed),
            proxy=await self.network.proxy_for(connection.base_url),
            catalogue=self.catalogue,
        )

    async def _access(self, connection: Connection, typed: Typed) -> Access:
        fixed = self._fixed.get(connection.id)
        if fixed is not None and typed.secret is None:
            return Access(KeyAuth([fixed.secret]) if fixed.secret else None, (fixed.secret,))
        return await self._credentials.access(connection, typed)

    def _tell(self, key: Key, told: Callable[[str], None]) -> None:
        for connection in self._stored.values():
            if connection.kind is ConnectionKind.OCI_PROFILE and key_of(connection) == key:
                told(connection.id)

    def _drop_clients(self) -> None:
        """The network has changed: the next request of each gets a new client."""
        self._dropped += 1
        for connection_id in list(self._clients):
            self._drop_client(connection_id)

    def _drop_client(self, connection_id: str) -> None:
        self._dropped += 1
        if client := self._clients.pop(connection_id, None):
            task = asyncio.ensure_future(client.aclose())
            self._leaving.add(task)
            task.add_done_callback(self._leaving.discard)
