"""Connections as they are when only the way in is known."""

from __future__ import annotations

from oriel.domain.connections import OCI, Connection, ConnectionKind
from oriel.domain.messages import new_id
from oriel.domain.presets import FoundServer
from oriel.domain.regions import oci_base_url


def principal_draft(kind: ConnectionKind, region: str, compartment: str) -> Connection:
    """A workload's own identity; its compartment stands in for the tenancy it may not see."""
    return Connection(
        id=new_id(),
        name=region,
        kind=kind,
        base_url=oci_base_url(region),
        capabilities=OCI,
        region=region,
        compartment_id=compartment,
        needs_key=False,
    )


def server_draft(server: FoundServer) -> Connection:
    """A service found on this computer, its first model chosen."""
    return Connection(
        id=new_id(),
        name=server.name,
        kind=ConnectionKind.COMPATIBLE,
        base_url=server.base_url,
        wire_api=server.wire_api,
        capabilities=server.capabilities,
        default_model=server.models[0] if server.models else "",
        needs_key=False,
    )
