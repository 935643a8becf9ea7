"""What members want to be told about: searches they saved, and places that were offered to who waited."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, BigInteger, Date, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.orm import Mapped, mapped_column
from sqlalchemy.sql.functions import GenericFunction

from models.base import Base, Identified, InWorkspace


class SavedSearch(Identified, Base):
    """A search whose new mentors are told to who saved it. A search that is not saved is no row at all."""

    __tablename__ = "saved_searches"

    member_id: Mapped[int] = mapped_column(ForeignKey("members.id", ondelete="CASCADE"), index=True)
    words: Mapped[str] = mapped_column(String(200))
    topic_id: Mapped[int | None] = mapped_column(
        ForeignKey("topics.id", ondelete="CASCADE"), index=True, doc="chosen from a list; then words play no part"
    )
    filters: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict, doc="those that are set, of search.query")
    created_at: Mapped[datetime]


class SearchTopic(InWorkspace, Base):
    """A topic that a saved search means."""

    __tablename__ = "search_topics"

    search_id: Mapped[int] = mapped_column(ForeignKey("saved_searches.id", ondelete="CASCADE"), primary_key=True)
    topic_id: Mapped[int] = mapped_column(ForeignKey("topics.id", ondelete="CASCADE"), primary_key=True, index=True)


class SearchFind(InWorkspace, Base):
    """A mentor who is new for a saved search: told once, on that day."""

    __tablename__ = "search_finds"

    search_id: Mapped[int] = mapped_column(ForeignKey("saved_searches.id", ondelete="CASCADE"), primary_key=True)
    mentor_id: Mapped[int] = mapped_column(ForeignKey("members.id", ondelete="CASCADE"), primary_key=True, index=True)
    tell_on: Mapped[date] = mapped_column(Date, doc="the day of the message, where its reader is")


class PlaceOffer(Identified, Base):
    """A free place that somebody who waited was told of. While it is open nobody else is told of the same place."""

    __tablename__ = "place_offers"

    need_id: Mapped[int] = mapped_column(ForeignKey("unmet_needs.id", ondelete="CASCADE"), index=True)
    mentor_id: Mapped[int] = mapped_column(ForeignKey("members.id", ondelete="CASCADE"), index=True)
    offered_at: Mapped[datetime]
    waited_seconds: Mapped[int] = mapped_column(doc="from beginning to wait until being told")
    open: Mapped[bool] = mapped_column(default=True, doc="False: it has lapsed, or was settled otherwise")


class MentorWait(Identified, Base):
    """Somebody waits for just this mentor, who was full or paused; and, once told, the place that is kept for them."""

    __tablename__ = "mentor_waits"
    __table_args__ = (UniqueConstraint("member_id", "mentor_id"),)

    member_id: Mapped[int] = mapped_column(ForeignKey("members.id", ondelete="CASCADE"), doc="who waits")
    mentor_id: Mapped[int] = mapped_column(ForeignKey("members.id", ondelete="CASCADE"), index=True)
    waiting: Mapped[bool] = mapped_column(default=True, doc="wants a message when there is a place")
    waiting_since: Mapped[datetime | None] = mapped_column(doc="the place in the list; kept when told in vain")
    offered_at: Mapped[datetime | None] = mapped_column(doc="when they could read of the place")
    open: Mapped[bool] = mapped_column(default=False, doc="a place is kept for them")
    created_at: Mapped[datetime]


PORTRAIT = 0
"""Where a change has a topic: it is what others see of the mentor that is new. No topic has this id."""


class IndexChange(Identified, Base):
    """A row of the search's index that was written, or what others see of a mentor, by triggers: searches that remember
    a topic or a portrait see what has changed of it since. A log of the last days, not of who did what."""

    __tablename__ = "index_changes"
    __table_args__ = (
        Index("ix_index_changes_since", "workspace_id", "topic_id", "turn", "member_id"),
        Index("ix_index_changes_oldest", "workspace_id", "id", "turn"),
        {"sqlite_autoincrement": True},
    )

    topic_id: Mapped[int] = mapped_column(doc="no key: the topic may be gone, which is a change too; or PORTRAIT")
    member_id: Mapped[int]
    turn: Mapped[int] = mapped_column(doc="the transaction: its number on PostgreSQL, the row's own id on SQLite")


class horizon(GenericFunction[int]):  # noqa: N801 (a function of SQL)
    """Transactions of lower turns are over: what they changed can be seen now, and no other of such a turn will come.

    PostgreSQL gives turns when transactions begin, and they end in another order; SQLite has one writer at a time.
    """

    type = BigInteger()
    inherit_cache = True


@compiles(horizon, "postgresql")
def _on_postgresql(*_: Any, **__: Any) -> str:
    return "CAST(CAST(pg_snapshot_xmin(pg_current_snapshot()) AS text) AS bigint)"


@compiles(horizon, "sqlite")
def _on_sqlite(*_: Any, **__: Any) -> str:
    return "(coalesce((SELECT seq FROM sqlite_sequence WHERE name = 'index_changes'), 0) + 1)"
