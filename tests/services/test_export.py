"""Exports out of a real history into real files: whole, or nothing of them."""

from __future__ import annotations

import asyncio
import json
import os
import resource
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from tests.domain.generated_chats import histories
from tests.services.exporting import (
    HOSTILE,
    PICTURE,
    PIXEL,
    PLAIN_WORDS,
    chat,
    kept,
    plain_press,
    strictly_read,
    turn,
)

from oriel.domain.attachments import clean_name
from oriel.domain.chats import Chat
from oriel.domain.errors import AppError, StoreFull
from oriel.domain.export_html import LARGEST_FILE, Inside
from oriel.domain.export_json import chat_from_json
from oriel.domain.exports import Exported, ExportOptions, Format, Progress, Scope
from oriel.domain.folders import Folder
from oriel.domain.json_values import to_plain
from oriel.domain.messages import Message, Role
from oriel.domain.parts import FilePart, ImagePart, TextPart
from oriel.domain.transfer_errors import DiskFull, TargetReadOnly, TargetUnwritable
from oriel.services.export import AT_ONCE, Exporter
from oriel.store.database import Database
from oriel.store.messages import MessageTable

MARKDOWN = ExportOptions()
Histories = tuple[Chat, list[Message]]


def no_matter(_progress: Progress) -> None:
    pass


@asynccontextmanager
async def exporter(folder: Path, *chats: Histories) -> AsyncIterator[Exporter]:
    database = await kept(folder, *chats)
    try:
        yield Exporter(database, plain_press)
    finally:
        await database.aclose()


async def exported(
    made: Exporter, target: Path, options: ExportOptions, scope: Scope | None = None
) -> Exported:
    return await made.to_file(scope or Scope(), target, options, PLAIN_WORDS, no_matter)


def talk(count: int, chat_id: str = "c", title: str = "A chat") -> Histories:
    """One question and answer after the other."""
    messages: list[Message] = []
    for at in range(count):
        role = Role.ASSISTANT if at % 2 else Role.USER
        above = messages[-1].id if messages else None
        message = turn(
            f"{chat_id}{at}",
            TextPart(f"said {at} of {chat_id}"),
            parent=above,
            role=role,
            at=float(at),
            chat_id=chat_id,
        )
        messages.append(message)
    return chat(chat_id, title, messages[-1].id if messages else None), messages


def forked() -> Histories:
    """Two beginnings; the first goes on in two ways, one of which forks again."""
    u, a = Role.USER, Role.ASSISTANT
    messages = [
        turn("q", TextPart("question"), role=u, at=1),
        turn("a", TextPart("first answer"), parent="q", role=a, at=2),
        turn("b", TextPart("second answer"), parent="q", role=a, at=3),
        turn("b1", TextPart("on from second"), parent="b", role=u, at=4),
        turn("b2", TextPart("on otherwise"), parent="b", role=u, at=5),
        turn("a1", TextPart("on from first"), parent="a", role=u, at=6),
        turn("z", TextPart("another beginning"), role=u, at=0.5),
    ]
    return chat(leaf="a1"), messages


def leftovers(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir() if not path.name.startswith("history"))


# What is told


async def test_the_branch_being_read_is_told_in_order(tmp_path: Path) -> None:
    async with exporter(tmp_path, forked()) as made:
        await exported(made, tmp_path / "x.md", MARKDOWN)
    told = (tmp_path / "x.md").read_text(encoding="utf-8")
    assert told.startswith('---\ntitle: "A chat"\n')
    places = [told.index(words) for words in ("question", "first answer", "on from first")]
    assert places == sorted(places)
    assert "second answer" not in told


@pytest.mark.parametrize("format_", [Format.MARKDOWN, Format.HTML, Format.JSON])
async def test_all_branches_are_told_each_turn_once(tmp_path: Path, format_: Format) -> None:
    history = forked()
    options = ExportOptions(format=format_, branches=True)
    async with exporter(tmp_path, history) as made:
        done = await exported(made, tmp_path / "x", options)
    told = (tmp_path / "x").read_text(encoding="utf-8")
    assert done.messages == len(history[1])
    for message in history[1]:
        # The beginning of a turn may also name the branch that goes off from it.
        assert f">{message.text}<" in told or told.count(message.text) >= 1
    assert told.count("on otherwise") == 1
    assert told.count("another beginning") == 1


async def test_a_chat_longer_than_a_page_is_told_whole(tmp_path: Path) -> None:
    history, heard = talk(5 * AT_ONCE + 1), []
    database = await kept(tmp_path, history)
    made = Exporter(database, plain_press)
    done = await made.to_file(Scope(), tmp_path / "x.md", MARKDOWN, PLAIN_WORDS, heard.append)
    await database.aclose()
    told = (tmp_path / "x.md").read_text(encoding="utf-8")
    places = [told.index(f"\n{message.text}\n") for message in history[1]]
    assert places == sorted(places)
    assert heard[-1] == Progress(1, 1, done.messages)
    assert [each.messages for each in heard] == sorted(each.messages for each in heard)


async def test_a_circle_of_parents_ends(tmp_path: Path) -> None:
    database = await kept(tmp_path, talk(4))
    await database.run(lambda db: db.execute("UPDATE message SET parent_id = 'c3' WHERE id = 'c0'"))
    made = Exporter(database, plain_press)
    for options in (MARKDOWN, replace(MARKDOWN, branches=True), ExportOptions(format=Format.JSON)):
        done = await exported(made, tmp_path / "x", options)
        assert done.messages == 4
    await database.aclose()


async def test_an_answer_that_streams_is_there_as_far_as_it_came(tmp_path: Path) -> None:
    told, messages = talk(2)
    streaming = replace(messages[-1], parts=(), stop_reason=None)
    async with exporter(tmp_path, (told, [messages[0], streaming])) as made:
        pieces = MessageTable(made._database)
        for number, (kind, text) in enumerate(
            (("reasoning", "I think"), ("text", "It has "), ("text", "arrived"))
        ):
            await pieces.append_piece(streaming.id, number, kind, text)
        await exported(made, tmp_path / "x.md", replace(MARKDOWN, reasoning=True))
        await exported(made, tmp_path / "x.json", ExportOptions(format=Format.JSON))
    told_text = (tmp_path / "x.md").read_text(encoding="utf-8")
    assert "It has arrived" in told_text
    assert "I think" in told_text
    _, read = chat_from_json(json.loads((tmp_path / "x.json").read_bytes()))
    assert read[-1].text == "It has arrived"
    assert read[-1].stop_reason is None


async def test_an_answer_that_a_full_disk_refused_is_exported_to_another(tmp_path: Path) -> None:
    told, messages = talk(2)
    whole = replace(messages[-1], parts=(TextPart("held in memory"),))

    async def refused() -> None:
        raise StoreFull(path="history.db")

    async with exporter(tmp_path, (told, messages)) as made:
        await made._database.unkept.keep(("answer", whole.id), whole, refused)
        await exported(made, tmp_path / "x.md", MARKDOWN)
    assert "held in memory" in (tmp_path / "x.md").read_text(encoding="utf-8")


# Which chats


@pytest.mark.parametrize("chats", [1, 30])
async def test_what_is_beside_the_branch_being_read_is_counted_apart(
    tmp_path: Path, chats: int
) -> None:
    told = []
    for number in range(chats):
        of, messages = talk(6, f"c{number}")
        other = turn(f"o{number}", TextPart("other"), parent=f"c{number}2", chat_id=f"c{number}")
        root = turn(f"r{number}", TextPart("root"), role=Role.USER, chat_id=f"c{number}")
        told.append((of, [*messages, other, root] if number % 2 == 0 else messages))
    async with exporter(tmp_path, *told) as made:
        extent = await made.extent(Scope())
        assert extent.told == 6 * chats
        assert extent.messages == 6 * chats + 2 * len(told[::2])
        done = await exported(made, tmp_path / "x.md", MARKDOWN)
        assert done.messages == extent.told
        done = await exported(made, tmp_path / "x.md", replace(MARKDOWN, branches=True))
        assert done.messages == extent.messages


async def test_scopes_name_chats_folders_and_all_but_the_bin(tmp_path: Path) -> None:
    outer, inner = Folder(id="o", name="Outer"), Folder(id="i", parent_id="o", name="Inner")
    here = [talk(1, each, each) for each in "abcd"]
    placed = [
        (replace(here[0][0], folder_id="o", updated_at=9), here[0][1]),
        (replace(here[1][0], folder_id="i"), here[1][1]),
        here[2],
        (replace(here[3][0], deleted_at=5.0), here[3][1]),
    ]
    async with exporter(tmp_path, *placed) as made:
        for folder in (outer, inner):
            row = (folder.id, json.dumps(to_plain(folder)))
            await made._database.run(
                lambda db, row=row: db.execute("INSERT INTO folder (id, json) VALUES (?, ?)", row)
            )
        assert set(await made.ids(Scope())) == {"a", "b", "c"}
        assert await made.ids(Scope(folder_id="o")) == ("b", "a")  # the newest first
        assert await made.ids(Scope(chat_ids=("c", "a", "gone", "d"))) == ("c", "a")
        assert (await made.extent(Scope())).messages == 3
        assert (await made.extent(Scope(folder_id="i"))).title == "b"
        await exported(made, tmp_path / "x.md", MARKDOWN, Scope(folder_id="i"))
    assert 'folder: "Outer / Inner"' in (tmp_path / "x.md").read_text(encoding="utf-8")


async def test_a_folder_gets_a_file_for_each_chat_under_names_of_their_own(tmp_path: Path) -> None:
    titles = ["Same", "same", "a/b:c", "con", "", "x" * 300]
    chats = [talk(1, f"c{n}-", title) for n, title in enumerate(titles)]
    async with exporter(tmp_path, *chats) as made:
        options = ExportOptions(format=Format.HTML)
        first = await made.to_folder(Scope(), tmp_path, options, PLAIN_WORDS, no_matter)
        second = await made.to_folder(Scope(), tmp_path, options, PLAIN_WORDS, no_matter)
    assert first.path != second.path
    names = {path.name for path in Path(first.path).iterdir()}
    assert len(names) == len(titles)
    assert {"a b c.html", "con_.html"} <= names
    for path in Path(first.path).iterdir():
        strictly_read(path.read_text(encoding="utf-8"))


async def test_many_chats_in_one_page_have_a_table_of_contents(tmp_path: Path) -> None:
    chats = [talk(2, each, f"Chat <{each}>") for each in "abc"]
    async with exporter(tmp_path, *chats) as made:
        await exported(made, tmp_path / "x.html", ExportOptions(format=Format.HTML))
    page = strictly_read((tmp_path / "x.html").read_text(encoding="utf-8"))
    assert {"#c1", "#c2", "#c3"} <= set(page.links)
    for each in "abc":
        assert page.text.count(f"Chat <{each}>") >= 2


async def test_no_chats_make_an_empty_file(tmp_path: Path) -> None:
    async with exporter(tmp_path) as made:
        done = await exported(made, tmp_path / "x.json", ExportOptions(format=Format.JSON))
    assert done.chats == 0
    assert json.loads((tmp_path / "x.json").read_bytes())["chats"] == []


# Lossless, faithful, inert


@given(histories())
@settings(deadline=None, max_examples=25)
def test_json_holds_all_there_is(history: Histories) -> None:
    async def there_and_back() -> None:
        import tempfile

        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            async with exporter(folder, history) as made:
                options = ExportOptions(format=Format.JSON)
                await exported(made, folder / "x.json", options, Scope(chat_ids=("chat",)))
            raw = json.loads((folder / "x.json").read_bytes())
            told, messages = chat_from_json(raw)
            assert told == history[0]
            assert {m.id: m for m in messages} == {m.id: m for m in history[1]}
            places = {message.id: at for at, message in enumerate(messages)}
            for message in messages:
                assert message.parent_id is None or places[message.parent_id] < places[message.id]

    asyncio.run(there_and_back())


async def test_hostile_chats_are_inert_pages(tmp_path: Path) -> None:
    messages = [
        turn(f"m{n}", TextPart(said), parent=f"m{n - 1}" if n else None, at=float(n))
        for n, said in enumerate(HOSTILE)
    ]
    hostile = replace(chat(title=HOSTILE[2], leaf=messages[-1].id), tags=HOSTILE[:3])
    async with exporter(tmp_path, (hostile, messages)) as made:
        for format_ in (Format.HTML, Format.MARKDOWN):
            await exported(made, tmp_path / format_, ExportOptions(format=format_))
    page = strictly_read((tmp_path / "html").read_text(encoding="utf-8"))
    assert "<script>document.title='owned'</script>" in page.text


async def test_pictures_and_files_lie_beside_markdown(tmp_path: Path) -> None:
    message = turn(
        "m",
        TextPart("look"),
        ImagePart(data_uri=PICTURE, alt="../../pla<n>.png"),
        ImagePart(data_uri=PICTURE, alt="no ending"),
        FilePart("../etc/notes.txt", data_uri="data:text/plain;base64,aGVsbG8="),
        role=Role.USER,
    )
    async with exporter(tmp_path, (chat(leaf="m"), [message])) as made:
        await exported(made, tmp_path / "x.md", MARKDOWN)
        await exported(made, tmp_path / "x.md", MARKDOWN)
    told = (tmp_path / "x.md").read_text(encoding="utf-8")
    assert "x%20files%202/" in told  # what a person may have put into the first is left alone
    beside = tmp_path / "x files 2"
    assert sorted(path.name for path in beside.iterdir()) == [
        "no ending.png",
        "notes.txt",
        "pla n.png",
    ]
    assert (beside / "pla n.png").read_bytes() == PIXEL
    assert (beside / "notes.txt").read_text() == "hello"


FILES = {
    "../etc/notes.txt": "data:text/plain;base64,aGVsbG8=",
    'x" onclick="x\u202egnp.html': "data:text/html;base64,PHNjcmlwdD4=",
    "not whole.txt": "data:text/plain;base64,aGV>sbG8=",
    "no content.txt": "",
    "large.bin": "data:application/x;base64," + "A" * LARGEST_FILE,
}


async def test_files_lie_inside_of_html_as_far_as_they_fit(tmp_path: Path) -> None:
    files = [FilePart(name, data_uri=uri) for name, uri in FILES.items()]
    message = turn("m", TextPart("look"), *files, role=Role.USER)
    html = ExportOptions(format=Format.HTML)
    async with exporter(tmp_path, (chat(leaf="m"), [message])) as made:
        await exported(made, tmp_path / "x.html", html)
        await exported(made, tmp_path / "y.html", replace(html, attachments=False))
    page = strictly_read((tmp_path / "x.html").read_text(encoding="utf-8"))
    assert page.files == {"notes.txt": b"hello", 'x" onclick="xgnp.html': b"<script>"}
    bare = strictly_read((tmp_path / "y.html").read_text(encoding="utf-8"))
    assert not bare.files
    for told in (page.text, bare.text):
        assert all(clean_name(name) in told for name in FILES)


def test_a_page_takes_no_more_files_than_a_browser_holds() -> None:
    uri = "data:text/plain;base64," + "A" * 40
    inside = Inside(room=2 * len(uri))
    assert [inside.takes(uri) for _ in range(3)] == [True, True, False]


# Whole or not at all


async def test_a_place_that_is_taken_by_a_folder_is_named_and_nothing_is_left(
    tmp_path: Path,
) -> None:
    message = turn("m", ImagePart(data_uri=PICTURE, alt="plan"), role=Role.USER)
    (tmp_path / "out" / "x.md").mkdir(parents=True)
    async with exporter(tmp_path, (chat(leaf="m"), [message])) as made:
        with pytest.raises(TargetUnwritable):
            await exported(made, tmp_path / "out" / "x.md", MARKDOWN)
    assert [path.name for path in (tmp_path / "out").iterdir()] == ["x.md"]


@pytest.mark.parametrize("format_", [Format.MARKDOWN, Format.HTML, Format.JSON])
async def test_a_folder_that_goes_away_meanwhile_is_named(tmp_path: Path, format_: Format) -> None:
    message = turn("m", ImagePart(data_uri=PICTURE, alt="plan"), role=Role.USER)
    where = tmp_path / "out"
    where.mkdir()

    def gone(_progress: Progress) -> None:
        shutil.rmtree(where, ignore_errors=True)

    async with exporter(tmp_path, (chat(leaf="m"), [message])) as made:
        with pytest.raises(TargetUnwritable):
            await made.to_file(
                Scope(), where / "x", ExportOptions(format=format_), PLAIN_WORDS, gone
            )
    assert not where.exists()


async def test_cancelling_leaves_nothing_and_the_old_file_untouched(tmp_path: Path) -> None:
    database = await kept(tmp_path, talk(AT_ONCE * 8))
    target = tmp_path / "x.md"
    target.write_text("old")
    for to_folder in (False, True):
        begun = asyncio.Event()

        def tell(_progress: Progress, begun: asyncio.Event = begun) -> None:
            begun.set()

        made = Exporter(database, plain_press)
        work = made.to_folder if to_folder else made.to_file
        where = tmp_path if to_folder else target
        task = asyncio.create_task(work(Scope(), where, MARKDOWN, PLAIN_WORDS, tell))
        await begun.wait()
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
    await database.aclose()
    assert leftovers(tmp_path) == ["x.md"]
    assert target.read_text() == "old"


@contextmanager
def files_no_longer_than(size: int):  # type: ignore[no-untyped-def]
    """What a full disk does to whoever writes."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


async def test_a_full_disk_is_named_and_leaves_nothing(tmp_path: Path) -> None:
    database = await kept(tmp_path, talk(AT_ONCE * 4))
    made = Exporter(database, plain_press)
    for format_ in (Format.MARKDOWN, Format.HTML, Format.JSON):
        with files_no_longer_than(1_000), pytest.raises(DiskFull):
            await exported(made, tmp_path / "x", ExportOptions(format=format_))
    await database.aclose()
    assert leftovers(tmp_path) == []


async def test_where_nothing_can_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    async with exporter(tmp_path, talk(2)) as made:
        with pytest.raises(TargetUnwritable):
            await exported(made, tmp_path / "missing" / "x.md", MARKDOWN)
        with pytest.raises(TargetUnwritable):
            await exported(made, tmp_path / "file" / "x.md", MARKDOWN)
        locked = Path("/proc/none.md") if os.geteuid() == 0 else tmp_path / "locked" / "x.md"
        locked.parent.mkdir(mode=0o500, exist_ok=True)
        with pytest.raises((TargetReadOnly, TargetUnwritable)):
            await exported(made, locked, MARKDOWN)


async def test_a_chat_that_goes_meanwhile_is_left_out(tmp_path: Path) -> None:
    database = await kept(tmp_path, talk(2, "a", "first"), talk(2, "b", "second"))
    gone: list[asyncio.Task[object]] = []

    def tell(_progress: Progress) -> None:
        if not gone:
            statement = "UPDATE chat SET deleted_at = 1"
            gone.append(asyncio.create_task(database.run(lambda db: db.execute(statement))))

    made = Exporter(database, plain_press)
    await made.to_file(Scope(), tmp_path / "x.md", MARKDOWN, PLAIN_WORDS, tell)
    await asyncio.gather(*gone)
    await database.aclose()
    assert (tmp_path / "x.md").exists()


async def test_a_history_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    database = await kept(tmp_path, talk(2))
    await database.run(lambda db: db.execute("DROP TABLE folder"))
    made = Exporter(database, plain_press)
    with pytest.raises(AppError):
        await exported(made, tmp_path / "x.md", MARKDOWN)
    await database.aclose()
    assert leftovers(tmp_path) == []


async def test_what_is_kept_nowhere_can_be_exported(tmp_path: Path) -> None:
    from oriel.store.chats import add_chat
    from oriel.store.message_rows import add_messages

    database = await Database.in_memory()
    told, messages = talk(2)
    await database.run(lambda db: add_chat(db, told))
    await database.run(lambda db: add_messages(db, messages))
    await exported(Exporter(database, plain_press), tmp_path / "x.md", MARKDOWN)
    await database.aclose()
    assert "said 1" in (tmp_path / "x.md").read_text(encoding="utf-8")
