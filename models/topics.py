from datetime import datetime

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, Identified, InWorkspace


class Topic(Identified, Base):
    """A subject in the workspace's list, with its name in each language."""

    __tablename__ = "topics"
    __table_args__ = (UniqueConstraint("workspace_id", "name"),)

    name: Mapped[str] = mapped_column(String(75), doc="English")
    name_nl: Mapped[str] = mapped_column(String(75), default="")
    accepted: Mapped[bool] = mapped_column(default=True, doc="False: proposed, and to be looked at by a coordinator")
    proposed_by: Mapped[int | None] = mapped_column(ForeignKey("members.id", ondelete="SET NULL"))
    created_at: Mapped[datetime]


class TopicParent(InWorkspace, Base):
    """A wider topic: "Data" is a parent of "SQL"."""

    __tablename__ = "topic_parents"

    topic_id: Mapped[int] = mapped_column(ForeignKey("topics.id", ondelete="CASCADE"), primary_key=True)
    parent_id: Mapped[int] = mapped_column(ForeignKey("topics.id", ondelete="CASCADE"), primary_key=True, index=True)


class TopicAlias(Identified, Base):
    """Another way to say a topic: "k8s" is "Kubernetes". Folded: lower case, no accents, single spaces."""

    __tablename__ = "topic_aliases"
    __table_args__ = (UniqueConstraint("workspace_id", "alias"),)

    topic_id: Mapped[int] = mapped_column(ForeignKey("topics.id", ondelete="CASCADE"), index=True)
    alias: Mapped[str] = mapped_column(String(150))


class UnmetNeed(Identified, Base):
    """A search that found nobody: counted for the coordinators, and the waiting list of the person who searched."""

    __tablename__ = "unmet_needs"

    member_id: Mapped[int] = mapped_column(ForeignKey("members.id", ondelete="CASCADE"), index=True)
    topic_id: Mapped[int | None] = mapped_column(ForeignKey("topics.id", ondelete="CASCADE"), index=True)
    words: Mapped[str] = mapped_column(String(200))
    waiting: Mapped[bool] = mapped_column(default=False, doc="wants a message when a mentor has a place")
    waiting_since: Mapped[datetime | None] = mapped_column(doc="the place in the list; kept when told in vain")
    created_at: Mapped[datetime]
