"""Storey 1: the history in one SQLite file, written by one thread of its own."""
