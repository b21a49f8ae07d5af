"""Whose chat a JSON value is, told by its shape and not by a file's name."""

from __future__ import annotations

from typing import Any

from oriel.domain.export_json import is_deep
from oriel.domain.imports.chatgpt import chatgpt_chat, is_chatgpt
from oriel.domain.imports.claude import claude_chat, is_claude
from oriel.domain.imports.open_webui import is_open_webui, open_webui_chat
from oriel.domain.imports.oriel import is_oriel, oriel_chat
from oriel.domain.imports.values import Assets, Incoming, NotUnderstood, mapping, title

_READERS = (
    (is_oriel, oriel_chat),
    (is_chatgpt, chatgpt_chat),
    (is_claude, claude_chat),
    (is_open_webui, open_webui_chat),
)


def is_chat(raw: Any) -> bool:
    return any(knows(raw) for knows, _ in _READERS)


def read_chat(raw: Any, assets: Assets) -> Incoming:
    """Raises NotUnderstood for what is no chat of a program that is known."""
    if is_deep(raw):
        raise NotUnderstood("deep")
    for knows, read in _READERS:
        if knows(raw):
            return read(raw, assets)
    raise NotUnderstood("type")


def called(raw: Any) -> str:
    """What a chat that cannot be read calls itself, "" for nothing."""
    if not isinstance(raw, dict):
        return ""
    inner = mapping(raw.get("chat"))
    names = (raw.get("title"), raw.get("name"), inner.get("title"))
    return next((found for found in map(title, names) if found), "")
