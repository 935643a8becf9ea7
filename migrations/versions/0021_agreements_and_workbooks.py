"""What a pair agrees on, what its mentee wants to be able to do, and what mentors of a topic usually pass on."""

import sqlalchemy as sa
from alembic import op

import models.base

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
WHEN = models.base.UTCDateTime(timezone=True)
WORD = sa.String(length=24)


def _points(table: str, column: str, to: str, *, nullable: bool = False) -> sa.Column[int]:
    name = op.f(f"fk_{table}_{column}_{to}")
    key = sa.ForeignKey(f"{to}.id", name=name, ondelete="SET NULL" if nullable else "CASCADE")
    return sa.Column(column, ID, key, nullable=nullable)


def _workspace(table: str) -> sa.Column[str]:
    name = op.f(f"fk_{table}_workspace_id_workspaces")
    key = sa.ForeignKey("workspaces.id", name=name, ondelete="CASCADE")
    return sa.Column("workspace_id", sa.String(length=32), key, nullable=False)


def upgrade() -> None:
    op.create_table(
        "agreements",
        sa.Column("id", ID, nullable=False),
        _points("agreements", "pair_id", "pairs"),
        sa.Column("version", ID, nullable=False),
        sa.Column("state", WORD, nullable=False),
        _points("agreements", "proposed_by", "members"),
        sa.Column("mentee_goals", sa.Text(), nullable=False),
        sa.Column("mentor_goals", sa.Text(), nullable=False),
        sa.Column("expectations", sa.Text(), nullable=False),
        sa.Column("confidentiality", WORD, nullable=False),
        sa.Column("rhythm_days", ID, nullable=False),
        sa.Column("minutes", ID, nullable=False),
        sa.Column("place", sa.String(length=300), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.Column("proposed_at", WHEN, nullable=False),
        sa.Column("signed_at", WHEN, nullable=True),
        _workspace("agreements"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_agreements")),
        sa.UniqueConstraint("pair_id", "version", name=op.f("uq_agreements_pair_id_version")),
    )
    op.create_index(op.f("ix_agreements_proposed_by"), "agreements", ["proposed_by"])
    for state in ("proposed", "signed"):
        only = sa.text(f"state = '{state}'")
        op.create_index(
            f"uq_agreements_{state}", "agreements", ["pair_id"], unique=True, sqlite_where=only, postgresql_where=only
        )
    op.create_table(
        "workbook_items",
        sa.Column("id", ID, nullable=False),
        _points("workbook_items", "pair_id", "pairs"),
        _points("workbook_items", "proposed_by", "members"),
        sa.Column("text", sa.String(length=200), nullable=False),
        sa.Column("state", WORD, nullable=False),
        sa.Column("evidence", sa.Text(), nullable=False),
        sa.Column("created_at", WHEN, nullable=False),
        sa.Column("done_at", WHEN, nullable=True),
        _workspace("workbook_items"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_workbook_items")),
    )
    for column in ("pair_id", "proposed_by"):
        op.create_index(op.f(f"ix_workbook_items_{column}"), "workbook_items", [column])
    op.create_table(
        "workbook_templates",
        sa.Column("id", ID, nullable=False),
        _points("workbook_templates", "topic_id", "topics"),
        sa.Column("place", sa.SmallInteger(), nullable=False),
        sa.Column("text", sa.String(length=75), nullable=False),
        _points("workbook_templates", "written_by", "members", nullable=True),
        sa.Column("written_at", WHEN, nullable=False),
        _workspace("workbook_templates"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_workbook_templates")),
        sa.UniqueConstraint("topic_id", "text", name=op.f("uq_workbook_templates_topic_id_text")),
    )
    op.create_index(op.f("ix_workbook_templates_written_by"), "workbook_templates", ["written_by"])


def downgrade() -> None:
    for table in ("workbook_templates", "workbook_items", "agreements"):
        op.drop_table(table)
