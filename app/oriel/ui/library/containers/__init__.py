"""The Containers tab: the sandboxes of the code interpreter, and what is in them."""
