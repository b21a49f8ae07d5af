"""Every failure has words: a title, a next step, and no secret."""

from __future__ import annotations

import pytest

from oriel.domain import errors, remote_errors, transfer_errors  # noqa: F401 - all have kinds
from oriel.domain.connections import OCI, Connection, ConnectionKind
from oriel.domain.errors import AppError
from oriel.domain.refusals import Cause
from oriel.ui import refusal_words
from oriel.ui.error_text import QUOTED_CHARS, explain

ORACLE = "inference.generativeai.us-chicago-1.oci.oraclecloud.com"
PLACE = "ocid1.compartment.oc1..aaaaplace"
WORK = Connection(
    id="c",
    name="Work",
    kind=ConnectionKind.OCI_PROFILE,
    base_url=f"https://{ORACLE}/openai/v1",
    capabilities=OCI,
    region="us-chicago-1",
    compartment_id=PLACE,
    profile="DEFAULT",
)


def kinds(base: type[AppError] = AppError) -> list[type[AppError]]:
    return [base, *(k for sub in base.__subclasses__() for k in kinds(sub))]


@pytest.mark.parametrize("kind", kinds(), ids=lambda kind: kind.code)
def test_every_failure_has_words_of_its_own(kind: type[AppError]) -> None:
    words = explain(kind.code, {})
    assert words.title.endswith(".")
    assert words.next_step
    assert words.retry == kind.retryable or kind is errors.HostUnknown
    if kind is not AppError:
        assert words.title != explain("no-such-code", {}).title


@pytest.mark.parametrize(
    ("code", "facts", "said"),
    [
        ("credential_refused", {"host": ORACLE}, "region"),
        ("credential_refused", {"clock_off_s": -900}, "clock is off by 15 minutes"),
        ("credential_refused", {"host": "api.openai.com", "message": "Bad key"}, "Bad key"),
        ("not_found", {"service_code": "NotAuthorizedOrNotFound"}, "generativeaiapikey"),
        ("not_found", {"service_code": "model_not_found"}, "Choose another model"),
        ("not_found", {"host": "h"}, "/v1"),
        ("request_invalid", {"message": "Invalid OpenAI project"}, "project's OCID"),
        ("rate_limited", {"retry_after_s": 7.2}, "in 7 seconds"),
        ("rate_limited", {}, "Wait a minute"),
        ("service_failed", {"status": 503}, "503"),
        ("connection_refused", {"host": "localhost:11434"}, "Start the program"),
        ("connection_refused", {"host": "example.com"}, "address and the port"),
        ("tls_failed", {"host": "h", "detail": "self-signed certificate"}, "self-signed"),
        ("service_slow", {"host": "h", "phase": "read", "after_s": 300}, "300 seconds"),
        ("answer_unreadable", {"host": "h", "content_type": "text/html"}, "web page"),
        ("address_invalid", {"reason": "plain_http"}, "Without https"),
        ("store_newer", {"path": "/x/history.db"}, "/x/history.db"),
        ("store_missing", {"path": "/x/history.db"}, "Put it back"),
        ("home_unusable", {"path": "/x", "detail": "No space left", "full": 1}, "Free some space"),
        ("home_unusable", {"path": "/x", "detail": "Read-only", "full": 0}, "Make it writable"),
        ("secret_missing", {"connection": "Work"}, "Work"),
        ("credential_refused", {"kind": "oci_profile", "profile": "MINE"}, "profile “MINE”"),
        ("credential_refused", {"kind": "oci_instance"}, "runs where the connection says"),
        ("credential_refused", {"host": ORACLE, "region": "eu-x-1"}, "been made in eu-x-1"),
        ("access_denied", {"host": ORACLE, "status": 403}, "generativeaiapikey"),
        ("not_found", {"status": 404, "host": ORACLE}, "/20231130/actions/v1"),
        (
            "not_found",
            {"status": 404, "service_code": "NotAuthorizedOrNotFound", "compartment_id": PLACE},
            f"in compartment id {PLACE} where ALL",
        ),
        (
            "not_found",
            {"status": 404, "host": ORACLE, "message": "Model m not found", "region": "eu-x-1"},
            "Not every model is in eu-x-1",
        ),
        ("not_found", {"status": 404, "message": "Container cntr-1 not found"}, "20 idle minutes"),
        ("request_invalid", {"message": "Invalid OpenAI project"}, "very new"),
        (
            "request_invalid",
            {
                "message": "Invalid OpenAI project",
                "region": "us-chicago-1",
                "project_region": "eu-frankfurt-1",
            },
            "Its OCID names eu-frankfurt-1",
        ),
        (
            "request_invalid",
            {"message": "OpenAI-Project or opc-conversation-store-id is required"},
            "No project is set",
        ),
        ("request_invalid", {"message": "Compartment ID must be provided"}, "Choose a project"),
        (
            "request_invalid",
            {"message": "Compartment ID must be provided", "project_id": "p"},
            "the project's compartment",
        ),
        ("request_invalid", {"message": "unsupported OpenAI operation"}, "native API only"),
        ("request_invalid", {"service_code": "LimitExceeded", "host": ORACLE}, "higher limit"),
        ("request_invalid", {"message": "context length is 8192"}, "too long"),
        ("request_invalid", {"status": 413}, "smaller attachments"),
        ("request_invalid", {"message": "tool web_search is not supported"}, "tool off"),
        ("request_invalid", {"message": "Field 'seed' is not supported"}, "settings"),
        ("rate_limited", {"retry_after_s": 600}, "in 10 minutes"),
        ("rate_limited", {"service_code": "insufficient_quota", "host": "h"}, "Add credit at h"),
        ("turn_failed", {"message": "Rate limit", "service_code": "rate_limit_exceeded"}, "busy"),
        ("turn_failed", {"message": "vendor broke"}, "vendor broke"),
        ("session_ended", {"profile": "MINE"}, "goes on by itself"),
        ("profile_unusable", {"reason": "user", "path": "/c", "profile": "P"}, "user=ocid1.user"),
        ("profile_unusable", {"reason": "key_missing", "path": "/c"}, "correct key_file in /c"),
        ("pass_phrase_needed", {"profile": "P"}, "needs its pass phrase"),
        ("pass_phrase_needed", {"profile": "P", "wrong": 1}, "does not fit"),
        ("sign_in_failed", {"reason": "port_taken", "port": 8181}, "uses port 8181"),
        ("sign_in_failed", {"reason": "refused", "detail": "access_denied"}, "access_denied"),
        ("principal_unavailable", {"kind": "instance"}, "no compute instance"),
        ("proxy_refused", {"proxy": "p:8080", "status": 407}, "user name and a password"),
        ("proxy_refused", {"proxy": "p:8080", "status": 403, "host": "h"}, "allow h"),
        ("proxy_refused", {"proxy": "p:8080", "status": 502, "host": "h"}, "could not reach h"),
        ("proxy_refused", {"detail": "SOCKS proxies are not supported"}, "SOCKS"),
        ("tls_failed", {"host": "h", "detail": "x", "issuer": "Example Corp"}, "“Example Corp”"),
        ("certificate_file_unusable", {"path": "/x.pem", "detail": "none in it"}, "/x.pem"),
        ("address_invalid", {"reason": "OpenAI-Project"}, "OCID of the project"),
        ("file_gone", {"path": "/x/a.txt"}, "/x/a.txt"),
        ("file_unreadable", {"path": "/x", "detail": "Permission denied"}, "Permission denied"),
        ("file_too_large", {"size": 600_000_000, "limit": 512_000_000}, "600 MB"),
        ("disk_full", {"path": "/x/a.txt"}, "/x/a.txt"),
        ("target_read_only", {"path": "/x"}, "/x is read-only"),
        ("target_unwritable", {"detail": "File name too long"}, "File name too long"),
        ("indexing_failed", {"service_code": "unsupported_file"}, "text, Markdown or PDF"),
        ("indexing_failed", {"service_code": "invalid_file"}, "could not read"),
        ("indexing_failed", {"service_code": "server_error", "message": "Oops"}, "“Oops”"),
        ("indexing_silent", {"after_s": 1800.0}, "30 minutes"),
    ],
)
def test_the_cause_and_the_next_step_are_named(
    code: str, facts: dict[str, object], said: str
) -> None:
    words = explain(code, facts)
    assert said in f"{words.title} {words.reason} {words.next_step}"


def test_what_the_service_says_is_bounded_and_braces_in_it_do_no_harm() -> None:
    words = explain("service_failed", {"message": "{0} {x} " * 1000, "status": 500})
    assert len(words.reason) < QUOTED_CHARS + 100
    assert "{0}" in words.reason


def test_support_gets_the_request_id() -> None:
    assert "request_id: abc" in explain("service_failed", {"request_id": "abc"}).detail


@pytest.mark.parametrize("cause", Cause, ids=lambda cause: cause.value)
def test_every_cause_has_words(cause: Cause) -> None:
    assert cause in refusal_words._WORDS or cause is Cause.OTHER


@pytest.mark.parametrize(
    "reason",
    [
        "file",
        "profile",
        "region",
        "tenancy",
        "user",
        "fingerprint",
        "key_file",
        "key_missing",
        "key_unreadable",
        "token_missing",
    ],
)
def test_every_fault_of_a_profile_has_its_own_next_step(reason: str) -> None:
    words = explain("profile_unusable", {"reason": reason, "profile": "P", "path": "/c"})
    assert "“P”" in words.title
    assert words.reason != explain("profile_unusable", {"path": "/c"}).reason
    assert words.next_step != explain("profile_unusable", {"path": "/c"}).next_step


@pytest.mark.parametrize(
    "reason", ["port_taken", "refused", "nonce", "no_token", "no_browser", "timed_out", "files"]
)
def test_every_end_of_a_sign_in_has_its_own_words(reason: str) -> None:
    words = explain("sign_in_failed", {"reason": reason, "port": 8181})
    assert words.reason != explain("sign_in_failed", {}).reason


def test_with_the_connection_the_words_are_exact() -> None:
    facts = {"status": 404, "service_code": "NotAuthorizedOrNotFound", "host": ORACLE}
    words = explain("not_found", facts, WORK)
    assert f"allow group <group> to use generative-ai-family in compartment id {PLACE}" in (
        words.next_step
    )
    assert PLACE not in words.detail
    assert "“DEFAULT”" in explain("credential_refused", {"host": ORACLE}, WORK).next_step


def test_a_failures_own_facts_count_for_more_than_the_connections() -> None:
    words = explain("session_ended", {"profile": "OTHER"}, WORK)
    assert "“OTHER”" in words.title


@pytest.mark.parametrize("code", sorted(kind.code for kind in kinds()))
def test_every_sentence_begins_with_a_capital_also_where_no_host_is_known(code: str) -> None:
    words = explain(code, {})
    for sentence in (words.title, words.reason, words.next_step):
        assert not sentence[:1].islower(), sentence
