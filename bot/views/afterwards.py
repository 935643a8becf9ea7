"""What comes with the news that a pair ended or pauses: its session out of the calendar, how long its words stay."""

from dataclasses import replace
from datetime import date

from bot.domain.calendar.appointments import Appointment
from bot.i18n import Texts
from bot.views import calendar_file, kit
from bot.views.kit import Block, Message


def off(t: Texts, message: Message, booked: Appointment) -> Message:
    """With the file that takes what was booked out of the reader's calendar."""
    words = kit.context(t.md("📅 Your session of {when} is off.", when=t.when(booked.starts_at)))
    return replace(message, blocks=[*message.blocks, words], file=calendar_file.invitation(t, booked))


def kept(t: Texts, message: Message, until: date) -> Message:
    return replace(message, blocks=[*message.blocks, kept_until(t, until)])


def kept_until(t: Texts, until: date) -> Block:
    """For both, of a pair that was one."""
    return kit.context(
        t.md(
            "🗂 What you two wrote down is erased after {date}. `/mentor privacy` sends you a copy to keep.",
            date=t.date(until),
        )
    )
