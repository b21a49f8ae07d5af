"""A sign-in on disk, as Oracle's own tools keep it: key pair, token, a section of the config.

Everything else in the config stays as it is, byte for byte: people write comments
there, and other programs their own entries.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path

from oriel.auth.oci_config import read_profiles
from oriel.auth.private_files import write_private
from oriel.domain.errors import SignInFailed
from oriel.domain.profiles import ProfileKind

_NAME = re.compile(r"[A-Za-z0-9._@-]+")
_SECTION = re.compile(rb"^[ \t]*\[([^\]\r\n]*)\]", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class SignedIn:
    """What a sign-in gives: secrets never show in its repr. `expires` in epoch seconds."""

    token: str = field(repr=False)
    private_pem: bytes = field(repr=False)
    public_pem: bytes
    fingerprint: str
    user: str
    tenancy: str
    region: str
    expires: float


def write_session(config: Path, profile: str, signed: SignedIn) -> None:
    """Keeps a sign-in as a session profile of `config`; one of that name is replaced.

    Raises SignInFailed (files): a name that does not do, a key profile in its place,
    a file that cannot be written.
    """
    _check(config, profile)
    folder = config.parent / "sessions" / profile
    try:
        write_private(folder / "oci_api_key.pem", signed.private_pem)
        write_private(folder / "oci_api_key_public.pem", signed.public_pem)
        write_private(folder / "token", signed.token.encode())
        section = {
            "fingerprint": signed.fingerprint,
            "key_file": str(folder / "oci_api_key.pem"),
            "tenancy": signed.tenancy,
            "region": signed.region,
            "security_token_file": str(folder / "token"),
        }
        before = config.read_bytes() if config.exists() else b""
        write_private(config, with_section(before, profile, section))
    except OSError as error:
        detail = f"{error.filename or config}: {error.strerror or error}"
        raise SignInFailed(reason="files", detail=detail) from error


def with_section(config: bytes, name: str, values: dict[str, str]) -> bytes:
    """The config with one section replaced, or added at the end; every other byte stays."""
    newline = b"\r\n" if b"\r\n" in config else b"\n"
    lines = [f"[{name}]", *(f"{key}={value}" for key, value in values.items())]
    section = newline.join(line.encode() for line in lines) + newline
    begin, end = _place(config, name)
    if begin is None:
        gap = b"" if not config or config.endswith(newline) else newline
        blank = newline if config.strip() else b""
        return config + gap + blank + section
    # What separates it from the next section belongs to neither: it stays.
    body = config[begin:end]
    after = body[len(body.rstrip()) :]
    kept = after.partition(b"\n")[2] if b"\n" in after else b""
    return config[:begin] + section + kept + config[end:]


def _place(config: bytes, name: str) -> tuple[int | None, int]:
    """Where a section begins and ends; comments right above the next one are the next's."""
    heads = list(_SECTION.finditer(config))
    for number, head in enumerate(heads):
        if head[1].strip() == name.encode():
            end = heads[number + 1].start() if number + 1 < len(heads) else len(config)
            return head.start(), _without_comments(config, head.end(), end)
    return None, len(config)


def _without_comments(config: bytes, begin: int, end: int) -> int:
    lines = config[begin:end].splitlines(keepends=True)
    while lines and (not lines[-1].strip() or lines[-1].lstrip()[:1] in (b"#", b";")):
        if not lines[-1].strip() and len(lines) == 1:
            break
        end -= len(lines.pop())
    return end


def _check(config: Path, profile: str) -> None:
    if not _NAME.fullmatch(profile) or profile in (".", ".."):
        raise SignInFailed(reason="files", detail=f"{profile!r} is no name for a profile")
    for found in read_profiles(config):
        if found.name == profile and found.kind is ProfileKind.API_KEY and found.user:
            detail = f"{profile} is a profile with a key of its own"
            raise SignInFailed(reason="files", detail=detail)
