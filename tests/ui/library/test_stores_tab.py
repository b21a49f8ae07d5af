"""The Vector stores tab as a person uses it, on the real local service."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from tests.ui.library.stores_rooms import Opened, stores_tab

from oriel.ui.view_models.store_rows import RowState


@pytest.fixture
async def opened(tmp_path: Path) -> AsyncIterator[Opened]:
    async with stores_tab(tmp_path) as made:
        yield made


async def test_stores_are_listed_and_one_is_opened_with_its_files(opened: Opened) -> None:
    ids = [await opened.upload(f"note {n}.md") for n in range(3)]
    store_id = await opened.store("Notes", *ids)
    await opened.store("Empty")
    await opened.show()
    assert sorted(opened.names) == ["Empty", "Notes"]
    await opened.open(store_id)
    assert opened.states() == {f"note {n}.md": RowState.READY for n in range(3)}
