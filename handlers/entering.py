"""Who may join a network, and answering who asks."""

from bot.domain import access, entering
from bot.views import entering as views
from bot.views import ids
from handlers.forms import OpennessForm
from handlers.registry import Visit, registry
from models import Openness


@registry.action(ids.TAKE_BACK_ASKING, may=access.JOIN_NETWORK)
async def take_back(visit: Visit) -> None:
    async with visit.begin() as session:
        network = await entering.take_back(session, visit.member, visit.number)
    await visit.replace(views.taken_back(visit.t, network))


@registry.action(ids.NETWORK_ASKERS, may=access.WELCOME)
async def show(visit: Visit) -> None:
    async with visit.begin() as session:
        found = await entering.waiting(session, visit.member)
    await visit.answer(views.askers(visit.t, found))


@registry.action(ids.WELCOME, ids.NOT_NOW, may=access.WELCOME)
async def answer(visit: Visit) -> None:
    network_id, member_id = visit.numbers
    welcome = visit.clicked == ids.WELCOME
    async with visit.begin() as session:
        one = await entering.answer(session, visit.member, network_id, member_id, welcome=welcome, now=visit.now)
        rest = await entering.waiting(session, visit.member)
    said = views.answered(visit.t, one.network, one.member, welcome=welcome) if one else views.settled(visit.t)
    in_list = visit.body.get("view", {}).get("type") == "modal"
    await visit.replace(views.askers(visit.t, rest, said.text) if in_list else said)


@registry.action(ids.OPENNESS, may=access.CHANGE_NETWORK)
async def open_form(visit: Visit) -> None:
    async with visit.begin() as session:
        network = await entering.changeable(session, visit.member, visit.number)
    await visit.open(visit.with_origin(views.openness_form(visit.t, network)))


@registry.form(ids.OPENNESS_FORM, may=access.CHANGE_NETWORK)
async def change(visit: Visit) -> None:
    form = OpennessForm.from_view(visit.body["view"])
    async with visit.begin() as session:
        network, left = await entering.change(
            session, visit.member, visit.carried("network"), Openness(form.openness), visit.now
        )
    visit.directory.forget(visit.workspace_id, visit.slack_id)
    await visit.answer(views.changed(visit.t, network, left))
