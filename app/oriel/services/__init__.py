"""Storey 2: use cases on asyncio, no Qt."""
