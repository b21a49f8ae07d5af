"""The backups of the history, in a dialog."""
