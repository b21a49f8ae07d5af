"""Services on this computer: each recognised by what it answers, nothing else offered."""

from __future__ import annotations

from contextlib import AsyncExitStack

import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.routing import Route

from fake_oracle.serving import Served
from oriel.api.local_servers import find_servers
from oriel.domain.connections import CHAT_ONLY

LIST = {"object": "list", "data": [{"id": "llama3.2"}, {"id": "qwen"}, "nonsense"]}


class Place:
    """A server that answers the given paths with JSON, all else with a web page."""

    url = ""

    def __init__(self, answers: dict[str, object]) -> None:
        self.answers = answers
        self.asked: list[Request] = []

    def serve(self) -> Served:
        async def any_path(request: Request) -> Response:
            self.asked.append(request)
            if request.url.path in self.answers:
                return JSONResponse(self.answers[request.url.path])
            return HTMLResponse("<h1>hello</h1>", 200)

        return Served(Starlette(routes=[Route("/{path:path}", any_path)]), self)

    @property
    def port(self) -> int:
        return int(self.url.rsplit(":", 1)[1])


@pytest.mark.parametrize(
    ("name", "own"),
    [
        ("Ollama", "/api/version"),
        ("LM Studio", "/api/v0/models"),
        ("llama.cpp", "/props"),
        ("vLLM", "/version"),
    ],
)
async def test_each_is_known_by_its_own_answer(name: str, own: str) -> None:
    place = Place({"/v1/models": LIST, own: {"version": "1"}})
    async with place.serve():
        (found,) = await find_servers([(place.port, name, own)])
    assert (found.name, found.models) == (name, ("llama3.2", "qwen"))
    assert found.base_url == f"http://localhost:{place.port}/v1"
    assert all("authorization" not in request.headers for request in place.asked)


async def test_something_compatible_is_offered_as_just_that() -> None:
    place = Place({"/v1/models": LIST})
    async with place.serve():
        (found,) = await find_servers([(place.port, "vLLM", "/version")])
    assert found.name == f"OpenAI-compatible ({place.port})"
    assert found.capabilities == CHAT_ONLY


async def test_web_pages_dead_ports_and_odd_lists_are_not_offered() -> None:
    places = [Place({}), Place({"/v1/models": [1]}), Place({"/v1/models": {"data": "x"}})]
    async with AsyncExitStack() as stack:
        for place in places:
            await stack.enter_async_context(place.serve())
        ports = [place.port for place in places]
        assert await find_servers([(port, "Ollama", "/api/version") for port in ports]) == []
    assert await find_servers([(ports[0], "Ollama", "/api/version")]) == []


async def test_ollama_without_a_model_is_found_all_the_same() -> None:
    nothing = {"object": "list", "data": None}
    place = Place({"/v1/models": nothing, "/api/version": {"version": "0.13"}})
    async with place.serve():
        (found,) = await find_servers([(place.port, "Ollama", "/api/version")])
    assert found.models == ()
