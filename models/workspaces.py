from datetime import datetime

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base


class Workspace(Base):
    """One Slack team."""

    __tablename__ = "workspaces"

    id: Mapped[str] = mapped_column(String(32), primary_key=True, doc="Slack's team id")
    name: Mapped[str] = mapped_column(String(255), default="")
    created_at: Mapped[datetime]
