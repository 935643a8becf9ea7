"""Installations by OAuth, and the browsers that are about to make one. Tokens come and go encrypted: what they are is
nobody's business here."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256

from sqlalchemy import delete, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain.rows import claimed
from models import Installation, InstallState, Workspace

BEGUN_FOR = timedelta(minutes=10)
"""How long a person may take to say yes to Slack."""
RENEW_AHEAD = timedelta(hours=2)
"""Before a token expires, which Slack's do after twelve hours."""
RETRY_AFTER = timedelta(minutes=1)
"""Whoever renews has so long before another may try."""


@dataclass(frozen=True, kw_only=True)
class Tokens:
    """What Slack gives: encrypted."""

    bot: str
    refresh: str | None
    expires_at: datetime | None

    @property
    def renew_at(self) -> datetime | None:
        return self.expires_at - RENEW_AHEAD if self.expires_at and self.refresh else None


async def save(
    session: AsyncSession,
    installation_id: str,
    tokens: Tokens,
    *,
    is_enterprise: bool,
    bot_user_id: str,
    scopes: str,
    by: str,
    now: datetime,
) -> None:
    """The newest installation in a team or organisation takes the place of the one before."""
    await session.execute(delete(Installation).where(Installation.id == installation_id))
    session.add(
        Installation(
            id=installation_id, is_enterprise=is_enterprise, bot_token=tokens.bot, refresh_token=tokens.refresh,
            expires_at=tokens.expires_at, renew_at=tokens.renew_at, bot_user_id=bot_user_id, scopes=scopes,
            installed_by=by, installed_at=now,
        )
    )  # fmt: skip
    await session.flush()


async def serving(session: AsyncSession, workspace_id: str | None, enterprise_id: str | None) -> Installation | None:
    """The installation that answers in a workspace: its own, else the one of its organisation."""
    known = select(Workspace.enterprise_id).where(Workspace.id == workspace_id).scalar_subquery()
    found = await session.scalars(
        select(Installation).where(
            or_(
                Installation.id == workspace_id,
                (Installation.id == (known if enterprise_id is None else enterprise_id))
                & Installation.is_enterprise.is_(True),
            )
        )
    )
    return min(found, key=lambda installation: installation.is_enterprise, default=None)


async def get(session: AsyncSession, installation_id: str) -> Installation | None:
    return await session.get(Installation, installation_id, populate_existing=True)


async def is_older(session: AsyncSession, installation_id: str, moment: datetime) -> bool:
    """Whether Klik was installed there anew after `moment` (whole seconds): news from before is about what is gone."""
    installed_at = await session.scalar(select(Installation.installed_at).where(Installation.id == installation_id))
    return installed_at is not None and moment < installed_at.replace(microsecond=0)


# Renewing tokens


async def due(session: AsyncSession, now: datetime) -> Sequence[Installation]:
    return (await session.scalars(select(Installation).where(Installation.renew_at <= now))).all()


async def claim_renewal(session: AsyncSession, installation: Installation, now: datetime) -> bool:
    """Of all replicas one renews: a refresh token is good once."""
    return await claimed(
        session,
        update(Installation)
        .where(
            Installation.id == installation.id,
            Installation.renewals == installation.renewals,
            Installation.renew_at <= now,
        )
        .values(renew_at=now + RETRY_AFTER),
    )


async def renewed(session: AsyncSession, installation: Installation, tokens: Tokens) -> bool:
    """Write what Slack gave for it; False when it was installed anew meanwhile."""
    return await claimed(
        session,
        update(Installation)
        .where(
            Installation.id == installation.id,
            Installation.renewals == installation.renewals,
            Installation.bot_token == installation.bot_token,
        )
        .values(
            bot_token=tokens.bot,
            refresh_token=tokens.refresh,
            expires_at=tokens.expires_at,
            renew_at=tokens.renew_at,
            renewals=Installation.renewals + 1,
        ),
    )


async def lose(session: AsyncSession, installation: Installation) -> bool:
    """Slack takes its refresh token no more: without a token there is no installation, but nobody removed Klik either.
    Whoever installs it again goes on where it stopped."""
    return await claimed(
        session,
        delete(Installation).where(
            Installation.id == installation.id, Installation.bot_token == installation.bot_token
        ),
    )


# Beginning an installation


async def begin(session: AsyncSession, state: str, browser: str, now: datetime) -> None:
    """Remember that this browser was sent to Slack with `state`."""
    await session.execute(delete(InstallState).where(InstallState.expires_at <= now))
    session.add(InstallState(state=_digest(state), browser=_digest(browser), expires_at=now + BEGUN_FOR))


async def finish(session: AsyncSession, state: str, browser: str, now: datetime) -> bool:
    """Whether it is this browser that was sent with `state`, in time, and for the first time."""
    return await claimed(
        session,
        delete(InstallState).where(
            InstallState.state == _digest(state),
            InstallState.browser == _digest(browser),
            InstallState.expires_at > now,
        ),
    )


def _digest(text: str) -> str:
    return sha256(text.encode()).hexdigest()
