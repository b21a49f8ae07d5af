"""A server of the newest protocol, made with the package of its authors.

modern_server.py [PORT]     over standard input, or over HTTP on that port
"""

from __future__ import annotations

import sys

import anyio
from mcp.server import MCPServer
from mcp.server.mcpserver import Context

server = MCPServer("modern")


@server.tool()
async def add(a: int, b: int) -> int:
    """Adds two numbers."""
    return a + b


@server.tool()
async def count(to: int, ctx: Context) -> str:
    """Counts, and tells of each step."""
    for step in range(1, to + 1):
        await ctx.report_progress(step, to, f"at {step}")
    return "done"


@server.tool()
async def hang() -> str:
    """Never answers; says on stderr when it is cancelled."""
    try:
        await anyio.sleep(600)
    except anyio.get_cancelled_exc_class():
        print("hang was cancelled", file=sys.stderr, flush=True)
        raise
    return "never"


if len(sys.argv) > 1:
    server.run("streamable-http", port=int(sys.argv[1]))
else:
    server.run("stdio")
