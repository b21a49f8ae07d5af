"""The question before a dead container is replaced: what comes along, and what is lost."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from oriel.domain.container_paths import shown_path, shown_segment
from oriel.domain.container_rescue import Found, Rescue
from oriel.domain.library import Container
from oriel.ui.library.containers import words
from oriel.ui.library.containers.words import t
from oriel.ui.library.pieces.confirm import Confirmation, ask


def ask_to_replace(parent: QWidget, container: Container, rescue: Rescue) -> Confirmation:
    """Opens it; connect to accepted()."""
    title = t("Replace {name}?", name=words.shown_name(container))
    details = [_found_text(each) for each in rescue.found]
    details += [t("Lost: {name}", name=shown_path(path)) for path in rescue.lost]
    return ask(parent, title, rescue_words(container, rescue), details, t("Make a new one"))


def rescue_words(container: Container, rescue: Rescue) -> str:
    """What a new one is like, what is put into it, and what is not."""
    memory, lasts = words.memory_text(container), words.minutes_text(container.idle_minutes)
    like = t("{memory}, {lasts}", memory=memory, lasts=lasts) if memory else lasts
    said = [t("A new container takes its name and is made like it: {like}.", like=like)]
    if rescue.found:
        count = words.files_text(len(rescue.found))
        said.append(t("{count} can be put into it again.", count=count))
    if rescue.lost:
        count = words.files_text(len(rescue.lost))
        said.append(t("{count} only lay in the old one: lost.", count=count))
    if not rescue.known:
        said.append(t("Nobody looked into the old one while it lived: more may be lost."))
    elif not rescue.found and not rescue.lost:
        said.append(t("Nothing was in it when it was last looked into."))
    said.append(t("What code held in its memory is lost in any case."))
    return " ".join(said)


def _found_text(found: Found) -> str:
    name = shown_segment(found.name)
    if found.file_id:
        return t("{name}: from the service's files", name=name)
    return t("{name}: from this computer", name=name)
