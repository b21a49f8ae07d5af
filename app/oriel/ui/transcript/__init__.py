"""The conversation as it is read: painted, and built only where it is looked at."""
