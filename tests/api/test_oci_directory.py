"""The control plane's lists over a real socket, signed, page by page."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from fake_oracle.control_plane import PLACE, PROJECT, ControlPlane
from fake_oracle.homes import REGION, TENANCY, oci_home
from oriel.api.access import Access
from oriel.api.oci_directory import Directory
from oriel.auth.oci_auth import OciAuth
from oriel.auth.oci_signers import ProfileKeys
from oriel.domain.connections import Connection, ConnectionKind
from oriel.domain.errors import CredentialRefused, NotFound
from oriel.domain.models import Parameter
from oriel.domain.oci_directory import ProjectWish, Region
from oriel.domain.regions import OciEndpoints

DRAFT = Connection(
    id="d",
    name="d",
    kind=ConnectionKind.OCI_PROFILE,
    base_url="https://unused.invalid/openai/v1",
    project_id="ocid1.generativeaiproject.oc1..unused",
)


@asynccontextmanager
async def directory(
    oracle: ControlPlane, folder: Path, *, known: bool = True
) -> AsyncIterator[Directory]:
    home = oci_home(folder)
    if known:
        home.register(oracle.judge)

    async def no_phrase() -> None:
        return None

    access = Access(OciAuth(ProfileKeys(home.config, "DEFAULT", no_phrase)))
    async with oracle.serve():
        endpoints = OciEndpoints(*(oracle.url,) * 5)
        made = Directory(DRAFT, endpoints, access, None, proxy=None, first_look_s=0.001)
        try:
            yield made
        finally:
            await made.aclose()


async def test_every_list_is_read_to_its_end(tmp_path: Path) -> None:
    oracle = ControlPlane()
    for name in ("one", "two", "three"):
        oracle.add_project(PLACE, name)
    oracle.add_project(PLACE, "gone", "DELETED")
    async with directory(oracle, tmp_path) as found:
        regions = await found.regions(TENANCY)
        assert regions == [Region("eu-frankfurt-1"), Region("uk-london-1"), Region(REGION, True)]
        compartments = await found.compartments(TENANCY)
        assert [c.name for c in compartments] == ["acme", "team", "inner", "archive"]
        assert compartments[0].id == TENANCY
        assert compartments[2].parent_id == PLACE
        projects = await found.projects(PLACE)
        assert [p.name for p in projects] == ["one", "two", "three"]
        assert projects[0].id == f"{PROJECT}one"
    assert all("openai-project" not in asked.lower() for asked in oracle.asked)


async def test_models_come_with_what_is_known_of_them(tmp_path: Path) -> None:
    async with directory(ControlPlane(), tmp_path) as found:
        oss, grok = await found.models(PLACE, REGION)
    assert (oss.id, oss.vendor, oss.processed) == ("openai.gpt-oss-120b", "OpenAI", "")
    assert grok.apis == ("responses", "chat")
    assert grok.inputs == ("text", "image")
    assert grok.parameters == (Parameter("temperature", "number", 0, 2),)
    assert (grok.retires, grok.replacement, grok.processed) == ("2027-03-01", "xai.grok-5", "xAI")


async def test_without_a_discovery_the_older_list_does(tmp_path: Path) -> None:
    async with directory(ControlPlane(discovery=False), tmp_path) as found:
        llama, grok = await found.models(PLACE, REGION)
    assert llama.id == "meta.llama-3.3-70b-instruct"
    assert (grok.deprecated, grok.retires) == (True, "2026-12-01")


async def test_a_new_project_is_waited_for(tmp_path: Path) -> None:
    oracle, states = ControlPlane(slow=3), []
    wish = ProjectWish("mine", 24, 48, long_term_memory=True, short_term_memory=True)
    async with directory(oracle, tmp_path) as found:
        made = await found.create_project(PLACE, wish, states.append)
    assert (made.name, made.state) == ("mine", "ACTIVE")
    assert states == ["CREATING"] * 3 + ["ACTIVE"]
    assert oracle.made == [
        {
            "compartmentId": PLACE,
            "displayName": "mine",
            "conversationConfig": {
                "responsesRetentionInHours": 24,
                "conversationsRetentionInHours": 48,
            },
            "longTermMemoryConfig": {"standardLongTermMemoryStrategy": {"isEnabled": True}},
            "shortTermMemoryOptimizationConfig": {"isEnabled": True},
        }
    ]


async def test_refusals_keep_their_cause_and_their_request_id(tmp_path: Path) -> None:
    oracle = ControlPlane(forbidden={"/generativeAiProjects"})
    async with directory(oracle, tmp_path) as found:
        with pytest.raises(NotFound) as told:
            await found.projects(PLACE)
    assert told.value.facts["service_code"] == "NotAuthorizedOrNotFound"
    assert told.value.facts["request_id"] == "OPC-1"
    async with directory(ControlPlane(), tmp_path, known=False) as found:
        with pytest.raises(CredentialRefused):
            await found.regions(TENANCY)
