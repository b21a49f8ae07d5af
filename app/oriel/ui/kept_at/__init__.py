"""Where chats are kept besides on this computer: the mark, its panel, attaching, deleting there."""
