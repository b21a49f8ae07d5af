"""The fields of the connection dialog: label above, help or what is wrong below."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QRect, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QComboBox,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from oriel.domain.connections import Connection, WireApi
from oriel.domain.regions import OCI_REGIONS
from oriel.ui.connection_form import PRESETS, Typed
from oriel.ui.icon_engine import icon
from oriel.ui.icons import paint_icon
from oriel.ui.style_sheet import restyle
from oriel.ui.theme import current_theme

_PROBLEMS = {
    "key": {"empty": "Enter the key.", "form": "A key has no spaces or line breaks in it."},
    "region": {"empty": "Choose a region.", "form": "A region looks like us-chicago-1."},
    "project": {
        "empty": "Enter the project's OCID.",
        "form": "It begins with ocid1.generativeaiproject.",
    },
    "address": {
        "empty": "Enter the service's address.",
        "scheme": "It should begin with https://",
        "host": "It names no computer.",
        "port": "The port is no number from 1 to 65535.",
        "credentials": "Leave out name and password; the key has its own field.",
        "query": "Leave out everything from the question mark on.",
        "plain_http": "Without https the key would be readable on the way.",
    },
}


class Field(QWidget):
    """A line edit with its label and help; `secret` hides what is typed, with an eye to look."""

    changed = Signal()

    def __init__(
        self, label: str, name: str, parent: QWidget, help_text: str = "", *, secret: bool = False
    ) -> None:
        super().__init__(parent)
        self.name, self._help = name, help_text
        self._edit = self._editor()
        self._edit.setObjectName(f"field_{name}")
        self._edit.setAccessibleName(label)
        self._edit.setAccessibleDescription(help_text)
        self._label = QLabel(label, self)
        self._label.setBuddy(self._edit)
        self._below = QLabel(help_text, self)
        self._below.setWordWrap(True)
        self._below.setProperty("textRole", "small")
        self._below.setVisible(bool(help_text))
        line = QHBoxLayout()
        line.setSpacing(4)
        line.addWidget(self._edit, 1)
        if secret:
            line.addWidget(self._eye())
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addWidget(self._label)
        column.addLayout(line)
        column.addWidget(self._below)

    def text(self) -> str:
        return self._edit.text() if isinstance(self._edit, QLineEdit) else self._edit.currentText()

    def set_text(self, text: str) -> None:
        if isinstance(self._edit, QLineEdit):
            self._edit.setText(text)
        else:
            self._edit.setCurrentText(text)

    def set_placeholder(self, text: str) -> None:
        if isinstance(self._edit, QLineEdit):
            self._edit.setPlaceholderText(text)

    def focus(self) -> None:
        self._edit.setFocus()

    def show_problem(self, code: str) -> None:
        """What is wrong ("" for nothing), in the place of the help."""
        said = _PROBLEMS.get(self.name, {}).get(code, code)
        text = QCoreApplication.translate("Field", said) if code else self._help
        self._below.setText(text)
        self._below.setProperty("textRole", "danger" if code else "small")
        self._below.setVisible(bool(text))
        restyle(self._below)

    def _editor(self) -> QLineEdit | QComboBox:
        edit = QLineEdit(self)
        edit.textChanged.connect(self._on_changed)
        return edit

    def _eye(self) -> QToolButton:
        assert isinstance(self._edit, QLineEdit)
        self._edit.setEchoMode(QLineEdit.EchoMode.Password)
        eye = QToolButton(self)
        eye.setObjectName(f"reveal_{self.name}")
        eye.setIcon(icon("eye"))
        eye.setCheckable(True)
        eye.setAccessibleName(self.tr("Show what is typed"))
        eye.setToolTip(self.tr("Show what is typed"))
        eye.toggled.connect(self._on_eye)
        return eye

    def _on_eye(self, shown: bool) -> None:
        assert isinstance(self._edit, QLineEdit)
        mode = QLineEdit.EchoMode
        self._edit.setEchoMode(mode.Normal if shown else mode.Password)

    def _on_changed(self) -> None:
        self.show_problem("")
        self.changed.emit()


class _Combo(QComboBox):
    """A combo box with our own chevron: a style sheet cannot tint one."""

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        painter = QPainter(self)
        side = QRect(self.width() - 24, self.height() // 2 - 7, 14, 14)
        paint_icon(painter, "chevron-down", side, current_theme().colour("muted"))
        painter.end()


class ChoiceField(Field):
    """A field whose text is picked from a list, or typed when `editable`."""

    def _editor(self) -> QComboBox:
        self.combo = _Combo(self)
        self.combo.currentTextChanged.connect(self._on_changed)
        return self.combo


class Page(QWidget):
    """A column of fields."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.fields: list[Field] = []
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(12)

    def show_problems(self, found: dict[str, str]) -> None:
        """Shows each under its field, and goes to the first."""
        wrong = [field for field in self.fields if field.name in found]
        for field in self.fields:
            field.show_problem(found.get(field.name, ""))
        if wrong:
            wrong[0].focus()

    def _take(self, field: Field) -> Field:
        self.fields.append(field)
        self._column.addWidget(field)
        return field


def _kept_key(connection: Connection | None) -> str:
    return "••••••••" if connection is not None and connection.needs_key else ""


class OracleFields(Page):
    """An OCI Generative AI API key: region, key, project."""

    def __init__(self, connection: Connection | None, parent: QWidget) -> None:
        super().__init__(parent)
        region = ChoiceField(self.tr("Region"), "region", self, self.tr("Where the key was made."))
        region.combo.setEditable(True)
        region.combo.addItems(list(OCI_REGIONS))
        self._region = self._take(region)
        self._key = self._take(
            Field(
                self.tr("API key"),
                "key",
                self,
                self.tr("Console: Analytics & AI, Generative AI, API keys. It begins with sk-."),
                secret=True,
            )
        )
        self._project = self._take(
            Field(
                self.tr("Project"),
                "project",
                self,
                self.tr("Console: Generative AI, Projects. Copy its OCID."),
            )
        )
        self._key.set_placeholder(_kept_key(connection))
        self._project.set_placeholder("ocid1.generativeaiproject.oc1…")
        self._region.set_text(connection.region if connection else "us-chicago-1")
        self._project.set_text(connection.project_id if connection else "")
        self._model = connection.default_model if connection else ""

    def typed(self, name: str, editing: Connection | None) -> Typed:
        return Typed(
            oracle=True,
            name=name,
            key=self._key.text(),
            region=self._region.text(),
            project=self._project.text(),
            model=self._model,
            editing=editing,
        )


class OtherFields(Page):
    """Any OpenAI-compatible service: address, key, wire API, model."""

    def __init__(self, connection: Connection | None, parent: QWidget) -> None:
        super().__init__(parent)
        service = ChoiceField(self.tr("Service"), "service", self)
        service.combo.addItems([preset.name for preset in PRESETS] + [self.tr("Another")])
        service.combo.setCurrentIndex(len(PRESETS) if connection else 0)
        self._service = service
        self._take(service)
        self._address = self._take(Field(self.tr("Address"), "address", self))
        self._key = self._take(
            Field(
                self.tr("API key"),
                "key",
                self,
                self.tr("Not needed for a service on this computer."),
                secret=True,
            )
        )
        wire = ChoiceField(self.tr("Protocol"), "wire", self)
        wire.combo.addItem("Responses", WireApi.RESPONSES)
        wire.combo.addItem("Chat Completions", WireApi.CHAT)
        self._wire = wire
        self._take(wire)
        self._model = self._take(
            Field(self.tr("Model"), "model", self, self.tr("Leave empty to pick from the service."))
        )
        self._key.set_placeholder(_kept_key(connection))
        self._fill(connection)
        service.combo.currentIndexChanged.connect(self._on_service)

    def typed(self, name: str, editing: Connection | None) -> Typed:
        return Typed(
            oracle=False,
            name=name,
            key=self._key.text(),
            address=self._address.text(),
            wire_api=WireApi(self._wire.combo.currentData()),
            model=self._model.text(),
            editing=editing,
        )

    def _fill(self, connection: Connection | None) -> None:
        if connection is None:
            self._on_service(0)
            return
        self._address.set_text(connection.base_url)
        self._model.set_text(connection.default_model)
        self._wire.combo.setCurrentIndex(self._wire.combo.findData(connection.wire_api))

    def _on_service(self, index: int) -> None:
        if index >= len(PRESETS):
            self._address.focus()
            return
        preset = PRESETS[index]
        self._address.set_text(preset.base_url)
        self._wire.combo.setCurrentIndex(self._wire.combo.findData(preset.wire_api))
