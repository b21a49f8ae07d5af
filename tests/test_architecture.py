"""The house stands as drawn: what each room may import, and what is nowhere done."""

from __future__ import annotations

import ast
import re

from source_files import ROOT, Source, sources

STOREYS = {
    "": 4,
    "ui": 3,
    "services": 2,
    "auth": 1,
    "api": 1,
    "store": 1,
    "config": 1,
    "tools": 1,
    "domain": 0,
}
# A program of its own that the top storey starts: nothing of it is shared.
ANNEX = "local"
LONGEST_FILE, LONGEST_FUNCTION = 400, 40
COLOUR = re.compile(r"#(?:[0-9a-fA-F]{8}|[0-9a-fA-F]{6})\b")

# Each of these spins an event loop inside a task, which then never ends
# (docs/decisions/0001).
BLOCKING = {
    "QMessageBox": {"about", "aboutQt", "critical", "information", "question", "warning"},
    "QFileDialog": {
        "getExistingDirectory",
        "getExistingDirectoryUrl",
        "getOpenFileName",
        "getOpenFileNames",
        "getOpenFileUrl",
        "getOpenFileUrls",
        "getSaveFileName",
        "getSaveFileUrl",
    },
    "QInputDialog": {"getDouble", "getInt", "getItem", "getMultiLineText", "getText"},
    "QColorDialog": {"getColor"},
    "QFontDialog": {"getFont"},
}


def _rooms_used(source: Source) -> set[str]:
    rooms = set()
    for module in source.imports():
        match module.split("."):
            case ["oriel", name, *_] if name in STOREYS or name == ANNEX:
                rooms.add(name)
            case ["oriel", name, *_] if name != "__version__":
                rooms.add("")
    return rooms - {source.room}


def _packages_used(source: Source) -> set[str]:
    return {module.split(".")[0] for module in source.imports()}


def test_every_folder_is_a_known_room() -> None:
    assert {source.room for source in sources()} <= {*STOREYS, ANNEX}


def test_imports_go_only_downward() -> None:
    wrong = []
    for source in sources():
        for room in _rooms_used(source):
            upward = ANNEX in (room, source.room) or STOREYS[room] >= STOREYS[source.room]
            if source.room and upward:
                wrong.append(f"{source.name} imports {room or 'the top storey'}")
    assert not wrong


def test_qt_stays_upstairs() -> None:
    below = [source for source in sources() if source.room not in ("", "ui")]
    assert not [source.name for source in below if "PySide6" in _packages_used(source)]


def test_only_main_knows_which_loop_runs() -> None:
    knowing = [source.name for source in sources() if "qasync" in _packages_used(source)]
    assert set(knowing) <= {"main.py"}


def test_widgets_hold_no_tasks() -> None:
    widgets = [s for s in sources("ui") if not s.name.startswith("ui/view_models/")]
    assert not [source.name for source in widgets if "asyncio" in _packages_used(source)]


def _blocks(call: ast.Attribute) -> bool:
    if call.attr in ("exec", "exec_"):
        return True
    owner = call.value
    name = owner.attr if isinstance(owner, ast.Attribute) else getattr(owner, "id", "")
    return call.attr in BLOCKING.get(name, ())


def test_no_dialog_spins_a_loop_of_its_own() -> None:
    wrong = [
        f"{source.name}:{node.lineno} .{node.func.attr}("
        for source in sources()
        for node in ast.walk(source.tree)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)
        if _blocks(node.func)
    ]
    assert not wrong


def test_colours_come_from_the_themes() -> None:
    wrong = [(source.name, COLOUR.findall(source.text)) for source in sources("ui")]
    assert not [(name, colours) for name, colours in wrong if colours]


def test_files_stay_readable() -> None:
    lengths = {source.name: len(source.text.splitlines()) for source in sources()}
    assert not {name: lines for name, lines in lengths.items() if lines > LONGEST_FILE}


def test_functions_stay_readable() -> None:
    wrong = {}
    for source in sources():
        for node in ast.walk(source.tree):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                lines = (node.end_lineno or node.lineno) - node.lineno + 1
                if lines > LONGEST_FUNCTION:
                    wrong[f"{source.name}: {node.name}"] = lines
    assert not wrong


def test_every_file_says_what_lives_in_it() -> None:
    assert not [source.name for source in sources() if not ast.get_docstring(source.tree)]


def test_the_app_is_no_package() -> None:
    # app/ is a source root: an __init__.py there would ship a top-level `app`.
    assert not (ROOT / "app" / "__init__.py").exists()
