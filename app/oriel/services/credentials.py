"""What lets a connection's requests in: keys from the keyring, signers, shared sessions.

The only place that knows which part of auth belongs to which kind of connection.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

from oriel.api.access import Access
from oriel.auth.key_pair import KeyAuth
from oriel.auth.keyring_store import SecretStore
from oriel.auth.oci_auth import OciAuth
from oriel.auth.oci_config import config_path
from oriel.auth.oci_signers import Principal, ProfileKeys
from oriel.auth.signer_source import SignerSource
from oriel.domain.connections import Connection, ConnectionKind
from oriel.domain.errors import CredentialRefused, SecretMissing
from oriel.services.sessions import Sessions

_PRINCIPALS = {
    ConnectionKind.OCI_INSTANCE: "instance",
    ConnectionKind.OCI_RESOURCE: "resource",
    ConnectionKind.OCI_OKE: "oke",
}


@dataclass(frozen=True, slots=True)
class Typed:
    """Secrets as they were just typed; None means the kept ones."""

    secret: str | None = field(default=None, repr=False)
    second: str | None = field(default=None, repr=False)


KEPT = Typed()


class Credentials:
    """Raises SecretMissing where a key is needed and none is kept; KeyringSilent and
    KeyringUnavailable come through, ProfileUnusable and the like when signing begins."""

    def __init__(self, secrets: SecretStore, sessions: Sessions) -> None:
        self._secrets = secrets
        self.sessions = sessions

    async def access(self, connection: Connection, typed: Typed = KEPT) -> Access:
        """What the connection's client sends with each request."""
        kind = connection.kind
        if kind.uses_iam:
            return Access(OciAuth(await self._source(connection, typed)))
        keys = await self.keys(connection, typed)
        if any(not (key.isascii() and key.isprintable()) for key in keys):
            raise CredentialRefused(status=401, service_code="key_malformed", host=connection.host)
        return Access(KeyAuth(keys) if keys else None, tuple(keys))

    async def try_signer(self, connection: Connection, typed: Typed) -> None:
        """Gets a connection's signer once. Raises as `access` and SignerSource.signer."""
        await (await self._source(connection, typed)).signer()

    async def keys(self, connection: Connection, typed: Typed = KEPT) -> list[str]:
        """The connection's API keys, one or the two of a pair; none where none is needed."""
        first = typed.secret
        if first is None and connection.needs_key:
            first = await self._secrets.get(connection.secret_key)
            if first is None:
                raise SecretMissing(connection=connection.name)
        second = typed.second
        if second is None and connection.has_second_key:
            second = await self._secrets.get(connection.second_secret_key)
        return [key.strip() for key in (first, second) if key and key.strip()]

    async def keep(self, connection: Connection, typed: Typed) -> None:
        """Puts what was typed into the keyring."""
        if typed.secret is not None:
            await self._secrets.set(connection.secret_key, typed.secret)
        if typed.second is not None:
            await self._secrets.set(connection.second_secret_key, typed.second)

    async def forget(self, connection: Connection) -> None:
        await self._secrets.delete(connection.secret_key)
        if connection.has_second_key:
            await self._secrets.delete(connection.second_secret_key)

    async def _source(self, connection: Connection, typed: Typed) -> SignerSource:
        if connection.kind is not ConnectionKind.OCI_PROFILE:
            return Principal(_PRINCIPALS[connection.kind])
        if await self.sessions.is_session(connection):
            return await self.sessions.of(connection)
        path = config_path(connection.config_file)
        return ProfileKeys(path, connection.profile, self._phrase(connection, typed))

    def _phrase(self, connection: Connection, typed: Typed) -> Callable[[], Awaitable[str | None]]:
        async def phrase() -> str | None:
            if typed.secret is not None:
                return typed.secret
            return await self._secrets.get(connection.secret_key)

        return phrase
