"""Files and folders on their way to a service: shown first, then sent."""
