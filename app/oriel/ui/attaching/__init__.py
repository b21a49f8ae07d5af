"""Files on their way into a message: chips, the drop overlay, pictures made ready."""
