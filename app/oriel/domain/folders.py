"""Folders of chats: nested, each with what new chats in it begin with."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from oriel.domain.chat_settings import USUAL_SETTINGS, ChatSettings

NO_FOLDER = ""
DEEPEST = 8  # levels; a list that is indented further cannot be read


@dataclass(frozen=True, slots=True, kw_only=True)
class Folder:
    """`parent_id` is "" at the top. `place` orders the folders of one parent. `colour` is
    a theme token, "" for none. `connection_id`, `model` and `settings` (instructions,
    tools, stores) are what a new chat in it begins with, "" and None for the usual."""

    id: str
    parent_id: str = NO_FOLDER
    name: str
    colour: str = ""
    place: float = 0.0
    connection_id: str = ""
    model: str = ""
    settings: ChatSettings | None = None


def settings_in(folder: Folder | None) -> ChatSettings:
    return folder.settings if folder is not None and folder.settings else USUAL_SETTINGS


def line_of(folders: Mapping[str, Folder], folder_id: str) -> list[Folder]:
    """The folder and those it lies in, outermost first; a circle (damage) is cut."""
    line: dict[str, Folder] = {}
    while folder_id in folders and folder_id not in line:
        line[folder_id] = folders[folder_id]
        folder_id = folders[folder_id].parent_id
    return list(line.values())[::-1]


def within(folders: Iterable[Folder], folder_id: str) -> set[str]:
    """The ids of the folder and of all that lie in it."""
    below: dict[str, list[str]] = {}
    for folder in folders:
        below.setdefault(folder.parent_id, []).append(folder.id)
    found, waiting = {folder_id}, [folder_id]
    while waiting:
        new = [each for each in below.get(waiting.pop(), []) if each not in found]
        found.update(new)
        waiting.extend(new)
    return found
