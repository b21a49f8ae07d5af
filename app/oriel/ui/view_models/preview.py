"""Which file is looked at: the newest wish counts, whatever an older one still brings."""

from __future__ import annotations

import asyncio
from typing import Any

from PySide6.QtCore import QObject, QTimer, Signal

from oriel.domain.errors import AppError
from oriel.services.preview import Fetch, preview_of
from oriel.services.tasks import TaskScope

REST_MS = 120  # who runs through a list with the arrow keys wants to see where they stop


class PreviewViewModel(QObject):
    """`loading(name)`, then `ready(Preview, Drawing)` or `not_shown(AppError)`; `cleared()`.
    `failed(BaseException)` is a bug of ours."""

    loading = Signal(str)
    ready = Signal(object, object)
    not_shown = Signal(object)
    cleared = Signal()
    failed = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self._scope = TaskScope(self.failed.emit)
        self._task: asyncio.Task[Any] | None = None
        self._key = ""
        self._wanted: tuple[Fetch, str, int] | None = None
        self._rest = QTimer(self)
        self._rest.setSingleShot(True)
        self._rest.setInterval(REST_MS)
        self._rest.timeout.connect(self._begin)

    @property
    def key(self) -> str:
        """What is shown, or on its way; "" for nothing."""
        return self._key

    def show(self, key: str, fetch: Fetch, name: str, size: int) -> None:
        """Looks at a file of `size` bytes (0: not known), of which `fetch` gets what is in
        it. `key` names it: asking for what is there already changes nothing."""
        if key == self._key or self._scope.closed:  # a selection may settle after the end
            return
        self._stop()
        self._key, self._wanted = key, (fetch, name, size)
        self.loading.emit(name)
        self._rest.start()

    def again(self) -> None:
        """Fetches the same once more, as after a failure."""
        if self._wanted is not None:
            self._stop()
            self.loading.emit(self._wanted[1])
            self._begin()

    def clear(self) -> None:
        """Nothing is looked at any more."""
        self._stop()
        if self._key:
            self._key, self._wanted = "", None
            self.cleared.emit()

    async def aclose(self) -> None:
        self._rest.stop()
        await self._scope.aclose()

    def _stop(self) -> None:
        self._rest.stop()
        if self._task is not None:
            self._task.cancel()
            self._task = None

    def _begin(self) -> None:
        if self._wanted is not None:
            self._task = self._scope.start_if_open(self._look(*self._wanted), "preview")

    async def _look(self, fetch: Fetch, name: str, size: int) -> None:
        # Decoding and colouring import much that a person who looks at nothing never needs.
        from oriel.ui.library.preview.drawing import drawn

        try:
            preview = await preview_of(fetch, name, size)
            drawing = await asyncio.to_thread(drawn, preview)
        except AppError as error:
            self.not_shown.emit(error)
        else:
            self.ready.emit(preview, drawing)
