"""Choosing region, compartment, project and model from what Oracle Cloud itself lists.

Everything can be typed too: a list that cannot be had must not shut anybody out.
"""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import QLabel, QPushButton, QVBoxLayout, QWidget

from oriel.domain.models import ModelInfo
from oriel.domain.oci_directory import Compartment, Project, Region
from oriel.ui.connecting.model_words import model_line
from oriel.ui.connecting.project_form import ProjectForm
from oriel.ui.connection_fields import ChoiceField

REGION, COMPARTMENT, PROJECT, MODEL = "region", "compartment", "project", "model"


class ChoosePage(QWidget):
    """`region_chosen(name)`, `compartment_chosen(OCID)`,
    `create_project_requested(ProjectWish)`, `changed`."""

    region_chosen = Signal(str)
    compartment_chosen = Signal(str)
    create_project_requested = Signal(object)
    changed = Signal()
    grown = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("choose_page")
        self.title = self.tr("Choose where to work")
        self._models: dict[str, ModelInfo] = {}
        self._fields = {
            REGION: self._field(REGION, self.tr("Region")),
            COMPARTMENT: self._field(COMPARTMENT, self.tr("Compartment")),
            PROJECT: self._field(PROJECT, self.tr("Project")),
            MODEL: self._field(MODEL, self.tr("Model")),
        }
        self._create = QPushButton(self.tr("New project…"), self)
        self._create.setObjectName("new_project")
        self._create.setProperty("kind", "link")
        self._create.setAutoDefault(False)
        self._form = ProjectForm(self)
        self._form.hide()
        self._about = QLabel(self)
        self._about.setObjectName("model_about")
        self._about.setProperty("textRole", "small")
        self._about.setWordWrap(True)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(10)
        for name in (REGION, COMPARTMENT, PROJECT):
            column.addWidget(self._fields[name])
        column.addWidget(self._create)
        column.setAlignment(self._create, self._leading())
        column.addWidget(self._form)
        column.addWidget(self._fields[MODEL])
        column.addWidget(self._about)
        self._connect()

    def focus(self) -> None:
        self._fields[MODEL].combo.setFocus()

    # Facts

    def begin(self, region: str, compartment: str, project: str, model: str) -> None:
        """What is known already, before the lists come."""
        known = {REGION: region, COMPARTMENT: compartment, PROJECT: project, MODEL: model}
        for name, value in known.items():
            self._fill(name, [(value, value)] if value else [], value)
        self._form.hide()
        self._about.hide()

    def show_loading(self, name: str) -> None:
        self._fields[name].set_help(self.tr("Asking Oracle Cloud…"))
        self.grown.emit()

    def show_failed(self, name: str, said: str) -> None:
        """The list cannot be had: why, and that it may be typed."""
        typed = self.tr("You can also enter it yourself.")
        self._fields[name].set_help(f"{said} {typed}")
        self.grown.emit()

    def show_regions(self, regions: Sequence[Region], current: str) -> None:
        self._fill(REGION, [(region.name, region.name) for region in regions], current)

    def show_compartments(self, rows: Sequence[tuple[int, Compartment]], current: str) -> None:
        """`rows` are the tree from the top, each with its depth."""
        texts = [("\u2003" * depth + found.name, found.id) for depth, found in rows]
        self._fill(COMPARTMENT, texts, current)

    def show_projects(self, projects: Sequence[Project], current: str) -> None:
        self._fill(PROJECT, [(project.name, project.id) for project in projects], current)
        none = self.tr("There is no project in this compartment yet.")
        self._fields[PROJECT].set_help("" if projects else none)
        if not projects:
            self._form.begin()
        self._form.setVisible(not projects)
        self._create.setVisible(bool(projects))
        self.grown.emit()

    def show_models(self, models: Sequence[ModelInfo], current: str) -> None:
        self._models = {model.id: model for model in models}
        self._fill(MODEL, [(model.id, model.id) for model in models], current)
        self._tell_model()

    def show_creating(self, state: str) -> None:
        """A project is being made; `state` is the service's own word for how far it is."""
        self._form.show_running(self.tr("Creating the project… {state}").format(state=state))

    def show_created(self, project: Project) -> None:
        self._fill(PROJECT, [(project.name, project.id)], project.id)
        self._fields[PROJECT].set_help("")
        self._form.hide()
        self._create.show()
        self.grown.emit()

    def show_not_created(self, said: str) -> None:
        self._form.show_failed(said)
        self.grown.emit()

    # What is chosen

    def value(self, name: str) -> str:
        """The chosen or typed id; "" for none."""
        combo = self._fields[name].combo
        text = combo.currentText()
        index = combo.currentIndex()
        if index >= 0 and combo.itemText(index) == text:
            return str(combo.itemData(index) or "")
        return text.strip()

    def show_problems(self, found: dict[str, str]) -> None:
        for name, code in found.items():
            self._fields[name].show_problem(code)
        if found:
            self._fields[next(iter(found))].focus()

    # Inside

    def _field(self, name: str, label: str) -> ChoiceField:
        field = ChoiceField(label, name, self)
        field.combo.setEditable(True)
        field.combo.setInsertPolicy(field.combo.InsertPolicy.NoInsert)
        field.combo.setMaxVisibleItems(14)
        return field

    def _fill(self, name: str, rows: Sequence[tuple[str, str]], current: str) -> None:
        """Shows a list without telling anybody; what is current stays, else the first."""
        field = self._fields[name]
        combo = field.combo
        silence = QSignalBlocker(combo)
        combo.clear()
        for text, value in rows:
            combo.addItem(text, value)
        at = combo.findData(current)
        if at >= 0 or not current:
            combo.setCurrentIndex(at if at >= 0 else (0 if rows else -1))
        else:
            combo.setCurrentIndex(-1)
            combo.setEditText(current)
        silence.unblock()
        field.set_help("")
        self.grown.emit()

    def _connect(self) -> None:
        region = self._fields[REGION].combo
        region.activated.connect(lambda _: self.region_chosen.emit(self.value(REGION)))
        place = self._fields[COMPARTMENT].combo
        place.activated.connect(lambda _: self.compartment_chosen.emit(self.value(COMPARTMENT)))
        for name in (COMPARTMENT, REGION):
            edit = self._fields[name].combo.lineEdit()
            assert edit is not None
            edit.editingFinished.connect(self._on_typed)
        self._fields[MODEL].combo.currentTextChanged.connect(self._tell_model)
        for field in self._fields.values():
            field.changed.connect(self.changed)
        self._create.clicked.connect(self._on_create)
        self._form.requested.connect(self.create_project_requested)
        self._form.grown.connect(self.grown)

    def _on_typed(self) -> None:
        self.changed.emit()

    def _on_create(self) -> None:
        self._form.begin()
        self._form.show()
        self._create.hide()
        self.grown.emit()

    def _tell_model(self) -> None:
        model = self._models.get(self.value(MODEL))
        said = model_line(model) if model else ""
        self._about.setText(said)
        self._about.setVisible(bool(said))
        self.grown.emit()

    def _leading(self) -> Qt.AlignmentFlag:
        return Qt.AlignmentFlag.AlignLeft
