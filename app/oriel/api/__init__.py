"""Storey 1: the HTTP client of the OpenAI-compatible service, OCI's divergences included."""
