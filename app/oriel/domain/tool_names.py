"""How tools are named for a model: unique over all servers, and the same each time.

A chat keeps the names of the tools that were called, so a name must not depend on
which other servers happen to be switched on. It is the server's word, two underscores,
and the tool's word; the first never holds two underscores, so no two pairs meet.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from hashlib import sha256

LONGEST = 64  # what the services take
LONGEST_SERVER = 24
BETWEEN = "__"
_ALLOWED = re.compile(r"[A-Za-z0-9_-]+")
_OTHERS = re.compile(r"[^A-Za-z0-9_-]+")


def server_words(servers: Iterable[tuple[str, str]]) -> dict[str, str]:
    """Each server's word by its id, from (id, name) in the order they were added.

    Of two servers with one name the later gets a few digits of its id.
    """
    words: dict[str, str] = {}
    for server_id, name in servers:
        word, round_ = _server_word(name), 0
        while not word or word in words.values():
            word = f"{(_server_word(name) or 'server')[:17]}-{_digits(server_id, round_)}"
            round_ += 1
        words[server_id] = word
    return words


def tool_names(word: str, tools: Iterable[str]) -> dict[str, str]:
    """The name of each tool of the server whose word is `word`, by the server's own names.

    Each matches ^[A-Za-z0-9_-]{1,64}$ and no two are equal.
    """
    asked = list(dict.fromkeys(tools))
    room = LONGEST - len(word) - len(BETWEEN)
    # Names that can be kept as they are go first: no shortened one may take theirs.
    kept = {tool: tool for tool in asked if _ALLOWED.fullmatch(tool) and len(tool) <= room}
    taken = set(kept)
    for tool in asked:
        if tool not in kept:
            kept[tool] = _shortened(tool, room, taken)
            taken.add(kept[tool])
    return {tool: f"{word}{BETWEEN}{kept[tool]}" for tool in asked}


def own_name(name: str) -> str:
    """The tool's word of a name made here, for a person who is told the server besides."""
    return name.partition(BETWEEN)[2] or name


def _server_word(name: str) -> str:
    word = re.sub(r"_{2,}", "_", _OTHERS.sub("_", name)).strip("_-")
    return word[:LONGEST_SERVER].rstrip("_-")


def _shortened(tool: str, room: int, taken: set[str]) -> str:
    round_ = 0
    while True:
        digits = _digits(tool, round_)
        plain = _OTHERS.sub("_", tool).strip("_")[: room - len(digits) - 1]
        name = f"{plain}_{digits}" if plain else digits
        if name not in taken:
            return name
        round_ += 1


def _digits(text: str, round_: int) -> str:
    salted = f"{text}\0{round_}" if round_ else text
    return sha256(salted.encode("utf-8", "surrogatepass")).hexdigest()[:6]
