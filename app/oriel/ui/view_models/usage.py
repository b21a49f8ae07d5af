"""What was spent, as the usage page asks for it, and the person's price list."""

from __future__ import annotations

from collections.abc import Coroutine
from datetime import datetime
from typing import Any

from PySide6.QtCore import QObject, Signal

from oriel.domain.errors import AppError
from oriel.domain.prices import Price
from oriel.domain.spending import Days, Span
from oriel.services.tasks import TaskScope
from oriel.services.usage import Spending
from oriel.ui.view_models.latest_tasks import LatestTasks


class UsageViewModel(QObject):
    """`loading()`, then `read(UsageRead)` or `not_read(AppError)`; `prices_listed(tuple[Price])`;
    `price_deleted(Price)`, which `put_prices` brings back; `failed(error)`."""

    loading = Signal()
    read = Signal(object)
    not_read = Signal(object)
    prices_listed = Signal(object)
    price_deleted = Signal(object)
    failed = Signal(object)

    def __init__(self, spending: Spending) -> None:
        super().__init__()
        self._spending = spending
        self._scope = TaskScope(self.failed.emit)
        self._latest = LatestTasks(self._scope, "usage")
        self._asked: tuple[Span, Days | None] = (Span.MONTH, None)

    def show(self, span: Span, own: Days | None = None) -> None:
        """Reads a stretch of time that ends today; what is still being read is given up."""
        self._asked = (span, own)
        self.refresh()

    def refresh(self) -> None:
        self.loading.emit()
        self._latest.start("read", self._read(*self._asked))

    def give_up(self) -> None:
        """Breaks off what is still being read."""
        self._latest.end("read")

    def put_prices(self, *prices: Price) -> None:
        self._do(self._put(prices), "put price")

    def delete_price(self, price: Price) -> None:
        self._do(self._delete(price), "delete price")

    async def aclose(self) -> None:
        await self._scope.aclose()

    def _do(self, work: Coroutine[Any, Any, None], name: str) -> None:
        self._scope.start_if_open(work, f"usage: {name}")

    async def _read(self, span: Span, own: Days | None) -> None:
        today = datetime.now().astimezone().date()
        try:
            found = await self._spending.read(span, today, own)
        except AppError as error:
            self.not_read.emit(error)
        else:
            self.prices_listed.emit(found.prices)
            self.read.emit(found)

    async def _put(self, prices: tuple[Price, ...]) -> None:
        await self._spending.put_prices(*prices)
        self.refresh()

    async def _delete(self, price: Price) -> None:
        await self._spending.delete_price(price.id)
        self.price_deleted.emit(price)
        self.refresh()
