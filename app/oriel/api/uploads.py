"""A file on its way to a service: read from disk as it is sent, never held whole.

The same for the service's files and for those in containers.
"""

from __future__ import annotations

import errno
import io
import threading
from pathlib import Path

import h11

from oriel.api.downloads import Progress
from oriel.api.http import Wire
from oriel.api.items import Json, word
from oriel.api.opening import opened
from oriel.domain.errors import AnswerUnreadable

_LONGEST_ID = 2_000  # characters; no address holds much more


async def send_file(
    wire: Wire,
    to: str,
    path: Path,
    name: str,
    media_type: str,
    form: dict[str, str] | None = None,
    progress: Progress | None = None,
    *,
    once: bool = False,
) -> Json:
    """The object the service made of the file at `path`. `progress` hears how many bytes have
    gone out, from 0 again when the request is sent again; with `once` it never is. Raises as
    Wire.call, AnswerUnreadable also for an answer without an id that
    can be used, and OSError when the file
    cannot be read, or grows or shrinks meanwhile. Cancelling closes the connection at
    once."""
    sender = threading.get_ident()
    file = await opened(lambda: _Counted(path, progress or _unheard, sender))
    try:
        made = await wire.send_form(to, form or {}, name, file, media_type, once=once)
    except h11.LocalProtocolError as error:
        # More or less came out of it than was announced; httpcore lets that through.
        raise OSError(errno.EIO, "The file changed its size while it was read.") from error
    finally:
        file.close()
    if not isinstance(made, dict) or not 0 < len(word(made.get("id"))) <= _LONGEST_ID:
        raise AnswerUnreadable(host=wire.host, status=200, detail="no file id")
    return made


class _Counted(io.FileIO):
    """A file that tells how far it was read in the thread that sends it.

    A body that is signed is read twice: first in another thread, to hash it. That is no
    sending.
    """

    def __init__(self, path: Path, progress: Progress, sender: int) -> None:
        super().__init__(path, "rb")
        self._progress = progress
        self._sender = sender

    def read(self, size: int | None = -1, /) -> bytes:
        chunk = super().read(-1 if size is None else size) or b""
        if threading.get_ident() == self._sender:
            self._progress(self.tell())
        return chunk


def _unheard(count: int) -> None:
    pass
