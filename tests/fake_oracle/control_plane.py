"""A fake of Oracle's control plane: tenancy, regions, compartments, projects, models.

Signed requests only, judged like the data plane's. Lists come in pages of two. Vector stores
are made and listed here, too, where there are shelves to keep them.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from typing import Any

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from fake_oracle.counter import Ask, answer, concerns
from fake_oracle.homes import REGION, TENANCY
from fake_oracle.serving import Served
from fake_oracle.shelves import CONTROL, Refused, Shelves
from fake_oracle.signatures import Judge

PLACE = "ocid1.compartment.oc1..aaaateam"
PROJECT = f"ocid1.generativeaiproject.oc1.{REGION}.amaaaaaaone"
PAGE = 2
_STORES = "/20231130/openai/v1"


@dataclass
class ControlPlane:
    """`projects` by compartment; a new one is ACTIVE after `slow` looks."""

    judge: Judge = field(default_factory=Judge)
    projects: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    discovery: bool = True
    forbidden: set[str] = field(default_factory=set)
    slow: int = 2
    made: list[dict[str, Any]] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)
    headers: list[dict[str, str]] = field(default_factory=list)  # of what was asked
    shelves: Shelves | None = None
    url: str = ""

    def serve(self) -> Served:
        every = ["GET", "POST", "DELETE"]
        return Served(Starlette(routes=[Route("/{path:path}", self._any, methods=every)]), self)

    def add_project(self, compartment: str, name: str, state: str = "ACTIVE") -> None:
        entry = {"id": f"{PROJECT}{name}", "displayName": name, "lifecycleState": state}
        self.projects.setdefault(compartment, []).append(entry)

    async def _any(self, request: Request) -> Response:
        target = request.scope["raw_path"].decode()
        if query := request.scope["query_string"]:
            target += "?" + query.decode()
        self.asked.append(f"{request.method} {target}")
        self.headers.append(dict(request.headers))
        body = await request.body()
        digest = hashlib.sha256(body).digest()
        if self.judge.judge(request.method, target, dict(request.headers), digest):
            return _refused(401, "NotAuthenticated")
        path = request.url.path
        if any(part in path for part in self.forbidden):
            return _refused(404, "NotAuthorizedOrNotFound")
        rest = path.removeprefix(_STORES)
        if self.shelves is not None and rest != path and concerns(rest):
            return self._from_shelves(self.shelves, request, rest, body)
        if request.method == "POST":
            return self._create(await request.json())
        return self._answer(path, dict(request.query_params))

    def _from_shelves(self, shelves: Shelves, request: Request, path: str, body: bytes) -> Response:
        query, headers = dict(request.query_params), dict(request.headers)
        try:
            found = answer(shelves, Ask(CONTROL, request.method, path, query, headers, body))
        except Refused as refused:
            return JSONResponse(refused.body, refused.status, {"opc-request-id": "OPC-1"})
        return JSONResponse(found)

    def _answer(self, path: str, asked: dict[str, str]) -> Response:
        if path.endswith("/regionSubscriptions"):
            found = [
                {"regionName": name, "isHomeRegion": name == REGION}
                for name in (REGION, "eu-frankfurt-1", "uk-london-1")
            ]
            return _page(found, asked, plain=True)
        if path.endswith("/compartments"):
            return _page(_compartments(), asked, plain=True)
        if "/tenancies/" in path:
            return JSONResponse({"id": TENANCY, "name": "acme"})
        if path.endswith("/generativeAiProjects"):
            return _page(self.projects.get(asked["compartmentId"], []), asked)
        if "/generativeAiProjects/" in path:
            return JSONResponse(self._look(path.rsplit("/", 1)[1]))
        if path.endswith("/modelDiscovery") and self.discovery:
            return _page(_discovered(), asked)
        if path.endswith("/models"):
            return _page(_listed(), asked)
        return _refused(404, "NotAuthorizedOrNotFound")

    def _create(self, body: dict[str, Any]) -> Response:
        self.made.append(body)
        entry = {
            "id": f"{PROJECT}new",
            "displayName": body["displayName"],
            "lifecycleState": "CREATING",
        }
        self.projects.setdefault(body["compartmentId"], []).append(entry)
        return JSONResponse(entry, 200)

    def _look(self, project: str) -> dict[str, Any]:
        found = next(p for ps in self.projects.values() for p in ps if p["id"] == project)
        self.slow -= 1
        if self.slow <= 0 and found["lifecycleState"] == "CREATING":
            found["lifecycleState"] = "ACTIVE"
        return dict(found)


def _page(found: list[Any], asked: dict[str, str], *, plain: bool = False) -> Response:
    begin = int(asked.get("page", "0"))
    some = found[begin : begin + PAGE]
    more = begin + PAGE < len(found)
    headers = {"opc-next-page": str(begin + PAGE)} if more else {}
    return JSONResponse(some if plain else {"items": some}, 200, headers)


def _refused(status: int, code: str) -> Response:
    said = "Authorization failed or requested resource not found"
    return JSONResponse({"code": code, "message": said}, status, {"opc-request-id": "OPC-1"})


def _compartments() -> list[dict[str, Any]]:
    return [
        {"id": PLACE, "name": "team", "compartmentId": TENANCY},
        {"id": f"{PLACE}inner", "name": "inner", "compartmentId": PLACE},
        {"id": f"{PLACE}other", "name": "archive", "compartmentId": TENANCY},
    ]


def _discovered() -> list[dict[str, Any]]:
    here = {"region": REGION, "servingModes": ["ON_DEMAND"]}
    both = ["OPENAI_V1_RESPONSES", "OPENAI_V1_CHAT_COMPLETIONS"]
    return [
        {
            "modelId": "xai.grok-4.3",
            "vendor": "xai",
            "apiCapability": both,
            "modalitySupport": {"input": ["TEXT", "IMAGE"], "output": ["TEXT"]},
            "modelAccess": "PROXY",
            "parameters": [
                {"name": "temperature", "type": "NUMBER", "minimum": "0", "maximum": 2.0}
            ],
            "availability": [
                {
                    **here,
                    "timeOnDemandRetired": "2027-03-01T00:00:00Z",
                    "supportedReplacements": ["xai.grok-5"],
                }
            ],
        },
        {
            "modelId": "openai.gpt-oss-120b",
            "vendor": "openai",
            "apiCapability": both,
            "modelAccess": "HOSTED",
            "availability": [here],
        },
        {
            "modelId": "cohere.embed",
            "vendor": "cohere",
            "apiCapability": [],
            "availability": [here],
        },
        {
            "modelId": "far.away",
            "vendor": "x",
            "apiCapability": both,
            "availability": [{"region": "eu-frankfurt-1"}],
        },
    ]


def _listed() -> list[dict[str, Any]]:
    return [
        {"displayName": "meta.llama-3.3-70b-instruct", "vendor": "meta"},
        {
            "displayName": "old",
            "vendor": "x",
            "lifecycleState": "DELETED",
        },
        {
            "displayName": "xai.grok-4.3",
            "vendor": "xai",
            "timeDeprecated": "2026-05-15T00:00:00Z",
            "timeOnDemandRetired": "2026-12-01T00:00:00Z",
        },
    ]
