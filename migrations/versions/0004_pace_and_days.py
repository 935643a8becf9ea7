"""Pace and days: a rate for each workspace, and indexes for what a reader has had today."""

import sqlalchemy as sa
from alembic import op

import models.base

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

UNSENT = sa.text("state IN ('pending', 'sending')")
TO_CHANNEL = sa.text("channel_id IS NOT NULL")


def upgrade() -> None:
    op.create_table(
        "rates",
        sa.Column("workspace_id", sa.String(length=32), nullable=False),
        sa.Column("sends_at", models.base.UTCDateTime(timezone=True), nullable=False),
        sa.Column("looks_at", models.base.UTCDateTime(timezone=True), nullable=False),
        sa.Column("waits_until", models.base.UTCDateTime(timezone=True), nullable=True),
        sa.Column("waits_for", sa.String(length=60), nullable=False),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspaces.id"], name=op.f("fk_rates_workspace_id_workspaces"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("workspace_id", name=op.f("pk_rates")),
    )
    op.drop_index("ix_outbox_next", "outbox")
    op.drop_index("ix_outbox_member", "outbox")
    _index("ix_outbox_next", ["workspace_id", "next_at"], UNSENT)
    _index("ix_outbox_waiting", ["member_id", "next_at"], UNSENT)
    _index("ix_outbox_channel", ["channel_id", "sent_at"], TO_CHANNEL)
    op.create_index("ix_outbox_said", "outbox", ["member_id", "sent_at"])


def downgrade() -> None:
    for name in ("ix_outbox_said", "ix_outbox_channel", "ix_outbox_waiting", "ix_outbox_next"):
        op.drop_index(name, "outbox")
    op.create_index("ix_outbox_member", "outbox", ["member_id"])
    _index("ix_outbox_next", ["next_at"], UNSENT)
    op.drop_table("rates")


def _index(name: str, columns: list[str], rows: sa.TextClause) -> None:
    op.create_index(name, "outbox", columns, sqlite_where=rows, postgresql_where=rows)
