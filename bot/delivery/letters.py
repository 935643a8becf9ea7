"""The words of claimed messages, in their readers' languages."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass

import structlog
from sqlalchemy.ext.asyncio import AsyncSession

from bot.delivery.claim import Claimed
from bot.domain import members
from bot.domain.errors import NotFound
from bot.i18n import Texts
from bot.runtime import Runtime
from bot.views.kit import Message
from models import Outbox

log = structlog.get_logger()

Render = Callable[[AsyncSession, Texts, Outbox], Awaitable[Message | None]]
"""What a planned message says; None when its reason is gone."""


@dataclass
class Letter:
    """One claimed message, ready to send."""

    claimed: Claimed
    message: Message | None
    """None when its reason is gone."""
    mistake: Exception | None = None
    """What went wrong while the words were found: a mistake of ours."""
    channel: str | None = None
    """Where it goes, once that is known."""
    begun: bool = False
    """Whether Slack may have heard of it: from then on nobody knows, until it answers."""
    posted: str | None = None
    """The ts of the message, once it stands there; its file may still be missing."""

    @property
    def row(self) -> Outbox:
        return self.claimed.row


async def write(runtime: Runtime, render: Render, claimed: Sequence[Claimed]) -> list[Letter]:
    """All in one transaction; when one of them fails each by itself, so that it never stops the others."""
    try:
        async with runtime.db.begin() as session:
            readers = [one.row.member_id for one in claimed if one.row.member_id is not None]
            # Held while the words are found: each of them is asked for again and again.
            _held = await members.names(session, claimed[0].row.workspace_id, readers)
            return [Letter(one, await _words(runtime, session, render, one)) for one in claimed]
    except Exception as error:
        if len(claimed) == 1:
            row = claimed[0].row
            log.error("outbox.failed", kind=row.kind, outbox=str(row.id), exc_info=error)
            return [Letter(claimed[0], None, error)]
    return [letter for one in claimed for letter in await write(runtime, render, [one])]


async def _words(runtime: Runtime, session: AsyncSession, render: Render, claimed: Claimed) -> Message | None:
    reader = claimed.reader
    texts = (
        Texts.of(members.language_of(reader), reader.tz)
        if reader is not None
        else Texts.of(runtime.settings.klik_language, "UTC")
    )
    try:
        return await render(session, texts, claimed.row)
    except NotFound:
        return None
