"""Adding and changing a connection: the dialog, one page for each way in."""
