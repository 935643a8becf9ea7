"""More about me: what makes matches better and is asked only after joining."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.domain.about import MOST_STRONG, About
from bot.i18n import Texts
from bot.views import common, ids, kit
from bot.views.kit import Blocks, Message, View
from models import Level


@dataclass(frozen=True, kw_only=True)
class AboutScreen:
    """What the form starts with."""

    about: About
    mentor: bool
    topics: Sequence[tuple[int, str]]
    """The mentor's own, by name."""
    networks: Sequence[tuple[int, str]]
    """Those they are in."""


def about_form(t: Texts, screen: AboutScreen) -> View:
    """Everything in it is optional; who may find a mentor shows its networks once it is theirs to choose."""
    about = screen.about
    words = t.md("All of this is optional. It helps to find people who see your work from another side.")
    blocks: Blocks = [kit.context(words), _team(t, about), _level(t, about), _manager(t, about)]
    if screen.mentor and screen.topics:
        blocks.append(_strong(t, screen))
    if screen.mentor:
        blocks += _who(t, screen)
    return kit.modal(t, ids.ABOUT_FORM, t("More about me"), blocks, submit=t("Save"))


def _team(t: Texts, about: About) -> kit.Block:
    chosen = kit.option(about.team, about.team) if about.team else None
    element = kit.external(
        ids.TEAM_OPTIONS, initial=chosen, placeholder=t("Type to search: Platform, People & Culture …")
    )
    hint = t("Everybody may see it. Mentors from another team often help most.")
    return kit.input_("team", t("My team"), element, hint=hint, optional=True)


def _level(t: Texts, about: About) -> kit.Block:
    reach = {
        Level.STARTER: t("I am finding my feet in this work"),
        Level.PROFESSIONAL: t("I do my work on my own"),
        Level.SENIOR: t("Others come to me with questions"),
        Level.LEAD: t("I guide a team or a craft"),
        Level.DIRECTOR: t("I guide several teams"),
        Level.EXECUTIVE: t("I guide the organisation"),
    }
    options = [kit.option(common.level(t, level), level.value, words) for level, words in reach.items()]
    initial = about.level.value if about.level else None
    return kit.input_("level", t("How far my work reaches"), kit.select(options, initial=initial), optional=True)


def _manager(t: Texts, about: About) -> kit.Block:
    hint = t("Nobody sees it. It only keeps Klik from matching you within your own reporting line.")
    element = kit.user_select(initial=about.reports_to)
    return kit.input_("reports_to", t("I report to"), element, hint=hint, optional=True)


def _strong(t: Texts, screen: AboutScreen) -> kit.Block:
    options = [kit.option(name, topic) for topic, name in screen.topics]
    element = kit.multi_select(options, initial=screen.about.strong, most=MOST_STRONG, placeholder=t("Three at most"))
    return kit.input_("strong", t("Which of these do people come to you for?"), element, optional=True)


def _who(t: Texts, screen: AboutScreen) -> Blocks:
    everybody = kit.option(t("Anyone in this workspace"), "all")
    chosen = kit.option(t("Only members of the networks I choose"), "networks")
    who = kit.radio([everybody, chosen], initial="all" if screen.about.open_to_all else "networks")
    who["action_id"] = ids.ABOUT_WHO
    blocks = [kit.input_("who", t("Who may find me as a mentor"), who, dispatch=True)]
    if screen.about.open_to_all:
        return blocks
    if not screen.networks:
        return [*blocks, kit.context(t.md("You are in no network yet, so nobody would find you: `/mentor networks`."))]
    options = [kit.option(name, network) for network, name in screen.networks[:100]]
    element = kit.multi_select(options, initial=screen.about.shares, placeholder=t("My networks"))
    hint = t("A network you join later is left out until you choose it here.")
    return [*blocks, kit.input_("shares", t("These networks"), element, hint=hint, optional=True)]


def about_saved(t: Texts) -> Message:
    return kit.message(t.md("*Saved.* It counts from the next search on."))
