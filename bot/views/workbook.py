"""A pair's workbook: on the page about the pair, as a page of its own, and its forms."""

from collections.abc import Sequence

from bot.domain.side import Side
from bot.domain.workbook import LONGEST, LONGEST_EVIDENCE, Workbook, may_change
from bot.i18n import Md, Texts, esc, mention
from bot.views import ids, kit, pair_page
from bot.views.kit import Block, Blocks, Element, Message, View
from models import ItemState, WorkbookItem, WorkbookTemplate

NEXT = 3
"""Items to do that stand on the page about the pair."""
BOOK = "book"
"""Marks what was opened from the workbook's own page, which is then drawn anew."""
REMOVE = "remove"


def progress(t: Texts, done: int, all_: int) -> Md:
    """'▰▰▱▱▱ 2 of 5', at most ten signs wide."""
    wide = min(all_, 10)
    filled = wide * done // all_ if all_ else 0
    words = t.md("{done} of {all} done", done=done, all=all_)
    return Md(f"{'▰' * filled}{'▱' * (wide - filled)} {words}")


def section(t: Texts, side: Side, book: Workbook) -> Blocks:
    title = t.md("*Workbook*")
    if not book.items:
        if not side.is_together:
            return []
        words = (
            t.md("What do you want to be able to do? Item by item, yours to sign off when you can.")
            if side.is_mentee
            else t.md("What does {name} want to be able to do? Propose items; {name} decides.", name=_name(side))
        )
        return [kit.section(Md(f"{title}\n{words}")), kit.actions(*_ways_to_add(t, side, book))]
    counted = progress(t, book.done, book.all) if book.all else t.md("Nothing taken yet")
    blocks = [kit.section(Md(f"{title}\n{counted}"), accessory=_open(t, side))]
    for item in book.of(ItemState.PROPOSED)[:NEXT]:
        blocks += _proposed(t, side, item)
    for item in book.of(ItemState.OPEN)[:NEXT]:
        button = _sign_off(t, item) if side.is_mentee and side.is_together else None
        blocks.append(kit.section(t.md("☐ {item}", item=item.text), accessory=button))
    return blocks


def _name(side: Side) -> str:
    return side.partner.name.split()[0] if side.partner.name.split() else ""


def _open(t: Texts, side: Side) -> Element:
    return kit.button(t("Open workbook"), ids.numbered(ids.WORKBOOK, side.pair.id), side.pair.id)


def _sign_off(t: Texts, item: WorkbookItem) -> Element:
    return kit.button(t("I can do this …"), ids.numbered(ids.SIGN_OFF, item.id), item.id)


def _ways_to_add(t: Texts, side: Side, book: Workbook) -> list[Element]:
    pair = side.pair.id
    add = t("Add items …") if side.is_mentee else t("Propose items …")
    buttons = [kit.button(add, ids.numbered(ids.ADD_ITEMS, pair), pair)]
    if book.offered:
        usual = t("What mentors usually pass on …")
        buttons.insert(0, kit.button(usual, ids.numbered(ids.OFFERED_ITEMS, pair), pair, style="primary"))
    return buttons


def workbook_page(t: Texts, side: Side, book: Workbook, note: Md | None = None) -> View:
    """All of it, with what each of the two may do."""
    blocks: Blocks = [kit.section(note)] if note else []
    counted = progress(t, book.done, book.all) if book.all else t.md("Nothing taken yet")
    blocks.append(kit.section(Md(f"*{esc(_whose(t, side))}*\n{counted}")))
    back = kit.button(t("Back"), ids.WORKBOOK_BACK, side.pair.id)
    blocks.append(kit.actions(*(_ways_to_add(t, side, book) if side.is_together else []), back))
    titles = {
        ItemState.PROPOSED: t.md("*Proposed*"),
        ItemState.OPEN: t.md("*To be able to do*"),
        ItemState.DONE: t.md("*Done*"),
    }
    for state, title in titles.items():
        items = book.of(state)
        if items:
            blocks += [kit.divider(), kit.section(title)]
        for item in items:
            blocks += _proposed(t, side, item) if state is ItemState.PROPOSED else [_item(t, side, item)]
    blocks.append(kit.context(t.md("Only the two of you read this.")))
    return kit.modal(t, ids.NOTICE, t("Workbook"), blocks, pair=side.pair.id, book=1)


def _whose(t: Texts, side: Side) -> str:
    return (
        t("What I want to be able to do")
        if side.is_mentee
        else t("What {name} wants to be able to do", name=_name(side))
    )


def _item(t: Texts, side: Side, item: WorkbookItem) -> Block:
    done = item.state is ItemState.DONE
    words = t.md("✅ {item}", item=item.text) if done else t.md("☐ {item}", item=item.text)
    if done and item.evidence:
        words = Md(f"{words}\n{kit.quote(item.evidence, LONGEST_EVIDENCE)}")
    if not (side.is_together and side.is_mentee):
        return kit.section(words)
    options = (
        [kit.option(t("Change the line …"), f"off-{item.id}"), kit.option(t("Not yet after all"), f"open-{item.id}")]
        if done
        else [kit.option(t("I can do this …"), f"off-{item.id}")]
    )
    options.append(kit.option(t("Change or remove …"), f"change-{item.id}"))
    return kit.section(words, accessory=kit.overflow(ids.numbered(ids.ITEM_MENU, item.id), options))


def _proposed(t: Texts, side: Side, item: WorkbookItem) -> Blocks:
    words = t.md("💡 {item}", item=item.text)
    if not side.is_together:
        return [kit.section(words)]
    if may_change(side, item):
        menu = [kit.option(t("Change or remove …"), f"change-{item.id}")]
        return [kit.section(words, accessory=kit.overflow(ids.numbered(ids.ITEM_MENU, item.id), menu))]
    return [
        kit.section(words),
        kit.actions(
            kit.button(t("Take it"), ids.numbered(ids.TAKE_ITEM, item.id), item.id),
            kit.button(t("Leave it"), ids.numbered(ids.LEAVE_ITEM, item.id), item.id),
        ),
    ]


def add_form(t: Texts, side: Side, *, book: bool) -> View:
    words = (
        t("What do you want to be able to do?")
        if side.is_mentee
        else t("What could {name} want to be able to do?", name=_name(side))
    )
    field = kit.input_(
        "items",
        words,
        kit.text_input(multiline=True, longest=3000, placeholder=t("Run a sprint review\nSay no to a stakeholder")),
        hint=t("One a line, in a few words each. It begins with a verb."),
    )
    title, submit = (t("Add items"), t("Add")) if side.is_mentee else (t("Propose items"), t("Propose"))
    return kit.modal(t, ids.ADD_ITEMS_FORM, title, [field], submit=submit, pair=side.pair.id, book=int(book))


def offered_form(t: Texts, side: Side, offered: Sequence[WorkbookTemplate], *, book: bool) -> View:
    """What mentors of the topic usually pass on, to tick."""
    words = (
        t.md("This is what mentors of your topic usually pass on. Tick what you want to be able to do.")
        if side.is_mentee
        else t.md("This is what mentors of this topic usually pass on. Tick what you would propose.")
    )
    halves = {"first": offered[:10], "second": offered[10:20]}
    labels = {"first": t("Items"), "second": t("More items")}
    fields = [
        kit.input_(
            name, labels[name], kit.checkboxes([kit.option(line.text, line.id) for line in lines]), optional=True
        )
        for name, lines in halves.items()
        if lines
    ]
    submit = t("Add") if side.is_mentee else t("Propose")
    title = t("Usually passed on")
    return kit.modal(
        t, ids.OFFERED_FORM, title, [kit.section(words), *fields], submit=submit, pair=side.pair.id, book=int(book)
    )


def sign_off_form(t: Texts, side: Side, item: WorkbookItem, *, book: bool) -> View:
    return kit.modal(
        t,
        ids.SIGN_OFF_FORM,
        t("I can do this"),
        [
            kit.section(kit.quote(item.text, LONGEST)),
            kit.input_(
                "evidence",
                t("How do you know?"),
                kit.text_input(initial=item.evidence, multiline=True, longest=LONGEST_EVIDENCE),
                hint=t("A line is enough: when you did it, or who noticed. {name} reads it.", name=_name(side)),
            ),
        ],
        submit=t("Sign off"),
        item=item.id,
        pair=side.pair.id,
        book=int(book),
    )


def item_form(t: Texts, side: Side, item: WorkbookItem, *, book: bool) -> View:
    gone = kit.option(t("Remove this item"), REMOVE)
    return kit.modal(
        t,
        ids.ITEM_FORM,
        t("Change an item"),
        [
            kit.input_("item", t("To be able to"), kit.text_input(initial=item.text, longest=LONGEST)),
            kit.input_("also", t("Or"), kit.checkboxes([gone]), optional=True),
        ],
        submit=t("Save"),
        item=item.id,
        pair=side.pair.id,
        book=int(book),
    )


def said(t: Texts, side: Side, words: Md) -> Message:
    """Where no page stands: what has been done, and the way to the page."""
    return kit.message(words, kit.section(words), kit.actions(pair_page.page_button(t, side.pair)))


def proposed(t: Texts, side: Side, book: Workbook) -> Message:
    """For the mentee: what the mentor has proposed, all that waits."""
    items = book.of(ItemState.PROPOSED)
    title = t.md("💡 {partner} proposes for your workbook", partner=mention(side.partner.slack_id))
    listed = Md("\n".join(t.md("• {item}", item=item.text) for item in items[:10]))
    words = t.md("You decide what stands in it.")
    return kit.message(
        title, kit.section(Md(f"*{title}*")), kit.section(listed), kit.context(words),
        kit.actions(_open(t, side), pair_page.page_button(t, side.pair)),
    )  # fmt: skip


def signed_off(t: Texts, side: Side, items: Sequence[WorkbookItem], done: int, all_: int) -> Message:
    """For the mentor: what the mentee has signed off."""
    title = t.md("🌱 {partner} can do something new", partner=mention(side.partner.slack_id))
    listed = []
    for item in items[:10]:
        line = t.md("✅ {item}", item=item.text)
        listed.append(Md(f"{line}\n{kit.quote(item.evidence, 100)}") if item.evidence else line)
    full = [kit.section(t.md("🎉 That is the whole workbook. A moment to celebrate, and to ask what is next."))]
    return kit.message(
        title,
        kit.section(Md(f"*{title}*")),
        kit.section(Md("\n".join(listed))),
        kit.context(progress(t, done, all_)),
        *(full if done == all_ else []),
        kit.actions(_open(t, side)),
    )
