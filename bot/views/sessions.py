"""Booking, moving and calling off sessions. The day itself and what follows: bot/views/session_day.py."""

import re
from collections.abc import Sequence
from datetime import datetime

from bot.domain import sessions
from bot.domain.around import Clicked
from bot.domain.planned import Planned
from bot.domain.side import Side
from bot.i18n import Md, Texts, mention
from bot.views import calendar_file, common, ids, kit
from bot.views.kit import Block, Blocks, Element, Message, View
from models import Member, MentoringSession, Pair, SessionSlot, SessionState

MOST_LISTED = 48
"""Blocks; Slack takes 50 in a message."""
LINK = re.compile(r"https?://[^\s<>|\"]*[^\s<>|\".,;:!?)]")


def times(t: Texts, meeting: MentoringSession, slots: Sequence[SessionSlot]) -> Blocks:
    """Times inside both members' working hours: one click books."""
    own = kit.button(t("Another time …"), ids.numbered(ids.OWN_TIME, meeting.id), meeting.id)
    if not slots:
        return [
            kit.section(
                t.md("Your working hours never meet, so I can't propose a time. Agree on one and enter it here:")
            ),
            kit.actions(own),
        ]
    buttons: list[Element] = [
        kit.button(
            t.day_time(slot.starts_at),
            ids.numbered(ids.BOOK_SLOT, slot.id),
            slot.id,
            style="primary" if number == 0 else "",
        )
        for number, slot in enumerate(slots)
    ]
    more = kit.button(t("Other times"), ids.numbered(ids.OTHER_TIMES, meeting.id), meeting.id)
    return [
        kit.actions(*buttons, more, own),
        kit.context(
            t.md(
                "{minutes} minutes, within both your working hours as far as they meet, in your own time ({zone}).",
                minutes=meeting.minutes,
                zone=str(t.tz).replace("_", " "),
            )
        ),
    ]


def book(
    t: Texts,
    meeting: MentoringSession,
    partner: Member,
    slots: Sequence[SessionSlot],
    *,
    too_late: bool = False,
    also: Sequence[Block] = (),
) -> Message:
    """The rhythm says it is time: choose. `too_late`: the time that was clicked is not free any more. `also`: what
    stood there beside the times and is still of use."""
    title = (
        t.md("When do you and {partner} have your first talk?", partner=mention(partner.slack_id))
        if meeting.is_introduction
        else t.md("When do you and {partner} meet next?", partner=mention(partner.slack_id))
    )
    late = [kit.section(t.md("That time has passed or is taken. These are still free:"))] if too_late else []
    return kit.message(title, kit.section(Md(f"*{title}*")), *late, *times(t, meeting, slots), *also)


def booked(t: Texts, one: Planned, *, odd_hour: bool = False, also: Sequence[Block] = ()) -> Message:
    """For whoever booked, in the place of the buttons. `odd_hour`: it lies outside the partner's working hours.
    `also`: what stood there beside the buttons and is still of use."""
    title = t.md("📅 Booked: you and {partner}, {when}", partner=_who(one), when=_when(t, one))
    warning = t.md(
        "⚠️ That is outside {name}'s working hours. Are you both fine with it?", name=common.first_name(one.partner)
    )
    return kit.message(
        title,
        kit.section(common.lines(title, where(t, one))),
        *([kit.section(warning)] if odd_hour else []),
        *_actions(t, one),
        kit.context(t.md("I remind you both a day and an hour before."), *_repeats(t, one)),
        *also,
    )


def booked_by_other(t: Texts, one: Planned) -> Message:
    title = t.md("📅 {partner} has booked you both: {when}", partner=_who(one), when=_when(t, one))
    hint = t.md("It does not suit you? Move it: {partner} is told.", partner=_who(one))
    return kit.message(
        title,
        kit.section(common.lines(title, where(t, one))),
        *_actions(t, one),
        kit.context(hint, *_repeats(t, one)),
        file=file(t, one),
    )


def booked_again(t: Texts, one: Planned) -> Message:
    """Their fixed time: nobody had to book."""
    title = t.md("📅 Booked, as always: you and {partner}, {when}", partner=_who(one), when=_when(t, one))
    hint = t.md("It does not suit you this time? Move it: {partner} is told.", partner=_who(one))
    return kit.message(
        title,
        kit.section(common.lines(title, where(t, one))),
        *_actions(t, one),
        kit.context(hint, *_repeats(t, one)),
        file=file(t, one),
    )


def moved_by_other(t: Texts, one: Planned) -> Message:
    title = t.md("📅 {partner} has moved your session to {when}", partner=_who(one), when=_when(t, one))
    return kit.message(title, kit.section(common.lines(title, where(t, one))), *_actions(t, one), file=file(t, one))


def for_calendar(t: Texts, one: Planned) -> Message:
    """The file alone, for whoever decided: an invitation, or that it is called off."""
    off = one.meeting.state is SessionState.CANCELLED
    words = {"partner": _who(one), "when": _when(t, one)}
    title = (
        t.md("🗓 Called off, for your calendar: you and {partner}, {when}", **words)
        if off
        else t.md("🗓 For your calendar: you and {partner}, {when}", **words)
    )
    return kit.message(title, kit.section(title), *([] if off else _actions(t, one)), file=file(t, one))


def cancelled_by_other(t: Texts, one: Planned) -> Message:
    title = t.md(
        "{partner} can't make your session of {when} and has called it off.", partner=_who(one), when=_when(t, one)
    )
    return kit.message(
        title, kit.section(common.lines(title, new_time(t))), *book_again(t, one.pair), file=file(t, one)
    )


def cancelled(t: Texts, pair: Pair, partner: Member) -> Message:
    title = t.md("Called off; {partner} is told.", partner=mention(partner.slack_id))
    return kit.message(title, kit.section(common.lines(title, new_time(t))), *book_again(t, pair))


def new_time(t: Texts) -> Md:
    """What follows a session that does not take place; whoever does not want to wait for it finds book_again()."""
    return t.md("I ask you both for a new time on the next working day.")


def book_again(t: Texts, pair: Pair) -> Blocks:
    button = kit.button(t("Book a session …"), ids.numbered(ids.PAIR_MENU, pair.id), f"book-{pair.id}")
    return [kit.actions(button)]


def section(t: Texts, side: Side, one: Planned | None) -> Blocks:
    """Of the page about a pair: when and where they meet next."""
    if one is None:
        return []
    if one.meeting.state is not SessionState.BOOKED:
        choose = kit.button(t("Choose a time …"), ids.numbered(ids.OWN_TIME, one.meeting.id), one.meeting.id)
        return [kit.section(common.lines(t.md("*Next session:* no time yet"), where(t, one)), accessory=choose)]
    words = common.lines(t.md("*Next session:* {when}", when=_when(t, one)), where(t, one), *_repeats(t, one))
    return [kit.section(words), *_actions(t, one)]


def stands(t: Texts, one: Planned) -> Blocks:
    """Within another message."""
    return [kit.section(common.lines(t.md("📅 Booked: {when}", when=_when(t, one)), where(t, one))), *_actions(t, one)]


def kept(t: Texts, one: Planned) -> Message:
    """They keep to this time from now on."""
    assert one.every_days is not None
    assert one.meeting.starts_at is not None
    title = t.md(
        "🔁 You and {partner} meet {rhythm} at this time: {when}. I book the next one each time and tell you both.",
        partner=_who(one), rhythm=common.rhythm(t, one.every_days), when=t.day_time(one.meeting.starts_at),
    )  # fmt: skip
    return kit.message(title, kit.section(title), *_actions(t, one))


def stopped(t: Texts, one: Planned) -> Message:
    title = t.md("You and {partner} choose each time anew from now on. What is booked stays.", partner=_who(one))
    return kit.message(title, kit.section(title), *_actions(t, one))


def _who(one: Planned) -> Md:
    return mention(one.partner.slack_id)


def _when(t: Texts, one: Planned) -> Md:
    assert one.meeting.starts_at is not None
    return t.when(one.meeting.starts_at)


def file(t: Texts, one: Planned) -> kit.File | None:
    return None if one.appointment is None else calendar_file.invitation(t, one.appointment)


def where(t: Texts, one: Planned) -> Md:
    if one.place:
        return t.md("📍 {place}", place=kit.clip(one.place, sessions.LONGEST_PLACE))
    return t.md("📍 A huddle in Slack: click on {partner} and start it", partner=_who(one))


def join(t: Texts, one: Planned) -> list[Element]:
    """A button that opens the place, when it is an address."""
    found = LINK.search(one.place)
    return [kit.link_button(t("Open the meeting"), ids.JOIN_SESSION, found[0])] if found else []


def _repeats(t: Texts, one: Planned) -> list[Md]:
    if one.every_days is None:
        return []
    return [t.md("🔁 {rhythm} at this time", rhythm=common.rhythm(t, one.every_days))]


def _actions(t: Texts, one: Planned) -> Blocks:
    """What one can do with a session that is booked: two rows, the second for calendars."""
    if one.meeting.state is not SessionState.BOOKED or one.appointment is None:
        return []
    number = one.meeting.id
    row = change(t, one.meeting)
    if one.may_repeat:
        label = t("{rhythm} at this time", rhythm=common.rhythm(t, one.pair.rhythm_days))
        row["elements"].append(kit.button(label[:1].upper() + label[1:], ids.KEEP_TIME, number))
    elif one.every_days is not None:
        row["elements"].append(kit.button(t("Choose each time anew"), ids.STOP_TIME, number))
    calendars = kit.actions(
        *join(t, one),
        *calendar_file.links(t, one.appointment),
    )
    return [row, calendars]


def change(t: Texts, meeting: MentoringSession) -> Block:
    return kit.actions(
        kit.button(t("Move …"), ids.numbered(ids.MOVE, meeting.id), meeting.id),
        kit.button(
            t("Call off …"),
            ids.numbered(ids.CANCEL_SESSION, meeting.id),
            meeting.id,
            confirm=kit.confirm(
                t("Call the session off?"),
                t("The other one is told, and I ask you both for a new time on the next working day."),
                t("Call off"),
                t("Keep it"),
                danger=True,
            ),
        ),
    )


def time_form(
    t: Texts, one: Planned, slots: Sequence[SessionSlot], suggested: datetime, under: Clicked | None = None
) -> View:
    """Choose one of the proposed times or one's own, and where; books a proposed session, moves a booked one."""
    meeting = one.meeting
    blocks: Blocks = [kit.section(t.md("You and {partner}", partner=_who(one)))]
    if meeting.starts_at is not None:
        blocks[0] = kit.section(t.md("You and {partner}, now {when}", partner=_who(one), when=_when(t, one)))
    if slots:
        options = [kit.option(t.day_time(slot.starts_at), slot.id) for slot in slots]
        blocks.append(kit.input_("slot", t("Times that suit you both"), kit.radio(options), optional=True))
    blocks.append(
        kit.input_(
            "starts_at",
            t("Or a time of your own"),
            kit.date_time_picker(initial=None if slots else suggested),
            hint=t("In your own time ({zone}).", zone=str(t.tz).replace("_", " ")),
            optional=True,
        )
    )
    blocks.append(
        kit.input_(
            "place",
            t("Where"),
            kit.text_input(initial=one.place, longest=sessions.LONGEST_PLACE),
            hint=t("A link, a room, a number to call. Empty is a huddle in Slack."),
            optional=True,
        )
    )
    clicked = {} if under is None else {"channel": under.channel, "ts": under.ts}
    title, submit = (t("Move"), t("Move")) if meeting.starts_at is not None else (t("Choose a time"), t("Book"))
    return kit.modal(t, ids.TIME_FORM, title, blocks, submit=submit, session=meeting.id, **clicked)


GUIDE_STEPS = 5


def guide(t: Texts) -> Md:
    """The session guide: the same five steps every time, so that people come to know them."""
    return t.md(
        "1. The challenge: what is it about today?\n"
        "2. What happened: what have you tried?\n"
        "3. Intentions: what do you want instead?\n"
        "4. Alternatives: what could you do, besides the obvious?\n"
        "5. Action plan: what will you do, by when?"
    )


def first_talk_guide(t: Texts) -> Md:
    return t.md(
        "• Ten minutes each: your way here, and what you are proud of\n"
        "• The question behind the request, and what a good outcome looks like\n"
        "• How each of you likes to work, and what you would rather not\n"
        "• No decision now: afterwards I ask each of you privately whether it clicked"
    )


def listed(t: Texts, rows: Sequence[tuple[MentoringSession, Member]]) -> Blocks:
    """Blocks for `/mentor sessions` and the home tab."""
    blocks: Blocks = []
    for meeting, partner in rows:
        if meeting.starts_at is not None:
            words = t.md("📅 {when} with {partner}", when=t.when(meeting.starts_at), partner=common.person(partner))
            blocks += [kit.section(words), change(t, meeting)]
        else:
            words = t.md("🕑 No time yet with {partner}", partner=common.person(partner))
            button = kit.button(
                t("Choose a time …"), ids.numbered(ids.OWN_TIME, meeting.id), meeting.id, style="primary"
            )
            blocks.append(kit.section(words, accessory=button))
    return blocks


def session_list(t: Texts, rows: Sequence[tuple[MentoringSession, Member]], over: Sequence[Block] = ()) -> Message:
    """`over`: the questions about those that are over, which come first."""
    if not rows and not over:
        words = t.md("No sessions planned. They begin with a mentor: `/mentor find` and a few words.")
        return kit.message(words, kit.section(words))
    own = kit.actions(kit.button(t("My calendar …"), ids.CALENDAR))
    blocks = [*over, *listed(t, rows)][:MOST_LISTED]
    return kit.message(t.md("Your sessions"), kit.header(t("Your sessions")), *blocks, own)
