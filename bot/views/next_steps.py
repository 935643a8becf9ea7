"""What somebody could do next, in a sentence and a button."""

from bot.domain.next_steps import Step, Suggestion
from bot.i18n import Md, Texts, mention
from bot.views import ids, kit
from bot.views.kit import Block, Element


def suggestion(t: Texts, one: Suggestion) -> Block:
    return kit.section(_words(t, one), accessory=_button(t, one))


def _words(t: Texts, one: Suggestion) -> Md:
    person = mention(one.person.slack_id) if one.person is not None else Md("")
    match one.step:
        case Step.ANSWER:
            return t.n_md(
                "📩 {person} has waited for your answer for {count} day.",
                "📩 {person} has waited for your answer for {count} days.",
                one.days,
                person=person,
            )
        case Step.BOOK:
            return t.md("📅 You and {person} have no next session yet.", person=person)
        case Step.FIND:
            return t.md("🔎 You have no mentor yet. A few words about what you want to learn are enough.")
        case Step.PROFILE:
            return t.md("📝 Your profile still lacks {parts}.", parts=_missing(t, one))
        case Step.ABOUT:
            return t.md("📝 Matches get better when you also tell {parts}.", parts=_missing(t, one))
        case Step.OFFICE:
            return t.md("🚪 Offer office hours: short talks that colleagues book without asking. They take no place.")
        case Step.NETWORKS:
            return t.md("🌱 You are in no network yet: groups of people who learn from each other.")


def _missing(t: Texts, one: Suggestion) -> str:
    names = {
        "passes_on": t("what exactly people can learn from you"),
        "question": t("what you want to be able to do"),
        "mentee_topics": t("the topics you want to learn"),
        "team": t("your team"),
        "level": t("how far your work reaches"),
        "strong": t("what people come to you for"),
    }
    return t.list([names[part] for part in one.missing])


def _button(t: Texts, one: Suggestion) -> Element:
    match one.step:
        case Step.ANSWER:
            return kit.button(t("Answer"), ids.numbered(ids.LIST_REQUESTS, "answer"), style="primary")
        case Step.BOOK:
            return kit.button(t("Book a session …"), ids.numbered(ids.PAIR_MENU, "next"), f"book-{one.pair_id}")
        case Step.FIND:
            return kit.button(t("Find a mentor"), ids.FIND_FORM_BUTTON, style="primary")
        case Step.PROFILE:
            return kit.button(t("Complete my profile"), ids.numbered(ids.OPEN_PROFILE, "next"))
        case Step.ABOUT:
            return kit.button(t("More about me …"), ids.numbered(ids.ABOUT, "next"))
        case Step.OFFICE:
            return kit.button(t("Offer times …"), ids.numbered(ids.OFFER_OFFICE_HOURS, "next"))
        case Step.NETWORKS:
            return kit.button(t("Take a look"), ids.numbered(ids.LIST_NETWORKS, "next"))
