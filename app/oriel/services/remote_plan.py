"""What becomes of a chat when its conversation at the service has turns that are not here.

Pure: from the turns on both sides to what is to be written. Which conversations hold exactly
what is read here afterwards is decided here too, since only those may be gone on in.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from oriel.api.items import Json, word
from oriel.domain.messages import Message, Role, new_id
from oriel.domain.remote_merging import Common, Step, common_path
from oriel.domain.stopping import StopReason
from oriel.services.remote_turns import ThereTurn, item_ids, side_of, turns_of
from oriel.store.remote_merging import Outcome, Situation
from oriel.store.remotes import Remote

_MOST_NEWS = 400  # turns that are looked for on other branches
_APART_S = 0.001  # between two turns of which nobody knows when they were said


@dataclass(frozen=True, slots=True)
class Found:
    """What the service lists: all items of the conversation, or those behind
    `last_item_id`. `at` is now; `since` when the oldest of them was said at the earliest;
    `site` where they were found (domain/remote_state.py)."""

    items: Sequence[Json]
    whole: bool
    at: float
    since: float | None = None
    site: str = ""


def planned(before: Situation, found: Found) -> Outcome:
    """What is written. Nothing is news that is in the chat already, on whatever branch."""
    turns = turns_of(found.items, (*before.path, *before.removed))
    there, common, known = _laid(before, found, turns, before.removed)
    others = _on_other_branches(before, there, common)
    if others:
        there, common, known = _laid(before, found, turns, (*before.removed, *others))
    if _strange(before, common, known):
        return Outcome(_looked(before.remote, found, "", None))
    messages = _messages(before, there, common, found)
    parents = _moved(before, messages)
    last = _last_there(common, messages)
    fully = len(there) == len(turns) and not common.missing and _fully(common, messages)
    leaf = last if fully and last and _settled(before, common, messages) else None
    remote = _looked(before.remote, found, last if fully else "", leaf)
    added = tuple(messages[at] for at, step in enumerate(common.path) if step.here is None)
    remote = replace(
        remote,
        tail_id=last or remote.tail_id,
        used_at=found.at if added and found.since is None else remote.used_at,
    )
    return Outcome(remote, added, parents, messages[-1].id if messages else before.below)


def _laid(
    before: Situation, found: Found, turns: Sequence[ThereTurn], not_here: Sequence[Message]
) -> tuple[list[ThereTurn], Common, int]:
    """The turns there that are wanted, the common path, how many were looked at before."""
    there = [turns[at] for at in _wanted(turns, not_here)]
    known = _known(there, before.remote.last_item_id) if found.whole else 0
    here = [side_of(message) for message in before.path]
    return there, common_path(here, [turn.side() for turn in there], known), known


def _on_other_branches(
    before: Situation, there: Sequence[ThereTurn], common: Common
) -> tuple[Message, ...]:
    """What is taken for news and is here, where it is not read now: said before a fork."""
    news = [there[at] for at in common.news[-_MOST_NEWS:]]
    ids = [word(turn.items[-1].get("id")) for turn in news if turn.role is Role.ASSISTANT]
    return before.holding(filter(None, ids))


def _wanted(turns: Sequence[ThereTurn], removed: Sequence[Message]) -> list[int]:
    """The places of those that were not deleted here: an answer is known by its items, the
    turn it answers by its words."""
    gone = {item for message in removed for item in item_ids(message)}
    said = {side_of(message).text for message in removed if message.role is Role.USER}
    dropped: set[int] = set()
    for at, turn in enumerate(turns):
        if turn.side().items & gone:
            dropped.add(at)
            above = turns[at - 1] if at else None
            if above is not None and above.role is Role.USER and above.side().text in said:
                dropped.add(at - 1)
    return [at for at in range(len(turns)) if at not in dropped]


def _known(there: Sequence[ThereTurn], last_item_id: str) -> int:
    """How many of the turns were looked at before."""
    for at, turn in enumerate(there):
        if last_item_id and last_item_id in turn.side().items:
            return at + 1
    return 0


def _strange(before: Situation, common: Common, known: int) -> bool:
    """A service that tells its own summary instead of what was said: nothing of it is taken
    for news."""
    if before.below is not None or known or not common.news:
        return False
    matched = any(step.here is not None and step.there is not None for step in common.path)
    return not matched and sum(map(_is_said, before.path)) > 1


def _messages(
    before: Situation, there: Sequence[ThereTurn], common: Common, found: Found
) -> list[Message]:
    """The path as messages, each below the one before it."""
    path: list[Message] = []
    above, at = before.below, _begun(before, len(there), found)
    last_here = max((n for n, s in enumerate(common.path) if s.here is not None), default=-1)
    for place, step in enumerate(common.path):
        if step.here is not None:
            message = replace(before.path[step.here], parent_id=above)
            at = message.created_at
        else:
            assert step.there is not None
            # Before a turn of ours it was said before that, else as lately as now.
            late = place > last_here and found.since is None
            at = found.at + place * _APART_S if late else at + _APART_S
            message = _message(before.remote, there[step.there], above, at)
        path.append(message)
        above = message.id
    return path


def _begun(before: Situation, count: int, found: Found) -> float:
    first = before.path[0].created_at if before.path else found.at
    return found.since if found.since is not None else first - count * _APART_S


def _message(remote: Remote, turn: ThereTurn, parent_id: str | None, at: float) -> Message:
    answers = turn.role is Role.ASSISTANT
    return Message(
        id=new_id(),
        chat_id=remote.chat_id,
        parent_id=parent_id,
        role=turn.role,
        parts=turn.parts,
        created_at=at,
        connection_id=remote.connection_id if answers else "",
        stop_reason=StopReason.FINISHED if answers else None,
        provider=turn.provider(),
    )


def _moved(before: Situation, messages: Sequence[Message]) -> dict[str, str | None]:
    parents = {message.id: message.parent_id for message in before.path}
    return {m.id: m.parent_id for m in messages if m.id in parents and parents[m.id] != m.parent_id}


def _last_there(common: Common, messages: Sequence[Message]) -> str:
    places = [at for at, step in enumerate(common.path) if step.there is not None]
    return messages[places[-1]].id if places else ""


def _fully(common: Common, messages: Sequence[Message]) -> bool:
    """Whether the service has everything that is said here up to its last turn."""
    places = [at for at, step in enumerate(common.path) if step.there is not None]
    before = range(places[-1] + 1 if places else 0)
    return all(common.path[at].there is not None or not _is_said(messages[at]) for at in before)


def _settled(before: Situation, common: Common, messages: Sequence[Message]) -> bool:
    """Whether nothing may come any more of a turn that was sent and not answered."""
    if before.remote.leaf_id is not None:
        return True
    ours = (m for m, step in zip(messages, common.path, strict=True) if _only_here(step))
    return not any(m.role is Role.USER and m.id != before.unsent for m in ours)


def _only_here(step: Step) -> bool:
    return step.there is None


def _is_said(message: Message) -> bool:
    """Whether there is anything in it to be sent (turn_runner.py)."""
    return message.role is Role.USER or bool(message.text or message.provider.get("output"))


def _looked(remote: Remote, found: Found, known_id: str, leaf_id: str | None) -> Remote:
    last = word(found.items[-1].get("id")) if found.items else remote.last_item_id
    return replace(
        remote,
        leaf_id=leaf_id,
        known_id=known_id,
        last_item_id=last,
        checked_at=found.at,
        gone_at=None,
        site=found.site,
        deleted=False,
    )
