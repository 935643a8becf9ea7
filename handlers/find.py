"""Finding a mentor: searching, turning pages, filtering, and asking about one colleague."""

import re
from collections.abc import Sequence
from dataclasses import replace

from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain import about, access, members, topics
from bot.domain.errors import InvalidInput
from bot.domain.search import engine, needs, saved, waits, why
from bot.domain.search.arguments import packed, unpacked
from bot.domain.search.needs import Waiting
from bot.domain.search.query import LONGEST_WORDS, Filters, Found, Query, Unknown
from bot.domain.search.why import Answer, Reason
from bot.domain.topics.lexicon import How
from bot.limits import Limit
from bot.views import common, ids, mentors, whynot
from bot.views import find as views
from bot.views.kit import Message
from handlers import filters
from handlers.cleaning import mentioned, spoken
from handlers.filters import Typed
from handlers.forms import FilterForm, FindForm
from handlers.registry import Visit, registry

MOST_TOPICS = 3
"""Topics that are taken from a message."""
LONGEST_MESSAGE = 3000
TEAMS = 5
"""Teams that are named when somebody means one that there is not."""


async def _find(session: AsyncSession, visit: Visit, query: Query) -> tuple[Found, Waiting | None]:
    """What is found, on the last page there is; and the place on the waiting list where nobody is."""
    found = await engine.find(session, visit.member, query, language=visit.t.language, now=visit.now)
    if query.page and not found.matches:
        return await _find(session, visit, replace(query, page=0))
    if found.only_close and found.topic_id is not None and not query.page:
        asked, member = [found.topic_id], visit.member
        found = replace(found, need_id=await needs.count(session, member, found.words, asked, visit.now))
    if found.need_id is None:
        return found, None
    return found, await needs.standing(session, visit.member, found.need_id, visit.now)


async def _quickly(visit: Visit, query: Query) -> Message | None:
    """A full page that topics alone give, without a transaction; None when there is more to it."""
    who = (visit.workspace_id, visit.slack_id)
    glance = await visit.runtime.quick.find(*who, query, language_of=members.language_of, now=visit.now)
    if glance is None:
        return None
    visit.reads(glance.language, glance.tz)
    return views.results(visit.t, glance.found, None)


async def _results(visit: Visit, query: Query) -> Message:
    if (message := await _quickly(visit, query)) is not None:
        return message
    async with visit.begin() as session:
        found, standing = await _find(session, visit, query)
    return views.results(visit.t, found, standing)


async def _meaning(visit: Visit, text: str) -> Message:
    """What the words mean: topics first, then somebody's name, then whatever comes close; with the filters that were
    typed among them."""
    said = filters.read(text)
    if said.loose or said.filters.team:
        said = await _settled(visit, said)
    query = Query(words=said.words, filters=said.filters)
    found = await _quickly(visit, query)
    if found is None and not said.filters.any:
        found = await _by_name(visit, said.words)
    found = found or await _results(visit, query)
    return views.with_unknown(visit.t, found, said.unknown) if said.unknown else found


async def _settled(visit: Visit, said: Typed) -> Typed:
    """A word that may be a filter is none where the workspace has a topic that needs it ("office politics"), and a team
    is called as its people call it."""
    async with visit.begin() as session:
        known = await topics.lexicon(session, visit.workspace_id)
        typed, team, teams = said.filters.team, "", list[str]()
        if typed and not (team := await about.nearest_team(session, visit.workspace_id, typed)):
            # Counts everybody there is: a search that names no team has no use for it.
            teams = [*await about.largest_teams(session, visit.workspace_id, TEAMS)]
    plain = said.without_loose()
    if _surely(known, said.words) == _surely(known, plain.words):
        said = plain
    unknown = [] if team or not typed else [Unknown("team", typed, "team", teams)]
    return replace(said, filters=replace(said.filters, team=team), loose=(), unknown=[*said.unknown, *unknown])


def _surely(known: topics.Lexicon, words: str) -> set[int]:
    """The topics that the words name in so many words."""
    return {meaning.topic for meaning in known.read(words) if meaning.how <= How.STEM}


@registry.command("find", "zoek", "search", may=access.LOOK_AROUND, limit=Limit.SEARCHES)
async def find(visit: Visit) -> None:
    people = mentioned(str(visit.body["text"]))
    if people:
        await visit.answer(await _about(visit, people[0]))
    else:
        await visit.answer(await _meaning(visit, visit.text))


@registry.shortcut(ids.FIND_SHORTCUT, may=access.LOOK_AROUND)
@registry.action(ids.FIND_FORM_BUTTON, ids.FIND_OTHERS, may=access.LOOK_AROUND)
async def open_find(visit: Visit) -> None:
    async with visit.begin():
        pass
    await visit.open(views.find_form(visit.t))


@registry.form(ids.FIND_FORM, may=access.LOOK_AROUND, limit=Limit.SEARCHES)
async def find_in_modal(visit: Visit) -> None:
    form = FindForm.from_view(visit.body["view"])
    if form.person:
        await visit.answer(await _about(visit, form.person))
    elif not form.words:
        raise InvalidInput("words", "needed")
    else:
        await visit.answer(await _meaning(visit, form.words))


@registry.action(ids.FIND_TOPIC, may=access.LOOK_AROUND, limit=Limit.SEARCHES)
async def find_topic(visit: Visit) -> None:
    """One of the nearest topics was chosen."""
    await visit.replace(await _results(visit, Query(topic_id=visit.number)))


@registry.action(ids.FIND_AGAIN, may=access.LOOK_AROUND, limit=Limit.SEARCHES)
async def find_again(visit: Visit) -> None:
    """Another page, without filters, a saved search: the button says what to search."""
    await visit.replace(await _results(visit, unpacked(visit.value)))


@registry.action(ids.FIND_FILTER, may=access.LOOK_AROUND)
async def open_filter(visit: Visit) -> None:
    query = unpacked(visit.value)
    async with visit.begin():
        mine = [code for code in visit.member.speaks if code in common.CODES]
    spoken_first = list(dict.fromkeys([*mine, *common.CODES]))
    form = views.filter_form(visit.t, packed(query), query.filters, spoken_first)
    await visit.open(visit.with_origin(form))


@registry.form(ids.FILTER_FORM, may=access.LOOK_AROUND, limit=Limit.SEARCHES)
async def filter_results(visit: Visit) -> None:
    """The results are drawn anew where they were; where that is gone, here."""
    form = FilterForm.from_view(visit.body["view"])
    musts = {name: name in form.musts for name in ("office_hours", "soon", "trained")}
    chosen = Filters(language=form.language, team=form.team, level=form.level, **musts)
    query = replace(unpacked(str(visit.metadata.get("query"))), filters=chosen, page=0)
    message = await _results(visit, query)
    if await visit.replace_origin(message):
        await visit.ack()
    else:
        await visit.answer(message)


@registry.action(ids.FIND_ORDER, may=access.LOOK_AROUND, limit=Limit.SEARCHES)
async def explain_order(visit: Visit) -> None:
    async with visit.begin() as session:
        found, _ = await _find(session, visit, unpacked(visit.value))
    await visit.open(mentors.order(visit.t, found.matches))


@registry.shortcut(ids.FIND_FOR_MESSAGE, may=access.LOOK_AROUND, limit=Limit.SEARCHES)
async def find_for_message(visit: Visit) -> None:
    """The words of somebody's message are the search; only who ran the shortcut sees what is found."""
    said = spoken(str(visit.body["message"].get("text") or ""))
    async with visit.begin() as session:
        known = await topics.lexicon(session, visit.workspace_id)
        words = _asked_in(said, known, visit.t.language)
        found, standing = await _find(session, visit, Query(words=words)) if words else (None, None)
    if found is None:
        await visit.open(views.find_form(visit.t))  # a picture, or a file
    else:
        await visit.open(visit.notice(views.results(visit.t, found, standing)))


def _asked_in(said: str, known: topics.Lexicon, language: str) -> str:
    """The topics that a message names, in its own order. Only what it says in so many words: of prose, mending the
    spelling makes topics that nobody meant. When it names none, its first sentence is searched as it is."""
    said = said[:LONGEST_MESSAGE]
    named = [meaning for meaning in known.read(said) if meaning.how <= How.STEM]
    in_order = dict.fromkeys(meaning.topic for meaning in sorted(named, key=lambda meaning: meaning.place))
    if in_order:
        return ", ".join(known.name(topic, language) for topic in list(in_order)[:MOST_TOPICS])
    return said if len(said) <= LONGEST_WORDS else re.split(r"(?<=[.!?])\s+|\n+", said)[0][:LONGEST_WORDS]


# One colleague


async def _about(visit: Visit, slack_id: str) -> Message:
    async with visit.begin() as session:
        found = await waits.with_places(
            session, visit.member, [await why.about(session, visit.member, slack_id, visit.now)]
        )
        offered = await _offered(session, visit, found)
    return whynot.said(visit.t, found, offered)


async def _by_name(visit: Visit, words: str) -> Message | None:
    """Somebody's whole name was typed: say of them whether they can be asked. None when the words mean a topic."""
    if " " not in words.strip():
        return None
    async with visit.begin() as session:
        found = await why.called(session, visit.member, words, visit.now)
        if not found or (await topics.lexicon(session, visit.workspace_id)).understand(words):
            return None
        found = await waits.with_places(session, visit.member, found)
        offered = await _offered(session, visit, found)
    return whynot.said(visit.t, found, offered)


async def _offered(
    session: AsyncSession, visit: Visit, found: Sequence[Answer]
) -> dict[str, Sequence[tuple[int, str]]]:
    """(id, name) of the topics of those of whom more than the name may be shown."""
    known = await topics.lexicon(session, visit.workspace_id)
    return {
        one.slack_id: [
            (topic, known.name(topic, visit.t.language))
            for topic in sorted(await saved.offered_by(session, one.mentor))
            if topic in known.names
        ]
        for one in found
        if one.mentor is not None and one.reason in (Reason.NONE, Reason.FULL, Reason.PAUSED)
    }
