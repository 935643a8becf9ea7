"""The search's index is compared with what it says of each mentor, and mended: after new weights, for one."""

import structlog
from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.domain.search import index
from bot.runtime import Runtime
from models import MentorProfile

log = structlog.get_logger()

AT_ONCE = 500
"""Mentors looked at in one transaction: others are not kept waiting."""


async def run(runtime: Runtime) -> int:
    mended = last = 0
    while True:
        async with runtime.db.begin() as session:
            following = select(MentorProfile.member_id).where(MentorProfile.member_id > last)
            ids = (await session.scalars(following.order_by(MentorProfile.member_id).limit(AT_ONCE))).all()
            if not ids:
                break

            def refresh(sync: Session, ids: tuple[int, ...] = tuple(ids)) -> int:
                return index.refresh(sync, ids)

            mended += await session.run_sync(refresh)
        last = ids[-1]
    if mended:
        log.warning("index.mended", rows=mended)
    return mended
