"""A PDF's first page, drawn by a small process of its own (preview_pdf_page.py)."""

from __future__ import annotations

import asyncio
import contextlib
import json
import logging
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

from oriel.services import preview_pdf_page
from oriel.services.preview import Note, Preview, PreviewKind

PATIENCE_S = 15.0
_MOST_PICTURE = 32 * 1024 * 1024  # bytes; a page of the longest side is a quarter of it
_MOST_WORDS = 4 * 1024 * 1024
# Without these no program starts at all; nothing else of ours is its business.
_NEEDED = ("SYSTEMROOT", "LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH")
_NO_WINDOW = getattr(subprocess, "CREATE_NO_WINDOW", 0)

_log = logging.getLogger(__name__)


async def pdf_preview(name: str, content: bytes) -> Preview:
    """The first page as a picture, the words of the first ones, and how many there are."""
    words, picture, slow = await _read(content)
    note = {"locked": Note.PDF_LOCKED, "broken": Note.PDF_BROKEN}.get(str(words.get("error", "")))
    if note is None and not picture:
        note = Note.PDF_SLOW if slow else Note.PDF_BROKEN
    pages = words.get("pages", 0)
    return Preview(
        name=name,
        kind=PreviewKind.PDF,
        size=len(content),
        media_type="application/pdf",
        text=_readable(str(words.get("text", ""))),
        picture=picture,
        pages=pages if isinstance(pages, int) else 0,
        cut=isinstance(pages, int) and pages > 1,
        note=note,
    )


async def _read(content: bytes) -> tuple[dict[str, Any], bytes, bool]:
    """What is told of a PDF, its first page as a picture, and whether it took too long."""
    if getattr(sys, "frozen", False):  # no interpreter to run the program with
        return (*await asyncio.to_thread(_here, content), False)
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-I",
        str(Path(preview_pdf_page.__file__)),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.DEVNULL,
        limit=_MOST_WORDS,
        env={name: os.environ[name] for name in _NEEDED if name in os.environ},
        creationflags=_NO_WINDOW,
    )
    try:
        return await _heard(process, content)
    finally:
        if process.returncode is None:
            with contextlib.suppress(ProcessLookupError):
                process.kill()
        await asyncio.shield(process.wait())


async def _heard(
    process: asyncio.subprocess.Process, content: bytes
) -> tuple[dict[str, Any], bytes, bool]:
    assert process.stdin is not None
    assert process.stdout is not None
    words: dict[str, Any] = {}
    try:
        async with asyncio.timeout(PATIENCE_S):
            with contextlib.suppress(ConnectionError):
                process.stdin.write(content)
                await process.stdin.drain()
                process.stdin.close()
            line = await process.stdout.readline()
            words = json.loads(line) if line else {"error": "broken"}
            picture = await _all(process.stdout)
    except TimeoutError:
        return words, b"", True
    except ValueError:  # not a line, or not JSON
        _log.warning("what draws PDFs said something unreadable")
        return {"error": "broken"}, b"", False
    return words, picture, False


async def _all(stream: asyncio.StreamReader) -> bytes:
    found = bytearray()
    while chunk := await stream.read(1 << 20):
        found += chunk
        if len(found) > _MOST_PICTURE:
            return b""
    return bytes(found)


def _here(content: bytes) -> tuple[dict[str, Any], bytes]:
    words, document = preview_pdf_page.read(content)
    return words, b"" if document is None else preview_pdf_page.draw(document)


def _readable(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n").replace("\0", "\ufffd").strip()
