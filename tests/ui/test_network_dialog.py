"""The network dialog, with real widgets."""

from __future__ import annotations

from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QComboBox, QLabel, QLineEdit, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from oriel.domain.network import NetworkSettings, ProxyMode
from oriel.ui.error_text import explain
from oriel.ui.network_dialog import NetworkDialog

KEPT = NetworkSettings(ProxyMode.MANUAL, "http://p:8080", "ana", (".corp", "10.0.0.0/8"))


def shown(qtbot: QtBot, settings: NetworkSettings) -> NetworkDialog:
    dialog = NetworkDialog(settings, "api.example.com")
    qtbot.addWidget(dialog)
    dialog.show()
    return dialog


def field(dialog: QWidget, name: str) -> QLineEdit:
    found = dialog.findChild(QLineEdit, f"field_{name}")
    assert found is not None
    return found


def click(dialog: QWidget, name: str) -> None:
    button = dialog.findChild(QPushButton, name)
    assert button is not None
    assert button.isEnabled()
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)


def words(dialog: QWidget) -> str:
    return " ".join(w.text() for w in dialog.findChildren(QLabel) if w.isVisible())


def saved(dialog: NetworkDialog) -> list[tuple[Any, Any]]:
    found: list[tuple[Any, Any]] = []
    dialog.save_requested.connect(lambda *what: found.append(what))
    return found


def test_what_is_kept_is_shown_and_saved_as_it_was(qtbot: QtBot) -> None:
    dialog = shown(qtbot, KEPT)
    found = saved(dialog)
    click(dialog, "save")
    assert found == [(KEPT, None)]
    assert field(dialog, "proxy_password").echoMode() is QLineEdit.EchoMode.Password


def test_only_a_proxy_of_ones_own_has_fields(qtbot: QtBot) -> None:
    dialog = shown(qtbot, NetworkSettings())
    assert not field(dialog, "proxy_url").isVisible()
    combo = dialog.findChild(QComboBox, "field_network_mode")
    assert combo is not None
    combo.setCurrentIndex(combo.findData(ProxyMode.MANUAL))
    assert field(dialog, "proxy_url").isVisible()


def test_credentials_in_the_address_go_where_they_belong(qtbot: QtBot) -> None:
    dialog = shown(qtbot, NetworkSettings(ProxyMode.MANUAL))
    found = saved(dialog)
    QTest.keyClicks(field(dialog, "proxy_url"), "http://bob:hush@proxy:3128")
    click(dialog, "save")
    settings, password = found[0]
    assert (settings.proxy_url, settings.proxy_user) == ("http://proxy:3128", "bob")
    assert password == "hush"
    assert "hush" not in repr(settings)


@pytest.mark.parametrize(
    ("typed", "said"), [("socks5://p:1", "http://"), ("http://p/x.pac", "PAC"), ("", "computer")]
)
def test_an_address_that_is_none_is_not_saved(qtbot: QtBot, typed: str, said: str) -> None:
    dialog = shown(qtbot, NetworkSettings(ProxyMode.MANUAL))
    found = saved(dialog)
    QTest.keyClicks(field(dialog, "proxy_url"), typed)
    click(dialog, "save")
    assert found == []
    assert said in words(dialog)


def test_a_host_is_tried_with_what_is_typed(qtbot: QtBot) -> None:
    dialog = shown(qtbot, KEPT)
    tried: list[tuple[Any, ...]] = []
    dialog.try_requested.connect(lambda *what: tried.append(what))
    click(dialog, "try")
    assert tried == [("https://api.example.com", KEPT, None)]
    assert "Trying" in words(dialog)
    dialog.show_failed(explain("proxy_refused", {"proxy": "p:8080", "status": 407}))
    assert "p:8080" in words(dialog)
    dialog.show_tried("api.example.com answers")
    assert "answers" in words(dialog)


def test_a_certificate_file_is_looked_into(qtbot: QtBot) -> None:
    dialog = shown(qtbot, NetworkSettings())
    asked: list[str] = []
    dialog.certificates_requested.connect(asked.append)
    field(dialog, "extra_ca").setText("/etc/ca.pem")
    assert asked == ["/etc/ca.pem"]
    dialog.show_certificates(["Acme Proxy"])
    assert "Acme Proxy" in words(dialog)
    dialog.show_certificates_unread("There is no certificate in it.")
    assert "no certificate" in words(dialog)


def test_saving_twice_saves_once_until_it_failed(qtbot: QtBot) -> None:
    dialog = shown(qtbot, NetworkSettings())
    found = saved(dialog)
    click(dialog, "save")
    button = dialog.findChild(QPushButton, "save")
    assert button is not None
    assert not button.isEnabled()
    dialog.show_failed(explain("certificate_file_unusable", {"path": "/x", "detail": "gone"}))
    click(dialog, "save")
    assert len(found) == 2
