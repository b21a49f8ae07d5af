"""Makes the view-models of the window out of the rooms below it.

A part of the composition root, imported after the first paint.
"""

from __future__ import annotations

from contextlib import AsyncExitStack

from oriel.closing import in_time
from oriel.config.settings import Settings
from oriel.rooms import Rooms
from oriel.services.attachments import Attachments
from oriel.services.chat_pages import ChatPages
from oriel.services.connecting import Connecting
from oriel.services.evidence import Evidence
from oriel.services.folders import Folders
from oriel.services.prompts import Prompts
from oriel.services.tool_offers import ToolOffers
from oriel.services.tool_trials import ToolTrials
from oriel.services.transfers import Transfers
from oriel.store.drafts import DraftTable
from oriel.store.prompts import PromptTable
from oriel.store.transfers import TransferTable
from oriel.store.uploaded import UploadedTable
from oriel.ui.view_models.attachments import AttachmentsViewModel
from oriel.ui.view_models.chat import ChatViewModel
from oriel.ui.view_models.chat_list import ChatListViewModel
from oriel.ui.view_models.connecting import ConnectingViewModel
from oriel.ui.view_models.connections import ConnectionsViewModel
from oriel.ui.view_models.inspector import InspectorViewModel
from oriel.ui.view_models.network import NetworkViewModel
from oriel.ui.view_models.prompts import PromptsViewModel
from oriel.ui.view_models.together import ViewModels
from oriel.ui.view_models.tooling import ToolingViewModel, remotes_from
from oriel.ui.view_models.transfers import TransfersViewModel


def made_view_models(
    stack: AsyncExitStack, rooms: Rooms, connecting: Connecting, settings: Settings
) -> ViewModels:
    """All of them; `stack` closes each but the chat's, whose place in the order is told
    where the window is closed."""
    connections, database = rooms.connections, rooms.database
    chat = ChatViewModel(*rooms.desks)
    models = ViewModels(
        chat,
        ChatListViewModel(rooms.desks[0].conversations, ChatPages(database), Folders(database)),
        ConnectionsViewModel(connections),
        ConnectingViewModel(connecting),
        NetworkViewModel(connections.network),
        PromptsViewModel(Prompts(PromptTable(database))),
        _tooling(rooms, settings),
        AttachmentsViewModel(Attachments(connections, DraftTable(database))),
        InspectorViewModel(chat, Evidence(connections)),
        TransfersViewModel(
            Transfers(connections, TransferTable(database), UploadedTable(database))
        ),
    )
    for view_model in models:
        if view_model is not chat:
            stack.push_async_callback(in_time, view_model.aclose)
    return models


def _tooling(rooms: Rooms, settings: Settings) -> ToolingViewModel:
    return ToolingViewModel(
        rooms.servers,
        ToolTrials(rooms.secrets, rooms.connections.network),
        ToolOffers(rooms.connections, rooms.bases),
        rooms.connections,
        [desk.engine.approvals for desk in rooms.desks],
        remotes_from(settings.remote_tools),
    )
