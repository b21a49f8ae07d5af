"""What can be done, by which keys, and where it is offered: the table alone.

Apart from what makes QActions of it, since it grows with every feature.
"""

from __future__ import annotations

from typing import NamedTuple

from PySide6.QtCore import QT_TRANSLATE_NOOP


class ActionSpec(NamedTuple):
    """`group` is its heading in the key list and its menu. `keys` are portable key
    sequences, the first one is shown. An action with `in_list` hears its keys only
    while the chat list has the focus. `choice` names a group of which one is checked."""

    id: str
    text: object  # what QT_TRANSLATE_NOOP gives: the words, marked for translation
    group: object
    keys: tuple[str, ...] = ()
    icon: str = ""
    in_list: bool = False
    choice: str = ""


CHATS = QT_TRANSLATE_NOOP("Actions", "Chats")
ANSWERS = QT_TRANSLATE_NOOP("Actions", "Answers")
HISTORY = QT_TRANSLATE_NOOP("Actions", "History")
VIEW = QT_TRANSLATE_NOOP("Actions", "View")
LIBRARY = QT_TRANSLATE_NOOP("Actions", "The library")
ORIEL = QT_TRANSLATE_NOOP("Actions", "Oriel")

SPECS = (
    ActionSpec(
        id="new_chat",
        text=QT_TRANSLATE_NOOP("Actions", "New chat"),
        keys=("Ctrl+N",),
        group=CHATS,
        icon="plus",
    ),
    ActionSpec(
        id="temporary_chat",
        text=QT_TRANSLATE_NOOP("Actions", "New temporary chat"),
        keys=("Ctrl+Shift+N",),
        group=CHATS,
        icon="eye",
    ),
    ActionSpec(
        id="search",
        text=QT_TRANSLATE_NOOP("Actions", "Search everything"),
        keys=("Ctrl+K",),
        group=CHATS,
        icon="search",
    ),
    ActionSpec(
        id="next_chat",
        text=QT_TRANSLATE_NOOP("Actions", "Next chat"),
        keys=("Ctrl+Tab",),
        group=CHATS,
    ),
    ActionSpec(
        id="previous_chat",
        text=QT_TRANSLATE_NOOP("Actions", "Previous chat"),
        keys=("Ctrl+Shift+Tab",),
        group=CHATS,
    ),
    ActionSpec(
        id="rename_chat",
        text=QT_TRANSLATE_NOOP("Actions", "Rename chat"),
        keys=("F2",),
        group=CHATS,
        icon="edit",
    ),
    ActionSpec(
        id="delete_chat",
        text=QT_TRANSLATE_NOOP("Actions", "Delete chat"),
        keys=("Del",),
        group=CHATS,
        icon="trash",
        in_list=True,
    ),
    ActionSpec(
        id="undo_delete",
        text=QT_TRANSLATE_NOOP("Actions", "Undo"),
        keys=("Ctrl+Z",),
        group=CHATS,
        icon="undo",
    ),
    ActionSpec(
        id="new_folder",
        text=QT_TRANSLATE_NOOP("Actions", "New folder"),
        keys=("Ctrl+Shift+F",),
        group=CHATS,
        icon="folder",
    ),
    ActionSpec(
        id="folder_up",
        text=QT_TRANSLATE_NOOP("Actions", "Move folder up"),
        keys=("Alt+Up",),
        group=CHATS,
        in_list=True,
    ),
    ActionSpec(
        id="folder_down",
        text=QT_TRANSLATE_NOOP("Actions", "Move folder down"),
        keys=("Alt+Down",),
        group=CHATS,
        in_list=True,
    ),
    ActionSpec(
        id="archive_chat",
        text=QT_TRANSLATE_NOOP("Actions", "Archive this chat"),
        keys=("Ctrl+E",),
        group=CHATS,
        icon="archive",
    ),
    ActionSpec(
        id="chat_state",
        text=QT_TRANSLATE_NOOP("Actions", "Where this chat is kept…"),
        group=CHATS,
        icon="cloud",
    ),
    ActionSpec(
        id="export_chat",
        text=QT_TRANSLATE_NOOP("Actions", "Export this chat…"),
        keys=("Ctrl+Shift+E",),
        group=CHATS,
        icon="share",
    ),
    ActionSpec(
        id="print_chat",
        text=QT_TRANSLATE_NOOP("Actions", "Print this chat…"),
        keys=("Ctrl+P",),
        group=CHATS,
        icon="printer",
    ),
    ActionSpec(
        id="archived",
        text=QT_TRANSLATE_NOOP("Actions", "Archived chats"),
        group=HISTORY,
        icon="archive",
    ),
    ActionSpec(
        id="bin",
        text=QT_TRANSLATE_NOOP("Actions", "Bin"),
        group=HISTORY,
        icon="trash",
    ),
    ActionSpec(
        id="usage",
        text=QT_TRANSLATE_NOOP("Actions", "Usage and cost"),
        group=HISTORY,
        icon="chart",
    ),
    ActionSpec(
        id="import_chats",
        text=QT_TRANSLATE_NOOP("Actions", "Import chats…"),
        group=HISTORY,
        icon="inbox",
    ),
    ActionSpec(
        id="attach_conversation",
        text=QT_TRANSLATE_NOOP("Actions", "Open a conversation by its id…"),
        group=HISTORY,
        icon="link",
    ),
    ActionSpec(
        id="export_chats",
        text=QT_TRANSLATE_NOOP("Actions", "Export all chats…"),
        group=HISTORY,
        icon="share",
    ),
    ActionSpec(
        id="backups",
        text=QT_TRANSLATE_NOOP("Actions", "Backups…"),
        group=HISTORY,
        icon="shield",
    ),
    ActionSpec(
        id="attach",
        text=QT_TRANSLATE_NOOP("Actions", "Attach files"),
        keys=("Ctrl+U",),
        group=ANSWERS,
        icon="attach",
    ),
    ActionSpec(
        id="focus_composer",
        text=QT_TRANSLATE_NOOP("Actions", "Write a message"),
        keys=("Shift+Esc",),
        group=ANSWERS,
    ),
    ActionSpec(
        id="choose_model",
        text=QT_TRANSLATE_NOOP("Actions", "Choose the model"),
        keys=("Ctrl+Shift+M",),
        group=ANSWERS,
    ),
    ActionSpec(
        id="chat_settings",
        text=QT_TRANSLATE_NOOP("Actions", "Chat settings…"),
        keys=("Ctrl+;",),
        group=ANSWERS,
        icon="settings",
    ),
    ActionSpec(
        id="tools",
        text=QT_TRANSLATE_NOOP("Actions", "Tools of this chat"),
        keys=("Ctrl+Shift+T",),
        group=ANSWERS,
        icon="tools",
    ),
    ActionSpec(
        id="stop",
        text=QT_TRANSLATE_NOOP("Actions", "Stop the answer"),
        keys=("Esc",),
        group=ANSWERS,
        icon="stop",
    ),
    ActionSpec(
        id="regenerate",
        text=QT_TRANSLATE_NOOP("Actions", "Answer again"),
        keys=("Ctrl+R",),
        group=ANSWERS,
        icon="retry",
    ),
    ActionSpec(
        id="find",
        text=QT_TRANSLATE_NOOP("Actions", "Find in this chat"),
        keys=("Ctrl+F",),
        group=ANSWERS,
        icon="search",
    ),
    ActionSpec(
        id="copy_answer",
        text=QT_TRANSLATE_NOOP("Actions", "Copy the last answer"),
        keys=("Ctrl+Shift+C",),
        group=ANSWERS,
        icon="copy",
    ),
    ActionSpec(
        id="toggle_sidebar",
        text=QT_TRANSLATE_NOOP("Actions", "Show or hide the sidebar"),
        keys=("Ctrl+Shift+S",),
        group=VIEW,
        icon="sidebar",
    ),
    ActionSpec(
        id="inspector",
        text=QT_TRANSLATE_NOOP("Actions", "Show what is behind the answer"),
        keys=("Ctrl+I",),
        group=VIEW,
        icon="panel",
    ),
    ActionSpec(
        id="library",
        text=QT_TRANSLATE_NOOP("Actions", "Library"),
        keys=("Ctrl+L",),
        group=LIBRARY,
        icon="library",
    ),
    ActionSpec(
        id="next_tab",
        text=QT_TRANSLATE_NOOP("Actions", "Next tab"),
        keys=("Ctrl+PgDown",),
        group=LIBRARY,
    ),
    ActionSpec(
        id="previous_tab",
        text=QT_TRANSLATE_NOOP("Actions", "Previous tab"),
        keys=("Ctrl+PgUp",),
        group=LIBRARY,
    ),
    ActionSpec(
        id="refresh",
        text=QT_TRANSLATE_NOOP("Actions", "Ask the service again"),
        keys=("F5",),
        group=LIBRARY,
        icon="retry",
    ),
    ActionSpec(
        id="zoom_in",
        text=QT_TRANSLATE_NOOP("Actions", "Larger text"),
        keys=("Ctrl++", "Ctrl+="),
        group=VIEW,
    ),
    ActionSpec(
        id="zoom_out",
        text=QT_TRANSLATE_NOOP("Actions", "Smaller text"),
        keys=("Ctrl+-",),
        group=VIEW,
    ),
    ActionSpec(
        id="zoom_reset",
        text=QT_TRANSLATE_NOOP("Actions", "Usual text size"),
        keys=("Ctrl+0",),
        group=VIEW,
    ),
    ActionSpec(
        id="theme_system",
        text=QT_TRANSLATE_NOOP("Actions", "As the system"),
        group=VIEW,
        choice="theme",
    ),
    ActionSpec(
        id="theme_light",
        text=QT_TRANSLATE_NOOP("Actions", "Light"),
        group=VIEW,
        choice="theme",
    ),
    ActionSpec(
        id="theme_dark",
        text=QT_TRANSLATE_NOOP("Actions", "Dark"),
        group=VIEW,
        choice="theme",
    ),
    ActionSpec(
        id="connections",
        text=QT_TRANSLATE_NOOP("Actions", "Connections"),
        keys=("Ctrl+Shift+K",),
        group=ORIEL,
    ),
    ActionSpec(
        id="prompts",
        text=QT_TRANSLATE_NOOP("Actions", "Prompts"),
        keys=("Ctrl+Shift+P",),
        group=ORIEL,
    ),
    ActionSpec(
        id="key_list",
        text=QT_TRANSLATE_NOOP("Actions", "Keyboard shortcuts"),
        keys=("F1", "Ctrl+/"),
        group=ORIEL,
        icon="keyboard",
    ),
    ActionSpec(
        id="quit",
        text=QT_TRANSLATE_NOOP("Actions", "Quit Oriel"),
        keys=("Ctrl+Q",),
        group=ORIEL,
    ),
)
