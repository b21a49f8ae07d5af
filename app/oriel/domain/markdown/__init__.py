"""Markdown as flat blocks of plain values, whole or while it streams in. No Qt."""
