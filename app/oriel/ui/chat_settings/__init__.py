"""The settings of one chat as controls. Imported when they are first asked for."""
