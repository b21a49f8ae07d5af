"""What the popup shows: the chat's tools, and which of them can be had, and why others cannot."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from oriel.domain.chat_settings import USUAL_SETTINGS, ChatSettings
from oriel.domain.connections import Connection
from oriel.domain.hosted_tools import (
    CodeInterpreter,
    FileSearch,
    HostedTools,
    ImageGeneration,
    RemoteMcp,
    WebSearch,
    XSearch,
)
from oriel.domain.model_rules import ModelRules
from oriel.domain.tools import BUILT_IN, ServerStatus, ToolServer

HOSTED = ("file_search", "code_interpreter", "web_search", "x_search", "image_generation")
MCP = "mcp"
HERE = "here"  # the tools of this computer
REMOTE_KEY, SERVER_KEY, BUILT_IN_KEY = "remote:", "server:", "built_in"
Hosted = FileSearch | CodeInterpreter | WebSearch | XSearch | ImageGeneration
_FRESH: dict[str, Hosted] = {
    "file_search": FileSearch(),
    "code_interpreter": CodeInterpreter(),
    "web_search": WebSearch(),
    "x_search": XSearch(),
    "image_generation": ImageGeneration(),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Situation:
    """`missing` has a code for each kind (HOSTED, MCP, HERE) that cannot be had:
    "connection", "model" or "no_connection". `remotes` are the servers known here that a
    service can connect to, `servers` those on this computer with their status."""

    settings: ChatSettings = USUAL_SETTINGS
    missing: dict[str, str] = field(default_factory=dict)
    connection_id: str = ""
    has_stores: bool = False
    has_containers: bool = False
    model: str = ""
    remotes: tuple[RemoteMcp, ...] = ()
    servers: tuple[tuple[ToolServer, ServerStatus], ...] = ()
    folders: tuple[Path, ...] = ()

    @property
    def all_remotes(self) -> tuple[RemoteMcp, ...]:
        """Those known here, and those only the chat knows; as the chat has them."""
        on = {remote.label: remote for remote in self.settings.hosted.mcp}
        known = [on.pop(remote.label, remote) for remote in self.remotes]
        return (*known, *on.values())

    @property
    def count(self) -> int:
        """How many tools are on and can be had."""
        hosted = self.settings.hosted
        at_service = sum(
            1 for kind in HOSTED if getattr(hosted, kind) is not None and kind not in self.missing
        )
        remote = 0 if MCP in self.missing else len(hosted.mcp)
        usable = {BUILT_IN, *(server.id for server, _ in self.servers if server.enabled)}
        here = 0 if HERE in self.missing else len(usable.intersection(self.settings.local_tools))
        return at_service + remote + here


def missing_tools(connection: Connection | None, rules: ModelRules | None) -> dict[str, str]:
    """What cannot be had with a connection and a model, with the code why."""
    if connection is None:
        return dict.fromkeys((*HOSTED, MCP, HERE), "no_connection")
    missing: dict[str, str] = {}
    if not connection.capabilities.hosted_tools:
        missing = dict.fromkeys((*HOSTED, MCP), "connection")
    elif rules is not None and rules.hosted_tools is not None:
        kinds = {*HOSTED, MCP}.difference(rules.hosted_tools)
        missing = dict.fromkeys(kinds, "model")
    if rules is not None and not rules.client_tools:
        missing[HERE] = "model"
    return missing


def fresh(kind: str) -> Hosted:
    """A tool of HOSTED as it is when it was never set up."""
    return _FRESH[kind]


def with_tool(hosted: HostedTools, kind: str, value: Hosted | None) -> HostedTools:
    """The same with one tool of HOSTED set up, or off (None)."""
    changed: dict[str, Any] = {kind: value}
    return replace(hosted, **changed)


def with_remote(hosted: HostedTools, label: str, remote: RemoteMcp | None) -> HostedTools:
    """The same with the server of that label replaced, added or off (None)."""
    labels = [known.label for known in hosted.mcp]
    if remote is not None and label in labels:
        at = labels.index(label)
        return replace(hosted, mcp=(*hosted.mcp[:at], remote, *hosted.mcp[at + 1 :]))
    kept = tuple(known for known in hosted.mcp if known.label != label)
    return replace(hosted, mcp=kept if remote is None else (*kept, remote))


def ready(kind: str, value: Hosted) -> bool:
    """Whether a tool can be switched on as it is: a search needs something to search in."""
    return not isinstance(value, FileSearch) or bool(value.store_ids)
