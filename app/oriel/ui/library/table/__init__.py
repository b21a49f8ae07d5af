"""A table of records, as all lists of the library are shown, and what stands beside one.

Icons made for the library: folder, store, container, upload, download, pause, play,
filter, columns, sync, csv, clock, link, table, target, chat.
"""
