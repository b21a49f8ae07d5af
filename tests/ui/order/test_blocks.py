"""Sections as rows: headings, the tree of folders, runs of chats, and what may be dragged where."""

from __future__ import annotations

from datetime import date
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from oriel.domain.chat_lists import ChatHead, Section, Shelf, Span
from oriel.domain.folder_tree import Fitting, in_order, placed
from oriel.domain.folders import Folder, within
from oriel.ui.order.blocks import Kind, blocks_of
from oriel.ui.order.dropping import Dragged, Landing, MayLie, said, target_at
from oriel.ui.order.placing import gap_at

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


def lies(dragged: Dragged) -> MayLie:
    return Fitting(FOLDERS, dragged.folder.id if dragged.folder else "").at


def landing(dragged: Dragged, at: int, part: float = 0.5) -> str:
    target = target_at(blocks_of(OUTLINE, ("work", "hr")), dragged, lies(dragged), at, part)
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
    assert landing(work, row("1970-01")) == "Put “Work” behind “Home”"
    assert landing(Dragged(folder=HOME, title="Home"), row("1970-01")) == ""
    target = target_at(blocks_of(OUTLINE, ()), hr, lies(hr), 0)
    assert target is not None
    assert target.landing is Landing.OUT


def test_the_edge_of_a_folder_is_the_gap_between_folders() -> None:
    work, hr = Dragged(folder=WORK, title="Work"), Dragged(folder=HR, title="HR")
    home = Dragged(folder=HOME, title="Home")
    assert landing(home, row("work"), 0.1) == "Put “Home” before “Work”"
    assert landing(home, row("work"), 0.9) == "Put “Home” before “HR”"  # it is open
    assert landing(home, row("work"), 0.5) == "Move “Home” to “Work”"
    assert landing(work, row("home"), 0.1) == "Move “Work” to “Home”"  # it lies there already
    assert landing(work, row("home"), 0.9) == "Put “Work” behind “Home”"
    assert landing(hr, row("home"), 0.1) == "Put “HR” before “Home”"
    assert landing(work, row("hr"), 0.1) == ""  # not in itself
    chat = Dragged(("loose",), title="Loose", from_folders=frozenset({""}))
    assert landing(chat, row("hr"), 0.1) == "Move “Loose” to “HR”"


@given(
    st.lists(st.sampled_from("abcdefgh-"), min_size=8, max_size=8),
    st.sampled_from("abcdefgh"),
    st.integers(-1, 12),
    st.floats(0, 1),
)
def test_a_folder_comes_to_lie_where_the_line_was(parents, dragged, at, part) -> None:
    made = {
        name: Folder(id=name, name=name, parent_id=parent.replace("-", ""))
        for name, parent in zip("abcdefgh", parents, strict=True)
    }
    blocks = blocks_of(outline_of([], TODAY, list(made.values())), set(made))
    fitting = Fitting(made.values(), dragged)
    gap = gap_at(blocks, made[dragged], at, part, fitting.at)
    # Out of a circle, what it was put before may come along below it.
    if gap is None or gap.before_id in within(made.values(), dragged):
        return
    for changed in placed(made.values(), dragged, gap.parent_id, gap.before_id):
        made[changed.id] = changed
    ordered = in_order(made.values())
    there = next(n for n, (folder, _) in enumerate(ordered) if folder.id == dragged)
    assert ordered[there][1] == gap.depth
    behind = [folder.id for folder, depth in ordered[there + 1 :] if depth <= gap.depth]
    assert (gap.before_id or None) == next(iter(behind), None) or not gap.before_id
