"""What answers cost, summed by the days of this computer's clock."""

from __future__ import annotations

import random
import time
from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from oriel.domain.chats import Chat
from oriel.domain.messages import Message, Role
from oriel.domain.prices import Price, Tokens
from oriel.domain.spending import Days, Span, local_day, local_midnight
from oriel.domain.stopping import StopReason
from oriel.domain.usage import Usage
from oriel.services.usage import Spending
from oriel.store.chats import ChatTable
from oriel.store.database import Database
from oriel.store.messages import MessageTable
from oriel.store.prices import PriceTable
from oriel.store.spent import SpentTable

DAY = date(2026, 3, 15)


@pytest.fixture(params=["UTC", "America/New_York", "Asia/Kathmandu", "Australia/Lord_Howe"])
def zone(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    if not hasattr(time, "tzset"):
        pytest.skip("the zone of this system cannot be set")
    monkeypatch.setenv("TZ", request.param)
    time.tzset()
    yield request.param
    monkeypatch.undo()
    time.tzset()


async def answers(database: Database, *rows: tuple[float, str, str, Usage]) -> None:
    await ChatTable(database).add(Chat(id="c", created_at=1, updated_at=1))
    table = MessageTable(database)
    for number, (at, connection_id, model, usage) in enumerate(rows):
        await table.add(
            Message(
                id=f"a{number}",
                chat_id="c",
                parent_id=None,
                role=Role.ASSISTANT,
                created_at=at,
                model=model,
                connection_id=connection_id,
                usage=usage,
                stop_reason=StopReason.FINISHED,
            )
        )


async def test_a_day_is_from_midnight_to_midnight_also_when_the_clock_is_changed(
    zone: str, tmp_path: Path
) -> None:
    database = await Database.open(tmp_path / "oriel.db")
    # A year, so that whichever day the clock is put forward or back is among them.
    days = [DAY + timedelta(days=n) for n in range(366)]
    ends = [local_midnight(day + timedelta(days=1)) - 0.5 for day in days]
    begins = [local_midnight(day) for day in days]
    usage = Usage(10, 1, 11)
    await answers(database, *((at, "con", "m", usage) for at in begins + ends))
    try:
        found, bars = await SpentTable(database).by_day(Days(days[0], days[-1]))
    finally:
        await database.aclose()
    assert [each.day for each in found] == days
    assert sum(each.tokens.input for each in bars) == 20 * len(days)
    assert {each.tokens for each in found} == {Tokens(2, 20, 2)}


async def test_models_and_connections_are_kept_apart_and_days_beyond_left_out(
    tmp_path: Path,
) -> None:
    noon = local_midnight(DAY) + 43_200
    database = await Database.open(tmp_path / "oriel.db")
    await answers(
        database,
        (noon, "one", "m", Usage(100, 20, 120, 40, 10)),
        (noon + 1, "one", "m", Usage(1, 2, 3)),
        (noon, "two", "m", Usage(5, 5, 10)),
        (noon, "one", "n", Usage(7, 7, 14)),
        (noon + 86_400, "one", "m", Usage(9, 9, 18)),
        (noon - 86_400, "one", "m", Usage(9, 9, 18)),
    )
    try:
        found, _ = await SpentTable(database).by_day(Days(DAY, DAY))
        oldest = await SpentTable(database).oldest()
    finally:
        await database.aclose()
    assert {(each.connection_id, each.model): each.tokens for each in found} == {
        ("one", "m"): Tokens(2, 101, 22, 40, 10),
        ("two", "m"): Tokens(1, 5, 5),
        ("one", "n"): Tokens(1, 7, 7),
    }
    assert oldest == DAY - timedelta(days=1)


async def test_a_usage_that_is_none_keeps_nothing_from_being_written_or_summed(
    tmp_path: Path,
) -> None:
    database = await Database.open(tmp_path / "oriel.db")
    noon = local_midnight(DAY) + 43_200
    most = 10**15
    await answers(
        database,
        (noon, "con", "m", Usage("many", -5, 0, 1.5)),  # type: ignore[arg-type]
        *((noon, "con", "m", Usage(most, most, most)) for _ in range(20)),
    )
    odd = "UPDATE message SET usage = '[1, 2]' WHERE id = 'a3'"
    await database.run(lambda db: db.execute(odd))
    try:
        ((found,), _) = await SpentTable(database).by_day(Days(DAY, DAY))
    finally:
        await database.aclose()
    assert found.tokens.answers == 21
    assert found.tokens.input == 19 * 10**12


async def test_answers_of_odd_times_are_read_without_an_end(tmp_path: Path) -> None:
    database = await Database.open(tmp_path / "oriel.db")
    usage = Usage(1, 1, 2)
    times = [0.0, -5e12, 1e300, float("inf"), 1.0, time.time()]
    await answers(database, *((at, "con", "m", usage) for at in times))
    try:
        read = await Spending(SpentTable(database), PriceTable(database)).read(
            Span.ALL, local_day(time.time())
        )
    finally:
        await database.aclose()
    assert read.sums[-1].tokens.answers == 1


async def test_any_stretch_sums_what_lies_in_it(tmp_path: Path) -> None:
    chance = random.Random(7)
    begin = local_midnight(DAY)
    rows = [(begin + chance.random() * 40 * 86_400, "con", "m", Usage(1, 0, 1)) for _ in range(300)]
    database = await Database.open(tmp_path / "oriel.db")
    await answers(database, *rows)
    try:
        for first, count in [(0, 1), (3, 9), (0, 41), (20, 2)]:
            days = Days(DAY + timedelta(days=first), DAY + timedelta(days=first + count - 1))
            found, _ = await SpentTable(database).by_day(days)
            among = [at for at, *_ in rows if days.first <= local_day(at) <= days.last]
            assert sum(each.tokens.input for each in found) == len(among)
    finally:
        await database.aclose()


async def test_prices_are_kept_replaced_and_forgotten(tmp_path: Path) -> None:
    database = await Database.open(tmp_path / "oriel.db")
    price = Price(id="p", model="m", currency="USD", input=Decimal("2.5"), output=Decimal(10))
    other = Price(id="q", model="n", currency="€", input=Decimal(), output=Decimal("0.000000001"))
    spending = Spending(SpentTable(database), PriceTable(database))
    try:
        await spending.put_prices(price, other)
        assert await spending.prices() == [price, other]
        await spending.delete_price("p")
        read = await spending.read(Span.WEEK, DAY)
        assert read.prices == (other,)
        assert (read.sums, read.oldest) == ((), None)
    finally:
        await database.aclose()
