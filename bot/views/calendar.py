"""`/mentor calendar`: sessions in one's own calendar, and when one is busy elsewhere."""

from bot.i18n import Md, Texts
from bot.views import common, ids, kit
from bot.views.kit import Block, Blocks, Message, View
from models import Calendar


def settings(t: Texts, mine: Calendar | None, *, has_address: bool, note: Md | None = None) -> Message:
    """`has_address`: this Klik can be reached from outside, so there is something to subscribe to."""
    details = mine is not None and mine.details
    title = t.md("Your calendar")
    look = t.md("*In it:* with whom and where.") if details else t.md("*In it:* “Mentoring session”, and nothing more.")
    toggle = kit.button(
        t("Leave out with whom and where") if details else t("Show with whom and where"), ids.CALENDAR_DETAILS
    )
    return kit.message(
        title,
        *([kit.section(note)] if note else []),
        kit.header(t("🗓 Your calendar")),
        kit.section(t.md("With every session you get a file and links for your calendar.")),
        kit.section(look, accessory=toggle),
        *(_feed(t, mine) if has_address else []),
        *_busy(t, mine),
    )


def _feed(t: Texts, mine: Calendar | None) -> Blocks:
    if mine is None or mine.token_hash is None or mine.token_made_at is None:
        words = common.lines(
            t.md("*Subscribe:* a private address with all your sessions and office hours."),
            t.md("Your calendar looks there by itself, so what is moved moves there too."),
        )
        return [kit.section(words, accessory=kit.button(t("Make my address"), ids.FEED_MAKE, style="primary"))]
    made = t.date(mine.token_made_at.astimezone(t.tz))
    words = t.md("*Subscribe:* you have a private address since {date}. It was shown once.", date=made)
    again = kit.confirm(
        t("Make a new address?"),
        t("The old one opens nothing any more: subscribe again with the new one."),
        t("Make it"),
        t("Keep the old"),
    )
    back = kit.confirm(
        t("Take the address back?"), t("Calendars that subscribed see nothing any more."), t("Take back"), t("Keep it")
    )
    buttons = kit.actions(
        kit.button(t("New address"), ids.FEED_MAKE, confirm=again),
        kit.button(t("Take it back"), ids.FEED_TAKE_BACK, confirm=back),
    )
    return [kit.section(words), buttons]


def feed_address(public_url: str, token: str) -> str:
    return f"{public_url}/calendar/{token}.ics"


def feed_made(t: Texts, address: str) -> Message:
    """Shown once: only its hash is kept."""
    title = t.md("Your private address")
    return kit.message(
        title,
        kit.header(t("🔑 Your private address")),
        kit.section(Md(f"```{address}```")),  # an address of ours: letters, digits, - and _
        kit.section(
            common.lines(
                t.md("• Google Calendar: Other calendars, +, From URL"),
                t.md("• Outlook: Add calendar, Subscribe from web"),
                t.md("• Apple Calendar: File, New calendar subscription"),
            )
        ),
        kit.context(
            t.md(
                "Whoever has it sees when you meet, so keep it to yourself. I show it only now. "
                "Make a new one whenever you like: `/mentor calendar`."
            )
        ),
        kit.actions(kit.button(t("My calendar …"), ids.CALENDAR)),
    )


def _busy(t: Texts, mine: Calendar | None) -> Blocks:
    share = kit.button(t("Share busy times …"), ids.BUSY_OPEN)
    if mine is None or mine.busy_url is None:
        words = t.md("*Busy elsewhere?* I can leave out times at which your own calendar says that you are busy.")
        return [kit.section(words, accessory=share)]
    stop = kit.button(t("Stop"), ids.BUSY_STOP)
    return [kit.section(_how_it_goes(t, mine)), kit.actions(kit.button(t("Another address …"), ids.BUSY_OPEN), stop)]


def _how_it_goes(t: Texts, mine: Calendar) -> Md:
    if mine.busy_problem:
        return common.lines(t.md("*Busy times:* I cannot read your calendar."), problem(t, mine.busy_problem))
    if mine.busy_read_at is None:
        return t.md("*Busy times:* I read your calendar in a moment.")
    return t.md("*Busy times:* last read {when}.", when=t.when(mine.busy_read_at))


def problem(t: Texts, code: str) -> Md:
    """Why a published calendar cannot be read, and what would help."""
    match code:
        case "address":
            return t.md("That is no address that I can read. It begins with https:// or webcal://.")
        case "private":
            return t.md("That address leads into a private network, where I may not look. Ask whoever runs Klik.")
        case "refused":
            return t.md("The address is not open (any more). Publish the calendar anew, and give me the new address.")
        case "large" | "complicated":
            return t.md("It is too large to read. Publish only when you are busy, without details.")
        case "no_calendar":
            return t.md("There is no calendar at that address: choose the link that ends in .ics.")
        case "locked":
            return t.md("I can't open the address that I kept. Give it to me once more.")
    return t.md("It does not answer at the moment. I try again in a few hours.")


def busy_form(t: Texts) -> View:
    how = common.lines(
        t.md("Publish your calendar as *free/busy only* if you can, and give me that address (it ends in .ics)."),
        t.md("• Outlook: Settings, Shared calendars, Publish: “Can view when I'm busy”"),
        t.md("• Google: Settings of the calendar, Secret address in iCal format"),
    )
    hint = t("I keep only from when to when you are busy, never what or with whom, and read it every two hours.")
    blocks: list[Block] = [
        kit.section(how),
        kit.input_(
            "address", t("Address"), kit.text_input(longest=1000, placeholder="https://…/calendar.ics"), hint=hint
        ),
    ]
    return kit.modal(t, ids.BUSY_FORM, t("Busy times"), blocks, submit=t("Share"))


def busy_shared(t: Texts) -> Message:
    return kit.message(
        t.md("Thank you. I read it in a moment, and then propose no time at which you are busy. I tell you if I can't.")
    )


def unreadable(t: Texts, mine: Calendar) -> Message:
    """Told once, until it works again."""
    title = t.md("I can't read your calendar, so I don't know when you are busy.")
    return kit.message(
        title,
        kit.section(common.lines(title, problem(t, mine.busy_problem))),
        kit.actions(kit.button(t("Another address …"), ids.BUSY_OPEN), kit.button(t("Stop"), ids.BUSY_STOP)),
    )
