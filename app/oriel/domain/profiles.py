"""Profiles of an OCI config file (~/.oci/config) as values, without their secrets."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class ProfileKind(StrEnum):
    API_KEY = "api_key"  # an API signing key of a user
    SESSION = "session"  # a session token; there is no user entry


@dataclass(frozen=True, slots=True)
class Profile:
    """One section of a config file, what it inherits from DEFAULT included.

    Paths are as written, with `~`. `problem` is "" or names what is missing
    (region, tenancy, user, fingerprint, key_file, key_missing, token_missing).
    """

    name: str
    kind: ProfileKind
    config_file: str
    region: str = ""
    tenancy: str = ""
    user: str = ""
    fingerprint: str = ""
    key_file: str = ""
    security_token_file: str = ""
    problem: str = ""
