"""A history as a person might have it, for the pictures of search, order and usage.

Apart from the screens themselves: what is in it is made up and always the same.
"""

from __future__ import annotations

import json
import random
import sqlite3
import time
from dataclasses import dataclass, replace

from oriel.domain.chats import Chat
from oriel.domain.connections import LOCAL_ID
from oriel.domain.folders import Folder
from oriel.domain.json_values import to_plain
from oriel.domain.messages import Message, Role, new_id
from oriel.domain.parts import TextPart
from oriel.domain.usage import Usage
from oriel.store.chats import add_chat
from oriel.store.message_rows import add_messages

DAY_S = 86_400.0
MODELS = ("oriel-guide", "oriel-rehearsal", "gpt-oss-120b")
FOLDERS = (
    Folder(id="work", name="Work", colour="accent", place=1.0),
    Folder(id="customers", parent_id="work", name="Customers", place=1.0),
    Folder(id="home", name="At home", colour="warning", place=2.0),
)


@dataclass(frozen=True)
class _Talk:
    title: str
    asked: str
    answered: str
    folder: str = ""
    tags: tuple[str, ...] = ()
    pinned: bool = False
    colour: str = ""


TALKS = (
    _Talk(
        "Herons of the delta",
        "When do grey herons nest, and where?",
        "Grey herons nest from **March** on, in colonies high in old trees near water.",
        pinned=True,
    ),
    _Talk(
        "Quarterly figures for the board",
        "Turn these figures into three sentences for the board.",
        "Revenue rose by 12 %, costs by 4 %. The nightly job that adds them up was late twice.",
        folder="work",
        tags=("budget",),
    ),
    _Talk(
        "Why does the nightly job fail?",
        "The nightly job fails with exit code 137. Why?",
        "Exit code 137 means that it was killed, mostly for memory:\n\n"
        "```sh\nkubectl describe pod nightly-job\n```",
        folder="customers",
    ),
    _Talk(
        "Walnut bread",
        "A recipe for walnut bread without yeast?",
        "Take 500 g of flour, 400 ml of buttermilk, 150 g of walnuts.",
        folder="home",
    ),
    _Talk(
        "Rewrite the onboarding mail",
        "Make this mail shorter and kinder.",
        "Here is a kinder version, half as long.",
        colour="ok",
    ),
    _Talk(
        "Tax questions for 2026",
        "Which receipts do I keep, and how long?",
        "Keep invoices for ten years, other letters for six.",
        tags=("budget",),
    ),
    _Talk(
        "Ingress on Kubernetes",
        "How do I give two services one address?",
        "With one Ingress and two paths; each path names its service.",
    ),
    _Talk(
        "A week in Brittany",
        "Plan a week in Brittany by train and bicycle.",
        "Begin in Rennes; herons stand along the canal from Nantes to Brest.",
    ),
)


def fill(db: sqlite3.Connection) -> None:
    """Writes the history, the newest chat an hour old."""
    chance = random.Random(7)
    add = "INSERT INTO folder (id, json) VALUES (?, ?)"
    db.executemany(add, [(folder.id, json.dumps(to_plain(folder))) for folder in FOLDERS])
    for day in range(28):
        for talk in TALKS if day == 0 else chance.sample(TALKS, 2):
            _put(db, talk, day, chance)


def _put(db: sqlite3.Connection, talk: _Talk, day: int, chance: random.Random) -> None:
    """A talk of the first day is listed; those of other days lie in the archive, and only
    count for the usage."""
    place = TALKS.index(talk)
    at = time.time() - 3600 - (place * 1.4 if day == 0 else day) * DAY_S
    model = chance.choice(MODELS)
    chat = Chat(
        id=new_id(),
        title=talk.title,
        titled_by="user",
        connection_id=LOCAL_ID,
        model=model,
        created_at=at,
        updated_at=at,
        pinned=talk.pinned and day == 0,
        folder_id=talk.folder if day == 0 else "",
        tags=talk.tags,
        colour=talk.colour,
        archived_at=at if day else None,
    )
    asked = Message(
        id=new_id(),
        chat_id=chat.id,
        parent_id=None,
        role=Role.USER,
        parts=(TextPart(talk.asked),),
        created_at=at,
    )
    answered = replace(
        asked,
        id=new_id(),
        parent_id=asked.id,
        role=Role.ASSISTANT,
        parts=(TextPart(talk.answered),),
        created_at=at + 3,
        model=model,
        connection_id=LOCAL_ID,
        usage=_usage(chance),
    )
    add_chat(db, replace(chat, leaf_id=answered.id))
    add_messages(db, (asked, answered))


def _usage(chance: random.Random) -> Usage:
    read, written = chance.randint(400, 9_000), chance.randint(200, 2_500)
    return Usage(read, written, read + written, read // 4)
