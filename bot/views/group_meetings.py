"""The meetings of a group: when and where, who comes, how it was."""

from collections.abc import Sequence
from datetime import datetime

from bot.domain.calendar.appointments import Appointment
from bot.domain.group_sessions import LONGEST_PLACE, Coming
from bot.i18n import Md, Texts
from bot.views import calendar_file, common, ids, kit
from bot.views.feedback import scores
from bot.views.kit import Blocks, Message, View
from models import Group, GroupSession


def where(t: Texts, group: Group) -> Md | None:
    return t.md("📍 {place}", place=group.place) if group.place else None


def date_form(
    t: Texts, group: Group, suggested: Sequence[datetime], initial: datetime, booked: GroupSession | None = None
) -> View:
    """Times within everybody's hours, or one of one's own, and where. `booked` moves."""
    blocks: Blocks = []
    if booked is not None:
        words = t.md("*{title}*, now {when}", title=group.title, when=t.when(booked.starts_at))
        blocks.append(kit.section(words))
    if suggested:
        options = [kit.option(t.day_time(start), int(start.timestamp())) for start in suggested]
        blocks.append(kit.input_("suggested", t("Within everybody's hours"), kit.radio(options), optional=True))
    else:
        blocks.append(kit.section(t.md("There are no hours that suit all of you, so choose a time yourself.")))
    blocks.append(
        kit.input_(
            "starts_at", t("Or another time"),
            kit.date_time_picker(initial=None if suggested or booked else initial),
            hint=t("In your own time ({zone}).", zone=str(t.tz).replace("_", " ")),
            optional=bool(suggested) or booked is not None,
        )
    )  # fmt: skip
    blocks.append(
        kit.input_(
            "place",
            t("Where"),
            kit.text_input(initial=group.place, longest=LONGEST_PLACE),
            hint=t("A link, a room, a number to call. Empty says nothing: then you tell them yourself."),
            optional=True,
        )
    )
    return kit.modal(t, ids.GROUP_DATE_FORM, t("When do you meet?"), blocks, submit=t("Tell everybody"), group=group.id)


def booked(t: Texts, group: Group, meeting: GroupSession, *, outside: int = 0) -> Message:
    """For the mentor. `outside`: for how many of them it lies outside their working hours."""
    title = t.md("📅 *{title}* meets {when}. Everybody is told.", title=group.title, when=t.when(meeting.starts_at))
    warning = t.n_md(
        "⚠️ That is outside the working hours of {count} of you.",
        "⚠️ That is outside the working hours of {count} of you.",
        outside,
    )
    blocks = [kit.section(common.lines(title, where(t, group))), *([kit.section(warning)] if outside else [])]
    return kit.message(title, *blocks)


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
    row, words = _replies(t, meeting, comes), kit.section(common.lines(title, where(t, group)))
    if appointment is None:  # an answer to a click: the file is there already
        return kit.message(title, words, row)
    row["elements"] += calendar_file.links(t, appointment)
    return kit.message(title, words, row, file=calendar_file.invitation(t, appointment))


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
    t: Texts,
    group: Group,
    meeting: GroupSession,
    appointment: Appointment | None = None,
    *,
    comes: bool | None,
    coming: Coming | None,
    soon: bool,
) -> Message:
    """`coming` is for the mentor; `appointment` for who reads of it for the first time."""
    title = (
        t.md("⏰ In an hour: *{title}*, {when}", title=group.title, when=t.when(meeting.starts_at))
        if soon
        else t.md("⏰ *{title}* meets {when}", title=group.title, when=t.when(meeting.starts_at))
    )
    if coming is not None:
        words = t.md(
            "{yes} come, {no} can't, {silent} have not said.", yes=coming.yes, no=coming.no, silent=coming.silent
        )
        return kit.message(title, kit.section(common.lines(title, where(t, group))), kit.context(words))
    file = None if appointment is None else calendar_file.invitation(t, appointment)
    news = [kit.context(t.md("The mentor has just chosen this time."))] if appointment is not None else []
    words = common.lines(title, where(t, group))
    return kit.message(title, kit.section(words), _replies(t, meeting, comes), *news, file=file)


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
