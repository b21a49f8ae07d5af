"""Reads the lists of tool servers that other programs keep: JSON with `mcpServers`.

What is secret in them (values of variables, bearer tokens) is parted from what is kept
beside the history.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

from oriel.domain.errors import AddressInvalid
from oriel.domain.messages import new_id
from oriel.domain.tools import TIMEOUT_S, ToolServer, Transport, checked_server_url
from oriel.services.tool_secrets import TypedSecrets

LISTS = ("mcpServers", "servers", "mcp_servers", "context_servers")
_SECRET_WORD = re.compile(
    r"(?i)\b(sk-|ghp_|xox[abp]-)|(api[-_]?key|token|secret|passw)[\w-]*[=:]\S"
)
_SECRET_FLAG = re.compile(r"(?i)^--?[\w-]*(api[-_]?key|token|secret|password)$")
_PLACEHOLDER = re.compile(r"\$\{[^}]*\}")


@dataclass(frozen=True, slots=True)
class Found:
    """A server of the list and its secrets. `remarks` are codes of what to look at:
    "secret_in_command", "placeholder" (a value the other program would have asked for),
    "header:NAME" (left out), "folder" (it was to run in a folder of its own)."""

    server: ToolServer
    secrets: TypedSecrets = field(default_factory=TypedSecrets)
    remarks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Refused:
    """An entry that cannot be taken: `reason` is "sse", "address", "nothing" (neither a
    command nor an address) or "unreadable"."""

    name: str
    reason: str


@dataclass(frozen=True, slots=True)
class Imported:
    found: tuple[Found, ...] = ()
    refused: tuple[Refused, ...] = ()


class NoServerList(Exception):
    """The text is no list of tool servers: `reason` is "json" or "list", `line` where."""

    def __init__(self, reason: str, line: int = 0) -> None:
        super().__init__(reason)
        self.reason, self.line = reason, line


def read_servers(text: str) -> Imported:
    """The servers in a text as other programs keep it. Raises NoServerList."""
    try:
        raw = json.loads(text)
    except json.JSONDecodeError as error:
        # Its words may quote the text, which holds secrets.
        raise NoServerList("json", error.lineno) from None
    except RecursionError:
        raise NoServerList("json") from None
    found: list[Found] = []
    refused: list[Refused] = []
    for name, entry in _entries(raw).items():
        read = _entry(name, entry)
        if isinstance(read, Found):
            found.append(read)
        else:
            refused.append(read)
    if not found and not refused:
        raise NoServerList("list")
    return Imported(tuple(found), tuple(refused))


def looks_secret(command: tuple[str, ...]) -> bool:
    """Whether a word of a command looks like a key, which everybody here could read."""
    flagged = any(_SECRET_FLAG.match(word) and value for word, value in pairwise(command))
    return flagged or any(map(_SECRET_WORD.search, command))


def without_secrets(command: tuple[str, ...]) -> tuple[str, ...]:
    """The command with what looks like a key replaced by a sign that there was one."""
    before = ("", *command)
    return tuple(
        "${secret}" if _SECRET_WORD.search(word) or (word and _SECRET_FLAG.match(flag)) else word
        for flag, word in zip(before, command, strict=False)
    )


def _entries(raw: Any) -> dict[str, Any]:
    """The entries by name: of a whole file, of its list alone, or of one entry alone."""
    if not isinstance(raw, dict):
        return {}
    for inside in (raw, raw.get("mcp")):
        for key in LISTS:
            if isinstance(inside, dict) and isinstance(inside.get(key), dict):
                return dict(inside[key])
    if _is_entry(raw):
        return {"": raw}
    return {name: entry for name, entry in raw.items() if isinstance(entry, dict)}


def _is_entry(raw: Mapping[str, Any]) -> bool:
    return isinstance(raw.get("command"), str) or isinstance(_address(raw), str)


def _address(raw: Mapping[str, Any]) -> Any:
    return raw.get("url") or raw.get("serverUrl") or raw.get("httpUrl")


def _entry(name: str, raw: Any) -> Found | Refused:
    if not isinstance(raw, dict):
        return Refused(name, "unreadable")
    kind = str(raw.get("type") or raw.get("transport") or "").casefold()
    if kind == "sse":
        return Refused(name, "sse")
    try:
        if isinstance(raw.get("command"), str) and raw["command"].strip():
            return _program(name, raw)
        if isinstance(_address(raw), str):
            return _far(name, raw)
    except AddressInvalid:
        return Refused(name, "address")
    except (TypeError, ValueError):
        return Refused(name, "unreadable")
    return Refused(name, "nothing")


def _program(name: str, raw: Mapping[str, Any]) -> Found:
    command = (raw["command"].strip(), *_words(raw.get("args")))
    env = {k: str(v) for k, v in _object(raw.get("env")).items() if v is not None}
    server = ToolServer(
        id=new_id(),
        name=name or command[0],
        transport=Transport.STDIO,
        command=command,
        env_names=tuple(env),
        enabled=_enabled(raw),
        timeout_s=_timeout(raw),
    )
    values = (*command, *env.values())
    remarks = [
        *(["secret_in_command"] if looks_secret(command) else []),
        *(["placeholder"] if any(map(_PLACEHOLDER.search, values)) else []),
        *(["folder"] if raw.get("cwd") else []),
    ]
    return Found(server, TypedSecrets(env=env), tuple(remarks))


def _far(name: str, raw: Mapping[str, Any]) -> Found:
    url = checked_server_url(_address(raw))
    headers = _object(raw.get("headers") or raw.get("requestInit", {}).get("headers"))
    token, others = "", []
    for header, value in headers.items():
        if header.casefold() == "authorization" and str(value).casefold().startswith("bearer "):
            token = str(value)[len("bearer ") :].strip()
        else:
            others.append(f"header:{header}")
    server = ToolServer(
        id=new_id(),
        name=name or url.split("//", 1)[1].split("/", 1)[0],
        transport=Transport.HTTP,
        url=url,
        has_secret=bool(token),
        enabled=_enabled(raw),
        timeout_s=_timeout(raw),
    )
    asked = ["placeholder"] if _PLACEHOLDER.search(token) else []
    return Found(server, TypedSecrets(token=token), (*asked, *others))


def _words(raw: Any) -> Iterator[str]:
    if raw is None:
        return
    if not isinstance(raw, list) or not all(isinstance(w, str | int | float) for w in raw):
        raise ValueError("arguments")
    yield from map(str, raw)


def _object(raw: Any) -> dict[str, Any]:
    if raw is None:
        return {}
    if not isinstance(raw, dict):
        raise ValueError("object")
    return raw


def _enabled(raw: Mapping[str, Any]) -> bool:
    return raw.get("disabled") is not True and raw.get("enabled") is not False


def _timeout(raw: Mapping[str, Any]) -> float:
    """Some count in seconds, some in milliseconds; nobody waits longer than an hour."""
    given = raw.get("timeout")
    if isinstance(given, bool) or not isinstance(given, int | float) or given <= 0:
        return TIMEOUT_S
    seconds = float(given) / 1000 if given > 3600 else float(given)
    return min(max(seconds, 1.0), 3600.0)
