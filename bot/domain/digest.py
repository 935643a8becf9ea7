"""The daily digest of new requests: a mentor's own choice (bot/domain/cards.py gathers it)."""

from bot.domain.errors import NotJoined
from models import Member


def choose(member: Member, *, once_a_day: bool) -> None:
    """New requests come in one message when the working day begins, or one by one. What waits for the next morning
    already comes then. Raises NotJoined."""
    if member.joined_at is None:
        raise NotJoined
    member.digest = once_a_day
