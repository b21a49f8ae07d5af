"""A table of records, as all lists of the library are shown."""
