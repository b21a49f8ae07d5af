"""Searching everything in the window: one panel over it, opened by Ctrl+K."""
