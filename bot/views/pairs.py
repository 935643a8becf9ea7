"""The introduction, the double yes, the pair and its end."""

from collections.abc import Sequence

from bot.domain.planned import Planned
from bot.domain.rounds.releasing import Brought
from bot.domain.search.query import Match
from bot.i18n import Md, Texts, mention
from bot.views import agreements, common, guide_page, ids, kit, pair_page, request_ends, sessions
from bot.views.kit import Blocks, Element, Message, View
from models import Member, MentoringSession, Pair, PairState, Request, SessionSlot

FIRST_TALK_MENTEE, FIRST_TALK_MENTOR = "first_talk_mentee", "first_talk_mentor"
"""The guides of bot/data/guides for the introduction."""
END_REASONS = ("goals_reached", "other_fit", "no_time", "other")


def introduction(
    t: Texts,
    pair: Pair,
    partner: Member,
    request: Request,
    first: Planned | None,
    slots: Sequence[SessionSlot],
    *,
    for_mentee: bool,
    brought: Brought | None = None,
) -> Message:
    """An introduction is open: a guide for the first talk, and times to book it, or when it is if the partner was
    quicker. `brought` is the round that brings them together."""
    title = (
        t.md("🧭 {round} brings you together with {partner}", round=brought.name, partner=mention(partner.slack_id))
        if brought is not None
        else t.md("🎉 {partner} says yes to a first talk", partner=mention(partner.slack_id))
        if for_mentee
        else t.md("🎉 Your first talk with {partner}", partner=mention(partner.slack_id))
    )
    wrote = brought.wrote if brought is not None else request.question
    blocks: Blocks = [
        kit.section(Md(f"*{title}*")),
        kit.section(common.lines(common.person(partner), kit.quote(wrote, 700))),
        kit.section(
            common.lines(t.md("*A guide for half an hour*"), sessions.first_talk_guide(t)),
            accessory=guide_page.guide_button(t, FIRST_TALK_MENTEE if for_mentee else FIRST_TALK_MENTOR),
        ),
    ]
    if brought is not None and brought.mutual:
        blocks.insert(1, kit.section(t.md("✨ You had named each other as somebody you would like.")))
    if first is None or first.meeting.starts_at is not None:
        booked = sessions.stands(t, first) if first is not None else []
        return kit.message(title, *blocks, *booked, file=sessions.file(t, first) if first is not None else None)
    return kit.message(title, *blocks, *sessions.times(t, first.meeting, slots))


def click_question(t: Texts, pair: Pair, partner: Member) -> Message:
    """Asked of each privately; only two yeses make a pair."""
    title = t.md("Did it click with {partner}?", partner=mention(partner.slack_id))
    deadline = []
    if pair.answer_click_by is not None:
        deadline = [
            kit.context(
                t.md(
                    "Please answer by {when}: you both hear then at the latest, and silence counts as a no.",
                    when=t.when(pair.answer_click_by),
                )
            )
        ]
    return kit.message(
        title,
        kit.section(Md(f"*{title}*")),
        kit.actions(
            kit.button(t("Yes, let's go on"), ids.CLICKED, pair.id, style="primary"),
            kit.button(t("Rather not"), ids.NOT_CLICKED, pair.id),
        ),
        *deadline,
        kit.context(
            t.md(
                "Your answer is private. Two yeses make you a pair, and you both hear it at the same moment. "
                "Otherwise both hear at that hour that you do not go on: nobody learns who said what, "
                "or whether anything was said."
            )
        ),
    )


def click_noted(t: Texts, pair: Pair) -> Message:
    """The same words for yes and no: what is on the screen gives nothing away over somebody's shoulder."""
    if pair.answer_click_by is None:
        return kit.message(t.md("🤫 Noted, privately."))
    words = t.md(
        "🤫 Noted, privately. You both hear at the same moment, by {when} at the latest; "
        "until then you can change your mind.",
        when=t.when(pair.answer_click_by),
    )
    return kit.message(words, kit.section(words), kit.actions(change_answer(t, pair)))


def change_answer(t: Texts, pair: Pair) -> Element:
    return kit.button(t("Change my answer …"), ids.CLICK_AGAIN, pair.id)


def started(
    t: Texts, pair: Pair, partner: Member, meeting: MentoringSession | None, slots: Sequence[SessionSlot]
) -> Message:
    title = t.md("💚 It clicked: you and {partner} are a pair!", partner=mention(partner.slack_id))
    blocks: Blocks = [
        kit.section(Md(f"*{title}*")),
        kit.section(common.lines(t.md("*Every session can follow the same five steps*"), sessions.guide(t))),
    ]
    if meeting is not None and meeting.starts_at is None:
        blocks += sessions.times(t, meeting, slots)
    blocks += [
        kit.section(
            t.md("*And what do you want from each other?* Write it down together: it takes five minutes."),
            accessory=agreements.agreement_button(t, pair, beside=True),
        ),
        kit.actions(pair_page.page_button(t, pair)),
    ]
    return kit.message(title, *blocks)


def parted(t: Texts, partner: Member, request: Request, matches: Sequence[Match], *, for_mentee: bool) -> Message:
    """A no is never attributed, nor told from a silence: the same words for both, whoever said what."""
    title = t.md("Thank you for taking the time to talk with {partner}", partner=mention(partner.slack_id))
    words = t.md(
        "You will not go on as a pair. That is what the first talk is for, and it says nothing about either of you."
    )
    return _searching_on(t, title, words, request, matches, for_mentee=for_mentee)


def lapsed(t: Texts, partner: Member, request: Request, matches: Sequence[Match], *, for_mentee: bool) -> Message:
    """It never came to a first talk: the same words for both."""
    title = t.md("You and {partner} have not come to a first talk", partner=mention(partner.slack_id))
    words = t.md("Four weeks have gone by, so I let it rest. Diaries are full; that says nothing about either of you.")
    return _searching_on(t, title, words, request, matches, for_mentee=for_mentee)


def _searching_on(
    t: Texts, title: Md, words: Md, request: Request, matches: Sequence[Match], *, for_mentee: bool
) -> Message:
    blocks: Blocks = [kit.section(Md(f"*{title}*")), kit.section(words)]
    if for_mentee:
        return kit.message(title, *blocks, *request_ends.same_question(t, request, matches))
    return kit.message(
        title,
        *blocks,
        kit.section(
            t.md("Your place is free again. Other mentees find you, and whoever waits for your topics hears of it.")
        ),
        kit.actions(
            kit.button(t("Offer office hours …"), ids.OFFER_OFFICE_HOURS),
            kit.button(t("Change my profile"), ids.OPEN_PROFILE),
        ),
    )


def ended_by_other(
    t: Texts, pair: Pair, partner: Member, request: Request, matches: Sequence[Match], *, for_mentee: bool
) -> Message:
    """The same words whatever the reason, which is only counted."""
    if pair.active_since is None:
        title = t.md("Your first talk with {partner} is off", partner=mention(partner.slack_id))
        words = t.md("Sometimes the moment is not right. That says nothing about you.")
    else:
        title = t.md("Your mentoring with {partner} has come to an end", partner=mention(partner.slack_id))
        words = t.md("Thank you for what you have put into it. A last word to each other is always welcome.")
    people = request_ends.same_question(t, request, matches) if for_mentee else []
    return kit.message(
        title, kit.section(Md(f"*{title}*")), kit.section(words), *people, *_onwards(t, for_mentee, partner)
    )


def partner_left(t: Texts, name: str, request: Request, matches: Sequence[Match], *, for_mentee: bool) -> Message:
    """`name` is empty for somebody of whom nothing is left."""
    title = t.md("{name} is not here any more, so your mentoring ends", name=name or t("A former member"))
    words = t.md("I am sorry it stops like this. What you learned stays with you.")
    people = request_ends.same_question(t, request, matches) if for_mentee else []
    return kit.message(title, kit.section(Md(f"*{title}*")), kit.section(words), *people, *_onwards(t, for_mentee))


def _onwards(t: Texts, for_mentee: bool, partner: Member | None = None) -> Blocks:
    buttons = [common.avoid(t, partner.id)] if partner is not None else []
    free = [] if for_mentee else [kit.context(t.md("Your place is free again, and other mentees can find you."))]
    return [*free, *([kit.actions(*buttons)] if buttons else [])]


def end_form(t: Texts, pair: Pair, partner: Member, *, for_mentee: bool, reason: str = "") -> View:
    """Why it ends. What was reached is celebrated with both; everything else the other one never learns."""
    names = {
        "goals_reached": t("We reached what we wanted"),
        "other_fit": t("Somebody else would fit me better") if for_mentee else t("Somebody else would fit them better"),
        "no_time": t("There is no time for it"),
        "other": t("Something else"),
    }
    codes = [code for code in END_REASONS if code != "goals_reached" or pair.state is not PairState.INTRODUCTION]
    said = common.lines(
        t.md("{partner} is told kindly, without the reason.", partner=mention(partner.slack_id)),
        t.md("What is booked is called off. It can't be taken back; you can always ask each other anew."),
        t.md("Reached what you wanted? Then you both get a moment to look back.") if codes == [*END_REASONS] else None,
    )
    return kit.modal(
        t,
        ids.END_FORM,
        t("End this pair"),
        [
            kit.section(said),
            kit.input_(
                "reason",
                t("Why?"),
                kit.radio(
                    [kit.option(names[code], code) for code in codes], initial=reason if reason in codes else codes[0]
                ),
                hint=t("Only counted, never shown."),
            ),
            kit.input_("also", t("And"), kit.checkboxes([common.rather_not(t)]), optional=True),
        ],
        submit=t("End"),
        pair=pair.id,
    )


def ended(t: Texts, partner: Member, request: Request, matches: Sequence[Match]) -> Message:
    """For whoever ended it. `matches`: for a mentee who wants somebody else, with the same question in one click."""
    title = t.md(
        "Ended; {partner} is told. Thank you for what you have put into it.", partner=mention(partner.slack_id)
    )
    people = request_ends.same_question(t, request, matches) if matches else []
    return kit.message(title, kit.section(title), *people)


def beside_times(t: Texts, one: Planned, *, written: bool) -> Blocks:
    """What stood below the first times that a pair was offered and outlives them: the guide for the first talk, then
    the agreement until there is one. `written`: somebody has proposed one."""
    if one.meeting.is_introduction:
        guide = FIRST_TALK_MENTEE if one.partner.id == one.pair.mentor_id else FIRST_TALK_MENTOR
        return [kit.actions(guide_page.guide_button(t, guide))]
    if written:
        return []
    write = agreements.agreement_button(t, one.pair, beside=True)
    return [kit.actions(write, pair_page.page_button(t, one.pair))]


def pair_list(t: Texts, lines: Blocks) -> Message:
    """All of one's pairs, from the home tab."""
    return kit.message(t.md("My mentors and mentees"), kit.header(t("My mentors and mentees")), *lines)


def menu(t: Texts, pair: Pair) -> Element:
    options = [
        kit.option(t("Our mentoring …"), f"page-{pair.id}"),
        kit.option(t("Go on now"), f"resume-{pair.id}")
        if pair.state is PairState.PAUSED
        else kit.option(t("Book a session …"), f"book-{pair.id}"),
        *([kit.option(t("Pause us …"), f"pause-{pair.id}")] if pair.state is PairState.ACTIVE else []),
        kit.option(t("End this pair …"), f"end-{pair.id}"),
    ]
    return kit.overflow(ids.numbered(ids.PAIR_MENU, pair.id), options)
