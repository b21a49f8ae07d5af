"""Failures with what is kept at services (domain/errors.py says how failures are made)."""

from __future__ import annotations

from oriel.domain.errors import AppError

_SHOWN = 80  # characters of what was typed


class ConversationIdUnusable(AppError):
    """What was typed is no id of a conversation. Facts: typed."""

    code = "conversation_id_unusable"

    def __init__(self, *, typed: str) -> None:
        super().__init__(typed=typed[:_SHOWN])


class NothingToKeep(AppError):
    """No answer in the chat has come to its end yet."""

    code = "nothing_to_keep"


class ConnectionRemoved(AppError):
    """What is to be asked for is at a connection that is not there any more."""

    code = "connection_removed"
