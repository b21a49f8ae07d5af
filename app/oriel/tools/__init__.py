"""Tools on this computer: tool servers (MCP) and the few built into Oriel."""
