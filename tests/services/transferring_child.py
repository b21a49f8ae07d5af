"""A queue in a process of its own, that says how far it is until it is killed or done.

Run by test_transfers_killed.py: `transferring_child.py DATABASE BASE_URL TOKEN [FOLDER
STORE]`; with a folder its files are added, else what an earlier run left goes on.
"""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path

from oriel.auth.keyring_store import SecretStore
from oriel.domain.connections import LOCAL, Connection, ConnectionKind
from oriel.domain.transfers import Transfer, UploadTo
from oriel.services.connections import Connections, Fixed
from oriel.services.transfer_book import Listener
from oriel.services.transfer_pace import TransferPace
from oriel.services.transfers import Transfers
from oriel.store.connections import ConnectionTable
from oriel.store.database import Database
from oriel.store.transfers import TransferTable
from oriel.store.uploaded import UploadedTable

PACE = TransferPace(first_delay_s=0.05, poll_s=0.05, longest_poll_s=0.1, late_s=0.5, gather_s=0.1)


async def transfer(
    path: Path, base_url: str, token: str, folder: str = "", store: str = ""
) -> None:
    database = await Database.open(path)
    place = Connection(
        id="local",
        name="Local",
        kind=ConnectionKind.LOCAL,
        base_url=base_url,
        capabilities=LOCAL,
    )
    secrets = SecretStore()
    connections = Connections(ConnectionTable(database), secrets, [Fixed(place, token)])
    queue = Transfers(connections, TransferTable(database), UploadedTable(database), PACE)
    queue.listen(Listener(changed=told))
    if folder:
        files = [(str(p), p.name, p.stat().st_size) for p in sorted(Path(folder).rglob("*.*"))]
        queue.add_uploads("local", files, UploadTo(store_id=store))
    queue.begin()
    while not queue.all() or not all(t.stage.has_ended for t in queue.all()):  # noqa: ASYNC110
        await asyncio.sleep(0.02)
    await queue.aclose()
    for one in queue.all():
        print("ended", one.name, one.stage, one.note, one.reason.code if one.reason else "")
    print("over", flush=True)
    await connections.aclose()
    secrets.close()
    await database.aclose()


def told(transfers: tuple[Transfer, ...]) -> None:
    for one in transfers:
        print("stage", one.name, one.stage, flush=True)


if __name__ == "__main__":
    database, base_url, token, *more = sys.argv[1:]
    asyncio.run(transfer(Path(database), base_url, token, *more))
