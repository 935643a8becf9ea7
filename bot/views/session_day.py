"""The day of a session: the agenda before it, late, did not come, and "did you meet?" """

from bot.domain import outcomes
from bot.domain.planned import Planned
from bot.i18n import Md, Texts, mention
from bot.views import common, ids, kit
from bot.views import sessions as session_views
from bot.views.kit import Blocks, Message
from models import Member, MentoringSession


def reminder(t: Texts, one: Planned, next_step: str, *, soon: bool) -> Message:
    """A day before with the agenda, an hour before with what that hour may bring."""
    meeting = one.meeting
    assert meeting.starts_at is not None
    words = {"partner": mention(one.partner.slack_id), "when": t.when(meeting.starts_at)}
    title = (
        t.md("⏰ In an hour: you and {partner}, {when}", **words)
        if soon
        else t.md("🗓 Coming up: you and {partner}, {when}", **words)
    )
    blocks: Blocks = [kit.section(common.lines(title, session_views.where(t, one)))]
    if next_step:
        blocks.append(
            kit.section(common.lines(t.md("*What you wanted to do next, last time:*"), kit.quote(next_step, 700)))
        )
    if soon:
        blocks.append(_in_that_hour(t, one))
    else:
        agenda = session_views.first_talk_guide(t) if meeting.is_introduction else session_views.guide(t)
        blocks.append(kit.section(common.lines(t.md("*A guide for the talk*"), agenda)))
    row = session_views.change(t, meeting)
    row["elements"] = [*session_views.join(t, one), *row["elements"]]
    return kit.message(title, *blocks, row)


def _in_that_hour(t: Texts, one: Planned) -> kit.Block:
    late = [
        kit.button(
            t("{minutes} minutes late", minutes=minutes),
            ids.numbered(ids.LATE, minutes),
            f"{one.meeting.id}-{minutes}",
        )
        for minutes in outcomes.LATE
    ]
    return kit.actions(*late, kit.button(t("They did not come"), ids.NO_SHOW, one.meeting.id))


def late(t: Texts, partner: Member, minutes: int) -> Message:
    """To who waits."""
    return kit.message(
        t.md("⏳ {partner} is {minutes} minutes late.", partner=mention(partner.slack_id), minutes=minutes)
    )


def late_told(t: Texts, partner: Member, minutes: int) -> Message:
    return kit.message(
        t.md(
            "Told: {partner} knows that you are {minutes} minutes late.",
            partner=mention(partner.slack_id),
            minutes=minutes,
        )
    )


def no_show(t: Texts, one: Planned) -> Message:
    """To who did not come: something came up, that is all."""
    meeting = one.meeting
    assert meeting.starts_at is not None
    title = t.md(
        "{partner} waited for you, {when}. Things come up: no harm done.",
        partner=mention(one.partner.slack_id), when=t.when(meeting.starts_at),
    )  # fmt: skip
    return kit.message(
        title,
        kit.section(title),
        kit.actions(
            kit.button(t("Something came up"), ids.NOT_MET, meeting.id),
            kit.button(t("We did meet"), ids.MET, meeting.id),
        ),
        kit.context(t.md("I ask you both for a new time tomorrow. Nobody else hears of it.")),
    )


def no_show_told(t: Texts, partner: Member) -> Message:
    return kit.message(
        t.md(
            "Thank you for waiting. I ask {partner} kindly whether something came up, and you both for a new time "
            "tomorrow.",
            partner=mention(partner.slack_id),
        )
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
            kit.button(t("They did not come"), ids.NO_SHOW, meeting.id),
        ),
    )


def missed(t: Texts, partner: Member, *, again: bool = False) -> Message:
    """`again`: they keep to a time, and the next one is booked."""
    if again:
        return kit.message(
            t.md("That happens. Your next session with {partner} stands.", partner=mention(partner.slack_id))
        )
    return kit.message(
        t.md("That happens. I ask you and {partner} for a new time tomorrow.", partner=mention(partner.slack_id))
    )
