"""Sections as rows: headings, the tree of folders, runs of chats, and what may be dragged where."""

from __future__ import annotations

from datetime import date
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from oriel.domain.chat_lists import ChatHead, Section, Shelf, Span
from oriel.domain.folders import Folder
from oriel.ui.order.blocks import Kind, blocks_of
from oriel.ui.order.dropping import Dragged, Landing, said, target_at

from ..chat_lists import outline_of

TODAY = date(2026, 3, 20)
WORK = Folder(id="work", name="Work", place=1)
HR = Folder(id="hr", name="HR", parent_id="work", place=2)
HOME = Folder(id="home", name="Home", place=3)
FOLDERS = (WORK, HR, HOME)
CHATS = [
    ChatHead(id="pinned", pinned=True),
    ChatHead(id="w", folder_id="work"),
    ChatHead(id="h1", folder_id="hr"),
    ChatHead(id="h2", folder_id="hr"),
    ChatHead(id="loose", updated_at=1.0),
]
OUTLINE = outline_of(CHATS, TODAY, FOLDERS)


def shape(open_folders: tuple[str, ...]) -> list[str]:
    return [
        f"{block.folder.name}:{block.total}"
        if block.folder
        else block.key or f"{block.count} in {block.section.key}"
        for block in blocks_of(OUTLINE, open_folders)
        if block.section is None or block.section.shelf is Shelf.FOLDER
    ]


def test_a_closed_folder_hides_what_is_below_and_counts_it() -> None:
    assert shape(()) == ["pinned", "folders", "Work:3", "Home:0", "1970-01"]
    assert shape(("hr",)) == shape(())


def test_an_open_folder_shows_its_folders_before_its_chats() -> None:
    whole = ["pinned", "folders", "Work:3", "HR:2", "2 in hr", "1 in work", "Home:0", "1970-01"]
    assert shape(("work", "hr")) == whole
    assert shape(("work",)) == [part for part in whole if part != "2 in hr"]


@given(
    st.lists(st.tuples(st.sampled_from("abcdefg"), st.sampled_from("abcdefg-")), max_size=9),
    st.sets(st.sampled_from("abcdefg")),
)
def test_no_folder_is_lost_whatever_they_say_they_lie_in(links, opened) -> None:
    parents = {name: parent.replace("-", "") for name, parent in links}
    folders = [Folder(id=name, name=name, parent_id=parent) for name, parent in parents.items()]
    blocks = blocks_of(outline_of([], TODAY, folders), set(parents))
    assert sorted(b.folder.id for b in blocks if b.folder) == sorted(parents)
    rows = [(b.start, b.count) for b in blocks_of(outline_of(CHATS, TODAY, folders), opened)]
    assert all(a + n == b for (a, n), (b, _) in pairwise(rows))


def test_rows_and_spans_say_the_same() -> None:
    blocks = blocks_of(OUTLINE, ("work", "hr"))
    hr = Section(Shelf.FOLDER, "hr")
    block = blocks.of_section(hr)
    assert block is not None
    assert blocks.spans(block.start + 1, block.start + 3) == [
        Span(hr, 1, 1),
        Span(Section(Shelf.FOLDER, "work"), 0, 1),
    ]
    every = blocks.spans(0, blocks.rows)
    assert sum(span.count for span in every) == len(CHATS)
    assert blocks.at(blocks.rows) is None
    assert blocks.at(-1) is None


def row(name: str) -> int:
    blocks = blocks_of(OUTLINE, ("work", "hr"))
    found = [b.start for b in blocks if name in (b.key, b.folder and b.folder.id)]
    return found[0] if found else next(b.start for b in blocks if b.kind is Kind.CHATS)


def landing(dragged: Dragged, at: int) -> str:
    target = target_at(blocks_of(OUTLINE, ("work", "hr")), FOLDERS, dragged, at)
    return said(dragged, target) if target is not None else ""


def test_what_dropping_a_chat_would_do_is_named() -> None:
    chat = Dragged(("loose",), title="Loose", from_folders=frozenset({""}))
    assert landing(chat, row("hr")) == "Move “Loose” to “HR”"
    assert landing(chat, row("hr") + 1) == "Move “Loose” to “HR”"
    assert landing(chat, row("pinned")) == "Pin “Loose”"
    assert landing(chat, row("1970-01")) == ""
    many = Dragged(("h1", "h2"), from_folders=frozenset({"hr"}))
    assert landing(many, row("hr")) == ""
    assert landing(many, row("1970-01")) == "Move 2 chats out of folders"
    assert landing(many, -1) == "Move 2 chats out of folders"


def test_a_folder_lands_in_another_but_not_in_itself() -> None:
    work, hr = Dragged(folder=WORK, title="Work"), Dragged(folder=HR, title="HR")
    assert landing(work, row("home")) == "Move “Work” to “Home”"
    assert landing(work, row("hr")) == ""
    assert landing(hr, row("work")) == ""
    assert landing(hr, row("1970-01")) == "Move “HR” to the top level"
    assert landing(work, row("1970-01")) == ""
    target = target_at(blocks_of(OUTLINE, ()), FOLDERS, hr, 0)
    assert target is not None
    assert target.landing is Landing.OUT
