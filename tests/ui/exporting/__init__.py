"""Exporting and printing in the window."""
