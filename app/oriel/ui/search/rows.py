"""What the list of the search panel shows, row by row: values made from what was found."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from enum import Enum, auto

from oriel.domain.findables import Findable, Kind
from oriel.domain.lines import one_line
from oriel.domain.search import ChatHit, SavedSearch, SearchHit
from oriel.domain.search_typing import NAMES, Begun
from oriel.domain.word_places import part_pattern, places_of
from oriel.ui.search.words import (
    filter_words,
    kind_words,
    nothing,
    role_words,
    t,
    value_words,
    when,
)
from oriel.ui.view_models.search import Beginning, Found, Offers

Span = tuple[int, int]
FEW_MESSAGES, FEW = 5, 3
_TITLE, _SNIPPET = 120, 400
_ICONS = {Kind.PROMPT: "star", Kind.FILE: "file", Kind.STORE: "store", Kind.COMMAND: "command"}


class Shape(Enum):
    """How a row is set: a heading, one line, a message with its snippet, a sentence."""

    HEADING = auto()
    LINE = auto()
    MESSAGE = auto()
    SENTENCE = auto()


@dataclass(frozen=True, slots=True)
class More:
    """A wish for the rest of a section: "messages", "results" (a page more), "chats" or the
    kind of findables."""

    of: str


@dataclass(frozen=True, slots=True)
class Typed:
    """A wish to search for something that was searched for before."""

    text: str


@dataclass(frozen=True, slots=True)
class Offer:
    """A value for the filter being typed; "" begins the filter itself."""

    begun: Begun
    value: str


Target = SearchHit | ChatHit | Findable | SavedSearch | More | Typed | Offer | None


@dataclass(frozen=True, slots=True)
class Row:
    """`aside` stands muted behind the title, `end` at the far end of its line. `target` is
    what choosing it means, None for what cannot be chosen."""

    shape: Shape
    title: str
    icon: str = ""
    aside: str = ""
    end: str = ""
    text: str = ""
    title_marks: tuple[Span, ...] = ()
    text_marks: tuple[Span, ...] = ()
    target: Target = field(default=None, compare=False)

    @property
    def spoken(self) -> str:
        """For who listens."""
        return ", ".join(part for part in (self.title, self.aside, self.text, self.end) if part)


def of_beginning(beginning: Beginning) -> list[Row]:
    """What an empty field shows."""
    folders = dict(beginning.folders)
    rows: list[Row] = []
    if beginning.saved:
        rows.append(_heading(t("Saved searches")))
        rows += [_saved(search) for search in beginning.saved]
    if beginning.recent:
        rows.append(_heading(t("Recent searches")))
        rows += [_recent(text) for text in beginning.recent]
    if beginning.chats:
        rows.append(_heading(t("Recent chats")))
        now = time.time()
        rows += [_chat(hit, (), folders, now) for hit in beginning.chats]
    return rows


def of_offers(offers: Offers) -> list[Row]:
    """What may stand behind the filter that is being typed; [] when nothing is known."""
    begun = offers.begun
    if not begun.name:
        rows = [_filter(begun, name) for name in NAMES]
        return [_heading(t("Filters")), *rows]
    rows = [_value(begun, value) for value in offers.values]
    heading = f"{begun.name}: {filter_words(begun.name)}"
    return [_heading(heading), *rows] if rows else []


def of_found(found: Found, opened: Iterable[str]) -> list[Row]:
    """All sections; those named in `opened` are shown whole."""
    whole, now = set(opened), time.time()
    rows = [*_messages(found, whole, now), *_chats(found, whole, now)]
    for kind in Kind:
        some = [each for each in found.others if each.kind is kind]
        few = _few([_findable(each, found.words) for each in some], kind.value, whole, FEW)
        rows += [_heading(kind_words(kind)), *few] if some else []
    if not rows and found.complete and found.error is None:
        rows = [Row(Shape.SENTENCE, nothing(found))]
    return rows


def of_hit(hit: SearchHit, now: float) -> Row:
    title, _ = one_line(hit.chat_title, longest=_TITLE)
    text, marks = one_line(hit.excerpt, hit.matches, longest=_SNIPPET)
    model, _ = one_line(hit.model, longest=40)
    said = [role_words(hit.role), model, *([t("in the archive")] if hit.archived else [])]
    return Row(
        Shape.MESSAGE,
        title or t("New chat"),
        "send" if hit.role == "user" else "chat",
        " · ".join(part for part in said if part),
        when(hit.created_at, now),
        text,
        text_marks=marks,
        target=hit,
    )


def _messages(found: Found, whole: set[str], now: float) -> Iterator[Row]:
    hits = found.messages.hits
    if not hits:
        return
    yield _heading(t("Messages"))
    shown = hits if "messages" in whole else hits[:FEW_MESSAGES]
    for hit in shown:
        yield of_hit(hit, now)
    if len(shown) < len(hits) or (found.more and "messages" not in whole):
        yield _more("messages", t("More messages"))
    elif found.more:
        yield _more("results", t("More results"))
    elif found.too_many:
        yield Row(Shape.SENTENCE, t("There are more. Another word or a filter narrows them."))


def _chats(found: Found, whole: set[str], now: float) -> Iterator[Row]:
    if found.chats:
        folders = dict(found.folders)
        yield _heading(t("Chats"))
        rows = [_chat(hit, found.words, folders, now) for hit in found.chats]
        yield from _few(rows, "chats", whole, FEW)


def _few(rows: Sequence[Row], of: str, whole: set[str], few: int) -> list[Row]:
    if of in whole or len(rows) <= few + 1:
        return list(rows)
    left = len(rows) - few
    return [*rows[:few], _more(of, t("{n} more", n=left))]


def _heading(title: str) -> Row:
    return Row(Shape.HEADING, title)


def _more(of: str, title: str) -> Row:
    return Row(Shape.LINE, title, "chevron-down", target=More(of))


def _chat(hit: ChatHit, words: tuple[str, ...], folders: dict[str, str], now: float) -> Row:
    title, marks = one_line(
        hit.title, hit.matches or places_of(part_pattern(words), hit.title), _TITLE
    )
    folder, _ = one_line(folders.get(hit.folder_id, ""), longest=60)
    aside = [folder, *([t("in the archive")] if hit.archived else [])]
    return Row(
        Shape.LINE,
        title or t("New chat"),
        "archive" if hit.archived else "chat",
        " · ".join(part for part in aside if part),
        when(hit.updated_at, now),
        title_marks=marks,
        target=hit,
    )


def _findable(found: Findable, words: tuple[str, ...]) -> Row:
    title, marks = one_line(found.name, places_of(part_pattern(words), found.name), _TITLE)
    aside, _ = one_line(found.detail, longest=_TITLE)
    icon = _ICONS[found.kind]
    return Row(Shape.LINE, title, icon, aside, found.keys, title_marks=marks, target=found)


def _saved(search: SavedSearch) -> Row:
    title, _ = one_line(search.name, longest=_TITLE)
    typed, _ = one_line(search.typed, longest=_TITLE)
    return Row(Shape.LINE, title, "star", "" if typed == title else typed, target=search)


def _recent(text: str) -> Row:
    return Row(Shape.LINE, one_line(text, longest=_TITLE)[0], "clock", target=Typed(text))


def _filter(begun: Begun, name: str) -> Row:
    offer = Offer(Begun(begun.start, name, ""), "")
    return Row(Shape.LINE, f"{name}:", "filter", filter_words(name), target=offer)


def _value(begun: Begun, value: str) -> Row:
    title, _ = one_line(value, longest=_TITLE)
    icon = "tag" if begun.name == "tag" else "filter"
    said = value_words(begun.name, value)
    return Row(Shape.LINE, title, icon, said, target=Offer(begun, value))
