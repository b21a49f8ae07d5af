"""A real service on a real socket, and the clients that judge it.

The service lives as long as a test module: it keeps no state that tests share
but what they name by id. `openai` is imported once, here.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import httpx
import openai
import pytest

from oriel.local.server import LocalServer

TOKEN = "a-token-for-tests"
GUIDE = Path(__file__).parents[2] / "resources" / "guide"


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LocalServer]:
    running = LocalServer(tmp_path_factory.mktemp("local"), GUIDE, TOKEN)
    running.start()
    yield running
    running.stop()


@pytest.fixture(scope="module")
def client(server: LocalServer) -> Iterator[openai.OpenAI]:
    with openai.OpenAI(base_url=server.base_url, api_key=TOKEN, max_retries=0, timeout=10) as made:
        yield made


@pytest.fixture(scope="module")
def http(server: LocalServer) -> Iterator[httpx.Client]:
    headers = {"Authorization": f"Bearer {TOKEN}"}
    with httpx.Client(base_url=server.base_url, headers=headers, timeout=10) as made:
        yield made
