"""The usage page: sums, bars, rows, prices; what is painted, spoken and written to a file."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QAccessible
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from oriel.domain.csv_out import csv_text
from oriel.domain.prices import Price, Tokens
from oriel.domain.spending import Days, DaySum, Span, by_bars, step_for
from oriel.services.usage import UsageRead
from oriel.ui.usage.chart import UsageChart, ticks_to
from oriel.ui.usage.columns import cost_text
from oriel.ui.usage.page import UsagePage
from oriel.ui.usage.prices_dialog import PricesDialog
from oriel.ui.usage.report import By, Report
from oriel.ui.usage.words import amount_text

TODAY = date(2026, 3, 15)
MILLION = 1_000_000
NAMES = {"con": "Chicago", "here": "On this computer"}


def a_sum(days_ago: int, model: str, tokens: int, connection: str = "con") -> DaySum:
    return DaySum(TODAY - timedelta(days=days_ago), connection, model, Tokens(1, tokens, tokens))


def a_price(model: str, amount: str, currency: str = "USD") -> Price:
    value = Decimal(amount)
    return Price(id=model, model=model, currency=currency, input=value, output=value)


def a_read(*sums: DaySum, prices: tuple[Price, ...] = (), days: int = 30) -> UsageRead:
    oldest = min((each.day for each in sums), default=None)
    shown = Days(TODAY - timedelta(days=days - 1), TODAY)
    return UsageRead(shown, sums, tuple(by_bars(sums, step_for(shown))), prices, oldest)


def named(connection_id: str) -> str:
    return NAMES.get(connection_id, "gone")


def a_report(*sums: DaySum, **more: Any) -> Report:
    return Report(a_read(*sums, **more), named)


# The report


def test_bars_hold_what_their_days_took_and_the_empty_days_too() -> None:
    chart = a_report(a_sum(0, "m", 5), a_sum(0, "n", 2), a_sum(29, "m", 1)).chart(By.MODEL, "")
    assert len(chart.bars) == 30
    assert chart.bars[-1].values == (10, 4)
    assert chart.bars[0].height == 2
    assert [bar.height for bar in chart.bars[1:-1]] == [0] * 28
    assert [series.name for series in chart.series] == ["m", "n"]


def test_more_models_than_colours_are_shown_together() -> None:
    sums = [a_sum(0, f"model-{n}", 100 - n) for n in range(9)]
    chart = a_report(*sums).chart(By.MODEL, "")
    assert len({series.token for series in chart.series}) == len(chart.series) == 5
    assert chart.series[-1].name == "5 others"
    assert chart.bars[-1].height == sum(2 * (100 - n) for n in range(9))


def test_cost_is_by_currency_and_what_has_no_price_is_said() -> None:
    prices = (a_price("m", "2"), a_price("e", "3", "EUR"))
    report = a_report(
        a_sum(0, "m", MILLION), a_sum(0, "e", MILLION), a_sum(0, "x", 7), prices=prices
    )
    assert report.total.money == {"USD": Decimal(4), "EUR": Decimal(6)}
    assert report.currencies == ["EUR", "USD"]
    assert report.unpriced_models == [("con", "x")]
    texts = {row.name: cost_text(row) for row in report.rows(By.MODEL)}
    assert texts == {"m": "4.00 USD", "e": "6.00 EUR", "x": "no price"}
    (row,) = report.rows(By.CONNECTION)
    assert cost_text(row) == "4.00 USD + 6.00 EUR +"
    assert report.chart(By.MODEL, "EUR").total == "6.00 EUR"


def test_what_is_free_needs_no_price() -> None:
    report = Report(a_read(a_sum(0, "oriel-guide", 5, "here")), named, {"here"})
    assert report.unpriced_models == []
    assert cost_text(report.rows(By.MODEL)[0]) == ""


@given(
    st.lists(
        st.tuples(st.integers(0, 400), st.sampled_from("abcdefgh"), st.integers(1, 10**12)),
        max_size=40,
    ),
    st.sampled_from(By),
)
def test_bars_rows_and_the_sum_are_the_same_tokens(
    drawn: list[tuple[int, str, int]], by: By
) -> None:
    report = a_report(*(a_sum(*each) for each in drawn), days=401)
    whole = sum(2 * tokens for _, _, tokens in drawn)
    assert report.total.tokens.total == whole
    assert sum(row.spent.tokens.total for row in report.rows(by)) == whole
    if by is not By.TIME:
        assert sum(bar.height for bar in report.chart(by, "").bars) == whole


def test_the_file_has_a_line_for_each_and_runs_no_formula() -> None:
    report = a_report(a_sum(1, "=cmd()", MILLION), prices=(a_price("=cmd()", "0.5"),))
    header, line, rest = csv_text(report.csv()).split("\r\n")
    assert header.endswith("Cost,Currency")
    assert line == f"2026-03-14,Chicago,'=cmd(),1,{MILLION},0,{MILLION},0,1,USD"
    assert rest == ""


@given(st.floats(0, 1e15), st.booleans())
def test_lines_across_are_few_and_reach_the_top(most: float, whole: bool) -> None:
    ticks = ticks_to(most, whole=whole)
    if most < 1e-9:
        assert ticks == []
        return
    assert ticks[0] == 0
    assert ticks[-1] >= most * 0.999
    assert len(ticks) <= 7


# The chart


@pytest.fixture
def chart(qtbot: QtBot) -> UsageChart:
    widget = UsageChart()
    qtbot.addWidget(widget)
    widget.resize(600, 220)
    sums = [a_sum(n, "m", 10 * n + 1) for n in range(7)]
    widget.show_chart(a_report(*sums, a_sum(0, "n", 3), days=7).chart(By.MODEL, ""))
    widget.show()
    qtbot.waitExposed(widget)
    return widget


def test_the_bar_under_the_mouse_is_told(chart: UsageChart, qtbot: QtBot) -> None:
    told: list[int] = []
    chart.pointed.connect(told.append)
    # On a screen the pointer moves, and that is reported later.
    QTest.mouseMove(chart, chart.bar_rect(4).center().toPoint())
    qtbot.waitUntil(lambda: told[-1:] == [4])
    assert chart.bar_at(QPointF(1, 1)) == -1


def test_bars_are_walked_along_by_keys(chart: UsageChart) -> None:
    for key, at in (
        (Qt.Key.Key_Home, 0),
        (Qt.Key.Key_Right, 1),
        (Qt.Key.Key_Right, 2),
        (Qt.Key.Key_Left, 1),
        (Qt.Key.Key_End, 6),
        (Qt.Key.Key_Right, 6),
    ):
        QTest.keyClick(chart, key)
        assert chart.current == at


def test_from_right_to_left_the_first_day_is_at_the_right(chart: UsageChart) -> None:
    chart.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
    assert chart.bar_rect(0).left() > chart.bar_rect(6).left()
    assert chart.bar_at(chart.bar_rect(2).center()) == 2
    QTest.keyClick(chart, Qt.Key.Key_Home)
    QTest.keyClick(chart, Qt.Key.Key_Left)
    assert chart.current == 1


def test_every_bar_has_its_words_for_who_does_not_see_it(chart: UsageChart) -> None:
    interface = QAccessible.queryAccessibleInterface(chart)
    assert interface.childCount() == 7
    last = interface.child(6)
    assert last.text(QAccessible.Text.Name) == "15 March 2026: 8 tokens. m 2, n 6"
    assert interface.indexOfChild(last) == 6
    corner = chart.mapToGlobal(QPoint(0, 0))
    assert last.rect().center().x() - corner.x() == pytest.approx(
        chart.bar_rect(6).center().x(), abs=2
    )


def test_the_colours_are_painted(chart: UsageChart, qapp: QApplication) -> None:
    from oriel.ui.theme import current_theme

    picture = chart.grab().toImage()
    column = chart.bar_rect(6)
    at = int(column.center().x() * picture.devicePixelRatio())
    seen = {picture.pixelColor(at, y).name().upper() for y in range(picture.height())}
    assert {current_theme().tokens["chart-1"], current_theme().tokens["chart-2"]} <= seen


# The page


@pytest.fixture
def page(qtbot: QtBot) -> UsagePage:
    widget = UsagePage(named)
    qtbot.addWidget(widget)
    widget.resize(900, 700)
    widget.show()
    return widget


def shown(page: UsagePage) -> str:
    return page.summary._sum.text()


def test_nothing_yet_is_said(page: UsagePage) -> None:
    page.show_read(a_read())
    assert "from the first one on" in page._state._words.text()
    assert not page._state.has_action


def test_where_nothing_was_asked_all_of_it_is_offered(page: UsagePage) -> None:
    chosen: list[tuple[Span, object]] = []
    page.span_chosen.connect(lambda *told: chosen.append(told))
    old = UsageRead(Days(TODAY, TODAY), (), (), (), date(2020, 1, 1))
    page.show_read(old)
    page._state.action_requested.emit()
    assert chosen == [(Span.ALL, None)]


def test_without_prices_there_are_tokens_and_an_offer(page: UsagePage) -> None:
    page.show_read(a_read(a_sum(0, "m", 5)))
    assert shown(page) == "10 tokens  ·  1 answer"
    assert page.summary._offer.isVisible()
    assert page._measure.count() == 1


def test_with_prices_there_is_money_to_look_at(page: UsagePage) -> None:
    page.show_read(a_read(a_sum(0, "m", MILLION), prices=(a_price("m", "1.5"),)))
    assert "3.00 USD" in shown(page)
    assert not page.summary._offer.isVisible()
    page._measure.setCurrentIndex(1)
    page._measure.activated.emit(1)
    assert page.legend.lines[0] == "In all: 3.00 USD"


def test_great_sums_of_money_are_painted_too(page: UsagePage) -> None:
    page.show_read(a_read(a_sum(0, "m", 10**12), prices=(a_price("m", "400"),)))
    page._measure.setCurrentIndex(1)
    page._measure.activated.emit(1)
    page.resize(900, 700)
    assert not page.grab().isNull()
    assert page.chart._tick_text(0) == "0"
    assert page.chart._tick_text(800_000_000) == "800M"


@pytest.mark.parametrize(
    ("amount", "said"), [("0", "0.00"), ("0.000000001", "0.000000001"), ("0.15", "0.15")]
)
def test_a_price_above_nothing_is_not_shown_as_nothing(amount: str, said: str) -> None:
    assert amount_text(Decimal(amount)) == said


def test_what_does_not_fit_is_scrolled_and_not_squeezed(page: UsagePage) -> None:
    """Each part has the height it asks for, also where a long sum takes several lines."""
    prices = tuple(a_price(f"m{n}", "400", code) for n, code in enumerate(("EUR", "JPY", "USD")))
    page.show_read(a_read(*(a_sum(n, f"m{n}", 10**9) for n in range(3)), prices=prices))
    page.resize(420, 360)
    QApplication.processEvents()
    for part in (page._measure, page._colours, page.legend, page.chart, page.summary):
        wanted = part.heightForWidth(part.width()) if part.hasHeightForWidth() else 0
        assert part.height() >= max(wanted, part.minimumSizeHint().height()), part.objectName()
    assert page._measure.height() >= page._measure.sizeHint().height()
    assert page.chart.mapTo(page, page.chart.rect().bottomLeft()).y() <= (
        page.legend.mapTo(page, page.legend.rect().topLeft()).y()
    )


def test_what_is_pointed_at_is_said_beside(page: UsagePage) -> None:
    page.show_read(a_read(a_sum(0, "m", 5), a_sum(1, "m", 2)))
    page.chart.point_at(29)
    assert page.legend.lines == ["15 March 2026: 10 tokens", "m: 10"]
    page.chart.point_at(-1)
    assert page.legend.lines[0] == "In all: 14 tokens"


def test_own_days_are_taken_when_both_are_days(page: UsagePage) -> None:
    chosen: list[tuple[Span, object]] = []
    page.show_read(a_read(a_sum(0, "m", 5)))
    page.span_chosen.connect(lambda *told: chosen.append(told))
    page.span.choose(Span.OWN)
    page.span._first.setText("2026-02-30")
    QTest.keyClick(page.span._first, Qt.Key.Key_Return)
    assert "looks like" in page.span._wrong.text()
    page.span._last.setText("2026-01-05")
    page.span._first.setText("2026-02-01")
    QTest.keyClick(page.span._first, Qt.Key.Key_Return)
    assert chosen[-1] == (Span.OWN, Days(date(2026, 1, 5), date(2026, 2, 1)))
    assert page.span._wrong.text() == ""


# Prices


@pytest.fixture
def dialog(qtbot: QtBot) -> PricesDialog:
    made = PricesDialog([("con", "Chicago")], named)
    qtbot.addWidget(made)
    made.show_prices((a_price("known", "2"),), ["new-model", "other"])
    made.open()
    return made


def test_a_price_is_added_for_a_model_that_was_seen(dialog: PricesDialog) -> None:
    put: list[Price] = []
    dialog.put_requested.connect(put.append)
    dialog.add()
    form = dialog.form
    assert form._model.text() == "new-model"
    form._input.set_text("2.50")
    form._output.set_text("10")
    form._currency.set_text(" usd ")
    form._save.click()
    (price,) = put
    assert (price.model, price.connection_id, price.currency) == ("new-model", "", "USD")
    assert (price.input, price.cached, price.output) == (Decimal("2.5"), None, Decimal(10))


@pytest.mark.parametrize("field", ["_input", "_cached", "_output"])
@pytest.mark.parametrize("typed", ["x", "-3", "1e9"])
def test_what_is_no_number_is_said_under_its_field(
    dialog: PricesDialog, field: str, typed: str
) -> None:
    put: list[Price] = []
    dialog.put_requested.connect(put.append)
    dialog.add()
    for each in ("_input", "_output", field):
        getattr(dialog.form, each).set_text("1")
    getattr(dialog.form, field).set_text(typed)
    dialog.form._save.click()
    assert put == []
    assert getattr(dialog.form, field)._below.text()


def test_two_prices_for_the_same_are_not_taken(dialog: PricesDialog) -> None:
    put: list[Price] = []
    dialog.put_requested.connect(put.append)
    dialog.add("known")
    dialog.form._input.set_text("1")
    dialog.form._output.set_text("1")
    dialog.form._save.click()
    assert put == []
    assert "already" in dialog.form._model._below.text()


def test_a_price_is_changed_in_its_place(dialog: PricesDialog) -> None:
    put: list[Price] = []
    dialog.put_requested.connect(put.append)
    dialog.table.select_keys(["known"])
    dialog._edit.click()
    dialog.form._cached.set_text("0.5")
    dialog.form._save.click()
    assert (put[0].id, put[0].cached) == ("known", Decimal("0.5"))


def test_a_deleted_price_comes_back(dialog: PricesDialog) -> None:
    put: list[Price] = []
    dialog.put_requested.connect(put.append)
    price = a_price("known", "2")
    dialog.show_deleted(price)
    dialog._line.pressed.emit()
    assert put == [price]


def test_tab_goes_through_the_form_as_it_is_read(dialog: PricesDialog) -> None:
    dialog.add()
    form = dialog.form
    fields = [form._model, form._where, form._input, form._cached, form._output, form._currency]
    fields[0].focus()
    for field in fields[1:]:
        QTest.keyClick(dialog.focusWidget(), Qt.Key.Key_Tab)
        assert field.isAncestorOf(dialog.focusWidget()), field.objectName()


def test_all_models_that_answered_are_offered(dialog: PricesDialog) -> None:
    dialog.show_prices((), [], ["free", "other"])
    dialog.add()
    combo = dialog.form._model.combo
    assert [combo.itemText(n) for n in range(combo.count())] == ["free", "other"]
    assert combo.currentText() == "", "none of them needs a price"


def test_an_amount_is_no_currency(dialog: PricesDialog) -> None:
    put: list[Price] = []
    dialog.put_requested.connect(put.append)
    dialog.add("m")
    for field, typed in (("_input", "1"), ("_output", "1"), ("_currency", "2.50")):
        getattr(dialog.form, field).set_text(typed)
    dialog.form._save.click()
    assert put == []
    assert "USD" in dialog.form._currency._below.text()


def test_escape_leaves_the_form_before_the_list(dialog: PricesDialog) -> None:
    dialog.add()
    QTest.keyClick(dialog, Qt.Key.Key_Escape)
    assert dialog.isVisible()
    dialog.table.focus_rows()
    QTest.keyClick(dialog.table.view, Qt.Key.Key_Escape)
    assert not dialog.isVisible()
