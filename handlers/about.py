"""More about me: team, level, reporting line, strongest topics, and who may find me."""

from dataclasses import replace

from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain import about, access, members, networks, topics
from bot.domain.about import LONGEST_TEAM, About
from bot.views import about as views
from bot.views import ids, join, kit
from bot.views.about import AboutScreen
from handlers.forms import AboutForm
from handlers.meeting import meet
from handlers.registry import Visit, registry


async def _screen(session: AsyncSession, visit: Visit, said: About) -> AboutScreen:
    profile = await members.profile_of(session, visit.member)
    known = await topics.lexicon(session, visit.workspace_id)
    offered = profile.mentor_topics if profile else ()
    named = [(topic, known.name(topic, visit.t.language)) for topic in offered if topic in known.names]
    mine = [row.network for row in await networks.listed(session, visit.member) if row.mine]
    return AboutScreen(
        about=said,
        mentor=bool(profile and profile.mentor),
        topics=sorted(named, key=lambda topic: topic[1].casefold()),
        networks=[(network.id, network.name) for network in mine],
    )


@registry.action(ids.ABOUT, may=access.MANAGE_ONESELF)
async def open_form(visit: Visit) -> None:
    async with visit.begin() as session:
        screen = await _screen(session, visit, await about.about_of(session, visit.member))
    if visit.member.joined_at is None:
        await visit.answer(join.not_joined(visit.t))
        return
    await visit.open(views.about_form(visit.t, screen))


@registry.action(ids.ABOUT_WHO, may=access.MANAGE_ONESELF)
async def choose_who(visit: Visit) -> None:
    """Anybody or chosen networks: show the networks, or put them away. Slack keeps what was chosen in the rest."""
    form = AboutForm.from_view(visit.body["view"])
    async with visit.begin() as session:
        said = await about.about_of(session, visit.member)
        screen = await _screen(session, visit, replace(said, open_to_all=form.who == "all"))
    view = visit.marked(views.about_form(visit.t, screen))
    await visit.slack.views_update(view_id=visit.body["view"]["id"], view=view)
    await visit.ack()


@registry.option_list(ids.TEAM_OPTIONS, may=access.MANAGE_ONESELF)
async def suggest_teams(visit: Visit) -> None:
    """Teams that others typed, and what is being typed now."""
    typed = " ".join(visit.value.split())[:LONGEST_TEAM]
    async with visit.begin() as session:
        found = await about.teams(session, visit.workspace_id, typed)
    options = [kit.option(team, team) for team in found]
    if topics.fold(typed) and topics.fold(typed) not in map(topics.fold, found):
        options.append(kit.option(typed, typed))
    await visit.ack(options=options)


def _said(form: AboutForm, before: About) -> About:
    """What was not asked, such as a mentor's topics of somebody who is none at the moment, stays as it was."""
    asked = form.model_fields_set
    return About(
        team=form.team,
        level=form.level,
        reports_to=form.reports_to,
        strong=form.strong if "strong" in asked else before.strong,
        open_to_all=form.who == "all" if form.who is not None else before.open_to_all,
        shares=form.shares if "shares" in asked else before.shares,
    )


@registry.form(ids.ABOUT_FORM, may=access.MANAGE_ONESELF)
async def save(visit: Visit) -> None:
    form = AboutForm.from_view(visit.body["view"])
    if form.reports_to:
        await meet(visit, form.reports_to, "reports_to")
    async with visit.begin() as session:
        before = await about.about_of(session, visit.member)
        await about.describe(session, visit.member, _said(form, before))
    await visit.answer(views.about_saved(visit.t))
