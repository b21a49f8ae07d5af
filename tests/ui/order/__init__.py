"""The order among chats, with real widgets."""
