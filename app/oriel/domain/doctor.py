"""The doctor's checks as values, and what one real request proves about each of them.

Services make the requests (services/doctor.py); here is only the reasoning, so that
it can be read and tested without a network.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from oriel.domain.connections import Connection, ConnectionKind, WireApi
from oriel.domain.errors import (
    AccessDenied,
    AddressInvalid,
    AppError,
    CertificateFileUnusable,
    CredentialRefused,
    Fact,
    HostUnknown,
    KeyringSilent,
    KeyringUnavailable,
    NotFound,
    PassPhraseNeeded,
    PrincipalUnavailable,
    ProfileUnusable,
    ProxyRefused,
    RequestInvalid,
    SecretMissing,
    ServiceRefused,
    ServiceSlow,
    SessionEnded,
    StreamInterrupted,
    TlsFailed,
    TurnFailed,
    Unreachable,
)
from oriel.domain.oci_policy import region_in_ocid
from oriel.domain.refusals import CLOCK_OFF_S, Cause, cause_of

CLOCK_DRIFTS_S = 60.0  # still works, and worth a word
# An answer shorter than this can come in one piece with nothing wrong.
LONG_ENOUGH_CHARS = 60


class CheckName(StrEnum):
    """In the order in which they are made: each rests on those before it."""

    NAME_LOOKUP = "name_lookup"
    PROXY = "proxy"
    TLS = "tls"  # the connection itself, encrypted or not
    CLOCK = "clock"
    CREDENTIAL = "credential"
    PROJECT = "project"
    POLICY = "policy"
    MODEL = "model"
    STREAMING = "streaming"
    FILES = "files"
    VECTOR_STORES = "vector_stores"


class Verdict(StrEnum):
    OK = "ok"
    WARNING = "warning"  # works, and will bite
    FAILED = "failed"
    SKIPPED = "skipped"
    RUNNING = "running"


@dataclass(frozen=True, slots=True)
class Check:
    """One row. `code` is an AppError's code or a word of the doctor's own, "" for nothing
    to add; `facts` are plain and free of secrets; `took_s` is how long it took."""

    name: CheckName
    verdict: Verdict
    code: str = ""
    facts: Mapping[str, Fact] = field(default_factory=dict)
    took_s: float = 0.0


@dataclass(frozen=True, slots=True)
class Pieces:
    """How an answer arrived: pieces of text, their characters, seconds until the first
    piece, and seconds from the first to the last."""

    count: int
    chars: int
    waited_s: float
    spread_s: float


_SERVICE = (CheckName.CREDENTIAL, CheckName.PROJECT, CheckName.POLICY, CheckName.MODEL)
_NEEDS_CREDENTIAL = (
    CredentialRefused,
    SessionEnded,
    ProfileUnusable,
    PassPhraseNeeded,
    PrincipalUnavailable,
    SecretMissing,
    KeyringSilent,
    KeyringUnavailable,
)
_BY_CAUSE = {
    Cause.CLOCK: CheckName.CLOCK,
    Cause.PROJECT: CheckName.PROJECT,
    Cause.PROJECT_MISSING: CheckName.PROJECT,
    Cause.COMPARTMENT_MISSING: CheckName.PROJECT,
    Cause.POLICY: CheckName.POLICY,
}


def concerned(connection: Connection) -> tuple[CheckName, ...]:
    """The checks that mean something for a connection, in order."""
    absent: set[CheckName] = set()
    if not connection.kind.is_oci:
        absent |= {CheckName.PROJECT, CheckName.POLICY}
    if connection.kind is ConnectionKind.LOCAL or connection.base_url.startswith("http://"):
        absent |= {CheckName.PROXY}
    if not connection.capabilities.files:
        absent.add(CheckName.FILES)
    if not connection.capabilities.vector_stores:
        absent.add(CheckName.VECTOR_STORES)
    return tuple(name for name in CheckName if name not in absent)


def failing_check(error: AppError) -> CheckName:
    """The check that a failure seen on a real request belongs to."""
    match error:
        case HostUnknown():
            return CheckName.NAME_LOOKUP
        case ProxyRefused():
            return CheckName.PROXY
        case StreamInterrupted():
            return CheckName.STREAMING
        case ServiceSlow() if error.facts.get("phase") != "connect":
            return CheckName.MODEL
        case TlsFailed() | CertificateFileUnusable() | Unreachable():
            return CheckName.TLS
        case AddressInvalid():
            named = error.facts.get("reason") in ("OpenAI-Project", "CompartmentId")
            return CheckName.PROJECT if named else CheckName.TLS
    usual = CheckName.CREDENTIAL if isinstance(error, _NEEDS_CREDENTIAL) else CheckName.MODEL
    if isinstance(error, ServiceRefused):
        return _BY_CAUSE.get(cause_of(error.code, error.facts), usual)
    return usual


def proven_by(error: AppError) -> frozenset[CheckName]:
    """What must be in order since the service refused for this and for nothing before it."""
    match error:
        case StreamInterrupted():
            return frozenset(_SERVICE)
        case TurnFailed():
            return frozenset(_SERVICE) - {CheckName.MODEL}
        case AccessDenied() | NotFound() | RequestInvalid():
            # A path that is not there is refused before anybody looks at the key.
            looked = cause_of(error.code, error.facts) in _AFTER_THE_CREDENTIAL
            return frozenset({CheckName.CREDENTIAL} if looked else ())
    return frozenset()


_AFTER_THE_CREDENTIAL = (*_BY_CAUSE, Cause.MODEL, Cause.NATIVE_ONLY, Cause.FIELD, Cause.LIMIT)


def judged(
    connection: Connection, listed: AppError | bool | None, asked: AppError | Pieces | None
) -> list[Check]:
    """The verdicts on credential, project, policy and model, from what two requests met,
    and on whatever else one of them failed for.

    `listed` is how a small list was answered: True, its failure, or None when none was
    asked for. `asked` is how a question was, None when there was no model to ask.
    """
    wanted = set(concerned(connection))
    failed: dict[CheckName, AppError] = {}
    # A list that is refused says nothing once the model has answered.
    for error in () if isinstance(asked, Pieces) else (asked, listed):
        if isinstance(error, AppError):
            name = failing_check(error)
            failed.setdefault(name if name in wanted else CheckName.MODEL, error)
    first = next((name for name in CheckName if name in failed), None)
    good = _good(connection, listed, asked)
    return [
        _verdict(connection, name, failed.get(name), name in good, first)
        for name in CheckName
        if name in wanted and (name in _SERVICE or name in failed)
    ]


def _good(
    connection: Connection, listed: AppError | bool | None, asked: AppError | Pieces | None
) -> frozenset[CheckName]:
    if isinstance(asked, Pieces):
        return frozenset(_SERVICE)
    good = proven_by(asked) if asked is not None else frozenset[CheckName]()
    if isinstance(listed, AppError):
        return good | proven_by(listed)
    if listed and connection.kind.is_oci:
        # What Oracle Cloud lists are files: they lie in the project, and need a policy.
        return good | {CheckName.CREDENTIAL, CheckName.PROJECT, CheckName.POLICY}
    return good | {CheckName.CREDENTIAL} if listed else good


def _verdict(
    connection: Connection,
    name: CheckName,
    error: AppError | None,
    good: bool,
    first: CheckName | None,
) -> Check:
    if error is not None:
        return Check(name, Verdict.FAILED, error.code, {**known_of(connection), **error.facts})
    if good:
        return _passed(connection, name)
    if first is None:
        return Check(name, Verdict.SKIPPED, "no_model")
    return skipped(name, first)


def skipped(name: CheckName, after: CheckName) -> Check:
    """A check that means nothing as long as another one fails."""
    return Check(name, Verdict.SKIPPED, "after", {"after": after.value})


def _passed(connection: Connection, name: CheckName) -> Check:
    facts = known_of(connection)
    if name is CheckName.PROJECT and not connection.project_id:
        if connection.wire_api is WireApi.CHAT:
            return Check(name, Verdict.SKIPPED, "not_needed", facts)
        return Check(name, Verdict.WARNING, "no_project", facts)
    return Check(name, Verdict.OK, "", facts)


def known_of(connection: Connection) -> dict[str, Fact]:
    """What a connection says about itself that explains a refusal, empty values left out."""
    facts: dict[str, Fact] = {
        "kind": connection.kind.value,
        "region": connection.region,
        "project_region": region_in_ocid(connection.project_id),
        "project_id": connection.project_id,
        "compartment_id": connection.compartment_id,
        "profile": connection.profile,
        "keyless": 1
        if connection.kind is ConnectionKind.COMPATIBLE and not connection.needs_key
        else "",
    }
    return {name: value for name, value in facts.items() if value != ""}


def clock_verdict(kind: ConnectionKind, off_s: float) -> Verdict:
    """Whether a clock that is `off_s` seconds wrong matters to that kind of credential."""
    if abs(off_s) > CLOCK_OFF_S:
        return Verdict.FAILED if kind.uses_iam else Verdict.WARNING
    return Verdict.WARNING if abs(off_s) > CLOCK_DRIFTS_S else Verdict.OK


def streaming_verdict(pieces: Pieces) -> tuple[Verdict, str]:
    """Whether an answer streamed, with the code of what was seen.

    A proxy that buffers gives a long answer in one piece, or all its pieces in the
    moment it takes to read them, after a wait in which a stream would have begun.
    """
    if pieces.chars < LONG_ENOUGH_CHARS:
        return Verdict.SKIPPED, "too_short"
    if pieces.count <= 1:
        return Verdict.FAILED, "one_piece"
    reading_s = 0.005 + 0.0005 * pieces.count
    if pieces.waited_s >= 1.0 and pieces.spread_s <= reading_s:
        return Verdict.WARNING, "all_at_once"
    return Verdict.OK, ""
