"""Tools: the popup of the composer's button, and the dialogs of servers and of the ledger."""
