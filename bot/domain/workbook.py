"""A pair's workbook: what the mentee wants to be able to do. Either of the two proposes, the mentee decides what stands
in it and signs off with a line of evidence. Only the two read it."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import delete, func, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain import members, outbox, side, templates
from bot.domain.errors import InvalidInput, NotFound, TooManyItems
from bot.domain.rows import claimed
from bot.domain.side import Side
from models import ItemState, Member, Pair, Request, WorkbookItem, WorkbookTemplate

MOST = 30
"""Items of one workbook."""
LIST_MARK = re.compile(r"^[•*-](\s+|$)")
LONGEST = 200
LONGEST_EVIDENCE = 500
PROPOSED, DONE = "workbook.proposed", "workbook.done"
TOLD_AFTER = timedelta(minutes=30)
"""What is signed off in one go is told in one message, one a day at most."""


@dataclass(frozen=True, kw_only=True)
class Workbook:
    items: Sequence[WorkbookItem]
    """Those proposed first, then those to do, then those signed off; within each in the order they came."""
    offered: Sequence[WorkbookTemplate] = ()
    """What a mentor of the topic usually passes on, while the workbook is empty."""

    def of(self, state: ItemState) -> Sequence[WorkbookItem]:
        return [item for item in self.items if item.state is state]

    @property
    def done(self) -> int:
        return len(self.of(ItemState.DONE))

    @property
    def all(self) -> int:
        """Those that the mentee has taken."""
        return len(self.items) - len(self.of(ItemState.PROPOSED))


async def of_pair(session: AsyncSession, side: Side) -> Workbook:
    items = await _items(session, side.pair)
    return Workbook(items=items, offered=() if items else await _offered(session, side))


async def _offered(session: AsyncSession, side: Side) -> Sequence[WorkbookTemplate]:
    return await templates.of_topic(session, await _topic(session, side), members.language_of(side.me))


async def _items(session: AsyncSession, pair: Pair) -> Sequence[WorkbookItem]:
    order = list(ItemState)
    rows = await session.scalars(
        select(WorkbookItem)
        .where(WorkbookItem.pair_id == pair.id)
        .order_by(WorkbookItem.id)
        .execution_options(populate_existing=True)
    )
    return sorted(rows.all(), key=lambda item: order.index(item.state))


async def _topic(session: AsyncSession, side: Side) -> int | None:
    """What the mentee asked about, in this workspace's list."""
    return await session.scalar(
        select(Request.topic_id).where(
            Request.workspace_id == side.pair.workspace_id, Request.id == side.pair.request_id
        )
    )


async def choose(session: AsyncSession, by: Member, pair_id: int, chosen: Sequence[int], now: datetime) -> Side:
    """Take lines of what is usually passed on, by their ids; the mentor proposes them. Raises NotFound, NotYetAPair,
    PairEnded, TooManyItems."""
    of_mine = await side.of(session, by, pair_id, now)
    offered = await _offered(session, of_mine)
    return await add(session, by, pair_id, [line.text for line in offered if line.id in set(chosen)], now)


async def achieved(session: AsyncSession, pair: Pair) -> Sequence[WorkbookItem]:
    """What the mentee has signed off, the first first: for whoever celebrates it with them."""
    done = (WorkbookItem.pair_id == pair.id, WorkbookItem.state == ItemState.DONE)
    return (await session.scalars(select(WorkbookItem).where(*done).order_by(WorkbookItem.done_at))).all()


async def signed_off_on(session: AsyncSession, pair: Pair, day: date) -> Sequence[WorkbookItem]:
    """By the days of UTC."""
    return [item for item in await achieved(session, pair) if item.done_at is not None and item.done_at.date() == day]


def lines(typed: str) -> Sequence[str]:
    """One item a line; list marks, empty lines and what stands there twice go. Raises InvalidInput."""
    found = [LIST_MARK.sub("", line.strip()).strip() for line in typed.splitlines()]
    first: dict[str, str] = {}
    for line in filter(None, found):
        first.setdefault(line.casefold(), line)
    items = list(first.values())
    if not items:
        raise InvalidInput("items", "needed")
    if any(len(item) > LONGEST for item in items):
        raise InvalidInput("items", "line_too_long")
    return items


async def add(session: AsyncSession, by: Member, pair_id: int, texts: Sequence[str], now: datetime) -> Side:
    """The mentee's own stand in it at once; the mentor's wait until the mentee takes them. What stands there word for
    word is not added again. Raises NotFound, NotYetAPair, PairEnded, TooManyItems."""
    of_mine = await side.together(session, by, pair_id, now)
    known = {item.text.casefold() for item in await _items(session, of_mine.pair)}
    new = [text for text in texts if text.casefold() not in known]
    if len(known) + len(new) > MOST:
        raise TooManyItems(MOST)
    state = ItemState.OPEN if of_mine.is_mentee else ItemState.PROPOSED
    for text in new:
        session.add(
            WorkbookItem(
                workspace_id=by.workspace_id, pair_id=pair_id, proposed_by=by.id, text=text, state=state, created_at=now
            )
        )
        await session.flush()  # one by one: they keep their order
    if new and state is ItemState.PROPOSED:
        newest = (await session.scalars(select(func.max(WorkbookItem.id)).where(WorkbookItem.pair_id == pair_id))).one()
        await outbox.plan(session, PROPOSED, of_mine.partner, about=("pair", pair_id), key=str(newest), due=now)
    return of_mine


async def _own(
    session: AsyncSession, by: Member, item_id: int, now: datetime, *, changing: bool = True
) -> tuple[Side, WorkbookItem]:
    """An item of one of `by`'s pairs, which is locked when it is changed. Raises NotFound, NotYetAPair, PairEnded."""
    found = select(WorkbookItem).where(WorkbookItem.workspace_id == by.workspace_id, WorkbookItem.id == item_id)
    item = await session.scalar(found)
    pair_id = item.pair_id if item else 0
    of_mine = await (side.together if changing else side.of)(session, by, pair_id, now)
    item = await session.scalar(found.execution_options(populate_existing=True))
    if item is None:
        raise NotFound("item")  # removed while the pair was being locked
    return of_mine, item


async def get(session: AsyncSession, by: Member, item_id: int, now: datetime) -> tuple[Side, WorkbookItem]:
    """Raises NotFound, for everybody else's too."""
    return await _own(session, by, item_id, now, changing=False)


def may_change(side: Side, item: WorkbookItem) -> bool:
    """Items are the mentee's; what a mentor has proposed is the mentor's until it is taken."""
    if item.state is ItemState.PROPOSED:
        return item.proposed_by == side.me.id
    return side.is_mentee


async def take(session: AsyncSession, by: Member, item_id: int, now: datetime) -> Side:
    """The mentee takes what was proposed; twice is once. Raises NotFound, NotYetAPair, PairEnded."""
    of_mine, item = await _own(session, by, item_id, now)
    if not of_mine.is_mentee:
        raise NotFound("item")
    await _move(session, item, ItemState.PROPOSED, state=ItemState.OPEN)
    return of_mine


async def sign_off(session: AsyncSession, by: Member, item_id: int, evidence: str, now: datetime) -> Side:
    """The mentee can do it, and says how they know. Saying it again changes the line.

    Raises NotFound, NotYetAPair, PairEnded, InvalidInput.
    """
    of_mine, item = await _own(session, by, item_id, now)
    if not of_mine.is_mentee or item.state is ItemState.PROPOSED:
        raise NotFound("item")
    if not evidence:
        raise InvalidInput("evidence", "needed")
    if await _move(session, item, ItemState.OPEN, state=ItemState.DONE, done_at=now, evidence=evidence):
        day = now.date().isoformat()
        await outbox.plan(
            session, DONE, of_mine.partner, about=("pair", of_mine.pair.id), key=day, due=now + TOLD_AFTER, day=day
        )
    else:
        await _move(session, item, ItemState.DONE, evidence=evidence)
    return of_mine


async def reopen(session: AsyncSession, by: Member, item_id: int, now: datetime) -> Side:
    """Not yet after all; the line of evidence stays for the next time. Raises NotFound, NotYetAPair, PairEnded."""
    of_mine, item = await _own(session, by, item_id, now)
    if not of_mine.is_mentee:
        raise NotFound("item")
    await _move(session, item, ItemState.DONE, state=ItemState.OPEN, done_at=None)
    return of_mine


async def change(session: AsyncSession, by: Member, item_id: int, text: str, now: datetime) -> Side:
    """Raises NotFound, NotYetAPair, PairEnded, InvalidInput."""
    of_mine, item = await _own(session, by, item_id, now)
    if not may_change(of_mine, item):
        raise NotFound("item")
    if not text:
        raise InvalidInput("item", "needed")
    await _move(session, item, item.state, text=text)
    return of_mine


async def remove(session: AsyncSession, by: Member, item_id: int, now: datetime) -> Side:
    """Out of the workbook: an item of one's own, or for the mentee whatever was proposed. Raises NotFound,
    NotYetAPair, PairEnded."""
    of_mine, item = await _own(session, by, item_id, now)
    if not of_mine.is_mentee and not may_change(of_mine, item):
        raise NotFound("item")
    await session.execute(delete(WorkbookItem).where(WorkbookItem.id == item.id))
    session.expunge(item)
    return of_mine


async def _move(session: AsyncSession, item: WorkbookItem, expected: ItemState, **values: object) -> bool:
    won = await claimed(
        session,
        update(WorkbookItem).where(WorkbookItem.id == item.id, WorkbookItem.state == expected).values(**values),
    )
    await session.refresh(item)
    return won
