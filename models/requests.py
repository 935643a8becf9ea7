from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, Identified, states


class RequestState(StrEnum):
    PENDING = "pending"
    MORE_INFO = "more_info"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    EXPIRED = "expired"
    WITHDRAWN = "withdrawn"


OPEN_REQUEST = text("state IN ('pending', 'more_info')")


class Request(Identified, Base):
    """A mentee asks a mentor."""

    __tablename__ = "requests"
    __table_args__ = (
        Index(
            "uq_requests_open", "mentee_id", "mentor_id", unique=True,
            sqlite_where=OPEN_REQUEST, postgresql_where=OPEN_REQUEST,
        ),
        Index("ix_requests_mentor", "mentor_id", "state"),
        Index("ix_requests_mentee", "mentee_id", "state"),
        Index("ix_requests_due", "expires_at", sqlite_where=OPEN_REQUEST, postgresql_where=OPEN_REQUEST),
    )  # fmt: skip

    mentor_id: Mapped[int] = mapped_column(ForeignKey("members.id", ondelete="CASCADE"))
    mentee_id: Mapped[int] = mapped_column(ForeignKey("members.id", ondelete="CASCADE"))
    topic_id: Mapped[int | None] = mapped_column(ForeignKey("topics.id", ondelete="SET NULL"))
    question: Mapped[str] = mapped_column(Text, doc="the precise question")
    state: Mapped[RequestState] = mapped_column(states(RequestState), default=RequestState.PENDING)
    asked_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    answered_at: Mapped[datetime | None]
    decline_reason: Mapped[str | None] = mapped_column(String(24), doc="a code; never shown raw")


class RequestNote(Identified, Base):
    """What the two say to each other about a request before it is answered: the mentor asks, the mentee tells more."""

    __tablename__ = "request_notes"

    request_id: Mapped[int] = mapped_column(ForeignKey("requests.id", ondelete="CASCADE"), index=True)
    author_id: Mapped[int] = mapped_column(ForeignKey("members.id", ondelete="CASCADE"), index=True)
    text: Mapped[str] = mapped_column(Text)
    written_at: Mapped[datetime]
