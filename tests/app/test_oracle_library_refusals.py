"""What Oracle Cloud refuses, said in words where it is met; nothing is lost by it."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.app.oracle_library import Reader, reader_by, with_key, written

from fake_oracle.control_plane import PLACE
from oriel.domain.transfers import Stage
from oriel.services.library_store_values import StoreDraft
from oriel.ui.library.transfers.words import failure_text
from oriel.ui.view_models.store_rows import RowState
from waiting import emitted, until

both_ways = pytest.mark.parametrize("way", ["key", "session"])


@both_ways
@pytest.mark.limit(60)
async def test_a_new_store_takes_files_though_the_data_plane_does_not_know_it_yet(
    way: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with reader_by(way, tmp_path, monkeypatch) as reader:
        reader.shelves.unknown_for = 2
        store_id = await reader.make_store("Notes")
        await reader.open_store(store_id)
        assert "no longer has" not in reader.said()
        await until(lambda: "No files are in this store yet." in reader.said())
        reader.shelves._unknown[store_id] = 2  # it forgets it again
        await reader.drop("store_files", *written(tmp_path / "in", a="One.", b="Two."))
        assert reader.stages == {Stage.DONE}
        await until(lambda: states(reader) == {"a.md": RowState.READY, "b.md": RowState.READY})


POLICY = {
    "key": "allow any-user to use generative-ai-family in compartment id "
    f"{PLACE} where ALL {{request.principal.type='generativeaiapikey'}}",
    "session": f"allow group <group> to use generative-ai-family in compartment id {PLACE}",
}


@both_ways
@pytest.mark.limit(60)
async def test_files_that_no_policy_allows(
    way: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with reader_by(way, tmp_path, monkeypatch) as reader:
        reader.shelves.forbidden = {"files"}
        reader.library.page.refresh()
        await until(lambda: "Not allowed, or not there." in reader.said())
        assert POLICY[way] in reader.said()
        await reader.make_store("Notes")
        assert "Not allowed" not in reader.said()
        reader.library.page.show_tab("files")
        await reader.drop("files", *written(tmp_path / "in", a="One."))
        assert reader.stages == {Stage.FAILED}
        assert POLICY[way] in tips(reader)
        reader.shelves.forbidden = set()
        reader.library.page.refresh()
        await until(lambda: "No files yet" in reader.said())
        reader.who.desk.shell.transfers.retry_failed()
        await until(lambda: reader.stages == {Stage.DONE})
        await until(lambda: reader.names("files") == ["a.md"])


@both_ways
@pytest.mark.limit(60)
async def test_stores_that_no_policy_allows(
    way: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with reader_by(way, tmp_path, monkeypatch) as reader:
        reader.shelves.forbidden = {"vector_stores", "store_files"}
        assert reader.area
        await until(lambda: "Not allowed, or not there." in reader.said())
        assert POLICY[way] in reader.said()
        reader.library.page.show_tab("files")
        await reader.drop("files", *written(tmp_path / "in", a="One."))
        await until(lambda: reader.names("files") == ["a.md"])


@both_ways
@pytest.mark.limit(60)
async def test_a_store_whose_files_no_policy_allows(
    way: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with reader_by(way, tmp_path, monkeypatch) as reader:
        store_id = await reader.make_store("Notes")
        listed = emitted(reader.library._models.stores.files.completed)
        await reader.open_store(store_id)
        await listed
        reader.shelves.forbidden = {"store_files"}
        reader.library.page.refresh()
        await until(lambda: "Not allowed, or not there." in reader.said())
        assert POLICY[way] in reader.said()
        assert "no longer has" not in reader.said()
        reader.area.ask((store_id,), "heron")
        await until(lambda: "The store was not found." in reader.said())
        assert "what no policy allows" in reader.said()
        assert POLICY[way] in reader.said()


@pytest.mark.limit(60)
@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"project_id": ""}, "No project is set."),
        (
            {"project_id": "ocid1.generativeaiproject.oc1.eu-frankfurt-1.amaaaaaaone"},
            "The project is in another region.",
        ),
    ],
)
async def test_a_project_that_is_missing_or_elsewhere(
    changes: dict[str, str], words: str, tmp_path: Path
) -> None:
    async with with_key(tmp_path, **changes) as reader:
        await until(lambda: words in reader.said())
        await reader.drop("files", *written(tmp_path / "in", a="One."))
        assert reader.stages == {Stage.FAILED}
        assert words in tips(reader)
        store_id = await reader.make_store("Notes")
        await reader.open_store(store_id)
        await until(lambda: words in reader.said())
        reader.library.page.show_tab("containers")
        await until(lambda: words in reader.said())


def states(reader: Reader) -> dict[str, RowState]:
    return {row.name: row.state for row in reader.table("store_files").all_records()}


def tips(reader: Reader) -> str:
    """What is said of the transfers under the mouse."""
    return "\n".join(failure_text(transfer) for transfer in reader.transfers)


@pytest.mark.limit(60)
async def test_a_new_store_is_filled_with_files_of_the_service_as_soon_as_it_is_known(
    tmp_path: Path,
) -> None:
    async with with_key(tmp_path) as reader:
        await reader.drop("files", *written(tmp_path / "in", a="One.", b="Two."))
        reader.shelves.unknown_for = 2
        stores = reader.library._models.stores.stores
        assert reader.area
        await until(lambda: reader.who.sees("new_store"))
        saved = emitted(stores.saved, timeout=20)
        stores.create(StoreDraft(name="Both", file_ids=tuple(reader.shelves.files)))
        store, files, _ = await saved
        assert (len(files.done), files.refused) == (2, ())
        assert len(reader.shelves.inside[store.id]) == 2
