"""What is on its way up and down: a drawer under the library, a line in the sidebar."""
