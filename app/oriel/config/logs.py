"""The log file: bounded, private, and free of anything that looks like a key.

Message text is never logged; what is redacted here is the second line of
defence, for traces and for the words of libraries. Imported after first paint.
"""

from __future__ import annotations

import logging
import os
import re
from io import TextIOWrapper
from logging.handlers import RotatingFileHandler
from pathlib import Path
from typing import Any

MAX_BYTES = 1_000_000
BACKUPS = 2  # with the current one: three files
HIDDEN = "[hidden]"

_PEM = re.compile(r"-----BEGIN [^-]+-----.*?(-----END [^-]+-----|\Z)", re.DOTALL)
_SCHEME = re.compile(r"\b(bearer|basic|signature)\s+[^\s\"',]+", re.IGNORECASE)
_LABELLED = re.compile(
    r"""((?:api[-_ ]?key|token|secret|passw(?:or)?d|passphrase|authorization|cookie)\w*
    ["']?\s*[:=]\s*(?:b?["'])?)[^\s"',;&}]+""",
    re.IGNORECASE | re.VERBOSE,
)
_IN_ADDRESS = re.compile(r"(\b\w+://)[^\s/@]+@")
_SK = re.compile(r"\b(?:sk|pk|gsk|xai|ghp|glpat)[-_][\w-]{6,}")
_JWT = re.compile(r"\beyJ[\w-]+(?:\.[\w-]+)+")
_LONG = re.compile(r"[A-Za-z0-9+/_=-]{24,}")


def redacted(text: str) -> str:
    """`text` with keys, tokens, passwords and private keys hidden."""
    text = _PEM.sub(HIDDEN, text)
    text = _SCHEME.sub(rf"\1 {HIDDEN}", text)
    text = _LABELLED.sub(rf"\1{HIDDEN}", text)
    text = _IN_ADDRESS.sub(rf"\1{HIDDEN}@", text)
    for pattern in (_SK, _JWT):
        text = pattern.sub(HIDDEN, text)
    return _LONG.sub(_hidden_if_random, text)


def _hidden_if_random(found: re.Match[str]) -> str:
    # File paths are long too, but made of short words; our own ids are 32
    # lower-case digits, wanted in a log, and open nothing.
    looks_random = any(_looks_random(step) for step in found[0].split("/"))
    return HIDDEN if looks_random else found[0]


def _looks_random(word: str) -> bool:
    mixed = re.search("[a-z]", word) and re.search("[A-Z]", word) and re.search(r"\d", word)
    return len(word) >= 40 or (len(word) >= 16 and mixed is not None)


def start_logging(folder: Path, level: int = logging.INFO) -> logging.Handler:
    """Logs to `folder`/oriel.log from now on: ours from `level`, libraries from WARNING.

    Returns the handler for `stop_logging`. Raises OSError when the file cannot be made.
    """
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    handler = _PrivateFile(folder / "oriel.log")
    handler.setFormatter(_Redacting("%(asctime)s %(levelname)s %(name)s: %(message)s"))
    handler.addFilter(_wanted)
    handler.setLevel(level)
    logging.getLogger().addHandler(handler)
    logging.getLogger("oriel").setLevel(level)
    return handler


def stop_logging(handler: logging.Handler) -> None:
    """Undoes `start_logging`."""
    logging.getLogger().removeHandler(handler)
    logging.getLogger("oriel").setLevel(logging.NOTSET)
    handler.close()


def _wanted(record: logging.LogRecord) -> bool:
    # httpx says every address at INFO, httpcore every header at DEBUG.
    return record.levelno >= logging.WARNING or record.name.split(".")[0] == "oriel"


class _Redacting(logging.Formatter):
    """Redacts the whole line, since traces quote the source and values of libraries."""

    def format(self, record: logging.LogRecord) -> str:
        return redacted(super().format(record))


class _PrivateFile(RotatingFileHandler):
    def __init__(self, path: Path) -> None:
        super().__init__(path, maxBytes=MAX_BYTES, backupCount=BACKUPS, encoding="utf-8")

    def _open(self) -> TextIOWrapper[Any]:
        # One lone surrogate in a record must not end the log.
        descriptor = os.open(self.baseFilename, os.O_CREAT | os.O_APPEND | os.O_WRONLY, 0o600)
        return TextIOWrapper(
            os.fdopen(descriptor, "ab"), encoding="utf-8", errors="replace", write_through=True
        )

    def handleError(self, record: logging.LogRecord) -> None:
        """Says nothing: the usual words go to stderr with the arguments unredacted."""
