"""The doctor's reasoning: which check a failure belongs to, and what it proves of others."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from oriel.domain import errors
from oriel.domain.connections import (
    CHAT_ONLY,
    OCI,
    STATELESS_RESPONSES,
    Connection,
    ConnectionKind,
    WireApi,
)
from oriel.domain.doctor import (
    CheckName,
    Pieces,
    Verdict,
    clock_verdict,
    concerned,
    failing_check,
    judged,
    known_of,
    streaming_verdict,
)
from oriel.domain.errors import AppError

PROJECT = "ocid1.generativeaiproject.oc1.us-chicago-1.amaaaa"
GOOD = Pieces(count=60, chars=200, waited_s=0.5, spread_s=1.0)


def oracle(**more: Any) -> Connection:
    values: dict[str, Any] = {
        "id": "c",
        "name": "Work",
        "kind": ConnectionKind.OCI_API_KEY,
        "base_url": "https://inference.generativeai.us-chicago-1.oci.oraclecloud.com/openai/v1",
        "capabilities": OCI,
        "region": "us-chicago-1",
        "project_id": PROJECT,
        "default_model": "m",
    }
    return Connection(**{**values, **more})


def refused(status: int, message: str = "", code: str = "") -> AppError:
    kind = {401: errors.CredentialRefused, 403: errors.AccessDenied, 404: errors.NotFound}
    return kind.get(status, errors.RequestInvalid)(
        status=status, message=message, service_code=code, host="h"
    )


def verdicts(connection: Connection, listed: Any, asked: Any) -> dict[CheckName, Verdict]:
    return {check.name: check.verdict for check in judged(connection, listed, asked)}


@pytest.mark.parametrize(
    ("error", "name"),
    [
        (errors.HostUnknown(host="h"), CheckName.NAME_LOOKUP),
        (errors.ProxyRefused(host="h", status=407), CheckName.PROXY),
        (errors.TlsFailed(host="h"), CheckName.TLS),
        (errors.ConnectionRefused(host="h"), CheckName.TLS),
        (errors.CertificateFileUnusable(path="p"), CheckName.TLS),
        (errors.ServiceSlow(host="h", phase="connect", after_s=1), CheckName.TLS),
        (errors.ServiceSlow(host="h", phase="read", after_s=1), CheckName.MODEL),
        (errors.StreamInterrupted(host="h"), CheckName.STREAMING),
        (errors.CredentialRefused(status=401), CheckName.CREDENTIAL),
        (errors.CredentialRefused(status=401, clock_off_s=900.0), CheckName.CLOCK),
        (errors.SessionEnded(profile="p"), CheckName.CREDENTIAL),
        (errors.PassPhraseNeeded(profile="p"), CheckName.CREDENTIAL),
        (errors.ProfileUnusable(reason="user"), CheckName.CREDENTIAL),
        (errors.PrincipalUnavailable(kind="instance"), CheckName.CREDENTIAL),
        (errors.SecretMissing(connection="c"), CheckName.CREDENTIAL),
        (errors.KeyringSilent(after_s=10), CheckName.CREDENTIAL),
        (errors.AddressInvalid(address="x", reason="OpenAI-Project"), CheckName.PROJECT),
        (refused(404, code="NotAuthorizedOrNotFound"), CheckName.POLICY),
        (refused(400, "Invalid OpenAI project"), CheckName.PROJECT),
        (refused(400, "Compartment ID must be provided"), CheckName.PROJECT),
        (refused(400, "set opc-conversation-store-id"), CheckName.PROJECT),
        (refused(404, "model m not found"), CheckName.MODEL),
        (errors.RateLimited(status=429), CheckName.MODEL),
        (errors.ServiceFailed(status=500), CheckName.MODEL),
        (errors.AnswerUnreadable(host="h"), CheckName.MODEL),
        (errors.TurnFailed(message="x"), CheckName.MODEL),
    ],
)
def test_a_failure_belongs_to_one_check(error: AppError, name: CheckName) -> None:
    assert failing_check(error) is name


def test_an_answer_proves_everything_before_it() -> None:
    assert set(verdicts(oracle(), None, GOOD).values()) == {Verdict.OK}
    # Files that may not be listed say nothing about what was answered.
    assert set(verdicts(oracle(), refused(404), GOOD).values()) == {Verdict.OK}


def test_a_refused_key_proves_nothing_else() -> None:
    found = verdicts(oracle(), refused(401), refused(401))
    assert found == {
        CheckName.CREDENTIAL: Verdict.FAILED,
        CheckName.PROJECT: Verdict.SKIPPED,
        CheckName.POLICY: Verdict.SKIPPED,
        CheckName.MODEL: Verdict.SKIPPED,
    }


def test_a_missing_policy_shows_that_the_key_is_good() -> None:
    missing = refused(404, code="NotAuthorizedOrNotFound")
    (credential, project, policy, model) = judged(oracle(), missing, missing)
    assert credential.verdict is Verdict.OK
    assert policy.verdict is Verdict.FAILED
    assert policy.facts["kind"] == "oci_api_key"
    assert project.facts == model.facts == {"after": "policy"}


def test_files_that_can_be_listed_show_that_project_and_policy_are_good() -> None:
    found = verdicts(oracle(), True, refused(404, "model m not found"))
    assert found == {
        CheckName.CREDENTIAL: Verdict.OK,
        CheckName.PROJECT: Verdict.OK,
        CheckName.POLICY: Verdict.OK,
        CheckName.MODEL: Verdict.FAILED,
    }


def test_a_path_that_is_not_there_says_nothing_of_the_key() -> None:
    found = verdicts(oracle(), None, refused(404, "Not Found"))
    assert found[CheckName.CREDENTIAL] is Verdict.SKIPPED
    assert found[CheckName.MODEL] is Verdict.FAILED


def test_a_wrong_clock_is_the_clock_and_not_the_key() -> None:
    asked = errors.CredentialRefused(status=401, clock_off_s=-900.0)
    found = verdicts(oracle(), None, asked)
    assert found[CheckName.CLOCK] is Verdict.FAILED
    assert found[CheckName.CREDENTIAL] is Verdict.SKIPPED


def test_no_project_is_a_warning_where_one_is_kept_and_nothing_over_chat_completions() -> None:
    bare = oracle(project_id="")
    assert verdicts(bare, None, GOOD)[CheckName.PROJECT] is Verdict.WARNING
    chat = oracle(project_id="", wire_api=WireApi.CHAT)
    assert verdicts(chat, None, GOOD)[CheckName.PROJECT] is Verdict.SKIPPED


def test_with_no_model_known_only_the_list_is_judged() -> None:
    other = oracle(kind=ConnectionKind.COMPATIBLE, capabilities=CHAT_ONLY)
    assert verdicts(other, True, None) == {
        CheckName.CREDENTIAL: Verdict.OK,
        CheckName.MODEL: Verdict.SKIPPED,
    }


def test_only_what_concerns_a_connection_is_checked() -> None:
    here = oracle(
        kind=ConnectionKind.LOCAL,
        base_url="http://127.0.0.1:1/v1",
        capabilities=STATELESS_RESPONSES,
    )
    assert concerned(here) == (
        CheckName.NAME_LOOKUP,
        CheckName.TLS,
        CheckName.CLOCK,
        CheckName.CREDENTIAL,
        CheckName.MODEL,
        CheckName.STREAMING,
    )
    assert concerned(oracle()) == tuple(CheckName)


def test_what_a_connection_tells_of_itself_has_no_secret_and_nothing_empty() -> None:
    assert known_of(oracle(project_id="ocid1.generativeaiproject.oc1.fra.x")) == {
        "kind": "oci_api_key",
        "region": "us-chicago-1",
        "project_region": "eu-frankfurt-1",
        "project_id": "ocid1.generativeaiproject.oc1.fra.x",
    }


@pytest.mark.parametrize(
    ("kind", "off_s", "verdict"),
    [
        (ConnectionKind.OCI_PROFILE, 0.3, Verdict.OK),
        (ConnectionKind.OCI_PROFILE, -61.0, Verdict.WARNING),
        (ConnectionKind.OCI_PROFILE, -301.0, Verdict.FAILED),
        (ConnectionKind.OCI_API_KEY, 86400.0, Verdict.WARNING),
    ],
)
def test_a_wrong_clock_matters_to_signatures(
    kind: ConnectionKind, off_s: float, verdict: Verdict
) -> None:
    assert clock_verdict(kind, off_s) is verdict


@pytest.mark.parametrize(
    ("pieces", "found"),
    [
        (GOOD, (Verdict.OK, "")),
        (Pieces(1, 200, 3.0, 0.0), (Verdict.FAILED, "one_piece")),
        (Pieces(60, 200, 3.0, 0.002), (Verdict.WARNING, "all_at_once")),
        (Pieces(60, 200, 0.01, 0.002), (Verdict.OK, "")),  # a service that is this fast
        (Pieces(3, 9, 3.0, 0.0), (Verdict.SKIPPED, "too_short")),
        (Pieces(0, 0, 3.0, 0.0), (Verdict.SKIPPED, "too_short")),
    ],
)
def test_streaming_is_told_from_a_held_back_answer(
    pieces: Pieces, found: tuple[Verdict, str]
) -> None:
    assert streaming_verdict(pieces) == found


def _failures() -> st.SearchStrategy[AppError]:
    words = st.sampled_from(["", "Invalid OpenAI project", "model m not found", "nonsense"])
    codes = st.sampled_from(["", "NotAuthorizedOrNotFound", "LimitExceeded"])
    served = st.builds(refused, st.sampled_from([400, 401, 403, 404, 409]), words, codes)
    others = st.sampled_from(
        [
            errors.TlsFailed(host="h"),
            errors.HostUnknown(host="h"),
            errors.ProxyRefused(host="h"),
            errors.StreamInterrupted(host="h"),
            errors.ServiceFailed(status=500),
            errors.TurnFailed(message="x"),
            errors.SessionEnded(),
        ]
    )
    return served | others


@given(
    kind=st.sampled_from(ConnectionKind),
    listed=st.none() | st.just(True) | _failures(),
    asked=_failures(),
)
def test_a_failed_question_always_fails_a_row_that_is_shown(
    kind: ConnectionKind, listed: Any, asked: AppError
) -> None:
    connection = oracle(kind=kind)
    found = judged(connection, listed, asked)
    assert any(c.verdict is Verdict.FAILED and c.code == asked.code for c in found)
    assert {c.name for c in found} <= set(concerned(connection))
    assert len({c.name for c in found}) == len(found)
