"""What the search panel says: headings, states, filters, dates. Made in one place."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from PySide6.QtCore import QT_TRANSLATE_NOOP, QCoreApplication, QDate, QLocale, QTime

from oriel.domain.findables import Kind
from oriel.ui.count_text import count_text

if TYPE_CHECKING:
    from oriel.ui.view_models.search import Found

_KINDS = {
    Kind.PROMPT: QT_TRANSLATE_NOOP("Search", "Prompts"),
    Kind.FILE: QT_TRANSLATE_NOOP("Search", "Files"),
    Kind.STORE: QT_TRANSLATE_NOOP("Search", "Vector stores"),
    Kind.COMMAND: QT_TRANSLATE_NOOP("Search", "Commands"),
}
_ROLES = {
    "user": QT_TRANSLATE_NOOP("Search", "You"),
    "assistant": QT_TRANSLATE_NOOP("Search", "Answer"),
    "system": QT_TRANSLATE_NOOP("Search", "Instructions"),
    "tool": QT_TRANSLATE_NOOP("Search", "Tool"),
}
FILTERS = {
    "in": QT_TRANSLATE_NOOP("Search", "in a folder or a chat"),
    "tag": QT_TRANSLATE_NOOP("Search", "in chats with a tag"),
    "model": QT_TRANSLATE_NOOP("Search", "answered by a model"),
    "role": QT_TRANSLATE_NOOP("Search", "said by you or in an answer"),
    "has": QT_TRANSLATE_NOOP("Search", "with code, a file, an image or a tool"),
    "before": QT_TRANSLATE_NOOP("Search", "before a day: 2026-01-15, 2026, 7d, today"),
    "after": QT_TRANSLATE_NOOP("Search", "after a day: 2026-01-15, 2026, 7d, today"),
    "on": QT_TRANSLATE_NOOP("Search", "on a day, in a month or a year"),
}
_VALUES = {
    ("role", "user"): QT_TRANSLATE_NOOP("Search", "what you wrote"),
    ("role", "assistant"): QT_TRANSLATE_NOOP("Search", "what was answered"),
    ("role", "tool"): QT_TRANSLATE_NOOP("Search", "what tools gave"),
    ("has", "code"): QT_TRANSLATE_NOOP("Search", "a block of code"),
    ("has", "file"): QT_TRANSLATE_NOOP("Search", "a file, attached or made"),
    ("has", "image"): QT_TRANSLATE_NOOP("Search", "an image"),
    ("has", "tool"): QT_TRANSLATE_NOOP("Search", "a tool that was called"),
    ("*", "today"): QT_TRANSLATE_NOOP("Search", "today"),
    ("*", "yesterday"): QT_TRANSLATE_NOOP("Search", "yesterday"),
    ("*", "7d"): QT_TRANSLATE_NOOP("Search", "seven days ago"),
    ("*", "1m"): QT_TRANSLATE_NOOP("Search", "a month ago"),
    ("*", "1y"): QT_TRANSLATE_NOOP("Search", "a year ago"),
}


def t(text: object, **facts: object) -> str:
    """Translated, with the facts put in."""
    said = QCoreApplication.translate("Search", str(text))
    return said.format(**facts) if facts else said


def kind_words(kind: Kind) -> str:
    return t(_KINDS[kind])


def role_words(role: str) -> str:
    return t(_ROLES[role]) if role in _ROLES else ""


def filter_words(name: str) -> str:
    """What a filter is for."""
    return t(FILTERS[name])


def value_words(name: str, value: str) -> str:
    """What a value means where it does not say so itself, else ""."""
    said = _VALUES.get((name, value)) or (_VALUES.get(("*", value)) if name in _DATED else None)
    return t(said) if said else ""


_DATED = ("before", "after", "on")


def when(seconds: float, now: float) -> str:
    """A moment, as short as it can be understood: 14:05, 3 Nov, 3 Nov 2024."""
    try:
        then, today = datetime.fromtimestamp(seconds), datetime.fromtimestamp(now)  # noqa: DTZ006
    except (ValueError, OverflowError, OSError):  # a damaged row must not hide the others
        return ""
    locale = QLocale()
    if then.date() == today.date():
        return locale.toString(QTime(then.hour, then.minute), QLocale.FormatType.ShortFormat)
    day = QDate(then.year, then.month, then.day)
    return locale.toString(day, "d MMM" if then.year == today.year else "d MMM yyyy")


def order_words(*, ranked: bool) -> str:
    return t("best first") if ranked else t("newest first")


def counted(found: Found) -> str:
    """How much was found: for the eye in the foot, and for who listens."""
    if found.error is not None or not found.complete:
        return ""
    messages = len(found.messages.hits)
    parts = []
    if messages:
        more = "+" if found.messages.more else ""
        shown = f"{count_text(messages)}{more}"
        one = messages == 1 and not more
        parts.append(t("1 message") if one else t("{n} messages", n=shown))
    if chats := len(found.chats):
        parts.append(t("1 chat") if chats == 1 else t("{n} chats", n=count_text(chats)))
    if others := len(found.others):
        parts.append(t("{n} more", n=count_text(others)) if parts else t("{n} found", n=others))
    return ", ".join(parts) if parts else t("Nothing found")


def nothing(found: Found) -> str:
    """One sentence for when nothing is found, with what to try."""
    query = found.query
    if query.unclear and not (query.words or query.phrases):
        return t("Choose what “{filter}” is to be, or type on.", filter=query.unclear[-1])
    if query.filtered and (query.words or query.phrases):
        return t("No message has these words under these filters. Try taking a filter away.")
    if query.filtered or query.without:
        return t("No message is left by these filters. Try taking one away.")
    if query.phrases:
        return t("Nothing has exactly these words. Try them without the quotation marks.")
    if len(query.words) > 1:
        return t("Nothing has all of these words. Try fewer, or only their beginnings.")
    return t("Nothing has this word. Try another, or only its beginning.")
