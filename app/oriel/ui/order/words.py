"""What the list of chats says: headings, titles, and rows as a screen reader reads them."""

from __future__ import annotations

from PySide6.QtCore import QT_TRANSLATE_NOOP, QCoreApplication, QDate, QLocale, Qt

from oriel.domain.chat_lists import ChatHead

_HEADINGS = {
    "pinned": QT_TRANSLATE_NOOP("ChatOrder", "Pinned"),
    "folders": QT_TRANSLATE_NOOP("ChatOrder", "Folders"),
    "today": QT_TRANSLATE_NOOP("ChatOrder", "Today"),
    "yesterday": QT_TRANSLATE_NOOP("ChatOrder", "Yesterday"),
    "week": QT_TRANSLATE_NOOP("ChatOrder", "Previous 7 days"),
}
COLOURS = {
    "accent": QT_TRANSLATE_NOOP("ChatOrder", "Green-blue"),
    "syntax-function": QT_TRANSLATE_NOOP("ChatOrder", "Blue"),
    "syntax-keyword": QT_TRANSLATE_NOOP("ChatOrder", "Purple"),
    "danger": QT_TRANSLATE_NOOP("ChatOrder", "Red"),
    "warning": QT_TRANSLATE_NOOP("ChatOrder", "Yellow"),
    "ok": QT_TRANSLATE_NOOP("ChatOrder", "Green"),
    "muted": QT_TRANSLATE_NOOP("ChatOrder", "Grey"),
}


def say(text: object) -> str:
    """A marked text in the language of the person."""
    return QCoreApplication.translate("ChatOrder", str(text))


def heading_text(key: str) -> str:
    """The words of a heading: one of the known, or the month "YYYY-MM"."""
    if key in _HEADINGS:
        return say(_HEADINGS[key])
    month = QDate.fromString(f"{key}-01", Qt.DateFormat.ISODate)
    return QLocale().toString(month, "MMMM yyyy") if month.isValid() else key


def title_of(chat: ChatHead) -> str:
    """The title as shown; a chat that has none yet is a new chat."""
    return chat.title or say_new_chat()


def say_new_chat() -> str:
    return say(QT_TRANSLATE_NOOP("ChatOrder", "New chat"))


def colour_name(token: str) -> str:
    """What a colour is called, "" for none."""
    return say(COLOURS[token]) if token in COLOURS else ""


def spoken_chat(chat: ChatHead, *, busy: bool) -> str:
    """Title, then what the row shows by its marks."""
    parts = [title_of(chat)]
    if busy:
        parts.append(say(QT_TRANSLATE_NOOP("ChatOrder", "answering")))
    parts.extend(chat.tags)
    if colour := colour_name(chat.colour):
        parts.append(colour)
    return ", ".join(parts)


def spoken_folder(name: str, count: int, *, opened: bool) -> str:
    opened_said = QT_TRANSLATE_NOOP("ChatOrder", "folder {name}, open, {chats}")
    closed_said = QT_TRANSLATE_NOOP("ChatOrder", "folder {name}, closed, {chats}")
    return say(opened_said if opened else closed_said).format(name=name, chats=chats_said(count))


def chats_said(count: int) -> str:
    """ "1 chat", "12 chats": the number as the language writes it."""
    one = QT_TRANSLATE_NOOP("ChatOrder", "1 chat")
    many = QT_TRANSLATE_NOOP("ChatOrder", "{n} chats")
    return say(one) if count == 1 else say(many).format(n=QLocale().toString(count))
