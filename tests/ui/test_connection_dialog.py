"""The connection dialog, with real widgets: every way in, what it asks and what it is told."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QComboBox, QLabel, QLineEdit, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from oriel.domain.connections import OCI, Connection, ConnectionKind
from oriel.domain.doctor import Check, CheckName, Verdict
from oriel.domain.models import ModelInfo, Parameter
from oriel.domain.oci_directory import Compartment, Project, ProjectWish, Region
from oriel.domain.profiles import Profile, ProfileKind
from oriel.domain.regions import oci_base_url
from oriel.ui.connecting.choose_page import COMPARTMENT, MODEL, PROJECT, REGION
from oriel.ui.connecting.dialog import ConnectionDialog
from oriel.ui.connection_form import ConnectionForm, Typed, form_from
from oriel.ui.error_text import explain

PROJECT_ID = "ocid1.generativeaiproject.oc1.us-chicago-1.amaaaaaa"
PLACE = "ocid1.compartment.oc1..aaaaplace"
DRAFT = Connection(
    id="d",
    name="",
    kind=ConnectionKind.OCI_PROFILE,
    base_url=oci_base_url("us-chicago-1"),
    capabilities=OCI,
    region="us-chicago-1",
    tenancy_id="ocid1.tenancy.oc1..aaaaroot",
    profile="ORIEL",
    needs_key=False,
)


@pytest.fixture
def dialog(qtbot: QtBot) -> ConnectionDialog:
    return shown(qtbot, None)


def shown(qtbot: QtBot, connection: Connection | None) -> ConnectionDialog:
    made = ConnectionDialog(connection)
    qtbot.addWidget(made)
    made.show()
    return made


def field(widget: QWidget, name: str) -> QLineEdit:
    (found,) = [e for e in widget.findChildren(QLineEdit, f"field_{name}") if e.isVisible()]
    return found


def combo(widget: QWidget, name: str) -> QComboBox:
    (found,) = [e for e in widget.findChildren(QComboBox, f"field_{name}") if e.isVisible()]
    return found


def button(widget: QWidget, name: str) -> QPushButton:
    (found,) = [b for b in widget.findChildren(QPushButton, name) if b.isVisible()]
    return found


def click(widget: QWidget, name: str) -> None:
    QTest.mouseClick(button(widget, name), Qt.MouseButton.LeftButton)


def visible_text(widget: QWidget) -> str:
    return " ".join(w.text() for w in widget.findChildren(QLabel) if w.isVisible())


def fill_in_key(dialog: ConnectionDialog) -> None:
    click(dialog, "way_key")
    QTest.keyClicks(field(dialog, "key"), "sk-secret")
    QTest.keyClicks(field(dialog, "project"), PROJECT_ID)


def test_an_api_key_needs_three_fields_and_one_of_them_is_filled_in(
    dialog: ConnectionDialog,
) -> None:
    saved: list[ConnectionForm] = []
    dialog.save_requested.connect(saved.append)
    fill_in_key(dialog)
    click(dialog, "save")
    (form,) = saved
    assert form.secret == "sk-secret"
    assert form.connection.region == "us-chicago-1"
    asked = [e for e in dialog.findChildren(QLineEdit) if e.isVisible() and e.isEnabled()]
    names = {e.objectName() for e in asked} - {"qt_spinbox_lineedit", ""}
    assert names == {"field_key", "field_project", "field_name"}


def test_a_pair_of_keys_has_two_secrets_and_two_dates(dialog: ConnectionDialog) -> None:
    saved: list[ConnectionForm] = []
    dialog.save_requested.connect(saved.append)
    fill_in_key(dialog)
    click(dialog, "more")
    ends = "2027-02-28"
    QTest.keyClicks(field(dialog, "second_key"), "sk-other")
    QTest.keyClicks(field(dialog, "key_expires"), "soon")
    click(dialog, "save")
    assert saved == []
    assert "A date looks like" in visible_text(dialog)
    field(dialog, "key_expires").setText(ends)
    click(dialog, "save")
    (form,) = saved
    assert (form.secret, form.second_secret) == ("sk-secret", "sk-other")
    assert form.connection.has_second_key
    assert form.connection.key_expires == (ends, "")
    assert "sk-" not in repr(form)


def test_save_says_what_is_missing_and_asks_for_nothing(dialog: ConnectionDialog) -> None:
    saved: list[object] = []
    dialog.save_requested.connect(saved.append)
    click(dialog, "way_key")
    click(dialog, "save")
    assert saved == []
    assert "Enter the key." in visible_text(dialog)
    QTest.keyClicks(field(dialog, "key"), "x")
    assert "Enter the key." not in visible_text(dialog)


def test_save_twice_saves_once(dialog: ConnectionDialog) -> None:
    saved: list[object] = []
    dialog.save_requested.connect(saved.append)
    fill_in_key(dialog)
    click(dialog, "save")
    click(dialog, "save")
    assert len(saved) == 1
    dialog.show_failed(explain("keyring_silent", {"after_s": 10}))
    click(dialog, "save")
    assert len(saved) == 2


def test_a_test_shows_its_checks_until_something_changes(
    dialog: ConnectionDialog, qtbot: QtBot
) -> None:
    tested: list[ConnectionForm] = []
    dialog.test_requested.connect(tested.append)
    click(dialog, "way_service")
    QTest.keyClicks(field(dialog, "key"), "sk-secret")
    click(dialog, "test")
    assert tested[0].connection.base_url == "https://api.openai.com/v1"
    dialog.show_test_running()
    assert not button(dialog, "test").isEnabled()
    facts = {"host": "api.openai.com", "status": 401}
    dialog.show_check(
        Check(CheckName.CREDENTIAL, Verdict.FAILED, code="credential_refused", facts=facts)
    )
    dialog.show_test_done()
    qtbot.waitUntil(lambda: "not accepted" in visible_text(dialog))
    QTest.keyClicks(field(dialog, "key"), "x")
    assert "not accepted" not in visible_text(dialog)
    assert button(dialog, "test").isEnabled()


def test_the_key_is_hidden_until_asked_for(dialog: ConnectionDialog) -> None:
    click(dialog, "way_key")
    key = field(dialog, "key")
    assert key.echoMode() is QLineEdit.EchoMode.Password


def test_the_way_back_leads_to_the_ways(dialog: ConnectionDialog) -> None:
    stopped: list[bool] = []
    dialog.sign_in.cancel_requested.connect(lambda: stopped.append(True))
    click(dialog, "way_sign_in")
    click(dialog, "back")
    assert stopped == [True]
    assert button(dialog, "way_key").isVisible()
    assert not [b for b in dialog.findChildren(QPushButton, "back") if b.isVisible()]


def test_signing_in_needs_one_click_and_says_what_it_waits_for(dialog: ConnectionDialog) -> None:
    asked: list[tuple[str, str, str]] = []
    dialog.sign_in.sign_in_requested.connect(lambda *what: asked.append(what))
    click(dialog, "way_sign_in")
    click(dialog, "open_browser")
    assert asked == [("us-chicago-1", "ORIEL", "")]
    dialog.sign_in.show_waiting("https://login.example.com/authorize")
    assert "Waiting for you" in visible_text(dialog)
    click(dialog, "copy_address")
    words = explain("sign_in_failed", {"reason": "port_taken", "port": 8181})
    dialog.sign_in.show_failed(words)
    assert "8181" in visible_text(dialog)
    assert button(dialog, "open_browser").isEnabled()


def profile(name: str, **more: str) -> Profile:
    return Profile(name, ProfileKind.API_KEY, "~/.oci/config", region="eu-frankfurt-1", **more)


def test_profiles_are_named_on_the_first_page_and_a_broken_one_says_why(
    dialog: ConnectionDialog,
) -> None:
    chosen: list[tuple[Profile, str]] = []
    dialog.profile.profile_chosen.connect(lambda *what: chosen.append(what))
    broken, good = profile("DEFAULT", problem="key_missing"), profile("work")
    dialog.ways.show_profiles([broken, good])
    dialog.profile.show_profiles("~/.oci/config", [broken, good])
    assert "DEFAULT, work" in button(dialog, "way_profile").accessibleDescription()
    click(dialog, "way_profile")
    assert combo(dialog, "profile").currentText() == "work"
    combo(dialog, "profile").setCurrentIndex(0)
    assert "key file is not there" in visible_text(dialog)
    assert not button(dialog, "use_profile").isEnabled()
    combo(dialog, "profile").setCurrentIndex(1)
    dialog.profile.ask_pass_phrase(wrong=False)
    QTest.keyClicks(field(dialog, "pass_phrase"), "open sesame")
    click(dialog, "use_profile")
    assert chosen == [(good, "open sesame")]


def test_what_the_service_lists_is_chosen_and_saved(dialog: ConnectionDialog) -> None:
    saved: list[ConnectionForm] = []
    dialog.save_requested.connect(saved.append)
    dialog.show_choose(DRAFT, "phrase")
    choose = dialog.choose
    choose.show_regions([Region("eu-frankfurt-1"), Region("us-chicago-1")], "us-chicago-1")
    root = Compartment(DRAFT.tenancy_id, "acme", "")
    choose.show_compartments([(0, root), (1, Compartment(PLACE, "team", root.id))], PLACE)
    choose.show_projects([Project(PROJECT_ID, "oriel", "ACTIVE")], "")
    limits = (Parameter("temperature", "number", 0, 1.5),)
    model = ModelInfo("xai.grok-4.3", vendor="xAI", parameters=limits, retires="2027-03-01")
    choose.show_models([model, ModelInfo("openai.gpt-oss-120b")], "")
    assert {name: choose.value(name) for name in (REGION, COMPARTMENT, PROJECT, MODEL)} == {
        REGION: "us-chicago-1",
        COMPARTMENT: PLACE,
        PROJECT: PROJECT_ID,
        MODEL: "xai.grok-4.3",
    }
    about = visible_text(dialog)
    assert "xAI" in about
    assert "temperature 0–1.5" in about
    assert "Retires on" in about
    click(dialog, "save")
    (form,) = saved
    assert form.connection.compartment_id == PLACE
    assert form.connection.project_id == PROJECT_ID
    assert form.connection.name == "us-chicago-1"
    assert form.secret == "phrase"
    assert "phrase" not in repr(form)


def test_a_list_that_cannot_be_had_can_be_typed(dialog: ConnectionDialog) -> None:
    saved: list[ConnectionForm] = []
    dialog.save_requested.connect(saved.append)
    dialog.show_choose(DRAFT)
    for name in (REGION, COMPARTMENT, PROJECT, MODEL):
        dialog.choose.show_failed(name, "Not allowed.")
    assert "enter it yourself" in visible_text(dialog)
    click(dialog, "save")
    assert saved == []
    for name, text in ((COMPARTMENT, PLACE), (PROJECT, PROJECT_ID), (MODEL, "m")):
        combo(dialog, name).setEditText(text)
    click(dialog, "save")
    assert saved[0].connection.default_model == "m"


def test_a_project_is_made_where_there_is_none(dialog: ConnectionDialog) -> None:
    wished: list[ProjectWish] = []
    dialog.choose.create_project_requested.connect(wished.append)
    dialog.show_choose(DRAFT)
    dialog.choose.show_projects([], "")
    assert "no project" in visible_text(dialog)
    assert "cannot be changed later" in visible_text(dialog)
    click(dialog, "create_project")
    (wish,) = wished
    assert (wish.name, wish.responses_hours, wish.conversations_hours) == ("oriel", 720, 720)
    dialog.choose.show_creating("CREATING")
    assert not button(dialog, "create_project").isEnabled()
    dialog.choose.show_not_created("Not allowed.")
    assert button(dialog, "create_project").isEnabled()
    dialog.choose.show_created(Project(PROJECT_ID, "oriel", "ACTIVE"))
    assert dialog.choose.value(PROJECT) == PROJECT_ID


def test_deleting_asks_inside_the_dialog_and_says_what_goes(qtbot: QtBot) -> None:
    kept = form_from(Typed(oracle=False, address="localhost:1234/v1")).connection
    dialog = shown(qtbot, kept)
    dialog.show_what_goes("Delete it? 12 chats stay.")
    deleted: list[str] = []
    dialog.delete_requested.connect(deleted.append)
    click(dialog, "delete")
    assert "12 chats stay" in visible_text(dialog)
    assert deleted == []
    click(dialog, "sure_keep")
    click(dialog, "delete")
    click(dialog, "sure_delete")
    assert deleted == [kept.id]


def test_editing_keeps_what_is_not_on_the_page(qtbot: QtBot) -> None:
    from dataclasses import replace

    kept = replace(
        form_from(Typed(region="us-chicago-1", key="k", project=PROJECT_ID)).connection,
        headers=(("x-team", "one"),),
        models=("ocid1.generativeaiendpoint.oc1..x",),
        vector_stores_url="https://stores.example.com/v1",
    )
    dialog = shown(qtbot, kept)
    saved: list[ConnectionForm] = []
    dialog.save_requested.connect(saved.append)
    click(dialog, "save")
    (form,) = saved
    assert form.secret is None
    assert form.connection == kept


def test_a_colour_is_picked_by_keyboard_too(dialog: ConnectionDialog) -> None:
    from PySide6.QtWidgets import QAbstractButton

    saved: list[ConnectionForm] = []
    dialog.save_requested.connect(saved.append)
    fill_in_key(dialog)
    red = dialog.findChild(QAbstractButton, "colour_danger")
    assert red is not None
    QTest.keyClick(red, Qt.Key.Key_Space)
    click(dialog, "save")
    assert saved[0].connection.colour == "danger"


def test_addresses_headers_and_further_models_are_under_advanced(qtbot: QtBot) -> None:
    kept = form_from(Typed(region="us-chicago-1", key="k", project=PROJECT_ID)).connection
    dialog = shown(qtbot, kept)
    saved: list[ConnectionForm] = []
    dialog.save_requested.connect(saved.append)
    click(dialog, "advanced")
    field(dialog, "headers").setText("x-team research")
    field(dialog, "vector_stores_url").setText("ftp://x")
    click(dialog, "save")
    assert saved == []
    assert "A header looks like" in visible_text(dialog)
    field(dialog, "headers").setText("x-team: research; x-cost: 12")
    field(dialog, "vector_stores_url").setText("https://stores.example.com/v1/")
    field(dialog, "base_url").setText("https://inference.example.com/openai/v1")
    field(dialog, "models").setText("ocid1.generativeaiendpoint.oc1..x, my.model")
    click(dialog, "save")
    made = saved[0].connection
    assert made.headers == (("x-team", "research"), ("x-cost", "12"))
    assert made.vector_stores_url == "https://stores.example.com/v1"
    assert made.base_url == "https://inference.example.com/openai/v1"
    assert made.models == ("ocid1.generativeaiendpoint.oc1..x", "my.model")
    again = shown(qtbot, made)
    again.save_requested.connect(saved.append)
    click(again, "save")
    assert saved[1].connection == made
