"""Booking, moving and remembering sessions, and "did you meet?"."""

from collections.abc import Sequence
from datetime import datetime

from bot.i18n import Md, Texts, mention
from bot.views import common, ids, kit
from bot.views.kit import Block, Blocks, Element, Message, View
from models import Member, MentoringSession, SessionSlot


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
                "{minutes} minutes, inside both your working hours, shown in your own time ({zone}).",
                minutes=meeting.minutes,
                zone=str(t.tz).replace("_", " "),
            )
        ),
    ]


def book(
    t: Texts, meeting: MentoringSession, partner: Member, slots: Sequence[SessionSlot], *, too_late: bool = False
) -> Message:
    """The rhythm says it is time: choose. `too_late`: the time that was clicked is not free any more."""
    title = (
        t.md("When do you and {partner} have your first talk?", partner=mention(partner.slack_id))
        if meeting.is_introduction
        else t.md("When do you and {partner} meet next?", partner=mention(partner.slack_id))
    )
    late = [kit.section(t.md("That time has passed or is taken. These are still free:"))] if too_late else []
    return kit.message(title, kit.section(Md(f"*{title}*")), *late, *times(t, meeting, slots))


def booked(t: Texts, meeting: MentoringSession, partner: Member, *, odd_hour: bool = False) -> Message:
    """For whoever booked, in the place of the buttons. `odd_hour`: it lies outside the partner's working hours."""
    assert meeting.starts_at is not None
    title = t.md(
        "📅 Booked: you and {partner}, {when}", partner=mention(partner.slack_id), when=t.when(meeting.starts_at)
    )
    warning = t.md(
        "⚠️ That is outside {name}'s working hours. Are you both fine with it?", name=common.first_name(partner)
    )
    return kit.message(
        title,
        kit.section(title),
        *([kit.section(warning)] if odd_hour else []),
        kit.context(t.md("I remind you both a day and an hour before.")),
        change(t, meeting),
    )


def booked_by_other(t: Texts, meeting: MentoringSession, partner: Member) -> Message:
    assert meeting.starts_at is not None
    title = t.md(
        "📅 {partner} has booked you both: {when}", partner=mention(partner.slack_id), when=t.when(meeting.starts_at)
    )
    return kit.message(
        title,
        kit.section(title),
        kit.context(t.md("It does not suit you? Move it: {partner} is told.", partner=mention(partner.slack_id))),
        change(t, meeting),
    )


def moved_by_other(t: Texts, meeting: MentoringSession, partner: Member) -> Message:
    assert meeting.starts_at is not None
    title = t.md(
        "📅 {partner} has moved your session to {when}",
        partner=mention(partner.slack_id),
        when=t.when(meeting.starts_at),
    )
    return kit.message(title, kit.section(title), change(t, meeting))


def cancelled_by_other(t: Texts, partner: Member) -> Message:
    return kit.message(
        t.md(
            "{partner} can't make your session and has called it off. I ask you both for a new time tomorrow.",
            partner=mention(partner.slack_id),
        )
    )


def cancelled(t: Texts, partner: Member) -> Message:
    return kit.message(
        t.md(
            "Called off; {partner} is told. I ask you both for a new time tomorrow.", partner=mention(partner.slack_id)
        )
    )


def change(t: Texts, meeting: MentoringSession) -> Block:
    return kit.actions(
        kit.button(t("Move …"), ids.numbered(ids.MOVE, meeting.id), meeting.id),
        kit.button(
            t("Call off …"),
            ids.numbered(ids.CANCEL_SESSION, meeting.id),
            meeting.id,
            confirm=kit.confirm(
                t("Call the session off?"),
                t("The other one is told, and I ask you both for a new time tomorrow."),
                t("Call off"),
                t("Keep it"),
                danger=True,
            ),
        ),
    )


def time_form(
    t: Texts, meeting: MentoringSession, partner: Member, slots: Sequence[SessionSlot], suggested: datetime
) -> View:
    """Choose one of the proposed times or one's own; books a proposed session, moves a booked one."""
    blocks: Blocks = [kit.section(t.md("You and {partner}", partner=mention(partner.slack_id)))]
    if meeting.starts_at is not None:
        blocks[0] = kit.section(
            t.md("You and {partner}, now {when}", partner=mention(partner.slack_id), when=t.when(meeting.starts_at))
        )
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
    title, submit = (t("Move"), t("Move")) if meeting.starts_at is not None else (t("Choose a time"), t("Book"))
    return kit.modal(t, ids.TIME_FORM, title, blocks, submit=submit, session=meeting.id)


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


def reminder(t: Texts, meeting: MentoringSession, partner: Member, next_step: str, *, soon: bool) -> Message:
    assert meeting.starts_at is not None
    words = {"partner": mention(partner.slack_id), "when": t.when(meeting.starts_at)}
    title = (
        t.md("⏰ In an hour: you and {partner}, {when}", **words)
        if soon
        else t.md("🗓 Coming up: you and {partner}, {when}", **words)
    )
    blocks: Blocks = [kit.section(title)]
    if next_step:
        blocks.append(
            kit.section(common.lines(t.md("*What you wanted to do next, last time:*"), kit.quote(next_step, 700)))
        )
    if not soon:
        agenda = first_talk_guide(t) if meeting.is_introduction else guide(t)
        blocks.append(kit.section(common.lines(t.md("*A guide for the talk*"), agenda)))
    return kit.message(title, *blocks, change(t, meeting))


def first_talk_guide(t: Texts) -> Md:
    return t.md(
        "• Ten minutes each: your way here, and what you are proud of\n"
        "• The question behind the request, and what a good outcome looks like\n"
        "• How each of you likes to work, and what you would rather not\n"
        "• No decision now: afterwards I ask each of you privately whether it clicked"
    )


def outcome(t: Texts, meeting: MentoringSession, partner: Member) -> Message:
    """ "Did you meet?" """
    assert meeting.starts_at is not None
    title = t.md(
        "Did you and {partner} meet, {when}?", partner=mention(partner.slack_id), when=t.when(meeting.starts_at)
    )
    return kit.message(
        title,
        kit.section(Md(f"*{title}*")),
        kit.actions(
            kit.button(t("Yes, we met"), ids.MET, meeting.id, style="primary"),
            kit.button(t("No, we didn't"), ids.NOT_MET, meeting.id),
            kit.button(t("We moved it …"), ids.MOVE, meeting.id),
        ),
    )


def missed(t: Texts, partner: Member) -> Message:
    return kit.message(
        t.md("That happens. I ask you and {partner} for a new time tomorrow.", partner=mention(partner.slack_id))
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


def session_list(t: Texts, rows: Sequence[tuple[MentoringSession, Member]]) -> Message:
    if not rows:
        words = t.md("No sessions planned. They begin with a mentor: `/mentor find` and a few words.")
        return kit.message(words, kit.section(words))
    return kit.message(t.md("Your sessions"), kit.header(t("Your sessions")), *listed(t, rows))
