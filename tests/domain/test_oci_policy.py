"""The policy an administrator is asked for: right for each kind of credential."""

from __future__ import annotations

import pytest

from oriel.domain.connections import ConnectionKind
from oriel.domain.oci_policy import policy_text, region_in_ocid

PLACE = "ocid1.compartment.oc1..aaaaplace"
TENANCY = "ocid1.tenancy.oc1..aaaaroot"


def test_a_key_is_a_principal_of_its_own() -> None:
    assert policy_text(ConnectionKind.OCI_API_KEY, PLACE) == (
        "allow any-user to use generative-ai-family in compartment id "
        f"{PLACE} where ALL {{request.principal.type='generativeaiapikey'}}"
    )


def test_a_user_is_allowed_by_a_group() -> None:
    assert policy_text(ConnectionKind.OCI_PROFILE, PLACE) == (
        f"allow group <group> to use generative-ai-family in compartment id {PLACE}"
    )


@pytest.mark.parametrize("kind", [ConnectionKind.OCI_INSTANCE, ConnectionKind.OCI_RESOURCE])
def test_an_instance_or_function_is_allowed_by_a_dynamic_group(kind: ConnectionKind) -> None:
    assert policy_text(kind, PLACE) == (
        f"allow dynamic-group <dynamic group> to use generative-ai-family in compartment id {PLACE}"
    )


def test_a_workload_of_a_cluster_is_named_by_what_it_is() -> None:
    said = policy_text(ConnectionKind.OCI_OKE, PLACE)
    assert said.startswith("allow any-user to use generative-ai-family")
    for condition in ("type='workload'", "cluster_id=", "namespace=", "service_account="):
        assert f"request.principal.{condition}" in said


def test_what_is_not_known_is_left_to_be_filled_in_and_the_root_is_the_tenancy() -> None:
    assert "in compartment id <compartment OCID>" in policy_text(ConnectionKind.OCI_PROFILE)
    assert policy_text(ConnectionKind.OCI_PROFILE, TENANCY).endswith("in tenancy")


@pytest.mark.parametrize("kind", [ConnectionKind.LOCAL, ConnectionKind.COMPATIBLE])
def test_other_services_know_no_policies(kind: ConnectionKind) -> None:
    assert policy_text(kind, PLACE) == ""


@pytest.mark.parametrize(
    ("ocid", "region"),
    [
        ("ocid1.generativeaiproject.oc1.us-chicago-1.amaaaa", "us-chicago-1"),
        ("ocid1.generativeaiproject.oc1.fra.amaaaa", "eu-frankfurt-1"),
        ("ocid1.generativeaiproject.oc14.eu-dcc-milan-1.amaaaa", "eu-dcc-milan-1"),
        (f" {TENANCY} ", ""),
        ("ocid1.generativeaiproject.oc1.xyz.amaaaa", ""),
        ("my project", ""),
        ("", ""),
    ],
)
def test_an_ocid_may_name_its_region(ocid: str, region: str) -> None:
    assert region_in_ocid(ocid) == region
