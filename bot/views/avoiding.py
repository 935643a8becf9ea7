""" "Rather not with this person": said, listed and taken back. Only who said it ever sees it."""

from collections.abc import Sequence

from bot.i18n import Texts, mention
from bot.views import ids, kit
from bot.views.kit import Message
from models import Member

MOST_LISTED = 40


def avoided(t: Texts, other: Member, *, together: bool) -> Message:
    """`together` when the two are mentor and mentee at the moment, which goes on."""
    words = t.md(
        "Noted, for you alone: I will not bring you and {other} together. Nobody is told; `/mentor avoid` undoes it.",
        other=mention(other.slack_id),
    )
    undo = kit.actions(kit.button(t("Undo"), ids.numbered(ids.AVOID_UNDO, other.id), other.id))
    if not together:
        return kit.message(words, kit.section(words), undo)
    still = t.md("You are still mentor and mentee: end that on my home tab when you want to.")
    return kit.message(words, kit.section(words), kit.section(still), undo)


def avoid_list(t: Texts, people: Sequence[Member]) -> Message:
    if not people:
        words = t.md(
            "You have named nobody. `/mentor avoid @person` keeps somebody and you apart, both ways. Nobody is told."
        )
        return kit.message(words, kit.section(words))
    title = t.md("Whom you would rather not be brought together with. Only you see this.")
    blocks = [
        kit.section(
            mention(person.slack_id),
            accessory=kit.button(t("Undo"), ids.numbered(ids.AVOID_UNDO, person.id), person.id),
        )
        for person in people[:MOST_LISTED]
    ]
    return kit.message(title, kit.section(title), *blocks)
