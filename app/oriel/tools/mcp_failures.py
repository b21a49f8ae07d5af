"""What goes wrong between Oriel and a tool server, and the AppErrors it becomes.

Imports nothing of mcp: the kinds of its errors are told by what they were made of.
"""

from __future__ import annotations

import ssl
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from oriel.domain.errors import (
    AppError,
    TlsFailed,
    ToolAnswerUnreadable,
    ToolServerGone,
    ToolServerRefused,
    ToolServerUnstartable,
)
from oriel.domain.tools import ToolServer
from oriel.tools.blotting import blotted, in_one_line

if TYPE_CHECKING:
    from pydantic import ValidationError


class SessionClosed(Exception):
    """The connection ended while an answer was awaited."""


class HttpRefusal(Exception):
    """The server answered with an HTTP error status."""

    def __init__(self, status: int) -> None:
        super().__init__(status)
        self.status = status


class Unreadable(Exception):
    """An answer that does not fit the protocol; says why, without quoting it."""


class NoProtocol(Exception):
    """What comes from a program are no messages of the protocol; says why."""


class Circumstances:
    """What is known of a server when one of its failures is told."""

    def __init__(self, server: ToolServer, secrets: Iterable[str]) -> None:
        self._server = server
        self._secrets = tuple(secrets)
        self.exit_code: int | None = None
        self.last_words = ""

    def not_started(self, error: BaseException) -> AppError:
        """Why there is no session."""
        cause = _root(error)
        if isinstance(cause, AppError):
            return cause
        if isinstance(cause, HttpRefusal):
            return self.refused(cause)
        if trouble := _of_tls(cause):
            return TlsFailed(host=self._server.host, detail=in_one_line(str(trouble)))
        reason = "protocol"
        detail = str(cause) if isinstance(cause, NoProtocol) else ""
        if self.exit_code is not None:
            reason, detail = "ended", _last_line(self.last_words)
        elif type(cause).__module__.startswith("httpx2"):
            reason, detail = "unreachable", str(cause)
        return ToolServerUnstartable(
            server=self._server.name,
            reason=reason,
            detail=self._shown(detail),
            exit_code=self.exit_code,
        )

    def gone(self, error: BaseException | None = None) -> ToolServerGone:
        """Why a session is no more."""
        detail = _last_line(self.last_words) if self.exit_code is not None else ""
        if error is not None and not detail:
            detail = str(_root(error))
        return ToolServerGone(
            server=self._server.name, detail=self._shown(detail), exit_code=self.exit_code
        )

    def refused(self, refusal: HttpRefusal) -> ToolServerRefused:
        return ToolServerRefused(
            server=self._server.name, status=refusal.status, host=self._server.host
        )

    def unreadable(self, tool: str, error: Unreadable) -> ToolAnswerUnreadable:
        return ToolAnswerUnreadable(
            server=self._server.name, tool=tool, detail=self._shown(str(error))
        )

    def _shown(self, detail: str) -> str:
        return in_one_line(blotted(detail, self._secrets))


def faults_of(error: ValidationError) -> str:
    """What of an answer does not fit, without quoting any of it."""
    first = error.errors(include_url=False, include_input=False, include_context=False)[0]
    place = ".".join(str(step) for step in first["loc"])
    return in_one_line(f"{place}: {first['msg']}" if place else first["msg"])


def _root(error: BaseException) -> BaseException:
    """The first real failure in what may be groups of groups."""
    while isinstance(error, BaseExceptionGroup):
        error = error.exceptions[0]
    return error


def _of_tls(error: BaseException) -> ssl.SSLError | None:
    return next((e for e in _chain(error) if isinstance(e, ssl.SSLError)), None)


def _chain(error: BaseException | None) -> Iterator[BaseException]:
    seen: set[int] = set()
    while error is not None and id(error) not in seen:
        seen.add(id(error))
        yield error
        error = error.__cause__ or error.__context__


def _last_line(words: str) -> str:
    lines = [line for line in words.splitlines() if line.strip()]
    return lines[-1] if lines else ""
