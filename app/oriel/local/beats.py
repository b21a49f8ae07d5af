"""From a script to beats: words at a pace, counted, cut at the output limit.

A token here is a word or a mark; that is what usage reports and limits mean, as
neither model has a tokenizer of its own.
"""

from __future__ import annotations

import asyncio
import re
import time
from collections.abc import AsyncIterator, Iterator

from oriel.local.hosted import Began, Hosted, RunCode
from oriel.local.talk import Call, Move, Pause, Refuse, Say, Script, Stop, Think

_TOKEN = re.compile(r"\w+|[^\w\s]")
_WORD = re.compile(r"\S{1,24}\s*|\s+")
_REST_S = 0.4  # what a hosted tool takes when the answer is not played at full speed
_FLUSH_EVERY = 16  # words between two turns of the loop at full speed


def count_tokens(text: str) -> int:
    """Words and marks in a text."""
    return len(_TOKEN.findall(text))


def beats(script: Script, limit: int | None = None) -> Iterator[Move]:
    """The moves, texts cut into words, always ended by exactly one Stop."""
    spent = 0
    for move in script.moves:
        if isinstance(move, Stop):
            yield move
            return
        for beat in _cut(move, bool(script.words_per_s)):
            spent += _cost(beat)
            if limit is not None and spent > limit:
                yield Stop("incomplete", "max_output_tokens")
                return
            yield beat
    yield Stop()


def _cut(move: Move, at_a_pace: bool) -> Iterator[Move]:
    if isinstance(move, Hosted):
        yield Began(move)
        if at_a_pace:
            yield Pause(_REST_S, rest=True)
    match move:
        case Say(text):
            yield from map(Say, _WORD.findall(text))
        case Think(text, raw):
            yield from (Think(word, raw) for word in _WORD.findall(text))
        case Refuse(text):
            yield from map(Refuse, _WORD.findall(text))
        case _:
            yield move


def _cost(beat: Move) -> int:
    match beat:
        case Say(text) | Think(text) | Refuse(text):
            return count_tokens(text)
        case Call(name, arguments):
            return count_tokens(name) + count_tokens(arguments)
        case RunCode(code):
            return count_tokens(code)
        case _:
            return 0


async def paced(script: Script, limit: int | None, streaming: bool) -> AsyncIterator[Move]:
    """The beats when they are due. Unstreamed answers keep only the pauses.

    Due times are counted from the start, so that late wake-ups do not add up.
    """
    due, words = time.monotonic(), 0
    step = 1 / script.words_per_s if script.words_per_s and streaming else 0.0
    for beat in beats(script, limit):
        if isinstance(beat, Pause):
            if beat.rest and not streaming:
                continue
            await asyncio.sleep(beat.seconds)
            due = time.monotonic()
            continue
        words += 1
        due += step
        if step or words % _FLUSH_EVERY == 0:
            await asyncio.sleep(max(0.0, due - time.monotonic()))
        yield beat
