"""The prompt library with its real store and real files: nothing is lost or overwritten unsaid."""

from __future__ import annotations

import json
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from oriel.domain.prompts import LONGEST_TEXT, Prompt, cleaned
from oriel.services.prompts import (
    MOST_BYTES,
    MOST_PROMPTS,
    Changed,
    FilesRefused,
    Found,
    Prompts,
    Why,
    compared,
    from_bytes,
    to_file,
    to_markdown,
)
from oriel.store.database import Database
from oriel.store.prompts import PromptTable

A = Prompt("a", "Translate", "Into {{language}}: {{text}}", "for letters", ("work",))
B = Prompt("b", "Größe / 1", "---\nname: no\n---\n  body  ")
PROMPTS = st.builds(
    Prompt,
    st.from_regex(r"[a-z0-9]{1,8}", fullmatch=True),
    st.text(max_size=12),
    st.text(max_size=40),
    st.text(max_size=12),
    st.lists(st.text(max_size=6), max_size=3).map(tuple),
).map(cleaned)
FIT = PROMPTS.filter(lambda p: bool(p.name and p.text.strip()))


@asynccontextmanager
async def library(path: Path, *prompts: Prompt) -> AsyncIterator[Prompts]:
    database = await Database.open(path)
    try:
        made = Prompts(PromptTable(database))
        await made.keep(*prompts)
        yield made
    finally:
        await database.aclose()


def in_file(path: Path, *prompts: Prompt) -> str:
    path.write_text(to_file(prompts), encoding="utf-8")
    return str(path)


def content(prompt: Prompt) -> tuple[object, ...]:
    return (prompt.name, prompt.text, prompt.description, prompt.tags)


async def test_prompts_are_kept_clean(tmp_path: Path) -> None:
    async with library(tmp_path / "h.db") as prompts:
        kept = await prompts.keep(replace(A, name=" Trans\x00late\n", text="a\r\nb"))
        assert kept == [replace(A, text="a\nb")]
        assert await prompts.all() == kept
        await prompts.delete("a")
        assert await prompts.all() == []


async def test_a_library_goes_out_and_comes_into_another(tmp_path: Path) -> None:
    path = str(tmp_path / "prompts.json")
    async with library(tmp_path / "one.db", A, B) as one:
        assert await one.save_all(path) == 2
        again = await one.compare([path])
        assert (again.fresh, again.changed, again.same) == ((), (), 2)
    async with library(tmp_path / "two.db") as two:
        plan = await two.compare([path])
        assert (plan.fresh, plan.same) == ((A, B), 0)
        assert await two.all() == []  # only looked at so far
        assert await two.take(plan, Changed.MINE) == 2
        assert await two.all() == [A, B]


async def test_each_goes_out_as_markdown_beside_what_is_there(tmp_path: Path) -> None:
    folder = tmp_path / "out"
    folder.mkdir()
    (folder / "translate.md").write_text("mine")
    async with library(tmp_path / "one.db", A, B, replace(B, id="c")) as one:
        assert await one.save_each(str(folder)) == 3
    names = sorted(path.name for path in folder.iterdir())
    assert names == ["Größe - 1 (2).md", "Größe - 1.md", "Translate (2).md", "translate.md"]
    assert (folder / "translate.md").read_text() == "mine"
    async with library(tmp_path / "two.db") as two:
        files = [str(folder / name) for name in names[:3]]
        plan = await two.compare(files)
        assert sorted(map(content, plan.fresh)) == sorted(map(content, (A, B)))
        assert plan.same == 1  # two files said the same


@pytest.mark.parametrize(
    ("changed", "kept"),
    [
        (Changed.MINE, ["mine"]),
        (Changed.REPLACE, ["theirs"]),
        (Changed.BOTH, ["mine", "theirs"]),
    ],
)
@pytest.mark.parametrize("by_name", [True, False])
async def test_nothing_is_overwritten_unless_chosen(
    tmp_path: Path, changed: Changed, kept: list[str], by_name: bool
) -> None:
    mine = replace(A, text="mine")
    theirs = Prompt("z" if by_name else "a", "TRANSLATE" if by_name else "Other", "theirs")
    path = in_file(tmp_path / "p.json", theirs, B)
    async with library(tmp_path / "h.db", mine) as prompts:
        plan = await prompts.compare([path])
        assert [(a.text, b.text) for a, b in plan.changed] == [("mine", "theirs")]
        assert plan.fresh == (B,)
        assert await prompts.all() == [mine]
        await prompts.take(plan, changed)
        found = [p for p in await prompts.all() if p != B]
        assert [p.text for p in found] == kept
        assert len({p.name.casefold() for p in found}) == len({p.id for p in found}) == len(kept)


def test_one_file_that_says_a_thing_twice_brings_it_once() -> None:
    other = replace(A, text="other")
    plan = compared([], Found((A, A, replace(A, id="c"), other)))
    assert plan.same == 2
    assert [p.text for p in plan.fresh] == [A.text, "other"]
    assert len({p.id for p in plan.fresh}) == 2
    plan = compared([A], Found((other, replace(A, text="third"))))
    assert [theirs.text for _, theirs in plan.changed] == ["other"]
    assert [p.text for p in plan.fresh] == ["third"]
    assert plan.fresh[0].id != "a"


@given(st.lists(FIT, max_size=4))
def test_json_brings_all_back(prompts: list[Prompt]) -> None:
    assert from_bytes("p.json", to_file(prompts).encode()) == Found(tuple(prompts))


@given(FIT)
def test_markdown_brings_all_but_the_id_back(prompt: Prompt) -> None:
    found = from_bytes("x.md", to_markdown(prompt).encode())
    assert [content(p) for p in found.prompts] == [content(prompt)]


@given(st.text(max_size=60))
def test_any_text_is_a_prompt_named_as_its_file(text: str) -> None:
    found = from_bytes("Ask.txt", text.replace("\0", "").encode("utf-8", "replace"))
    assert len(found.prompts) + found.left_out == 1


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("Just {{text}}\n", ("stem", "Just {{text}}", "", ())),
        ("---\nname: A b\ntags: x, y\n---\n\nT\n", ("A b", "T", "", ("x", "y"))),
        ("---\ntitle: 'T'\ntags:\n  - x\n  - y\n---\nT", ("T", "T", "", ("x", "y"))),
        ('---\r\nName: A\r\ntags: [x, "y"]\r\n---\r\nT', ("A", "T", "", ("x", "y"))),
        ("---\nauthor: someone\n---\nT", ("stem", "T", "", ())),
        ("---\nA line, no front matter.\n---\nT", None),
        ("---\nname: never ends\nT", None),
        ("---\n---\nT", None),
    ],
)
def test_front_matter_is_optional(
    text: str, wanted: tuple[str, str, str, tuple[str, ...]] | None
) -> None:
    (found,) = from_bytes("folder/stem.md", text.encode()).prompts
    assert content(found) == (wanted or ("stem", text, "", ()))


@pytest.mark.parametrize(
    ("name", "data", "why"),
    [
        ("p.json", b"not json", Why.NOT_OURS),
        ("p.json", b"[]", Why.NOT_OURS),
        ("p.json", b'{"prompts": []}', Why.NOT_OURS),
        ("p.json", b'{"kind": "oriel-prompts", "prompts": {}}', Why.NOT_OURS),
        ("p.json", b"[" * 200_000, Why.NOT_OURS),
        ("p.json", b'{"kind": "oriel-prompts", "version": 2, "prompts": []}', Why.NEWER),
        ("p.json", b'{"kind": "oriel-prompts", "prompts": []}', Why.NEWER),
        ("p.md", b"\xff\xfe\x00x", Why.NOT_OURS),
        ("p.md", b"\x7fELF\x00", Why.NOT_OURS),
    ],
)
async def test_what_cannot_be_read_is_refused(
    tmp_path: Path, name: str, data: bytes, why: Why
) -> None:
    (tmp_path / name).write_bytes(data)
    async with library(tmp_path / "h.db", A) as prompts:
        with pytest.raises(FilesRefused) as told:
            await prompts.compare([str(tmp_path / name)])
        assert told.value.why is why
        assert await prompts.all() == [A]


async def test_files_have_their_bounds(tmp_path: Path) -> None:
    big, other = tmp_path / "big.md", tmp_path / "other.md"
    big.write_bytes(b"x" * MOST_BYTES)
    other.write_bytes(b"x")
    many = in_file(tmp_path / "p.json", *[replace(A, id=str(n)) for n in range(MOST_PROMPTS + 1)])
    full = in_file(tmp_path / "f.json", *[Prompt(str(n), str(n), "t") for n in range(MOST_PROMPTS)])
    pipe = tmp_path / "pipe.md"
    if hasattr(os, "mkfifo"):  # elsewhere the name stands for a file that is gone
        os.mkfifo(pipe)
    async with library(tmp_path / "h.db", A) as prompts:
        assert (await prompts.compare([str(big)])).left_out == 1
        for paths, why in (
            ([str(big), str(other)], Why.TOO_LARGE),
            ([many], Why.TOO_MANY),
            ([full], Why.TOO_MANY),  # together with what is here
            ([str(other)] * (MOST_PROMPTS + 1), Why.TOO_MANY),
            ([str(pipe)], Why.UNREADABLE),
            ([str(tmp_path)], Why.UNREADABLE),
            ([str(tmp_path / "gone.md")], Why.UNREADABLE),
        ):
            with pytest.raises(FilesRefused) as told:
                await prompts.compare(paths)
            assert told.value.why is why


def test_hostile_entries_are_cleaned_or_left_out() -> None:
    entries = [
        {"id": "../x", "name": "\u202eevil\u0000\n", "text": "t"},
        {"name": "no id", "text": "t", "unknown": 1, "tags": "none"},
        {"id": "1", "name": "\n", "text": "t"},
        {"id": "2", "name": "blank", "text": " \n"},
        {"id": "3", "name": "long", "text": "x" * (LONGEST_TEXT + 1)},
        {"id": "4", "name": 5, "text": "t"},
        {"id": "5", "name": "no text"},
        "text",
        None,
    ]
    file = {"kind": "oriel-prompts", "version": 1, "prompts": entries}
    found = from_bytes("p.json", json.dumps(file).encode())
    assert [p.name for p in found.prompts] == ["evil", "no id"]
    assert found.left_out == 7
    assert all(len(p.id) == 32 for p in found.prompts)


async def test_a_folder_that_takes_no_file_says_so(tmp_path: Path) -> None:
    async with library(tmp_path / "h.db", A) as prompts:
        with pytest.raises(OSError, match="No such file"):
            await prompts.save_each(str(tmp_path / "gone"))
        with pytest.raises(OSError, match="No such file"):
            await prompts.save_all(str(tmp_path / "gone" / "p.json"))
