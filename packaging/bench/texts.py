"""Synthetic answers, the same at every run: prose, code, lists, tables, one long paragraph."""

from __future__ import annotations

import random
from collections.abc import Iterator

WORDS = [
    "the",
    "model",
    "reads",
    "what",
    "was",
    "asked",
    "and",
    "answers",
    "in",
    "the",
    "words",
    "it",
    "knows",
    "while",
    "the",
    "window",
    "shows",
    "each",
    "of",
    "them",
    "as",
    "it",
    "comes",
    "so",
    "that",
    "nobody",
    "waits",
    "for",
    "more",
    "than",
    "a",
    "frame",
]


def tokens(kind: str, count: int) -> list[str]:
    """`count` tokens of about four characters of a kind of text."""
    chance = random.Random(7)
    source = {"mixed": _mixed, "fence": _fence, "list": _list, "table": _table, "one": _one}[kind]
    parts, length = [], 0
    for part in source(chance):
        parts.append(part)
        length += len(part)
        if length > count * 3.8:
            break
    text = "".join(parts)
    found: list[str] = []
    at = 0
    while at < len(text) and len(found) < count:
        size = chance.choice((2, 3, 4, 4, 5))
        found.append(text[at : at + size])
        at += size
    return found


def _words(chance: random.Random, count: int) -> str:
    return " ".join(chance.choice(WORDS) for _ in range(count))


def _mixed(chance: random.Random) -> Iterator[str]:
    while True:
        yield f"## {_words(chance, 4)}\n\n"
        for _ in range(3):
            yield f"{_words(chance, 40)} **{_words(chance, 2)}** {_words(chance, 12)} "
            yield f"*{_words(chance, 2)}* and `code_{chance.randint(1, 9)}` in "
            yield f"[a link](https://example.com/{chance.randint(1, 99)}). "
            yield f"{_words(chance, 20)}.\n\n"
        yield "".join(f"- {_words(chance, 9)}\n" for _ in range(6)) + "\n"
        yield "```python\n" + "".join(_code(chance) for _ in range(14)) + "```\n\n"
        yield "| one | two | three |\n|---|---|--:|\n"
        yield (
            "".join(f"| {_words(chance, 2)} | {_words(chance, 3)} | 3.5 |\n" for _ in range(5))
            + "\n"
        )


def _code(chance: random.Random) -> str:
    words, number = _words(chance, 2), chance.random()
    return f"    value_{chance.randint(1, 99)} = compute('{words}', {number:.3f})\n"


def _fence(chance: random.Random) -> Iterator[str]:
    yield "```python\n"
    while True:
        yield _code(chance)


def _list(chance: random.Random) -> Iterator[str]:
    while True:
        yield f"- {_words(chance, 11)} **{_words(chance, 1)}**\n"


def _table(chance: random.Random) -> Iterator[str]:
    yield "| one | two | three | four |\n|---|---|--:|---|\n"
    while True:
        yield f"| {_words(chance, 2)} | {_words(chance, 3)} | 3.5 | {_words(chance, 2)} |\n"


def _one(chance: random.Random) -> Iterator[str]:
    while True:
        yield _words(chance, 30) + " "
