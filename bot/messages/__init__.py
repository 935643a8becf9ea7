"""What each kind of planned message says: rows in, words out, at the moment of sending and for its reader.

A kind is declared beside its function with `@says("request.asked")`. It returns None when its reason is gone, and
then nothing is sent.
"""

from sqlalchemy.ext.asyncio import AsyncSession

from bot.i18n import Texts
from bot.messages import (
    agreements,
    calendar,
    endings,
    groups,
    keeping,
    networks,
    office,
    pairs,
    requests,
    rounds,
    searches,
    sessions,
    topics,
    workbook,
    workspaces,
)
from bot.messages.registry import KINDS
from bot.views.kit import Message
from models import Outbox

__all__ = [
    "KINDS",
    "agreements",
    "calendar",
    "endings",
    "groups",
    "keeping",
    "networks",
    "office",
    "pairs",
    "render",
    "requests",
    "rounds",
    "searches",
    "sessions",
    "topics",
    "workbook",
    "workspaces",
]


async def render(session: AsyncSession, t: Texts, row: Outbox) -> Message | None:
    """The words of a planned message, or None when there is no reason for it any more."""
    return await KINDS[row.kind](session, t, row)
