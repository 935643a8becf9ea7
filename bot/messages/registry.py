from collections.abc import Awaitable, Callable

from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain import members
from bot.i18n import Texts
from bot.views.kit import Message
from models import Member, Outbox

Says = Callable[[AsyncSession, Texts, Outbox], Awaitable[Message | None]]

KINDS: dict[str, Says] = {}


def says(*kinds: str) -> Callable[[Says], Says]:
    """Declare the function that words messages of these kinds."""

    def add(function: Says) -> Says:
        for kind in kinds:
            assert kind not in KINDS, f"{kind} is worded already"
            KINDS[kind] = function
        return function

    return add


async def reader_of(session: AsyncSession, row: Outbox) -> Member:
    assert row.member_id is not None, "only messages to a channel have no reader"
    return await members.by_id(session, row.workspace_id, row.member_id)
