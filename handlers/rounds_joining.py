"""Signing up for a round: one click and a short form."""

from bot.domain import access, topics
from bot.domain.errors import InvalidInput
from bot.domain.rounds import joining
from bot.views import ids
from bot.views import rounds_joining as views
from handlers.forms import RoundJoinForm
from handlers.registry import Visit, registry


@registry.action(ids.ROUND_JOIN, may=access.JOIN_ROUND)
async def open_form(visit: Visit) -> None:
    async with visit.begin() as session:
        door = await joining.door(session, visit.member, visit.number, visit.now)
        known = await topics.lexicon(session, visit.workspace_id)
    wants = [(topic, known.name(topic, visit.t.language)) for topic in door.wants if topic in known.names]
    await visit.open(views.join_form(visit.t, door, visit.member, wants))


@registry.form(ids.ROUND_JOIN_FORM, may=access.JOIN_ROUND)
async def sign_up(visit: Visit) -> None:
    form = RoundJoinForm.from_view(visit.body["view"])
    if not form.round_time:
        raise InvalidInput("round_time", "round_time")
    async with visit.begin() as session:
        mine, new = await joining.sign_up(
            session, visit.member, visit.carried("round"), roles=form.round_roles, motivation=form.round_motivation,
            goals=form.round_goals, topics=form.round_topics, hours=form.round_hours, places=form.round_places,
            now=visit.now,
        )  # fmt: skip
        row = await joining.open_one(session, visit.member, mine.round_id, visit.now)
    await visit.answer(views.signed(visit.t, row, mine, new=new))


@registry.action(ids.ROUND_WITHDRAW, may=access.JOIN_ROUND)
async def withdraw(visit: Visit) -> None:
    async with visit.begin() as session:
        row = await joining.withdraw(session, visit.member, visit.number, visit.now)
    await visit.replace(views.withdrawn(visit.t, row))
