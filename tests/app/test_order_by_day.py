"""The list of chats goes with the days by itself."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

import pytest
from PySide6.QtGui import QGuiApplication

from waiting import emitted, until

from .desks import ask, desk

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")


async def test_today_becomes_yesterday_when_the_night_is_over(tmp_path: Path) -> None:
    async with desk(tmp_path) as opened:
        opened.chat.use("local", "oriel-rehearsal")
        await ask(opened, "fast echo first words")
        rows = opened.window.sidebar.chat_list.rows
        await until(lambda: rows.rowCount() == 2)
        assert rows.index(0).data() == "Today"
        opened.chats.now = lambda: datetime.now().astimezone() + timedelta(days=1)
        app = QGuiApplication.instance()
        assert isinstance(app, QGuiApplication)
        listed = emitted(opened.chats.listed)
        app.applicationStateChanged.emit(app.applicationState())
        await listed
        assert rows.index(0).data() == "Yesterday"
