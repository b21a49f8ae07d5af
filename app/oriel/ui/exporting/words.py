"""What an export says besides what was said in the chat, in the user's language.

Asked for in the export's thread: nothing here touches a widget.
"""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QDateTime, QLocale, QTimeZone

from oriel.domain.export_content import ExportWords
from oriel.domain.messages import Message, Role
from oriel.domain.outlines import Versions
from oriel.domain.parts import ErrorPart, RefusalPart, ToolCallPart, ToolResultPart
from oriel.domain.stopping import StopReason
from oriel.domain.visible import name_of
from oriel.ui.attaching.words import size_text
from oriel.ui.error_text import explain
from oriel.ui.transcript.languages import display_name
from oriel.ui.transcript.tool_words import (
    code_of,
    item_words,
    note_words,
    tool_state,
    tool_title,
    tool_took,
)


def _tr(text: str) -> str:
    return QCoreApplication.translate("Export", text)


def export_words() -> ExportWords:
    return ExportWords(
        who=_who,
        facts=_facts,
        when=when,
        version=_version,
        thought=_thought,
        tool=_tool,
        given=code_of,
        item=item_words,
        note=note_words,
        error=_error,
        ending=_ending,
        language=display_name,
        size=size_text,
        picture_at=picture_at,
        branch=_branch,
        page=_page,
        texts={
            "chats": _tr("Chats"),
            "untitled": _tr("Untitled chat"),
            "folder_name": _tr("Oriel chats"),
            "result": _tr("Result"),
            "sources": _tr("Sources"),
            "picture": _tr("Picture"),
            "file": _tr("File"),
            "printer": _tr("The printer"),
            "made_with": _tr("Exported from Oriel"),
        },
    )


def when(seconds: float) -> str:
    """A time in the user's own notation; "" for one that is none."""
    try:
        at = QDateTime.fromMSecsSinceEpoch(round(seconds * 1000), QTimeZone.systemTimeZone())
    except (OverflowError, ValueError):
        return ""
    return QLocale().toString(at, QLocale.FormatType.ShortFormat) if at.isValid() else ""


def picture_at(address: str) -> str:
    """Words for an image that is elsewhere; "" for one that cannot be shown at all."""
    from urllib.parse import urlsplit

    try:
        host = urlsplit(address).hostname or ""
    except ValueError:
        host = ""
    if host:
        return _tr("Picture at {host}").format(host=name_of(host))
    return _tr("A picture that cannot be shown")


def _who(message: Message) -> str:
    match message.role:
        case Role.USER:
            return _tr("You")
        case Role.ASSISTANT:
            return name_of(message.model) or _tr("Answer")
        case Role.SYSTEM:
            return _tr("Instructions")
        case Role.TOOL:
            return _tr("Tool")


def _facts(message: Message) -> str:
    facts = []
    if message.duration_s is not None:
        facts.append(_tr("{s} s").format(s=QLocale().toString(message.duration_s, "f", 1)))
    if message.usage is not None and message.usage.output_tokens:
        facts.append(_tr("{n} tokens").format(n=QLocale().toString(message.usage.output_tokens)))
    return " · ".join(facts)


def _version(versions: Versions) -> str:
    said = _tr("Version {n} of {m}")
    return said.format(n=versions.index, m=versions.count)


def _thought(message: Message) -> str:
    after = message.first_token_s
    if after is None:
        return _tr("Thought")
    return _tr("Thought for {s} s").format(s=max(1, round(after)))


def _tool(call: ToolCallPart, result: ToolResultPart | None) -> tuple[str, str]:
    told = (tool_state(call, result), tool_took(call))
    return tool_title(call), " · ".join(word for word in told if word)


def _error(part: ErrorPart) -> tuple[str, str]:
    words = explain(part.code, part.facts)
    return words.title, words.reason


def _ending(message: Message) -> str:
    match message.stop_reason:
        case None if message.role is Role.ASSISTANT:
            return _tr("This answer was still arriving.")
        case StopReason.STOPPED:
            return _tr("You stopped this answer.")
        case StopReason.INTERRUPTED:
            return _tr("This answer was interrupted. What had arrived is kept.")
        case StopReason.LENGTH:
            return _tr("The answer reached its length limit.")
        case StopReason.FILTERED:
            return _tr("The service's content filter ended this answer.")
    if any(isinstance(part, RefusalPart) for part in message.parts):
        return _tr("The model declined to answer.")
    return ""


def _branch(after: str) -> str:
    if after:
        return _tr("Another branch, after “{turn}”").format(turn=after)
    return _tr("Another beginning")


def _page(page: int, pages: int) -> str:
    return _tr("{page} of {pages}").format(page=page, pages=pages)
