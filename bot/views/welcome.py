"""What the person who installed Klik reads first."""

from bot.i18n import Md, Texts, join_md
from bot.views import ids, kit
from bot.views.kit import Message


def installer_welcome(t: Texts, *, again: bool, days: int) -> Message:
    """What comes next, and what becomes of everything if Klik is removed: afterwards nobody can be told here."""
    if again:
        title = t.md("👋 Klik is back, and everything is as it was")
        intro = t.md("Who had joined still takes part, and what was planned goes on.")
    else:
        title = t.md("👋 Thank you for installing Klik")
        intro = t.md("Colleagues find a mentor who really fits with it, talk once to feel whether it clicks, and meet.")
    steps = [
        t.md("Start a network, such as “Women in Tech” or “New team leads”: it is announced with a join button."),
        t.md("Tell a few people who would be good mentors to type `/mentor join`. Nobody is enrolled."),
        t.md("Anybody can type `/mentor help`, or open my Home tab."),
    ]
    return kit.message(
        title,
        kit.section(Md(f"*{title}*")),
        kit.section(intro),
        kit.section(join_md("\n", [join_md("", ["• ", step]) for step in steps])),
        kit.actions(
            kit.button(t("Start a network"), ids.START_NETWORK, style="primary"), kit.button(t("Join"), ids.HELP_JOIN)
        ),
        kit.context(afterwards(t, days)),
    )


def afterwards(t: Texts, days: int) -> Md:
    if days == 0:
        return t.md(
            "If Klik is removed from your workspace, nothing is sent any more and everything is deleted at once."
        )
    return t.n_md(
        "If Klik is removed from your workspace, nothing is sent any more. Everything is kept for one day and then "
        "deleted; whoever installs it again before finds it as it was.",
        "If Klik is removed from your workspace, nothing is sent any more. Everything is kept for {count} days and "
        "then deleted; whoever installs it again before finds it as it was.",
        days,
    )
