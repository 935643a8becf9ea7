"""`/mentor trained`: who has had the mentors' training."""

from collections.abc import Sequence
from datetime import datetime

from bot.domain.training import LONGEST
from bot.i18n import Md, Texts, mention
from bot.views import common, ids, kit
from bot.views.kit import Blocks, Message, View
from models import Member


def trained_list(t: Texts, trained: Sequence[tuple[Member, datetime]]) -> Message:
    title = t("Trained mentors")
    add = kit.actions(kit.button(t("Mark as trained …"), ids.TRAINING_MARK, style="primary"))
    if not trained:
        words = t.md("Nobody is marked as trained. Whoever is has it said in results, and people can search for it.")
        return kit.message(words, kit.header(title), kit.section(words), add)
    blocks: Blocks = [kit.header(title)]
    for member, until in trained:
        words = t.md("{person} until {date}", person=common.person(member), date=t.date(until.astimezone(t.tz)))
        blocks.append(kit.section(words, accessory=_take_back(t, member)))
    if len(trained) == LONGEST:
        words = t.n_md("The {count} whose training ends first.", "The {count} whose training ends first.", LONGEST)
        blocks.append(kit.context(words))
    return kit.message(t.md("Trained mentors"), *blocks, add)


def _take_back(t: Texts, member: Member) -> kit.Element:
    return kit.button(
        t("Take back …"),
        ids.numbered(ids.TRAINING_TAKE_BACK, member.id),
        member.id,
        confirm=kit.confirm(
            t("Not trained any more?"),
            t("Results no longer say that {name} is trained.", name=common.first_name(member)),
            t("Take back"),
            t("Keep it"),
        ),
    )


def mark_form(t: Texts, until: str) -> View:
    return kit.modal(
        t,
        ids.TRAINING_FORM,
        t("Mark as trained"),
        [
            kit.input_("people", t("Who has had the training?"), kit.users_select(placeholder=t("Mentors here"))),
            kit.input_(
                "until",
                t("Until when does it count?"),
                kit.date_picker(initial=until),
                hint=t("Most programmes ask for a refresher after two years."),
            ),
        ],
        submit=t("Mark"),
    )


def marked(t: Texts, members: Sequence[Member]) -> Message:
    names = t.list([mention(member.slack_id) for member in members[:10]])
    more = len(members) - 10
    if more > 0:
        words = t.n_md(
            "🎓 {names} and {count} other are marked as trained.",
            "🎓 {names} and {count} others are marked as trained.",
            more,
            names=Md(names),
        )
        return kit.message(words)
    return kit.message(t.md("🎓 Marked as trained: {names}.", names=Md(names)))


def taken_back(t: Texts, member: Member) -> Message:
    return kit.message(t.md("{person} is no longer marked as trained.", person=mention(member.slack_id)))
