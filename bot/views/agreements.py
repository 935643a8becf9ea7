"""What a pair agrees on: the form, the text, and how it stands."""

from bot.domain.agreements import LENGTHS, LONGEST, RHYTHMS, Agreed, Draft
from bot.domain.side import Side
from bot.i18n import Md, Texts, esc, mention
from bot.views import common, ids, kit, pair_page
from bot.views.kit import Blocks, Element, Message, View
from models import Agreement, AgreementState, Confidentiality, Member, Pair

CHANGED = "✏️ "


def confidentiality_words(t: Texts) -> dict[Confidentiality, str]:
    return {
        Confidentiality.BETWEEN_US: t("Everything stays between us"),
        Confidentiality.TOPICS: t("We may say that we meet and what about, nothing more"),
        Confidentiality.ASK_FIRST: t("We ask each other before we tell anything on"),
    }


def agreement_button(t: Texts, pair: Pair, *, first: bool = True, beside: bool = False) -> Element:
    """`beside`: something else comes first where it stands."""
    label = t("Write our agreement …") if first else t("Change …")
    style = "primary" if first and not beside else ""
    return kit.button(label, ids.numbered(ids.AGREEMENT, pair.id), pair.id, style=style)


def text(t: Texts, side: Side, agreement: Agreement, before: Agreement | None = None) -> Blocks:
    """What a version says; what differs from `before` is marked."""

    def marked(name: str) -> Md:
        differs = before is not None and getattr(before, name) != getattr(agreement, name)
        return Md(CHANGED if differs else "")

    mine, theirs = ("mentee_goals", "mentor_goals") if side.is_mentee else ("mentor_goals", "mentee_goals")
    name = common.first_name(side.partner)
    parts = [
        (t.md("*What I want to learn*"), mine),
        (t.md("*What {name} wants to learn*", name=name), theirs),
        (t.md("*What we expect of each other*"), "expectations"),
    ]
    blocks = [
        kit.section(common.lines(Md(f"{marked(field)}{title}"), kit.quote(getattr(agreement, field), LONGEST)))
        for title, field in parts
        if getattr(agreement, field)
    ]
    facts = [
        (marked("rhythm_days"), t.md("🔁 {rhythm}", rhythm=common.rhythm(t, agreement.rhythm_days).capitalize())),
        (marked("minutes"), t.n_md("⏱ {count} minute", "⏱ {count} minutes", agreement.minutes)),
        (marked("place"), t.md("📍 {place}", place=agreement.place) if agreement.place else None),
        (marked("confidentiality"), t.md("🤝 {words}", words=confidentiality_words(t)[agreement.confidentiality])),
        (marked("ends_on"), t.md("🏁 until {date}", date=t.date(agreement.ends_on)) if agreement.ends_on else None),
    ]
    return [*blocks, kit.section(common.lines(*(Md(f"{mark}{fact}") for mark, fact in facts if fact)))]


def section(t: Texts, side: Side, agreed: Agreed) -> Blocks:
    """On the page about the pair."""
    title = t.md("*Our agreement*")
    if not side.is_together and agreed.signed is None:
        return []
    if agreed.proposed is not None and side.is_together:
        return [kit.section(title), *_waiting(t, side, agreed.proposed, agreed.signed)]
    if agreed.signed is None:
        words = t.md("What each of you wants to learn, what you expect, how often and where: five minutes together.")
        return [kit.section(common.lines(title, words), accessory=agreement_button(t, side.pair))]
    signed = agreed.signed
    facts = [common.rhythm(t, signed.rhythm_days), t.n("{count} minute", "{count} minutes", signed.minutes)]
    if side.pair.ends_on:
        facts.append(t("until {date}", date=t.date(side.pair.ends_on)))
    words = t.md("✅ Signed by both: {facts}", facts=" · ".join(facts))
    buttons = [read_button(t, signed)]
    if side.is_together:
        buttons.append(agreement_button(t, side.pair, first=False))
    return [kit.section(common.lines(title, words)), kit.actions(*buttons)]


def to_sign(t: Texts, pair: Pair, partner: Member) -> kit.Block:
    """On the home tab: what the other one has proposed is read and answered on their page."""
    words = t.md("📝 What you and {partner} agree on waits for your signature.", partner=mention(partner.slack_id))
    read = kit.button(t("Read and sign …"), ids.numbered(ids.PAIR_PAGE, pair.id), pair.id, style="primary")
    return kit.section(words, accessory=read)


def _waiting(t: Texts, side: Side, proposed: Agreement, signed: Agreement | None) -> Blocks:
    in_force = [kit.actions(read_button(t, signed, t("Read what is in force …")))] if signed else []
    if proposed.proposed_by == side.me.id:
        words = t.md("⏳ Your proposal waits for {partner}.", partner=mention(side.partner.slack_id))
        change = agreement_button(t, side.pair, first=False)
        return [kit.section(words), kit.actions(read_button(t, proposed), change), *in_force]
    words = t.md("{partner} proposes:", partner=mention(side.partner.slack_id))
    return [kit.section(words), *text(t, side, proposed, signed), _answers(t, side, proposed), *in_force]


def _answers(t: Texts, side: Side, proposed: Agreement) -> kit.Block:
    return kit.actions(
        kit.button(t("Sign"), ids.numbered(ids.SIGN, proposed.id), proposed.id, style="primary"),
        agreement_button(t, side.pair, first=False),
    )


def read_button(t: Texts, agreement: Agreement, label: str = "") -> Element:
    return kit.button(label or t("Read …"), ids.numbered(ids.READ_AGREEMENT, agreement.id), agreement.id)


def agreement_page(t: Texts, side: Side, agreement: Agreement) -> View:
    """One version, to read."""
    signed_at = agreement.signed_at if agreement.state is AgreementState.SIGNED else None
    words = (
        t.md("✅ Signed by both on {date}. Only the two of you read this.", date=t.date(signed_at.astimezone(t.tz)))
        if signed_at is not None
        else t.md("⏳ Not signed by both yet. Only the two of you read this.")
    )
    return kit.modal(t, ids.NOTICE, t("Our agreement"), [*text(t, side, agreement), kit.context(words)])


def agreement_form(t: Texts, side: Side, draft: Draft, seen: int, moved: Agreement | None = None) -> View:
    """`moved` is what the other has proposed while this one was being written: to be read first."""
    name = common.first_name(side.partner)
    mine, theirs = ("mentee_goals", "mentor_goals") if side.is_mentee else ("mentor_goals", "mentee_goals")
    partner = mention(side.partner.slack_id)
    top: Blocks = [
        kit.section(
            t.md("{partner} reads it, and signs it or answers with a change. Nobody else ever does.", partner=partner)
        )
    ]
    if moved is not None:
        said = t.md("✋ {partner} has proposed a text in the meantime:", partner=partner)
        after = t.md("Below is what you wrote. Send it as your answer, or close this and sign theirs.")
        top = [kit.section(said), *text(t, side, moved), kit.divider(), kit.section(after)]
    rhythms = [kit.option(common.rhythm(t, days).capitalize(), days) for days in RHYTHMS]
    lengths = [kit.option(t.n("{count} minute", "{count} minutes", minutes), minutes) for minutes in LENGTHS]
    codes = [kit.option(words, code.value) for code, words in confidentiality_words(t).items()]

    def goals(field: str) -> Element:
        return kit.text_input(initial=getattr(draft, field), multiline=True, longest=LONGEST)

    return kit.modal(
        t,
        ids.AGREEMENT_FORM,
        t("Our agreement"),
        [
            *top,
            kit.input_(mine, t("What do I want to learn?"), goals(mine)),
            kit.input_(
                theirs,
                t("What does {name} want to learn?", name=name),
                goals(theirs),
                hint=t("A first guess will do: {name} can change it.", name=name),
            ),
            kit.input_(
                "expectations",
                t("What do we expect of each other?"),
                goals("expectations"),
                hint=t("Who prepares what, how we say what does not help, what we leave aside."),
                optional=True,
            ),
            kit.input_(
                "rhythm_days",
                t("How often do we meet?"),
                kit.select(rhythms, initial=min(RHYTHMS, key=lambda days: abs(days - draft.rhythm_days))),
            ),
            kit.input_(
                "minutes",
                t("How long?"),
                kit.select(lengths, initial=min(LENGTHS, key=lambda minutes: abs(minutes - draft.minutes))),
            ),
            kit.input_(
                "place",
                t("How and where do we meet?"),
                kit.text_input(initial=draft.place, longest=300, placeholder=t("A huddle here, a room, a link")),
                optional=True,
            ),
            kit.input_(
                "confidentiality",
                t("What stays between us?"),
                kit.radio(codes, initial=draft.confidentiality.value),
            ),
            kit.input_(
                "ends_on",
                t("Until when?"),
                kit.date_picker(initial=draft.ends_on.isoformat() if draft.ends_on else ""),
                hint=t("You can end earlier or go on longer."),
                optional=True,
            ),
        ],
        submit=t("Propose"),
        pair=side.pair.id,
        seen=seen,
    )


def sent(t: Texts, side: Side) -> Message:
    words = t.md("📤 {partner} can read it now, and sign it or answer.", partner=mention(side.partner.slack_id))
    return kit.message(words, kit.section(words), kit.actions(pair_page.page_button(t, side.pair)))


def signed_now(t: Texts, side: Side) -> Message:
    words = t.md(
        "✅ Signed by both: that is your agreement. {partner} is told.", partner=mention(side.partner.slack_id)
    )
    return kit.message(words, kit.section(words), kit.actions(pair_page.page_button(t, side.pair)))


def proposed(t: Texts, side: Side, agreement: Agreement, signed: Agreement | None) -> Message:
    """For the other, to sign."""
    partner = mention(side.partner.slack_id)
    title = (
        t.md("📝 {partner} proposes a change to your agreement", partner=partner)
        if signed
        else t.md("📝 {partner} proposes what you could agree on", partner=partner)
    )
    marks = [kit.context(t.md("{mark} is what changes; until you sign, what you signed before holds.", mark=Md("✏️")))]
    return kit.message(
        title,
        kit.section(Md(f"*{title}*")),
        *text(t, side, agreement, signed),
        _answers(t, side, agreement),
        *(marks if signed else []),
    )


def signed_by_other(t: Texts, side: Side, agreement: Agreement) -> Message:
    title = t.md("✅ {partner} has signed: that is your agreement", partner=mention(side.partner.slack_id))
    return kit.message(
        title, kit.section(title), kit.actions(read_button(t, agreement), pair_page.page_button(t, side.pair))
    )


def reminder(t: Texts, side: Side, agreed: Agreed) -> Message:
    """Once, when nothing is signed some days after the beginning."""
    partner = mention(side.partner.slack_id)
    if agreed.proposed is not None:
        return proposed(t, side, agreed.proposed, None)
    title = t.md("What do you and {partner} want to learn from each other?", partner=partner)
    words = t.md(
        "Pairs who write it down meet more often and notice what they reached. Five minutes, best together; "
        "your profiles are filled in already. I ask this once only."
    )
    return kit.message(
        title, kit.section(Md(f"*{esc(title)}*")), kit.section(words), kit.actions(agreement_button(t, side.pair))
    )
