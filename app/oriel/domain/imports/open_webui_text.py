"""The text of Open WebUI's messages: Markdown with folded blocks of thoughts and tool calls,
or a list of typed pieces. Apart from open_webui.py, which knows the chats.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from html import unescape
from typing import Any

from oriel.domain.imports.turns import Turn
from oriel.domain.imports.values import identifier, listed, mapping, text
from oriel.domain.parts import ImagePart, ItemPart, ReasoningPart, ToolCallPart, ToolResultPart

_OPEN, _CLOSE = "<details", "</details>"
_ATTRIBUTE = re.compile(r'([a-z_]{1,30})="([^"]*)"')
_SUMMARY = re.compile(r"^\s*<summary>([^<]{0,500})</summary>")
_KNOWN = ("reasoning", "tool_calls", "code_interpreter")


def add_text(turn: Turn, content: Any) -> str:
    """Adds the content to the turn; the text as it stood where blocks were taken out of it."""
    if isinstance(content, str):
        return _add_markdown(turn, content)
    for raw in listed(content):
        piece = mapping(raw)
        url = text(mapping(piece.get("image_url")).get("url")) or text(piece.get("image_url"))
        if said := text(piece.get("text")) or text(raw):
            turn.say(said)
        elif url.startswith("data:"):
            turn.parts.append(ImagePart(data_uri=url))
        elif url.startswith(("https://", "http://")):
            turn.parts.append(ImagePart(url=url))
        elif piece:
            turn.parts.append(ItemPart(text(piece.get("type"))[:60] or "piece", piece))
    return ""


def add_output(turn: Turn, items: list[Any]) -> bool:
    """Adds an answer that is kept as the items a service sent; whether there was any."""
    for raw in items:
        item = mapping(raw)
        kind, own = text(item.get("type")), identifier(item.get("call_id"))
        words = _words(item.get("content")) or _words(item.get("summary"))
        match kind:
            case "message":
                turn.say(words)
            case "reasoning" if words:
                turn.parts.append(ReasoningPart(words))
            case "function_call":
                name, arguments = text(item.get("name"))[:200], text(item.get("arguments"))
                turn.parts.append(ToolCallPart(own, name, arguments, status="completed"))
            case "function_call_output":
                turn.parts.append(ToolResultPart(own, _words(item.get("output"))))
            case _ if item:
                turn.parts.append(ItemPart(kind[:60] or "item", item))
    return bool(turn.parts)


def _words(content: Any) -> str:
    """Of a text itself, of typed pieces theirs."""
    pieces = (text(mapping(piece).get("text")) for piece in listed(content))
    return text(content) or "\n\n".join(filter(None, pieces))


def _add_markdown(turn: Turn, said: str) -> str:
    """Blocks that are known become parts; what is none stays Markdown."""
    before, thought, rest = _thought(said)
    if thought:
        turn.say(before)
        turn.parts.append(ReasoningPart(thought))
        turn.say(rest.strip())
        return said
    taken = False
    at = 0
    for start, end, facts, body in _blocks(said):
        turn.say(said[at:start].strip())
        _add_block(turn, facts, body)
        taken, at = True, end
    if not taken:
        turn.say(said)
        return ""
    turn.say(said[at:].strip())
    return said


def _thought(said: str) -> tuple[str, str, str]:
    """What an older version left of a model's thoughts: before, within and behind the mark."""
    head, opened, tail = said.partition("<think>")
    thought, closed, rest = tail.partition("</think>")
    if head.strip() or not opened or not closed:
        return "", "", said
    return "", thought.strip(), rest


def _blocks(said: str) -> Iterator[tuple[int, int, dict[str, str], str]]:
    """Start, end, attributes and inside of each block of a known kind."""
    at = 0
    while (start := said.find(_OPEN, at)) >= 0:
        head, end = said.find(">", start), said.find(_CLOSE, start)
        if head < 0 or end < 0 or head > end:
            return
        facts = {name: unescape(value) for name, value in _ATTRIBUTE.findall(said[start:head])}
        at = end + len(_CLOSE)
        if facts.get("type") in _KNOWN:
            yield start, at, facts, said[head + 1 : end]


def _add_block(turn: Turn, facts: dict[str, str], body: str) -> None:
    summary = _SUMMARY.match(body)
    inside = body[summary.end() :] if summary else body
    if facts["type"] == "tool_calls":
        _add_call(turn, facts)
        if inside.strip():
            turn.say(unescape(inside).strip())
        return
    lines = (line.removeprefix("> ").removeprefix(">") for line in unescape(inside).splitlines())
    words = "\n".join(lines).strip()
    if facts["type"] == "reasoning" and words:
        turn.parts.append(ReasoningPart(words))
    elif words:
        own = facts.get("id") or f"code-{len(turn.parts)}"
        turn.parts.append(ToolCallPart(own, "code", words, "code_interpreter_call", "completed"))
        if output := _plain(facts.get("output", "")):
            turn.parts.append(ToolResultPart(own, output))


def _add_call(turn: Turn, facts: dict[str, str]) -> None:
    own = facts.get("id") or f"call-{len(turn.parts)}"
    done = facts.get("done") == "true"
    arguments = _plain(facts.get("arguments", ""))
    status = "completed" if done else "failed"
    turn.parts.append(ToolCallPart(own, facts.get("name", "tool")[:200], arguments, status=status))
    if result := _plain(facts.get("result", "")):
        turn.parts.append(ToolResultPart(own, result))


def _plain(written: str) -> str:
    """A JSON text as what it says, when it is one; else as it is."""
    if not written.startswith('"'):
        return written
    try:
        said = json.loads(written)
    except (ValueError, RecursionError):
        return written
    return said if isinstance(said, str) else written
