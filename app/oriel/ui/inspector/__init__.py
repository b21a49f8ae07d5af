"""The right pane: what is behind an answer. Imported when it is first opened."""
