"""A picture or a text from the clipboard as a file, kept until its transfer has ended."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Collection
from contextlib import suppress
from functools import partial
from pathlib import Path

from PySide6.QtCore import QDateTime, QMimeData
from PySide6.QtGui import QImage

from oriel.ui.attaching.taken_in import has_picture, picture_of

LARGEST_TEXT = 20_000_000  # characters
_PREFIX, _STEM = "oriel-pasted-", "pasted-"


class PastedFiles:
    """Each has a folder of its own in the system's place for temporary files, by which it
    is known again after a restart."""

    def __init__(self) -> None:
        self._made: set[str] = set()

    def maker(self, data: QMimeData) -> Callable[[], str] | None:
        """What makes a file of a picture or a text, and says its path; for a thread. Raises
        OSError when it cannot be written. None when there is nothing to make one of."""
        if has_picture(data) and (picture := picture_of(data)) is not None:
            if isinstance(picture, QImage):
                return partial(self._make, ".png", partial(_save, picture))
            content, ending = picture
            return partial(self._make, ending, partial(_write, content))
        text = data.text()
        if not text.strip() or len(text) > LARGEST_TEXT:
            return None
        return partial(self._make, ".txt", partial(_write_text, text))

    def drop(self, path: str) -> None:
        """Deletes a file if it was made of what was pasted, in this run or an earlier one."""
        file = Path(path)
        folder = file.parent
        ours = folder.name.startswith(_PREFIX) and file.name.startswith(_STEM)
        if ours and folder.parent == Path(tempfile.gettempdir()):
            # The system clears its place for temporary files by itself, too.
            with suppress(OSError):
                file.unlink(missing_ok=True)
                folder.rmdir()
        self._made.discard(path)

    def close(self, still_needed: Collection[str]) -> None:
        """Deletes those of this run, but for those whose transfer goes on at the next start."""
        for path in self._made - set(still_needed):
            self.drop(path)

    def _make(self, ending: str, write: Callable[[Path], None]) -> str:
        stem = QDateTime.currentDateTime().toString("yyyy-MM-dd-HHmmss")
        path = Path(tempfile.mkdtemp(prefix=_PREFIX)) / f"{_STEM}{stem}{ending}"
        self._made.add(str(path))
        write(path)
        return str(path)


def _save(picture: QImage, path: Path) -> None:
    if not picture.save(str(path)):
        raise OSError(f"cannot write {path.name}")


def _write(content: bytes, path: Path) -> None:
    path.write_bytes(content)


def _write_text(text: str, path: Path) -> None:
    path.write_text(text, encoding="utf-8", errors="replace")
