"""Whatever word of whatever message is searched for: it is found, opened and marked."""

from __future__ import annotations

import random
import re
from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest
from tests.app.desks import desk
from tests.app.test_opening_at import in_sight, marked_words
from tests.waiting import emitted, until

from oriel.config.paths import Home
from oriel.domain.as_read import as_read
from oriel.domain.chats import Chat
from oriel.domain.messages import Message, Role
from oriel.domain.parts import FilePart, TextPart
from oriel.domain.search import parse_query
from oriel.domain.stopping import StopReason
from oriel.domain.words import folded
from oriel.services.search import Search
from oriel.store.chats import ChatTable
from oriel.store.database import Database
from oriel.store.messages import MessageTable
from oriel.ui.transcript.view import Transcript

SEED, WORDS, CHATS = 7, 100, 40
SAID = """
the **river** is _wide_ in March | see [the map](https://example.com/a_b) of the *old* bridge
Die Straße ist größer als `grösse` | über Maß und Übermut | ÉLÈVE à l'école, cœur naïf
这个窗户很大 | 東京タワーは**高さ**333メートル | 데이터베이스에서 검색 | ภาษาไทยสวัสดี | नमस्ते दुनिया
قاعدة البيانات في النصوص | Привет ёлка | snake_case_name() and camelCaseName | node.js, C++ and 0x80
1,234.5 at user@host.example.org | e\u0301le\u0300ve | v2.10.3 of /usr/local/share | # Heading of it
> quoted wisdom | - [x] done | ~~gone~~ | \\*starred\\* | Party 🎉🎂 time
"""
PIECES = [piece.strip() for line in SAID.strip().split("\n") for piece in line.split(" | ")]
CODE = "```python\ndef {}_{}(**kw): return __name__\n```"


def a_text(chance: random.Random) -> str:
    pieces = chance.choices(PIECES, k=chance.randint(1, 30))
    if chance.random() < 0.3:
        pieces.append(CODE.format(chance.choice("abc"), chance.randint(10, 99)))
    return chance.choice(["\n", "\n\n"]).join(pieces)


def messages_of(chat_id: str, chance: random.Random) -> list[Message]:
    made: list[Message] = []
    for n in range(chance.choice([2, 6, 30])):
        user = n % 2 == 0
        file = (FilePart(f"Übersicht {n} für {chat_id}.xlsx", file_id="f"),) if user else ()
        made.append(
            Message(
                id=f"{chat_id}-{n}",
                chat_id=chat_id,
                parent_id=made[-1].id if made else None,
                role=Role.USER if user else Role.ASSISTANT,
                parts=(TextPart(a_text(chance)), *file),
                created_at=1e9 + n,
                stop_reason=None if user else StopReason.FINISHED,
            )
        )
    return made


async def a_history(folder: Path, chance: random.Random) -> list[Message]:
    home = Home(folder)
    home.prepare()
    database = await Database.open(home.database)
    every: list[Message] = []
    for n in range(CHATS):
        messages = messages_of(f"c{n}", chance)
        chat = Chat(id=f"c{n}", title=f"Chat {n}", created_at=1e9, updated_at=1e9)
        await ChatTable(database).add(replace(chat, leaf_id=messages[-1].id))
        for message in messages:
            await MessageTable(database).add(message)
        every += messages
    await database.aclose()
    return every


def a_word(message: Message, chance: random.Random) -> str:
    """As a reader sees one."""
    user = message.role is Role.USER
    seen = message.text if user else as_read(message.text)
    if user:
        seen += "\n" + "\n".join(
            part.filename for part in message.parts if isinstance(part, FilePart)
        )
    return chance.choice([word for word in re.findall(r"\w[\w.'@/\u0300-\u036f]*", seen) if word])


@pytest.mark.limit(60)
async def test_every_word_is_found_and_marked_where_it_stands(tmp_path: Path) -> None:
    chance = random.Random(SEED)
    every = await a_history(tmp_path, chance)
    async with desk(tmp_path) as opened:
        view, search = opened.window.page.transcript, Search(opened.chat.desk.database)
        for message in chance.choices(every, k=WORDS):
            word = a_word(message, chance)
            typed = chance.choice([word, word.upper(), folded(word), f'"{word}"'])
            # In one chat, since a search of all gives what it found in time.
            query = parse_query(f"in:{message.chat_id} {typed}")
            found = await search.messages(query, len(every))
            hit = next((hit for hit in found.hits if hit.message_id == message.id), None)
            assert hit is not None, word
            assert hit.matches, word
            pointed = emitted(opened.chat.pointed)
            opened.chat.open_at(hit.chat_id, hit.message_id, query.sought)
            await pointed
            await until(partial(_marked_in_sight, view, message.id))


def _marked_in_sight(view: Transcript, message_id: str) -> bool:
    return in_sight(view, message_id) and bool(marked_words(view, message_id))
