"""The bin's page: what was deleted, a look at it, back with it or away for good."""
