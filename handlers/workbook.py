"""Workbooks: adding, taking, signing off."""

from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain import access, side, workbook
from bot.domain.errors import InvalidInput
from bot.domain.side import Side
from bot.i18n import Md
from bot.views import ids
from bot.views import workbook as views
from bot.views.kit import View
from handlers import pair_page
from handlers.forms import ItemForm, ItemsForm, OfferedForm, SignOffForm
from handlers.registry import Visit, as_id, registry


def _in_book(visit: Visit) -> bool:
    """Whether it began on the workbook's own page."""
    return bool(visit.metadata.get(views.BOOK))


async def _page(visit: Visit, session: AsyncSession, of_mine: Side, note: Md | None = None) -> View:
    """The page it began on, as things stand now."""
    if _in_book(visit):
        return views.workbook_page(visit.t, of_mine, await workbook.of_pair(session, of_mine), note)
    return await pair_page.drawn(visit, session, of_mine.pair.id, note)


@registry.action(ids.WORKBOOK, may=access.RUN_PAIR)
async def show(visit: Visit) -> None:
    """In the place of the page about the pair: Slack stacks three views, and forms open on top of it."""
    async with visit.begin() as session:
        of_mine = await side.of(session, visit.member, visit.number, visit.now)
        page = views.workbook_page(visit.t, of_mine, await workbook.of_pair(session, of_mine))
    if visit.body.get("view", {}).get("type") == "modal":
        await visit.update(page)
    else:
        await visit.open(page)


@registry.action(ids.WORKBOOK_BACK, may=access.RUN_PAIR)
async def back(visit: Visit) -> None:
    async with visit.begin() as session:
        page = await pair_page.drawn(visit, session, visit.number)
    await visit.update(page)


@registry.action(ids.ADD_ITEMS, may=access.RUN_PAIR)
async def open_add(visit: Visit) -> None:
    async with visit.begin() as session:
        of_mine = await side.together(session, visit.member, visit.number, visit.now)
    await visit.open(visit.with_origin(views.add_form(visit.t, of_mine, book=_in_book(visit))))


@registry.form(ids.ADD_ITEMS_FORM, may=access.RUN_PAIR)
async def add(visit: Visit) -> None:
    form = ItemsForm.from_view(visit.body["view"])
    async with visit.begin() as session:
        texts = workbook.lines(form.items)
        of_mine = await workbook.add(session, visit.member, visit.carried("pair"), texts, visit.now)
        words = _added(visit, of_mine)
        page = await _page(visit, session, of_mine, words)
    await pair_page.put(visit, page, views.said(visit.t, of_mine, words))


def _added(visit: Visit, of_mine: Side) -> Md:
    return visit.t.md("✅ In your workbook.") if of_mine.is_mentee else visit.t.md("💡 Proposed.")


@registry.action(ids.OFFERED_ITEMS, may=access.RUN_PAIR)
async def open_offered(visit: Visit) -> None:
    async with visit.begin() as session:
        of_mine = await side.together(session, visit.member, visit.number, visit.now)
        book = await workbook.of_pair(session, of_mine)
        page = await _page(visit, session, of_mine)
    if book.offered:
        await visit.open(visit.with_origin(views.offered_form(visit.t, of_mine, book.offered, book=_in_book(visit))))
    else:  # the workbook is not empty any more, or nothing is offered
        await pair_page.put(visit, page, views.said(visit.t, of_mine, visit.t.md("✅ In your workbook.")))


@registry.form(ids.OFFERED_FORM, may=access.RUN_PAIR)
async def choose(visit: Visit) -> None:
    form = OfferedForm.from_view(visit.body["view"])
    async with visit.begin() as session:
        pair_id, chosen = visit.carried("pair"), [*form.first, *form.second]
        if not chosen:
            raise InvalidInput("first", "tick_one")
        of_mine = await workbook.choose(session, visit.member, pair_id, chosen, visit.now)
        words = _added(visit, of_mine)
        page = await _page(visit, session, of_mine, words)
    await pair_page.put(visit, page, views.said(visit.t, of_mine, words))


@registry.action(ids.TAKE_ITEM, may=access.RUN_PAIR)
async def take(visit: Visit) -> None:
    async with visit.begin() as session:
        of_mine = await workbook.take(session, visit.member, visit.number, visit.now)
        words = visit.t.md("✅ In your workbook.")
        page = await _page(visit, session, of_mine, words)
    await pair_page.put(visit, page, views.said(visit.t, of_mine, words))


@registry.action(ids.LEAVE_ITEM, may=access.RUN_PAIR)
async def leave(visit: Visit) -> None:
    async with visit.begin() as session:
        of_mine = await workbook.remove(session, visit.member, visit.number, visit.now)
        words = visit.t.md("Left out.")
        page = await _page(visit, session, of_mine, words)
    await pair_page.put(visit, page, views.said(visit.t, of_mine, words))


@registry.action(ids.SIGN_OFF, may=access.RUN_PAIR)
async def open_sign_off(visit: Visit) -> None:
    await _open_form(visit, visit.number, "off")


@registry.action(ids.ITEM_MENU, may=access.RUN_PAIR)
async def menu(visit: Visit) -> None:
    """The menu beside an item."""
    choice, _, number = visit.value.partition("-")
    if choice != "open":
        await _open_form(visit, as_id(number), choice)
        return
    async with visit.begin() as session:
        of_mine = await workbook.reopen(session, visit.member, as_id(number), visit.now)
        words = visit.t.md("☐ Open again.")
        page = await _page(visit, session, of_mine, words)
    await pair_page.put(visit, page, views.said(visit.t, of_mine, words))


async def _open_form(visit: Visit, item_id: int, choice: str) -> None:
    async with visit.begin() as session:
        of_mine, item = await workbook.get(session, visit.member, item_id, visit.now)
    form = views.sign_off_form if choice == "off" else views.item_form
    await visit.open(visit.with_origin(form(visit.t, of_mine, item, book=_in_book(visit))))


@registry.form(ids.SIGN_OFF_FORM, may=access.RUN_PAIR)
async def sign_off(visit: Visit) -> None:
    form = SignOffForm.from_view(visit.body["view"])
    async with visit.begin() as session:
        of_mine = await workbook.sign_off(session, visit.member, visit.carried("item"), form.evidence, visit.now)
        words = visit.t.md("🌱 Signed off. Well done!")
        page = await _page(visit, session, of_mine, words)
    await pair_page.put(visit, page, views.said(visit.t, of_mine, words))


@registry.form(ids.ITEM_FORM, may=access.RUN_PAIR)
async def change(visit: Visit) -> None:
    form = ItemForm.from_view(visit.body["view"])
    async with visit.begin() as session:
        item_id = visit.carried("item")
        if views.REMOVE in form.also:
            of_mine = await workbook.remove(session, visit.member, item_id, visit.now)
        else:
            of_mine = await workbook.change(session, visit.member, item_id, form.item, visit.now)
        words = visit.t.md("✅ Saved.")
        page = await _page(visit, session, of_mine, words)
    await pair_page.put(visit, page, views.said(visit.t, of_mine, words))
