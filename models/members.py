"""People: who they are to Slack, and what they offer and look for."""

from datetime import datetime
from enum import IntEnum

from sqlalchemy import JSON, ForeignKey, Index, Integer, SmallInteger, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, Identified, InWorkspace, JsonList

PAUSED = text("paused_until IS NOT NULL")


class Level(IntEnum):
    """How far somebody's work reaches, so that a distance can be counted."""

    STARTER = 1
    PROFESSIONAL = 2
    SENIOR = 3
    LEAD = 4
    DIRECTOR = 5
    EXECUTIVE = 6


IN_A_TEAM = text("team > ''")


class Member(Identified, Base):
    """A person in a workspace. The row exists from the first contact on; `joined_at` says they take part."""

    __tablename__ = "members"
    __table_args__ = (
        UniqueConstraint("workspace_id", "slack_id"),
        Index("ix_members_name", "workspace_id", "name_key"),
        Index("ix_members_paused", "paused_until", sqlite_where=PAUSED, postgresql_where=PAUSED),
        Index("ix_members_team", "workspace_id", "team", sqlite_where=IN_A_TEAM, postgresql_where=IN_A_TEAM),
    )

    slack_id: Mapped[str] = mapped_column(String(32))
    name: Mapped[str] = mapped_column(String(255), default="")
    name_key: Mapped[str] = mapped_column(String(255), default="", doc="the name folded, for who searches for it")
    title: Mapped[str] = mapped_column(String(255), default="")
    tz: Mapped[str] = mapped_column(String(64), default="UTC", doc="IANA zone, as Slack says")
    locale: Mapped[str] = mapped_column(String(16), default="en-US", doc="as Slack says")
    language: Mapped[str | None] = mapped_column(String(8), doc="the person's own choice; None follows locale")
    team: Mapped[str] = mapped_column(String(75), default="", doc="as they say it themselves")
    level: Mapped[int | None] = mapped_column(SmallInteger, doc="a Level; None is not said")
    is_admin: Mapped[bool] = mapped_column(default=False)
    dm_channel: Mapped[str | None] = mapped_column(String(32), doc="the D... id once opened")
    speaks: Mapped[JsonList] = mapped_column(JSON, default=list, doc="language codes: ['en', 'nl']")
    availability: Mapped[JsonList] = mapped_column(JSON, default=list, doc="parts: ['mon-am', ...]; empty is any")
    muted: Mapped[JsonList] = mapped_column(JSON, default=list, doc="families of nudges they do not want")
    reads_from: Mapped[int | None] = mapped_column(SmallInteger, doc="hour from which messages reach them; None is 9")
    reads_until: Mapped[int | None] = mapped_column(SmallInteger, doc="hour until which they do; None is 17")
    reads_on: Mapped[JsonList | None] = mapped_column(
        JSON(none_as_null=True), doc="days on which they do: ['mon', ...]; None is Monday to Friday"
    )
    digest: Mapped[bool] = mapped_column(default=False, doc="new requests in one message at the start of their day")
    joined_at: Mapped[datetime | None]
    paused_until: Mapped[datetime | None]
    left_at: Mapped[datetime | None]
    deactivated_at: Mapped[datetime | None]
    created_at: Mapped[datetime]


class MentorProfile(InWorkspace, Base):
    """One per member, shared by all networks: the central register of mentors."""

    __tablename__ = "mentor_profiles"

    member_id: Mapped[int] = mapped_column(ForeignKey("members.id", ondelete="CASCADE"), primary_key=True)
    active: Mapped[bool] = mapped_column(default=True)
    passes_on: Mapped[str] = mapped_column(Text, default="", doc="tasks and knowledge they can pass on")
    hopes_to_learn: Mapped[str] = mapped_column(Text, default="")
    motivation: Mapped[str] = mapped_column(Text, default="")
    capacity: Mapped[int] = mapped_column(default=1, doc="mentees at once, 1-10")
    places_taken: Mapped[int] = mapped_column(
        default=0, doc="introductions and pairs; never above capacity at accepting"
    )
    rhythm_days: Mapped[int] = mapped_column(default=14)
    answered: Mapped[int] = mapped_column(default=0, doc="requests answered")
    answer_seconds: Mapped[int] = mapped_column(default=0, doc="summed over `answered`")
    expired_in_a_row: Mapped[int] = mapped_column(default=0)
    last_active_at: Mapped[datetime]
    trained_until: Mapped[datetime | None] = mapped_column(doc="has had the mentors' training; it expires")
    open_to_all: Mapped[bool] = mapped_column(
        default=True, doc="False: shown only to members of the networks they share it with"
    )


class MenteeProfile(InWorkspace, Base):
    __tablename__ = "mentee_profiles"

    member_id: Mapped[int] = mapped_column(ForeignKey("members.id", ondelete="CASCADE"), primary_key=True)
    active: Mapped[bool] = mapped_column(default=True)
    question: Mapped[str] = mapped_column(Text, default="", doc="what they want to be able to do")
    motivation: Mapped[str] = mapped_column(Text, default="")


class MentorTopic(InWorkspace, Base):
    """What a mentor can pass on about a topic."""

    __tablename__ = "mentor_topics"
    __table_args__ = (
        # Its last column makes it cover the search on SQLite.
        Index(
            "ix_mentor_topics_find", "workspace_id", "topic_id", "member_id", "merit", "strong", "facts", "available",
            sqlite_where=text("available = 1"), postgresql_where=text("available"),
        ),
    )  # fmt: skip

    member_id: Mapped[int] = mapped_column(ForeignKey("members.id", ondelete="CASCADE"), primary_key=True)
    topic_id: Mapped[int] = mapped_column(ForeignKey("topics.id", ondelete="CASCADE"), primary_key=True)
    strong: Mapped[bool] = mapped_column(default=False, doc="what others come to them for")
    available: Mapped[bool] = mapped_column(default=False, doc="this and the rest: bot/domain/search/index.py keeps it")
    merit: Mapped[int] = mapped_column(Integer, default=0, doc="tenths of points that hang on nobody who looks")
    facts: Mapped[str] = mapped_column(String(300), default="", doc="as bot/domain/search/facts.py packs them")


class MenteeTopic(InWorkspace, Base):
    """What a mentee wants to learn."""

    __tablename__ = "mentee_topics"
    __table_args__ = (Index("ix_mentee_topics_need", "workspace_id", "topic_id", "member_id"),)

    member_id: Mapped[int] = mapped_column(ForeignKey("members.id", ondelete="CASCADE"), primary_key=True)
    topic_id: Mapped[int] = mapped_column(ForeignKey("topics.id", ondelete="CASCADE"), primary_key=True)


class ReportingLine(InWorkspace, Base):
    """Whom somebody reports to, as they say it themselves."""

    __tablename__ = "reporting_lines"

    member_id: Mapped[int] = mapped_column(ForeignKey("members.id", ondelete="CASCADE"), primary_key=True)
    manager_id: Mapped[int] = mapped_column(ForeignKey("members.id", ondelete="CASCADE"), index=True)


class Avoidance(InWorkspace, Base):
    """ "Rather not with this person": private to who said it, and holds both ways."""

    __tablename__ = "avoidances"

    member_id: Mapped[int] = mapped_column(ForeignKey("members.id", ondelete="CASCADE"), primary_key=True)
    other_id: Mapped[int] = mapped_column(ForeignKey("members.id", ondelete="CASCADE"), primary_key=True, index=True)
    created_at: Mapped[datetime]
