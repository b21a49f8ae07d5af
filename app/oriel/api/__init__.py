"""Storey 1: the client of the OpenAI-compatible HTTP API."""
