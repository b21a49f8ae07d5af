"""Why a service refused: the causes behind its status codes and its own words.

Services say the same thing in many ways and different things in the same way
(oci-api.md 3 and 8.2). The doctor and the words for people ask here, so that both
see one cause.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from enum import StrEnum
from typing import Any

CLOCK_OFF_S = 300.0  # what Oracle Cloud's signatures allow


class Cause(StrEnum):
    CLOCK = "clock"  # this computer's time is wrong
    KEY_MALFORMED = "key_malformed"  # never sent: no header can carry it
    KEY = "key"  # the credential is not accepted
    DENIED = "denied"  # known, and not allowed
    POLICY = "policy"  # Oracle Cloud: no policy allows it, or it is not there
    PROJECT = "project"  # a project that is not known here, or not yet
    PROJECT_MISSING = "project_missing"
    COMPARTMENT_MISSING = "compartment_missing"
    MODEL = "model"  # not there, not in this region, not over this API
    NATIVE_ONLY = "native_only"  # models that speak no OpenAI-compatible API
    PATH = "path"  # nothing at this address
    GONE = "gone"  # a conversation, response, file, store or container is not kept any more
    LIMIT = "limit"  # a limit of the tenancy
    CREDIT = "credit"  # the account is out of money
    BUSY = "busy"
    TOO_LONG = "too_long"  # more text than the model takes
    TOO_LARGE = "too_large"  # more bytes than the service takes
    TOOL = "tool"  # a tool this model does not have
    FIELD = "field"  # a setting this model does not take
    STATE = "state"  # something else changes it right now
    SERVICE = "service"  # the service's own trouble
    OTHER = "other"


_ORACLE_CODES = {
    "notauthorizedornotfound": Cause.POLICY,
    "notallowed": Cause.POLICY,
    "notauthorized": Cause.POLICY,
    "limitexceeded": Cause.LIMIT,
    "quotaexceeded": Cause.LIMIT,
    "toomanyrequests": Cause.BUSY,
    "incorrectstate": Cause.STATE,
    "model_not_found": Cause.MODEL,
    "insufficient_quota": Cause.CREDIT,
    "rate_limit_exceeded": Cause.BUSY,
    "context_length_exceeded": Cause.TOO_LONG,
}
_KEPT = r"(?:conversation|response|container|file|vector[ _]?store)s?"
_NOT_THERE = r"(?:not (?:be )?found|does(?:n't| not) exist|no longer|expired|is gone)"
_UNSUPPORTED = r"(?:not|un) ?support"
_SETTING = r"(?:field|parameter|argument)"
_NO_SUCH = r"(?:unknown|invalid|unsupported|unrecognized|no such|no|not found:?)"
_MODEL_IS_NOT = (
    r"(?:not (?:be )?(?:found|supported|available|exist|served)"
    r"|does(?:n't| not) (?:exist|support)|unavailable|unknown|retired|deprecated)"
)
# In this order: the first that fits names the cause.
_BY_WORDS = tuple(
    (cause, re.compile(pattern, re.DOTALL))
    for cause, pattern in (
        (Cause.NATIVE_ONLY, r"unsupported openai operation"),
        (Cause.PROJECT, r"(?:invalid|unknown|no such) (?:openai[ -]?)?project"),
        (Cause.PROJECT, r"project\b.{0,160}" + _NOT_THERE),
        (Cause.PROJECT_MISSING, r"openai-project|opc-conversation-store-id"),
        (Cause.PROJECT_MISSING, r"project.{0,40}(?:required|missing)"),
        (Cause.COMPARTMENT_MISSING, r"compartment ?id.{0,40}(?:must|required|missing|provided)"),
        (Cause.POLICY, r"authorization failed"),
        (Cause.TOOL, rf"\btools?\b.{{0,160}}{_UNSUPPORTED}|{_UNSUPPORTED}.{{0,80}}\btools?\b"),
        (Cause.FIELD, rf"{_SETTING}s?\b.{{0,160}}{_UNSUPPORTED}"),
        (Cause.FIELD, rf"(?:unsupported|unknown|unrecognized) (?:request )?{_SETTING}"),
        (Cause.TOO_LONG, r"context.{0,20}(?:length|window)|prompt is too long"),
        (Cause.TOO_LONG, r"maximum.{0,40}tokens"),
        (Cause.MODEL, rf"\bmodel\b.{{0,160}}{_MODEL_IS_NOT}"),
        (Cause.MODEL, rf"\b{_NO_SUCH} model\b|entity with key"),
        (Cause.GONE, rf"\b{_KEPT}\b.{{0,160}}{_NOT_THERE}|\b{_NO_SUCH} {_KEPT}\b"),
        (Cause.LIMIT, r"service limit|(?:limit|quota) (?:was |is |has been )?exceeded"),
    )
)
# What words alone may say at which status; at the others they only quote.
_WORDED = (400, 403, 404, 409, 422, 0)


def cause_of(code: str, facts: Mapping[str, Any]) -> Cause:
    """The cause of a ServiceRefused or TurnFailed, from its stored `code` and `facts`."""
    if code == "credential_refused":
        return _of_credential(facts)
    if code == "rate_limited":
        named = _named(facts)
        return named if named in (Cause.CREDIT, Cause.LIMIT) else Cause.BUSY
    if code == "service_failed":
        return Cause.SERVICE
    return _named(facts) or _worded(facts) or _by_status(code, facts)


def from_oracle(facts: Mapping[str, Any]) -> bool:
    """Whether Oracle Cloud answered: by its host, or by what is known of the connection."""
    labels = str(facts.get("host", "")).lower().partition(":")[0].split(".")
    named = any(label.startswith(("oraclecloud", "oraclegovcloud")) for label in labels)
    return named or str(facts.get("kind", "")).startswith("oci_")


def is_clock_off(facts: Mapping[str, Any]) -> bool:
    off = facts.get("clock_off_s")
    return isinstance(off, int | float) and abs(off) > CLOCK_OFF_S


def _of_credential(facts: Mapping[str, Any]) -> Cause:
    if is_clock_off(facts):
        return Cause.CLOCK
    return Cause.KEY_MALFORMED if facts.get("service_code") == "key_malformed" else Cause.KEY


def _named(facts: Mapping[str, Any]) -> Cause | None:
    return _ORACLE_CODES.get(str(facts.get("service_code", "")).lower())


def _worded(facts: Mapping[str, Any]) -> Cause | None:
    if facts.get("status", 0) not in _WORDED:
        return None
    said = str(facts.get("message", "")).lower()
    return next((cause for cause, pattern in _BY_WORDS if pattern.search(said)), None)


def _by_status(code: str, facts: Mapping[str, Any]) -> Cause:
    match code, facts.get("status"):
        case "access_denied", _:
            return Cause.POLICY if from_oracle(facts) else Cause.DENIED
        case "not_found", _:
            return Cause.PATH
        case _, 409:
            return Cause.STATE
        case _, 413:
            return Cause.TOO_LARGE
    return Cause.OTHER
