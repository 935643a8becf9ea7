"""What Slack tells about Klik itself: uninstalled, or its token taken away."""

from datetime import UTC, datetime, timedelta

import structlog

from bot.domain import installations, workspaces
from handlers.notices import Notice, notice

log = structlog.get_logger()


@notice("app_uninstalled")
async def uninstalled(heard: Notice) -> None:
    """Nothing is sent from now on; everything is deleted when its time is up, unless Klik is installed again.

    Slack tells up to four times, and after a quick re-installation too late: what is older than it changes nothing.
    """
    if heard.installation_id is None:
        return
    now, runtime = heard.runtime.now(), heard.runtime
    happened = datetime.fromtimestamp(int(heard.body.get("event_time") or now.timestamp()), UTC)
    keep = timedelta(days=runtime.settings.klik_keep_days)
    async with runtime.db.begin() as session:
        if await installations.is_older(session, heard.installation_id, happened):
            return
        gone = await workspaces.remove(session, heard.installation_id, whole=heard.whole, now=now, keep=keep)
    runtime.workspaces.forget(heard.installation_id)
    for workspace_id in gone:
        log.warning("workspace.removed", workspace=workspace_id, deleted_at=(now + keep).isoformat())


@notice("tokens_revoked")
async def revoked(heard: Notice) -> None:
    """Without its own token Klik can do nothing there; the tokens of people it does not have."""
    if heard.body["event"].get("tokens", {}).get("bot"):
        await uninstalled(heard)
