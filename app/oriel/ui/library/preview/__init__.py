"""What a file looks like: a pane beside a table, and a larger window of it."""
