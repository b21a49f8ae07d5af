"""Reading OCI config files: sections of `key=value`, DEFAULT inherited by the others.

Not configparser: it refuses doubled keys and sections, which Oracle's own tools let
through, and would give a `%` a meaning.
"""

from __future__ import annotations

import os
import re
from pathlib import Path

from oriel.domain.errors import ProfileUnusable
from oriel.domain.profiles import Profile, ProfileKind

DEFAULT = "DEFAULT"
LARGEST = 1024 * 1024  # bytes; what is larger is no config file
_SECTION = re.compile(r"^\s*\[([^\]]*)\]")
_COMMON = ("region", "tenancy", "fingerprint", "key_file")


def config_path(typed: str = "") -> Path:
    """The config file: as typed, else as OCI_CONFIG_FILE names it, else ~/.oci/config."""
    return Path(typed or os.environ.get("OCI_CONFIG_FILE") or "~/.oci/config").expanduser()


def read_profiles(path: Path) -> list[Profile]:
    """The profiles of a file in its order; none where there is no file that can be read."""
    try:
        sections = _sections(path)
    except OSError:
        return []
    return [_profile(name, path, _inherited(sections, name)) for name in sections]


def read_profile(path: Path, name: str) -> dict[str, str]:
    """One profile's entries, those of DEFAULT included. Raises ProfileUnusable."""
    try:
        sections = _sections(path)
    except OSError as error:
        detail = error.strerror or type(error).__name__
        raise ProfileUnusable(path=str(path), profile=name, reason="file", detail=detail) from error
    if name not in sections:
        raise ProfileUnusable(path=str(path), profile=name, reason="profile")
    return _inherited(sections, name)


def own_path(text: str) -> Path:
    """A path out of a config file, `~` expanded."""
    return Path(text).expanduser()


def problem_of(values: dict[str, str]) -> str:
    """What a profile lacks to sign with, "" for nothing (Profile.problem)."""
    session = "security_token_file" in values
    needed = _COMMON if session else (*_COMMON, "user")
    for name in needed:
        if not values.get(name):
            return name
    if not own_path(values["key_file"]).is_file():
        return "key_missing"
    if session and not own_path(values["security_token_file"]).is_file():
        return "token_missing"
    return ""


def _profile(name: str, path: Path, values: dict[str, str]) -> Profile:
    session = "security_token_file" in values
    return Profile(
        name=name,
        kind=ProfileKind.SESSION if session else ProfileKind.API_KEY,
        config_file=str(path),
        region=values.get("region", ""),
        tenancy=values.get("tenancy", ""),
        user=values.get("user", ""),
        fingerprint=values.get("fingerprint", ""),
        key_file=values.get("key_file", ""),
        security_token_file=values.get("security_token_file", ""),
        problem=problem_of(values),
    )


def _inherited(sections: dict[str, dict[str, str]], name: str) -> dict[str, str]:
    values = {**sections.get(DEFAULT, {}), **sections[name]}
    if name != DEFAULT and "security_token_file" not in sections[name]:
        # A key profile does not become a session by what DEFAULT is.
        values.pop("security_token_file", None)
    return values


def _sections(path: Path) -> dict[str, dict[str, str]]:
    with path.open("rb") as file:
        text = file.read(LARGEST).decode("utf-8-sig", "replace")
    sections: dict[str, dict[str, str]] = {}
    current: dict[str, str] = {}
    for line in text.splitlines():
        if found := _SECTION.match(line):
            current = sections.setdefault(found[1].strip(), {})
            continue
        stripped = line.strip()
        if not stripped or stripped[0] in "#;":
            continue
        name, separator, value = stripped.partition("=")
        if not separator:
            name, separator, value = stripped.partition(":")
        if separator:
            current[name.strip().lower()] = value.strip()
    return sections
