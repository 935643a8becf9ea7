"""Signing up for a round: one click and a short form; or not this time."""

from bot.domain import access, topics
from bot.domain.errors import InvalidInput
from bot.domain.rounds import abstaining, joining
from bot.views import ids, rounds_call
from bot.views import rounds_joining as views
from handlers.forms import RoundJoinForm
from handlers.meeting import meet
from handlers.registry import Visit, registry
from models import Network


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
    for slack_id in form.round_wishes:
        await meet(visit, slack_id, "round_wishes")
    async with visit.begin() as session:
        mine, new = await joining.sign_up(
            session, visit.member, visit.carried("round"), roles=form.round_roles, motivation=form.round_motivation,
            goals=form.round_goals, topics=form.round_topics, hours=form.round_hours, places=form.round_places,
            wished=form.round_wishes, now=visit.now,
        )  # fmt: skip
        row = await joining.open_one(session, visit.member, mine.round_id, visit.now)
    await visit.answer(views.signed(visit.t, row, mine, new=new))


@registry.action(ids.ROUND_WITHDRAW, may=access.JOIN_ROUND)
async def withdraw(visit: Visit) -> None:
    async with visit.begin() as session:
        row = await joining.withdraw(session, visit.member, visit.number, visit.now)
    await visit.replace(views.withdrawn(visit.t, row))


@registry.action(ids.ROUND_ABSTAIN, may=access.JOIN_ROUND)
async def abstain(visit: Visit) -> None:
    async with visit.begin() as session:
        row, out = await abstaining.abstain(session, visit.member, visit.number, visit.now)
    await visit.replace(views.abstained(visit.t, row) if out else views.inside(visit.t, row))


@registry.action(ids.ROUND_ABSTAIN_UNDO, may=access.JOIN_ROUND)
async def undo(visit: Visit) -> None:
    """What they read before they said so stands there again."""
    async with visit.begin() as session:
        row = await abstaining.undo(session, visit.member, visit.number, visit.now)
        network = await session.get_one(Network, row.network_id)
    await visit.replace(rounds_call.invitation(visit.t, row, network, last_call=False))
