"""Files made of what was pasted: kept until they were sent, and nothing else is deleted."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData
from PySide6.QtWidgets import QApplication

from oriel.ui.library.intake.pasted import LARGEST_TEXT, PastedFiles


@pytest.fixture(autouse=True)
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, qapp: QApplication) -> Path:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    return tmp_path


def pasted(files: PastedFiles, text: str) -> Path:
    data = QMimeData()
    data.setText(text)
    make = files.maker(data)
    assert make is not None
    return Path(make())


def test_it_goes_when_it_was_sent_or_is_not_sent() -> None:
    files = PastedFiles()
    sent, left = pasted(files, "one"), pasted(files, "two")
    assert sent.read_text() == "one"
    files.drop(str(sent))
    assert not sent.parent.exists()
    files.close(still_needed={str(left)})
    assert left.exists()
    files.close(still_needed=())
    assert not left.parent.exists()


def test_the_system_may_have_cleared_it_away_before(place: Path) -> None:
    files = PastedFiles()
    gone, full = pasted(files, "one"), pasted(files, "two")
    shutil.rmtree(gone.parent)
    other = full.parent / "somebody else's"
    other.write_text("kept")
    for path in (gone, full):
        files.drop(str(path))
        files.drop(str(path))
    assert [each.name for each in place.rglob("*") if each.is_file()] == [other.name]


@pytest.mark.parametrize(
    "path",
    [
        "pasted-notes.txt",
        "oriel-pasted-x/notes.txt",
        "deep/oriel-pasted-x/pasted-a.txt",
        "oriel-pasted-x/../pasted-a.txt",
    ],
)
def test_no_file_of_the_persons_own_is_deleted(path: str, place: Path) -> None:
    for folder in ("oriel-pasted-x", "deep/oriel-pasted-x"):
        (place / folder).mkdir(parents=True)
    (place / path).write_text("mine")
    PastedFiles().drop(str(place / path))
    assert (place / path).read_text() == "mine"


@pytest.mark.parametrize("text", ["", " \n", "x" * (LARGEST_TEXT + 1)])
def test_of_nothing_or_far_too_much_no_file_is_made(text: str, place: Path) -> None:
    data = QMimeData()
    data.setText(text)
    assert PastedFiles().maker(data) is None
    assert not list(place.iterdir())


def test_half_a_character_is_no_obstacle() -> None:
    assert pasted(PastedFiles(), "half \ud83d of it").read_text().startswith("half ")
