"""Why a file cannot be read for searching, as its `last_error` says it."""

from __future__ import annotations


class Unreadable(Exception):
    """A file no text can be had from; `code` is unsupported_file, invalid_file or server_error."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
