"""The log file: bounded, private, and free of secrets."""

from __future__ import annotations

import logging
import stat
import sys
from collections.abc import Iterator
from logging.handlers import RotatingFileHandler
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from oriel.config import logs
from oriel.config.logs import HIDDEN, redacted, start_logging, stop_logging

_log = logging.getLogger("oriel.tests")
PEM = "-----BEGIN RSA PRIVATE KEY-----\nhushhushhush\nhush==\n-----END RSA PRIVATE KEY-----"
JWT = "eyJhbGciOi.eyJzdWIi.c2lnbmF0dXJl"


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Path]:
    handler = start_logging(tmp_path / "logs")
    yield tmp_path / "logs"
    stop_logging(handler)


def ours() -> RotatingFileHandler:
    handlers = logging.getLogger().handlers
    return next(h for h in handlers if isinstance(h, RotatingFileHandler))


def written(folder: Path) -> str:
    return (folder / "oriel.log").read_text("utf-8")


def test_a_line_says_when_where_and_what(folder: Path) -> None:
    _log.info("store opened in %d ms", 3)
    assert written(folder).endswith(" INFO oriel.tests: store opened in 3 ms\n")
    assert sys.platform == "win32" or stat.S_IMODE((folder / "oriel.log").stat().st_mode) == 0o600


def test_libraries_are_heard_only_when_they_warn(folder: Path) -> None:
    logging.getLogger("httpx").info("GET https://example.com")
    logging.getLogger("httpcore").debug("headers")
    logging.getLogger("orielish").info("not ours")
    logging.getLogger("httpx").warning("odd")
    assert [line.split(": ", 1)[1] for line in written(folder).splitlines()] == ["odd"]


def test_the_log_goes_on_after_a_restart(tmp_path: Path) -> None:
    for n in range(2):
        handler = start_logging(tmp_path)
        _log.info("start %d", n)
        stop_logging(handler)
    _log.warning("nobody listens")
    assert len(written(tmp_path).splitlines()) == 2


def test_it_never_grows_past_three_files(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ours(), "maxBytes", 10_000)
    for n in range(2000):
        _log.info("line %d", n)
    names = sorted(p.name for p in folder.iterdir())
    assert names == ["oriel.log", "oriel.log.1", "oriel.log.2"]
    assert all(p.stat().st_size <= 10_000 for p in folder.iterdir())
    assert logs.MAX_BYTES * (logs.BACKUPS + 1) <= 3_000_000
    assert "line 1999" in written(folder)


SECRETS = [
    ("key sk-abcdef123456 refused", "sk-abcdef123456"),
    ("sk-proj-ab_cd-ef99", "proj-ab_cd-ef99"),
    ("Authorization: Bearer abc.def", "abc.def"),
    ("{'authorization': 'bearer hush'}", "hush"),
    ("api_key=hush&x=1", "hush"),
    ('{"api-key": "hush"}', "hush"),
    ("Proxy-Authorization: Basic aHVzaA==", "aHVzaA"),
    ("password = 'hush'", "hush"),
    ("client_secret: hush", "hush"),
    ("https://me:hush@example.com/v1", "hush"),
    ("GET /v1?token=hush HTTP/1.1", "hush"),
    (f"loaded {PEM} from disk", "hush"),
    (PEM.split("-----END")[0], "hush"),
    (f"cookie was {JWT}", "eyJzdWIi"),
    ("saw Zx9Yw8Vu7Ts6Rq5Po4Nm3Lk2", "Zx9Yw8Vu7"),
    ("hex " + "0123456789abcdef" * 4, "0123456789abcdef"),
    ("base64 aB3dE5fG7hI9jK1lM3nO+pQ5r/S7tU9==", "aB3dE5fG7"),
    ('Signature version="1",keyId="x"', 'version="1"'),
]


@pytest.mark.parametrize(("text", "secret"), SECRETS)
def test_what_looks_like_a_key_is_hidden(folder: Path, text: str, secret: str) -> None:
    _log.warning("failed: %s", text)
    assert secret not in written(folder)
    assert HIDDEN in written(folder)


PLAIN = [
    "chat 0123456789abcdef0123456789abcdef opened",
    'File "/opt/oriel/lib/python3.12/site-packages/oriel/store/database_migrations.py", line 3',
    "C:\\Users\\me\\AppData\\Local\\Oriel\\history.db",
    "store_newer: path=/home/me/.local/share/oriel/history.db, found=3, known=2",
    "https://inference.generativeai.eu-frankfurt-1.oci.oraclecloud.com/openai/v1/responses",
    "status=401, request_id=abc",
    "12 tokens in 3.5 s",
]


@pytest.mark.parametrize("text", PLAIN)
def test_what_helps_is_not_hidden(text: str) -> None:
    assert redacted(text) == text


def test_a_trace_is_redacted_too(folder: Path) -> None:
    try:
        raise ValueError("refused: Bearer hush")
    except ValueError:
        _log.exception("our bug")
    assert "ValueError: refused: Bearer [hidden]" in written(folder)
    assert "hush" not in written(folder).replace('"refused: Bearer hush"', "")


def test_a_record_that_cannot_be_written_is_silent(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    # Given to ours alone, since pytest's own handler raises.
    bad = logging.LogRecord("oriel", logging.WARNING, "", 0, "%d", ("sk-no-number",), None)
    ours().handle(bad)
    _log.warning("half an emoji \ud83e")
    assert "half an emoji" in written(folder)
    assert capsys.readouterr().err == ""


@given(st.text())
def test_redacting_never_raises_and_settles(text: str) -> None:
    assert redacted(redacted(text)) == redacted(text)
