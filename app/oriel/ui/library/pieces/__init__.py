"""What the tabs of the library are put together from, and no single one of them owns."""
