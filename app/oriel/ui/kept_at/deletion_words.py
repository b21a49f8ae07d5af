"""Deleting at services, in sentences: what is there, what came of it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from oriel.domain.attachments import clean_name
from oriel.domain.bin import BIN_DAYS
from oriel.domain.remote_deletion import Outcome, There, What
from oriel.ui.count_text import count_text
from oriel.ui.error_text import explain
from oriel.ui.kept_at.words import place_text, t

_MOST_TITLE = 60  # characters
_LONGEST_NAME = 36


class Asked(NamedTuple):
    heading: str
    about: str
    yes: str


def deleting_text(title: str, count: int, *, there_only: bool) -> Asked:
    """The question, what it is about, and the words of the button."""
    if there_only:
        about = t("The chat stays on this computer, and can be put there again.")
        return Asked(t("Delete what is kept at services?"), about, t("Delete there"))
    short = title if len(title) <= _MOST_TITLE else f"{title[:_MOST_TITLE].rstrip()}…"
    one = t("Delete “{title}”?", title=short) if short else t("Delete this chat?")
    heading = one if count == 1 else t("Delete {count} chats?", count=count_text(count))
    about = t("Here it stays in the bin for {days} days.", days=BIN_DAYS)
    if count != 1:
        about = t("Here they stay in the bin for {days} days.", days=BIN_DAYS)
    return Asked(heading, about, t("Delete"))


def item_text(items: Sequence[There]) -> str:
    """What one box stands for."""
    first, count = items[0], len(items)
    match first.what:
        case What.CONVERSATION if count == 1:
            return t("The conversation")
        case What.CONVERSATION | What.ANSWER:
            return _short(items)
        case What.FILE:
            name = clean_name(first.label, _LONGEST_NAME)
            return t("{name}, a file used nowhere else", name=name)
    return t("The container {name}", name=clean_name(first.label, _LONGEST_NAME))


def deleted_text(done: Sequence[Outcome], places: dict[str, str]) -> str:
    """What was deleted, place by place; "" when nothing was."""
    good = [outcome for outcome in done if outcome.error is None]
    gone = [outcome.item for outcome in good if not outcome.missing]
    missing = [outcome.item for outcome in good if outcome.missing]
    said: list[str] = []
    for connection_id, place in places.items():
        if what := _listed(gone, connection_id):
            said.append(t("Deleted at {place}: {what}.", place=place, what=what))
        if what := _listed(missing, connection_id):
            said.append(t("Not found any more at {place}: {what}.", place=place, what=what))
    return " ".join(said)


def not_deleted_text(failed: Sequence[Outcome], places: dict[str, str]) -> str:
    """What was not, and why; one reason for each place."""
    said: list[str] = []
    removed = {outcome.item.connection_id for outcome in failed} - places.keys()
    for connection_id, place in [*places.items(), *((each, "") for each in removed)]:
        here = [each for each in failed if each.item.connection_id == connection_id]
        errors = [each.error for each in here if each.error is not None]
        if errors:
            what = _listed([each.item for each in here], connection_id)
            words = explain(errors[0].code, errors[0].facts)
            said.append(
                t(
                    "Not deleted at {place}: {what}. {why}",
                    place=place_text(place),
                    what=what,
                    why=words.title,
                )
            )
    return " ".join(said)


def _listed(items: Sequence[There], connection_id: str) -> str:
    kinds = [
        [i for i in items if i.connection_id == connection_id and i.what is what] for what in What
    ]
    return ", ".join(_short(kind) for kind in kinds if kind)


def _short(items: Sequence[There]) -> str:
    count = count_text(len(items))
    match items[0].what:
        case What.CONVERSATION:
            one, many = t("the conversation"), t("{count} conversations", count=count)
        case What.ANSWER:
            one, many = t("1 stored answer"), t("{count} stored answers", count=count)
        case What.FILE:
            one, many = t("1 file"), t("{count} files", count=count)
        case What.CONTAINER:
            one, many = t("1 container"), t("{count} containers", count=count)
    return one if len(items) == 1 else many
