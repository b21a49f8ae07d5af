"""A browser sign-in in use: kept fresh, and when it has ended, waited for.

Requests ask for a signer. While the session lives they get one; when it has ended
they wait until the person has signed in again, so that nothing has to be sent anew.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

from oriel.auth.oci_config import own_path, problem_of, read_profile
from oriel.auth.private_files import write_private
from oriel.auth.session_token import claims_of
from oriel.auth.threads import Shared
from oriel.domain.errors import AppError, ProfileUnusable, SessionEnded

# POST the current token, signed with it; the new token, or None when it is refused.
Refresh = Callable[[Any, str], Awaitable[str | None]]
NEARLY_OVER_S = 10.0


class Session:
    """`on_ended` hears once when a session is over; without it requests fail at once.

    `refresh(signer, token)` asks Oracle for a newer token.
    """

    in_thread = False

    def __init__(
        self,
        path: Path,
        profile: str,
        refresh: Refresh,
        on_ended: Callable[[], None] | None = None,
        now: Callable[[], float] = time.time,
    ) -> None:
        self._path = path
        self._profile = profile
        self._refresh = refresh
        self._on_ended = on_ended
        self._now = now
        self._token = ""
        self._token_file: Path | None = None
        self._signer: Any = None
        self._loading: Shared[None] = Shared()
        self._renewing: Shared[None] = Shared()
        self._again: asyncio.Future[None] | None = None

    def __repr__(self) -> str:
        return f"Session({self._profile!r})"

    @property
    def expires(self) -> float:
        """Epoch seconds; 0 as long as that is not known."""
        return claims_of(self._token).expires

    @property
    def ended(self) -> bool:
        """Whether requests wait for the person to sign in again."""
        return self._again is not None

    async def signer(self) -> Any:
        while True:
            if self._again is None:
                if self._signer is None:
                    await self._loading.run(self._load)
                if self._now() < self.expires - NEARLY_OVER_S:
                    return self._signer
                await self._renewing.run(lambda: self._renew(self._signer))
            await self._wait()

    async def renewed(self, refused: Any) -> Any | None:
        """After a 401: a newer token from the file or from Oracle, else from the person."""
        if refused is self._signer and self._again is None:
            await self._renewing.run(lambda: self._renew(refused))
        found = await self.signer()
        return None if found is refused else found

    async def keep_fresh(self) -> None:
        """Refreshes at half life, again and again, until cancelled or the session has ended."""
        while True:
            await self.signer()
            claims = claims_of(self._token)
            wait = max(1.0, claims.half_life - self._now())
            await asyncio.sleep(wait)
            if self._now() >= claims_of(self._token).half_life and self._again is None:
                await self._renewing.run(lambda: self._renew(self._signer, early=True))

    async def signed_in(self) -> None:
        """The person has signed in: the new files are read, and whoever waits goes on."""
        waiting, self._again = self._again, None
        self._signer = None
        await self._loading.run(self._load)
        if waiting is not None and not waiting.done():
            waiting.set_result(None)

    def give_up(self) -> None:
        """Nobody will sign in: whoever waits fails with SessionEnded."""
        if self._again is not None and not self._again.done():
            self._again.set_exception(SessionEnded(profile=self._profile))
            self._again.exception()  # heard, should nobody wait

    async def _wait(self) -> None:
        if self._again is not None:
            await asyncio.shield(self._again)

    async def _load(self) -> None:
        token, path, pem, phrase = await asyncio.to_thread(self._read)
        if token == self._token and self._signer is not None:
            return  # the same one stays: requests compare what was refused to it
        self._signer = await asyncio.to_thread(_made, token, pem, phrase, self._unusable)
        self._token, self._token_file = token, path

    def _read(self) -> tuple[str, Path, bytes, str | None]:
        values = read_profile(self._path, self._profile)
        if "security_token_file" not in values:
            raise self._unusable("token_missing")
        if problem := problem_of(values):
            raise self._unusable(problem)
        path = own_path(values["security_token_file"])
        try:
            token = path.read_text(encoding="ascii").strip()
            pem = own_path(values["key_file"]).read_bytes()
        except (OSError, ValueError) as error:
            raise self._unusable("key_unreadable", type(error).__name__) from error
        return token, path, pem, values.get("pass_phrase")

    async def _renew(self, refused: Any, *, early: bool = False) -> None:
        """A newer token, else the session has ended. `early`: the old one would still do."""
        token = self._token
        await self._load()
        if self._token != token and self._now() < self.expires:
            return  # Oracle's own tool, or another Oriel, was faster
        try:
            newer = await self._refresh(self._signer, self._token)
        except AppError:
            # Not refused, only not reached: what is left of the old one is used up first.
            if self._now() < self.expires:
                return
            raise
        if newer:
            assert self._token_file is not None
            await asyncio.to_thread(write_private, self._token_file, newer.encode())
            await self._load()
        elif not early or self._now() >= self.expires:
            self._end()

    def _end(self) -> None:
        if self._on_ended is None:
            raise SessionEnded(profile=self._profile)
        if self._again is None:
            self._again = asyncio.get_running_loop().create_future()
            self._on_ended()

    def _unusable(self, reason: str, detail: str = "") -> ProfileUnusable:
        return ProfileUnusable(
            path=str(self._path), profile=self._profile, reason=reason, detail=detail
        )


def _made(
    token: str, pem: bytes, phrase: str | None, unusable: Callable[[str], ProfileUnusable]
) -> Any:
    from oci.auth.signers import SecurityTokenSigner
    from oci.exceptions import InvalidPrivateKey, MissingPrivateKeyPassphrase
    from oci.signer import load_private_key

    try:
        key = load_private_key(pem, phrase)
    except (InvalidPrivateKey, MissingPrivateKeyPassphrase, ValueError, TypeError):
        raise unusable("key_unreadable") from None
    return SecurityTokenSigner(token, key)
