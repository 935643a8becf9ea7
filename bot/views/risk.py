"""`/mentor risk`: pairs at risk, for those who run their network."""

from collections.abc import Sequence

from bot.domain.health import Cause
from bot.domain.risk import AtRisk
from bot.i18n import Md, Texts, join_md, mention
from bot.views import common, ids, kit
from bot.views.kit import Blocks, Element, Message
from models import Member


def cause_names(t: Texts) -> dict[Cause, str]:
    return {
        Cause.MEETING: t("they hardly get to meet"),
        Cause.WORTH: t("it gives them less than they hoped"),
        Cause.HELP: t("asked for help"),
    }


def listed(t: Texts, found: Sequence[AtRisk], more: int, note: Md | None = None) -> Message:
    title = t("Pairs at risk")
    notes: Blocks = [kit.section(note)] if note else []
    if not found:
        words = t.md("No pair of your networks is at risk. That is worth a cup of tea.")
        return kit.message(words, kit.header(title), *notes, kit.section(words))
    blocks: Blocks = [kit.header(title), *notes]
    for one in found:
        blocks += [kit.section(_about(t, one)), kit.actions(*_options(t, one))]
    if more:
        blocks.append(kit.context(t.n_md("{count} more later.", "{count} more later.", more)))
    blocks.append(
        kit.context(
            t.md(
                "Both have been asked first. You see that a pair could use attention and what sort of thing it is "
                "about, never an answer or a word. What you do here is in the log."
            )
        )
    )
    return kit.message(t.md("Pairs at risk"), *blocks)


def _about(t: Texts, one: AtRisk) -> Md:
    names = cause_names(t)
    who = t.md("*{mentor} and {mentee}*", mentor=mention(one.mentor.slack_id), mentee=mention(one.mentee.slack_id))
    causes = [names[cause] for cause in one.causes if cause is not Cause.HELP]
    asked = [t.md("{who} asked for help", who=mention(member.slack_id)) for member in one.asked_by]
    since = one.check.at_risk_since
    facts = [
        t.md("in {network}", network=one.network.name) if one.network else None,
        t.md("since {date}", date=t.date(since.astimezone(t.tz))) if since else None,
        t.md("last met on {date}", date=t.date(one.last_met.astimezone(t.tz)))
        if one.last_met
        else t.md("have not met yet"),
    ]
    return common.lines(who, *asked, t.md("{causes}", causes=t.list(causes)) if causes else None,
                        join_md(" · ", [fact for fact in facts if fact]))  # fmt: skip


def _options(t: Texts, one: AtRisk) -> list[Element]:
    check = one.check
    todo = [
        (check.nudged_at, t("Nudge them"), ids.RISK_NUDGE),
        (check.talk_offered_at, t("Offer a talk"), ids.RISK_TALK),
        (check.rematch_offered_at, t("Offer other people"), ids.RISK_REMATCH),
    ]
    return [
        kit.button(f"✓ {label}" if done else label, ids.numbered(action, check.id), check.id)
        for done, label, action in todo
    ]


def help_wanted(t: Texts, who: Member, partner: Member) -> Message:
    """For those who may help, who read it in nobody's words."""
    title = t.md(
        "🤝 {who} would like help with their mentoring with {partner}",
        who=mention(who.slack_id),
        partner=mention(partner.slack_id),
    )
    words = t.md(
        "{who} knows that you read this, {partner} does not. A gentle word, a talk or other people: you choose.",
        who=mention(who.slack_id),
        partner=mention(partner.slack_id),
    )
    look = kit.button(t("What I can do …"), ids.RISK_LIST, style="primary")
    return kit.message(title, kit.section(Md(f"*{title}*")), kit.section(words), kit.actions(look))


def to_look_after(t: Texts, pairs: int) -> Blocks:
    """On the home tab of who may help them."""
    if not pairs:
        return []
    words = t.n_md("🤝 {count} pair could use attention", "🤝 {count} pairs could use attention", pairs)
    return [kit.section(words, accessory=kit.button(t("Take a look …"), ids.RISK_LIST))]


def nudged(t: Texts) -> Md:
    return t.md("✅ Both get a gentle word and a guide, from Klik.")


def talk_offered(t: Texts) -> Md:
    return t.md("✅ Both read that you would be glad to listen. It is up to them.")


def rematch_offered(t: Texts) -> Md:
    return t.md("✅ Both read that another match is possible, without blame. It is up to them.")
