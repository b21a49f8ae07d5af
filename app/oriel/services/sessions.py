"""The browser sign-ins in use: one live session for each profile, whoever uses it."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

from oriel.api.access import Access
from oriel.api.http import Wire
from oriel.auth.oci_auth import OciAuth
from oriel.auth.oci_config import config_path, read_profiles
from oriel.auth.session import Session
from oriel.domain.connections import Connection
from oriel.domain.errors import AppError, CredentialRefused
from oriel.domain.profiles import ProfileKind
from oriel.domain.regions import OciEndpoints, oci_endpoints
from oriel.services.network import Network
from oriel.services.tasks import TaskScope

Key = tuple[Path, str]
_log = logging.getLogger(__name__)


class Sessions:
    """`ended` and `renewed` hear the key (config file, profile) of a session.

    Sessions live until `aclose`; each is kept fresh by a task of its own.
    """

    def __init__(
        self, network: Network, endpoints: Callable[[str], OciEndpoints] = oci_endpoints
    ) -> None:
        self._network = network
        self.endpoints = endpoints
        self._live: dict[Key, Session] = {}
        self._scope = TaskScope(lambda error: _log.warning("a session: %s", error))
        self.ended: Callable[[Key], None] | None = None
        self.renewed: Callable[[Key], None] = lambda key: None

    async def is_session(self, connection: Connection) -> bool:
        """Whether a connection's profile is one with a session token."""
        path, name = key_of(connection)
        if (path, name) in self._live:
            return True
        profiles = await asyncio.to_thread(read_profiles, path)
        return any(p.name == name and p.kind is ProfileKind.SESSION for p in profiles)

    async def of(self, connection: Connection) -> Session:
        """The session of a connection's profile, shared by all who use it."""
        key = key_of(connection)
        if key not in self._live:
            refresh = partial(self._refresh, connection)
            ended = partial(self._on_ended, key) if self.ended is not None else None
            session = self._live[key] = Session(*key, refresh, ended)
            self._scope.start(self._keep_fresh(session), "session")
        return self._live[key]

    def expires(self, connection: Connection) -> float | None:
        """Epoch seconds, 0 when not known yet or over; None when it has no live session."""
        session = self._live.get(key_of(connection))
        if session is None:
            return None
        return 0.0 if session.ended else session.expires

    async def signed_in(self, path: Path, profile: str) -> None:
        """The files of a profile are new: whoever waits goes on."""
        session = self._live.get((path, profile))
        if session is not None:
            await session.signed_in()
            self.renewed((path, profile))

    async def aclose(self) -> None:
        for session in self._live.values():
            session.give_up()
        await self._scope.aclose()

    def _on_ended(self, key: Key) -> None:
        if self.ended is not None:
            self.ended(key)

    async def _keep_fresh(self, session: Session) -> None:
        try:
            await session.keep_fresh()
        except AppError as error:
            # Whoever sends a request hears it in full.
            _log.info("a session is not kept fresh: %s", error)

    async def _refresh(self, connection: Connection, signer: Any, token: str) -> str | None:
        """A newer token from Oracle, None when it says no. Raises Unreachable and the like."""
        address = self.endpoints(connection.region).auth
        bare = replace(connection, base_url=address, project_id="", headers=())
        wire = Wire(
            bare,
            "",
            await self._network.tls_for(address),
            self._network.pace,
            Access(OciAuth(_Just(signer)), (token,)),
            await self._network.proxy_for(address),
        )
        try:
            body = {"currentToken": token}
            answer = await wire.call("POST", "/v1/authentication/refresh", body=body)
        except CredentialRefused:
            return None
        finally:
            await wire.aclose()
        found = answer.get("token") if isinstance(answer, dict) else None
        return found if isinstance(found, str) else None


class _Just:
    """One signer, and no other after it."""

    in_thread = False

    def __init__(self, signer: Any) -> None:
        self._signer = signer

    async def signer(self) -> Any:
        return self._signer

    async def renewed(self, refused: Any) -> None:
        return None


def key_of(connection: Connection) -> Key:
    return config_path(connection.config_file), connection.profile
