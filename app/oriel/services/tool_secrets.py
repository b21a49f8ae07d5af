"""The secrets of tool servers: a bearer token and values of variables, in the keyring."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from oriel.auth.keyring_store import SecretStore
from oriel.domain.errors import ToolServerUnstartable
from oriel.domain.tools import ServerSecrets, ToolServer


@dataclass(frozen=True, slots=True)
class TypedSecrets:
    """Secrets as they were just typed. `token` None leaves the kept one, "" forgets it; of
    `env` only the values that were typed anew need to be there."""

    token: str | None = field(default=None, repr=False)
    env: Mapping[str, str] = field(default_factory=dict, repr=False)


KEPT = TypedSecrets()


class ToolSecrets:
    """KeyringSilent and KeyringUnavailable come through."""

    def __init__(self, secrets: SecretStore) -> None:
        self._secrets = secrets

    async def keep(self, server: ToolServer, typed: TypedSecrets) -> ToolServer:
        """Puts what was typed into the keyring; the server as it is to be kept then."""
        kept = await self._read(server)
        token = kept.token if typed.token is None else typed.token.strip()
        values = {**dict(kept.env), **typed.env}
        env = {name: values[name] for name in server.env_names if name in values}
        if token or env:
            await self._secrets.set(server.secret_key, json.dumps({"token": token, "env": env}))
        else:
            await self._secrets.delete(server.secret_key)
        return replace(server, has_secret=bool(token))

    async def of(self, server: ToolServer) -> ServerSecrets:
        """All that the server needs. Raises ToolServerUnstartable when something of it is
        not kept, or cannot be sent."""
        if not server.has_secret and not server.env_names:
            return ServerSecrets()
        kept = await self._read(server)
        missing = set(server.env_names) - {name for name, _ in kept.env}
        token = kept.token if server.has_secret else ""
        sendable = token.isascii() and token.isprintable()
        if missing or not sendable or (server.has_secret and not token):
            detail = ", ".join(sorted(missing))
            raise ToolServerUnstartable(server=server.name, reason="secret", detail=detail)
        return ServerSecrets(token, kept.env)

    async def forget(self, server: ToolServer) -> None:
        await self._secrets.delete(server.secret_key)

    async def _read(self, server: ToolServer) -> ServerSecrets:
        try:
            raw: Any = json.loads(await self._secrets.get(server.secret_key) or "{}")
            env = tuple((str(name), str(value)) for name, value in raw["env"].items())
            return ServerSecrets(str(raw["token"]), env)
        except (ValueError, TypeError, KeyError, AttributeError):
            return ServerSecrets()
