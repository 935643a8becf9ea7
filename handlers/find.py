"""Finding a mentor and asking."""

from bot.domain import access, members, requests, topics
from bot.domain.errors import IsSelf
from bot.domain.search import engine, needs
from bot.domain.search.query import Found, Query
from bot.limits import Limit
from bot.views import find as views
from bot.views import ids
from handlers.forms import AskForm, FindForm
from handlers.registry import Visit, registry


async def _search(visit: Visit, query: Query) -> Found:
    async with visit.begin() as session:
        return await engine.find(session, visit.member, query, language=visit.t.language, now=visit.now)


@registry.command("find", "zoek", "search", may=access.LOOK_AROUND, limit=Limit.SEARCHES)
async def find(visit: Visit) -> None:
    found = await _search(visit, Query(words=visit.text))
    await visit.answer(views.results(visit.t, found))


@registry.shortcut(ids.FIND_SHORTCUT, may=access.LOOK_AROUND)
@registry.action(ids.FIND_FORM_BUTTON, ids.FIND_OTHERS, may=access.LOOK_AROUND)
async def open_find(visit: Visit) -> None:
    async with visit.begin():
        pass
    await visit.open(views.find_form(visit.t))


@registry.form(ids.FIND_FORM, may=access.LOOK_AROUND, limit=Limit.SEARCHES)
async def find_in_modal(visit: Visit) -> None:
    form = FindForm.from_view(visit.body["view"])
    found = await _search(visit, Query(words=form.words))
    await visit.ack(response_action="update", view=views.found_modal(visit.t, found))


@registry.action(ids.FIND_TOPIC, may=access.LOOK_AROUND, limit=Limit.SEARCHES)
async def find_topic(visit: Visit) -> None:
    """One of the nearest topics was chosen."""
    found = await _search(visit, Query(topic_id=visit.number))
    await visit.replace(views.results(visit.t, found))


@registry.action(ids.WAIT_FOR_TOPIC, may=access.WAIT)
async def wait(visit: Visit) -> None:
    async with visit.begin() as session:
        await needs.wait(session, visit.member, visit.number, visit.now)
    await visit.replace(views.waiting(visit.t))


@registry.action(ids.ASK, may=access.ASK)
async def open_ask(visit: Visit) -> None:
    mentor_id, topic_id = visit.numbers
    async with visit.begin() as session:
        mentor = await members.by_id(session, visit.workspace_id, mentor_id)
        if mentor.id == visit.member.id:
            raise IsSelf
        known = await topics.lexicon(session, visit.workspace_id)
        topic = topic_id if topic_id in known.names else 0
        mine = await members.mentee_profile(session, visit.member)
        name = known.name(topic, visit.t.language) if topic else ""
    await visit.open(views.ask_form(visit.t, mentor, name, topic, mine.question if mine else ""))


@registry.form(ids.ASK_FORM, may=access.ASK, limit=Limit.QUESTIONS)
async def ask(visit: Visit) -> None:
    form = AskForm.from_view(visit.body["view"])
    async with visit.begin() as session:
        known = await topics.lexicon(session, visit.workspace_id)
        topic = visit.carried("topic")
        mentor = await members.by_id(session, visit.workspace_id, visit.carried("mentor"))
        _, reads_at = await requests.ask(
            session,
            visit.member,
            mentor.id,
            question=form.question,
            topic_id=topic if topic in known.names else None,
            now=visit.now,
        )
    await visit.answer(views.asked(visit.t, mentor, reads_at, visit.now))
