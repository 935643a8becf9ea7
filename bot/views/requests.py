"""A request, from both sides: the cards on which it is answered, and where it stands."""

from collections.abc import Sequence
from datetime import datetime

from bot.domain.cards import IN_DIGEST
from bot.domain.standing import Standing
from bot.i18n import Md, Texts, join_md, mention
from bot.views import common, ids, kit, threads
from bot.views.kit import Block, Blocks, Element, Message
from models import Member, Request, RequestNote, RequestState

MOST_LISTED = 12
"""Requests to one mentor that a list shows: Slack takes fifty blocks, and three are one request."""


def asked(
    t: Texts, request: Request, mentee: Member, topic: str, hours: int, notes: Sequence[RequestNote] = ()
) -> Message:
    """For the mentor: somebody asks."""
    title = t.md("{mentee} asks whether you would be their mentor", mentee=mention(mentee.slack_id))
    return kit.message(
        title,
        kit.section(Md(f"*{title}*")),
        *threads.question(t, request, mentee, notes, topic),
        kit.context(
            t.n_md("🕑 {count} shared working hour a week", "🕑 {count} shared working hours a week", hours),
            t.md("Open until {when}", when=t.when(request.expires_at)),
        ),
        answers(t, request),
        kit.context(t.md("Accepting means one talk of half an hour. Only if it clicks for both, you go on.")),
    )


def answers(t: Texts, request: Request) -> Block:
    return kit.actions(
        kit.button(t("Accept"), ids.ACCEPT, request.id, style="primary"),
        kit.button(t("Tell me more"), ids.MORE, request.id),
        kit.button(t("Decline"), ids.DECLINE, request.id),
    )


def reminder(t: Texts, request: Request, mentee: Member, topic: str, notes: Sequence[RequestNote] = ()) -> Message:
    title = t.md("{mentee} is still waiting for your answer", mentee=mention(mentee.slack_id))
    return kit.message(
        title,
        kit.section(Md(f"*{title}*")),
        *threads.question(t, request, mentee, notes, topic),
        answers(t, request),
        kit.context(t.md("A no is fine too: then I help them on. Open until {when}", when=t.when(request.expires_at))),
    )


def digest(t: Texts, requests: Sequence[Standing], more: int, chosen: bool) -> Message:
    """What was asked since yesterday, in one message, as its reader has chosen or because there was more than Klik says
    on one day. What is settled meanwhile stands there without its buttons."""
    title = t.n_md("☀️ {count} question waits for you", "☀️ {count} questions wait for you", _waiting(requests) + more)
    if not _waiting(requests) + more:
        title = t.md("☀️ All questions of that day are settled")
    blocks: Blocks = [kit.section(Md(f"*{title}*"))]
    for one in requests[:IN_DIGEST]:
        if one.request.state is RequestState.PENDING:
            words = t.md("📩 {mentee} asks you to be their mentor", mentee=mention(one.other.slack_id))
            blocks += _to_answer(t, one, words)
        else:
            blocks.append(kit.context(outcome(t, one.request, one.other, for_mentor=True)))
    if more:
        words = t.n_md(
            "… and {count} more: `/mentor requests` has them all",
            "… and {count} more: `/mentor requests` has them all",
            more,
        )
        blocks.append(kit.context(words))
    if chosen:
        why = t.md("You chose one message a day for new questions. Each is open for five days; a no is fine too.")
    else:
        why = t.md(
            "I write to you at most twice a day, so new questions come together. Each is open for five days; "
            "a no is fine too."
        )
    blocks.append(kit.context(why))
    return kit.message(title, *blocks)


def _waiting(requests: Sequence[Standing]) -> int:
    return sum(one.request.state is RequestState.PENDING for one in requests)


def _to_answer(t: Texts, one: Standing, words: Md) -> Blocks:
    """A request to a mentor in a list, with its buttons."""
    button = threads.read_all(t, one.request) if threads.is_clipped(one.request, one.notes, 200) else None
    section = kit.section(common.lines(words, threads.listed(one)), accessory=button)
    return [section, _answers_numbered(t, one.request)]


def _answers_numbered(t: Texts, request: Request) -> Block:
    row = answers(t, request)
    for element in row["elements"]:
        element["action_id"] = ids.numbered(element["action_id"], request.id)
    return row


def redrawn(t: Texts, request: Request, other: Member, *, for_mentor: bool) -> Message:
    """A card whose request is settled: what it was, what became of it, and no button."""
    words = outcome(t, request, other, for_mentor=for_mentor)
    return kit.message(words, kit.section(words), kit.context(kit.quote(threads.clipped(request.question), 200)))


def outcome(t: Texts, request: Request, other: Member, *, for_mentor: bool) -> Md:
    """What became of a request, in a sentence for one of the two."""
    who = mention(other.slack_id)
    if for_mentor:
        match request.state:
            case RequestState.ACCEPTED:
                return accepted(t, other).text
            case RequestState.DECLINED:
                return t.md("🙏 You declined what {who} asked, and I helped them on", who=who)
            case RequestState.EXPIRED:
                return t.md("⌛ What {who} asked has lapsed; I helped them on", who=who)
            case RequestState.WITHDRAWN:
                return t.md("↩️ {who} has withdrawn the question", who=who)
        return t.md("⏳ You asked {who} to tell more", who=who)
    match request.state:
        case RequestState.ACCEPTED:
            return t.md("✅ {who} said yes to a first talk", who=who)
        case RequestState.DECLINED:
            return t.md("🙏 It did not work out with {who} this time", who=who)
        case RequestState.EXPIRED:
            return t.md("⌛ Your question to {who} has lapsed", who=who)
        case RequestState.WITHDRAWN:
            return t.md("↩️ You took back your question to {who}", who=who)
    return t.md("⏳ Your question is with {who}", who=who)


def accepted(t: Texts, mentee: Member) -> Message:
    return kit.message(
        t.md(
            "✅ Thank you! You both get a short guide and times for a first talk. {mentee} looks forward to it.",
            mentee=mention(mentee.slack_id),
        )
    )


def declined(t: Texts, mentee: Member, paused_until: datetime | None, *, rather_not: bool) -> Message:
    parts = [t.md("You declined. I help {mentee} find somebody else.", mentee=mention(mentee.slack_id))]
    if paused_until is not None:
        parts.append(
            t.md(
                "⏸ You are paused until {date}. Who asked you and was not read yet is helped on too; `/mentor resume` "
                "ends the pause at any time.",
                date=t.date(paused_until.astimezone(t.tz)),
            )
        )
    if rather_not:
        parts.append(
            t.md("I will not bring the two of you together again. Nobody is told; undo it with `/mentor avoid`.")
        )
    return kit.message(common.lines(*parts))


def more_sent(t: Texts, mentee: Member) -> Message:
    return kit.message(
        t.md("I asked {mentee}. You get the answer here, with the same buttons.", mentee=mention(mentee.slack_id))
    )


def more_info(t: Texts, request: Request, mentor: Member, notes: Sequence[RequestNote]) -> Message:
    """For the mentee: the mentor would like to know more first."""
    title = t.md("{mentor} would like to know a little more", mentor=mention(mentor.slack_id))
    buttons = [kit.button(t("Answer"), ids.ADD, request.id, style="primary"), withdraw_button(t, request)]
    if threads.is_clipped(request, notes):
        buttons.append(threads.read_all(t, request))
    return kit.message(
        title,
        kit.section(Md(f"*{title}*")),
        *threads.last_notes(t, request, mentor, notes),
        kit.actions(*buttons),
        kit.context(t.md("Your turn: the question stays open until {when}", when=t.when(request.expires_at))),
    )


def added(t: Texts, mentor: Member, reads_at: datetime | None, now: datetime) -> Message:
    """`reads_at` is None when it stands with the question, wherever that is."""
    if reads_at is None:
        return kit.message(
            t.md(
                "Added: it stands with your question to {mentor}, who is not disturbed.",
                mentor=mention(mentor.slack_id),
            )
        )
    if reads_at > now:
        return kit.message(
            t.md(
                "Sent. {mentor} gets it when working hours start there: {when}.",
                mentor=mention(mentor.slack_id),
                when=t.when(reads_at),
            )
        )
    return kit.message(t.md("Sent. {mentor} gets it now.", mentor=mention(mentor.slack_id)))


def withdraw_button(t: Texts, request: Request) -> Element:
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


# Where it stands


def open_requests(t: Texts, mine: Sequence[Standing], to_me: Sequence[Standing]) -> Blocks:
    """Blocks for `/mentor requests` and the home tab: three for each of mine, two for each to me at most."""
    blocks: Blocks = []
    for one in to_me:
        if one.request.state is RequestState.PENDING:
            words = t.md("📩 {mentee} asks you to be their mentor", mentee=mention(one.other.slack_id))
            blocks += _to_answer(t, one, words)
        else:
            words = t.md("⏳ You asked {mentee} to tell more", mentee=mention(one.other.slack_id))
            blocks += _to_answer(t, one, words)
    for one in mine:
        blocks += _asked_by_me(t, one)
    return blocks


def _asked_by_me(t: Texts, one: Standing) -> Blocks:
    request, mentor = one.request, mention(one.other.slack_id)
    if request.state is RequestState.MORE_INFO:
        words = t.md("📩 {mentor} would like to know a little more", mentor=mentor)
        button = kit.button(t("Answer"), ids.numbered(ids.ADD, request.id), request.id, style="primary")
    else:
        words = t.md("⏳ You asked {mentor}; an answer comes by {when}", mentor=mentor, when=t.when(request.expires_at))
        button = withdraw_button(t, request)
    blocks = [kit.section(common.lines(words, threads.listed(one)), accessory=button), kit.context(_stands(t, one))]
    buttons = []
    if request.state is RequestState.PENDING:
        buttons.append(kit.button(t("Add something …"), ids.numbered(ids.ADD, request.id), request.id))
    if one.notes or threads.is_clipped(request, one.notes, threads.LONGEST_LISTED):
        buttons.append(threads.read_all(t, request))
    return [*blocks, kit.actions(*buttons)] if buttons else blocks


def _stands(t: Texts, one: Standing) -> Md:
    """Read or not, since when, how long it usually takes, and what comes next."""
    request = one.request
    if request.state is RequestState.MORE_INFO:
        return t.md("Your turn: answer by {when}, or it lapses", when=t.when(request.expires_at))
    found: list[Md] = []
    if one.read_at is not None:
        found.append(t.md("👀 Has it since {when}", when=t.when(one.read_at)))
    elif one.reads_at is not None:
        found.append(t.md("📬 Not read yet: gets it {when}", when=t.when(one.reads_at)))
    if one.answers_within is not None and (usual := common.answers(t, one.answers_within)):
        found.append(usual)
    else:
        found.append(t.md("no answers yet to go by"))
    if one.reminded_at is not None:
        found.append(t.md("I remind them {when}", when=t.when(one.reminded_at)))
    found.append(t.md("then I suggest the next best mentor"))
    return join_md(" · ", found)


def request_list(
    t: Texts,
    mine: Sequence[Standing],
    to_me: Sequence[Standing],
    past: Sequence[tuple[Request, Member]] = (),
    note: Md | None = None,
    once_a_day: bool | None = None,
) -> Message:
    """`note` is what was done just now, in this list; `once_a_day` how a mentor gets new questions."""
    blocks = open_requests(t, mine, to_me[:MOST_LISTED])
    if more := len(to_me[MOST_LISTED:]):
        blocks.append(kit.context(t.n_md("… and {count} more", "… and {count} more", more)))
    if not blocks:
        blocks.append(kit.section(t.md("No open requests. Find a mentor with `/mentor find` and a few words.")))
    if past:
        blocks += [kit.divider(), kit.section(t.md("*Settled in the last 30 days*")), _settled(t, past)]
    if once_a_day is not None:
        blocks.append(_how_they_come(t, once_a_day=once_a_day))
    said = [kit.section(note)] if note is not None else []
    return kit.message(note or t.md("Open requests"), *said, kit.header(t("Open requests")), *blocks)


def _how_they_come(t: Texts, *, once_a_day: bool) -> Block:
    if once_a_day:
        words = t.md("New questions come in one message when your working day begins.")
        return kit.section(words, accessory=kit.button(t("One by one"), ids.DIGEST, 0))
    words = t.md("New questions come one by one, in your working hours.")
    return kit.section(words, accessory=kit.button(t("Once a day"), ids.DIGEST, 1))


def _settled(t: Texts, past: Sequence[tuple[Request, Member]]) -> Block:
    lines = []
    for request, other in past:
        words = _outcome_line(t, request, other)
        when = request.answered_at or request.expires_at
        lines.append(t.md("{words} · {date}", words=words, date=t.date(when.astimezone(t.tz))))
    return kit.context(*lines)


def _outcome_line(t: Texts, request: Request, other: Member) -> Md:
    for_mentor = request.mentor_id != other.id
    if for_mentor and request.state is RequestState.ACCEPTED:
        return t.md("✅ You said yes to a first talk with {who}", who=mention(other.slack_id))
    return outcome(t, request, other, for_mentor=for_mentor)
