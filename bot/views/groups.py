"""Groups: one mentor, and up to eight who learn together."""

from collections.abc import Sequence
from datetime import datetime

from bot.domain.calendar.appointments import Appointment
from bot.domain.group_sessions import Coming
from bot.domain.groups import FEWEST, MOST, Seen
from bot.i18n import Md, Texts, esc, join_md, mention
from bot.views import calendar_file, common, ids, kit
from bot.views.feedback import scores
from bot.views.kit import Blocks, Element, Message, View
from models import Group, GroupSession, Member, Network


def group_list(t: Texts, found: Sequence[Seen], *, mentors: bool, note: Md | None = None) -> Message:
    """`/mentor group`: mine first, then those with a place. `mentors`: whether the reader may open one."""
    blocks: Blocks = [kit.header(t("Groups")), *([kit.section(note)] if note else [])]
    if not found:
        blocks.append(kit.section(t.md("No group is open now. A mentor opens one on what many want to learn.")))
    for one in found:
        blocks += _group(t, one)
    if mentors:
        blocks.append(kit.actions(kit.button(t("Open a group …"), ids.GROUP_OPEN)))
    return kit.message(t.md("Groups"), *blocks)


def _group(t: Texts, one: Seen) -> Blocks:
    group = one.group
    free = max(0, group.places - group.taken)
    facts = [
        t.md("you lead it") if one.mine else t.md("with {mentor}", mentor=mention(one.mentor.slack_id)),
        t.n_md("{count} free place of {all}", "{count} free places of {all}", free, all=group.places),
    ]
    words = common.lines(
        Md(f"*{esc(group.title)}*"),
        join_md(" · ", facts),
        esc(kit.clip(" ".join(group.about.split()), 300)) if group.about else None,
        t.md("In it: {people}", people=Md(t.list([mention(member.slack_id) for member in one.people])))
        if one.people
        else None,
        t.md("📅 next {when}", when=t.when(one.meeting.starts_at)) if one.meeting else None,
    )
    return [kit.section(words), kit.actions(*_options(t, one))]


def _options(t: Texts, one: Seen) -> list[Element]:
    number = one.group.id
    if one.mine:
        label = t("Move …") if one.meeting else t("Choose a date …")
        found = [kit.button(label, ids.numbered(ids.GROUP_DATE, number), number, style="primary")]
        if one.meeting is not None:
            found.append(kit.button(t("Call off"), ids.numbered(ids.GROUP_CALL_OFF, number), one.meeting.id))
        end = kit.confirm(t("End this group?"), t("Everybody in it is thanked."), t("End"), t("Keep it"))
        return [*found, kit.button(t("End …"), ids.numbered(ids.GROUP_END, number), number, confirm=end)]
    if one.inside:
        leave = kit.confirm(t("Leave this group?"), t("The mentor is told kindly."), t("Leave"), t("Stay"))
        return [kit.button(t("Leave"), ids.numbered(ids.GROUP_LEAVE, number), number, confirm=leave)]
    return [kit.button(t("Join"), ids.numbered(ids.GROUP_JOIN, number), number, style="primary")]


def open_form(t: Texts, topics: Sequence[tuple[int, str]], networks: Sequence[Network]) -> View:
    blocks: Blocks = [
        kit.section(
            t.md("You meet several at once, and they learn from each other too. A group takes none of your places.")
        ),
        kit.input_("group_title", t("What about?"), kit.text_input(
            longest=75, placeholder=t("For example: your first year as a team lead")
        )),
        kit.input_(
            "group_about", t("What will people be able to do?"), kit.text_input(multiline=True, longest=600),
            optional=True,
        ),
        kit.input_(
            "places", t("Places"), kit.select([kit.option(str(n), n) for n in range(FEWEST, MOST + 1)], initial=5)
        ),
    ]  # fmt: skip
    if topics:
        options = [kit.option(name, topic) for topic, name in topics[:100]]
        blocks.append(kit.input_("topic", t("Topic"), kit.select(options, placeholder=t("Choose")), optional=True))
    if networks:
        options = [kit.option(network.name, network.id) for network in networks[:100]]
        blocks.append(
            kit.input_(
                "network", t("Announce it in the channel of"), kit.select(options, placeholder=t("Nowhere")),
                optional=True,
            )
        )  # fmt: skip
    return kit.modal(t, ids.GROUP_FORM, t("Open a group"), blocks, submit=t("Open"))


def opened(t: Texts, group: Group, network: Network | None) -> Message:
    title = t.md("👥 *{title}* is open for {places} people", title=group.title, places=group.places)
    where = (
        t.md("It is announced in {network}'s channel and stands in `/mentor group`.", network=network.name)
        if network
        else t.md("It stands in `/mentor group`, where anybody here can join.")
    )
    return kit.message(title, kit.section(common.lines(title, where)))


def announcement(t: Texts, group: Group, mentor: Member) -> Message:
    title = t.md("👥 A group with {mentor}: {title}", mentor=mention(mentor.slack_id), title=group.title)
    about = [kit.section(kit.quote(group.about, 600))] if group.about else []
    join = kit.button(t("Join"), ids.numbered(ids.GROUP_JOIN, group.id), group.id, style="primary")
    return kit.message(
        title,
        kit.section(Md(f"*{title}*")),
        *about,
        kit.actions(join),
        kit.context(t.n_md("{count} place, first come first served.", "{count} places, first come first served.",
                           group.places)),
    )  # fmt: skip


def joined(t: Texts, group: Group, *, new: bool) -> Message:
    title = (
        t.md("👥 You are in *{title}*. The mentor chooses a date, and you hear of it.", title=group.title)
        if new
        else t.md("You are in *{title}* already.", title=group.title)
    )
    return kit.message(title)


def left(t: Texts, group: Group) -> Message:
    return kit.message(t.md("You have left *{title}*. Your place is free for somebody else.", title=group.title))


def somebody_joined(t: Texts, group: Group, who: Member) -> Message:
    title = t.md(
        "👥 {who} has joined *{title}* ({taken} of {places})",
        who=common.person(who),
        title=group.title,
        taken=group.taken,
        places=group.places,
    )
    date = kit.button(t("Choose a date …"), ids.numbered(ids.GROUP_DATE, group.id), group.id)
    return kit.message(title, kit.section(title), kit.actions(date))


def somebody_left(t: Texts, group: Group, who: Member | None) -> Message:
    name = mention(who.slack_id) if who is not None else t.md("a former member")
    return kit.message(t.md("{who} has left *{title}*; the place is free again.", who=name, title=group.title))


def ended(t: Texts, group: Group, mentor: Member, off: Appointment | None = None) -> Message:
    """`off`: what was planned, for the reader's calendar."""
    title = t.md("👥 *{title}* has come to its end", title=group.title)
    words = t.md("Thank you for learning together. Something left? Ask {mentor}, or find a mentor of your own.",
                 mentor=mention(mentor.slack_id))  # fmt: skip
    said = [kit.section(title), kit.section(words), kit.actions(common.find_others(t))]
    if off is None:
        return kit.message(title, *said)
    said.insert(1, kit.section(t.md("What was planned {when} is off.", when=t.when(off.starts_at))))
    return kit.message(title, *said, file=calendar_file.invitation(t, off))


# Meetings


def date_form(t: Texts, group: Group, suggested: Sequence[datetime], initial: datetime) -> View:
    """Times within everybody's hours, or one of one's own."""
    blocks: Blocks = []
    if suggested:
        options = [kit.option(t.day_time(start), int(start.timestamp())) for start in suggested]
        blocks.append(kit.input_("suggested", t("Within everybody's hours"), kit.radio(options), optional=True))
    else:
        blocks.append(kit.section(t.md("There are no hours that suit all of you, so choose a time yourself.")))
    blocks.append(
        kit.input_(
            "starts_at", t("Or another time"), kit.date_time_picker(initial=None if suggested else initial),
            optional=bool(suggested),
        )
    )  # fmt: skip
    return kit.modal(t, ids.GROUP_DATE_FORM, t("When do you meet?"), blocks, submit=t("Tell everybody"), group=group.id)


def booked(t: Texts, group: Group, meeting: GroupSession) -> Message:
    """For the mentor."""
    return kit.message(
        t.md("📅 *{title}* meets {when}. Everybody is told.", title=group.title, when=t.when(meeting.starts_at))
    )


def meeting_told(
    t: Texts,
    group: Group,
    meeting: GroupSession,
    appointment: Appointment | None = None,
    *,
    comes: bool | None,
    moved: bool,
) -> Message:
    title = (
        t.md("📅 *{title}* moves to {when}. Do you come?", title=group.title, when=t.when(meeting.starts_at))
        if moved
        else t.md("📅 *{title}* meets {when}. Do you come?", title=group.title, when=t.when(meeting.starts_at))
    )
    row = _replies(t, meeting, comes)
    if appointment is None:  # an answer to a click: the file is there already
        return kit.message(title, kit.section(title), row)
    row["elements"] += calendar_file.links(t, appointment)
    return kit.message(title, kit.section(title), row, file=calendar_file.invitation(t, appointment))


def for_calendar(t: Texts, group: Group, meeting: GroupSession, appointment: Appointment) -> Message:
    """The file alone, for the mentor."""
    words = {"title": group.title, "when": t.when(meeting.starts_at)}
    title = (
        t.md("🗓 Called off, for your calendar: *{title}*, {when}", **words)
        if appointment.called_off
        else t.md("🗓 For your calendar: *{title}*, {when}", **words)
    )
    return kit.message(title, file=calendar_file.invitation(t, appointment))


def out_of_calendar(t: Texts, group: Group, off: Appointment) -> Message:
    """For who has left: the file alone."""
    title = t.md("🗓 To take it out of your calendar: *{title}*, {when}", title=group.title, when=t.when(off.starts_at))
    return kit.message(title, file=calendar_file.invitation(t, off))


def _replies(t: Texts, meeting: GroupSession, comes: bool | None) -> kit.Block:
    yes, no = t("I'll be there"), t("I can't")
    return kit.actions(
        kit.button(f"✓ {yes}" if comes else yes, ids.numbered(ids.GROUP_COME, "yes"), meeting.id),
        kit.button(f"✓ {no}" if comes is False else no, ids.numbered(ids.GROUP_STAY, "no"), meeting.id),
    )


def reminder(
    t: Texts, group: Group, meeting: GroupSession, *, comes: bool | None, coming: Coming | None, soon: bool
) -> Message:
    """`coming` is for the mentor."""
    title = (
        t.md("⏰ In an hour: *{title}*", title=group.title)
        if soon
        else t.md("⏰ *{title}* meets {when}", title=group.title, when=t.when(meeting.starts_at))
    )
    if coming is not None:
        words = t.md(
            "{yes} come, {no} can't, {silent} have not said.", yes=coming.yes, no=coming.no, silent=coming.silent
        )
        return kit.message(title, kit.section(title), kit.context(words))
    return kit.message(title, kit.section(title), _replies(t, meeting, comes))


def called_off(t: Texts, group: Group, meeting: GroupSession, appointment: Appointment | None = None) -> Message:
    return kit.message(
        t.md("*{title}* does not meet {when} after all.", title=group.title, when=t.when(meeting.starts_at)),
        file=None if appointment is None else calendar_file.invitation(t, appointment),
    )


def outcome(t: Texts, group: Group, meeting: GroupSession) -> Message:
    title = t.md("How useful was *{title}* for you?", title=group.title)
    buttons = [
        kit.button(label, ids.numbered(ids.GROUP_RATE, score), f"{meeting.id}-{score}")
        for score, label in enumerate(scores(t), start=1)
    ]
    privacy = t.md("Only you see this. You were not there, or it did not take place? Then just leave it.")
    return kit.message(title, kit.section(title), kit.actions(*buttons), kit.context(privacy))


def rated(t: Texts, meeting: GroupSession, score: int) -> Message:
    title = t.md("Thank you! You said: *{score}*.", score=scores(t)[score - 1])
    return kit.message(
        title,
        kit.section(title),
        kit.actions(kit.button(t("Note what I learned …"), ids.GROUP_NOTE, meeting.id)),
    )


def note_form(t: Texts, meeting: GroupSession, learned: str) -> View:
    element = kit.text_input(initial=learned, multiline=True, longest=1500)
    return kit.modal(
        t,
        ids.GROUP_NOTE_FORM,
        t("What I learned"),
        [kit.input_("group_learned", t("What I learned"), element, hint=t("Only you see this."), optional=True)],
        submit=t("Save"),
        session=meeting.id,
    )


def noted(t: Texts) -> Message:
    return kit.message(t.md("📝 Saved, for you alone."))
