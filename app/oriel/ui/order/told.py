"""What was done with chats and folders, in one sentence: what the line with Undo says."""

from __future__ import annotations

from PySide6.QtCore import QT_TRANSLATE_NOOP

from oriel.ui.order.words import chats_said, say
from oriel.ui.view_models.ordering import Deed, Done

# Of each deed the sentence for one chat by its title, and for what was counted.
_ONE = {
    Deed.MOVED: QT_TRANSLATE_NOOP("ChatOrder", "“{title}” is in “{name}” now."),
    Deed.TAGGED: QT_TRANSLATE_NOOP("ChatOrder", "“{title}” has the tag “{name}”."),
    Deed.UNTAGGED: QT_TRANSLATE_NOOP("ChatOrder", "“{title}” has lost the tag “{name}”."),
    Deed.COLOURED: QT_TRANSLATE_NOOP("ChatOrder", "“{title}” has another colour."),
    Deed.PINNED: QT_TRANSLATE_NOOP("ChatOrder", "“{title}” is pinned."),
    Deed.UNPINNED: QT_TRANSLATE_NOOP("ChatOrder", "“{title}” is no longer pinned."),
    Deed.ARCHIVED: QT_TRANSLATE_NOOP("ChatOrder", "“{title}” is archived."),
    Deed.UNARCHIVED: QT_TRANSLATE_NOOP("ChatOrder", "“{title}” is in the list again."),
    Deed.DELETED: QT_TRANSLATE_NOOP("ChatOrder", "“{title}” was deleted."),
}
_MANY = {
    Deed.MOVED: QT_TRANSLATE_NOOP("ChatOrder", "{chats} moved to “{name}”."),
    Deed.TAGGED: QT_TRANSLATE_NOOP("ChatOrder", "{chats} tagged “{name}”."),
    Deed.UNTAGGED: QT_TRANSLATE_NOOP("ChatOrder", "The tag “{name}” was taken from {chats}."),
    Deed.COLOURED: QT_TRANSLATE_NOOP("ChatOrder", "{chats} given another colour."),
    Deed.PINNED: QT_TRANSLATE_NOOP("ChatOrder", "{chats} pinned."),
    Deed.UNPINNED: QT_TRANSLATE_NOOP("ChatOrder", "{chats} no longer pinned."),
    Deed.ARCHIVED: QT_TRANSLATE_NOOP("ChatOrder", "{chats} archived."),
    Deed.UNARCHIVED: QT_TRANSLATE_NOOP("ChatOrder", "{chats} in the list again."),
    Deed.DELETED: QT_TRANSLATE_NOOP("ChatOrder", "{chats} deleted."),
}
_OUT_ONE = QT_TRANSLATE_NOOP("ChatOrder", "“{title}” is in no folder now.")
_OUT_MANY = QT_TRANSLATE_NOOP("ChatOrder", "{chats} moved out of folders.")
_FOLDER_GONE = QT_TRANSLATE_NOOP("ChatOrder", "The folder “{name}” was deleted.")
_FOLDER_ROSE = QT_TRANSLATE_NOOP(
    "ChatOrder", "The folder “{name}” was deleted. What was in it is one level up."
)
_FOLDER_INTO = QT_TRANSLATE_NOOP("ChatOrder", "“{title}” is in “{name}” now.")
_FOLDER_PLACED = QT_TRANSLATE_NOOP("ChatOrder", "The folder “{title}” has another place.")
_FOLDER_OUT = QT_TRANSLATE_NOOP("ChatOrder", "“{title}” is at the top level now.")


def told(done: Done, title: str = "") -> str:
    """`title` is the chat's when it was one and is known."""
    match done.deed:
        case Deed.FOLDER_DELETED:
            held = done.removed is not None and (done.ids or done.removed.folder_ids)
            return say(_FOLDER_ROSE if held else _FOLDER_GONE).format(name=done.name)
        case Deed.FOLDER_PLACED | Deed.FOLDER_MOVED:
            moved = done.folder.name if done.folder is not None else ""
            if done.deed is Deed.FOLDER_PLACED:
                return say(_FOLDER_PLACED).format(title=moved)
            text = _FOLDER_INTO if done.name else _FOLDER_OUT
            return say(text).format(title=moved, name=done.name)
    one = len(done.ids) == 1 and title
    if done.deed is Deed.MOVED and done.folder is None:
        text = _OUT_ONE if one else _OUT_MANY
    else:
        text = (_ONE if one else _MANY)[done.deed]
    return say(text).format(title=title, name=done.name, chats=chats_said(len(done.ids)))
