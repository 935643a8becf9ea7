"""A request, from both sides."""

from collections.abc import Sequence
from datetime import datetime

from bot.domain.search.query import Match
from bot.i18n import Md, Texts, mention
from bot.views import common, find, ids, kit
from bot.views.kit import Block, Blocks, Message, View
from models import Member, Request, RequestState

MOST_LISTED = 20
"""Requests to one mentor that a list shows: Slack takes fifty blocks, and two are one request."""
REASONS = ("no_time", "not_my_topic", "too_close", "other")


def reason_names(t: Texts) -> dict[str, str]:
    return {
        "no_time": t("I have no time at the moment"),
        "not_my_topic": t("I am not the right one for this"),
        "too_close": t("We work too closely together"),
        "other": t("Something else"),
    }


def asked(t: Texts, request: Request, mentee: Member, topic: str, hours: int) -> Message:
    """For the mentor: somebody asks."""
    title = t.md("{mentee} asks whether you would be their mentor", mentee=mention(mentee.slack_id))
    return kit.message(
        title,
        kit.section(Md(f"*{title}*")),
        *question(t, request, mentee, topic),
        kit.context(
            t.n_md("🕑 {count} shared working hour a week", "🕑 {count} shared working hours a week", hours),
            t.md("Open until {when}", when=t.when(request.expires_at)),
        ),
        answers(t, request),
        kit.context(t.md("Accepting means one talk of half an hour. Only if it clicks for both, you go on.")),
    )


def question(t: Texts, request: Request, mentee: Member, topic: str) -> Blocks:
    blocks: Blocks = [
        kit.section(
            common.lines(
                common.person(mentee),
                t.md("🎯 {topics}", topics=topic) if topic else None,
                kit.quote(request.question, 1500),
            )
        )
    ]
    if request.mentor_asks and request.mentee_adds:
        blocks.append(
            kit.section(
                common.lines(
                    t.md("You asked: _{question}_", question=kit.clip(request.mentor_asks, 700)),
                    kit.quote(request.mentee_adds, 1500),
                )
            )
        )
    return blocks


def answers(t: Texts, request: Request) -> Block:
    return kit.actions(
        kit.button(t("Accept"), ids.ACCEPT, request.id, style="primary"),
        kit.button(t("Tell me more"), ids.MORE, request.id),
        kit.button(t("Decline"), ids.DECLINE, request.id),
    )


def reminder(t: Texts, request: Request, mentee: Member, topic: str) -> Message:
    title = t.md("{mentee} is still waiting for your answer", mentee=mention(mentee.slack_id))
    return kit.message(
        title,
        kit.section(Md(f"*{title}*")),
        *question(t, request, mentee, topic),
        answers(t, request),
        kit.context(t.md("A no is fine too: then I help them on. Open until {when}", when=t.when(request.expires_at))),
    )


def accepted(t: Texts, mentee: Member) -> Message:
    return kit.message(
        t.md(
            "✅ Thank you! You both get a short guide and times for a first talk. {mentee} looks forward to it.",
            mentee=mention(mentee.slack_id),
        )
    )


def decline_form(t: Texts, request: Request, mentee: Member) -> View:
    options = [kit.option(words, code) for code, words in reason_names(t).items()]
    return kit.modal(
        t,
        ids.DECLINE_FORM,
        t("Decline"),
        [
            kit.section(
                t.md(
                    "{mentee} hears kindly that it does not work out, and gets other suggestions.",
                    mentee=mention(mentee.slack_id),
                )
            ),
            kit.input_(
                "reason", t("Why?"), kit.radio(options, initial="no_time"), hint=t("Only counted, never shown.")
            ),
        ],
        submit=t("Decline"),
        request=request.id,
    )


def declined(t: Texts, mentee: Member) -> Message:
    return kit.message(t.md("You declined. I help {mentee} find somebody else.", mentee=mention(mentee.slack_id)))


def more_form(t: Texts, request: Request, mentee: Member) -> View:
    return kit.modal(
        t,
        ids.MORE_FORM,
        t("Tell me more"),
        [
            kit.section(kit.quote(request.question, 1500)),
            kit.input_(
                "mentor_asks",
                t("What do you want to know from {name}?", name=common.first_name(mentee)),
                kit.text_input(multiline=True, longest=1000),
            ),
        ],
        submit=t("Send"),
        request=request.id,
    )


def more_sent(t: Texts, mentee: Member) -> Message:
    return kit.message(
        t.md("I asked {mentee}. You get the answer here, with the same buttons.", mentee=mention(mentee.slack_id))
    )


def more_info(t: Texts, request: Request, mentor: Member) -> Message:
    """For the mentee: the mentor would like to know more first."""
    title = t.md("{mentor} would like to know a little more", mentor=mention(mentor.slack_id))
    return kit.message(
        title,
        kit.section(Md(f"*{title}*")),
        kit.section(kit.quote(request.mentor_asks or "")),
        kit.actions(kit.button(t("Answer"), ids.ADD, request.id, style="primary"), withdraw_button(t, request)),
    )


def add_form(t: Texts, request: Request) -> View:
    return kit.modal(
        t,
        ids.ADD_FORM,
        t("Tell more"),
        [
            kit.section(kit.quote(request.mentor_asks or "")),
            kit.input_("mentee_adds", t("Your answer"), kit.text_input(multiline=True, longest=1500)),
        ],
        submit=t("Send"),
        request=request.id,
    )


def added(t: Texts, mentor: Member, reads_at: datetime, now: datetime) -> Message:
    if reads_at > now:
        return kit.message(
            t.md(
                "Sent. {mentor} gets it when working hours start there: {when}.",
                mentor=mention(mentor.slack_id),
                when=t.when(reads_at),
            )
        )
    return kit.message(t.md("Sent. {mentor} gets it now.", mentor=mention(mentor.slack_id)))


def withdraw_button(t: Texts, request: Request) -> kit.Element:
    return kit.button(
        t("Withdraw"),
        ids.numbered(ids.WITHDRAW, request.id),
        request.id,
        confirm=kit.confirm(
            t("Withdraw your request?"), t("The mentor is told that it is settled."), t("Withdraw"), t("Keep it")
        ),
    )


def withdrawn(t: Texts, mentor: Member) -> Message:
    return kit.message(t.md("Withdrawn. {mentor} need not answer any more.", mentor=mention(mentor.slack_id)))


def withdrawn_for_mentor(t: Texts, mentee: Member) -> Message:
    return kit.message(
        t.md("{mentee} has withdrawn the request. There is nothing you need to do.", mentee=mention(mentee.slack_id))
    )


def not_this_time(t: Texts, mentor: Member, matches: Sequence[Match], topic_id: int | None) -> Message:
    """Declined, in kind words and without the reason."""
    title = t.md("It does not work out with {mentor} this time", mentor=mention(mentor.slack_id))
    return _moving_on(t, title, matches, topic_id)


def no_answer(t: Texts, mentor: Member, matches: Sequence[Match], topic_id: int | None) -> Message:
    title = t.md("{mentor} has not found time to answer", mentor=mention(mentor.slack_id))
    return _moving_on(t, title, matches, topic_id)


def not_told_more(t: Texts, mentor: Member, matches: Sequence[Match], topic_id: int | None) -> Message:
    """It was the mentee who did not answer."""
    title = t.md("Your request to {mentor} has lapsed: you were asked to tell more", mentor=mention(mentor.slack_id))
    return _moving_on(t, title, matches, topic_id)


def mentor_gone(t: Texts, matches: Sequence[Match], topic_id: int | None) -> Message:
    title = t.md("The mentor you asked is not available any more")
    return _moving_on(t, title, matches, topic_id)


def _moving_on(t: Texts, title: Md, matches: Sequence[Match], topic_id: int | None) -> Message:
    comfort = (
        t.md("That says nothing about your question: people have full diaries. These mentors fit too:")
        if matches
        else t.md("That says nothing about your question: people have full diaries. Shall we look further?")
    )
    return kit.message(title, kit.section(Md(f"*{title}*")), kit.section(comfort), *find.others(t, matches, topic_id))


def pause_question(t: Texts) -> Message:
    title = t.md("Three requests in a row found no answer. Shall I pause you for a while?")
    return kit.message(
        title,
        kit.section(title),
        kit.actions(
            kit.button(t("Pause …"), ids.PAUSE, style="primary"), kit.button(t("Change my profile"), ids.OPEN_PROFILE)
        ),
    )


def open_requests(t: Texts, mine: Sequence[tuple[Request, Member]], to_me: Sequence[tuple[Request, Member]]) -> Blocks:
    """Blocks for `/mentor requests` and the home tab."""
    blocks: Blocks = []
    for request, mentee in to_me:
        if request.state is RequestState.PENDING:
            words = t.md("📩 {mentee} asks you to be their mentor", mentee=mention(mentee.slack_id))
            blocks += [
                kit.section(common.lines(words, kit.quote(request.question, 300))),
                _answers_numbered(t, request),
            ]
        else:
            words = t.md("⏳ You asked {mentee} to tell more", mentee=mention(mentee.slack_id))
            blocks.append(kit.section(words))
    for request, mentor in mine:
        if request.state is RequestState.MORE_INFO:
            words = t.md("📩 {mentor} would like to know a little more", mentor=mention(mentor.slack_id))
            button = kit.button(t("Answer"), ids.ADD, request.id, style="primary")
        else:
            words = t.md(
                "⏳ You asked {mentor}; an answer comes by {when}",
                mentor=mention(mentor.slack_id),
                when=t.when(request.expires_at),
            )
            button = withdraw_button(t, request)
        blocks.append(kit.section(common.lines(words, kit.quote(request.question, 300)), accessory=button))
    return blocks


def _answers_numbered(t: Texts, request: Request) -> Block:
    row = answers(t, request)
    for element in row["elements"]:
        element["action_id"] = ids.numbered(element["action_id"], request.id)
    return row


def request_list(t: Texts, mine: Sequence[tuple[Request, Member]], to_me: Sequence[tuple[Request, Member]]) -> Message:
    blocks = open_requests(t, mine, to_me[:MOST_LISTED])
    if more := len(to_me[MOST_LISTED:]):
        blocks.append(kit.context(t.n_md("… and {count} more", "… and {count} more", more)))
    if not blocks:
        words = t.md("No open requests. Find a mentor with `/mentor find` and a few words.")
        return kit.message(words, kit.section(words))
    return kit.message(t.md("Open requests"), kit.header(t("Open requests")), *blocks)
