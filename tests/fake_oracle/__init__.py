"""Oracle's side, for tests: real servers on loopback that check what they are sent."""
