"""Turns of another machine come into the chat that is in view: where the person reads, types
and edits stays as it is, as far as that can be."""

from __future__ import annotations

from typing import TYPE_CHECKING

from oriel.services.chat_engine import MessageAdded
from oriel.ui.count_text import count_text
from oriel.ui.kept_at.words import t

if TYPE_CHECKING:
    from oriel.domain.messages import Message
    from oriel.services.remote_pull import Looked
    from oriel.ui.transcript.view import Transcript
    from oriel.ui.view_models.chat import ChatViewModel


def show_news(looked: Looked, chat: ChatViewModel, view: Transcript) -> None:
    """Hangs on what goes on at the end; only what came in between is read anew."""
    behind = _behind(chat, looked.added)
    bar, following = view.verticalScrollBar(), view.following
    at = bar.value()
    for message in behind:
        chat.hear(MessageAdded(message))
    if behind and not following:
        bar.setValue(at)
    rest = [message for message in looked.added if message not in behind]
    if len(rest) > looked.aside:
        chat.open(looked.chat_id)
    elif rest:
        _renew_versions(chat, rest)


def news_text(looked: Looked) -> str:
    """For the toast."""
    count = count_text(looked.news)
    if looked.aside == looked.news:
        one = t("1 new turn from elsewhere, on another branch.")
        many = t("{count} new turns from elsewhere, on other branches.", count=count)
    else:
        one = t("1 new turn from elsewhere.")
        many = t("{count} new turns from elsewhere.", count=count)
    return one if looked.news == 1 else many


def _behind(chat: ChatViewModel, added: tuple[Message, ...]) -> list[Message]:
    """Those that follow what is read, one below the other."""
    found: list[Message] = []
    last = chat.messages[-1].id if chat.messages and not chat.streaming else ""
    for message in added:
        if last and message.parent_id == last:
            found.append(message)
            last = message.id
    return found


def _renew_versions(chat: ChatViewModel, added: list[Message]) -> None:
    parents = {message.parent_id for message in added}
    for message in chat.messages:
        if message.parent_id in parents:
            chat.reading.renew_versions(message)
