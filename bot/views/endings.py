"""The end of a pair, and what can come instead of it: looking back, thanks, going on."""

from collections.abc import Sequence
from datetime import date

from bot.domain.endings import Journey, Outlook
from bot.domain.search.query import Match
from bot.domain.side import Side
from bot.i18n import Md, Texts, mention
from bot.views import afterwards, common, ids, kit, pausing, request_ends, sessions
from bot.views.kit import Blocks, Element, Message, View
from models import Kudos, Member, Network, Pair, PairState, Request

MOST_ACHIEVED = 12


def completed(
    t: Texts, pair: Pair, partner: Member, journey: Journey, *, for_mentee: bool, may_become_mentor: int | None
) -> Message:
    """Both look back. `may_become_mentor`: the topic (0 is none) for a mentee who is no mentor yet, else None."""
    title = t.md("🎉 You and {partner} have come to a good end", partner=mention(partner.slack_id))
    blocks: Blocks = [kit.section(Md(f"*{title}*")), kit.section(_looking_back(t, journey))]
    if journey.achieved:
        done = [t.md("✅ {what}", what=kit.clip(what, 200)) for what in journey.achieved[:MOST_ACHIEVED]]
        heading = t.md("*What you can do now*") if for_mentee else t.md("*What your mentee can do now*")
        blocks.append(kit.section(common.lines(heading, *done)))
    buttons: list[Element] = []
    if not journey.thanked:
        name = common.first_name(partner)
        buttons.append(
            kit.button(t("Thank {name} …", name=name), ids.numbered(ids.THANK, pair.id), pair.id, style="primary")
        )
    if may_become_mentor is not None:
        buttons.append(kit.button(t("Become a mentor …"), ids.BECOME_MENTOR, may_become_mentor))
    if for_mentee:
        buttons.append(kit.button(t("Find other mentors"), ids.FIND_OTHERS))
    if buttons:
        blocks.append(kit.actions(*buttons))
    if may_become_mentor is not None:
        words = t.md("What you have just learned is exactly what somebody else here is looking for.")
    elif for_mentee:
        words = t.md("In three months I ask once how it went on.")
    else:
        words = t.md("Your place is free again, and other mentees can find you.")
    return kit.message(title, *blocks, kit.context(words))


def _looking_back(t: Texts, journey: Journey) -> Md:
    months = round(journey.days / 30)
    together = (
        t.n("{count} month", "{count} months", months) if months else t.n("{count} day", "{count} days", journey.days)
    )
    if not journey.held:  # they met without saying so, or hardly: a nought is no praise
        return t.md("{together} together. Thank you for what you have put into it.", together=together)
    held = t.n("{count} session", "{count} sessions", journey.held)
    return t.md("{together} together, {held}. Thank you for what you have put into it.", together=together, held=held)


# Thanks


def thank_form(t: Texts, pair: Pair, partner: Member, network: Network | None) -> View:
    name = common.first_name(partner)
    hint = t("Only {name} reads it.", name=name)
    if network is not None:
        hint = t("Only {name} reads it, unless both of you want others to.", name=name)
    blocks: Blocks = [
        kit.input_(
            "thanks",
            t("What do you want to thank {name} for?", name=common.first_name(partner)),
            kit.text_input(
                multiline=True, longest=1500,
                placeholder=t("For example: you asked the one question that I kept walking around"),
            ),
            hint=hint,
        )
    ]  # fmt: skip
    if network is not None:
        share = kit.option(t("Others may read it too"), "share", t("In the network's channel, if both of you want it"))
        blocks.append(kit.input_("share", kit.clip(network.name, 75), kit.checkboxes([share]), optional=True))
    return kit.modal(t, ids.THANK_FORM, t("Say thank you"), blocks, submit=t("Send"), pair=pair.id)


def thanks_sent(t: Texts, partner: Member) -> Message:
    return kit.message(t.md("💚 {partner} reads it soon.", partner=mention(partner.slack_id)))


def thanked_already(t: Texts, partner: Member, kudos: Kudos) -> Message:
    title = t.md("You have thanked {partner}:", partner=mention(partner.slack_id))
    return kit.message(title, kit.section(common.lines(title, kit.quote(kudos.words, 1500))))


def thanks(t: Texts, kudos: Kudos, partner: Member, network: Network | None) -> Message:
    title = t.md("💚 {partner} thanks you", partner=mention(partner.slack_id))
    blocks: Blocks = [kit.section(Md(f"*{title}*")), kit.section(kit.quote(kudos.words, 1500))]
    if kudos.writer_shares and kudos.receiver_shares is None and network is not None:
        words = t.md("{partner} is fine with others reading it in {name}'s channel. Are you?",
                     partner=mention(partner.slack_id), name=network.name)  # fmt: skip
        yes = kit.button(t("Yes, share it"), ids.numbered(ids.SHARE_THANKS, "yes"), kudos.id)
        no = kit.button(t("Keep it between us"), ids.numbered(ids.KEEP_THANKS, "no"), kudos.id)
        blocks += [kit.section(words), kit.actions(no, yes)]
    return kit.message(title, *blocks)


def sharing_decided(t: Texts, kudos: Kudos, partner: Member) -> Message:
    title = t.md("💚 {partner} thanks you", partner=mention(partner.slack_id))
    words = (
        t.md("It is on its way to the channel.") if kudos.receiver_shares else t.md("It stays between the two of you.")
    )
    return kit.message(
        title, kit.section(Md(f"*{title}*")), kit.section(kit.quote(kudos.words, 1500)), kit.context(words)
    )


def shared_thanks(t: Texts, kudos: Kudos, writer: Member, receiver: Member) -> Message:
    """In the network's channel, since both want it."""
    title = t.md("💚 {writer} thanks {receiver}", writer=mention(writer.slack_id), receiver=mention(receiver.slack_id))
    return kit.message(
        title,
        kit.section(Md(f"*{title}*")),
        kit.section(kit.quote(kudos.words, 1500)),
        kit.context(t.md("They have come to a good end of their mentoring, and both wanted you to read this.")),
    )


# The planned end


def planned_end(t: Texts, pair: Pair, partner: Member, ends_on: date, *, last: bool) -> Message:
    title = (
        t.md("Your mentoring with {partner} was planned until today", partner=mention(partner.slack_id))
        if last
        else t.md("Your mentoring with {partner} is planned until {date}", partner=mention(partner.slack_id),
                  date=t.date(ends_on))
    )  # fmt: skip
    words = (
        t.md("Say it in one click. If you simply meet on, you go on; if not, it comes to its good end in two weeks.")
        if last
        else t.md("A good moment to look at what you wanted to reach. Would you like to go on, or is it done?")
    )
    return kit.message(
        title,
        kit.section(Md(f"*{title}*")),
        kit.section(words),
        kit.actions(extend_button(t, pair), complete_button(t, pair)),
        kit.context(t.md("Both of you are asked this.")),
    )


def extend_button(t: Texts, pair: Pair) -> Element:
    return kit.button(t("Go on longer …"), ids.numbered(ids.EXTEND, pair.id), pair.id, style="primary")


def complete_button(t: Texts, pair: Pair) -> Element:
    return kit.button(t("We are done …"), ids.numbered(ids.COMPLETE, pair.id), pair.id)


def another_button(t: Texts, pair: Pair) -> Element:
    """For the mentee."""
    return kit.button(t("Another mentor …"), ids.numbered(ids.ANOTHER_MENTOR, pair.id), pair.id)


def end_button(t: Texts, pair: Pair) -> Element:
    return kit.button(t("End …"), ids.numbered(ids.END_PAIR, pair.id), pair.id)


def extend_form(t: Texts, pair: Pair, partner: Member, suggested: str) -> View:
    return kit.modal(
        t,
        ids.EXTEND_FORM,
        t("Go on longer"),
        [
            kit.input_(
                "ends_on", t("Until when?"), kit.date_picker(initial=suggested),
                hint=t("Two weeks before I ask you both again. {name} is told.", name=common.first_name(partner)),
            )
        ],
        submit=t("Go on"),
        pair=pair.id,
    )  # fmt: skip


def extended(t: Texts, pair: Pair, partner: Member) -> Message:
    """For whoever said so."""
    assert pair.ends_on is not None
    return kit.message(
        t.md("▶️ You and {partner} go on until {date}.", partner=mention(partner.slack_id), date=t.date(pair.ends_on))
    )


def extended_by_other(t: Texts, pair: Pair, partner: Member) -> Message:
    assert pair.ends_on is not None
    title = t.md(
        "▶️ {partner} would like to go on with you until {date}",
        partner=mention(partner.slack_id),
        date=t.date(pair.ends_on),
    )
    return kit.message(
        title,
        kit.section(Md(f"*{title}*")),
        kit.context(t.md("So it is planned now. Something else suits you better? Talk about it, or change it here.")),
        kit.actions(kit.button(t("Another date …"), ids.numbered(ids.EXTEND, pair.id), pair.id), end_button(t, pair)),
    )


# Silence


def quiet_warning(t: Texts, pair: Pair, partner: Member) -> Message:
    title = t.md("It has been quiet between you and {partner} for twelve weeks", partner=mention(partner.slack_id))
    words = t.md(
        "That happens. Shall we pick it up, or is it over? If I hear nothing, your mentoring ends in a week, without "
        "a bad word: then there is room for something new."
    )
    book = kit.button(t("Book a session …"), ids.numbered(ids.PAIR_MENU, pair.id), f"book-{pair.id}", style="primary")
    still = kit.button(t("We still talk"), ids.numbered(ids.KEEP_GOING, pair.id), pair.id)
    pause = kit.button(t("Pause us …"), ids.numbered(ids.PAUSE_PAIR, pair.id), pair.id)
    return kit.message(
        title, kit.section(Md(f"*{title}*")), kit.section(words), kit.actions(book, still, pause, end_button(t, pair))
    )


def kept_going(t: Texts, pair: Pair, partner: Member) -> Message:
    title = t.md("Good to hear! You and {partner} simply go on.", partner=mention(partner.slack_id))
    return kit.message(title, kit.section(title), *sessions.book_again(t, pair))


def quiet_ended(t: Texts, partner: Member, request: Request, matches: Sequence[Match], *, for_mentee: bool) -> Message:
    title = t.md("Your mentoring with {partner} has ended quietly", partner=mention(partner.slack_id))
    words = t.md("Nothing happened for three months, so I have closed it. Nobody did anything wrong.")
    people = request_ends.same_question(t, request, matches) if for_mentee else []
    free = [] if for_mentee else [kit.context(t.md("Your place is free again, and other mentees can find you."))]
    return kit.message(title, kit.section(Md(f"*{title}*")), kit.section(words), *people, *free)


def outlook(t: Texts, side: Side, how: Outlook) -> Blocks:
    """The section of "Our mentoring" about pausing, going on and ending."""
    pair = side.pair
    if pair.state is PairState.ENDED:
        if how.journey is None:
            return []
        thank = kit.button(t("Thank {name} …", name=common.first_name(side.partner)), ids.THANK, pair.id)
        words = kit.section(_looking_back(t, how.journey))
        kept = [afterwards.kept_until(t, how.erased_after)] if how.erased_after is not None else []
        return [words, *([] if how.journey.thanked else [kit.actions(thank)]), *kept]
    if pair.state is PairState.INTRODUCTION and pair.answer_click_by is not None:
        return []  # whether it clicked is asked above, and is the only answer there is
    buttons: list[Element] = []
    facts: list[Md] = []
    if pair.state is PairState.PAUSED and pair.paused_until is not None:
        facts.append(t.md("⏸ Paused until {date}", date=t.date(pair.paused_until.astimezone(t.tz))))
        buttons.append(pausing.resume_button(t, pair))
    elif pair.state is PairState.ACTIVE:
        buttons.append(pausing.pause_button(t, pair))
    if side.is_together and pair.ends_on is not None:
        facts.append(t.md("Planned until {date}", date=t.date(pair.ends_on)))
        buttons.append(kit.button(t("Another date …"), ids.numbered(ids.EXTEND, pair.id), pair.id))
    if side.is_together:
        buttons.append(complete_button(t, pair))
    if side.is_mentee:
        buttons.append(another_button(t, pair))
    buttons.append(end_button(t, pair))
    return [kit.section(common.lines(t.md("*How it goes on*"), *facts)), kit.actions(*buttons)]
