"""Installations by OAuth: the tokens with which Klik may speak in a workspace. Of no single workspace: an
organisation's serves many."""

from datetime import datetime

from sqlalchemy import Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base


class Installation(Base):
    """A workspace, or a whole organisation, that has Klik. Gone as soon as Slack says that it is uninstalled."""

    __tablename__ = "installations"
    __table_args__ = (Index("ix_installations_renew", "renew_at"),)

    id: Mapped[str] = mapped_column(String(32), primary_key=True, doc="Slack's id of the team, or of the organisation")
    is_enterprise: Mapped[bool] = mapped_column(default=False)
    bot_token: Mapped[str] = mapped_column(Text, doc="encrypted, as every token (bot/vault.py)")
    refresh_token: Mapped[str | None] = mapped_column(Text, doc="encrypted; only where tokens rotate")
    bot_user_id: Mapped[str] = mapped_column(String(32))
    scopes: Mapped[str] = mapped_column(Text, default="", doc="separated by commas")
    installed_by: Mapped[str] = mapped_column(String(32), doc="Slack id of a person")
    installed_at: Mapped[datetime]
    expires_at: Mapped[datetime | None] = mapped_column(doc="of bot_token")
    renew_at: Mapped[datetime | None] = mapped_column(doc="when to renew it next; while somebody does, when to retry")
    renewals: Mapped[int] = mapped_column(default=0, doc="counts them: whoever renews names the one it replaces")


class InstallState(Base):
    """An installation that a browser has begun: one answer of Slack's is taken for it, from that browser, in time.

    Slack's async store for these would take one state twice when two answers come at once on PostgreSQL (it reads, then
    deletes), goes by the machine's own clock and does not know the browser.
    """

    __tablename__ = "install_states"

    state: Mapped[str] = mapped_column(String(64), primary_key=True, doc="SHA-256 of what Slack carries")
    browser: Mapped[str] = mapped_column(String(64), doc="SHA-256 of the browser's cookie")
    expires_at: Mapped[datetime] = mapped_column(index=True)
