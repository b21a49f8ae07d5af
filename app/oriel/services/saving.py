"""A text to a file that the person chose."""

from __future__ import annotations

import asyncio
import os
from pathlib import Path


async def save_text(path: str, text: str) -> None:
    """Writes UTF-8, whole or not at all. Raises OSError."""
    await asyncio.to_thread(_write, Path(path), text)


def _write(path: Path, text: str) -> None:
    unfinished = path.with_name(f".{path.name}.{os.urandom(4).hex()}.part")
    try:
        unfinished.write_text(text, encoding="utf-8", newline="\n")
        unfinished.replace(path)
    finally:
        unfinished.unlink(missing_ok=True)
