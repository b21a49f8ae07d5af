"""The policy an Oracle Cloud administrator must write, ready to be copied (oci-api.md 2.1)."""

from __future__ import annotations

import re

from oriel.domain.connections import ConnectionKind

FAMILY = "generative-ai-family"
GROUP = "<group>"
DYNAMIC_GROUP = "<dynamic group>"
COMPARTMENT = "<compartment OCID>"
# Workloads of a cluster cannot be put in a dynamic group: they are named in the condition.
_WORKLOAD = (
    "request.principal.type='workload', request.principal.cluster_id='<cluster OCID>', "
    "request.principal.namespace='<namespace>', "
    "request.principal.service_account='<service account>'"
)
# The three-letter codes that OCIDs of older regions carry instead of their names.
_REGION_CODES = {
    "iad": "us-ashburn-1",
    "ord": "us-chicago-1",
    "phx": "us-phoenix-1",
    "gru": "sa-saopaulo-1",
    "fra": "eu-frankfurt-1",
    "lhr": "uk-london-1",
    "ruh": "me-riyadh-1",
    "hyd": "ap-hyderabad-1",
    "kix": "ap-osaka-1",
}
_OCID = re.compile(r"ocid1\.[a-z0-9]+\.[a-z0-9]+\.([a-z0-9-]*)\.[a-z0-9._-]+", re.IGNORECASE)
_TENANCY = re.compile(r"ocid1\.tenancy\.", re.IGNORECASE)


def policy_text(kind: ConnectionKind, compartment_id: str = "") -> str:
    """One statement that lets connections of `kind` use the service, "" outside Oracle Cloud.

    What is not known stands as a placeholder in angle brackets. The root compartment
    is named as the tenancy, as policies want it.
    """
    if not kind.is_oci:
        return ""
    place = _place(compartment_id)
    match kind:
        case ConnectionKind.OCI_API_KEY:
            # A key is a principal of its own: its maker's groups do not count.
            who, only = "any-user", " where ALL {request.principal.type='generativeaiapikey'}"
        case ConnectionKind.OCI_PROFILE:
            who, only = f"group {GROUP}", ""
        case ConnectionKind.OCI_OKE:
            who, only = "any-user", f" where ALL {{{_WORKLOAD}}}"
        case _:
            who, only = f"dynamic-group {DYNAMIC_GROUP}", ""
    return f"allow {who} to use {FAMILY} in {place}{only}"


def region_in_ocid(ocid: str) -> str:
    """The region an OCID names, "" when it names none or is none."""
    found = _OCID.fullmatch(ocid.strip())
    region = found[1].lower() if found else ""
    return _REGION_CODES.get(region, region if region.count("-") >= 2 else "")


def _place(compartment_id: str) -> str:
    if _TENANCY.match(compartment_id):
        return "tenancy"
    return f"compartment id {compartment_id or COMPARTMENT}"
