"""Recorded turns with calls that some computer has to run: shells, patches, screens.

Oriel offers none of these tools; what comes all the same is kept, and sent again only
together with what it gave.
"""

from __future__ import annotations

from oriel.domain.parts import ItemPart, TextPart, ToolCallPart

from .recorded_items import (
    Json,
    Recorded,
    Told,
    framed,
    message,
    said,
    spoken,
    spoken_in_chat,
    text_piece,
    turn,
)

_YES = message("msg_1", text_piece("yes"))

_SHELL: Json = {
    "type": "shell_call",
    "id": "sh_1",
    "call_id": "call_1",
    "action": {"commands": ["ls"], "timeout_ms": None, "max_output_length": None},
    "status": "completed",
}
_LISTING: Json = {
    "type": "shell_call_output",
    "id": "sho_1",
    "call_id": "call_1",
    "max_output_length": None,
    "output": [{"stdout": "a\n", "stderr": "", "outcome": {"type": "exit", "exit_code": 0}}],
    "status": "completed",
}
_RAN = ToolCallPart(
    "call_1",
    "shell",
    '{"commands": ["ls"], "timeout_ms": null, "max_output_length": null}',
    "shell_call",
    "completed",
)
SHELL = Recorded(
    name="shell of the service, with its output",
    events=turn(
        *framed(
            0,
            _SHELL,
            {"type": "response.shell_call_command.added", "command_index": 0, "command": "ls"},
            {"type": "response.shell_call_command.delta", "command_index": 0, "delta": "ls"},
            {"type": "response.shell_call_command.done", "command_index": 0, "command": "ls"},
        ),
        *framed(
            1,
            _LISTING,
            {
                "type": "response.shell_call_output_content.delta",
                "command_index": 0,
                "delta": {"stdout": "a\n"},
            },
            {
                "type": "response.shell_call_output_content.done",
                "command_index": 0,
                "output": _LISTING["output"],
            },
            output=[],
        ),
        *said(2, "yes"),
        output=[_SHELL, _LISTING, _YES],
    ),
    parts=(_RAN, ItemPart("shell_call_output", _LISTING), TextPart("yes")),
    told=Told(text="yes", calls=(_RAN,), states=(("in_progress", "completed"),)),
    again=(_SHELL, _LISTING, spoken("yes")),
    elsewhere=(spoken("yes"),),
    in_chat=(spoken_in_chat("yes"),),
)


def _unanswered(name: str, item: Json, arguments: str) -> Recorded:
    kind = item["type"]
    call = ToolCallPart("call_1", kind.removesuffix("_call"), arguments, kind, "completed")
    return Recorded(
        name=name,
        events=turn(*said(0, "yes"), *framed(1, item), output=[_YES, item]),
        parts=(TextPart("yes"), call),
        told=Told(text="yes", calls=(call,), states=(("in_progress", "completed"),)),
        again=(spoken("yes"),),
        elsewhere=(spoken("yes"),),
        in_chat=(spoken_in_chat("yes"),),
    )


SHELL_WITHOUT_OUTPUT = _unanswered(
    "shell call, not run",
    _SHELL,
    '{"commands": ["ls"], "timeout_ms": null, "max_output_length": null}',
)
# The older shell's output names its call by id.
_EXEC: Json = {
    "type": "local_shell_call",
    "id": "lsh_1",
    "call_id": "call_1",
    "action": {"type": "exec", "command": ["ls"], "env": {}},
    "status": "completed",
}
_EXECUTED: Json = {"type": "local_shell_call_output", "id": "lsh_1", "output": "a"}
LOCAL_SHELL = _unanswered(
    "shell call of the older kind",
    _EXEC,
    '{"type": "exec", "command": ["ls"], "env": {}}',
)
PATCH = _unanswered(
    "patch",
    {
        "type": "apply_patch_call",
        "id": "apc_1",
        "call_id": "call_1",
        "operation": {"type": "create_file", "path": "a", "diff": "+b"},
        "status": "completed",
    },
    '{"type": "create_file", "path": "a", "diff": "+b"}',
)
SCREEN = _unanswered(
    "computer",
    {
        "type": "computer_call",
        "id": "cu_1",
        "call_id": "call_1",
        "action": {"type": "wait"},
        "pending_safety_checks": [],
        "status": "completed",
    },
    '{"type": "wait"}',
)
SCREEN_IN_STEPS = _unanswered(
    "computer, several steps",
    {
        "type": "computer_call",
        "id": "cu_1",
        "call_id": "call_1",
        "actions": [{"type": "screenshot"}, {"type": "wait"}],
        "pending_safety_checks": [],
        "status": "completed",
    },
    '[{"type": "screenshot"}, {"type": "wait"}]',
)

_EXEC_CALL = ToolCallPart(
    "call_1",
    "local_shell",
    '{"type": "exec", "command": ["ls"], "env": {}}',
    "local_shell_call",
    "completed",
)
LOCAL_SHELL_RUN = Recorded(
    name="shell call of the older kind, with its output",
    events=turn(
        *framed(0, _EXEC), *framed(1, _EXECUTED), *said(2, "yes"), output=[_EXEC, _EXECUTED, _YES]
    ),
    parts=(_EXEC_CALL, ItemPart("local_shell_call_output", _EXECUTED), TextPart("yes")),
    told=Told(text="yes", calls=(_EXEC_CALL,), states=(("in_progress", "completed"),)),
    again=(_EXEC, _EXECUTED, spoken("yes")),
    elsewhere=(spoken("yes"),),
    in_chat=(spoken_in_chat("yes"),),
)

RECORDED = (
    SHELL,
    LOCAL_SHELL_RUN,
    SHELL_WITHOUT_OUTPUT,
    LOCAL_SHELL,
    PATCH,
    SCREEN,
    SCREEN_IN_STEPS,
)
