"""A history of a million messages in 10,000 chats, made once and kept among the temporary
files: every row goes through the functions that write a person's messages."""

from __future__ import annotations

import random
import sqlite3
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

from bench.history_words import Words
from oriel.domain.chats import Chat
from oriel.domain.folders import Folder
from oriel.domain.json_values import to_plain
from oriel.domain.messages import Message, Role
from oriel.domain.parts import FilePart, ImagePart, Part, TextPart, ToolCallPart, ToolResultPart
from oriel.domain.stopping import StopReason
from oriel.domain.usage import Usage
from oriel.store.chats import add_chat
from oriel.store.message_rows import add_messages
from oriel.store.migrations import MIGRATIONS
from oriel.store.rows import to_json

# Counts up when what is generated changes.
GENERATOR = 1
MESSAGES, CHATS = 1_000_000, 10_000
LONGEST_CHAT, SHORT_CHAT = 10_000, 10
FIRST_DAY, LAST_DAY = 1_609_459_200, 1_798_000_000  # 2021 to the end of 2026
MODELS = ("openai.gpt-oss-120b", "meta.llama-3.3-70b", "xai.grok-4", "google.gemini-2.5", "old.one")
MODEL_SHARES = (60, 25, 10, 4.9, 0.1)
TAGS = ("work", "home", "idea", "größe", "urgent", "later")
FOLDERS = 40
AT_ONCE = 20  # chats in one transaction


def history(messages: int = MESSAGES, chats: int = CHATS) -> Path:
    """The file of that many messages, made now if it is not there yet."""
    shape = f"v{len(MIGRATIONS)}-{_schema_number()}-{GENERATOR}-{messages}-{chats}"
    folder = Path(tempfile.gettempdir()) / "oriel-bench-history"
    folder.mkdir(exist_ok=True)
    path = folder / f"{shape}.db"
    if not path.exists():
        for old in folder.glob(f"*-{messages}-{chats}.db*"):
            old.unlink()
        _say(f"making a history of {messages:,} messages (once, some minutes)")
        at = time.monotonic()
        half = path.with_suffix(".part")
        half.unlink(missing_ok=True)
        make(half, messages, chats)
        half.rename(path)
        _say(f"made {path.stat().st_size / 2**20:,.0f} MB in {time.monotonic() - at:.0f} s")
    return path


def make(path: Path, messages: int, chats: int) -> None:
    """Writes the file anew. The same arguments give the same history."""
    with closing(sqlite3.connect(path, isolation_level=None)) as db:
        # Nothing is lost when this is broken off: it is begun anew.
        db.execute("PRAGMA journal_mode = OFF")
        db.execute("PRAGMA synchronous = OFF")
        db.execute("PRAGMA cache_size = -200000")
        for step in MIGRATIONS:
            step(db)
        db.execute(f"PRAGMA user_version = {len(MIGRATIONS)}")
        _fill(db, messages, chats)
        db.execute("PRAGMA journal_mode = WAL")


def _fill(db: sqlite3.Connection, messages: int, chats: int) -> None:
    chance = random.Random(f"{GENERATOR} {messages} {chats}")
    made = Histories(chance, chats)
    for number in range(FOLDERS):
        folder = Folder(id=f"{number:032x}", name=f"{made.words.text('en', 2)} {number}")
        db.execute(
            "INSERT INTO folder (id, json) VALUES (?, ?)", (folder.id, to_json(to_plain(folder)))
        )
    for number, count in enumerate(sizes(chance, messages, chats)):
        if number % AT_ONCE == 0:
            db.execute("COMMIT" if db.in_transaction else "SELECT 1")
            db.execute("BEGIN")
        chat, said = made.chat(number, count)
        add_chat(db, chat)
        add_messages(db, said)
    db.execute("COMMIT")


def sizes(chance: random.Random, messages: int, chats: int) -> list[int]:
    """How long each chat is: most of them short, the first the longest, the second of ten."""
    rest = messages - min(LONGEST_CHAT, messages // 4) - SHORT_CHAT
    drawn = [chance.lognormvariate(0, 1) for _ in range(chats - 2)]
    scale = rest / sum(drawn)
    found = [max(2, round(each * scale)) for each in drawn]
    found[found.index(max(found))] += rest - sum(found)
    return [messages - SHORT_CHAT - sum(found), SHORT_CHAT, *found]


class Histories:
    """Makes chats one after another, the oldest first."""

    def __init__(self, chance: random.Random, chats: int) -> None:
        self._chance = chance
        self._step = (LAST_DAY - FIRST_DAY) / chats
        self.words = Words(chance)

    def chat(self, number: int, count: int) -> tuple[Chat, list[Message]]:
        """A chat of `count` messages, a tree in which some answers have versions."""
        chance = self._chance
        language = self.words.language()
        chat_id = self._id()
        begun = FIRST_DAY + number * self._step
        said = list(self._messages(chat_id, language, begun, count))
        chat = Chat(
            id=chat_id,
            title=self.words.text(language, chance.randint(2, 7))[:60],
            titled_by="first_turn",
            connection_id="c1",
            model=MODELS[0],
            leaf_id=said[-1].id,
            created_at=begun,
            updated_at=said[-1].created_at,
            pinned=chance.random() < 0.002,
            deleted_at=LAST_DAY if chance.random() < 0.005 else None,
            archived_at=LAST_DAY if chance.random() < 0.1 else None,
            folder_id=f"{chance.randrange(FOLDERS):032x}" if chance.random() < 0.3 else "",
            tags=tuple(chance.sample(TAGS, chance.choice((1, 1, 2))))
            if chance.random() < 0.2
            else (),
        )
        return chat, said

    def _messages(self, chat_id: str, language: str, begun: float, count: int) -> Iterator[Message]:
        chance, at = self._chance, begun
        question: str | None = None
        above: str | None = None
        for _ in range(count):
            # A few seconds while one talks, now and then a day.
            at += chance.expovariate(1 / 60) if chance.random() < 0.98 else chance.random() * 86400
            if question is None:
                message = self._question(chat_id, above, language, at)
                question = above = message.id
            else:
                message = self._answer(chat_id, question, language, at)
                # Now and then the question is answered once more.
                above = message.id
                question = question if chance.random() < 0.03 else None
            yield message

    def _question(self, chat_id: str, above: str | None, language: str, at: float) -> Message:
        parts: list[Part] = [TextPart(self.words.text(language, self._chance.randint(10, 40)))]
        drawn = self._chance.random()
        if drawn < 0.03:
            parts.append(FilePart("report.pdf", file_id="file-1", size=10_000))
        elif drawn < 0.05:
            parts.append(ImagePart(file_id="file-2"))
        return Message(
            id=self._id(),
            chat_id=chat_id,
            parent_id=above,
            role=Role.USER,
            parts=tuple(parts),
            created_at=at,
        )

    def _answer(self, chat_id: str, question: str, language: str, at: float) -> Message:
        count = self._chance.randint(20, 90)
        parts: list[Part] = []
        if self._chance.random() < 0.06:
            parts.append(ToolCallPart("call-1", "look_up", '{"q":"x"}', status="completed"))
            parts.append(ToolResultPart("call-1", "found"))
        code = self.words.code() if self._chance.random() < 0.12 else ""
        parts.append(TextPart(self.words.text(language, count) + ("\n\n" + code if code else "")))
        return Message(
            id=self._id(),
            chat_id=chat_id,
            parent_id=question,
            role=Role.ASSISTANT,
            parts=tuple(parts),
            created_at=at,
            model=self._chance.choices(MODELS, MODEL_SHARES)[0],
            connection_id="c1",
            response_id=f"resp_{self._id()}",
            stop_reason=StopReason.FINISHED,
            usage=Usage(300, count, 300 + count),
            duration_s=2.5,
            first_token_s=0.4,
        )

    def _id(self) -> str:
        return f"{self._chance.getrandbits(128):032x}"


def _schema_number() -> int:
    """One that differs when the tables do."""
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as db:
        for step in MIGRATIONS:
            step(db)
        tables = db.execute("SELECT sql FROM sqlite_schema ORDER BY name").fetchall()
    return random.Random(repr(tables)).getrandbits(32)


def _say(words: str) -> None:
    print(words, file=sys.stderr, flush=True)
