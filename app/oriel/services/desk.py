"""What a chat is held with: the engine, the tree of messages, the queue, on one history.

There are two: one on the file, and one in memory for chats that leave no trace.
"""

from __future__ import annotations

from dataclasses import dataclass

from oriel.services.chat_engine import ChatEngine
from oriel.services.connections import Connections
from oriel.services.conversations import Conversations
from oriel.services.tool_runs import Toolbox
from oriel.services.turn_queue import TurnQueue
from oriel.store.chats import ChatTable
from oriel.store.database import Database
from oriel.store.drafts import DraftTable
from oriel.store.messages import MessageTable
from oriel.store.waiting import WaitingTable


@dataclass(frozen=True, slots=True)
class ChatDesk:
    engine: ChatEngine
    conversations: Conversations
    queue: TurnQueue
    database: Database


def chat_desk(database: Database, connections: Connections, toolbox: Toolbox) -> ChatDesk:
    chats, messages = ChatTable(database), MessageTable(database)
    return ChatDesk(
        ChatEngine(database, connections, toolbox),
        Conversations(chats, messages, DraftTable(database)),
        TurnQueue(WaitingTable(database)),
        database,
    )
