"""The Files tab of the library."""
