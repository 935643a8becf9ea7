"""A guide to read (bot/guides.py), as a page of its own or within another screen."""

from bot.guides import Guide
from bot.i18n import Md, Texts, escaped
from bot.views import ids, kit
from bot.views.kit import Blocks, Element, View


def guide_button(t: Texts, guide_id: str, label: str = "") -> Element:
    """Opens the guide, from any message or page and at any time."""
    return kit.button(label or t("📖 Guide …"), ids.numbered(ids.GUIDE, guide_id), guide_id)


def parts(t: Texts, guide: Guide) -> Blocks:
    """What it says, without its title: a block for the summary and one for each part."""
    words = guide.words(t.language)
    said = [kit.context(Md(escaped(words.summary)))] if words.summary else []
    return [*said, *(kit.section(Md(f"*{escaped(part.title)}*\n{escaped(part.text)}")) for part in words.parts)]


def guide_page(t: Texts, guide: Guide) -> View:
    title = guide.words(t.language).title
    return kit.modal(t, ids.NOTICE, t("Guide"), [kit.header(title), *parts(t, guide)])
