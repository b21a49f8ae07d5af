"""oriel-rehearsal: plays kinds of output on demand. No language model.

The message is read for keywords; several kinds in one message are played in the
order they are named. For trying the app out, and for tests against a real socket.
"""

from __future__ import annotations

import json
import re

from oriel.local.faults import previous_gone, unknown
from oriel.local.hosted import CallServer, DrawImage, RunCode, SearchFiles, SearchWeb
from oriel.local.made_up import made_up
from oriel.local.rehearsal_calls import calls_for, object_in
from oriel.local.rehearsal_code import code_samples
from oriel.local.rehearsal_faults import raise_http_fault
from oriel.local.rehearsal_mcp import after_leave
from oriel.local.rehearsal_texts import HEADINGS, HELP, MATH, SCRIPTS, TABLE, THOUGHTS, long_text
from oriel.local.rehearsal_tools import TOOL_KINDS, RehearsedTools, wishes_for_tools
from oriel.local.shelf import Shelf
from oriel.local.talk import Move, Pause, Question, Refuse, Say, Script, Stop, Think, Trouble

_PACE = 80.0  # words a second
_LONG = 2000  # tokens
_LONGEST = 200_000
_SLOW = 3.0  # seconds

_KINDS = re.compile(
    TOOL_KINDS + r"|(?P<headings>\bheadings?\b)"
    r"|(?P<code>\bcode\b(?:\s+(?:in\s+|example\s+)?(?P<language>[\w+#]+))?)"
    r"|(?P<table>\btables?\b)"
    r"|(?P<math>\bmath|\bformulas?\b)"
    r"|(?P<long>\blong\b(?:\s+(?P<tokens>\d+))?)"
    r"|(?P<reasoning>\breason(?:ing)?\b|\bthink(?:ing)?\b)"
    r"|(?P<scripts>\bscripts\b|\blanguages\b|\bunicode\b|\bemoji\b)"
    r"|(?P<slow>\bslow\b(?:\s+(?P<seconds>\d+(?:\.\d+)?))?)"
    r"|(?P<refusal>\brefus(?:al|e)\b)"
    r"|(?P<incomplete>\bincomplete\b)"
    r"|(?P<filtered>\bfiltered\b)"
    r"|(?P<failed>\bfail(?:ed|ure)?\b)"
    r"|(?P<cut>\bcut\b)"
    r"|(?P<drop>\bdrop\b)"
    r"|(?P<stall>\bstall\b)"
    r"|(?P<unknown>\bunknown events?\b)"
    r"|(?P<malformed>\bmalformed\b)"
    r"|(?P<unnumbered>\bunnumbered\b)"
    r"|(?P<error_event>\berror event\b)",
    re.IGNORECASE,
)
_BEFORE = re.compile(r"what did i (say|ask|write)|what have i (said|asked)|remember", re.IGNORECASE)
_ECHO = re.compile(r"\s*(?:(?:fast|rate \d+)\s+)*echo\b[:\s]*(.*)", re.IGNORECASE | re.DOTALL)
_TOOLS = frozenset(re.compile(TOOL_KINDS).groupindex)
_UNSHAPED = re.compile(r"\brefus(?:al|e)\b|\bfail(?:ed|ure)?\b", re.IGNORECASE)
_GONE = re.compile(r"\bgone\b", re.IGNORECASE)
_COUNTED = (SearchFiles, SearchWeb, RunCode, DrawImage, CallServer)
_RATE = re.compile(r"\brate (\d+)\b", re.IGNORECASE)
_SOME_WORDS = (
    "These words arrive before what was asked for happens, so that there is something to keep. "
)


class RehearsalModel:
    """Remembers only which `once` faults were played. On the shelf's thread, if there is one."""

    def __init__(self, shelf: Shelf | None = None) -> None:
        self._tools = RehearsedTools(shelf)
        self._played: set[str] = set()

    def answer(self, question: Question) -> Script:
        """The script the message asks for. Raises ApiFault when it asks for a refused request."""
        text = question.asked
        if not question.returned and self._is_due(text):
            raise_http_fault(text)
            _raise_gone(question)
        return Script(tuple(_limited(self._moves(question), question.calls)), _pace(text))

    def _is_due(self, text: str) -> bool:
        """Faults marked `once` let the next try of the same message pass."""
        if not re.search(r"\bonce\b", text, re.IGNORECASE):
            return True
        if text in self._played:
            self._played.discard(text)
            return False
        self._played.add(text)
        return True

    def _moves(self, question: Question) -> list[Move]:
        text = question.asked
        if question.leave:
            return after_leave(question)
        if question.returned:
            given = "\n".join(f"```json\n{output}\n```" for output in question.returned)
            return [Say(f"The function returned:\n\n{given}\n")]
        if match := _ECHO.match(text):
            return [Say(match[1] or "(nothing to echo)")]
        if _BEFORE.search(text):
            return [Say(_remembered(question.earlier("user")))]
        if question.shape is not None and not _UNSHAPED.search(text):
            return _shaped(question)
        return self._named(question) or [Say(_attached(question) or HELP)]

    def _named(self, question: Question) -> list[Move]:
        """What the message names, in the order it does; or what the choice of a tool forces."""
        tools = wishes_for_tools(question)
        if not tools and (calls := calls_for(question)) is not None:
            return calls
        matches = [*_KINDS.finditer(question.asked)]
        if tools and not any(match.lastgroup in tools for match in matches):
            return [move for kind in tools for move in self._tools.play(kind, question)]
        return [move for match in matches for move in self._played_kind(match, question)]

    def _played_kind(self, match: re.Match[str], question: Question) -> list[Move]:
        if match.lastgroup in wishes_for_tools(question):
            return self._tools.play(str(match.lastgroup), question)
        return _kind(match) if match.lastgroup not in _TOOLS else []


def _kind(match: re.Match[str]) -> list[Move]:  # one line per kind
    match str(match.lastgroup if match.lastgroup in _PLAIN else _first_group(match)):
        case "code":
            return [Say(code_samples(match["language"] or ""))]
        case "long":
            return [Say(long_text(min(int(match["tokens"] or _LONG), _LONGEST)))]
        case "slow":
            return [Pause(min(float(match["seconds"] or _SLOW), 600)), Say("That took a while. ")]
        case kind:
            return list(_PLAIN[kind])


def _first_group(match: re.Match[str]) -> str:
    return next(name for name in ("code", "long", "slow") if match[name])


_PLAIN: dict[str, tuple[Move, ...]] = {
    "headings": (Say(HEADINGS),),
    "table": (Say(TABLE),),
    "math": (Say(MATH),),
    "scripts": (Say(SCRIPTS),),
    "reasoning": (Think(THOUGHTS), Say("The thinking is done; this is the answer. ")),
    "refusal": (Refuse("I was asked to refuse, so I do: this I will not help with."),),
    "incomplete": (Say(_SOME_WORDS), Stop("incomplete", "max_output_tokens")),
    "filtered": (Say(_SOME_WORDS), Stop("incomplete", "content_filter")),
    "failed": (
        Say(_SOME_WORDS),
        Stop("failed", "server_error", "Rehearsed: the answer failed on the way."),
    ),
    "cut": (Say(_SOME_WORDS), Trouble("cut")),
    "drop": (Say(_SOME_WORDS), Trouble("drop"), Say("The service went on all the same. ")),
    "stall": (Say(_SOME_WORDS), Trouble("stall")),
    "unknown": (Say(_SOME_WORDS), Trouble("unknown_events"), Say("And the answer goes on. ")),
    "malformed": (Say(_SOME_WORDS), Trouble("malformed"), Say("And the answer goes on. ")),
    "unnumbered": (Trouble("unnumbered"), Say(_SOME_WORDS)),
    "error_event": (Say(_SOME_WORDS), Trouble("error_event")),
}


def _pace(text: str) -> float:
    if match := _RATE.search(text):
        return float(match[1])
    return 0.0 if re.search(r"\bfast\b", text, re.IGNORECASE) else _PACE


def _remembered(earlier: list[str]) -> str:
    if not earlier:
        return "Nothing yet: this is the first message."
    said = "\n\n".join("> " + text.replace("\n", "\n> ") for text in earlier)
    return f"Before this you said:\n\n{said}\n"


def _attached(question: Question) -> str:
    """How many of what came with the newest message; "" for none."""
    parts = next((line.parts for line in reversed(question.lines) if line.role == "user"), ())
    counts = {kind: parts.count(kind) for kind in dict.fromkeys(parts)}
    told = [f"{n} {kind}{'s' if n > 1 else ''}" for kind, n in counts.items()]
    return f"With your message came {' and '.join(told)}. I cannot look inside. " if told else ""


def _shaped(question: Question) -> list[Move]:
    """An answer made up to fit the shape the request gives."""
    text, shape = question.asked, question.shape or {}
    thought: list[Move] = [Think(THOUGHTS)] if "reason" in text.lower() else []
    plain = {"answer": "made up by the rehearsal", "asked": text[:80]}
    value = object_in(text) or (made_up(shape) if shape else plain)
    return [*thought, Say(json.dumps(value, ensure_ascii=False, indent=1))]


def _limited(moves: list[Move], most: int | None) -> list[Move]:
    """At most so many calls of hosted tools."""
    kept: list[Move] = []
    calls = 0
    for move in moves:
        calls += isinstance(move, _COUNTED)
        if most is None or calls <= most or not isinstance(move, _COUNTED):
            kept.append(move)
    return kept


def _raise_gone(question: Question) -> None:
    """`gone`: what the request goes on from is not kept any more."""
    if question.continues and _GONE.search(question.asked):
        param, named = question.continues
        raise (
            unknown("Conversation", named, param)
            if param == "conversation"
            else previous_gone(named)
        )
