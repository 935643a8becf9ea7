"""Group mentoring: one mentor, a topic, and up to eight who learn it together."""

import sqlalchemy as sa
from alembic import op

import models.base

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    is_open, booked = sa.text("state = 'open'"), sa.text("state = 'booked'")
    op.create_table(
        "mentor_groups",
        _reference("mentor_groups", "mentor_id", "members"),
        _reference("mentor_groups", "topic_id", "topics", nullable=True),
        _reference("mentor_groups", "network_id", "networks", nullable=True),
        sa.Column("title", sa.String(75), nullable=False),
        sa.Column("about", sa.Text(), nullable=False),
        sa.Column("places", ID, nullable=False),
        sa.Column("taken", ID, nullable=False),
        sa.Column("minutes", ID, nullable=False),
        sa.Column("place", sa.String(300), nullable=False),
        sa.Column("state", sa.String(24), nullable=False),
        _moment("opened_at"),
        _moment("ended_at", nullable=True),
        *_identified("mentor_groups"),
    )
    op.create_index("ix_mentor_groups_mentor", "mentor_groups", ["mentor_id", "state"])
    op.create_index(
        "ix_mentor_groups_open", "mentor_groups", ["workspace_id"], sqlite_where=is_open, postgresql_where=is_open
    )
    op.create_index(op.f("ix_mentor_groups_topic_id"), "mentor_groups", ["topic_id"])
    op.create_index(op.f("ix_mentor_groups_network_id"), "mentor_groups", ["network_id"])
    op.create_table(
        "mentor_group_members",
        _reference("mentor_group_members", "group_id", "mentor_groups"),
        _reference("mentor_group_members", "member_id", "members"),
        _moment("joined_at"),
        _moment("left_at", nullable=True),
        _workspace("mentor_group_members"),
        sa.PrimaryKeyConstraint("group_id", "member_id", name=op.f("pk_mentor_group_members")),
    )
    op.create_index(op.f("ix_mentor_group_members_member_id"), "mentor_group_members", ["member_id"])
    op.create_table(
        "mentor_group_sessions",
        _reference("mentor_group_sessions", "group_id", "mentor_groups"),
        sa.Column("state", sa.String(24), nullable=False),
        _moment("starts_at"),
        sa.Column("minutes", ID, nullable=False),
        sa.Column("revision", ID, nullable=False),
        _moment("settled_at", nullable=True),
        *_identified("mentor_group_sessions"),
    )
    op.create_index(
        "uq_mentor_group_sessions_booked", "mentor_group_sessions", ["group_id"], unique=True,
        sqlite_where=booked, postgresql_where=booked,
    )  # fmt: skip
    op.create_index("ix_mentor_group_sessions_group", "mentor_group_sessions", ["group_id", "starts_at"])
    op.create_table(
        "mentor_group_replies",
        _reference("mentor_group_replies", "session_id", "mentor_group_sessions"),
        _reference("mentor_group_replies", "member_id", "members"),
        sa.Column("comes", sa.Boolean(), nullable=False),
        _moment("said_at"),
        _workspace("mentor_group_replies"),
        sa.PrimaryKeyConstraint("session_id", "member_id", name=op.f("pk_mentor_group_replies")),
    )
    op.create_index(op.f("ix_mentor_group_replies_member_id"), "mentor_group_replies", ["member_id"])
    op.create_table(
        "mentor_group_feedback",
        _reference("mentor_group_feedback", "session_id", "mentor_group_sessions"),
        _reference("mentor_group_feedback", "writer_id", "members"),
        sa.Column("useful", ID, nullable=False),
        sa.Column("learned", sa.Text(), nullable=False),
        _moment("written_at"),
        *_identified("mentor_group_feedback"),
        sa.UniqueConstraint("session_id", "writer_id", name=op.f("uq_mentor_group_feedback_session_id_writer_id")),
    )
    op.create_index(op.f("ix_mentor_group_feedback_writer_id"), "mentor_group_feedback", ["writer_id"])


def downgrade() -> None:
    for table in ("feedback", "replies", "sessions", "members"):
        op.drop_table(f"mentor_group_{table}")
    op.drop_table("mentor_groups")


def _reference(table: str, name: str, to: str, *, nullable: bool = False) -> sa.Column[int]:
    """A row that is gone takes this one along, unless this one can do without."""
    gone = "SET NULL" if nullable else "CASCADE"
    constraint = op.f(f"fk_{table}_{name}_{to}")
    return sa.Column(name, ID, sa.ForeignKey(f"{to}.id", name=constraint, ondelete=gone), nullable=nullable)


def _workspace(table: str) -> sa.Column[str]:
    constraint = op.f(f"fk_{table}_workspace_id_workspaces")
    return sa.Column(
        "workspace_id", sa.String(32), sa.ForeignKey("workspaces.id", name=constraint, ondelete="CASCADE"),
        nullable=False,
    )  # fmt: skip


def _identified(table: str) -> tuple[sa.Column[int], sa.Column[str], sa.PrimaryKeyConstraint]:
    key = sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}"))
    return sa.Column("id", ID, nullable=False), _workspace(table), key


def _moment(name: str, *, nullable: bool = False) -> sa.Column[object]:
    return sa.Column(name, models.base.UTCDateTime(timezone=True), nullable=nullable)
