"""Services of the person's own on this computer: looked for at their usual ports, when asked to.

Each is recognised by what only it answers, so that a web server in one of these
places is not offered. No credential is sent.
"""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import Sequence
from typing import Any

import httpx

from oriel.domain.connections import CHAT_ONLY
from oriel.domain.presets import PRESETS, FoundServer

WITHIN_S = 2.0
LARGEST = 2 * 1024 * 1024  # bytes of an answer that are looked at
MOST_MODELS = 500
# The usual port, the name to expect there, and a path that only this one answers with JSON.
USUAL = (
    (11434, "Ollama", "/api/version"),
    (1234, "LM Studio", "/api/v0/models"),
    (8080, "llama.cpp", "/props"),
    (8000, "vLLM", "/version"),
)
OTHER = "OpenAI-compatible"


async def find_servers(
    usual: Sequence[tuple[int, str, str]] = USUAL, within_s: float = WITHIN_S
) -> list[FoundServer]:
    """Those that answer now, in the order of `usual`: (port, name, own path)."""
    nothing = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)  # all of it is plain http
    async with httpx.AsyncClient(trust_env=False, timeout=within_s, verify=nothing) as http:
        found = await asyncio.gather(*(_look(http, *place) for place in usual))
    return [server for server in found if server is not None]


async def _look(http: httpx.AsyncClient, port: int, name: str, own: str) -> FoundServer | None:
    for host in ("127.0.0.1", "[::1]"):
        models = _models(await _json(http, f"http://{host}:{port}/v1/models"))
        if models is None:
            continue
        mine = await _json(http, f"http://{host}:{port}{own}")
        shown = "localhost" if host == "127.0.0.1" else host
        return _server(name if isinstance(mine, dict) else OTHER, shown, port, models)
    return None


def _server(name: str, host: str, port: int, models: tuple[str, ...]) -> FoundServer:
    base_url = f"http://{host}:{port}/v1"
    for preset in PRESETS:
        if preset.name == name:
            return FoundServer(name, base_url, preset.wire_api, preset.capabilities, models)
    shown = f"{OTHER} ({port})"
    return FoundServer(shown, base_url, PRESETS[-1].wire_api, CHAT_ONLY, models)


def _models(answer: Any) -> tuple[str, ...] | None:
    """The ids listed, None when this is no list of models."""
    data = answer.get("data") if isinstance(answer, dict) else None
    if answer == {"object": "list", "data": None}:  # Ollama without any model
        return ()
    if not isinstance(data, list):
        return None
    ids = [entry.get("id") for entry in data if isinstance(entry, dict)]
    return tuple(name for name in ids if isinstance(name, str))[:MOST_MODELS]


async def _json(http: httpx.AsyncClient, url: str) -> Any:
    """What is answered, None when that is no JSON, or nothing."""
    try:
        async with http.stream("GET", url) as response:
            if response.status_code != 200:
                return None
            body = b""
            async for chunk in response.aiter_bytes():
                body += chunk
                if len(body) > LARGEST:
                    return None
        return httpx.Response(200, content=body).json()
    except (httpx.HTTPError, ValueError, RecursionError):
        return None
