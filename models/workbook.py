"""What a mentee wants to be able to do, item by item, and what mentors of a topic usually pass on."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, SmallInteger, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, Identified, states


class ItemState(StrEnum):
    PROPOSED = "proposed"  # by the mentor; the mentee has not taken it yet
    OPEN = "open"
    DONE = "done"


class WorkbookItem(Identified, Base):
    """Something the mentee wants to be able to do; theirs to sign off."""

    __tablename__ = "workbook_items"

    pair_id: Mapped[int] = mapped_column(ForeignKey("pairs.id", ondelete="CASCADE"), index=True)
    proposed_by: Mapped[int] = mapped_column(ForeignKey("members.id", ondelete="CASCADE"), index=True)
    text: Mapped[str] = mapped_column(String(200))
    state: Mapped[ItemState] = mapped_column(states(ItemState), default=ItemState.OPEN)
    evidence: Mapped[str] = mapped_column(Text, default="", doc="a line of the mentee's: how they know")
    created_at: Mapped[datetime]
    done_at: Mapped[datetime | None]


class WorkbookTemplate(Identified, Base):
    """What a mentor of a topic usually passes on: one line, kept by those who run networks."""

    __tablename__ = "workbook_templates"
    __table_args__ = (UniqueConstraint("topic_id", "text"),)

    topic_id: Mapped[int] = mapped_column(ForeignKey("topics.id", ondelete="CASCADE"))
    place: Mapped[int] = mapped_column(SmallInteger, doc="in the list, from 0")
    text: Mapped[str] = mapped_column(String(75))
    language: Mapped[str] = mapped_column(String(8), default="", server_default="", doc="empty: for readers of any")
    written_by: Mapped[int | None] = mapped_column(ForeignKey("members.id", ondelete="SET NULL"), index=True)
    written_at: Mapped[datetime]
