"""`/mentor group`: groups with one mentor, and their meetings."""

from datetime import UTC, datetime, timedelta

from bot.domain import access, group_sessions, group_times, groups, members, topics
from bot.domain.errors import InvalidInput, SlotPassed
from bot.i18n import Md
from bot.views import group_meetings as meetings
from bot.views import groups as views
from bot.views import ids
from bot.views.kit import Message
from handlers.forms import GroupDateForm, GroupForm, GroupNoteForm
from handlers.registry import Visit, registry


@registry.command("group", "groups", "groep", "groepen", may=access.LEARN_IN_GROUPS)
async def show(visit: Visit) -> None:
    await visit.answer(await _list(visit))


async def _list(visit: Visit, note: Md | None = None) -> Message:
    async with visit.begin() as session:
        found = await groups.listed(session, visit.member, visit.now)
        mentor = await members.mentor_profile(session, visit.member)
    return views.group_list(visit.t, found, mentors=mentor is not None and mentor.active, note=note)


@registry.action(ids.GROUP_OPEN, may=access.LEARN_IN_GROUPS)
async def open_form(visit: Visit) -> None:
    async with visit.begin() as session:
        known = await topics.lexicon(session, visit.workspace_id)
        profile = await members.profile_of(session, visit.member)
        mine = [topic for topic in (profile.mentor_topics if profile else ()) if topic in known.names]
        networks = await groups.networks_of(session, visit.member)
    await visit.open(
        views.open_form(visit.t, [(topic, known.name(topic, visit.t.language)) for topic in mine], networks)
    )


@registry.form(ids.GROUP_FORM, may=access.LEARN_IN_GROUPS)
async def open_group(visit: Visit) -> None:
    form = GroupForm.from_view(visit.body["view"])
    async with visit.begin() as session:
        known = await topics.lexicon(session, visit.workspace_id)
        try:
            group = await groups.open_group(
                session, visit.member, title=form.group_title, about=form.group_about, places=form.places,
                topic_id=form.topic if form.topic in known.names else None, network_id=form.network or None,
                now=visit.now,
            )  # fmt: skip
        except InvalidInput as error:
            raise InvalidInput("group_title" if error.field == "title" else error.field, error.problem) from None
        mine = await groups.networks_of(session, visit.member)
        network = next((one for one in mine if one.id == group.network_id), None)
    await visit.answer(views.opened(visit.t, group, network))


@registry.action(ids.GROUP_JOIN, may=access.LEARN_IN_GROUPS)
async def join(visit: Visit) -> None:
    async with visit.begin() as session:
        group, new = await groups.enter(session, visit.member, visit.number, visit.now)
    await visit.answer(views.joined(visit.t, group, new=new))


@registry.action(ids.GROUP_LEAVE, may=access.BE_IN_GROUP)
async def leave(visit: Visit) -> None:
    async with visit.begin() as session:
        group = await groups.leave(session, visit.member, visit.number, visit.now)
    await visit.replace(views.left(visit.t, group))


@registry.action(ids.GROUP_END, may=access.LEAD_GROUP)
async def end(visit: Visit) -> None:
    async with visit.begin() as session:
        group = await groups.end(session, visit.member, visit.number, visit.now)
    await visit.replace(views.ended_now(visit.t, group))


# Meetings


@registry.action(ids.GROUP_DATE, may=access.LEAD_GROUP)
async def open_date(visit: Visit) -> None:
    async with visit.begin() as session:
        group = await groups.get(session, visit.member, visit.number, access.LEAD_GROUP)
        suggested = await group_times.suggested(session, group, visit.now)
        booked = await group_sessions.coming_up(session, group, visit.now)
    tomorrow = (visit.now + timedelta(days=1)).replace(minute=0, second=0, microsecond=0)
    await visit.open(meetings.date_form(visit.t, group, suggested, tomorrow, booked))


@registry.form(ids.GROUP_DATE_FORM, may=access.LEAD_GROUP)
async def choose_date(visit: Visit) -> None:
    form = GroupDateForm.from_view(visit.body["view"])
    seconds = form.starts_at if form.starts_at is not None else form.suggested
    async with visit.begin() as session:
        group = await groups.get(session, visit.member, visit.carried("group"), access.LEAD_GROUP, lock=True)
        booked = await group_sessions.coming_up(session, group, visit.now)
        if seconds is None and booked is None:
            raise InvalidInput("starts_at", "choose_time")
        # Only the place changes when no time is chosen.
        starts_at = booked.starts_at if seconds is None and booked else datetime.fromtimestamp(seconds or 0, UTC)
        try:
            meeting = await group_sessions.book(session, visit.member, group, starts_at, visit.now, place=form.place)
        except SlotPassed:
            raise InvalidInput("starts_at", "time_passed") from None
        outside = await group_times.outside_hours(session, group, starts_at)
    await visit.answer(meetings.booked(visit.t, group, meeting, outside=outside))


@registry.action(ids.GROUP_CALL_OFF, may=access.LEAD_GROUP)
async def call_off(visit: Visit) -> None:
    async with visit.begin() as session:
        meeting, group = await group_sessions.call_off(session, visit.member, visit.number, visit.now)
    await visit.replace(meetings.called_off(visit.t, group, meeting))


@registry.action(ids.GROUP_COME, may=access.BE_IN_GROUP)
async def come(visit: Visit) -> None:
    await _reply(visit, comes=True)


@registry.action(ids.GROUP_STAY, may=access.BE_IN_GROUP)
async def stay_away(visit: Visit) -> None:
    await _reply(visit, comes=False)


async def _reply(visit: Visit, *, comes: bool) -> None:
    async with visit.begin() as session:
        meeting, group = await group_sessions.reply(session, visit.member, visit.number, comes, visit.now)
    await visit.replace(meetings.meeting_told(visit.t, group, meeting, comes=comes, moved=False))


@registry.action(ids.GROUP_RATE, may=access.SEE_GROUP)
async def rate(visit: Visit) -> None:
    number, score = visit.numbers
    async with visit.begin() as session:
        _, meeting = await group_sessions.rate(session, visit.member, number, score, visit.now)
    await visit.replace(meetings.rated(visit.t, meeting, score))


@registry.action(ids.GROUP_NOTE, may=access.SEE_GROUP)
async def open_note(visit: Visit) -> None:
    async with visit.begin() as session:
        meeting, _ = await group_sessions.get(session, visit.member, visit.number, access.SEE_GROUP)
        mine = await group_sessions.feedback_of(session, visit.member, meeting.id)
    await visit.open(meetings.note_form(visit.t, meeting, mine.learned if mine else ""))


@registry.form(ids.GROUP_NOTE_FORM, may=access.SEE_GROUP)
async def save_note(visit: Visit) -> None:
    form = GroupNoteForm.from_view(visit.body["view"])
    async with visit.begin() as session:
        await group_sessions.note(session, visit.member, visit.carried("session"), form.group_learned)
    await visit.answer(meetings.noted(visit.t))
