"""`/mentor` alone, `/mentor help`, and what nobody understood."""

from bot.i18n import Texts, join_md
from bot.views import ids, kit
from bot.views.kit import Message


def help_(t: Texts, *, joined: bool, runs_network: bool) -> Message:
    title = t.md("Klik helps you find a mentor who really fits, and be one")
    rows = [
        t.md("`/mentor find` and a few words: the best mentors, and why they fit"),
        t.md("`/mentor find sql in:nl level:senior team:Sales soon office trained`: with filters, as many as you like"),
        t.md("`/mentor find @name`: whether you can ask somebody; `/mentor saved`: what you wait for"),
        t.md("`/mentor join`: take part as mentor, mentee or both"),
        t.md("`/mentor profile`: see and change what you filled in, pause, leave"),
        t.md("`/mentor requests`: what you asked, and what you are asked"),
        t.md("`/mentor sessions`: when you meet, move it, call it off"),
        t.md("`/mentor calendar`: your sessions in your own calendar, and when you are busy"),
        t.md("`/mentor office`: short talks that are booked without asking, yours and those you booked"),
        t.md("`/mentor group`: groups with one mentor; join one, or open one as a mentor"),
        t.md("`/mentor round`: rounds in which many are matched at once, and signing up for one"),
        t.md("`/mentor avoid` and a name: whom you would rather not be brought together with; nobody is told"),
        t.md("`/mentor topics`: what mentoring can be about here; propose what is missing"),
        t.md("`/mentor networks`: which there are; `/mentor network start` begins one"),
    ]
    if joined:
        rows.append(t.md("`/mentor notifications`: what I may remind you of, and when"))
    rows.append(t.md("`/mentor privacy`: what Klik holds about you; take it along, or delete it"))
    rows.append(t.md("`/mentor guides`: half a page each for when a mentoring is stuck"))
    if runs_network:
        rows.append(t.md("`/mentor risk`: pairs that could use attention; `/mentor interview`: what your network asks"))
        rows.append(t.md("`/mentor round new`: open a round, match everybody who signs up, release it"))
        rows.append(t.md("`/mentor roles`: who runs your network, and who else should"))
        rows.append(t.md("`/mentor templates`: what mentors of a topic usually pass on, offered to empty workbooks"))
        rows.append(t.md("`/mentor stats`: how your network does; `/mentor trained`: who has had the training"))
    buttons = [kit.button(t("Find a mentor"), ids.FIND_FORM_BUTTON, style="primary" if joined else "")]
    if joined:
        buttons.append(kit.button(t("My profile"), ids.OPEN_PROFILE))
    else:
        buttons.insert(0, kit.button(t("Join"), ids.HELP_JOIN, style="primary"))
    return kit.message(
        title,
        kit.header(t("👋 Hello, I am Klik")),
        kit.section(title),
        kit.section(join_md("\n", [join_md("", ["• ", row]) for row in rows])),
        kit.actions(*buttons, kit.button(t("Networks"), ids.LIST_NETWORKS)),
    )


def unknown(t: Texts, words: str) -> Message:
    """An unknown subcommand is most often a search without the word: offer just that."""
    title = t.md("I don't know “/mentor {words}”.", words=kit.clip(words, 100))
    return kit.message(
        title,
        kit.section(title),
        kit.section(
            t.md("Did you want to search? Type `/mentor find` before the words. `/mentor help` shows what there is.")
        ),
        kit.actions(kit.button(t("Find a mentor"), ids.FIND_FORM_BUTTON, style="primary")),
    )
