"""Storey 1: SQLite."""
