"""Find the right mentor: teams, levels, reporting lines, what one is strong in, office hours, consent, avoiding."""

import sqlalchemy as sa
from alembic import op

import models.base

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "avoidances",
        _reference("member_id", "members", "fk_avoidances_member_id_members"),
        _reference("other_id", "members", "fk_avoidances_other_id_members"),
        sa.Column("created_at", models.base.UTCDateTime(timezone=True), nullable=False),
        _workspace("avoidances"),
        sa.PrimaryKeyConstraint("member_id", "other_id", name=op.f("pk_avoidances")),
    )
    op.create_index(op.f("ix_avoidances_other_id"), "avoidances", ["other_id"])
    op.create_table(
        "reporting_lines",
        _reference("member_id", "members", "fk_reporting_lines_member_id_members"),
        _reference("manager_id", "members", "fk_reporting_lines_manager_id_members"),
        _workspace("reporting_lines"),
        sa.PrimaryKeyConstraint("member_id", name=op.f("pk_reporting_lines")),
    )
    op.create_index(op.f("ix_reporting_lines_manager_id"), "reporting_lines", ["manager_id"])
    op.create_table(
        "topic_parents",
        _reference("topic_id", "topics", "fk_topic_parents_topic_id_topics"),
        _reference("parent_id", "topics", "fk_topic_parents_parent_id_topics"),
        _workspace("topic_parents"),
        sa.PrimaryKeyConstraint("topic_id", "parent_id", name=op.f("pk_topic_parents")),
    )
    op.create_index(op.f("ix_topic_parents_parent_id"), "topic_parents", ["parent_id"])
    op.create_table(
        "office_slots",
        _reference("mentor_id", "members", "fk_office_slots_mentor_id_members"),
        _reference("mentee_id", "members", "fk_office_slots_mentee_id_members", nullable=True),
        sa.Column("starts_at", models.base.UTCDateTime(timezone=True), nullable=False),
        sa.Column("minutes", ID, nullable=False),
        sa.Column("question", sa.Text(), nullable=False),
        sa.Column("booked_at", models.base.UTCDateTime(timezone=True), nullable=True),
        sa.Column("id", ID, nullable=False),
        _workspace("office_slots"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_office_slots")),
        sa.UniqueConstraint("mentor_id", "starts_at", name=op.f("uq_office_slots_mentor_id_starts_at")),
    )
    op.create_index(op.f("ix_office_slots_mentee_id"), "office_slots", ["mentee_id"])
    op.create_index("ix_office_slots_next", "office_slots", ["workspace_id", "starts_at"])
    op.add_column("members", sa.Column("team", sa.String(length=75), nullable=False, server_default=""))
    op.add_column("members", sa.Column("level", sa.SmallInteger(), nullable=True))
    op.add_column("mentor_profiles", sa.Column("trained_until", models.base.UTCDateTime(timezone=True), nullable=True))
    op.add_column("mentor_profiles", sa.Column("open_to_all", sa.Boolean(), nullable=False, server_default=sa.true()))
    op.add_column("mentor_topics", sa.Column("strong", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.add_column("network_members", sa.Column("shares", sa.Boolean(), nullable=False, server_default=sa.true()))
    op.add_column("topics", sa.Column("accepted", sa.Boolean(), nullable=False, server_default=sa.true()))


def downgrade() -> None:
    op.drop_column("topics", "accepted")
    op.drop_column("network_members", "shares")
    op.drop_column("mentor_topics", "strong")
    op.drop_column("mentor_profiles", "open_to_all")
    op.drop_column("mentor_profiles", "trained_until")
    op.drop_column("members", "level")
    op.drop_column("members", "team")
    op.drop_table("topic_parents")
    op.drop_table("reporting_lines")
    op.drop_table("office_slots")
    op.drop_table("avoidances")


def _reference(name: str, to: str, constraint: str, *, nullable: bool = False) -> sa.Column[int]:
    return sa.Column(name, ID, sa.ForeignKey(f"{to}.id", name=op.f(constraint), ondelete="CASCADE"), nullable=nullable)


def _workspace(table: str) -> sa.Column[str]:
    name = op.f(f"fk_{table}_workspace_id_workspaces")
    key = sa.ForeignKey("workspaces.id", name=name, ondelete="CASCADE")
    return sa.Column("workspace_id", sa.String(length=32), key, nullable=False)
