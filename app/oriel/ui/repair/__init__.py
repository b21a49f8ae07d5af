"""What is shown when the history is damaged, or takes long to open."""
