"""Introductions are decided at one moment for both, and who said no is not kept."""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

INTRODUCTIONS = sa.table(
    "pairs",
    sa.column("state", sa.String),
    sa.column("introduced_at", sa.DateTime(timezone=True)),
    sa.column("answer_click_by", sa.DateTime(timezone=True)),
    sa.column("outcome_at", sa.DateTime(timezone=True)),
    sa.column("end_reason", sa.String),
    sa.column("mentor_clicked", sa.Boolean),
    sa.column("mentee_clicked", sa.Boolean),
)


def upgrade() -> None:
    op.add_column("pairs", sa.Column("outcome_at", sa.DateTime(timezone=True), nullable=True))
    pairs = INTRODUCTIONS
    asked = pairs.update().where(pairs.c.state == "introduction", pairs.c.answer_click_by.is_not(None))
    op.execute(asked.values(outcome_at=pairs.c.answer_click_by))
    is_sqlite = op.get_bind().dialect.name == "sqlite"
    days = (
        "strftime('%Y-%m-%d %H:%M:%f000', introduced_at, '+28 days')"
        if is_sqlite
        else "introduced_at + interval '28 days'"
    )
    op.execute(f"UPDATE pairs SET outcome_at = {days} WHERE state = 'introduction' AND answer_click_by IS NULL")
    parted = pairs.update().where(pairs.c.end_reason.in_(("no_click", "no_answer")))
    op.execute(parted.values(end_reason="no_click", mentor_clicked=None, mentee_clicked=None))


def downgrade() -> None:
    op.drop_column("pairs", "outcome_at")
