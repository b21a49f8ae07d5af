"""A chat with its whole tree as one JSON object, and back without loss.

The JSON export and the archive both hold chats in this form. What is read may come from
anywhere: the shape is checked and its faults are named, small values that are wrong or
unknown have their defaults, parts that are not understood are kept whole.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import fields, replace
from typing import Any, TypeVar, cast

from oriel.domain.chats import Chat
from oriel.domain.json_values import Unfit, from_plain, to_plain
from oriel.domain.messages import Message
from oriel.domain.parts import part_from_json, part_to_json
from oriel.domain.stopping import StopReason
from oriel.domain.usage import MOST_COUNTED, Usage

T = TypeVar("T")
KIND = "oriel-chat"
VERSION = 1
MOST_MESSAGES = 1_000_000
DEEPEST = 100  # levels of a value; what copies or writes it again goes as deep in calls
LONGEST_ID = 1_000
_IDS = (
    "id",
    "parent_id",
    "leaf_id",
    "folder_id",
    "origin",
    "import_id",
    "connection_id",
    "model",
    "response_id",
    "request_id",
)


class ChatUnreadable(ValueError):
    """A JSON value is no chat of ours. `reason` is kind, version, deep, many, type, missing,
    long or twice; `where` names the place in it ("messages[3].role"), `detail` what is there."""

    def __init__(self, reason: str, where: str = "", detail: str = "") -> None:
        super().__init__(": ".join(filter(None, (where, reason, detail))))
        self.reason = reason
        self.where = where
        self.detail = detail


def chat_to_json(chat: Chat, messages: Iterable[Message]) -> dict[str, Any]:
    """The chat and all its messages, in the order given, as plain JSON values."""
    return {
        "kind": KIND,
        "version": VERSION,
        "chat": to_plain(chat),
        "messages": [message_to_json(message) for message in messages],
    }


def chat_from_json(raw: Any) -> tuple[Chat, list[Message]]:
    """The inverse. All messages are of this chat, no two have one id; a parent that is not
    among them is left to whoever writes them. Raises ChatUnreadable."""
    _check_head(raw)
    chat = _chat(raw.get("chat"))
    listed = raw.get("messages", [])
    if not isinstance(listed, list):
        raise ChatUnreadable("type", "messages", _type_name(listed))
    if len(listed) > MOST_MESSAGES:
        raise ChatUnreadable("many", "messages", str(len(listed)))
    messages: dict[str, Message] = {}
    for at, each in enumerate(listed):
        message = replace(message_from_json(each, f"messages[{at}]"), chat_id=chat.id)
        if message.id in messages:
            raise ChatUnreadable("twice", f"messages[{at}].id", message.id)
        messages[message.id] = message
    return chat, list(messages.values())


def message_to_json(message: Message) -> dict[str, Any]:
    """A message as a plain JSON object; what equals its default is left out."""
    bare = to_plain(replace(message, parts=(), provider={}))
    parts = [part_to_json(part) for part in message.parts]
    return {
        **bare,
        "parts": parts,
        **({"provider": message.provider} if message.provider else {}),
    }


def message_from_json(raw: Any, where: str = "message") -> Message:
    """The inverse. Raises ChatUnreadable, whose `where` begins with the one given."""
    _check_object(raw, where)
    parts = raw.get("parts", [])
    if not isinstance(parts, list):
        raise ChatUnreadable("type", f"{where}.parts", _type_name(parts))
    _check_depth(parts, f"{where}.parts")
    _check_depth(raw.get("provider"), f"{where}.provider")
    bare = _from_plain(Message, {k: v for k, v in raw.items() if k != "parts"}, where)
    return replace(
        bare,
        parts=tuple(part_from_json(part) for part in parts),
        stop_reason=_stop_reason(raw.get("stop_reason")),
        usage=_counted(bare.usage),
    )


def _check_head(raw: Any) -> None:
    if not isinstance(raw, dict) or raw.get("kind") != KIND:
        raise ChatUnreadable("kind", "kind", _type_name(raw))
    version = raw.get("version")
    if type(version) is not int or version < 1:
        raise ChatUnreadable("version", "version", _type_name(version))
    if version > VERSION:
        raise ChatUnreadable("version", "version", str(version))


def _chat(raw: Any) -> Chat:
    _check_object(raw, "chat")
    _check_depth(raw, "chat")
    return _from_plain(Chat, raw, "chat")


def _from_plain(kind: type[T], raw: dict[str, Any], where: str) -> T:
    """The value of that dataclass, its identifiers checked."""
    known = {f.name for f in fields(cast(Any, kind))}
    for name in known.intersection(_IDS):
        _check_id(raw.get(name, ""), f"{where}.{name}")
    if not raw.get("id"):
        raise ChatUnreadable("missing", f"{where}.id")
    try:
        return from_plain(kind, raw)
    except Unfit as error:
        raise ChatUnreadable("type", where, str(error)) from None


def _check_id(value: Any, where: str) -> None:
    if value is None:
        return
    if not isinstance(value, str):
        raise ChatUnreadable("type", where, _type_name(value))
    if len(value) > LONGEST_ID:
        raise ChatUnreadable("long", where, str(len(value)))
    try:
        value.encode()
    except UnicodeEncodeError:  # half an emoji: nothing that SQLite takes
        raise ChatUnreadable("type", where, "no text") from None


def _check_object(raw: Any, where: str) -> None:
    if not isinstance(raw, dict):
        raise ChatUnreadable("type", where, _type_name(raw))


def _check_depth(raw: Any, where: str) -> None:
    if is_deep(raw):
        raise ChatUnreadable("deep", where)


def is_deep(raw: Any) -> bool:
    """Whether a value is nested deeper than is read; looked at level by level and not by
    calls, which end at some depth too."""
    level = [raw]
    for _ in range(DEEPEST):
        level = [inner for value in level for inner in _inside(value)]
        if not level:
            return False
    return True


def _inside(value: Any) -> Iterable[Any]:
    if isinstance(value, dict):
        return [inner for inner in value.values() if isinstance(inner, dict | list)]
    if isinstance(value, list):
        return [inner for inner in value if isinstance(inner, dict | list)]
    return ()


def _stop_reason(raw: Any) -> StopReason | None:
    if raw is None:
        return None
    # A reason only a newer Oriel knows is at least an end.
    known = isinstance(raw, str) and raw in set(StopReason)
    return StopReason(raw) if known else StopReason.INTERRUPTED


def _counted(usage: Usage | None) -> Usage | None:
    """Counts that no table can hold are none."""
    if usage is None:
        return None
    counts = (getattr(usage, f.name) for f in fields(Usage))
    return Usage(*(count if 0 <= count <= MOST_COUNTED else 0 for count in counts))


def _type_name(value: Any) -> str:
    """What a value is, in JSON's own words."""
    names = {dict: "object", list: "array", str: "string", bool: "boolean", type(None): "null"}
    return names.get(type(value), "number")
