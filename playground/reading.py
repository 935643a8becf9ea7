"""What a person reads on a message or a view, as plain words."""

from playground.records import Message, User, View


def text_of(thing: Message | View, reader: User | None = None) -> str:
    """Everything readable: text, block texts, button labels, option texts; dates in the reader's zone."""
    raise NotImplementedError
