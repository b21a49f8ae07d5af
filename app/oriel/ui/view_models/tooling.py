"""Tools as a person sets them up: what a service offers, servers here, and what was allowed."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Sequence
from dataclasses import asdict, fields, replace
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, Signal

from oriel.domain.approvals import Remembered
from oriel.domain.connections import Connection
from oriel.domain.errors import AppError
from oriel.domain.hosted_tools import ApprovalRule, HostedTools, RemoteMcp
from oriel.domain.model_rules import ModelRules
from oriel.domain.tools import ServerStatus, ToolServer
from oriel.services.approvals import Approvals
from oriel.services.connections import Connections
from oriel.services.tasks import TaskScope
from oriel.services.tool_imports import Found
from oriel.services.tool_offers import ToolOffers
from oriel.services.tool_secrets import KEPT, TypedSecrets
from oriel.services.tool_servers import ToolServers
from oriel.services.tool_trials import ToolTrials


class ToolingViewModel(QObject):
    """`stores_listed(connection id, list[StoreOffer])`, `stores_failed(connection id,
    AppError)`, the same for containers; `server_changed(id)` when a server's status or
    settings are others, `saved(ToolServer, whether it is new)`, `not_saved(AppError)`,
    `deleted(id)`, `tried(Trial)`, `taken(how many)`; `remote_kept(RemoteMcp, the one before
    or None)`, `remote_not_kept(AppError)`; `ledger_read(list[Remembered])`, newest first."""

    stores_listed = Signal(str, object)
    stores_failed = Signal(str, object)
    containers_listed = Signal(str, object)
    containers_failed = Signal(str, object)
    server_changed = Signal(str)
    saved = Signal(object, bool)
    not_saved = Signal(object)
    deleted = Signal(str)
    tried = Signal(object)
    taken = Signal(int)
    remote_kept = Signal(object, object)
    remote_not_kept = Signal(object)
    ledger_read = Signal(object)
    failed = Signal(object)

    def __init__(
        self,
        servers: ToolServers,
        trials: ToolTrials,
        offers: ToolOffers,
        connections: Connections,
        ledgers: Sequence[Approvals],
        remotes: Iterable[RemoteMcp] = (),
    ) -> None:
        super().__init__()
        self._servers = servers
        self._trials = trials
        self._offers = offers
        self._connections = connections
        self._ledgers = ledgers
        self._scope = TaskScope(self.failed.emit)
        self._trial: asyncio.Task[Any] | None = None
        self.remotes = list(remotes)
        servers.changed = self.server_changed.emit

    # Facts

    @property
    def servers(self) -> list[ToolServer]:
        """The tool servers on this computer, in the order they were added."""
        return self._servers.all()

    def server(self, server_id: str) -> ToolServer | None:
        return self._servers.get(server_id)

    def status(self, server_id: str) -> ServerStatus:
        return self._servers.status(server_id)

    def rules(self, connection: Connection, model: str) -> ModelRules | None:
        """What a model is known to take; None where nothing is known of it."""
        return self._connections.rules(connection, model)

    @property
    def folders(self) -> tuple[Path, ...]:
        """Where the built-in tools may read."""
        return self._servers.allowed.folders

    def kept(self) -> dict[str, Any]:
        """What the settings file keeps of this."""
        return {
            "tool_folders": [str(folder) for folder in self.folders],
            "remote_tools": [asdict(remote) for remote in self.remotes],
        }

    # Wishes

    def list_stores(self, connection_id: str) -> None:
        self._scope.start_if_open(self._list_stores(connection_id), "list stores")

    def list_containers(self, connection_id: str) -> None:
        self._scope.start_if_open(self._list_containers(connection_id), "list containers")

    def allow_folders(self, folders: Iterable[Path]) -> None:
        self._servers.allowed = replace(self._servers.allowed, folders=tuple(folders))

    def start(self, server_id: str) -> None:
        """Starts a server if it does not run; its status says what came of it."""
        self._scope.start_if_open(self._started(server_id), "start tool server")

    def restart(self, server_id: str) -> None:
        self._scope.start_if_open(self._restarted(server_id), "restart tool server")

    def save(self, server: ToolServer, typed: TypedSecrets = KEPT) -> None:
        self._scope.start_if_open(self._save(server, typed), "save tool server")

    def enable(self, server_id: str, enabled: bool) -> None:
        """Switches a server on or off for all chats."""
        if server := self._servers.get(server_id):
            self.save(replace(server, enabled=enabled))

    def take(self, found: Sequence[Found]) -> None:
        """Keeps servers of another program's list."""
        self._scope.start_if_open(self._take(found), "take tool servers")

    def delete(self, server_id: str) -> None:
        self._scope.start_if_open(self._delete(server_id), "delete tool server")

    def try_out(self, server: ToolServer, typed: TypedSecrets) -> None:
        """Starts a server as it stands in a form; the trial before it ends."""
        self.cancel_trial()
        self._trial = self._scope.start_if_open(self._try(server, typed), "try tool server")

    def cancel_trial(self) -> None:
        if self._trial is not None:
            self._trial.cancel()
            self._trial = None

    def keep_remote(self, remote: RemoteMcp, before: RemoteMcp | None, secret: str | None) -> None:
        """Adds a server that the service connects to, or puts it in the place of `before`.
        `secret` None leaves the kept authorization, "" forgets it."""
        self._scope.start_if_open(self._keep_remote(remote, before, secret), "keep remote tools")

    def forget_remote(self, remote: RemoteMcp) -> None:
        self._scope.start_if_open(self._forget_remote(remote), "forget remote tools")

    def network_changed(self) -> None:
        """Servers over HTTP are reached by the new settings from their next use on."""
        self._scope.start_if_open(self._servers.network_changed(), "tools by the new network")

    def read_ledger(self) -> None:
        self._scope.start_if_open(self._read_ledger(), "read the ledger")

    def revoke(self, lines: Sequence[Remembered]) -> None:
        """From now on the person is asked again."""
        self._scope.start_if_open(self._revoke(lines), "revoke")

    async def aclose(self) -> None:
        await self._scope.aclose()

    # Inside

    async def _list_stores(self, connection_id: str) -> None:
        try:
            found = await self._offers.stores(connection_id)
        except AppError as error:
            self.stores_failed.emit(connection_id, error)
        else:
            self.stores_listed.emit(connection_id, found)

    async def _list_containers(self, connection_id: str) -> None:
        try:
            found = await self._offers.containers(connection_id)
        except AppError as error:
            self.containers_failed.emit(connection_id, error)
        else:
            self.containers_listed.emit(connection_id, found)

    async def _started(self, server_id: str) -> None:
        await self._servers.tools([server_id])

    async def _restarted(self, server_id: str) -> None:
        await self._servers.stop(server_id)
        await self._servers.tools([server_id])

    async def _save(self, server: ToolServer, typed: TypedSecrets) -> None:
        new = self._servers.get(server.id) is None
        try:
            saved = await self._servers.save(server, typed)
        except AppError as error:
            self.not_saved.emit(error)
        else:
            self.saved.emit(saved, new)

    async def _take(self, found: Sequence[Found]) -> None:
        try:
            for each in found:
                await self._servers.save(each.server, each.secrets)
        except AppError as error:
            self.not_saved.emit(error)
        else:
            self.taken.emit(len(found))

    async def _delete(self, server_id: str) -> None:
        await self._servers.delete(server_id)
        self.deleted.emit(server_id)

    async def _try(self, server: ToolServer, typed: TypedSecrets) -> None:
        self.tried.emit(await self._trials.run(server, typed))

    async def _keep_remote(
        self, remote: RemoteMcp, before: RemoteMcp | None, secret: str | None
    ) -> None:
        moved = before is not None and before.secret_key != remote.secret_key
        try:
            if moved and before is not None and before.has_secret:
                if secret is None:  # it goes along to its new name
                    kept = await self._connections.authorizations(HostedTools(mcp=(before,)))
                    secret = kept.get(before.label, "")
                await self._connections.keep_authorization(before, "")
            if secret is not None:
                await self._connections.keep_authorization(remote, secret)
                remote = replace(remote, has_secret=bool(secret))
        except AppError as error:
            self.remote_not_kept.emit(error)
            return
        self._put_remote(remote, before)
        self.remote_kept.emit(remote, before)

    def _put_remote(self, remote: RemoteMcp, before: RemoteMcp | None) -> None:
        taken = {remote.label, before.label if before else ""}
        at = next((n for n, known in enumerate(self.remotes) if known.label in taken), None)
        self.remotes = [known for known in self.remotes if known.label not in taken]
        self.remotes.insert(len(self.remotes) if at is None else at, remote)

    async def _forget_remote(self, remote: RemoteMcp) -> None:
        self.remotes = [known for known in self.remotes if known.label != remote.label]
        if remote.has_secret:
            await self._connections.keep_authorization(remote, "")

    async def _read_ledger(self) -> None:
        lines = [line for ledger in self._ledgers for line in await ledger.ledger()]
        self.ledger_read.emit(sorted(lines, key=lambda line: -line.decided_at))

    async def _revoke(self, lines: Sequence[Remembered]) -> None:
        for line in lines:
            for ledger in self._ledgers:
                await ledger.revoke(line)
        await self._read_ledger()


def remotes_from(kept: Iterable[Any]) -> list[RemoteMcp]:
    """Servers as `kept` gave them; what cannot be read is left out."""
    known = {f.name for f in fields(RemoteMcp)}
    found = []
    for raw in kept:
        try:
            values = {name: value for name, value in raw.items() if name in known}
            values["allowed_tools"] = tuple(map(str, values.get("allowed_tools", ())))
            values["approval"] = ApprovalRule(values.get("approval", ApprovalRule.ALWAYS))
            found.append(RemoteMcp(**values))
        except (AttributeError, TypeError, ValueError):
            continue
    return found
