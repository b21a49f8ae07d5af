"""What the program promises in numbers, each measured beside its floor in the same run."""
