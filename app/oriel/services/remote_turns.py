"""The items of a conversation at a service as turns: whose they are, and what is in them.

An answer is all items between two turns of a person, however many rounds it took; where two
answers follow one another, what is known of them from here tells them apart.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from oriel.api.items import Json, item_parts, listed, word
from oriel.domain.attachments import clean_name
from oriel.domain.messages import Message, Role
from oriel.domain.parts import (
    FilePart,
    ImagePart,
    ItemPart,
    Part,
    RefusalPart,
    TextPart,
    ToolCallPart,
)
from oriel.domain.remote_merging import Side, comparable

_SPOKEN = ("user", "assistant")


@dataclass(frozen=True, slots=True)
class ThereTurn:
    """A turn at the service: its `items` as they came, its `parts` as they are shown."""

    role: Role
    items: tuple[Json, ...]
    parts: tuple[Part, ...]

    @property
    def text(self) -> str:
        return "".join(p.text for p in self.parts if isinstance(p, TextPart | RefusalPart))

    @property
    def last_id(self) -> str:
        return word(self.items[-1].get("id")) if self.items else ""

    def side(self) -> Side:
        ids = frozenset(filter(None, (word(item.get("id")) for item in self.items)))
        return Side(self.role, _compared(self.text, self.parts), ids)

    def provider(self) -> dict[str, object]:
        """What of it is kept for sending it again."""
        kept = [*self.items]
        return {"output": kept} if self.role is Role.ASSISTANT else {"items": kept}


@dataclass(slots=True)
class _Growing:
    role: Role
    owner: str
    items: list[Json] = field(default_factory=list)


def turns_of(items: Iterable[Json], here: Sequence[Message] = ()) -> list[ThereTurn]:
    """The turns, in order. `here` are the messages that may have some of the items."""
    owners, calls = _owners(here)
    turns: list[_Growing] = []
    before: list[Json] = []  # what is nobody's turn stands at the head of the next
    for item in items:
        role = _role(item)
        if role is None and not turns:
            before.append(item)
            continue
        owner = _owner(item, owners, calls)
        if _begins(turns, role, owner):
            turns.append(_Growing(role or Role.ASSISTANT, owner, before))
            before = []
        turns[-1].items.append(item)
        turns[-1].owner = turns[-1].owner or owner
    if before:
        turns.append(_Growing(Role.ASSISTANT, "", before))
    texts = {message.id: comparable(message.text) for message in here}
    return [_turn(each) for each in _joined(turns, texts)]


def side_of(message: Message) -> Side:
    """A turn of here as it is compared with those there."""
    role = Role.USER if message.role is Role.USER else Role.ASSISTANT
    return Side(role, _compared(message.text, message.parts), item_ids(message))


def item_ids(message: Message) -> frozenset[str]:
    """The ids of a message's items at the service, as far as they are known."""
    ids = (word(item.get("id")) for item in _kept(message))
    return frozenset(filter(None, ids))


def _kept(message: Message) -> list[Json]:
    return listed(message.provider.get("output")) + listed(message.provider.get("items"))


def _owners(here: Sequence[Message]) -> tuple[dict[str, str], dict[str, str]]:
    """By item id, and by call id, the message whose it is."""
    owners: dict[str, str] = {}
    calls: dict[str, str] = {}
    for message in here:
        owners |= dict.fromkeys(item_ids(message), message.id)
        parts = (part for part in message.parts if isinstance(part, ToolCallPart))
        calls |= {part.call_id: message.id for part in parts if part.call_id}
    return owners, calls


def _owner(item: Json, owners: Mapping[str, str], calls: Mapping[str, str]) -> str:
    """The message here that has the item, or has called for it; "" for none."""
    if found := owners.get(word(item.get("id"))):
        return found
    given = word(item.get("type")).endswith(("_output", "_response"))
    asked = word(item.get("call_id")) or word(item.get("approval_request_id"))
    return calls.get(asked, "") if given else ""


def _begins(turns: list[_Growing], role: Role | None, owner: str) -> bool:
    if not turns or role is Role.USER:
        return True
    last = turns[-1]
    if role is None:  # belongs to whatever stands before it
        return False
    if last.role is Role.USER:
        return True
    # Two answers in a row: at least one of them is known from here.
    if owner:
        return owner != last.owner
    return bool(last.owner) and role is Role.ASSISTANT


def _joined(turns: Iterable[_Growing], texts: Mapping[str, str]) -> list[_Growing]:
    """What was told apart only because the service knows some items of an answer by other
    ids than it had told is one turn again."""
    whole: list[_Growing] = []
    for turn in turns:
        last = whole[-1] if whole else None
        if last is not None and _is_one(last, turn, texts):
            last.items += turn.items
            last.owner = last.owner or turn.owner
        else:
            whole.append(turn)
    return whole


def _is_one(last: _Growing, turn: _Growing, texts: Mapping[str, str]) -> bool:
    if Role.USER in (last.role, turn.role) or bool(last.owner) is bool(turn.owner):
        return False
    both = _turn(_Growing(last.role, "", [*last.items, *turn.items])).text
    silent = not all(_turn(each).text for each in (last, turn) if not each.owner)
    return silent or texts.get(last.owner or turn.owner) == comparable(both)


def _role(item: Json) -> Role | None:
    """Whose turn an item is of; None for what is said to neither (instructions)."""
    if word(item.get("type")) not in ("message", ""):
        given = word(item.get("type")).endswith(("_output", "_response"))
        return None if given else Role.ASSISTANT
    role = word(item.get("role"))
    return Role(role) if role in _SPOKEN else None


def _turn(grown: _Growing) -> ThereTurn:
    parts = tuple(part for item in grown.items for part in _parts(item))
    return ThereTurn(grown.role, tuple(grown.items), parts)


def _parts(item: Json) -> list[Part]:
    role = word(item.get("role"))
    if role == "user":
        return [_said(piece) for piece in listed(item.get("content"))]
    if role and role != "assistant":
        return [ItemPart(role, item)]
    return item_parts(item)


def _said(piece: Json) -> Part:
    """A piece of a person's turn."""
    match word(piece.get("type")):
        case "input_text" | "output_text" | "text":
            return TextPart(word(piece.get("text")))
        case "input_image":
            address = word(piece.get("image_url"))
            if address.startswith("data:"):
                return ImagePart(data_uri=address)
            file_id = word(piece.get("file_id"))
            return ImagePart(file_id=file_id) if file_id else ImagePart(url=address)
        case "input_file":
            name = clean_name(word(piece.get("filename"))) if piece.get("filename") else ""
            file_id, inside = word(piece.get("file_id")), word(piece.get("file_data"))
            return FilePart(name or file_id or "file", file_id, "" if file_id else inside)
        case kind:
            return ItemPart(kind, piece)


def _compared(text: str, parts: Sequence[Part]) -> str:
    """What was said, and where nothing was, which files were sent."""
    files = (p.file_id for p in parts if isinstance(p, FilePart | ImagePart) and p.file_id)
    return comparable(text) or " ".join(sorted(files))
