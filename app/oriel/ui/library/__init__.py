"""The library: files, vector stores and containers that live at a service."""
