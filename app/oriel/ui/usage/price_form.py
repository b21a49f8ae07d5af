"""One price: of which model, where, and how much a million tokens cost."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from PySide6.QtCore import QLocale, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from oriel.domain.messages import new_id
from oriel.domain.prices import NotAPrice, Price, amount_of, clean_currency
from oriel.ui.connection_fields import ChoiceField, Field
from oriel.ui.prompts.parts import button, label
from oriel.ui.usage.words import t

Named = tuple[str, str]  # a connection's id and name


class PriceForm(QWidget):
    """`saved(Price)`, `left()` without a change."""

    saved = Signal(object)
    left = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._id = ""
        self._taken: dict[tuple[str, str], str] = {}
        self._title = label("heading", self)
        about = t("What a million tokens cost, as your provider's price list says.")
        self._about = label("muted", self, about)
        self._model = ChoiceField(t("Model"), "price_model", self)
        self._model.combo.setEditable(True)
        self._where = ChoiceField(t("Holds for"), "price_connection", self)
        self._input = Field(t("Read (input)"), "price_input", self)
        self._cached = Field(t("From the cache"), "price_cached", self)
        self._cached.set_placeholder(t("as input"))
        self._output = Field(t("Written (output)"), "price_output", self)
        self._currency = Field(t("Currency"), "price_currency", self)
        self._cancel = button(t("Cancel"), "price_cancel", self)
        self._save = button(t("Save"), "price_save", self, "primary")
        self._save.setDefault(True)
        self._lay_out()
        self._cancel.clicked.connect(self.left)
        self._save.clicked.connect(self._on_save)

    def begin(
        self,
        price: Price | None,
        model: str,
        models: Sequence[str],
        connections: Sequence[Named],
        currency: str,
        taken: dict[tuple[str, str], str],
    ) -> None:
        """A price to be changed, or a new one of `model`. `models` are offered, `taken` tells by
        connection and model which price there is already."""
        self._id, self._taken = (price.id if price else new_id()), taken
        self._title.setText(t("Change a price") if price else t("New price"))
        self._model.combo.clear()
        self._model.combo.addItems(list(models))
        self._model.set_text(price.model if price else model)
        self._where.combo.clear()
        self._where.combo.addItem(t("All connections"), "")
        for connection_id, name in connections:
            self._where.combo.addItem(name, connection_id)
        if price and (at := self._where.combo.findData(price.connection_id)) >= 0:
            self._where.combo.setCurrentIndex(at)
        elif price:  # of a connection that is gone
            self._where.combo.addItem(t("A connection that is gone"), price.connection_id)
            self._where.combo.setCurrentIndex(self._where.combo.count() - 1)
        self._currency.set_text(price.currency if price else currency)
        self._input.set_text(_typed(price.input) if price else "")
        self._cached.set_text(_typed(price.cached) if price and price.cached is not None else "")
        self._output.set_text(_typed(price.output) if price else "")
        for field in self._fields:
            field.show_problem("")

    def focus(self) -> None:
        empty = [field for field in self._fields if not field.text() and field is not self._cached]
        (empty or self._fields)[0].focus()

    # Inside

    @property
    def _fields(self) -> tuple[Field, ...]:
        return (
            *(self._model, self._where),
            *(self._input, self._cached, self._output, self._currency),
        )

    def _lay_out(self) -> None:
        amounts = QHBoxLayout()
        amounts.setSpacing(10)
        for field in (self._input, self._cached, self._output, self._currency):
            amounts.addWidget(field, 1, Qt.AlignmentFlag.AlignTop)
        buttons = QHBoxLayout()
        buttons.setSpacing(8)
        buttons.addStretch(1)
        buttons.addWidget(self._cancel)
        buttons.addWidget(self._save)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        for part in (self._title, self._about, self._model, self._where):
            column.addWidget(part)
        column.addLayout(amounts)
        column.addStretch(1)
        column.addLayout(buttons)

    def _on_save(self) -> None:
        price = self._price()
        if price is None:
            return
        other = self._taken.get((price.connection_id, price.model), self._id)
        if other != self._id:
            self._model.show_problem(t("There is a price for it already. Change that one."))
            self._model.focus()
            return
        self.saved.emit(price)

    def _price(self) -> Price | None:
        """What is typed; None when something is wrong, which is then said."""
        model, currency = self._model.text().strip(), clean_currency(self._currency.text())
        self._model.show_problem("" if model else t("Name the model."))
        self._currency.show_problem("" if currency else t("Name it, as USD."))
        taken, given = self._amount(self._input), self._amount(self._output)
        kept = self._amount(self._cached) if self._cached.text().strip() else None
        wrong = self._cached.text().strip() and kept is None
        if not model or not currency or taken is None or given is None or wrong:
            self._go_to_first_wrong(model, currency)
            return None
        return Price(
            id=self._id,
            model=model,
            connection_id=str(self._where.combo.currentData() or ""),
            currency=currency,
            input=taken,
            cached=kept,
            output=given,
        )

    def _amount(self, field: Field) -> Decimal | None:
        try:
            found = amount_of(field.text(), QLocale().decimalPoint())
        except NotAPrice:
            field.show_problem(t("A number, as {example}.", example=_typed(Decimal("2.50"))))
            return None
        field.show_problem("")
        return found

    def _go_to_first_wrong(self, model: str, currency: str) -> None:
        if not model:
            self._model.focus()
            return
        for field in (self._input, self._cached, self._output):
            if field.text().strip() or field is not self._cached:
                try:
                    amount_of(field.text(), QLocale().decimalPoint())
                except NotAPrice:
                    field.focus()
                    return
        if not currency:
            self._currency.focus()


def _typed(amount: Decimal) -> str:
    """As it is typed in the person's language."""
    return format(amount, "f").replace(".", QLocale().decimalPoint())
