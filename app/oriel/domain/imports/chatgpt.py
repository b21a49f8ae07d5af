"""ChatGPT's export (conversations.json, whole or in shards): a tree of nodes, of which
several in a row are one turn of the assistant and its tools.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from oriel.domain.chats import Chat
from oriel.domain.imports.chatgpt_content import Piece, add_to, says_anything
from oriel.domain.imports.turns import Turn, in_order, incoming
from oriel.domain.imports.values import (
    Assets,
    Incoming,
    NotUnderstood,
    Source,
    derived,
    identifier,
    listed,
    mapping,
    seconds,
    text,
    title,
)
from oriel.domain.messages import Role
from oriel.domain.stopping import StopReason

_HIDDEN = ("user_editable_context", "model_editable_context")
_ENDS = {
    "max_tokens": StopReason.LENGTH,
    "interrupted": StopReason.STOPPED,
    "content_filter": StopReason.FILTERED,
}
_CUT = ("in_progress", "finished_partial_completion")


def is_chatgpt(raw: Any) -> bool:
    return isinstance(raw, dict) and isinstance(raw.get("mapping"), dict)


def chatgpt_chat(raw: Any, assets: Assets) -> Incoming:
    """Raises NotUnderstood."""
    nodes = mapping(mapping(raw).get("mapping"))
    if not is_chatgpt(raw):
        raise NotUnderstood("type", "mapping")
    tree = _Tree(nodes, assets)
    turns = tree.turns()
    if not turns:
        raise NotUnderstood("empty", "mapping")
    named = text(raw.get("current_node"))
    return incoming(Source.CHATGPT, _chat(raw, turns), turns, tree.turn_of.get(named))


def _chat(raw: dict[str, Any], turns: list[Turn]) -> Chat:
    times = [turn.created_at for turn in turns if turn.created_at]
    begun = seconds(raw.get("create_time")) or min(times, default=1.0)
    changed = seconds(raw.get("update_time")) or max(times, default=begun)
    own = identifier(raw.get("conversation_id")) or identifier(raw.get("id"))
    own = own or derived("chatgpt", *sorted(turn.id for turn in turns))
    return Chat(
        id=own,
        title=title(raw.get("title")),
        created_at=begun,
        updated_at=changed,
        pinned=raw.get("is_starred") is True or bool(seconds(raw.get("pinned_time"))),
        archived_at=changed if raw.get("is_archived") is True else None,
        origin=f"{Source.CHATGPT}:{own}",
    )


@dataclass(slots=True)
class _Hidden:
    """What the reader was never shown; it goes along with the next turn."""

    raw: dict[str, Any]
    node: str
    used: bool = False


class _Tree:
    """`turn_of` tells in which turn a node ended up, for nodes that show nothing in which
    turn before it."""

    def __init__(self, nodes: dict[str, Any], assets: Assets) -> None:
        self._nodes = {name: mapping(node) for name, node in nodes.items()}
        self._assets = assets
        self._parents = _parents(self._nodes)
        self._heirs = _heirs(self._nodes, self._parents)
        self._turns: dict[str, Turn] = {}
        self._carried: dict[str, list[_Hidden]] = {}
        self._forked: dict[str, bool] = {}
        self.turn_of: dict[str, str | None] = {}

    def turns(self) -> list[Turn]:
        """Parents first."""
        for name in in_order(self._parents):
            parent = self._parents[name]
            known = parent if parent in self.turn_of else None
            self._read(name, known, mapping(self._nodes[name].get("message")))
        self._keep_unused()
        return list(self._turns.values())

    def _read(self, name: str, parent: str | None, raw: dict[str, Any]) -> None:
        carried = self._carried.get(parent, []) if parent else []
        forked = parent is None or self._heirs.get(parent, 0) > 1
        above = self.turn_of.get(parent) if parent else None
        role = text(mapping(raw.get("author")).get("role"))
        self.turn_of[name] = above
        self._forked[name] = False
        if not says_anything(raw):
            # A node that shows nothing hands on whether the way forked before it.
            self._carried[name] = carried
            self._forked[name] = forked or bool(parent and self._forked[parent])
            return
        if _is_hidden(raw, role):
            self._carried[name] = [*carried, _Hidden(raw, name)]
            self._forked[name] = forked or bool(parent and self._forked[parent])
            return
        forked = forked or bool(parent and self._forked[parent])
        turn = self._turn(name, above, role, forked=forked)
        for hidden in carried:
            turn.rest.append(hidden.raw)
            hidden.used = True
        self._carried[name] = []
        self.turn_of[name] = turn.id
        self._fill(turn, Piece(name, role, raw))

    def _turn(self, name: str, above: str | None, role: str, *, forked: bool) -> Turn:
        before = self._turns.get(above) if above else None
        asked = role == "user"
        if before and before.role is Role.ASSISTANT and not asked and not forked:
            return before
        own = identifier(name) or derived(name)
        turn = Turn(own, above, Role.USER if asked else Role.ASSISTANT)
        self._turns[own] = turn
        return turn

    def _fill(self, turn: Turn, piece: Piece) -> None:
        raw = piece.raw
        about = mapping(raw.get("metadata"))
        if turn.created_at is None:
            turn.created_at = seconds(raw.get("create_time"))
        turn.model = text(about.get("model_slug"))[:200] or turn.model
        if turn.role is Role.ASSISTANT:
            turn.stop_reason = _stop(raw, about)
        thought_s = about.get("finished_duration_sec")
        if isinstance(thought_s, int | float) and 0 <= thought_s < 1e6:
            turn.first_token_s = float(thought_s)
        add_to(turn, piece, self._assets)

    def _keep_unused(self) -> None:
        """What was hidden at the end of a branch stays with the turn before it."""
        for hidden in {id(h): h for row in self._carried.values() for h in row}.values():
            if hidden.used:
                continue
            hidden.used = True
            above = self.turn_of.get(hidden.node)
            if above is not None:
                self._turns[above].rest.append(hidden.raw)
            else:
                own = identifier(hidden.node) or derived(hidden.node)
                made = seconds(hidden.raw.get("create_time"))
                turn = Turn(own, None, Role.SYSTEM, created_at=made, rest=[hidden.raw])
                self._turns[own] = turn


def _parents(nodes: dict[str, dict[str, Any]]) -> dict[str, str | None]:
    """By node its parent; some exports name only the children, some only the parent."""
    from_above = {
        child: name
        for name, node in nodes.items()
        for child in listed(node.get("children"))
        if isinstance(child, str)
    }
    return {
        name: text(node.get("parent")) or from_above.get(name) or None
        for name, node in nodes.items()
    }


def _heirs(nodes: dict[str, dict[str, Any]], parents: dict[str, str | None]) -> dict[str, int]:
    """By node how many go on from it."""
    found: dict[str, int] = {}
    for name, parent in parents.items():
        if parent is not None and isinstance(nodes[name].get("message"), dict):
            found[parent] = found.get(parent, 0) + 1
    return found


def _is_hidden(raw: dict[str, Any], role: str) -> bool:
    about = mapping(raw.get("metadata"))
    kind = mapping(raw.get("content")).get("content_type")
    return (
        role not in ("user", "assistant", "tool")
        or kind in _HIDDEN
        or about.get("is_visually_hidden_from_conversation") is True
    )


def _stop(raw: dict[str, Any], about: dict[str, Any]) -> StopReason:
    if text(raw.get("status")) in _CUT:
        return StopReason.INTERRUPTED
    end = text(mapping(about.get("finish_details")).get("type"))
    return _ENDS.get(end, StopReason.FINISHED)
