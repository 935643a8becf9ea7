"""Whom somebody would like in a round, and for whom it is nothing this time."""

import sqlalchemy as sa
from alembic import op

import models.base

revision = "0029"
down_revision = "0028"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "round_wishes",
        _reference("round_wishes", "round_id", "rounds"),
        _reference("round_wishes", "member_id", "members"),
        _reference("round_wishes", "other_id", "members"),
        sa.Column("rank", ID, nullable=False),
        _workspace("round_wishes"),
        sa.PrimaryKeyConstraint("round_id", "member_id", "other_id", name=op.f("pk_round_wishes")),
    )
    _indexed("round_wishes", "member_id", "other_id")
    op.create_table(
        "round_abstentions",
        _reference("round_abstentions", "round_id", "rounds"),
        _reference("round_abstentions", "member_id", "members"),
        sa.Column("said_at", models.base.UTCDateTime(timezone=True), nullable=False),
        _workspace("round_abstentions"),
        sa.PrimaryKeyConstraint("round_id", "member_id", name=op.f("pk_round_abstentions")),
    )
    _indexed("round_abstentions", "member_id")


def downgrade() -> None:
    op.drop_table("round_abstentions")
    op.drop_table("round_wishes")


def _reference(table: str, name: str, to: str) -> sa.Column[int]:
    constraint = op.f(f"fk_{table}_{name}_{to}")
    return sa.Column(name, ID, sa.ForeignKey(f"{to}.id", name=constraint, ondelete="CASCADE"), nullable=False)


def _indexed(table: str, *names: str) -> None:
    for name in names:
        op.create_index(op.f(f"ix_{table}_{name}"), table, [name])


def _workspace(table: str) -> sa.Column[str]:
    constraint = op.f(f"fk_{table}_workspace_id_workspaces")
    return sa.Column(
        "workspace_id", sa.String(32), sa.ForeignKey("workspaces.id", name=constraint, ondelete="CASCADE"),
        nullable=False,
    )  # fmt: skip
