"""`/mentor topics`: looking through the list, proposing for it, and keeping it."""

import json
import re

from bot.domain import access, topics
from bot.domain.errors import InvalidInput
from bot.limits import Limit
from bot.views import ids, kit
from bot.views import topics as views
from bot.views.kit import Message, View
from handlers.forms import ChangeTopicForm, MergeTopicForm, ProposeTopicForm
from handlers.registry import Visit, registry


@registry.command("topics", "onderwerpen", may=access.LOOK_AROUND)
async def show_list(visit: Visit) -> None:
    """All of them, or those that the words after the command mean."""
    async with visit.begin() as session:
        found = await topics.listing(session, visit.member, " ".join(visit.text.split()), 0, visit.t.language)
    await visit.answer(views.topic_list(visit.t, found))


@registry.action(ids.TOPIC_PAGE, may=access.LOOK_AROUND)
async def turn(visit: Visit) -> None:
    async with visit.begin() as session:
        found = await topics.listing(session, visit.member, "", visit.number, visit.t.language)
    await visit.replace(views.topic_list(visit.t, found))


@registry.option_list(ids.TOPIC_LOOKUP, may=access.LOOK_AROUND)
async def suggest(visit: Visit) -> None:
    """Topics of the list while typing, with the wider one they belong to; for those who keep it proposals too."""
    async with visit.begin() as session:
        known = await topics.lexicon(session, visit.workspace_id)
        keeps = await access.holds(session, visit.member, access.CHANGE_TOPICS)
    language = visit.t.language
    found = known.suggest(visit.value, language, reader=visit.member.id, everything=keeps)
    await visit.ack(options=[kit.option(known.name(one, language), one, known.wider(one, language)) for one in found])


@registry.action(ids.TOPIC_LOOKUP, ids.TOPIC_SHOW, may=access.LOOK_AROUND)
async def show(visit: Visit) -> None:
    async with visit.begin() as session:
        card = await topics.card(session, visit.member, visit.number, visit.t.language)
    await visit.replace(views.topic_card(visit.t, card))


@registry.action(ids.TOPIC_PROPOSE, may=access.PROPOSE_TOPIC)
async def open_propose(visit: Visit) -> None:
    async with visit.begin():
        pass
    await visit.open(views.propose_form(visit.t))


@registry.form(ids.TOPIC_PROPOSE_FORM, may=access.PROPOSE_TOPIC, limit=Limit.QUESTIONS)
async def propose(visit: Visit) -> None:
    form = ProposeTopicForm.from_view(visit.body["view"])
    async with visit.begin() as session:
        before = await topics.lexicon(session, visit.workspace_id)
        topic_id = await topics.add(session, visit.workspace_id, form.name, now=visit.now, by=visit.member)
        known = await topics.lexicon(session, visit.workspace_id)
        name = known.name(topic_id, visit.t.language)
    await visit.answer(views.proposed(visit.t, name, new=topic_id not in before.names))


@registry.action(ids.TOPIC_ACCEPT, may=access.CHANGE_TOPICS)
async def accept(visit: Visit) -> None:
    async with visit.begin() as session:
        await topics.accept(session, visit.member, visit.number, visit.now)
        card = await topics.card(session, visit.member, visit.number, visit.t.language)
    await visit.replace(views.topic_card(visit.t, card, note=visit.t.md("✅ Accepted: everybody sees it in the list.")))


@registry.action(ids.TOPIC_DECLINE, may=access.CHANGE_TOPICS)
async def decline(visit: Visit) -> None:
    async with visit.begin() as session:
        name = await topics.decline(session, visit.member, visit.number, visit.now)
        found = await topics.listing(session, visit.member, "", 0, visit.t.language)
    await visit.replace(views.topic_list(visit.t, found, note=views.declined(visit.t, name)))


@registry.action(ids.TOPIC_CHANGE, may=access.CHANGE_TOPICS)
async def open_change(visit: Visit) -> None:
    async with visit.begin() as session:
        card = await topics.card(session, visit.member, visit.number, visit.t.language)
    await visit.open(visit.with_origin(views.change_form(visit.t, card)))


@registry.form(ids.TOPIC_CHANGE_FORM, may=access.CHANGE_TOPICS)
async def change(visit: Visit) -> None:
    form = ChangeTopicForm.from_view(visit.body["view"])
    async with visit.begin() as session:
        topic = await topics.change(
            session,
            visit.member,
            visit.carried("topic"),
            name=form.name,
            name_nl=form.name_nl,
            aliases=re.split(r"[,;\n]+", form.aliases),
            parents=form.parents,
            now=visit.now,
        )
        await session.flush()
        card = await topics.card(session, visit.member, topic.id, visit.t.language)
    await _told(visit, views.topic_card(visit.t, card, note=visit.t.md("✅ Saved.")))


@registry.action(ids.TOPIC_MERGE, may=access.CHANGE_TOPICS)
async def open_merge(visit: Visit) -> None:
    async with visit.begin() as session:
        card = await topics.card(session, visit.member, visit.number, visit.t.language)
    await visit.open(visit.with_origin(views.merge_form(visit.t, card)))


@registry.form(ids.TOPIC_MERGE_FORM, may=access.CHANGE_TOPICS)
async def weigh(visit: Visit) -> None:
    """What would move, before it does."""
    form = MergeTopicForm.from_view(visit.body["view"])
    async with visit.begin() as session:
        gone = await topics.card(session, visit.member, visit.carried("topic"), visit.t.language)
        if form.into == gone.id:
            raise InvalidInput("into", "same_topic")
        into = await topics.card(session, visit.member, form.into, visit.t.language)
        weight = await topics.weigh(session, gone.id)
    view = views.merge_confirm(visit.t, gone, into, weight)
    await visit.ack(response_action="update", view=visit.marked(_opened_from_there(visit, view)))


@registry.form(ids.TOPIC_MERGE_CONFIRMED, may=access.CHANGE_TOPICS)
async def merge(visit: Visit) -> None:
    async with visit.begin() as session:
        into = await topics.merge(session, visit.member, visit.carried("topic"), visit.carried("into"), visit.now)
        card = await topics.card(session, visit.member, into.id, visit.t.language)
    await _told(visit, views.topic_card(visit.t, card, note=visit.t.md("✅ Merged.")))


def _opened_from_there(visit: Visit, view: View) -> View:
    """`view`, with the place of the button that opened the form before it."""
    kept = {name: visit.metadata[name] for name in ("origin", "seal") if name in visit.metadata}
    return {**view, "private_metadata": json.dumps(json.loads(view["private_metadata"]) | kept)}


async def _told(visit: Visit, message: Message) -> None:
    """In the form, and where the button was that opened it: what stood there is not true any more."""
    await visit.answer(message)
    await visit.replace_origin(message)
