"""Storey 1: where things lie on this computer: folders, resources, settings file, logs."""
