"""What became of a topic that somebody proposed or chose."""

from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain.topics import lexicon
from bot.i18n import Texts
from bot.messages.registry import says
from bot.views import topics as views
from bot.views.kit import Message
from models import Outbox


@says("topic.accepted", "topic.merged")
async def in_the_list(session: AsyncSession, t: Texts, row: Outbox) -> Message | None:
    known, proposed = await lexicon(session, row.workspace_id), str(row.params["topic"])
    now = int(row.params.get("into", row.subject_id))
    if now not in known.names:  # merged once more since: its names are other words for another
        now = next(iter(known.understand(proposed)), 0)
    if now not in known.names:
        return None
    name = known.name(now, t.language)
    return views.accepted_yours(t, name) if now == row.subject_id else views.merged_yours(t, proposed, name)


@says("topic.declined")
async def declined(session: AsyncSession, t: Texts, row: Outbox) -> Message | None:
    return views.declined_yours(t, str(row.params["topic"]))


@says("topic.removed")
async def removed(session: AsyncSession, t: Texts, row: Outbox) -> Message | None:
    return views.removed_from_yours(t, str(row.params["topic"]))
