"""A vector store kept in step with folders on this computer."""
