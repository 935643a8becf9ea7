"""Calendars: feeds, busy times and fixed times; where a session is; what one tap says afterwards."""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None


def upgrade() -> None:
    number = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
    moment = sa.DateTime(timezone=True)
    op.create_table(
        "calendars",
        sa.Column("member_id", number, nullable=False),
        sa.Column("details", sa.Boolean(), nullable=False),
        sa.Column("token_hash", sa.String(64), nullable=True),
        sa.Column("token_made_at", moment, nullable=True),
        sa.Column("busy_url", sa.Text(), nullable=True),
        sa.Column("busy_next_at", moment, nullable=True),
        sa.Column("busy_read_at", moment, nullable=True),
        sa.Column("busy_problem", sa.String(24), nullable=False),
        sa.Column("workspace_id", sa.String(32), nullable=False),
        sa.ForeignKeyConstraint(
            ["member_id"], ["members.id"], name="fk_calendars_member_id_members", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspaces.id"], name="fk_calendars_workspace_id_workspaces", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("member_id", name="pk_calendars"),
    )
    op.create_index("uq_calendars_token", "calendars", ["token_hash"], unique=True)
    waits = sa.text("busy_next_at IS NOT NULL")
    op.create_index("ix_calendars_busy_next", "calendars", ["busy_next_at"], sqlite_where=waits, postgresql_where=waits)
    op.create_table(
        "busy_spans",
        sa.Column("id", number, nullable=False),
        sa.Column("member_id", number, nullable=False),
        sa.Column("starts_at", moment, nullable=False),
        sa.Column("ends_at", moment, nullable=False),
        sa.Column("workspace_id", sa.String(32), nullable=False),
        sa.ForeignKeyConstraint(
            ["member_id"], ["members.id"], name="fk_busy_spans_member_id_members", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspaces.id"], name="fk_busy_spans_workspace_id_workspaces", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_busy_spans"),
    )
    op.create_index("ix_busy_spans_member", "busy_spans", ["member_id", "starts_at"])
    op.create_table(
        "fixed_times",
        sa.Column("pair_id", number, nullable=False),
        sa.Column("first_at", moment, nullable=False),
        sa.Column("tz", sa.String(64), nullable=False),
        sa.Column("every_days", number, nullable=False),
        sa.Column("workspace_id", sa.String(32), nullable=False),
        sa.ForeignKeyConstraint(["pair_id"], ["pairs.id"], name="fk_fixed_times_pair_id_pairs", ondelete="CASCADE"),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspaces.id"], name="fk_fixed_times_workspace_id_workspaces", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("pair_id", name="pk_fixed_times"),
    )
    op.add_column("sessions", sa.Column("place", sa.String(300), nullable=False, server_default=""))
    op.add_column("sessions", sa.Column("changed_at", moment, nullable=True))
    op.add_column("feedback", sa.Column("gained", sa.String(24), nullable=False, server_default=""))
    op.add_column("feedback", sa.Column("plans", sa.String(24), nullable=False, server_default=""))


def downgrade() -> None:
    op.drop_column("feedback", "plans")
    op.drop_column("feedback", "gained")
    op.drop_column("sessions", "changed_at")
    op.drop_column("sessions", "place")
    for table in ("fixed_times", "busy_spans", "calendars"):
        op.drop_table(table)
