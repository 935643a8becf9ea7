"""`/mentor audit`: what those with a role did."""

from bot.domain import audit
from bot.domain.audit import Noted, Page
from bot.i18n import Md, Texts, mention
from bot.views import ids, kit
from bot.views.kit import Message
from models import NetworkRole


def role_names(t: Texts) -> dict[str, str]:
    return {
        NetworkRole.LEAD: t("lead"),
        NetworkRole.COORDINATOR: t("coordinator"),
        NetworkRole.SPONSOR: t("sponsor"),
        NetworkRole.HR_PARTNER: t("HR partner"),
        NetworkRole.MEMBER: t("member"),
    }


def log(t: Texts, page: Page) -> Message:
    """The newest lines first, with a button for older ones."""
    title = t("What those with a role did")
    if not page.lines:
        words = t.md("Nothing is in the log yet.")
        return kit.message(words, kit.header(title), kit.section(words))
    blocks = [kit.header(title)]
    for first in range(0, len(page.lines), 5):  # a section takes 3,000 characters
        lines = [_line(t, one) for one in page.lines[first : first + 5]]
        blocks.append(kit.section(Md("\n".join(lines))))
    blocks.append(kit.context(t.md("Who, what, when, and no words of anybody. Whoever reads this is in it too.")))
    if page.older_than is not None:
        blocks.append(kit.actions(kit.button(t("Older"), ids.AUDIT_OLDER, page.older_than)))
    return kit.message(t.md("What those with a role did"), *blocks)


def _line(t: Texts, one: Noted) -> Md:
    who = mention(one.actor.slack_id) if one.actor else t.md("Slack")
    where = one.network.name if one.network else t("the whole workspace")
    about = mention(one.about.slack_id) if one.about else t.md("a former member")
    role = role_names(t).get(one.entry.role, one.entry.role)
    values = {"who": who, "network": where, "role": role, "member": about, "topic": one.entry.topic or t("a topic")}
    match one.entry.what:
        case audit.FIGURES_SEEN:
            words = t.md("{who} looked at the figures of {network}", **values)
        case audit.AUDIT_SEEN:
            words = t.md("{who} looked at this log", **values)
        case audit.NETWORK_STARTED:
            words = t.md("{who} started {network}", **values)
        case audit.ROLE_GAINED:
            words = t.md("{member} became {role} of {network} (by {who})", **values)
        case audit.ROLE_LOST:
            words = t.md("{member} is no longer {role} of {network} (by {who})", **values)
        case audit.TOPIC_ACCEPTED:
            words = t.md("{who} accepted the topic {topic}", **values)
        case audit.TOPIC_CHANGED:
            words = t.md("{who} changed names or place of the topic {topic}", **values)
        case audit.TOPIC_MERGED:
            words = t.md("{who} merged topics: {topic}", **values)
        case audit.TOPIC_DECLINED:
            words = t.md("{who} declined the proposed topic {topic}", **values)
        case audit.TEMPLATE_CHANGED:
            words = t.md("{who} changed what mentors of {topic} usually pass on", **values)
        case audit.TRAINING_MARKED:
            words = t.md("{who} marked {member} as trained", **values)
        case audit.TRAINING_TAKEN_BACK:
            words = t.md("{who} marked {member} as no longer trained", **values)
        case audit.RISK_SEEN:
            words = t.md("{who} looked at the pairs at risk", **values)
        case audit.PAIR_NUDGED:
            words = t.md("{who} nudged {member} and their mentor", **values)
        case audit.TALK_OFFERED:
            words = t.md("{who} offered {member} and their mentor a talk", **values)
        case audit.REMATCH_OFFERED:
            words = t.md("{who} offered {member} and their mentor other people", **values)
        case audit.QUESTIONS_CHANGED:
            words = t.md("{who} changed the questions of {network}", **values)
        case audit.ROUND_DRAFTED:
            words = t.md("{who} prepared a round of {network}", **values)
        case audit.ROUND_OPENED:
            words = t.md("{who} opened the call of a round of {network}", **values)
        case audit.ROUND_MATCHED:
            words = t.md("{who} matched a round of {network}", **values)
        case audit.ROUND_CHANGED:
            words = t.md("{who} changed matches of a round of {network} by hand", **values)
        case audit.ROUND_RELEASED:
            words = t.md("{who} released a round of {network}", **values)
        case audit.ROUND_CLOSED:
            words = t.md("{who} closed a round of {network}", **values)
        case audit.OPENNESS_CHANGED:
            words = t.md("{who} changed who may join {network}", **values)
        case audit.ADMIN_GAINED:
            words = t.md("{member} became workspace admin (by {who})", **values)
        case _:
            words = t.md("{member} is no longer workspace admin (by {who})", **values)
    return Md(f"{t.when(one.entry.at)} · {words}")
