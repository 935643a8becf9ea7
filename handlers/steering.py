"""Giving and taking roles in a network."""

from bot.domain import access, roles
from bot.i18n import Md
from bot.views import ids
from bot.views import steering as views
from handlers.forms import RoleForm
from handlers.registry import Visit, as_id, registry
from models import NetworkRole


@registry.command("roles", "rollen", may=access.CHANGE_ROLES)
async def choose(visit: Visit) -> None:
    """Of the only network one leads, or of which?"""
    async with visit.begin() as session:
        mine = await roles.may_change(session, visit.member)
        found = await roles.steering(session, visit.member, mine[0].id) if len(mine) == 1 else None
    await visit.answer(views.steering(visit.t, found) if found is not None else views.choose(visit.t, mine))


@registry.action(ids.STEERING, may=access.CHANGE_ROLES)
async def show(visit: Visit) -> None:
    await show_of(visit, visit.number)


async def show_of(visit: Visit, network_id: int) -> None:
    async with visit.begin() as session:
        found = await roles.steering(session, visit.member, network_id)
    await visit.answer(views.steering(visit.t, found))


@registry.action(ids.ROLE_MENU, may=access.CHANGE_ROLES)
async def give(visit: Visit) -> None:
    """The menu beside somebody's name: 'network-member-role'."""
    network, _, rest = visit.value.partition("-")
    slack_id, _, code = rest.partition("-")
    note = await _give(visit, as_id(network), slack_id, code)
    async with visit.begin() as session:
        mine = {one.id for one in await roles.may_change(session, visit.member)}
        # Whoever has just given away their own role sees the list no more.
        found = await roles.steering(session, visit.member, as_id(network)) if as_id(network) in mine else None
    await visit.replace(views.steering(visit.t, found, note) if found else views.handed_over(visit.t, note))


@registry.action(ids.ROLE_FORM_BUTTON, may=access.CHANGE_ROLES)
async def open_form(visit: Visit) -> None:
    async with visit.begin() as session:
        found = await roles.steering(session, visit.member, visit.number)
    await visit.open(visit.with_origin(views.role_form(visit.t, found.network)))


@registry.form(ids.ROLE_FORM, may=access.CHANGE_ROLES)
async def give_in_form(visit: Visit) -> None:
    form = RoleForm.from_view(visit.body["view"])
    network_id = visit.carried("network")
    note = await _give(visit, network_id, form.person or "", form.role)
    async with visit.begin() as session:
        found = await roles.steering(session, visit.member, network_id)
    message = views.steering(visit.t, found, note)
    if await visit.replace_origin(message):
        await visit.ack()
    else:
        await visit.answer(message)


async def _give(visit: Visit, network_id: int, slack_id: str, code: str) -> Md:
    role = NetworkRole(code) if code in {role.value for role in NetworkRole} else NetworkRole.MEMBER
    async with visit.begin() as session:
        await roles.give(session, visit.member, network_id, slack_id, role, visit.now)
    visit.directory.forget(visit.workspace_id, slack_id)  # the help says other things to whoever runs a network
    return views.changed(visit.t, slack_id, role)
