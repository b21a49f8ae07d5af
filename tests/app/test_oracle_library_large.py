"""A large file on its way to Oracle Cloud, signed: gone over to be hashed, sent once, counted."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.app.oracle_library import with_session

from oriel.domain.transfers import Stage, Transfer
from waiting import until

SIZE = 24_000_000


@pytest.mark.limit(90)
async def test_its_progress_is_that_of_the_sending(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with with_session(tmp_path, monkeypatch) as reader:
        big = tmp_path / "big.pdf"
        big.write_bytes(b"%PDF" + bytes(SIZE - 4))
        heard: list[Transfer] = []
        reader.who.desk.shell.transfers.changed.connect(heard.extend)
        await reader.drop("files", big)
        await until(lambda: heard and heard[-1].stage is Stage.DONE)
        sending = [each.done_bytes for each in heard if each.stage is Stage.SENDING]
        assert sending == sorted(sending)
        assert all(0 <= count <= SIZE for count in sending)
        assert all(not each.done_bytes for each in heard if each.stage is Stage.CHECKING)
        (file,) = reader.shelves.files.values()
        assert (file["bytes"], file["filename"]) == (SIZE, "big.pdf")
        posts = [
            s for s in reader.cloud.data.seen if (s.method, s.path) == ("POST", "/openai/v1/files")
        ]
        (sent,) = posts
        assert sent.headers["content-length"] == str(sent.size)
        assert reader.cloud.data.refusals == []
