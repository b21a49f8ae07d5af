"""Connections that live only as long as the program: the service inside Oriel, --connect.

A part of the composition root, imported after the first paint.
"""

from __future__ import annotations

import asyncio
import logging
import os
import secrets
from collections.abc import Awaitable, Callable
from typing import Any, NamedTuple

from oriel.arguments import Arguments
from oriel.config.paths import Home
from oriel.config.resources import resources_dir
from oriel.domain.connections import (
    CHAT_ONLY,
    LOCAL,
    LOCAL_ID,
    OPENAI,
    Capabilities,
    Connection,
    ConnectionKind,
    WireApi,
    checked_base_url,
)
from oriel.services.connections import Fixed

TEMPORARY_ID = "temporary"
_log = logging.getLogger(__name__)


class Local(NamedTuple):
    """The running local service: how to reach it, and how to end it."""

    fixed: Fixed
    stop: Callable[[], Awaitable[None]]


async def start_local(home: Home) -> Local | None:
    """The service inside Oriel, in a thread of its own; None when it cannot start."""
    token = secrets.token_urlsafe(32)

    def start() -> Any:
        from oriel.local.server import LocalServer

        server = LocalServer(home.local_data, resources_dir() / "guide", token)
        server.start()
        return server

    try:
        server = await asyncio.to_thread(start)
    except (OSError, RuntimeError) as error:
        _log.error("the local service did not start: %s", error)
        return None

    async def stop() -> None:
        await asyncio.to_thread(server.stop)

    connection = Connection(
        id=LOCAL_ID,
        name="On this computer",
        kind=ConnectionKind.LOCAL,
        base_url=server.base_url,
        capabilities=LOCAL,
        default_model="oriel-guide",
        colour="muted",
    )
    return Local(Fixed(connection, token), stop)


def temporary_connection(arguments: Arguments) -> Fixed | None:
    """The connection of --connect. Raises AddressInvalid."""
    if arguments.connect is None:
        return None
    base_url = checked_base_url(arguments.connect)
    wire = WireApi(arguments.api)
    connection = Connection(
        id=TEMPORARY_ID,
        name="Temporary",
        kind=ConnectionKind.COMPATIBLE,
        base_url=base_url,
        wire_api=wire,
        capabilities=_guessed(wire, base_url),
        default_model=arguments.model,
        temporary=True,
    )
    return Fixed(connection, os.environ.get(arguments.key_env, "") if arguments.key_env else "")


def _guessed(wire: WireApi, base_url: str) -> Capabilities:
    """Only OpenAI itself and services on this computer of our own kind are known to keep
    responses; sending the whole history is right everywhere."""
    if wire is WireApi.CHAT:
        return CHAT_ONLY
    host = base_url.split("//", 1)[1].split("/", 1)[0]
    return OPENAI if host == "api.openai.com" else Capabilities(responses=True)
