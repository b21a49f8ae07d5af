"""Tools that run on this computer: the servers they come from, and what they give back.

A server's key and the values of its environment are not here: the keyring holds them
under `secret_key`. How a tool is named for a model is in domain/tool_names.py.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass, field, fields
from enum import StrEnum
from typing import Any
from urllib.parse import urlsplit

from oriel.domain.connections import checked_base_url
from oriel.domain.errors import AppError
from oriel.domain.parts import ImagePart

BUILT_IN = ""  # the server_id of the tools inside Oriel
TIMEOUT_S = 60.0
LONGEST_TIMEOUT_S = 7 * 86400.0  # past a month the loop cannot set a timer


class Transport(StrEnum):
    """How a server is spoken to."""

    STDIO = "stdio"  # a program started here, over its standard input and output
    HTTP = "http"  # MCP's "streamable HTTP"


@dataclass(frozen=True, slots=True, kw_only=True)
class ToolServer:
    """One MCP server.

    `command` is the program and its arguments (STDIO); `env_names` are the variables it
    gets besides PATH, HOME and LANG, whose values lie in the keyring. `url` is its
    address (HTTP), and `has_secret` says whether the keyring holds a bearer token for
    it. `timeout_s` is how many seconds a call may stay without a sign of life.
    """

    id: str
    name: str
    transport: Transport
    command: tuple[str, ...] = ()
    env_names: tuple[str, ...] = ()
    url: str = ""
    has_secret: bool = False
    enabled: bool = True
    timeout_s: float = TIMEOUT_S

    @property
    def secret_key(self) -> str:
        """The name under which the keyring holds this server's secrets."""
        return f"tool_server:{self.id}"

    @property
    def host(self) -> str:
        """Host and port of an HTTP server, "" otherwise."""
        return urlsplit(self.url).netloc


@dataclass(frozen=True, slots=True)
class Tool:
    """A tool as a model is offered it.

    `name` is what the model sees (domain/tool_names.py), `server_tool` what the server
    calls it, `server_id` whose it is ("" for the ones built in). `parameters` is a JSON
    Schema object. `read_only` and `destructive` are what the server says of it.
    """

    name: str
    title: str
    description: str
    parameters: dict[str, Any]
    server_id: str = BUILT_IN
    server_tool: str = ""
    read_only: bool = False
    destructive: bool = False


@dataclass(frozen=True, slots=True)
class ToolOutcome:
    """What a call gave. `failed` says that the tool itself reports a failure, which is the
    model's to read; `structured` is a JSON object, where the tool gives one."""

    text: str
    failed: bool = False
    images: tuple[ImagePart, ...] = ()
    structured: dict[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class ToolProgress:
    """How far a running call is: `done` of `total` (None when not known)."""

    done: float
    total: float | None = None
    message: str = ""


class ServerState(StrEnum):
    """Where a server is in its life here."""

    STOPPED = "stopped"
    STARTING = "starting"
    READY = "ready"
    FAILED = "failed"  # it did not start, or is gone; the next use may start it again


@dataclass(frozen=True, slots=True)
class ServerStatus:
    """What is to be shown of a server. `tools` are those it offered last, `error` why it
    has failed, `last_words` the end of what its program said on stderr."""

    state: ServerState = ServerState.STOPPED
    tools: tuple[Tool, ...] = ()
    error: AppError | None = None
    last_words: str = ""


@dataclass(frozen=True, slots=True)
class ServerSecrets:
    """What the keyring holds for one server: a bearer token, and values by variable."""

    token: str = field(default="", repr=False)
    env: tuple[tuple[str, str], ...] = field(default=(), repr=False)

    @property
    def values(self) -> tuple[str, ...]:
        """What must be blotted out wherever it shows up."""
        return tuple(value for value in (self.token, *(v for _, v in self.env)) if value)


NO_SECRETS = ServerSecrets()


def checked_server_url(typed: str) -> str:
    """A typed address of a server, scheme added. Raises AddressInvalid: see checked_base_url."""
    return checked_base_url(typed)


def tool_server_to_json(server: ToolServer) -> dict[str, Any]:
    """A server as a JSON object, free of secrets."""
    return asdict(server)


def tool_server_from_json(raw: dict[str, Any]) -> ToolServer:
    """The inverse; fields this version does not know are left out. Raises KeyError,
    TypeError or ValueError for what is no tool server."""
    known = {f.name for f in fields(ToolServer)}
    values = {name: value for name, value in raw.items() if name in known}
    values["transport"] = Transport(values["transport"])
    for name in ("command", "env_names"):
        values[name] = tuple(str(word) for word in _listed(values.get(name, [])))
    timeout_s = values.get("timeout_s", TIMEOUT_S)
    sound = type(timeout_s) in (int, float) and 0 < timeout_s <= LONGEST_TIMEOUT_S
    values["timeout_s"] = float(timeout_s) if sound else TIMEOUT_S
    server = ToolServer(**values)
    if not all(isinstance(text, str) for text in (server.id, server.name, server.url)):
        raise TypeError("a name or an address that is no text")
    return server


def _listed(raw: Any) -> list[Any] | tuple[Any, ...]:
    if not isinstance(raw, list | tuple):  # a text would come apart into its letters
        raise TypeError("no list")
    return raw
