"""What a refusal says of where it was met: its host, at Oracle Cloud whose policy is missing."""

from __future__ import annotations

from dataclasses import replace

import pytest

from oriel.api.client import ServiceClient
from oriel.domain.connections import OCI, Connection, ConnectionKind
from oriel.domain.errors import ConnectionRefused, NotFound

from .played_service import QUICK, PlayedService, client_for, connection, reply

PLACE = "ocid1.compartment.oc1..aaaaplace"
NOT_THERE = {"code": "NotAuthorizedOrNotFound", "message": "Authorization failed"}


def oracle(service: PlayedService) -> Connection:
    return replace(
        connection(service.url),
        kind=ConnectionKind.OCI_API_KEY,
        capabilities=OCI,
        region="us-chicago-1",
        compartment_id=PLACE,
        needs_key=False,
    )


async def test_a_refusal_knows_the_connection_it_was_met_on() -> None:
    async with PlayedService([reply(404, NOT_THERE)]) as service:
        client = ServiceClient(oracle(service), pace=QUICK)
        with pytest.raises(NotFound) as met:
            await client.files.retrieve("file-1")
        await client.aclose()
    facts = met.value.facts
    assert (facts["kind"], facts["compartment_id"]) == ("oci_api_key", PLACE)
    assert facts["service_code"] == "NotAuthorizedOrNotFound"


async def test_another_service_is_not_described() -> None:
    async with PlayedService([reply(404, NOT_THERE)]) as service:
        client = client_for(service)
        with pytest.raises(NotFound) as met:
            await client.files.retrieve("file-1")
        await client.aclose()
    assert "kind" not in met.value.facts


async def test_what_is_asked_for_elsewhere_is_told_of_elsewhere() -> None:
    async with PlayedService([reply(404, NOT_THERE)]) as other, PlayedService([]) as service:
        client = ServiceClient(oracle(service), pace=QUICK)
        with pytest.raises(NotFound) as met:
            await client.vector_stores.retrieve("vs_1", other.url)
        with pytest.raises(ConnectionRefused) as unmet:
            await client.vector_stores.retrieve("vs_1", "http://127.0.0.1:9/v1")
        await client.aclose()
    assert met.value.facts["host"] == f"127.0.0.1:{other.port}"
    assert unmet.value.facts["host"] == "127.0.0.1:9"
