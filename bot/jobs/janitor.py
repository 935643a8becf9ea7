"""By night: what is older than its time is forgotten (docs/security.md)."""

from bot.domain import privacy, retention
from bot.domain.search.remembered import shorten_log
from bot.runtime import Runtime


async def run(runtime: Runtime) -> int:
    keep, now = runtime.settings.keep, runtime.now()
    async with runtime.db.begin() as session:
        touched = await retention.forget_words(session, keep, now)
    async with runtime.db.begin() as session:
        await shorten_log(session)
    async with runtime.db.begin() as session:
        gone = [member.id for member in await retention.to_forget(session, keep, now)]
    for member_id in gone:  # one transaction each: whoever cannot be forgotten tonight keeps nobody else
        async with runtime.db.begin() as session:
            if (member := await privacy.still_gone(session, member_id)) is not None:
                await privacy.forget(session, member, now)
    return touched + len(gone)
