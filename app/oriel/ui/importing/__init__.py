"""Bringing chats in, in a dialog: choose files, look at what is in them, import, undo."""
