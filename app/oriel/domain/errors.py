"""The failures that are not our bugs: the world said no.

Each is raised at the edge where it was met (socket, database, keyring) with the
facts a person needs, and no words: words are made in ui/error_text.py from
`code` and `facts`, which is also all that is stored beside a failed turn.
"""

from __future__ import annotations

from typing import ClassVar

Fact = str | int | float | None


class AppError(Exception):
    """The world said no.

    `code` names the kind and is stable (it is stored); `facts` are plain values
    free of secrets, so they may be shown, stored and logged. `retryable` says
    whether the same request may succeed when simply sent again.
    """

    code: ClassVar[str] = "app_error"
    retryable: ClassVar[bool] = False

    def __init__(self, **facts: Fact) -> None:
        self.facts: dict[str, Fact] = {k: v for k, v in facts.items() if v not in (None, "")}
        said = ", ".join(f"{name}={value}" for name, value in self.facts.items())
        super().__init__(f"{self.code}: {said}" if said else self.code)


class ServiceRefused(AppError):
    """The service answered with an error status.

    Facts: status, message (the service's own words), service_code (its own
    code), request_id (opc-request-id or x-request-id), host, path,
    retry_after_s (seconds), clock_off_s (server's Date minus ours, seconds).
    """

    code = "service_refused"

    def __init__(
        self,
        *,
        status: int,
        message: str = "",
        service_code: str = "",
        request_id: str = "",
        host: str = "",
        path: str = "",
        retry_after_s: float | None = None,
        clock_off_s: float | None = None,
    ) -> None:
        super().__init__(
            status=status,
            message=message,
            service_code=service_code,
            request_id=request_id,
            host=host,
            path=path,
            retry_after_s=retry_after_s,
            clock_off_s=clock_off_s,
        )
        self.status = status
        self.message = message
        self.retry_after_s = retry_after_s


class RequestInvalid(ServiceRefused):
    """400, 409, 413, 422 and the other 4xx: the request itself is at fault."""

    code = "request_invalid"


class CredentialRefused(ServiceRefused):
    """401: key wrong, expired, of another region; or the clock is off."""

    code = "credential_refused"


class AccessDenied(ServiceRefused):
    """403."""

    code = "access_denied"


class NotFound(ServiceRefused):
    """404: not there, or (on OCI) not allowed to know."""

    code = "not_found"


class RateLimited(ServiceRefused):
    """429, after the retries that were allowed."""

    code = "rate_limited"
    retryable = True


class ServiceFailed(ServiceRefused):
    """5xx, after the retries that were allowed."""

    code = "service_failed"
    retryable = True


class AddressInvalid(AppError):
    """What was typed is no address to use. Facts: address (its secrets left out), reason."""

    code = "address_invalid"

    def __init__(self, *, address: str, reason: str = "") -> None:
        super().__init__(address=address, reason=reason)


class Unreachable(AppError):
    """No answer came at all. Facts: host, detail (the system's words)."""

    code = "unreachable"
    retryable = True

    def __init__(self, *, host: str, detail: str = "") -> None:
        super().__init__(host=host, detail=detail)


class HostUnknown(Unreachable):
    """The name could not be looked up."""

    code = "host_unknown"


class ConnectionRefused(Unreachable):
    """Nothing listens there."""

    code = "connection_refused"


class TlsFailed(Unreachable):
    """The certificate or the handshake is not acceptable."""

    code = "tls_failed"
    retryable = False


class ServiceSlow(Unreachable):
    """A time-out. Facts besides: phase (connect or read), after_s (seconds)."""

    code = "service_slow"

    def __init__(self, *, host: str, phase: str, after_s: float, detail: str = "") -> None:
        AppError.__init__(self, host=host, phase=phase, after_s=after_s, detail=detail)


class StreamInterrupted(Unreachable):
    """A stream ended before its terminal event; what came is kept. Facts besides: events."""

    code = "stream_interrupted"

    def __init__(self, *, host: str, events: int = 0, detail: str = "") -> None:
        AppError.__init__(self, host=host, events=events, detail=detail)


class AnswerUnreadable(AppError):
    """Something answered, but not this API. Facts: host, status, content_type, detail."""

    code = "answer_unreadable"

    def __init__(
        self, *, host: str, status: int = 0, content_type: str = "", detail: str = ""
    ) -> None:
        super().__init__(host=host, status=status, content_type=content_type, detail=detail)


class TurnFailed(AppError):
    """The service began an answer and then said it failed.

    Facts: message, service_code, request_id.
    """

    code = "turn_failed"
    retryable = True

    def __init__(self, *, message: str, service_code: str = "", request_id: str = "") -> None:
        super().__init__(message=message, service_code=service_code, request_id=request_id)


class StoreProblem(AppError):
    """The history cannot be used as asked. Facts: path, detail."""

    code = "store_problem"

    def __init__(self, *, path: str, detail: str = "", **more: Fact) -> None:
        super().__init__(path=path, detail=detail, **more)


class StoreNewer(StoreProblem):
    """Written by a newer Oriel. Facts besides: found, known (schema numbers)."""

    code = "store_newer"


class StoreDamaged(StoreProblem):
    """Not a database, or a broken one."""

    code = "store_damaged"


class StoreMissing(StoreDamaged):
    """The file is not there, or empty, though there was a history."""

    code = "store_missing"


class StoreReadOnly(StoreProblem):
    """The file or its folder may not be written."""

    code = "store_read_only"


class StoreFull(StoreProblem):
    """The disk is full."""

    code = "store_full"
    retryable = True


class HomeUnusable(StoreProblem):
    """The data folder cannot be made or written. Facts besides: full (1: the disk is)."""

    code = "home_unusable"


class AlreadyRunning(AppError):
    """Another Oriel holds this data folder. Facts: path."""

    code = "already_running"


class KeyringUnavailable(AppError):
    """No keyring can be used now. Facts: backend, detail."""

    code = "keyring_unavailable"


class KeyringSilent(AppError):
    """The keyring did not answer in time, or a prompt waits. Facts: after_s."""

    code = "keyring_silent"
    retryable = True


class SecretMissing(AppError):
    """This connection needs a key and none is kept. Facts: connection."""

    code = "secret_missing"


class SessionEnded(AppError):
    """A browser sign-in has run out and could not be refreshed. Facts: profile."""

    code = "session_ended"
    retryable = True


class ProfileUnusable(AppError):
    """An OCI profile that cannot sign. Facts: path, profile, reason (file, profile, region,
    tenancy, user, fingerprint, key_file, key_missing, key_unreadable, token_missing), detail."""

    code = "profile_unusable"


class PassPhraseNeeded(AppError):
    """The signing key is encrypted. Facts: profile, wrong (1 when one was given)."""

    code = "pass_phrase_needed"


class SignInFailed(AppError):
    """The browser sign-in did not end well. Facts: reason (port_taken, refused, nonce,
    no_token, no_browser, timed_out, files), detail, port."""

    code = "sign_in_failed"
    retryable = True


class PrincipalUnavailable(AppError):
    """This computer is no workload of that kind in Oracle Cloud. Facts: kind, detail."""

    code = "principal_unavailable"


class ProxyRefused(Unreachable):
    """The proxy did not let the request through. Facts besides: proxy, status."""

    code = "proxy_refused"

    def __init__(self, *, host: str, proxy: str = "", status: int = 0, detail: str = "") -> None:
        AppError.__init__(self, host=host, proxy=proxy, status=status, detail=detail)


class CertificateFileUnusable(AppError):
    """The extra certificate file cannot be read. Facts: path, detail."""

    code = "certificate_file_unusable"


class ToolServerUnstartable(AppError):
    """A tool server could not be used at all. Facts: server, reason (no_command, not_found,
    not_allowed, ended, silent, unreachable, protocol, secret), detail, exit_code, after_s."""

    code = "tool_server_unstartable"


class ToolServerGone(AppError):
    """A tool server ended, or its connection broke, while it was needed. Facts: server,
    detail, exit_code."""

    code = "tool_server_gone"
    retryable = True


class ToolServerRefused(AppError):
    """A tool server answered with an HTTP error. Facts: server, status, host."""

    code = "tool_server_refused"


class ToolAnswerUnreadable(AppError):
    """What a tool server sent is not the protocol, or too long. Facts: server, tool, detail."""

    code = "tool_answer_unreadable"


class ToolTimedOut(AppError):
    """No sign of life of a call for too long. Facts: server, tool, after_s."""

    code = "tool_timed_out"
    retryable = True


class ToolMissing(AppError):
    """A tool that is no longer offered. Facts: tool, server."""

    code = "tool_missing"
