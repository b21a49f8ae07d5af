"""The retrieval view: a question to vector stores, and the passages that come back."""
