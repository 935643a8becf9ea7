"""Installations by OAuth, and workspaces that removed Klik"""

import sqlalchemy as sa
from alembic import op

import models.base

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

REMOVED = sa.text("removed_at IS NOT NULL")


def upgrade() -> None:
    op.create_table(
        "install_states",
        sa.Column("state", sa.String(length=64), nullable=False),
        sa.Column("browser", sa.String(length=64), nullable=False),
        sa.Column("expires_at", models.base.UTCDateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("state", name=op.f("pk_install_states")),
    )
    op.create_index(op.f("ix_install_states_expires_at"), "install_states", ["expires_at"])
    op.create_table(
        "installations",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("is_enterprise", sa.Boolean(), nullable=False),
        sa.Column("bot_token", sa.Text(), nullable=False),
        sa.Column("refresh_token", sa.Text(), nullable=True),
        sa.Column("bot_user_id", sa.String(length=32), nullable=False),
        sa.Column("scopes", sa.Text(), nullable=False),
        sa.Column("installed_by", sa.String(length=32), nullable=False),
        sa.Column("installed_at", models.base.UTCDateTime(timezone=True), nullable=False),
        sa.Column("expires_at", models.base.UTCDateTime(timezone=True), nullable=True),
        sa.Column("renew_at", models.base.UTCDateTime(timezone=True), nullable=True),
        sa.Column("renewals", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_installations")),
    )
    op.create_index("ix_installations_renew", "installations", ["renew_at"])
    # Column by column, not in a batch: SQLite would make the table anew, and every row that hangs on it would go.
    op.add_column("workspaces", sa.Column("enterprise_id", sa.String(length=32), nullable=True))
    op.add_column("workspaces", sa.Column("removed_at", models.base.UTCDateTime(timezone=True), nullable=True))
    op.add_column("workspaces", sa.Column("delete_at", models.base.UTCDateTime(timezone=True), nullable=True))
    op.create_index("ix_workspaces_enterprise", "workspaces", ["enterprise_id"])
    op.create_index(
        "ix_workspaces_removed", "workspaces", ["delete_at"], sqlite_where=REMOVED, postgresql_where=REMOVED
    )


def downgrade() -> None:
    op.drop_index("ix_workspaces_removed", "workspaces")
    op.drop_index("ix_workspaces_enterprise", "workspaces")
    op.drop_column("workspaces", "delete_at")
    op.drop_column("workspaces", "removed_at")
    op.drop_column("workspaces", "enterprise_id")
    op.drop_table("installations")
    op.drop_table("install_states")
