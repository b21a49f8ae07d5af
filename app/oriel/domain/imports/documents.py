"""Documents that a model wrote beside what it said (a canvas, an artifact), as Markdown: where
they are text of the turn they are read and found like the rest of it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape

from oriel.domain.imports.turns import Turn
from oriel.domain.imports.values import title
from oriel.domain.parts import ReasoningPart

_LANGUAGES = {
    "text/html": "html",
    "image/svg+xml": "svg",
    "application/vnd.ant.react": "jsx",
    "application/vnd.ant.mermaid": "mermaid",
    "application/vnd.ant.code": "",
}
_PROSE = ("", "document", "text/markdown", "text/plain")
_LANGUAGE = re.compile(r"[\w+#.-]{0,30}")
_TAG = re.compile(r"<(antThinking|antArtifact)\b([^>]{0,2000})>")
_ATTRIBUTE = re.compile(r'([a-zA-Z]{1,30})="([^"]*)"')


def document(name: str, content: str, kind: str, language: str = "") -> str:
    """`kind` is a media type, or as a canvas says it: document, code/python."""
    if not content.strip():
        return ""
    heading = f"**{title(name)}**\n\n" if name.strip() else ""
    if kind in _PROSE:
        return heading + content
    named = language or kind.removeprefix("code/") if kind.startswith("code/") else language
    named = named or _LANGUAGES.get(kind, "")
    return heading + fenced(content, named)


def fenced(code: str, language: str) -> str:
    """Code between signs that are not in it; "" for none."""
    fence = "```"
    while fence in code:
        fence += "`"
    sound = language if _LANGUAGE.fullmatch(language) else ""
    return f"{fence}{sound}\n{code}\n{fence}" if code else ""


def say_with_tags(turn: Turn, said: str) -> None:
    """Adds text in which thoughts and documents stand between tags, as artifacts once did."""
    at = 0
    for start, end, name, facts, inside in _tagged(said):
        turn.say(said[at:start].strip())
        at = end
        if name == "antThinking":
            turn.parts += [ReasoningPart(inside.strip())] if inside.strip() else []
        else:
            kind, language = facts.get("type", ""), facts.get("language", "")
            turn.say(document(facts.get("title", ""), inside.strip("\n"), kind, language))
    turn.say(said[at:].strip() if at else said)


def _tagged(said: str) -> Iterator[tuple[int, int, str, dict[str, str], str]]:
    """Start, end, name, attributes and inside of each; what is not closed stays text."""
    at = 0
    while found := _TAG.search(said, at):
        close = f"</{found[1]}>"
        end = said.find(close, found.end())
        if end < 0:
            return
        facts = {name: unescape(value) for name, value in _ATTRIBUTE.findall(found[2])}
        at = end + len(close)
        yield found.start(), at, found[1], facts, said[found.end() : end]
