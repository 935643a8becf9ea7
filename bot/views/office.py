"""Office hours: offering talks, booking one, and what both read about it."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from bot.domain.calendar.appointments import Appointment
from bot.domain.office import LENGTHS, MOST_WEEKS
from bot.i18n import Md, Texts, mention
from bot.views import calendar_file, common, ids, kit
from bot.views.kit import Block, Blocks, Element, Message, View
from models import Member, OfficeSlot

MOST_LISTED = 20
WALL = [f"{minutes // 60:02}:{minutes % 60:02}" for minutes in range(7 * 60, 21 * 60 + 1, 15)]
"""Times to choose from, in one's own zone."""


def office_list(
    t: Texts,
    offered: Sequence[OfficeSlot],
    booked: Sequence[OfficeSlot],
    people: Mapping[int, Member],
    *,
    mentor: bool,
    note: Md | None = None,
) -> Message:
    """What I offer and what I have booked; `mentor` may offer more. `note` is what was done just now, in this list."""
    blocks: Blocks = [*([kit.section(note)] if note is not None else []), kit.header(t("Office hours"))]
    if mentor:
        words = t.md("Short talks that colleagues book without asking. They take no place.")
        blocks.append(kit.section(words, accessory=_offer(t)))
    for slot in offered[:MOST_LISTED]:
        blocks.append(_line(t, slot, people.get(slot.mentee_id or 0), mine=True))
    if more := len(offered[MOST_LISTED:]):
        blocks.append(kit.context(t.n_md("… and {count} more", "… and {count} more", more)))
    if booked:
        blocks.append(kit.section(t.md("*Booked by me*")))
        blocks += [_line(t, slot, people.get(slot.mentor_id), mine=False) for slot in booked]
    if not mentor and not booked:
        words = t.md(
            "Mentors can offer talks that others book without asking. You have booked none; look for the button beside "
            "mentors in `/mentor find`."
        )
        blocks.append(kit.section(words))
    return kit.message(t.md("Office hours"), *blocks)


def _offer(t: Texts) -> Element:
    return kit.button(t("Offer times …"), ids.OFFER_OFFICE_HOURS, style="primary")


def talk(t: Texts, slot: OfficeSlot, other: Member) -> Block:
    """One that is booked, for the home tab of either."""
    return _line(t, slot, other, mine=True)


def _line(t: Texts, slot: OfficeSlot, other: Member | None, *, mine: bool) -> Block:
    length = t.n("{count} minute", "{count} minutes", slot.minutes)
    who = t.md("free") if other is None else t.md("with {who}", who=mention(other.slack_id))
    words = t.md("📅 {when} · {length} · {who}", when=t.when(slot.starts_at), length=length, who=who)
    asked = kit.quote(slot.question, 200) if slot.question else None
    button = _remove(t, slot) if mine and other is None else call_off_button(t, slot)
    return kit.section(common.lines(words, asked), accessory=button)


def _remove(t: Texts, slot: OfficeSlot) -> Element:
    return kit.button(t("Remove"), ids.numbered(ids.CANCEL_OFFICE_HOUR, slot.id), slot.id)


def call_off_button(t: Texts, slot: OfficeSlot) -> Element:
    return kit.button(
        t("Call off …"),
        ids.numbered(ids.CANCEL_OFFICE_HOUR, slot.id),
        slot.id,
        confirm=kit.confirm(
            t("Call this talk off?"), t("The other is told kindly."), t("Call off"), t("Keep it"), danger=True
        ),
    )


def offer_form(t: Texts, day: str) -> View:
    """`day` is suggested, as YYYY-MM-DD."""
    wall = [kit.option(moment, moment) for moment in WALL]
    lengths = [kit.option(t.n("{count} minute", "{count} minutes", one), one) for one in LENGTHS]
    weeks = [
        kit.option(t("once") if count == 1 else t("{count} weeks in a row", count=count), count)
        for count in range(1, MOST_WEEKS + 1)
    ]
    return kit.modal(
        t,
        ids.OFFER_OFFICE_FORM,
        t("Offer office hours"),
        [
            kit.input_("day", t("Day"), kit.date_picker(initial=day)),
            kit.input_("starts", t("From"), kit.select(wall, initial="15:00"), hint=t("In your own time zone.")),
            kit.input_("ends", t("Until"), kit.select(wall, initial="16:00")),
            kit.input_("minutes", t("Each talk"), kit.radio(lengths, initial=30)),
            kit.input_("weeks", t("Repeat"), kit.select(weeks, initial=1)),
        ],
        submit=t("Offer"),
    )


def book_form(t: Texts, mentor: Member, slots: Sequence[OfficeSlot]) -> View:
    """The times are in the reader's own zone."""
    options = [
        kit.option(t("{when} ({minutes} minutes)", when=t.day_time(slot.starts_at), minutes=slot.minutes), slot.id)
        for slot in slots
    ]
    return kit.modal(
        t,
        ids.BOOK_OFFICE_FORM,
        t("Book an office hour"),
        [
            kit.section(Md(f"*{common.person(mentor)}*")),
            kit.input_("slot", t("When?"), kit.select(options, initial=slots[0].id), hint=t("In your own time zone.")),
            kit.input_(
                "question",
                t("What do you want to talk about?"),
                kit.text_input(multiline=True, longest=1000),
                hint=t("Only {name} reads it.", name=common.first_name(mentor)),
            ),
        ],
        submit=t("Book"),
    )


def none_free(t: Texts, mentor: Member) -> Message:
    return kit.message(t.md("{mentor} has no free office hour at the moment.", mentor=mention(mentor.slack_id)))


def offered(t: Texts, slots: Sequence[OfficeSlot]) -> Message:
    free = [slot for slot in slots if slot.mentee_id is None]
    return kit.message(
        t.n_md(
            "👍 {count} talk is free to book, the first {when}. `/mentor office` shows and removes them.",
            "👍 {count} talks are free to book, the first {when}. `/mentor office` shows and removes them.",
            len(free),
            when=t.when(free[0].starts_at),
        )
    )


def booked(
    t: Texts, slot: OfficeSlot, other: Member, *, for_mentor: bool, appointment: Appointment | None = None
) -> Message:
    """For both, also as the answer to the booking itself, which has no file: the message that follows has it."""
    who = mention(other.slack_id)
    title = (
        t.md("📅 {who} has booked one of your office hours", who=who)
        if for_mentor
        else t.md("📅 Your talk with {who} is booked", who=who)
    )
    words = kit.section(common.lines(Md(f"*{title}*"), *_facts(t, slot)))
    if appointment is None:
        return kit.message(title, words, _buttons(t, slot))
    links, file = calendar_file.links(t, appointment), calendar_file.invitation(t, appointment)
    return kit.message(title, words, kit.actions(call_off_button(t, slot), *links), file=file)


def off_calendar(t: Texts, off: Appointment) -> Message:
    """The file alone, for whoever called it off."""
    words = t.md("🗓 Called off, for your calendar: your talk of {when}", when=t.when(off.starts_at))
    return kit.message(words, file=calendar_file.invitation(t, off))


def _facts(t: Texts, slot: OfficeSlot) -> list[Md]:
    ends = slot.starts_at + timedelta(minutes=slot.minutes)
    return [t.md("{when} until {end}", when=t.when(slot.starts_at), end=t.time(ends)), kit.quote(slot.question, 500)]


def _buttons(t: Texts, slot: OfficeSlot) -> Block:
    return kit.actions(call_off_button(t, slot))


def reminder(t: Texts, slot: OfficeSlot, other: Member, *, soon: bool) -> Message:
    who = mention(other.slack_id)
    title = t.md("In an hour you talk with {who}", who=who) if soon else t.md("Soon you talk with {who}", who=who)
    return kit.message(title, kit.section(common.lines(Md(f"*{title}*"), *_facts(t, slot))), _buttons(t, slot))


def called_off_by_other(
    t: Texts, slack_id: str, starts_at: datetime, *, for_mentor: bool, off: Appointment | None = None
) -> Message:
    file = None if off is None else calendar_file.invitation(t, off)
    who, when = mention(slack_id), t.when(starts_at)
    words = t.md("{who} cannot make it: your talk of {when} is off.", who=who, when=when)
    if for_mentor:
        return kit.message(common.lines(words, t.md("Others can book that time again.")), file=file)
    return kit.message(words, kit.section(words), kit.actions(common.find_others(t)), file=file)


def called_off(t: Texts, other: Member | None) -> Message:
    if other is None:
        return kit.message(t.md("Removed: nobody can book that time any more."))
    return kit.message(t.md("Called off; {who} is told.", who=mention(other.slack_id)))
