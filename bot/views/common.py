"""Small phrases that several screens share."""

from collections.abc import Sequence
from functools import lru_cache
from typing import Protocol

from bot.i18n import Md, Texts, esc, join_md, mention
from bot.views import ids, kit
from models import Level

CODES = ("en", "nl", "de", "fr", "es", "it", "pt", "pl", "tr", "ar", "zh", "hi", "uk", "ru", "ro", "sv", "da", "ja")
"""Languages offered as spoken; their names come from CLDR in the reader's language."""


class Person(Protocol):
    """A member, or what others see of one."""

    @property
    def slack_id(self) -> str: ...
    @property
    def name(self) -> str: ...
    @property
    def title(self) -> str: ...


def person(member: Person) -> Md:
    """'@Ada · Staff engineer'."""
    if not member.title:
        return mention(member.slack_id)
    return join_md(" · ", [mention(member.slack_id), esc(kit.clip(member.title, 80))])


def level(t: Texts, level: Level) -> str:
    """How far somebody's work reaches, in a kind word."""
    return {
        Level.STARTER: t("Starting out"),
        Level.PROFESSIONAL: t("Professional"),
        Level.SENIOR: t("Senior"),
        Level.LEAD: t("Lead"),
        Level.DIRECTOR: t("Director"),
        Level.EXECUTIVE: t("Executive"),
    }[level]


def role_names(t: Texts) -> dict[str, str]:
    """What one is in a network, by the role's code."""
    return {
        "member": t("member"), "lead": t("lead"), "coordinator": t("coordinator"), "sponsor": t("sponsor"),
        "hr_partner": t("HR partner"),
    }  # fmt: skip


def first_name(member: Person) -> str:
    return first_word(member.name)


def first_word(name: str) -> str:
    return kit.clip(name.split()[0] if name.split() else name, 40)


def rhythm(t: Texts, days: int) -> str:
    weeks = max(1, round(days / 7))
    return t.n("every week", "every {count} weeks", weeks)


def answers(t: Texts, hours: float | None) -> Md | None:
    """How quickly they usually answer; nothing for somebody nobody has asked yet."""
    if hours is None:
        return None
    if hours < 4:
        return t.md("usually answers within hours")
    if hours < 24:
        return t.md("usually answers within a day")
    days = max(2, round(hours / 24))
    return t.md("usually answers within {days} days", days=days)


def lines(*texts: Md | None) -> Md:
    return Md("\n".join(text for text in texts if text))


def find_others(t: Texts) -> kit.Element:
    return kit.button(t("Find other mentors"), ids.FIND_OTHERS, style="primary")


def topics_of(t: Texts, names: Sequence[str]) -> Md:
    return esc(kit.clip(t.list(list(names)), 500))


RATHER_NOT = "rather_not"


def rather_not(t: Texts) -> kit.Element:
    """To tick in a form that ends something."""
    private = t("Private: nobody is told, and it holds both ways")
    return kit.option(t("Rather not with this person in future"), RATHER_NOT, private)


def avoid(t: Texts, member_id: int, *, again: bool = True) -> kit.Element:
    """A button for wherever somebody is shown whom one may not want to meet, or not again."""
    words = t("Rather not again …") if again else t("Rather not …")
    return kit.button(words, ids.numbered(ids.AVOID, member_id), member_id, confirm=_sure(t))


def avoid_menu(t: Texts, member_id: int) -> kit.Element:
    """The same behind three dots, where a button would say it too loudly."""
    option = kit.option(t("Rather not with this person …"), member_id)
    return kit.overflow(ids.numbered(ids.AVOID, f"menu-{member_id}"), [option], confirm=_sure(t))


@lru_cache(64)
def _sure(t: Texts) -> kit.Element:
    """The same for everybody on a page; nobody changes it."""
    return kit.confirm(
        t("Rather not with this person?"),
        t("I will not bring the two of you together. Nobody is told, and you can undo it: /mentor avoid"),
        t("Rather not"),
        t("Cancel"),
    )
