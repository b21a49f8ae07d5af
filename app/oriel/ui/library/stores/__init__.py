"""The Vector stores tab: the list, an opened store with its files, and what is written in them."""
