"""The prompt library as it is seen: the popup over the composer, the form, the dialog."""
