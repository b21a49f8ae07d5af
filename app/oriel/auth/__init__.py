"""Storey 1: secrets and signing."""
