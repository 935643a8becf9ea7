"""Messages about a workspace as such."""

from sqlalchemy.ext.asyncio import AsyncSession

from bot.i18n import Texts
from bot.messages.registry import says
from bot.views import welcome as views
from bot.views.kit import Message
from models import Outbox


@says("workspace.welcome")
async def welcome(session: AsyncSession, t: Texts, row: Outbox) -> Message | None:
    return views.installer_welcome(t, again=bool(row.params["again"]), days=int(row.params["days"]))
