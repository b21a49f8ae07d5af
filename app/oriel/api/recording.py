"""A turn as it goes over the wire, for whoever wants to look at it afterwards.

What is told holds no key: only headers that are known to be harmless keep their values,
and what unlocks a tool server is blotted out before anything is handed on.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

import httpx

HIDDEN = "•••"
_PLAIN = frozenset(
    {
        "accept",
        "accept-encoding",
        "cache-control",
        "compartmentid",
        "content-length",
        "content-type",
        "opc-compartment-id",
        "opc-conversation-store-id",
        "openai-project",
        "user-agent",
    }
)
_DULL = frozenset({"host", "connection"})


@dataclass(frozen=True, slots=True)
class SentRequest:
    """`headers` are (name, value) as sent, HIDDEN in the place of what may be secret;
    `body` is the JSON object, None for a GET; `size` its bytes. `credential` says how it is
    let in: by a "key", by a "signature" of IAM, or not at all ("")."""

    method: str
    url: str
    headers: tuple[tuple[str, str], ...] = ()
    body: Mapping[str, Any] | None = field(default=None, repr=False)
    size: int = 0
    credential: str = ""


class Recorder(Protocol):
    """`asked` hears of each request of a turn, `take` of each event's data as it came.
    `take` is called thousands of times: it only keeps."""

    def asked(self, request: SentRequest) -> None: ...

    def take(self, data: str, /) -> None: ...


def sent(
    request: httpx.Request, body: Mapping[str, Any] | None, credential: str = ""
) -> SentRequest:
    """What may be told of a request."""
    headers = [
        (name, value if name.lower() in _PLAIN else HIDDEN)
        for name, value in request.headers.items()
        if name.lower() not in _DULL
    ]
    # A credential is put on later, when the request leaves.
    if credential and "authorization" not in {name.lower() for name, _ in headers}:
        headers.append(("authorization", HIDDEN))
    size = int(request.headers.get("content-length", "0"))
    url = str(request.url.copy_with(userinfo=b""))
    return SentRequest(request.method, url, tuple(headers), _without_keys(body), size, credential)


def _without_keys(body: Mapping[str, Any] | None) -> Mapping[str, Any] | None:
    tools = body.get("tools") if body is not None else None
    if body is None or not isinstance(tools, list):
        return body
    return {**body, "tools": [_tool(tool) for tool in tools]}


def _tool(tool: Any) -> Any:
    if not isinstance(tool, dict):
        return tool
    shown = dict(tool)
    if "authorization" in shown:
        shown["authorization"] = HIDDEN
    if isinstance(shown.get("headers"), dict):
        shown["headers"] = dict.fromkeys(shown["headers"], HIDDEN)
    return shown
