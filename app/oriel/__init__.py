"""Oriel: a native desktop window onto OCI Generative AI."""

__version__ = "0.1.0"
