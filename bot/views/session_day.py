"""The day of a session: the agenda before it, late, did not come, and "did you meet?" """

from bot.domain import outcomes, sessions
from bot.domain.agenda import Agenda
from bot.domain.planned import Planned
from bot.domain.side import Side
from bot.i18n import Md, Texts, escaped, mention
from bot.views import common, guide_page, ids, kit
from bot.views import sessions as session_views
from bot.views.feedback import taps
from bot.views.kit import Blocks, Message
from models import Member, MentoringSession, Pair

MOST_ITEMS = 5


def reminder(t: Texts, one: Planned, agenda: Agenda, *, soon: bool, news: bool = False) -> Message:
    """A day before with the agenda, an hour before with what that hour may bring. `news`: it is the first that they
    read of it."""
    meeting = one.meeting
    assert meeting.starts_at is not None
    words = {"partner": mention(one.partner.slack_id), "when": t.when(meeting.starts_at)}
    title = (
        t.md("⏰ In an hour: you and {partner}, {when}", **words)
        if soon
        else t.md("🗓 Coming up: you and {partner}, {when}", **words)
    )
    row = session_views.change(t, meeting)
    guide = [] if agenda.guide is None else [guide_page.guide_button(t, agenda.guide.id)]
    row["elements"] = [*session_views.join(t, one), *guide, *row["elements"]]
    return kit.message(
        title,
        kit.section(common.lines(title, session_views.where(t, one))),
        *_open(t, agenda),
        *([_in_that_hour(t, one)] if soon else _talk(t, one, agenda)),
        row,
        *([kit.context(t.md("{partner} has booked it for you both.", partner=words["partner"]))] if news else []),
        file=session_views.file(t, one) if news else None,
    )


def _open(t: Texts, agenda: Agenda) -> Blocks:
    """What is still to do: from the last talk, and in the workbook."""
    blocks: Blocks = []
    planned = taps(t).get(agenda.plans)
    if agenda.next_step or planned:
        said = kit.quote(agenda.next_step, 700) if agenda.next_step else Md(f"> {planned}")
        blocks.append(kit.section(common.lines(t.md("*What you wanted to do next, last time:*"), said)))
    if agenda.to_do:
        items = [t.md("• {item}", item=kit.clip(item, 150)) for item in agenda.to_do[:MOST_ITEMS]]
        blocks.append(kit.section(common.lines(t.md("*Still open in the workbook:*"), *items)))
    return blocks


def _talk(t: Texts, one: Planned, agenda: Agenda) -> Blocks:
    """The guide in a glance; all of it is a button away."""
    if one.meeting.is_introduction or agenda.guide is None:
        return [kit.section(common.lines(t.md("*A guide for the talk*"), session_views.first_talk_guide(t)))]
    words = agenda.guide.words(t.language)
    steps = [Md(escaped(part.title)) for part in words.parts]
    return [
        kit.section(common.lines(t.md("*A guide for the talk: {title}*", title=words.title), *steps)),
        *([kit.context(Md(escaped(words.summary)))] if words.summary else []),
    ]


def _in_that_hour(t: Texts, one: Planned) -> kit.Block:
    late = [
        kit.button(
            t("I'm {minutes} minutes late", minutes=minutes),
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
        kit.context(session_views.new_time(t), t.md("Nobody else hears of it.")),
    )


def no_show_told(t: Texts, pair: Pair, partner: Member) -> Message:
    title = t.md(
        "Thank you for waiting. I ask {partner} kindly whether something came up.", partner=mention(partner.slack_id)
    )
    return kit.message(
        title,
        kit.section(common.lines(title, session_views.new_time(t))),
        *session_views.book_again(t, pair),
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


def asked(t: Texts, meeting: MentoringSession, partner: Member) -> Blocks:
    """The same question beside others like it: on the home tab, in a list, on the page about a pair."""
    blocks = outcome(t, meeting, partner).blocks
    for element in blocks[1]["elements"]:
        element["action_id"] = ids.numbered(element["action_id"], meeting.id)
    return blocks


def section(t: Texts, side: Side, one: Planned | None) -> Blocks:
    """Of the page about a pair: the session that nobody has said anything of yet, else the next one."""
    if one is not None and sessions.is_over(one.meeting, side.now):
        return asked(t, one.meeting, one.partner)
    return session_views.section(t, side, one)


def missed(t: Texts, pair: Pair, partner: Member, *, again: bool = False) -> Message:
    """`again`: they keep to a time, and the next one is booked."""
    if again:
        return kit.message(
            t.md("That happens. Your next session with {partner} stands.", partner=mention(partner.slack_id))
        )
    title = t.md("You and {partner} did not meet. That happens.", partner=mention(partner.slack_id))
    return kit.message(
        title, kit.section(common.lines(title, session_views.new_time(t))), *session_views.book_again(t, pair)
    )
