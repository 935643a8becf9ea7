"""The thread of a request: what the mentor asks and the mentee tells becomes rows, as many as they like.

The one question and answer that a request held go into it. When they were written was not kept: they get the time at
which the request was made, and stand in their order.
"""

import sqlalchemy as sa
from alembic import op

import models.base

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
COPY = """
INSERT INTO request_notes (workspace_id, request_id, author_id, text, written_at)
SELECT workspace_id, id, {author}, {column}, asked_at FROM requests WHERE {column} IS NOT NULL ORDER BY id
"""
BACK = """
UPDATE requests SET {column} = (
    SELECT text FROM request_notes
    WHERE request_id = requests.id AND author_id = requests.{author} ORDER BY request_notes.id DESC LIMIT 1
)
"""
HELD = {"mentor_asks": "mentor_id", "mentee_adds": "mentee_id"}


def upgrade() -> None:
    op.create_table(
        "request_notes",
        _reference("request_id", "requests"),
        _reference("author_id", "members"),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("written_at", models.base.UTCDateTime(timezone=True), nullable=False),
        sa.Column("id", ID, nullable=False),
        sa.Column(
            "workspace_id",
            sa.String(length=32),
            sa.ForeignKey("workspaces.id", name=op.f("fk_request_notes_workspace_id_workspaces"), ondelete="CASCADE"),
            nullable=False,
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_request_notes")),
    )
    op.create_index(op.f("ix_request_notes_request_id"), "request_notes", ["request_id"])
    op.create_index(op.f("ix_request_notes_author_id"), "request_notes", ["author_id"])
    for column, author in HELD.items():
        op.execute(sa.text(COPY.format(column=column, author=author)))
    for column in HELD:
        op.drop_column("requests", column)


def downgrade() -> None:
    """A longer thread keeps its last question and its last answer."""
    for column, author in HELD.items():
        op.add_column("requests", sa.Column(column, sa.Text(), nullable=True))
        op.execute(sa.text(BACK.format(column=column, author=author)))
    op.drop_table("request_notes")


def _reference(name: str, to: str) -> sa.Column[int]:
    constraint = op.f(f"fk_request_notes_{name}_{to}")
    return sa.Column(name, ID, sa.ForeignKey(f"{to}.id", name=constraint, ondelete="CASCADE"), nullable=False)
