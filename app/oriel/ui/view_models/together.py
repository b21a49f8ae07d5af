"""All view-models of one window, as they are handed around together."""

from __future__ import annotations

from typing import NamedTuple

from oriel.ui.view_models.attachments import AttachmentsViewModel
from oriel.ui.view_models.chat import ChatViewModel
from oriel.ui.view_models.chat_list import ChatListViewModel
from oriel.ui.view_models.connecting import ConnectingViewModel
from oriel.ui.view_models.connections import ConnectionsViewModel
from oriel.ui.view_models.inspector import InspectorViewModel
from oriel.ui.view_models.network import NetworkViewModel
from oriel.ui.view_models.prompts import PromptsViewModel
from oriel.ui.view_models.tooling import ToolingViewModel
from oriel.ui.view_models.transfers import TransfersViewModel


class ViewModels(NamedTuple):
    chat: ChatViewModel
    chats: ChatListViewModel
    connections: ConnectionsViewModel
    connecting: ConnectingViewModel
    network: NetworkViewModel
    prompts: PromptsViewModel
    tooling: ToolingViewModel
    attachments: AttachmentsViewModel
    inspector: InspectorViewModel
    transfers: TransfersViewModel
