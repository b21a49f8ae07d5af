"""Storey 0: values and pure functions. No I/O, no Qt, no asyncio; imports nothing of ours."""
