"""Storey 1: paths, resources, settings file, logs."""
