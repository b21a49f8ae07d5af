"""Storey 1: secrets, and the keyring that holds them."""
