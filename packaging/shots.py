"""Pictures of the main screens: light and dark, at 100 and 150 %.

Drives the real program: each theme and scale is a start of its own in a fresh
home, with real messages to the local service. Run by `dev.py shots DIR`, which
sees to a screen; files are named SCREEN-THEME-SCALE.png.
"""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
import tempfile
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from oriel.domain.connections import LOCAL_ID

if TYPE_CHECKING:
    from PySide6.QtGui import QPixmap

    from oriel.composition import Desk

THEMES, SCALES = ("light", "dark"), (100, 150)
QUESTIONS = ("What can I do with Oriel?", "How do I connect it to Oracle Cloud?")
SETTLE_S = 0.4
ROOT = Path(__file__).resolve().parent.parent


@dataclass(frozen=True)
class Camera:
    """Saves what the window shows, with an open dialog where it stands."""

    desk: Desk
    folder: Path
    suffix: str

    async def take(self, name: str) -> None:
        """Waits for the window to come to rest, then saves one picture."""
        self.desk.shell.settle_view()
        await asyncio.sleep(SETTLE_S)
        path = self.folder / f"{name}-{self.suffix}.png"
        if not self._picture().save(str(path)):
            raise OSError(f"cannot write {path}")
        print(path)

    def _picture(self) -> QPixmap:
        from PySide6.QtCore import QPoint, QRect
        from PySide6.QtGui import QPainter
        from PySide6.QtWidgets import QApplication

        window = self.desk.window
        picture = window.grab()
        dialog = QApplication.activePopupWidget() or QApplication.activeModalWidget()
        if dialog is not None and dialog is not window:
            margin = (window.size() - dialog.size()) / 2
            corner = QPoint(margin.width(), margin.height())
            painter = QPainter(picture)
            painter.drawPixmap(corner, dialog.grab())
            # A window manager would frame it.
            painter.setPen(dialog.palette().mid().color())
            painter.drawRect(QRect(corner, dialog.size()))
            painter.end()
        return picture


async def _first_run(camera: Camera) -> None:
    await camera.take("first-run")


async def _chat(camera: Camera) -> None:
    for question in QUESTIONS:
        camera.desk.shell.ask(question)
        await camera.desk.chat.settled()
    await camera.take("chat")


async def _narrow(camera: Camera) -> None:
    window = camera.desk.window
    size = window.size()
    window.resize(window.minimumSize())
    await camera.take("narrow")
    window.resize(size)


async def _key_list(camera: Camera) -> None:
    await _dialog(camera, "key_list")


async def _connection(camera: Camera) -> None:
    await _dialog(camera, "connections")


async def _models(camera: Camera) -> None:
    await _dialog(camera, "choose_model")


async def _dialog(camera: Camera, action: str) -> None:
    from PySide6.QtWidgets import QApplication

    camera.desk.window.action(action).trigger()
    await camera.take(action.replace("_", "-"))
    opened = QApplication.activePopupWidget() or QApplication.activeModalWidget()
    if opened is not None:
        opened.close()


async def _failure(camera: Camera) -> None:
    desk = camera.desk
    desk.chat.new_chat()
    await desk.chat.settled()
    desk.chat.use(LOCAL_ID, "oriel-rehearsal")
    desk.shell.ask("fast failed")
    await desk.chat.settled()
    await camera.take("failure")


async def _leave(camera: Camera) -> None:
    """A tool that waits for the person, and a message that waits behind it."""
    from oriel.domain.chat_settings import ChatSettings

    desk = camera.desk
    desk.chat.new_chat()
    await desk.chat.settled()
    desk.chat.use(LOCAL_ID, "oriel-rehearsal")
    desk.chat.use_settings(ChatSettings(local_tools=("",)))
    asked = asyncio.Event()
    connection = desk.chat.approval_wanted.connect(lambda *_: asked.set())
    desk.shell.ask('Please call fetch_page {"url": "https://docs.oracle.com/en-us/iaas/"}')
    await asked.wait()
    desk.chat.approval_wanted.disconnect(connection)
    desk.shell.ask("And then sum it up in three lines")
    await camera.take("approval")
    desk.chat.stop()
    await desk.chat.settled()


async def _behind(camera: Camera) -> None:
    """An answer with sources, and what is behind it."""
    from oriel.domain.chat_settings import ChatSettings
    from oriel.domain.hosted_tools import HostedTools, WebSearch

    desk = camera.desk
    desk.chat.new_chat()
    await desk.chat.settled()
    desk.chat.use(LOCAL_ID, "oriel-rehearsal")
    desk.chat.use_settings(ChatSettings(hosted=HostedTools(web_search=WebSearch())))
    desk.shell.ask("fast web search")
    await desk.chat.settled()
    desk.window.action("inspector").trigger()
    await camera.take("inspector")
    desk.window.action("inspector").trigger()


async def _tools(camera: Camera) -> None:
    await _dialog(camera, "tools")


async def _chat_settings(camera: Camera) -> None:
    await _dialog(camera, "chat_settings")


async def _prompts(camera: Camera) -> None:
    await _dialog(camera, "prompts")


async def _library(camera: Camera) -> None:
    """The library, empty and then with the guide in a store; its pages, and the transfers."""
    from oriel.domain.transfers import UploadTo
    from oriel.ui.library.assembly import Library

    desk = camera.desk
    desk.window.action("library").trigger()
    await camera.take("library-empty")
    library = desk.window.findChild(Library)
    assert library is not None
    client = await desk.client("local")
    made = await client.vector_stores.create("Handbook", description="The guide", expires_days=100)
    await client.containers.create("Plots for the report", "4g")
    transfers, ended = desk.shell.transfers, asyncio.Event()

    def look(_: object) -> None:
        if all(each.stage.has_ended for each in transfers.all()):
            ended.set()

    transfers.finished.connect(look)
    pages = sorted(str(page) for page in (ROOT / "resources" / "guide").glob("*.md"))
    to = UploadTo(
        purpose="assistants",
        store_id=made["id"],
        store_name="Handbook",
        attributes=(("year", 2026), ("team", "Oriel")),
    )
    transfers.upload("local", pages, to)
    await ended.wait()
    for tab in ("files", "stores", "containers"):
        library.page.show_tab(tab)
        library.page.refresh()
        await camera.take(f"library-{tab}")
    library.open_store(made["id"])
    await camera.take("library-store")
    library.ask(made["id"], "Where are my keys kept?")
    await camera.take("library-passages")
    library.show_transfers()
    await camera.take("library-transfers")
    desk.window.action("library").trigger()


async def _history(camera: Camera) -> None:
    """A history in order, searched, summed up, and what leads out of it."""
    from PySide6.QtTest import QTest
    from PySide6.QtWidgets import QLineEdit

    from shots_history import fill

    desk = camera.desk
    await desk.chat.desk.database.run(fill)
    desk.chats.refresh()
    await camera.take("history")
    desk.window.action("search").trigger()
    field = desk.window.findChild(QLineEdit, "search_line")
    assert field is not None
    QTest.keyClicks(field, "heron")
    await camera.take("search")
    for _ in range(2):  # the first only selects what is typed
        desk.window.action("search").trigger()
    for page in ("usage", "bin"):
        desk.window.action(page).trigger()
        await camera.take(page)
    desk.window.action("focus_composer").trigger()
    for dialog in ("export_chat", "import_chats", "backups"):
        await _dialog(camera, dialog)


SCREENS: tuple[Callable[[Camera], Awaitable[None]], ...] = (
    _first_run,
    _chat,
    _narrow,
    _key_list,
    _connection,
    _models,
    _failure,
    _leave,
    _behind,
    _tools,
    _chat_settings,
    _prompts,
    _library,
    _history,
)


def _play(folder: Path, suffix: str) -> Callable[[Desk], Awaitable[int]]:
    async def play(desk: Desk) -> int:
        await desk.shell.ready()
        camera = Camera(desk, folder, suffix)
        for screen in SCREENS:
            async with asyncio.timeout(60):
                await screen(camera)
        return 0

    return play


def take(folder: Path, theme: str, scale: str) -> int:
    """All screens in one theme, in this process."""
    from oriel.arguments import Arguments
    from oriel.config.paths import Home
    from oriel.config.settings import Settings, SettingsFile
    from oriel.main import run_window

    home = Home.choose(None)
    home.prepare()
    SettingsFile(home.settings).save(Settings(theme=theme))
    return run_window(Arguments(), _play(folder, f"{theme}-{scale}"))


def take_all(folder: Path) -> int:
    """Every theme at every scale, each in a process of its own."""
    folder.mkdir(parents=True, exist_ok=True)
    status = 0
    for theme in THEMES:
        for scale in SCALES:
            with tempfile.TemporaryDirectory(prefix="oriel-shots-") as home:
                environment = os.environ | {
                    "ORIEL_HOME": home,
                    "QT_SCALE_FACTOR": str(scale / 100),
                }
                command = (sys.executable, __file__, str(folder), theme, str(scale))
                status |= subprocess.run(command, env=environment, check=False).returncode
    return status


if __name__ == "__main__":
    words = sys.argv[1:]
    sys.exit(take(Path(words[0]), *words[1:]) if len(words) == 3 else take_all(Path(words[0])))
