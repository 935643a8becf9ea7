"""Notifications: what Klik may remind me of, and when."""

from collections.abc import Sequence

from bot.domain.notifications import EARLIEST, FAMILIES, LATEST
from bot.domain.times import DAYS, WORKING_DAYS, reading_days, reading_hours
from bot.i18n import LANGUAGES, Texts
from bot.views import common, ids, kit, week
from bot.views.kit import Blocks, Message, View
from models import Member

OWN_NAMES = {"en": "English", "nl": "Nederlands"}
"""Each language in its own words: whoever sees the wrong one must recognise theirs."""


def languages(t: Texts, member_language: str | None) -> kit.Block:
    shown = [kit.option(t("The same as Slack"), "auto"), *(kit.option(OWN_NAMES[code], code) for code in LANGUAGES)]
    return kit.input_("language", t("I read Klik in"), kit.select(shown, initial=member_language or "auto"))


def family_names(t: Texts) -> dict[str, tuple[str, str]]:
    """By family: what it is called, and what it says."""
    return {
        "requests": (t("Requests"), t("Somebody still waits for my answer")),
        "booking": (t("Booking"), t("It is time to book the next session")),
        "sessions": (t("Sessions to come"), t("A day and an hour before")),
        "afterwards": (t("Afterwards"), t("Did you meet, did it click; it stays on the home tab")),
        "going_on": (t("How it goes"), t("Now and then, and before an end")),
        "mentors": (t("New mentors"), t("Somebody joined for what I look for")),
        "rounds": (t("Rounds"), t("A round begins in which I may take part")),
    }


def notifications_form(t: Texts, member: Member) -> View:
    starts, ends = reading_hours(member)
    families = [kit.option(name, family, words) for family, (name, words) in family_names(t).items()]
    wanted = [family for family in FAMILIES if family not in (member.muted or ())]
    digest = kit.option(t("New requests once a day"), "digest", t("Together, in the morning, instead of one by one"))
    hours = {hour: kit.option(f"{hour}:00", hour) for hour in range(EARLIEST, LATEST + 1)}
    blocks: Blocks = [
        kit.input_("wanted", t("Remind me of"), kit.checkboxes(families, initial=wanted), optional=True),
        kit.context(
            t.md("What colleagues say themselves always arrives: a request, an answer, a session booked or called off.")
        ),
        kit.input_(
            "reads_on", t("Messages on"),
            kit.multi_select(
                [kit.option(name, day) for day, name in week.day_names(t).items()], initial=list(reading_days(member))
            ),
        ),
        kit.input_(
            "reads_from", t("Messages from"), kit.select(list(hours.values())[:-2], initial=starts.hour),
            hint=t("In your own time ({zone}).", zone=str(t.tz).replace("_", " ")),
        ),
        kit.input_("reads_until", t("Until"), kit.select(list(hours.values())[2:], initial=ends.hour)),
        kit.input_(
            "digest", t("For mentors"),
            kit.checkboxes([digest], initial=["digest"] if member.digest else []), optional=True,
        ),
        languages(t, member.language),
    ]  # fmt: skip
    return kit.modal(t, ids.NOTIFICATIONS_FORM, t("Notifications"), blocks, submit=t("Save"))


def notifications_saved(t: Texts, member: Member) -> Message:
    starts, ends = reading_hours(member)
    title = t.md("*Saved.* It counts for what is planned already, too.")
    when = t.md(
        "🕑 Messages reach you on {days}, between {start} and {end}.",
        days=_days(t, reading_days(member)),
        start=f"{starts.hour}:00",
        end=f"{ends.hour}:00",
    )
    return kit.message(title, kit.section(common.lines(title, when)))


def _days(t: Texts, days: Sequence[str]) -> str:
    if tuple(days) == WORKING_DAYS:
        return t("weekdays")
    if tuple(days) == DAYS:
        return t("every day")
    return t.list([week.day_names(t)[day] for day in days])
