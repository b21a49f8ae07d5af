"""Signers by kind of credential: a profile's API signing key, or a workload's principal.

All of oci is imported here and only when first asked, in a thread: it costs a
quarter of a second.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

from oriel.auth.oci_config import own_path, problem_of, read_profile
from oriel.auth.threads import Shared, in_daemon
from oriel.domain.errors import PassPhraseNeeded, PrincipalUnavailable, ProfileUnusable

AskPhrase = Callable[[], Awaitable[str | None]]
# Metadata addresses outside Oracle Cloud never answer.
PRINCIPAL_TIMEOUT_S = 12.0
LONGEST_DETAIL = 300


class ProfileKeys:
    """The API signing key of a profile. `pass_phrase` is asked only for an encrypted key
    whose phrase is not in the config file."""

    in_thread = False

    def __init__(self, path: Path, profile: str, pass_phrase: AskPhrase) -> None:
        self._path = path
        self._profile = profile
        self._pass_phrase = pass_phrase
        self._loading: Shared[Any] = Shared()
        self._signer: Any = None

    async def signer(self) -> Any:
        if self._signer is None:
            self._signer = await self._loading.run(self._load)
        return self._signer

    async def renewed(self, refused: Any) -> Any | None:
        """A new signer when the profile has changed on disk since."""
        if self._signer is refused:
            self._signer = None
        found = await self.signer()
        return None if _same(found, refused) else found

    async def _load(self) -> Any:
        values = await asyncio.to_thread(read_profile, self._path, self._profile)
        pem = await asyncio.to_thread(self._read_key, values)
        phrase = values.get("pass_phrase")
        if phrase is None and b"ENCRYPTED" in pem:
            phrase = await self._pass_phrase()
            if phrase is None:
                raise PassPhraseNeeded(profile=self._profile, wrong=0)
        return await asyncio.to_thread(self._make, values, pem, phrase)

    def _read_key(self, values: dict[str, str]) -> bytes:
        if problem := problem_of(values):
            raise self._unusable(problem)
        try:
            return own_path(values["key_file"]).read_bytes()
        except OSError as error:
            raise self._unusable("key_unreadable", error.strerror or "") from error

    def _make(self, values: dict[str, str], pem: bytes, phrase: str | None) -> Any:
        from oci.exceptions import InvalidPrivateKey, MissingPrivateKeyPassphrase
        from oci.signer import Signer

        try:
            return Signer(
                values["tenancy"],
                values["user"],
                values["fingerprint"],
                None,
                pass_phrase=phrase,
                private_key_content=pem.decode("utf-8", "replace"),
            )
        except MissingPrivateKeyPassphrase as error:
            raise PassPhraseNeeded(profile=self._profile, wrong=0) from error
        except (InvalidPrivateKey, ValueError, TypeError):
            # What these say may quote the key.
            if b"ENCRYPTED" in pem:
                raise PassPhraseNeeded(profile=self._profile, wrong=1) from None
            raise self._unusable("key_unreadable", "not a private key") from None

    def _unusable(self, reason: str, detail: str = "") -> ProfileUnusable:
        return ProfileUnusable(
            path=str(self._path), profile=self._profile, reason=reason, detail=detail
        )


class Principal:
    """The identity of an instance, a resource (function) or an OKE workload.

    `build` makes oci's signer; by default the one for `kind` (instance, resource, oke).
    """

    in_thread = True

    def __init__(
        self,
        kind: str,
        build: Callable[[], Any] | None = None,
        timeout_s: float = PRINCIPAL_TIMEOUT_S,
    ) -> None:
        self._kind = kind
        self._build = build or (lambda: _principal(kind))
        self._timeout_s = timeout_s
        self._loading: Shared[Any] = Shared()
        self._renewing: Shared[Any] = Shared()
        self._signer: Any = None

    async def signer(self) -> Any:
        if self._signer is None:
            self._signer = await self._loading.run(lambda: self._told(self._build))
        return self._signer

    async def renewed(self, refused: Any) -> Any | None:
        refresh = getattr(refused, "refresh_security_token", None)
        if refresh is None:
            return None
        await self._renewing.run(lambda: self._told(refresh))
        return refused

    async def _told(self, work: Callable[[], Any]) -> Any:
        try:
            return await in_daemon(work, self._timeout_s)
        except TimeoutError:
            detail = "no answer from the metadata service"
            raise PrincipalUnavailable(kind=self._kind, detail=detail) from None
        except Exception as error:  # noqa: BLE001
            # oci raises its own, requests', urllib3's and plain ones here alike.
            detail = f"{type(error).__name__}: {error}"[:LONGEST_DETAIL]
            raise PrincipalUnavailable(kind=self._kind, detail=detail) from None


def _principal(kind: str) -> Any:
    from oci.auth import signers

    if kind == "instance":
        return signers.InstancePrincipalsSecurityTokenSigner()
    if kind == "resource":
        return signers.get_resource_principals_signer()
    return signers.get_oke_workload_identity_resource_principal_signer()


def _same(first: Any, second: Any) -> bool:
    """Whether two signers stand for the same key of the same user."""
    if first.api_key != second.api_key:
        return False
    return bool(first.private_key.public_key() == second.private_key.public_key())
