"""Exporting and printing chats: the dialog, the pages, the words."""
