"""Networks that one asks to join, and discreet ones."""

import sqlalchemy as sa
from alembic import op

import models.base

revision = "0027"
down_revision = "0026"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.add_column("networks", sa.Column("openness", sa.String(24), nullable=False, server_default="open"))
    op.create_table(
        "network_askers",
        sa.Column("network_id", ID, nullable=False),
        sa.Column("member_id", ID, nullable=False),
        sa.Column("asked_at", models.base.UTCDateTime(timezone=True), nullable=False),
        sa.Column("not_now_at", models.base.UTCDateTime(timezone=True), nullable=True),
        sa.Column("workspace_id", sa.String(length=32), nullable=False),
        *(
            sa.ForeignKeyConstraint(
                [column], [to], name=op.f(f"fk_network_askers_{column}_{to.split('.')[0]}"), ondelete="CASCADE"
            )
            for column, to in (
                ("network_id", "networks.id"), ("member_id", "members.id"), ("workspace_id", "workspaces.id"),
            )
        ),
        sa.PrimaryKeyConstraint("network_id", "member_id", name=op.f("pk_network_askers")),
    )  # fmt: skip
    op.create_index(op.f("ix_network_askers_member_id"), "network_askers", ["member_id"])


def downgrade() -> None:
    op.drop_table("network_askers")
    op.drop_column("networks", "openness")
