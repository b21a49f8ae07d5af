"""Order among chats: folders, tags, colours, many at once, moving by mouse and by keyboard."""
