"""The words of a question that can find a passage: no filler, synonyms side by side."""

from __future__ import annotations

import re

_WORD = re.compile(r"[^\W_]+(?:'[^\W_]+)?")

_FILLER = """
a about again all also am an and any anyone are as at be been before but by can could did do
does doing don't else for from get gets give go goes had has have hello hey hi how i i'd i'm if
in into is isn't it it's its just know let like look make makes many may me mean might more most
much must my need no not now of off ok okay on once one only or other our out over own please
put really same see shall should show so some someone something such tell than thank thanks that
that's the their them then there there's these they thing things this those to too up us use
used using very want was way we well were what what's when where where's which while who whom
whose why will with won't work works would yes yet you your
"""
STOP_WORDS = frozenset(_FILLER.split())
_ALIKE = (
    ("mac", "macos", "keychain"),
    ("apple", "macos"),
    ("osx", "macos"),
    ("erase", "delete"),
    ("remove", "delete"),
    ("trash", "delete", "undo"),
    ("restore", "undo"),
    ("recover", "undo"),
    ("oci", "oracle"),
    ("token", "key"),
    ("password", "key"),
    ("secret", "key"),
    ("credential", "key"),
    ("credentials", "key"),
    ("stored", "live", "kept"),
    ("saved", "live", "kept"),
    ("store", "live", "kept"),
    ("hotkey", "shortcut"),
    ("hotkeys", "shortcut"),
    ("keyboard", "shortcut"),
    ("title", "rename"),
    ("dark", "theme"),
    ("light", "theme"),
    ("interrupt", "stop"),
    ("cancel", "stop"),
    ("permission", "policy"),
    ("iam", "policy"),
    ("login", "sign"),
    ("internet", "offline"),
    ("network", "offline"),
    ("certificate", "tls"),
    ("ssl", "tls"),
    ("telemetry", "privacy"),
    ("tracking", "privacy"),
    ("private", "privacy"),
    ("setup", "connect"),
    ("provider", "compatible"),
    ("providers", "compatible"),
    ("llm", "model"),
    ("ai", "model"),
    ("folder", "data"),
    ("error", "trouble"),
    ("problem", "trouble"),
)
_SYNONYMS = {group[0]: group for group in _ALIKE}


def words(text: str) -> list[str]:
    """The words of a text, lower-case."""
    return _WORD.findall(text.lower().replace("’", "'"))


def terms(text: str) -> list[tuple[str, ...]]:
    """What to look for: each a word with its synonyms; filler left out, none twice."""
    found = dict.fromkeys(word for word in words(text) if word not in STOP_WORDS)
    return [_SYNONYMS.get(word, (word,)) for word in found]


def stem(word: str) -> str:
    """A rough stem, enough to see that two forms are one word."""
    for ending in ("ings", "ing", "ies", "ed", "es", "s", "e", "y"):
        if word.endswith(ending) and len(word) - len(ending) >= 3:
            return word[: -len(ending)]
    return word


def mentions(text: str, term: tuple[str, ...]) -> bool:
    """Whether a text has the term or one of its synonyms, in any form."""
    stems = {stem(word) for word in words(text)}
    return any(stem(word) in stems for word in term)
