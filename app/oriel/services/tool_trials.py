"""Tries a tool server as it stands in a form: started, asked for its tools, ended."""

from __future__ import annotations

from dataclasses import dataclass, replace

from oriel.auth.keyring_store import SecretStore
from oriel.domain.errors import AppError
from oriel.domain.tools import (
    ServerSecrets,
    Tool,
    ToolServer,
    Transport,
    checked_server_url,
)
from oriel.services.network import Network
from oriel.services.tool_secrets import KEPT, ToolSecrets, TypedSecrets
from oriel.services.tool_ways import way_to
from oriel.tools.mcp_server import START_S, McpServer


@dataclass(frozen=True, slots=True)
class Trial:
    """What a server offers; or why it does not, and what its program said last on stderr."""

    tools: tuple[Tool, ...] = ()
    error: AppError | None = None
    last_words: str = ""


class ToolTrials:
    """Nothing of a trial is kept, and nothing of it runs when it is over."""

    def __init__(self, secrets: SecretStore, network: Network, *, start_s: float = START_S) -> None:
        self._secrets = ToolSecrets(secrets)
        self._network = network
        self._start_s = start_s

    async def run(self, server: ToolServer, typed: TypedSecrets = KEPT) -> Trial:
        """Starts `server` with the secrets that are kept and those just typed. Cancelling
        ends it."""
        try:
            if server.transport is Transport.HTTP:
                server = replace(server, url=checked_server_url(server.url))
            secrets = await self._with_typed(server, typed)
            made = McpServer(
                server, secrets, await way_to(server, self._network), start_s=self._start_s
            )
        except AppError as error:
            return Trial(error=error)
        try:
            await made.start()
            return Trial(await made.list_tools())
        except AppError as error:
            return Trial(error=error, last_words=made.last_words)
        finally:
            await made.aclose()

    async def _with_typed(self, server: ToolServer, typed: TypedSecrets) -> ServerSecrets:
        asked = tuple(name for name in server.env_names if name not in typed.env)
        needs_token = server.has_secret and typed.token is None
        kept = await self._secrets.of(replace(server, env_names=asked, has_secret=needs_token))
        values = {**dict(kept.env), **typed.env}
        env = tuple((name, values[name]) for name in server.env_names)
        token = kept.token if typed.token is None else typed.token.strip()
        return ServerSecrets(token, env)
