"""Where keys are kept: the system's keyring, or this session's memory where there is none.

Never a file: installing certain packages would add a plaintext keyring in
silence, so the keyring is chosen by name and anything else counts as none.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol, TypeVar

from oriel.auth.keyring_choice import NoKeyring, chosen_keyring
from oriel.auth.keyring_thread import KeyringThread
from oriel.domain.errors import KeyringUnavailable

SERVICE = "Oriel"
TIMEOUT_S = 10.0
_T = TypeVar("_T")


class Keyring(Protocol):
    """What is asked of a keyring."""

    def get_password(self, service: str, username: str, /) -> str | None: ...
    def set_password(self, service: str, username: str, password: str, /) -> None: ...
    def delete_password(self, service: str, username: str, /) -> None: ...


@dataclass(frozen=True, slots=True)
class KeyringStatus:
    """`kind` is "keyring", or "session" when keys last only until Oriel is closed.

    `backend` names the keyring; `detail` says why there is none.
    """

    kind: str
    backend: str = ""
    detail: str = ""


class SecretStore:
    """Keys by name. Raises KeyringSilent after `timeout_s` seconds, KeyringUnavailable
    when the keyring is there and refuses."""

    def __init__(self, timeout_s: float = TIMEOUT_S, backend: Keyring | None = None) -> None:
        self._thread = KeyringThread(timeout_s)
        self._backend = backend
        self._none: str | None = None  # why there is no keyring, once that is known
        self._session: dict[str, str] = {}

    def __repr__(self) -> str:
        return "SecretStore()"

    async def get(self, name: str) -> str | None:
        """The kept secret, None when there is none."""
        return await self._thread.call(lambda: self._on_keyring(lambda k: self._get(k, name)))

    async def set(self, name: str, secret: str) -> None:
        def keep(keyring: Keyring | None) -> None:
            if keyring is None:
                self._session[name] = secret
            else:
                keyring.set_password(SERVICE, name, secret)

        await self._thread.call(lambda: self._on_keyring(keep, secret))

    async def delete(self, name: str) -> None:
        """Forgets a secret; one that is not there is no error."""

        def forget(keyring: Keyring | None) -> None:
            if keyring is None:
                self._session.pop(name, None)
            elif keyring.get_password(SERVICE, name) is not None:
                keyring.delete_password(SERVICE, name)

        await self._thread.call(lambda: self._on_keyring(forget))

    async def status(self) -> KeyringStatus:
        return await self._thread.call(self._status)

    def close(self) -> None:
        """Lets the thread end; never waits for it, since a prompt may hold it."""
        self._thread.close()

    def _get(self, keyring: Keyring | None, name: str) -> str | None:
        return self._session.get(name) if keyring is None else keyring.get_password(SERVICE, name)

    # What follows runs in the keyring's thread.

    def _status(self) -> KeyringStatus:
        keyring = self._keyring()
        if keyring is None:
            return KeyringStatus("session", detail=self._none or "")
        return KeyringStatus("keyring", backend=_name(keyring))

    def _keyring(self) -> Keyring | None:
        if self._backend is None and self._none is None:
            try:
                self._backend = chosen_keyring()
            except NoKeyring as none:
                self._none = str(none)
        return self._backend

    def _on_keyring(self, job: Callable[[Keyring | None], _T], secret: str = "") -> _T:
        keyring = self._keyring()
        if keyring is None:
            return job(None)
        try:
            return job(keyring)
        except Exception as error:  # noqa: BLE001
            # Besides KeyringError, backends let through whatever their D-Bus or
            # Windows layer raises; all of it means the keyring cannot be used.
            said = f"{type(error).__name__}: {error}"
            detail = (said.replace(secret, "•••") if secret else said)[:300]
            raise KeyringUnavailable(backend=_name(keyring), detail=detail) from None


def _name(keyring: Keyring) -> str:
    kind = type(keyring)
    return f"{kind.__module__.rpartition('.')[2]} {kind.__name__}"
