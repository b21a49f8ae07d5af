"""The columns of the usage table."""

from __future__ import annotations

from collections.abc import Callable

from oriel.domain.spending import Spent
from oriel.ui.count_text import count_text
from oriel.ui.library.table.columns import Column
from oriel.ui.usage.report import UsageRow
from oriel.ui.usage.words import money_text, t

NAME, TOTAL = "name", "total"


def usage_columns() -> list[Column[UsageRow]]:
    return [
        Column(
            id=NAME,
            title=t("Name"),
            value=lambda row: row.order,
            text=lambda row: row.name,
            width=230,
            stretch=True,
        ),
        _count("answers", t("Answers"), lambda spent: spent.tokens.answers, yields=2, width=92),
        _count("input", t("Read"), lambda spent: spent.tokens.input, yields=3),
        _count("cached", t("From cache"), lambda spent: spent.tokens.cached, yields=5),
        _count("output", t("Written"), lambda spent: spent.tokens.output, yields=4),
        _count("reasoning", t("Reasoning"), lambda spent: spent.tokens.reasoning, yields=6),
        _count(TOTAL, t("Tokens"), lambda spent: spent.tokens.total),
        Column(
            id="cost",
            title=t("Cost"),
            value=_first_amount,
            text=cost_text,
            tone=_cost_tone,
            tooltip=_cost_told,
            align_right=True,
            width=150,
        ),
    ]


def cost_text(row: UsageRow) -> str:
    spent = row.spent
    if spent.money:
        said = money_text(spent.money)
        return f"{said} +" if spent.unpriced.total else said
    return t("no price") if spent.unpriced.total else ""


def _first_amount(row: UsageRow) -> float | None:
    amounts = list(row.spent.money.values())
    return float(amounts[0]) if amounts else None


def _cost_tone(row: UsageRow) -> str:
    return "" if row.spent.money else "muted"


def _cost_told(row: UsageRow) -> str:
    if not row.spent.unpriced.total:
        return ""
    return t("{count} tokens have no price", count=count_text(row.spent.unpriced.total))


def _count(
    column_id: str, title: str, of: Callable[[Spent], int], *, yields: int = 0, width: int = 124
) -> Column[UsageRow]:
    return Column(
        id=column_id,
        title=title,
        value=lambda row: of(row.spent),
        text=lambda row: count_text(of(row.spent)),
        align_right=True,
        width=width,
        yields=yields,
    )
