"""Makes the view-models of what services keep of chats, each when it is first needed.

A part of the composition root; what is imported inside the functions waits until then.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AsyncExitStack
from typing import TYPE_CHECKING

from oriel.closing import in_time
from oriel.rooms import Rooms

if TYPE_CHECKING:
    from oriel.ui.view_models.remote import RemoteViewModel
    from oriel.ui.view_models.remote_deletion import RemoteDeletionViewModel


def remote_maker(stack: AsyncExitStack, rooms: Rooms) -> Callable[[], RemoteViewModel]:
    """Where chats are kept. From then on the chat engine looks before a turn, too."""

    def make() -> RemoteViewModel:
        from oriel.services.remote_attaching import RemoteAttaching
        from oriel.services.remote_pull import RemotePull
        from oriel.services.remote_state import RemoteStates
        from oriel.ui.view_models.remote import RemoteViewModel

        place = rooms.database, rooms.connections
        pull = RemotePull(*place)
        attaching = RemoteAttaching(*place, pull)
        made = RemoteViewModel(RemoteStates(*place, pull), pull, attaching, rooms.connections)
        rooms.desks[0].engine.before_turn = made.before_turn
        stack.push_async_callback(in_time, made.aclose)
        return made

    return make


def remote_deletion_maker(
    stack: AsyncExitStack, rooms: Rooms
) -> Callable[[], RemoteDeletionViewModel]:
    """What goes with chats at services."""

    def make() -> RemoteDeletionViewModel:
        from oriel.services.library_files import LibraryFiles
        from oriel.services.library_stores import LibraryStores
        from oriel.services.remote_belongings import RemoteBelongings
        from oriel.services.remote_deletion import RemoteDeletion
        from oriel.store.used_files import UsedFiles
        from oriel.ui.view_models.remote_deletion import RemoteDeletionViewModel

        place = rooms.database, rooms.connections
        stores = LibraryStores(rooms.connections, rooms.bases)
        files = LibraryFiles(rooms.connections, UsedFiles(rooms.database), stores)
        deletion = RemoteDeletion(*place, RemoteBelongings(*place, files))
        made = RemoteDeletionViewModel(deletion)
        stack.push_async_callback(in_time, made.aclose)
        return made

    return make
