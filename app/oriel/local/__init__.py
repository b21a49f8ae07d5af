"""The local service: a program of its own that imports nothing else of ours."""
