"""Prompts kept for using again: texts with gaps that are filled when one is used.

A gap is written `{{name}}`, `{{name:what usually stands there}}` or `{{name|one|two}}`
(a choice). `{{{{` stands for two braces as such. Nothing else in a text means anything,
so whatever is no gap stays as it was written.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache

# Filled without asking, by whoever uses the prompt.
BUILT_IN = frozenset({"date", "time", "clipboard"})
# In characters. A longer text is refused, never cut; the rest is cut.
LONGEST_TEXT, LONGEST_NAME, LONGEST_DESCRIPTION, LONGEST_TAG = 100_000, 100, 300, 40
MOST_TAGS = 20
# A form of more fields helps nobody: what comes after is text like any other.
MOST_VARIABLES = 40
_PIECE = re.compile(
    r"""\{\{\{\{ | \{\{
    [ \t]* (?P<name> [^\W\d_] (?: [\w\ \-]{0,38} \w )? ) [ \t]*
    (?: (?P<kind>[:|]) (?P<rest> (?: (?!\{\{|\}\}) . )* ) )?
    \}\}""",
    re.VERBOSE | re.DOTALL,
)
# They would show a name as something else than it is.
_BIDI = frozenset(map(chr, (*range(0x202A, 0x202F), *range(0x2066, 0x206A))))
_BAD = ("Cc", "Cs")
_NO_FILE_NAME = re.compile(r'[/\\:*?"<>|]')
_DEVICE = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)(\.|$)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Prompt:
    id: str
    name: str
    text: str
    description: str = ""
    tags: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Variable:
    """A gap of a text. `default` fills it when nothing else does; of `choices` (empty: any
    text will do) that is the first. `multiline` when its default was written on lines."""

    name: str
    default: str = ""
    choices: tuple[str, ...] = ()
    multiline: bool = False

    @property
    def built_in(self) -> bool:
        return self.name in BUILT_IN


@dataclass(frozen=True, slots=True)
class Span:
    """Where a gap stands in the text: text[start:end], in characters."""

    start: int
    end: int
    name: str


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of a filled text; `name` is the gap's whose place it took, "" for the rest."""

    text: str
    name: str = ""


def spans(text: str) -> list[Span]:
    """Every gap as it is written, in order."""
    known = {v.name for v in variables(text)}
    found = ((m.start(), m.end(), m["name"]) for m in _PIECE.finditer(text))
    return [Span(*each) for each in found if each[2] in known]


def variables(text: str) -> list[Variable]:
    """What a text has gaps for, each name once, in the order they come in.

    Of a name that stands there more than once, the first that says more than its name counts.
    """
    found: dict[str, Variable] = {}
    for match in _PIECE.finditer(text):
        if not (name := match["name"]):
            continue
        if name not in found and len(found) == MOST_VARIABLES:
            continue
        if found.get(name, Variable(name)) == Variable(name):
            found[name] = _variable(name, match["kind"], match["rest"] or "")
    return list(found.values())


def asked(text: str) -> list[Variable]:
    """The variables a person has to be asked for."""
    return [variable for variable in variables(text) if not variable.built_in]


def filled(text: str, values: Mapping[str, str]) -> str:
    """The text with its gaps filled: by `values`, else by what usually stands there.

    A value goes in as it is: gaps in it are not filled again.
    """
    return "".join(piece.text for piece in pieces(text, values))


def pieces(text: str, values: Mapping[str, str]) -> list[Piece]:
    """The filled text in its pieces."""
    usual, found, at = {v.name: v.default for v in variables(text)}, list[Piece](), 0
    for match in _PIECE.finditer(text):
        name = match["name"]
        if name is not None and name not in usual:
            continue
        found.append(Piece(text[at : match.start()]))
        said = "{{" if name is None else values.get(name, usual[name])
        found.append(Piece(said, name or ""))
        at = match.end()
    return [*found, Piece(text[at:])]


def literal(text: str) -> str:
    """The text written so that filling it gives it back as it is."""
    return text.replace("{{", "{{{{")


def cleaned(prompt: Prompt) -> Prompt:
    """The prompt as it is kept: nothing invisible in its name, plain line ends in its text."""
    tags = (one_line(tag.replace(",", " "), LONGEST_TAG) for tag in prompt.tags)
    return replace(
        prompt,
        name=one_line(prompt.name, LONGEST_NAME),
        text=_clean_text(prompt.text),
        description=one_line(prompt.description, LONGEST_DESCRIPTION),
        tags=tuple(dict.fromkeys(tag for tag in tags if tag))[:MOST_TAGS],
    )


def one_line(text: str, longest: int) -> str:
    """Text without control characters, on one line of at most `longest` characters."""
    spaced = " ".join(text.split())
    kept = "".join(c for c in spaced if c not in _BIDI and unicodedata.category(c) not in _BAD)
    return " ".join(kept.split())[:longest].rstrip()


def first_words(text: str, longest: int = 120) -> str:
    """How a text begins, on one line; of its gaps only the names."""
    near = text[: 4 * longest]
    named = filled(near, {v.name: f"{{{{{v.name}}}}}" for v in variables(near)})
    shown = one_line(named, len(named))
    return shown if len(shown) <= longest else shown[: longest - 1].rstrip() + "…"


def matching(prompts: Iterable[Prompt], query: str) -> list[Prompt]:
    """Those that fit what is typed, best first: the name begins with it, words of the name
    begin with its words, the name holds them, tags or description do. All when it is empty."""
    wanted = folded(query)
    words = wanted.split()
    ranked = [(r, folded(p.name), p) for p in prompts if (r := _rank(p, wanted, words)) is not None]
    ranked.sort(key=lambda each: each[:2])
    return [prompt for _, _, prompt in ranked]


def free_names(names: Iterable[str], taken: Iterable[str]) -> list[str]:
    """Each name, or with the first number behind it that makes it another than all `taken`
    and those before it."""
    others, following, free = {folded(each) for each in taken}, dict[str, int](), []
    for name in names:
        shown, number = name, following.get(name, 2)
        while folded(shown) in others:
            end = f" ({number})"
            shown, number = name[: LONGEST_NAME - len(end)].rstrip() + end, number + 1
        following[name] = number
        others.add(folded(shown))
        free.append(shown)
    return free


def file_name(name: str) -> str:
    """A name that every file system takes, without its ending; never a path, never empty."""
    kept = _NO_FILE_NAME.sub("-", one_line(name, 60)).strip(" .-")
    return f"_{kept}" if _DEVICE.match(kept) else kept or "prompt"


def _variable(name: str, kind: str | None, rest: str) -> Variable:
    match kind:
        case "|":
            choices = tuple(dict.fromkeys(c for raw in rest.split("|") if (c := raw.strip())))
            return Variable(name, choices[0] if choices else "", choices)
        case ":":
            return Variable(name, rest.strip(), multiline="\n" in rest)
    return Variable(name)


def _clean_text(text: str) -> str:
    lines = text.replace("\r\n", "\n").replace("\r", "\n")
    kept = (c for c in lines if c in "\n\t" or unicodedata.category(c) not in _BAD)
    return "".join(kept).strip("\n")


def _rank(prompt: Prompt, wanted: str, words: list[str]) -> int | None:
    name = folded(prompt.name)
    if name.startswith(wanted):
        return 0
    if all(word in name for word in words):
        return 1 if _begin_words(words, name.split()) else 2
    said = " ".join((name, *map(folded, prompt.tags), folded(prompt.description)))
    return 3 if all(word in said for word in words) else None


def _begin_words(wanted: list[str], words: list[str]) -> bool:
    return all(any(word.startswith(w) for word in words) for w in wanted)


@lru_cache(maxsize=20_000)
def folded(text: str) -> str:
    """For comparing: without case, accents and needless spaces."""
    apart = unicodedata.normalize("NFKD", text.casefold())
    return " ".join("".join(_letters(apart)).split())


def _letters(text: str) -> Iterator[str]:
    return (c for c in text if not unicodedata.combining(c))
