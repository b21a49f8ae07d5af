"""Whether a question stands alone or leans on what was said before."""

from __future__ import annotations

import re
from dataclasses import dataclass

from oriel.local import small_talk
from oriel.local.guide_words import terms, words
from oriel.local.talk import Line, Question

_MORE = re.compile(
    r"^(and |ok(ay)?,? |please |yes,? )*((can you )?(tell|show) me more\b.*|more|(any)?thing else|"
    r"go on|continue|what else.*|(is that|what) all|and then|next|more details?|"
    r"explain( more| further)?|elaborate|keep going|anything else.*)[ .?!]*$",
    re.IGNORECASE,
)
_STARTS = re.compile(
    r"^(and|but|or|also|so|then|what about|how about|what if|why)\b", re.IGNORECASE
)
_POINTS = frozenset(
    ("it", "its", "it's", "that", "this", "those", "these", "them", "they", "there")
)
_SHORT = 3  # terms in a question that may lean on another


@dataclass(frozen=True, slots=True)
class Asked:
    """`about` are the earlier questions it leans on, newest first, () for one that
    stands alone; `more` asks for more of the same."""

    text: str
    about: tuple[str, ...] = ()
    more: bool = False


def read_question(question: Question) -> Asked:
    """The newest question, with the earlier one it leans on, if any."""
    text = question.asked
    topic = _topic(question.earlier("user"))
    if _MORE.match(text.strip()) or (topic and not terms(text)):
        return Asked(text, topic, more=True)
    return Asked(text, topic if _leans(text) else ())


def _leans(text: str) -> bool:
    own = terms(text)
    if not own:
        return True
    points = not _POINTS.isdisjoint(words(text)) or bool(_STARTS.match(text.strip()))
    return points and len(own) <= _SHORT


def _topic(earlier: list[str]) -> tuple[str, ...]:
    """The newest earlier question that stands alone, after those since that added to it."""
    added: list[str] = []
    for text in reversed(earlier):
        if _MORE.match(text.strip()) or _is_chat(text) or not terms(text):
            continue
        added.append(text)
        if not _leans(text):
            break
    return tuple(added)


def _is_chat(text: str) -> bool:
    return small_talk.reply(Question(lines=(Line("user", text),))) is not None
