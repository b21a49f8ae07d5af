"""What oriel-guide says in its own words: greetings, who it is, what it remembers, no find."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from oriel.local.guide_words import words
from oriel.local.passages import Passage
from oriel.local.talk import Question

_HELLO = """\
Hello, and welcome to Oriel.

I answer questions about Oriel by looking them up in its guide. There is no language \
model behind me, so nothing you write here leaves this computer.

Some good places to start:

- *What can I do with Oriel?*
- *How do I connect to Oracle Cloud?*
- *Which keyboard shortcuts are there?*

For answers from a real model, add a connection: click the connection at the top of the sidebar."""

_WHO = """\
I am **oriel-guide**, a small answering service inside Oriel. I am **not a language model**: \
I search the user's guide for the passages that fit your question and quote them, with the \
page they come from. I make nothing up, and I know nothing beyond the guide.

Nothing you write to me leaves this computer. To talk to a language model, connect Oriel to \
Oracle Cloud or to another OpenAI-compatible service; ask me *How do I connect to Oracle Cloud?*"""

_THANKS = "You're welcome. Ask whenever something about Oriel is unclear."
_BYE = "Goodbye. This chat stays in the sidebar; pick it up whenever you like."

_PATTERNS: tuple[tuple[str, str], ...] = (
    (
        r"(hi|hello|hey|hallo|good (morning|day|evening|afternoon)|greetings)( there| oriel)?",
        _HELLO,
    ),
    (
        r"(who|what) are you|are you (an? )?(ai|llm|bot|robot|human|real|language model|model).*|"
        r"(what('s| is) your name|introduce yourself)|are you there|(what|which) model are you",
        _WHO,
    ),
    (
        r"(many )?(thanks|thank you|thx|cheers)( a lot| very much| so much)?|great|perfect|nice",
        _THANKS,
    ),
    (r"(good)?bye|see you( later)?|good night", _BYE),
)
_REPLIES = [(re.compile(f"(?:{pattern})$"), said) for pattern, said in _PATTERNS]
_BEFORE = re.compile(
    r"(?:what|which question) (?:did|have) i (?:just )?"
    r"(?:ask|asked|say|said|write|written|tell)(?: you)?(?P<when>.*)"
    r"|what was my (?P<first>first|last|previous) (?:question|message).*"
    r"|(?:what have we|what did we) (?:talk|talked|discuss|discussed)(?: about)?.*"
)


def reply(question: Question) -> str | None:
    """The answer to what is no question for the guide; None for what is."""
    said = " ".join(words(question.asked))
    if not said:
        return "There was no question in that. Ask me anything about Oriel."
    if match := _BEFORE.match(said):
        which = f"{match['when'] or ''} {match['first'] or ''}"
        return _remembered(question.earlier("user"), which)
    return next((text for pattern, text in _REPLIES if pattern.match(said)), None)


def _remembered(earlier: Sequence[str], which: str) -> str:
    if not earlier:
        return "Nothing yet: this is the first message of this chat."
    pick: Callable[[Sequence[str]], str] | None = None
    if "first" in which:
        pick, said = (lambda turns: turns[0]), "The first thing you asked in this chat was:"
    elif any(word in which for word in ("last", "previous", "before", "just")):
        pick, said = (lambda turns: turns[-1]), "Just before this you asked:"
    if pick is not None:
        return f"{said}\n\n> {_quoted(pick(earlier))}"
    turns = "\n".join(f"{n}. {_quoted(text)}" for n, text in enumerate(earlier, 1))
    return f"So far you asked, in this order:\n\n{turns}"


def _quoted(text: str, limit: int = 300) -> str:
    line = " ".join(text.split())
    return line if len(line) <= limit else line[:limit].rsplit(" ", 1)[0] + "…"


def opening(passage: Passage) -> str:
    """The sentence before a quotation, saying where it comes from."""
    if passage.heading == passage.title:
        return f"From the guide, **{passage.title}**:\n\n"
    return f"From the guide, *{passage.title}*, **{passage.heading}**:\n\n"


def you_could_ask(asks: Sequence[str]) -> str:
    """Questions to go on with."""
    return "You could ask next: " + " or ".join(f"*{_as_question(ask)}*" for ask in asks)


def _as_question(ask: str) -> str:
    return ask[0].upper() + ask[1:].rstrip("?") + "?"


def nothing_found(nearest: Sequence[Passage]) -> str:
    """The honest answer when the guide has none."""
    near = ""
    if nearest:
        near = "\n\nThe nearest headings are " + " and ".join(f"**{p.heading}**" for p in nearest)
        near += "; ask about one of them to read it."
    return (
        "I found nothing about that in Oriel's guide, and the guide is all I know: I look "
        f"things up and quote them, there is no language model behind me.{near}\n\n"
        "I can tell you, for example:\n\n"
        "- what you can do with Oriel\n"
        "- how to connect to Oracle Cloud, Ollama or another service\n"
        "- where your chats and keys are kept\n"
        "- what to do about an error such as 401, 404 or 429\n\n"
        "For everything else, pick a language model: connect to a service first, then press "
        "**Ctrl+Shift+M**."
    )
