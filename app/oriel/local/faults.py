"""What can go wrong: answers the service refuses, and reasons it cannot start.

An ApiFault becomes an HTTP answer in OpenAI's error shape; a StartFailure is for
whoever starts the service, who finds its words to be complete sentences.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any


class ApiFault(Exception):
    """A request refused with an HTTP status. `raw` replaces the JSON body (media type, text)."""

    def __init__(
        self,
        status: int,
        message: str,
        *,
        kind: str = "invalid_request_error",
        param: str | None = None,
        code: str | None = None,
        headers: dict[str, str] | None = None,
        raw: tuple[str, str] | None = None,
    ) -> None:
        super().__init__(message)
        self.status = status
        self.message = message
        self.kind = kind
        self.param = param
        self.code = code
        self.headers = headers or {}
        self.raw = raw

    def body(self) -> dict[str, Any]:
        """The error in OpenAI's shape."""
        error = {"message": self.message, "type": self.kind, "param": self.param, "code": self.code}
        return {"error": error}


def unknown(what: str, found_id: str, param: str | None = None) -> ApiFault:
    """404 for a thing named by its id."""
    return ApiFault(404, f"{what} with id '{found_id}' not found.", param=param, code="not_found")


def previous_gone(response_id: str) -> ApiFault:
    """404 for a previous response that is not kept, or not any more."""
    return ApiFault(
        404,
        f"Previous response with id '{response_id}' not found.",
        param="previous_response_id",
        code="previous_response_not_found",
    )


def wrong(param: str, message: str, code: str = "invalid_value") -> ApiFault:
    """400 for a field of the request."""
    return ApiFault(400, message, param=param, code=code)


class StartFailure(RuntimeError):
    """The service cannot start; the message is one sentence for a person."""


class PortTaken(StartFailure):
    """Another program listens on the port, or the system does not give it away."""

    def __init__(self, port: int, reason: str) -> None:
        super().__init__(f"Port {port} on 127.0.0.1 cannot be used: {reason}.")
        self.port = port


class DataUnusable(StartFailure):
    """The data folder or the state file in it cannot be written."""

    def __init__(self, path: Path, reason: str) -> None:
        super().__init__(f"The local service cannot keep its data in {path}: {reason}.")
        self.path = path


class StateDamaged(StartFailure):
    """The state file is not a readable database."""

    def __init__(self, path: Path, reason: str) -> None:
        super().__init__(
            f"The local service's state file {path} is damaged ({reason}). "
            "Move it away to start with an empty one."
        )
        self.path = path


class StateNewer(StartFailure):
    """The state file was written by a newer version."""

    def __init__(self, path: Path) -> None:
        super().__init__(f"The state file {path} was written by a newer version of Oriel.")
        self.path = path


class GuideMissing(StartFailure):
    """The folder holds no guide."""

    def __init__(self, path: Path) -> None:
        super().__init__(f"No user's guide (*.md) found in {path}.")
        self.path = path
