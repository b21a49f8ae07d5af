"""What Oracle's stores do not take, and what is said of it: before it is sent where possible."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from tests.app.oracle_library import Reader, with_key, written

from oriel.domain.retrieval import SearchSettings
from oriel.domain.transfers import Stage, UploadTo
from oriel.services.library_store_values import Chunking
from oriel.ui.library.intake.dialog import IntakeDialog
from oriel.ui.library.retrieval.view import RetrievalView
from oriel.ui.library.transfers.words import failure_text
from oriel.ui.view_models.store_rows import RowState
from waiting import emitted, until


@pytest.mark.limit(60)
async def test_settings_of_a_search_that_are_not_taken_are_left_out_and_told(
    tmp_path: Path,
) -> None:
    async with with_key(tmp_path) as reader:
        store_id = await reader.make_store("Birds")
        await reader.open_store(store_id)
        texts = {"heron": "The heron stands still.", "kite": "A heron is no kite."}
        await reader.drop("store_files", *written(tmp_path / "in", **texts))
        reader.shelves.not_taken = {"rewrite_query", "ranking_options"}
        reader.area.ask((store_id,))
        (view,) = reader.who.desk.window.findChildren(RetrievalView)
        view.set_settings(0, SearchSettings(rewrite=True, ranker="auto", threshold=0.9))
        found = emitted(reader.library._models.retrieval.searched)
        reader.area.ask((store_id,), "heron stands still")
        _, run = await found
        assert [hit.filename for hit in run.hits] == ["heron.md"]  # the score is held to here
        said = reader.said()
        assert "does not take it: the ranker, rewriting the question." in said
        assert not run.troubles


@pytest.mark.limit(60)
async def test_kinds_that_stores_refuse_are_told_before_anything_is_sent(tmp_path: Path) -> None:
    async with with_key(tmp_path) as reader:
        await reader.open_store(await reader.make_store("Notes"))
        (plain,) = written(tmp_path / "in", plain="Plain words.")
        report = tmp_path / "in" / "report.docx"
        report.write_bytes(b"PK of a document")
        reader.table("store_files").dropped.emit([str(plain), str(report)])
        reader.click("personal_data_agree")
        await until(lambda: any(d.was_shown_a_plan for d in intakes(reader)))
        (dialog,) = intakes(reader)
        rows = dialog._list.model()
        shown = [rows.index(n, 0).data(Qt.ItemDataRole.AccessibleTextRole) for n in range(9)]
        assert any("Stores here refuse .docx" in str(text) for text in shown), shown
        assert reader.shelves.names() == []
        reader.click("intake_upload")
        await until(lambda: reader.stages == {Stage.DONE})
        assert reader.shelves.names() == ["plain.md"]


def intakes(reader: Reader) -> list[IntakeDialog]:
    return [d for d in reader.who.desk.window.findChildren(IntakeDialog) if d.isVisible()]


@pytest.mark.limit(60)
async def test_one_file_that_is_refused_all_the_same_spoils_no_other(tmp_path: Path) -> None:
    async with with_key(tmp_path) as reader:
        store_id = await reader.make_store("Notes")
        paths = written(tmp_path / "in", a="One.", b="Two.", c="Three.")
        report = tmp_path / "in" / "report.docx"
        report.write_bytes(b"PK of a document")
        to = UploadTo(purpose="assistants", store_id=store_id, store_name="Notes")
        transfers = reader.who.desk.shell.transfers
        transfers.upload("pair", [str(path) for path in (*paths, report)], to)
        await until(lambda: len(reader.transfers) == 4)
        await until(lambda: all(each.stage.has_ended for each in reader.transfers), 30)
        ended = {each.name: each.stage for each in reader.transfers}
        done = dict.fromkeys(("a.md", "b.md", "c.md"), Stage.DONE)
        assert ended == {**done, "report.docx": Stage.FAILED}
        (failed,) = (each for each in reader.transfers if each.stage is Stage.FAILED)
        assert "Unsupported file type: .docx" in failure_text(failed)
        assert len(reader.shelves.inside[store_id]) == 3
        assert len(reader.shelves.names()) == len(set(reader.shelves.names()))


@pytest.mark.limit(60)
async def test_sizes_of_chunks_that_are_not_kept_are_said_to_be_unknown(tmp_path: Path) -> None:
    async with with_key(tmp_path) as reader:
        await reader.drop("files", *written(tmp_path / "in", a="One."))
        store_id = await reader.make_store("Notes")
        await reader.open_store(store_id)
        models = reader.library._models.stores
        place = models.files.place
        assert place is not None
        models.changes.attach(place, list(reader.shelves.files), Chunking(200, 50))
        table = reader.table("store_files")
        await until(lambda: {r.state for r in table.all_records()} == {RowState.READY}, 15)
        (sent,) = (s for s in reader.cloud.data.seen if s.method == "POST" and "vs_" in s.path)
        assert b"max_chunk_size_tokens" in sent.body
        (row,) = table.all_records()
        table.select_keys([row.key])
        reader.area.stores.page._both.open_pane()
        await until(lambda: "The service does not say" in reader.said())


@pytest.mark.limit(60)
async def test_personal_data_is_warned_of_once_and_for_good(tmp_path: Path) -> None:
    for name in ("first", "second"):
        async with with_key(tmp_path) as reader:
            (path,) = written(tmp_path / "in", **{name: f"This is the {name}."})
            reader.table("files").dropped.emit([str(path)])
            warns = reader.who.sees("personal_data_dialog")
            assert warns is (name == "first")
            if warns:
                assert "Do not upload personal or regulated data" in reader.said()
                assert reader.transfers == ()
                reader.click("personal_data_agree")
            await until(lambda: reader.stages == {Stage.DONE})
            await until(lambda: reader.names("files"))
            (other,) = written(tmp_path / "in", other=f"Another of the {name}.")
            reader.table("files").dropped.emit([str(other)])
            assert not reader.who.sees("personal_data_dialog")
            await until(lambda: len(reader.shelves.files) == 2)
