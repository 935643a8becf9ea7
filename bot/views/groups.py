"""Groups: one mentor, and up to eight who learn together."""

from collections.abc import Sequence

from bot.domain.calendar.appointments import Appointment
from bot.domain.groups import FEWEST, MOST, Seen
from bot.i18n import Md, Texts, esc, join_md, mention
from bot.views import calendar_file, common, group_meetings, ids, kit
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
        group_meetings.where(t, group) if one.meeting else None,
    )
    return [kit.section(words), kit.actions(*_options(t, one))]


def _options(t: Texts, one: Seen) -> list[Element]:
    number = one.group.id
    if one.mine:
        label = t("Move …") if one.meeting else t("Choose a date …")
        found = [kit.button(label, ids.numbered(ids.GROUP_DATE, number), number, style="primary")]
        if one.meeting is not None:
            found.append(_call_off(t, number, one.meeting))
        end = kit.confirm(t("End this group?"), t("Everybody in it is thanked."), t("End"), t("Keep it"))
        return [*found, kit.button(t("End …"), ids.numbered(ids.GROUP_END, number), number, confirm=end)]
    if one.inside:
        leave = kit.confirm(t("Leave this group?"), t("The mentor is told kindly."), t("Leave"), t("Stay"))
        return [kit.button(t("Leave"), ids.numbered(ids.GROUP_LEAVE, number), number, confirm=leave)]
    return [kit.button(t("Join"), ids.numbered(ids.GROUP_JOIN, number), number, style="primary")]


def _call_off(t: Texts, number: int, meeting: GroupSession) -> Element:
    sure = kit.confirm(
        t("Call the session off?"), t("Everybody in the group is told."), t("Call off"), t("Keep it"), danger=True
    )
    return kit.button(t("Call off …"), ids.numbered(ids.GROUP_CALL_OFF, number), meeting.id, confirm=sure)


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


def somebody_joined(t: Texts, group: Group, who: Sequence[Member], *, has_date: bool) -> Message:
    """All who came since the mentor last read of it. `has_date`: they have been told when it meets."""
    names = common.person(who[0]) if len(who) == 1 else Md(t.list([mention(one.slack_id) for one in who]))
    title = t.n_md(
        "👥 {who} has joined *{title}* ({taken} of {places})",
        "👥 {who} have joined *{title}* ({taken} of {places})",
        len(who),
        who=names,
        title=group.title,
        taken=group.taken,
        places=group.places,
    )
    if has_date:
        words = t.md("They have been told when it meets.")
        return kit.message(title, kit.section(title), kit.context(words))
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


def ended_now(t: Texts, group: Group) -> Message:
    """For its mentor, who said so."""
    return kit.message(t.md("👥 *{title}* has come to its end. Everybody in it is thanked.", title=group.title))
