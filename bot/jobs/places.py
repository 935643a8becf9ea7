"""A place that was offered from the waiting list and not taken goes to whoever waits next."""

from sqlalchemy import func, select

from bot.domain.search import needs
from bot.domain.workspaces import served
from bot.runtime import Runtime
from models import PlaceOffer

EARLIEST = select(func.min(PlaceOffer.offered_at)).where(PlaceOffer.open.is_(True), served(PlaceOffer.workspace_id))


async def run(runtime: Runtime) -> int:
    now = runtime.now()
    async with runtime.db.begin() as session:
        due = await needs.lapsed(session, now)
    for offer_id in due:
        async with runtime.db.begin() as session:
            await needs.offer_on(session, offer_id, now)
    return len(due)
