"""Chats of other programs as Oriel's: one parser per source, from JSON to values.

No text is lost on the way: what has no place of its own in a message lies, whole, in its
`provider` under "imported".
"""
