"""Why a service refused: every shape of oci-api.md 3, 4 and 8.2 comes down to its cause."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from oriel.domain.refusals import Cause, cause_of, from_oracle

ORACLE = "inference.generativeai.us-chicago-1.oci.oraclecloud.com"
NOT_FOUND = "Authorization failed or requested resource not found."


@pytest.mark.parametrize(
    ("code", "facts", "cause"),
    [
        ("credential_refused", {"service_code": "NotAuthenticated"}, Cause.KEY),
        ("credential_refused", {"clock_off_s": 301.0}, Cause.CLOCK),
        ("credential_refused", {"clock_off_s": -301.0}, Cause.CLOCK),
        ("credential_refused", {"clock_off_s": 299.0}, Cause.KEY),
        ("credential_refused", {"service_code": "key_malformed"}, Cause.KEY_MALFORMED),
        ("access_denied", {"status": 403, "host": ORACLE}, Cause.POLICY),
        ("access_denied", {"status": 403, "service_code": "NotAllowed"}, Cause.POLICY),
        ("access_denied", {"status": 403, "host": "api.openai.com"}, Cause.DENIED),
        ("not_found", {"status": 404, "service_code": "NotAuthorizedOrNotFound"}, Cause.POLICY),
        ("not_found", {"status": 404, "message": NOT_FOUND}, Cause.POLICY),
        ("not_found", {"status": 404, "message": "Not Found", "host": ORACLE}, Cause.PATH),
        ("not_found", {"status": 404}, Cause.PATH),
        ("not_found", {"status": 404, "service_code": "model_not_found"}, Cause.MODEL),
        ("not_found", {"status": 404, "message": "Model xai.grok-3 not found"}, Cause.MODEL),
        ("not_found", {"status": 404, "message": "Entity with key x not found"}, Cause.MODEL),
        ("not_found", {"status": 404, "message": "Project ocid1.x not found"}, Cause.PROJECT),
        ("not_found", {"status": 404, "message": "Conversation conv_1 not found"}, Cause.GONE),
        ("not_found", {"status": 404, "message": "Container cntr-1 is expired"}, Cause.GONE),
        ("not_found", {"status": 404, "message": "No such vector store: vs_1"}, Cause.GONE),
        ("request_invalid", {"status": 400, "message": "Invalid OpenAI project"}, Cause.PROJECT),
        (
            "request_invalid",
            {"status": 400, "message": "OpenAI-Project or opc-conversation-store-id is required"},
            Cause.PROJECT_MISSING,
        ),
        (
            "request_invalid",
            {"status": 400, "message": "Compartment ID must be provided"},
            Cause.COMPARTMENT_MISSING,
        ),
        (
            "request_invalid",
            {"status": 400, "message": "unsupported OpenAI operation for cohere.command-a"},
            Cause.NATIVE_ONLY,
        ),
        ("request_invalid", {"status": 400, "service_code": "LimitExceeded"}, Cause.LIMIT),
        ("request_invalid", {"status": 400, "service_code": "QuotaExceeded"}, Cause.LIMIT),
        (
            "request_invalid",
            {"status": 400, "message": "Field 'user' is not supported"},
            Cause.FIELD,
        ),
        (
            "request_invalid",
            {"status": 400, "message": "Model gpt-oss-120b: tool web_search is not supported"},
            Cause.TOOL,
        ),
        ("request_invalid", {"status": 400, "message": "unknown model: m"}, Cause.MODEL),
        (
            "request_invalid",
            {"status": 400, "service_code": "context_length_exceeded"},
            Cause.TOO_LONG,
        ),
        ("request_invalid", {"status": 409, "message": "busy with it"}, Cause.STATE),
        ("request_invalid", {"status": 413}, Cause.TOO_LARGE),
        ("request_invalid", {"status": 400, "service_code": "InvalidParameter"}, Cause.OTHER),
        ("rate_limited", {"status": 429, "service_code": "TooManyRequests"}, Cause.BUSY),
        ("rate_limited", {"status": 429, "service_code": "insufficient_quota"}, Cause.CREDIT),
        ("rate_limited", {"status": 429, "message": "model not found"}, Cause.BUSY),
        ("service_failed", {"status": 500, "message": "model not found"}, Cause.SERVICE),
        ("turn_failed", {"message": "This prompt is too long."}, Cause.TOO_LONG),
        ("turn_failed", {"message": "Something broke."}, Cause.OTHER),
    ],
)
def test_the_cause_is_found(code: str, facts: dict[str, Any], cause: Cause) -> None:
    assert cause_of(code, facts) is cause


@pytest.mark.parametrize(
    ("facts", "is_oracle"),
    [
        ({"host": ORACLE}, True),
        ({"host": f"{ORACLE}:443"}, True),
        ({"host": "inference.generativeai.eu-frankfurt-2.oci.oraclecloud.eu"}, True),
        ({"host": "inference.generativeai.us-langley-1.oci.oraclegovcloud.com"}, True),
        ({"host": "127.0.0.1:1", "kind": "oci_api_key"}, True),
        ({"host": "myoraclecloud.example.com"}, False),
        ({"host": "api.openai.com", "kind": "openai_compatible"}, False),
        ({}, False),
    ],
)
def test_oracle_cloud_is_known_by_host_or_kind(facts: dict[str, Any], is_oracle: bool) -> None:
    assert from_oracle(facts) is is_oracle


@given(
    code=st.sampled_from(["not_found", "request_invalid", "access_denied", "turn_failed", "x"]),
    facts=st.dictionaries(
        st.sampled_from(["status", "message", "service_code", "host", "clock_off_s", "kind"]),
        st.one_of(st.none(), st.text(), st.integers(), st.floats()),
    ),
)
def test_anything_a_service_may_say_has_a_cause(code: str, facts: dict[str, Any]) -> None:
    assert cause_of(code, facts) in Cause
