"""Joining, the profile, pausing, resuming, leaving."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, time, timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain import about, access, leaving, members, networks, topics
from bot.domain.errors import InvalidInput
from bot.domain.members import Profile
from bot.domain.search import places, saved
from bot.domain.times import instant, zone_of
from bot.views import ids, kit
from bot.views import join as views
from bot.views.join import ProfileCard, ProfileScreen
from handlers.forms import PauseForm, ProfileForm
from handlers.registry import Visit, registry
from models import Openness

NEW = "new:"
"""Begins the value of a topic that is typed and not in the list yet."""


async def _screen(session: AsyncSession, visit: Visit, profile: Profile) -> ProfileScreen:
    known = await topics.lexicon(session, visit.workspace_id)
    chosen = [*profile.mentor_topics, *profile.mentee_topics]
    listed = await networks.listed(session, visit.member)
    may_choose = [row.network for row in listed if row.mine or row.network.openness is Openness.OPEN]
    return ProfileScreen(
        profile=profile,
        joined=visit.member.joined_at is not None,
        topics={topic: known.name(topic, visit.t.language) for topic in chosen if topic in known.names},
        networks=[(one.id, one.name) for one in may_choose],
        language=visit.member.language,
    )


@registry.command("join", "meedoen", "edit", may=access.MANAGE_ONESELF)
@registry.action(ids.HELP_JOIN, ids.OPEN_PROFILE, may=access.MANAGE_ONESELF)
async def open_form(visit: Visit) -> None:
    async with visit.begin() as session:
        profile = await members.profile_of(session, visit.member)
        fresh = Profile(mentor=False, mentee=True, speaks=sorted({"en", members.language_of(visit.member)}))
        screen = await _screen(session, visit, profile or fresh)
    await visit.open(views.profile_form(visit.t, screen))


@registry.action(ids.BECOME_MENTOR, may=access.MANAGE_ONESELF)
async def become_mentor(visit: Visit) -> None:
    """The profile form with the mentor's questions open, and the topic (0 is none) they have just learned."""
    async with visit.begin() as session:
        mine = await members.profile_of(session, visit.member) or Profile(mentor=False, mentee=True)
        known = await topics.lexicon(session, visit.workspace_id)
        learned = [visit.number] if visit.number in known.names and visit.number not in mine.mentor_topics else []
        screen = await _screen(
            session, visit, replace(mine, mentor=True, mentor_topics=[*mine.mentor_topics, *learned])
        )
    await visit.open(views.profile_form(visit.t, screen))


@registry.action(ids.PROFILE_SIDES, may=access.MANAGE_ONESELF)
async def choose_sides(visit: Visit) -> None:
    """Mentor or mentee was ticked: show that side's questions. Slack keeps what was typed in the others."""
    form = ProfileForm.from_view(visit.body["view"])
    drawn = str(visit.body["view"]["id"]), float(visit.body["actions"][0]["action_ts"])
    visit.runtime.redraws.clicked(*drawn)
    async with visit.begin() as session:
        profile = await members.profile_of(session, visit.member) or Profile(mentor=False, mentee=False)
        shown = replace(
            profile,
            mentor="mentor" in form.sides,
            mentee="mentee" in form.sides,
            speaks=form.speaks,
        )
        screen = await _screen(session, visit, shown)
    view = visit.marked(views.profile_form(visit.t, screen))
    async with visit.runtime.redraws.turn(*drawn) as is_last:
        if is_last:
            # Without its hash: of two quick ticks the second one is right, although the form has changed since.
            await visit.slack.views_update(view_id=drawn[0], view=view)
    await visit.ack()


@registry.option_list(ids.TOPIC_OPTIONS, may=access.MANAGE_ONESELF)
async def suggest_topics(visit: Visit) -> None:
    """Topics while typing; what is not in the list can be added."""
    async with visit.begin() as session:
        known = await topics.lexicon(session, visit.workspace_id)
    t, typed = visit.t, " ".join(visit.value.split())
    options = [
        kit.option(
            known.name(topic, t.language),
            topic,
            t("Proposed by you") if topic in known.proposed else known.wider(topic, t.language),
        )
        for topic in known.suggest(typed, t.language, reader=visit.member.id)
    ]
    if topics.fold(typed) and topics.fold(typed) not in known.meanings:
        options.append(kit.option(t("Add “{topic}”", topic=kit.clip(typed, 60)), NEW + typed[: topics.LONGEST_NAME]))
    await visit.ack(options=options)


async def _chosen(session: AsyncSession, visit: Visit, values: Sequence[str]) -> list[int]:
    """Topic ids of chosen options: those of this workspace, new ones made."""
    known = await topics.lexicon(session, visit.workspace_id)
    found = []
    for value in values:
        if value.startswith(NEW) and topics.fold(value.removeprefix(NEW)):
            name = value.removeprefix(NEW)
            found.append(await topics.add(session, visit.workspace_id, name, now=visit.now, by=visit.member))
        elif value.isascii() and value.isdigit() and int(value) in known.names:
            found.append(int(value))
    return await topics.living(session, visit.workspace_id, found)


@registry.form(ids.PROFILE_FORM, may=access.MANAGE_ONESELF)
async def save(visit: Visit) -> None:
    form = ProfileForm.from_view(visit.body["view"])
    async with visit.begin() as session:
        new = visit.member.joined_at is None
        profile = Profile(
            mentor="mentor" in form.sides,
            mentee="mentee" in form.sides,
            mentor_topics=await _chosen(session, visit, form.mentor_topics),
            passes_on=form.passes_on,
            hopes_to_learn=form.hopes_to_learn,
            capacity=form.capacity,
            rhythm_days=form.rhythm_days,
            mentee_topics=await _chosen(session, visit, form.mentee_topics),
            question=form.question,
            motivation=form.motivation,
            speaks=form.speaks,
            networks=form.networks,
        )
        before = await saved.offered_by(session, visit.member)
        await members.join(session, visit.member, profile, visit.now)
        if profile.mentor:
            await session.flush()
            await saved.note_new(session, visit.member, before, visit.now)
            await places.tell_waiting(session, visit.member.id, visit.now)
        await members.choose_language(visit.member, None if form.language == "auto" else form.language)
    await visit.answer(views.saved(visit.t, profile, new=new))


@registry.command("profile", "profiel", may=access.MANAGE_ONESELF)
async def show(visit: Visit) -> None:
    async with visit.begin() as session:
        member, t = visit.member, visit.t
        profile = await members.profile_of(session, member)
        mentor = await members.mentor_profile(session, member)
        known = await topics.lexicon(session, visit.workspace_id)
        said = await about.about_of(session, member)
        mine = [row.network for row in await networks.listed(session, member) if row.mine]
        wanted = [known.name(topic, t.language) for topic in (profile.mentee_topics if profile else ())]
        card = ProfileCard(
            profile=profile,
            paused_until=member.paused_until if members.is_paused(member, visit.now) else None,
            mentor_topics=await topics.offered(session, member, t.language),
            mentee_topics=wanted,
            places_taken=mentor.places_taken if mentor else 0,
            networks=[network.name for network in mine],
            availability=list(member.availability),
            about=said,
            strong=sorted(known.name(topic, t.language) for topic in said.strong if topic in known.names),
            found_in=None if said.open_to_all else [row.name for row in mine if row.id in said.shares],
        )
    await visit.answer(views.profile_card(t, card))


@registry.command("pause", "pauze", may=access.MANAGE_ONESELF)
@registry.action(ids.PAUSE, may=access.MANAGE_ONESELF)
async def open_pause(visit: Visit) -> None:
    async with visit.begin():
        pass
    if visit.member.joined_at is None:
        await visit.answer(views.not_joined(visit.t))
        return
    suggested = visit.now.astimezone(zone_of(visit.member)).date() + timedelta(days=14)
    await visit.open(views.pause_form(visit.t, suggested.isoformat()))


@registry.form(ids.PAUSE_FORM, may=access.MANAGE_ONESELF)
async def pause(visit: Visit) -> None:
    form = PauseForm.from_view(visit.body["view"])
    async with visit.begin() as session:
        zone = zone_of(visit.member)
        try:
            until = instant(date.fromisoformat(form.until), time(0), zone)
        except ValueError:
            raise InvalidInput("until", "date_passed") from None
        if not visit.now < until <= visit.now + timedelta(days=366):
            raise InvalidInput("until", "date_passed")
        await leaving.pause(session, visit.member, until, visit.now)
    await visit.answer(views.paused(visit.t, until))


@registry.command("resume", "hervat", may=access.MANAGE_ONESELF)
@registry.action(ids.RESUME, may=access.MANAGE_ONESELF)
async def resume(visit: Visit) -> None:
    async with visit.begin() as session:
        await leaving.resume(session, visit.member, visit.now)
        await session.flush()
        await places.look_again(session, visit.member.id, visit.now)
    await visit.answer(views.resumed(visit.t) if visit.member.joined_at else views.not_joined(visit.t))


@registry.action(ids.LEAVE, may=access.MANAGE_ONESELF)
async def leave(visit: Visit) -> None:
    """From the profile card, after a confirmation."""
    async with visit.begin() as session:
        await leaving.leave(session, visit.member, visit.now)
    await visit.replace(views.left(visit.t))


@registry.command("leave", "weg", may=access.MANAGE_ONESELF)
async def ask_leave(visit: Visit) -> None:
    """Leaving cannot be undone with one key: the command shows the profile with its confirmed button."""
    await show(visit)
