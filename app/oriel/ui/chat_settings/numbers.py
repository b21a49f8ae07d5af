"""Settings that are numbers: a field to type in, and a slider where that helps.

An empty field is the service's default.
"""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QPointF, QRectF, QSignalBlocker, Qt, Signal
from PySide6.QtGui import (
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QResizeEvent,
    QValidator,
    QWheelEvent,
)
from PySide6.QtWidgets import QDoubleSpinBox, QHBoxLayout, QSlider, QWidget

from oriel.domain.chat_settings import ChatSettings
from oriel.ui.chat_settings.control import Control, keep_height
from oriel.ui.chat_settings.situation import Situation
from oriel.ui.chat_settings.words import service_default
from oriel.ui.theme import current_theme, current_zoom

SPIN_PX, KNOB_PX = 84, 16
_PAD = 8
_DECIMALS = 4  # finer than anybody sets by hand, so that nothing set elsewhere is rounded
_NO_LIMIT = 1_000_000.0  # a most from here on is not worth telling


class NumberSpin(QDoubleSpinBox):
    """A number or nothing. Nothing is kept as one step below the least."""

    def __init__(self, step: float, decimals: int, parent: QWidget) -> None:
        super().__init__(parent)
        self.setButtonSymbols(QDoubleSpinBox.ButtonSymbols.NoButtons)
        # Else it is dressed as a field within the field.
        self.lineEdit().setProperty("kind", "bare")
        self.setDecimals(decimals)
        self.setSingleStep(step)
        self.setCorrectionMode(QDoubleSpinBox.CorrectionMode.CorrectToNearestValue)

    def number(self) -> float | None:
        return None if self.value() <= self.minimum() else self.value()

    def show_number(self, number: float | None) -> None:
        self.setValue(self.minimum() if number is None else number)

    def set_limits(self, low: float, high: float) -> None:
        """Keeps the number, or nothing. What is being typed is left alone."""
        if (low - self.singleStep(), high) == (self.minimum(), self.maximum()):
            return
        number = self.number()
        with QSignalBlocker(self):
            self.setRange(low - self.singleStep(), high)
            self.show_number(number)

    def set_placeholder(self, text: str) -> None:
        """What stands in the field while it is empty."""
        self.lineEdit().setPlaceholderText(text)

    def textFromValue(self, value: float) -> str:
        if value <= self.minimum():
            return ""
        text = f"{value:.{self.decimals()}f}"
        text = text.rstrip("0").rstrip(".") if "." in text else text
        return text.replace(".", self.locale().decimalPoint())

    def valueFromText(self, text: str) -> float:
        return self.minimum() if not text.strip() else _read(text)

    def validate(self, text: str, position: int) -> tuple[QValidator.State, str, int]:
        state = QValidator.State
        if not text.strip():
            return state.Acceptable, text, position
        try:
            number = _read(text)
        except ValueError:
            beginning = text.strip() in ("-", "+", ".", ",", "-.", "-,")
            return state.Intermediate if beginning else state.Invalid, text, position
        if number > self.maximum() and number > 0:
            return state.Invalid, text, position
        low = self.minimum() + self.singleStep()
        return state.Acceptable if number >= low else state.Intermediate, text, position

    def fixup(self, text: str) -> str:
        return "" if not text.strip("-+., ") else self.textFromValue(self._nearest(_read(text)))

    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()  # the wheel scrolls the page

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        # A styled spin box without buttons leaves its text no room.
        self.lineEdit().setGeometry(self.rect().adjusted(_PAD, 1, -_PAD, -1))

    def _nearest(self, number: float) -> float:
        return min(max(number, self.minimum() + self.singleStep()), self.maximum())


def _read(text: str) -> float:
    """Comma or point, whatever the locale says: both are typed. Raises ValueError."""
    cleaned = text.strip().replace(",", ".")
    if not cleaned.lstrip("+-").replace(".", "", 1).isdecimal():
        raise ValueError(text)
    return float(cleaned)


class NumberSlider(QSlider):
    """`chosen(value)` by mouse or keys. While nothing is chosen its knob is hollow and rests
    where the service's default would be."""

    chosen = Signal(int)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self._set = False
        self.setMinimumHeight(round(26 * current_zoom()))
        self.valueChanged.connect(self.chosen)

    def show_at(self, value: int, *, is_set: bool) -> None:
        self._set = is_set
        with QSignalBlocker(self):
            self.setValue(value)
        self.update()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._choose(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._choose(event)

    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()

    def paintEvent(self, event: QPaintEvent) -> None:
        theme, painter = current_theme(), QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if not self.isEnabled():
            painter.setOpacity(0.45)
        middle, knob = self.height() / 2, QPointF(self._knob(), self.height() / 2)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.colour("line"))
        track = QRectF(KNOB_PX / 2, middle - 2, self.width() - KNOB_PX, 4)
        painter.drawRoundedRect(track, 2, 2)
        if self._set:
            painter.setBrush(theme.colour("accent"))
            edge = track.right() if self.isRightToLeft() else track.left()
            done = QRectF(QPointF(edge, middle - 2), knob + QPointF(0, 2)).normalized()
            painter.drawRoundedRect(done, 2, 2)
        tint = "accent" if self._set or self.hasFocus() else "muted"
        painter.setPen(QPen(theme.colour(tint), 2 if self.hasFocus() else 1.5))
        painter.setBrush(theme.colour("accent" if self._set else "surface"))
        if self._set and self.hasFocus():
            painter.setPen(QPen(theme.colour("text"), 2))
        painter.drawEllipse(knob, KNOB_PX / 2 - 2, KNOB_PX / 2 - 2)
        painter.end()

    def _knob(self) -> float:
        span = max(1, self.maximum() - self.minimum())
        share = (self.value() - self.minimum()) / span
        share = 1 - share if self.isRightToLeft() else share
        return KNOB_PX / 2 + share * (self.width() - KNOB_PX)

    def _choose(self, event: QMouseEvent) -> None:
        room = max(1, self.width() - KNOB_PX)
        share = min(max((event.position().x() - KNOB_PX / 2) / room, 0.0), 1.0)
        share = 1 - share if self.isRightToLeft() else share
        value = round(self.minimum() + share * (self.maximum() - self.minimum()))
        if value == self.value():
            self.chosen.emit(value)
        self.setValue(value)


class NumberControl(Control):
    """`step` below 1 makes it a fraction. `rests` is where the slider's knob is while nothing
    is chosen; None for no slider."""

    def __init__(self, name: str, step: float, parent: QWidget, rests: float | None = None) -> None:
        self._step, self._rests = step, rests
        self._limits = (0.0, 0.0)
        self._default = ""
        super().__init__(name, parent)

    def value(self) -> Any:
        number = self._spin.number()
        return number if number is None or self._step < 1 else round(number)

    def focus_target(self) -> QWidget:
        return self._spin

    def _made_editor(self) -> QWidget:
        self._spin = NumberSpin(self._step, _DECIMALS if self._step < 1 else 0, self)
        self._spin.valueChanged.connect(self._on_typed)
        self._slider: NumberSlider | None = None
        both = QWidget(self)
        row = QHBoxLayout(both)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(10)
        if self._rests is not None:
            self._slider = NumberSlider(both)
            self._slider.setObjectName(f"slider_{self.name}")
            self._slider.setAccessibleName(self._words.label)
            self._slider.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
            self._slider.chosen.connect(self._on_slid)
            self._spin.setFixedWidth(round(SPIN_PX * current_zoom()))
            row.addWidget(self._slider, 1)
        row.addWidget(self._spin, 0 if self._slider else 1)
        keep_height(both, self._spin)
        return both

    def _suited(self, settings: ChatSettings, situation: Situation) -> None:
        self._limits = low, high = situation.limits(self.name)
        self._default = situation.service_default(self.name)
        self._spin.set_placeholder(self._usual())
        # What was set for another model is shown as it is, and said to be too much.
        number = self._spin.number()
        held = low if number is None else number
        self._spin.set_limits(min(low, held), max(high, held))
        if self._slider is not None:
            with QSignalBlocker(self._slider):
                self._slider.setRange(round(low / self._step), round(high / self._step))
        self._follow()

    def _show_value(self, value: Any) -> None:
        if value is not None and not self._spin.minimum() < value <= self._spin.maximum():
            low, high = self._limits
            self._spin.set_limits(min(low, value), max(high, value))
        self._spin.show_number(value)
        self._follow()

    def _usual(self) -> str:
        if self._slider is not None:
            return self._default or self.tr("default")
        return f"{service_default()}: {self._default}" if self._default else service_default()

    def _about(self) -> str:
        low, high = self._limits
        if high <= low or (high >= _NO_LIMIT and low <= 1):
            return self._words.about
        if high >= _NO_LIMIT:
            return self.tr("{about} At least {low}.").format(
                about=self._words.about, low=_short(low)
            )
        return self.tr("{about} {low} to {high}.").format(
            about=self._words.about, low=_short(low), high=_short(high)
        )

    def _on_typed(self) -> None:
        self._follow()
        self._tell()

    def _on_slid(self, value: int) -> None:
        self._spin.show_number(round(value * self._step, _DECIMALS))
        self._follow()
        self._tell()

    def _follow(self) -> None:
        """The slider to the field; and whether the model takes what is set."""
        number, (low, high) = self._spin.number(), self._limits
        wrong = number is not None and low < high and not low <= number <= high
        said = self.tr("This model takes {low} to {high}; the nearest is sent.")
        self._set_problem(said.format(low=_short(low), high=_short(high)) if wrong else "")
        self._say()
        if self._slider is not None:
            at = self._resting() if number is None else number
            self._slider.show_at(round(at / self._step), is_set=number is not None)

    def _resting(self) -> float:
        try:
            return float(self._default)
        except ValueError:
            return self._rests or 0.0


def _short(number: float) -> str:
    return f"{number:,.2f}".rstrip("0").rstrip(".")
