""" "Our mentoring": the page about a pair.

**To add a section**: write an async function of the domain that reads what it shows, `(session, side) -> data`, and a
view that draws it, `(t, side, data) -> blocks`, at most bot.views.pair_page.MOST of them; then add a line to SECTIONS.
Nothing else: the page opens from the home tab, from messages and after every form. Each view of a section is drawn in
tests/gallery like any other.

**What a button of a section does** ends in `put()`, which draws the page anew where it stands: after a click on it, or
after a form that was opened from it with `visit.with_origin(...)`. Where a clicked button stood in a message,
the message that `put()` is given takes its place; a form that was opened from a message leaves that as it is.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain import access, agreements, endings, introductions, planned, side, situations, workbook
from bot.domain.side import Side
from bot.i18n import Md, Texts
from bot.views import agreements as agreement_views
from bot.views import endings as ending_views
from bot.views import ids, session_day, stuck
from bot.views import introductions as introduction_views
from bot.views import pair_page as views
from bot.views import workbook as workbook_views
from bot.views.kit import Blocks, Message, View
from handlers.registry import Visit, registry


@dataclass(frozen=True)
class Section:
    read: Callable[[AsyncSession, Side], Awaitable[Any]]
    draw: Callable[[Texts, Side, Any], Blocks]


SECTIONS: tuple[Section, ...] = (
    Section(introductions.question_of, introduction_views.section),
    Section(planned.next_of, session_day.section),
    Section(agreements.of_pair, agreement_views.section),
    Section(workbook.of_pair, workbook_views.section),
    Section(situations.seen_on_page, stuck.section),
    Section(endings.outlook, ending_views.outlook),
)
"""In this order."""


@registry.action(ids.PAIR_PAGE, may=access.RUN_PAIR)
async def show(visit: Visit) -> None:
    async with visit.begin() as session:
        page = await drawn(visit, session, visit.number)
    await visit.open(page)


async def drawn(visit: Visit, session: AsyncSession, pair_id: int, note: Md | None = None) -> View:
    """The page as things stand in this transaction. Raises NotFound."""
    of_mine = await side.of(session, visit.member, pair_id, visit.now)
    sections = [section.draw(visit.t, of_mine, await section.read(session, of_mine)) for section in SECTIONS]
    return views.pair_page(visit.t, of_mine, sections, note)


async def put(visit: Visit, page: View, said: Message) -> None:
    """Acknowledge: `page` where the page stands, `said` where there is none."""
    if visit.body.get("type") == "view_submission":
        if await visit.update_origin(page):
            await visit.ack()
        else:
            await visit.answer(said)
    elif visit.body.get("view", {}).get("type") == "modal":
        await visit.update(page)
    else:
        await visit.replace(said)
