"""A large export brought in by the import dialog of the real window, and taken back.

Many chats of twenty turns and one of ten thousand, as ChatGPT writes them. The window has to
stay alive all the while, memory within bounds, and a wish to stop be heard at once.
"""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

PROGRAM = Path(__file__).parent / "programs" / "import_window.py"
CHATS, TURNS, LONG_CHAT = 1_000, 20, 10_000
ASKED_WORDS, ANSWERED_WORDS = 25, 120
LONGEST_S = 900


def run() -> list[dict[str, Any]]:
    with tempfile.TemporaryDirectory(prefix="oriel-bench-") as place:
        file = Path(place) / "export.zip"
        export(file)
        done = subprocess.run(
            [sys.executable, str(PROGRAM), str(Path(place) / "home"), str(file)],
            env=os.environ | {"QT_QPA_PLATFORM": "offscreen"},
            check=True,
            timeout=LONGEST_S,
            stdout=subprocess.PIPE,
            text=True,
        )
    rows: list[dict[str, Any]] = json.loads(done.stdout.splitlines()[-1])
    return rows


def export(file: Path) -> None:
    """Writes the export; the same at every run."""
    chance = random.Random(7)
    letters = "abcdefghijklmnopqrstuvwxyz"
    words = ["".join(chance.choices(letters, k=chance.randint(2, 10))) for _ in range(20_000)]
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for number in range(CHATS + 1):
            turns = LONG_CHAT if number == CHATS else TURNS
            chat = _chat(number, turns, words, chance)
            archive.writestr(f"conversations-{number:03}.json", json.dumps([chat]))


def _chat(number: int, turns: int, words: list[str], chance: random.Random) -> dict[str, Any]:
    begun = 1.5e9 + number * 10_000
    mapping = dict(_nodes(begun, turns, words, chance))
    return {
        "title": " ".join(chance.choices(words, k=5)),
        "create_time": begun,
        "conversation_id": f"chat-{number}",
        "current_node": f"n{turns - 1}",
        "mapping": mapping,
    }


def _nodes(
    begun: float, turns: int, words: list[str], chance: random.Random
) -> Iterator[tuple[str, dict[str, Any]]]:
    for at in range(turns):
        role, length = ("assistant", ANSWERED_WORDS) if at % 2 else ("user", ASKED_WORDS)
        message = {
            "author": {"role": role, "name": None, "metadata": {}},
            "create_time": begun + 30.0 * at,
            "content": {
                "content_type": "text",
                "parts": [" ".join(chance.choices(words, k=length))],
            },
            "status": "finished_successfully",
            "metadata": {"model_slug": "gpt-4o"} if at % 2 else {},
            "recipient": "all",
        }
        yield f"n{at}", {"id": f"n{at}", "parent": f"n{at - 1}" if at else None, "message": message}
