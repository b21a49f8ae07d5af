"""oriel-rehearsal: plays kinds of output on demand. No language model.

The message is read for keywords; several kinds in one message are played in the
order they are named. For trying the app out, and for tests against a real socket.
"""

from __future__ import annotations

import re

from oriel.local.rehearsal_calls import calls_for
from oriel.local.rehearsal_code import code_samples
from oriel.local.rehearsal_faults import raise_http_fault
from oriel.local.rehearsal_texts import HEADINGS, HELP, MATH, SCRIPTS, TABLE, THOUGHTS, long_text
from oriel.local.talk import Move, Pause, Question, Refuse, Say, Script, Stop, Think, Trouble

_PACE = 80.0  # words a second
_LONG = 2000  # tokens
_LONGEST = 200_000
_SLOW = 3.0  # seconds

_KINDS = re.compile(
    r"(?P<headings>\bheadings?\b)"
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
_RATE = re.compile(r"\brate (\d+)\b", re.IGNORECASE)
_SOME_WORDS = (
    "These words arrive before what was asked for happens, so that there is something to keep. "
)


class RehearsalModel:
    """Remembers only which `once` faults were played."""

    def __init__(self) -> None:
        self._played: set[str] = set()

    def answer(self, question: Question) -> Script:
        """The script the message asks for. Raises ApiFault when it asks for a refused request."""
        text = question.asked
        if not question.returned and self._is_due(text):
            raise_http_fault(text)
        return Script(tuple(self._moves(question)), _pace(text))

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
        if question.returned:
            given = "\n".join(f"```json\n{output}\n```" for output in question.returned)
            return [Say(f"The function returned:\n\n{given}\n")]
        if match := _ECHO.match(text):
            return [Say(match[1] or "(nothing to echo)")]
        if _BEFORE.search(text):
            return [Say(_remembered(question.earlier("user")))]
        if (calls := calls_for(question)) is not None:
            return calls
        moves = [move for match in _KINDS.finditer(text) for move in _kind(match)]
        return moves or [Say(HELP)]


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
