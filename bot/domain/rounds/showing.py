"""Home tabs that show a round are drawn anew when it changes: no trigger sees rounds (bot/domain/home_views.py)."""

from sqlalchemy import Select, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain import access, home_views
from models import HomeView, Member, NetworkMember, Round, RoundSignUp


async def to_all(session: AsyncSession, row: Round) -> None:
    """Whoever may take part, has signed up or runs it."""
    if row.everybody:
        await home_views.touch_all(session, row.workspace_id)
        return
    inside = select(NetworkMember.member_id).where(NetworkMember.network_id == row.network_id)
    signed = select(RoundSignUp.member_id).where(RoundSignUp.round_id == row.id)
    of_them = or_(HomeView.member_id.in_(inside), HomeView.member_id.in_(signed), HomeView.member_id.in_(_admins(row)))
    await home_views.touch_all(session, row.workspace_id, of_them)


async def to_runners(session: AsyncSession, row: Round) -> None:
    inside = select(NetworkMember.member_id).where(
        NetworkMember.network_id == row.network_id, NetworkMember.role.in_(access.in_network(access.RUN_ROUNDS))
    )
    of_them = or_(HomeView.member_id.in_(inside), HomeView.member_id.in_(_admins(row)))
    await home_views.touch_all(session, row.workspace_id, of_them)


def _admins(row: Round) -> Select[int]:
    return select(Member.id).where(Member.workspace_id == row.workspace_id, Member.is_admin.is_(True))
