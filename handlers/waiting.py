"""The waiting list and saved searches."""

from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain import access, topics
from bot.domain.search import needs, saved, waits
from bot.domain.search.arguments import unpacked
from bot.i18n import Md
from bot.views import ids
from bot.views import waiting as views
from bot.views.kit import Message
from handlers.registry import Visit, registry


@registry.action(ids.WAIT_FOR_TOPIC, may=access.WAIT)
async def wait(visit: Visit) -> None:
    async with visit.begin() as session:
        standing = await needs.wait(session, visit.member, visit.number, visit.now)
        known = await topics.lexicon(session, visit.workspace_id)
        topic = known.name(standing.topic_id, visit.t.language)
    await visit.replace(views.waits(visit.t, standing, topic))


@registry.action(ids.STOP_WAITING, may=access.WAIT)
async def stop_waiting(visit: Visit) -> None:
    async with visit.begin() as session:
        await needs.stop(session, visit.member, visit.number)
        message = await _listed(session, visit, views.stopped(visit.t))
    await visit.replace(message)


@registry.action(ids.WAIT_FOR_MENTOR, may=access.MANAGE_ONESELF)
async def wait_for_mentor(visit: Visit) -> None:
    async with visit.begin() as session:
        standing = await waits.wait(session, visit.member, visit.number, visit.now)
    await visit.replace(views.waits_for(visit.t, standing))


@registry.action(ids.STOP_WAITING_FOR, may=access.WAIT)
async def stop_waiting_for(visit: Visit) -> None:
    async with visit.begin() as session:
        await waits.stop(session, visit.member, visit.number)
        message = await _listed(session, visit, views.stopped(visit.t))
    await visit.replace(message)


@registry.action(ids.FIND_SAVE, may=access.MANAGE_ONESELF)
async def save(visit: Visit) -> None:
    async with visit.begin() as session:
        search = await saved.save(session, visit.member, unpacked(visit.value), visit.t.language, visit.now)
        known = await topics.lexicon(session, visit.workspace_id)
        topic = known.name(search.topic_id, visit.t.language) if search.topic_id is not None else ""
    await visit.answer(views.saved(visit.t, saved.query_of(search), topic))


@registry.command("saved", "bewaard", "waiting", "wachtlijst", may=access.MANAGE_ONESELF)
@registry.action(ids.SAVED, may=access.MANAGE_ONESELF)
async def show(visit: Visit) -> None:
    async with visit.begin() as session:
        message = await _listed(session, visit)
    await visit.answer(message)


@registry.action(ids.SAVED_REMOVE, may=access.WAIT)
async def remove(visit: Visit) -> None:
    async with visit.begin() as session:
        await saved.remove(session, visit.member, visit.number)
        message = await _listed(session, visit, views.removed(visit.t))
    await visit.replace(message)


async def _listed(session: AsyncSession, visit: Visit, said: Md | None = None) -> Message:
    known = await topics.lexicon(session, visit.workspace_id)
    names = {topic: known.name(topic, visit.t.language) for topic in known.names}
    waiting = [
        (standing, names.get(standing.topic_id, ""))
        for standing in await needs.waits_of(session, visit.member, visit.now)
    ]
    searches = [
        (search.id, saved.query_of(search), names.get(search.topic_id or 0, ""))
        for search in await saved.of(session, visit.member)
    ]
    people = await waits.waits_of(session, visit.member)
    return views.listed(visit.t, waiting, people, searches, said)
