"""Tools, other items and notes in words. Made in one place, as errors are."""

from __future__ import annotations

import json
from math import isfinite
from typing import Any

from PySide6.QtCore import QCoreApplication, QLocale

from oriel.domain.parts import ItemPart, NotePart, ToolCallPart, ToolResultPart
from oriel.domain.tool_names import BETWEEN
from oriel.domain.visible import name_of, visible

_SHORTEST_S = 0.05


def _tr(text: str) -> str:
    return QCoreApplication.translate("Tools", text)


def tool_title(call: ToolCallPart) -> str:
    """What ran: the function's name, or the service's own tool."""
    known = {
        "file_search_call": _tr("File search"),
        "web_search_call": _tr("Web search"),
        "x_search_call": _tr("X search"),
        "code_interpreter_call": _tr("Code interpreter"),
        "image_generation_call": _tr("Image"),
        "computer_call": _tr("Computer"),
        "shell_call": _tr("Shell"),
        "local_shell_call": _tr("Shell"),
        "apply_patch_call": _tr("Patch"),
    }
    title = known.get(call.kind) or name_of(call.name or call.kind)
    if not call.server:
        return _of_server_here(title)
    return _tr("{tool} of {server}").format(tool=title, server=name_of(call.server))


def _of_server_here(name: str) -> str:
    """A tool here bears its server's word before its own: "Notes__write"."""
    word, _, tool = name.partition(BETWEEN)
    if not word or not tool:
        return name
    return _tr("{tool} of {server}").format(tool=tool, server=word.replace("_", " "))


def tool_state(
    call: ToolCallPart,
    result: ToolResultPart | None,
    progress: tuple[float, float | None, str] | None = None,
) -> str:
    """How it goes, "" when the service does not say."""
    if call.status in ("running", "in_progress") and result is None and progress is not None:
        return _progress(*progress)
    words = {
        "waiting": _tr("waits for you"),
        "running": _tr("running…"),
        "in_progress": _tr("running…"),
        "searching": _tr("searching…"),
        "interpreting": _tr("running code…"),
        "generating": _tr("drawing…"),
        "approved": _tr("allowed"),
        "declined": _tr("denied"),
        "failed": _tr("failed"),
        "incomplete": _tr("incomplete"),
        "cancelled": _tr("cancelled"),
    }
    if result is not None and call.status not in ("declined", "failed"):
        return _tr("failed") if result.failed else _tr("done")
    if call.status in ("completed", ""):
        return _tr("done") if call.status else ""
    return words.get(call.status) or name_of(call.status, 40)


def tool_took(call: ToolCallPart) -> str:
    """How long it ran, "" when that is not known or no time at all."""
    if call.duration_s < _SHORTEST_S:
        return ""
    return _tr("{n} s").format(n=QLocale().toString(call.duration_s, "f", 1))


def _progress(done: float, total: float | None, message: str) -> str:
    if total:
        said = _tr("running, {n} of {m}").format(n=f"{done:g}", m=f"{total:g}")
    else:
        said = _tr("running, {n}").format(n=f"{done:g}")
    return f"{said}  ·  {name_of(message, 160)}" if message else said


def pretty(arguments: str) -> str:
    """JSON set out in lines; anything else as it is, and so what would be lost by it: a
    name that is there twice, a number without end. Nothing in it stays unseen."""
    try:
        value: Any = json.loads(arguments, object_pairs_hook=_once, parse_float=_ended)
    except (ValueError, RecursionError):
        return visible(arguments)
    return visible(json.dumps(value, indent=2, ensure_ascii=False))


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    named = dict(pairs)
    if len(named) < len(pairs):
        raise ValueError("a name is there twice")
    return named


def _ended(digits: str) -> float:
    number = float(digits)
    if not isfinite(number):
        raise ValueError("a number without end")
    return number


def code_of(call: ToolCallPart) -> tuple[str, str]:
    """(language, text) of what a call was given."""
    if call.kind == "code_interpreter_call":
        return "python", call.arguments
    return "json", pretty(call.arguments)


def item_words(part: ItemPart) -> str:
    """One line for what has no words of its own."""
    match part.kind:
        case "compaction":
            return _tr("Earlier turns were condensed by the service.")
        case "mcp_list_tools":
            server = name_of(str(part.raw.get("server_label", "")))
            if part.raw.get("error"):
                return _tr("The tools of {server} could not be listed.").format(server=server)
            tools = part.raw.get("tools")
            count = len(tools) if isinstance(tools, list) else 0
            return _tr("{server} offers {n} tools.").format(server=server, n=count)
    kind = name_of(part.kind, 60) or "?"
    return _tr("The service sent “{kind}”, which Oriel does not know.").format(kind=kind)


def note_words(note: NotePart) -> str:
    """What Oriel did on the way, in one line."""
    said = {
        "conversation_gone": _tr(
            "The service no longer found this conversation. It was made anew from your history."
        ),
        "conversation_moved": _tr(
            "This connection has another project or address than before, where the conversation "
            "is not known. A new one was begun from your history."
        ),
        "conversations_refused": _tr(
            "The service keeps no conversation for this project, so each answer follows the one "
            "before."
        ),
        "response_gone": _tr(
            "The service no longer had the earlier answers. Your history was sent again."
        ),
        "rest_fetched": _tr("The connection broke; the rest was fetched from the service."),
        "taken_up": _tr("The connection broke, and the answer was taken up where it was."),
        "container_replaced": _tr(
            "The container had expired. A new one was made, and the question sent again."
        ),
        "rounds_exhausted": _tr(
            "The model went on calling tools. It was stopped after {rounds} rounds."
        ),
        "schema_missed": _tr("The answer does not fit the schema: {detail}"),
        "adjusted": "{detail}",
    }.get(note.code, note.code)
    facts = {name: str(value)[:300] for name, value in note.facts.items()}
    for name, value in facts.items():
        said = said.replace(f"{{{name}}}", value)
    return said
