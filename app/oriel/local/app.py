"""The service as an ASGI app: routes, errors in OpenAI's shape, the guard in front."""

from __future__ import annotations

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp

from oriel.local.chat_routes import ChatRoutes
from oriel.local.container_routes import ContainerRoutes
from oriel.local.conversation_routes import ConversationRoutes
from oriel.local.faults import ApiFault
from oriel.local.file_routes import FileRoutes
from oriel.local.guard import Guard
from oriel.local.house import House
from oriel.local.models import cards, check_model
from oriel.local.responses_routes import ResponsesRoutes
from oriel.local.store_file_routes import StoreFileRoutes
from oriel.local.store_routes import StoreRoutes
from oriel.local.weather_door import Hang, WeatherDoor, response_of


def build_app(house: House, token: str, hang_up: Hang) -> ASGIApp:
    """The whole app; requests without the token get no further than the guard.

    `hang_up` breaks the connection of a request, for rehearsed faults.
    """
    routes = [
        Route("/v1/models", _list_models, methods=["GET"]),
        Route("/v1/models/{id}", _retrieve_model, methods=["GET"]),
        *ResponsesRoutes(house).routes(),
        *ConversationRoutes(house).routes(),
        *ChatRoutes(house).routes(),
        *FileRoutes(house).routes(),
        *StoreRoutes(house).routes(),
        *StoreFileRoutes(house).routes(),
        *ContainerRoutes(house).routes(),
    ]
    handlers = {ApiFault: _on_fault, HTTPException: _on_http, ClientDisconnect: _on_gone}
    app = Starlette(routes=routes, exception_handlers=handlers)
    app.router.redirect_slashes = False
    return Guard(WeatherDoor(app, house.weather, hang_up), token)


async def _list_models(_request: Request) -> Response:
    return JSONResponse({"object": "list", "data": cards()})


async def _retrieve_model(request: Request) -> Response:
    model_id = check_model(request.path_params["id"])
    return JSONResponse(next(card for card in cards() if card["id"] == model_id))


async def _on_fault(_request: Request, error: Exception) -> Response:
    assert isinstance(error, ApiFault)
    return response_of(error)


async def _on_gone(_request: Request, _error: Exception) -> Response:
    return Response(status_code=499)  # nobody is there to read it


async def _on_http(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    said = f"Unknown request: {request.method} {request.url.path}."
    fault = ApiFault(error.status_code, said, code="unknown_url")
    return JSONResponse(fault.body(), fault.status, error.headers)
