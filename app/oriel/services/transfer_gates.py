"""What a failure means for a connection's other transfers: go on, wait a while, or wait for
the person. One gate for each connection, so that no two workers knock at a closed door."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from enum import Enum, auto
from typing import TypeVar

from oriel.domain.attachments import Reason
from oriel.domain.errors import (
    AddressInvalid,
    AnswerUnreadable,
    AppError,
    CertificateFileUnusable,
    ConnectionRefused,
    CredentialRefused,
    HostUnknown,
    KeyringSilent,
    KeyringUnavailable,
    NotFound,
    PassPhraseNeeded,
    PrincipalUnavailable,
    ProfileUnusable,
    ProxyRefused,
    RateLimited,
    RequestInvalid,
    SecretMissing,
    ServiceFailed,
    ServiceSlow,
    SessionEnded,
    TlsFailed,
    Unreachable,
)
from oriel.domain.transfer_errors import ConnectionGone
from oriel.services.transfer_pace import TransferPace

T = TypeVar("T")
_ROW = 3  # failures of any file in a row after which the whole connection waits


class Held(Exception):
    """The gate has closed in between: this one goes back into line."""


class Verdict(Enum):
    AGAIN = auto()  # this file may go well when it is tried once more
    BUSY = auto()  # too much was asked: the whole connection slows down
    AWAY = auto()  # nobody is there: the whole connection tries again later
    LOCKED = auto()  # a person must do something first: the connection's transfers wait
    FAILED = auto()


_LOCKED = (
    AddressInvalid,
    CertificateFileUnusable,
    ConnectionGone,
    CredentialRefused,
    KeyringSilent,
    KeyringUnavailable,
    PassPhraseNeeded,
    PrincipalUnavailable,
    ProfileUnusable,
    SecretMissing,
    SessionEnded,
    TlsFailed,
)
_AWAY = (ConnectionRefused, HostUnknown, ProxyRefused)


def verdict(error: AppError) -> Verdict:
    """What follows from a failure."""
    match error:
        case RateLimited() if "quota" in str(error.facts.get("service_code", "")):
            return Verdict.FAILED  # waiting brings no credit
        case RateLimited():
            return Verdict.BUSY
        case error if isinstance(error, _LOCKED):
            return Verdict.LOCKED
        case error if isinstance(error, _AWAY):
            return Verdict.AWAY
        case ServiceSlow() if error.facts.get("phase") == "connect":
            return Verdict.AWAY
        case RequestInvalid(status=408 | 425):
            return Verdict.AGAIN
        case Unreachable() | ServiceFailed() | AnswerUnreadable():
            return Verdict.AGAIN
    return Verdict.FAILED


class Gate:
    """The state of one connection. `held` says what a person must mend before anything goes
    on, and `changed` is called when that is another; `opened` when it lets through again.
    `at_once` is how many may be under way."""

    def __init__(
        self, pace: TransferPace, changed: Callable[[], None], opened: Callable[[], None]
    ) -> None:
        self._pace = pace
        self._changed = changed
        self._opened = opened
        self._row = 0
        self._pauses = 0
        self._timer: asyncio.TimerHandle | None = None
        self._open = asyncio.Event()
        self._open.set()
        self.most = self.at_once = pace.sends + pace.hashers
        self.running = 0
        self.held: Reason | None = None

    @property
    def is_open(self) -> bool:
        return self._open.is_set()

    @property
    def lets_in(self) -> bool:
        """Whether one more may begin."""
        return self.is_open and self.running < self.at_once

    def met(self, error: AppError) -> Verdict:
        """Notes a failure, and says what follows for the one that met it."""
        found = verdict(error)
        match found:
            case Verdict.BUSY:
                self.at_once = 1
                self._pause(getattr(error, "retry_after_s", None))
            case Verdict.AWAY:
                self.at_once = 1
                self._pause()
            case Verdict.LOCKED:
                self.hold(reason_of(error))
            case Verdict.AGAIN:
                self._row += 1
                if self._row >= _ROW:
                    self._pause()
        return found

    def fine(self) -> None:
        """Something went well."""
        self._row = self._pauses = 0
        self.at_once = min(self.most, self.at_once + 1)

    def hold(self, reason: Reason) -> None:
        """Until `release`."""
        self._stop_timer()
        self._open.clear()
        self.held = reason
        self._changed()

    def knock(self) -> None:
        """The person wants it to go on, which is reason to try. A sign-in that has ended is
        none: that a new one is there will be said."""
        if self.held is None or self.held.code != SessionEnded.code:
            self.release()

    def release(self) -> None:
        """The person, or the passing of time, may have mended it."""
        self._stop_timer()
        self._row = self._pauses = 0
        if not self.is_open:
            self._let_through()

    async def passed(self) -> None:
        """Returns when the gate is open."""
        await self._open.wait()

    def close(self) -> None:
        self._stop_timer()

    def _pause(self, asked_s: float | None = None) -> None:
        if self.held is not None:
            return
        if self.is_open:  # several may hear of the same trouble; it counts once
            self._pauses += 1
        own_s = self._pace.delay_s(max(1, self._pauses))
        self._stop_timer()
        self._open.clear()
        delay_s = own_s if asked_s is None else max(asked_s, min(own_s, 1.0))
        self._timer = asyncio.get_running_loop().call_later(delay_s, self._let_through)

    def _let_through(self) -> None:
        self._timer = None
        self._open.set()
        if self.held is not None:
            self.held = None
            self._changed()
        self._opened()

    def _stop_timer(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None


def reason_of(error: AppError) -> Reason:
    """A failure as it is kept beside its transfer."""
    return Reason(error.code, dict(error.facts))


async def patiently(
    gate: Gate, pace: TransferPace, ask: Callable[[], Awaitable[T]], *, spreading: bool = False
) -> T:
    """What `ask` answers, once the gate lets it through; asked again as far as its failures
    may pass. `spreading` says that what is asked for may be so new that not every part of
    the service knows it. Raises the last AppError."""
    tries = missing = 0
    while True:
        await gate.passed()
        try:
            answer = await ask()
        except AppError as error:
            found = gate.met(error)
            if found is Verdict.AGAIN:
                tries += 1
            elif found is Verdict.FAILED:
                missing += 1
            lost = not spreading or not isinstance(error, NotFound)
            if tries >= pace.tries or (found is Verdict.FAILED and lost):
                raise
            if missing >= pace.spreading_tries:
                raise
            if found in (Verdict.AGAIN, Verdict.FAILED):
                await asyncio.sleep(pace.delay_s(tries + missing))
        else:
            gate.fine()
            return answer
