"""The settings of a chat in one line: which tools are on, how much else is not as usual."""

from __future__ import annotations

from PySide6.QtCore import QT_TRANSLATE_NOOP

from oriel.domain.chat_settings import ChatSettings
from oriel.domain.connections import WireApi
from oriel.ui.chat_settings.fields import changed
from oriel.ui.order.words import say
from oriel.ui.tooling.words import name_of

_TOOLS = ("file_search", "code_interpreter", "web_search", "x_search", "image_generation")
_STORES = QT_TRANSLATE_NOOP("ChatOrder", "{tool} ({n} stores)")
_HERE = QT_TRANSLATE_NOOP("ChatOrder", "tools on this computer")
_OTHERS_ONE = QT_TRANSLATE_NOOP("ChatOrder", "1 other setting")
_OTHERS = QT_TRANSLATE_NOOP("ChatOrder", "{n} other settings")
_USUAL = QT_TRANSLATE_NOOP("ChatOrder", "Tools, stores and all else as chats usually begin.")
_ALSO = QT_TRANSLATE_NOOP("ChatOrder", "Also: {settings}.")


def settings_said(settings: ChatSettings) -> str:
    """A sentence, for a person who does not want them one by one."""
    parts = _tools(settings)
    if others := len(changed(settings, WireApi.RESPONSES)):
        parts.append(say(_OTHERS_ONE) if others == 1 else say(_OTHERS).format(n=others))
    return say(_ALSO).format(settings=", ".join(parts)) if parts else say(_USUAL)


def _tools(settings: ChatSettings) -> list[str]:
    hosted = settings.hosted
    parts = []
    for kind in _TOOLS:
        if getattr(hosted, kind) is None:
            continue
        stores = hosted.file_search.store_ids if hosted.file_search is not None else ()
        search = kind == "file_search" and stores
        said = say(_STORES).format(tool=name_of(kind), n=len(stores))
        parts.append(said if search else name_of(kind))
    parts.extend(server.label for server in hosted.mcp)
    if settings.local_tools:
        parts.append(say(_HERE))
    return parts
