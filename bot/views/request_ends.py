"""What both sides read when a request ends without a talk: kind, and with a next step."""

from collections.abc import Sequence

from bot.domain.search.query import Match
from bot.i18n import Md, Texts, mention
from bot.views import common, ids, kit, mentors
from bot.views.kit import Blocks, Message
from models import Member, Request


def not_this_time(t: Texts, request: Request, mentor: Member, matches: Sequence[Match]) -> Message:
    """Declined: the reason in a sentence that is kind to both, never as it was chosen."""
    title = t.md("It does not work out with {mentor} this time", mentor=mention(mentor.slack_id))
    return _moving_on(t, title, _kindly(t, request.decline_reason, mentor), request, matches)


def _kindly(t: Texts, reason: str | None, mentor: Member) -> Md:
    who = common.first_name(mentor)
    match reason:
        case "no_time":
            return t.md("{who}'s diary is full at the moment. That says nothing about your question.", who=who)
        case "not_my_topic":
            return t.md("{who} thinks that somebody else can help you better with exactly this.", who=who)
        case "too_close":
            return t.md("{who} thinks that you learn more from somebody further away from your own work.", who=who)
    return t.md("That says nothing about your question: sometimes the moment is not right.")


def no_answer(t: Texts, request: Request, mentor: Member, matches: Sequence[Match]) -> Message:
    title = t.md("{mentor} has not found time to answer", mentor=mention(mentor.slack_id))
    return _moving_on(t, title, _diaries(t), request, matches)


def not_told_more(t: Texts, request: Request, mentor: Member, matches: Sequence[Match]) -> Message:
    """It was the mentee who did not answer."""
    title = t.md("Your request to {mentor} has lapsed: you were asked to tell more", mentor=mention(mentor.slack_id))
    return _moving_on(t, title, t.md("No harm done: you can ask again, or ask somebody else."), request, matches)


def mentor_gone(t: Texts, request: Request, matches: Sequence[Match]) -> Message:
    title = t.md("The mentor you asked is not available any more")
    return _moving_on(t, title, _diaries(t), request, matches)


def _diaries(t: Texts) -> Md:
    return t.md("That says nothing about your question: people have full diaries.")


def _moving_on(t: Texts, title: Md, comfort: Md, request: Request, matches: Sequence[Match]) -> Message:
    blocks: Blocks = [kit.section(Md(f"*{title}*")), kit.section(comfort)]
    return kit.message(title, *blocks, *same_question(t, request, matches))


def same_question(t: Texts, request: Request, matches: Sequence[Match]) -> Blocks:
    """Other people who fit, each asked the same in one click; and the way to more of them."""
    blocks: Blocks = []
    if matches:
        blocks.append(
            kit.section(t.md("These mentors fit too. Your question goes along, and you can still change it:"))
        )
        best = matches[0]
        blocks.append(
            mentors.side_by_side(t, matches[:3], lambda match: _same_question(t, match, request, best=match is best))
        )
    return [*blocks, kit.actions(common.find_others(t))]


def _same_question(t: Texts, match: Match, request: Request, *, best: bool) -> kit.Element:
    return kit.button(
        t("Ask {name} the same", name=common.first_name(match.mentor)),
        ids.numbered(ids.ASK_SAME, match.mentor.id),
        f"{match.mentor.id}-{request.id}",
        style="primary" if best else "",
    )


def lapsed(t: Texts, mentee: Member, *, told_to: bool) -> Message:
    """For the mentor: `told_to` when it was the mentee who did not come back to their question."""
    who = mention(mentee.slack_id)
    words = (
        t.md("{who} has not come back to what you asked, so the request has lapsed. Thank you for asking!", who=who)
        if told_to
        else t.md(
            "Five days have passed, so what {who} asked has lapsed. No harm done: I have suggested other mentors.",
            who=who,
        )
    )
    buttons = [] if told_to else [kit.actions(kit.button(t("Pause …"), ids.PAUSE), _profile(t))]
    return kit.message(words, kit.section(words), *buttons)


def pause_question(t: Texts) -> Message:
    title = t.md("Three requests in a row found no answer. Shall I pause you for a while?")
    return kit.message(
        title, kit.section(title), kit.actions(kit.button(t("Pause …"), ids.PAUSE, style="primary"), _profile(t))
    )


def _profile(t: Texts) -> kit.Element:
    return kit.button(t("Change my profile"), ids.OPEN_PROFILE)
