"""What the widgets show, as QObjects that own tasks and know no widget."""
