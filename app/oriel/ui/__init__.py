"""Storey 3: view-models and widgets; the only PySide6 code besides main."""
