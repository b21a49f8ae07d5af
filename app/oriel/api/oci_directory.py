"""What a person chooses from: regions, compartments, projects and models of a tenancy.

Oracle's own control plane, asked with the same client as everything else. Paths and
names of fields are those of the oci SDK 2.189 (identity, generative_ai).
"""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import httpx

from oriel.api.access import Access
from oriel.api.http import Wire
from oriel.api.items import Json, listed, word
from oriel.api.oci_models import from_discovery, from_list
from oriel.api.pace import Pace
from oriel.api.segments import segment
from oriel.domain.connections import Connection
from oriel.domain.errors import AnswerUnreadable, ServiceRefused
from oriel.domain.models import ModelInfo
from oriel.domain.oci_directory import Compartment, Project, ProjectWish, Region
from oriel.domain.regions import OciEndpoints

IDENTITY, GENERATIVE_AI = "/20160918", "/20231130"
PAGE, MOST_PAGES = "100", 50
ACTIVE, FAILED = "ACTIVE", ("FAILED", "DELETED", "DELETING")
FIRST_LOOK_S, LONGEST_LOOK_S, LOOKS = 1.0, 8.0, 40


class Directory:
    """Raises what Wire raises; a list is read to its end (at most MOST_PAGES pages)."""

    def __init__(
        self,
        connection: Connection,
        endpoints: OciEndpoints,
        access: Access,
        tls: ssl.SSLContext | None,
        pace: Pace | None = None,
        proxy: httpx.Proxy | None = None,
        first_look_s: float = FIRST_LOOK_S,
    ) -> None:
        def wire(base_url: str) -> Wire:
            bare = replace(connection, base_url=base_url, project_id="", headers=())
            return Wire(bare, "", tls, pace or Pace(read_s=30), access, proxy)

        self._identity = wire(endpoints.identity + IDENTITY)
        self._control = wire(endpoints.control + GENERATIVE_AI)
        self._first_look_s = first_look_s

    async def regions(self, tenancy: str) -> list[Region]:
        """The regions the tenancy has subscribed to, by name."""
        path = f"/tenancies/{segment(tenancy)}/regionSubscriptions"
        found = [
            Region(word(raw.get("regionName")), home=raw.get("isHomeRegion") is True)
            for raw in await _all(self._identity, path, {})
        ]
        return sorted((region for region in found if region.name), key=lambda r: r.name)

    async def compartments(self, tenancy: str) -> list[Compartment]:
        """Those the person may see, the tenancy itself first."""
        asked = {
            "compartmentId": tenancy,
            "compartmentIdInSubtree": "true",
            "accessLevel": "ACCESSIBLE",
            "lifecycleState": ACTIVE,
            "limit": PAGE,
        }
        below = await _all(self._identity, "/compartments", asked)
        root = Compartment(tenancy, await self._tenancy_name(tenancy), "")
        return [root, *(_compartment(raw) for raw in below if word(raw.get("id")))]

    async def projects(self, compartment: str) -> list[Project]:
        """The active ones, and those that are being made."""
        asked = {"compartmentId": compartment, "limit": PAGE}
        found = [_project(r) for r in await _all(self._control, "/generativeAiProjects", asked)]
        return [project for project in found if project.id and project.state not in FAILED]

    async def create_project(
        self, compartment: str, wish: ProjectWish, tell: Callable[[str], None]
    ) -> Project:
        """Returns when it is active. `tell` hears each state.

        Raises ServiceRefused besides, when the service gives up on it.
        """
        made = await self._control.call(
            "POST", "/generativeAiProjects", body=_wish(compartment, wish)
        )
        project = _project(_object(made, self._control.host))
        delay = self._first_look_s
        for _ in range(LOOKS):
            tell(project.state)
            if project.state == ACTIVE:
                return project
            if project.state in FAILED:
                raise ServiceRefused(
                    status=200, message=f"project {project.state}", host=self._control.host
                )
            await asyncio.sleep(delay)
            delay = min(delay * 1.5, LONGEST_LOOK_S)
            path = f"/generativeAiProjects/{segment(project.id)}"
            project = _project(_object(await self._control.call("GET", path), self._control.host))
        return project  # still in the making; it is there, and requests will tell

    async def models(self, compartment: str, region: str) -> list[ModelInfo]:
        """The chat models of a region: from the discovery where there is one, else the list."""
        asked = {"compartmentId": compartment, "region": region, "limit": PAGE}
        try:
            return from_discovery(await _all(self._control, "/modelDiscovery", asked), region)
        except ServiceRefused as refused:
            if refused.status not in (400, 404, 405, 501):
                raise
        asked = {"compartmentId": compartment, "capability": "CHAT", "limit": PAGE}
        return from_list(await _all(self._control, "/models", asked))

    async def aclose(self) -> None:
        await asyncio.gather(self._identity.aclose(), self._control.aclose())

    async def _tenancy_name(self, tenancy: str) -> str:
        try:
            raw = await self._identity.call("GET", f"/tenancies/{segment(tenancy)}")
        except ServiceRefused:
            return "tenancy"  # its name is not for everybody
        return word(_object(raw, self._identity.host).get("name")) or "tenancy"


async def _all(wire: Wire, path: str, asked: dict[str, str]) -> list[Json]:
    found: list[Json] = []
    page = ""
    for _ in range(MOST_PAGES):
        answer, page = await wire.page(path, {**asked, "page": page} if page else asked)
        found += listed(answer.get("items")) if isinstance(answer, dict) else listed(answer)
        if not page:
            break
    return found


def _object(answer: Any, host: str) -> Json:
    if not isinstance(answer, dict):
        raise AnswerUnreadable(host=host, status=200, detail="not an object")
    return answer


def _compartment(raw: Json) -> Compartment:
    parent = word(raw.get("compartmentId"))
    return Compartment(word(raw.get("id")), word(raw.get("name")), parent)


def _project(raw: Json) -> Project:
    name = word(raw.get("displayName")) or word(raw.get("id"))
    return Project(word(raw.get("id")), name, word(raw.get("lifecycleState")))


def _wish(compartment: str, wish: ProjectWish) -> Json:
    body: Json = {
        "compartmentId": compartment,
        "displayName": wish.name,
        "conversationConfig": {
            "responsesRetentionInHours": wish.responses_hours,
            "conversationsRetentionInHours": wish.conversations_hours,
        },
    }
    if wish.long_term_memory:
        body["longTermMemoryConfig"] = {"standardLongTermMemoryStrategy": {"isEnabled": True}}
    if wish.short_term_memory:
        body["shortTermMemoryOptimizationConfig"] = {"isEnabled": True}
    return body
