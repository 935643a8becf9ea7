"""What searches remember of a topic stays right: the index says what has changed in it, and bands are not needed."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
FIND = "ix_mentor_topics_find"
COLUMNS = ["workspace_id", "topic_id", "member_id", "merit", "strong", "facts", "available"]
WITH_BANDS = ["workspace_id", "topic_id", "band", "merit", "member_id", "strong", "facts", "available"]
AVAILABLE: dict[str, Any] = {"sqlite_where": sa.text("available = 1"), "postgresql_where": sa.text("available")}
EVENTS = {"INSERT": ("NEW",), "UPDATE": ("OLD", "NEW"), "DELETE": ("OLD",)}
"""Which of its rows a change is about: those that searches see, before or after it."""
MOVED = "(OLD.topic_id <> NEW.topic_id OR OLD.member_id <> NEW.member_id)"
INTO = "INSERT INTO index_changes (workspace_id, topic_id, member_id, turn)"


def upgrade() -> None:
    op.create_table(
        "index_changes",
        sa.Column("id", ID, nullable=False),
        sa.Column("topic_id", ID, nullable=False),
        sa.Column("member_id", ID, nullable=False),
        sa.Column("turn", ID, nullable=False),
        sa.Column(
            "workspace_id",
            sa.String(32),
            sa.ForeignKey("workspaces.id", name=op.f("fk_index_changes_workspace_id_workspaces"), ondelete="CASCADE"),
            nullable=False,
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_index_changes")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_index_changes_oldest", "index_changes", ["workspace_id", "id", "turn"])
    op.create_index("ix_index_changes_since", "index_changes", ["workspace_id", "topic_id", "turn", "member_id"])
    # A log that begins: without any row nobody could tell whether something is missing.
    op.execute(sa.text(f"{INTO} SELECT id, 0, 0, 0 FROM workspaces"))
    op.drop_index(FIND, "mentor_topics")
    op.create_index(FIND, "mentor_topics", COLUMNS, **AVAILABLE)
    op.drop_column("mentor_topics", "band")
    for statement in _on_sqlite() if op.get_bind().dialect.name == "sqlite" else _on_postgresql():
        op.execute(sa.text(statement))


def _on_sqlite() -> list[str]:
    """A workspace that is erased takes its rows along: then there is nothing to note it in."""
    return [
        f"CREATE TRIGGER mentor_topics_changed_{event.lower()} AFTER {event} ON mentor_topics"
        f" WHEN {' OR '.join(f'{row}.available' for row in rows)}"
        f" BEGIN {_noted(rows[-1])}{_noted('OLD', MOVED) if len(rows) > 1 else ''} END"
        for event, rows in EVENTS.items()
    ]


def _noted(row: str, when: str = "1") -> str:
    """One writer at a time: the turn is the row's own id."""
    return (
        f"{INTO} SELECT {row}.workspace_id, {row}.topic_id, {row}.member_id,"
        " coalesce((SELECT seq FROM sqlite_sequence WHERE name = 'index_changes'), 0) + 1"
        f" FROM workspaces WHERE id = {row}.workspace_id AND {when};"
    )


def _on_postgresql() -> list[str]:
    """Once for a statement, however many rows it writes."""
    statements = []
    for event, rows in EVENTS.items():
        name = f"mentor_topics_changed_{event.lower()}"
        changed = " UNION ".join(
            f"SELECT workspace_id, topic_id, member_id FROM {row.lower()}_rows WHERE available" for row in rows
        )
        body = (
            f"BEGIN {INTO} SELECT c.workspace_id, c.topic_id, c.member_id, pg_current_xact_id()::text::bigint"
            f" FROM ({changed}) AS c JOIN workspaces ON workspaces.id = c.workspace_id; RETURN NULL; END"
        )
        tables = " ".join(f"{row} TABLE AS {row.lower()}_rows" for row in rows)
        statements += [
            f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $changed$ {body} $changed$",
            (
                f"CREATE TRIGGER {name} AFTER {event} ON mentor_topics REFERENCING {tables}"
                f" FOR EACH STATEMENT EXECUTE FUNCTION {name}()"
            ),
        ]
    return statements


def downgrade() -> None:
    is_sqlite = op.get_bind().dialect.name == "sqlite"
    for event in EVENTS:
        name = f"mentor_topics_changed_{event.lower()}"
        op.execute(sa.text(f"DROP TRIGGER {name}" if is_sqlite else f"DROP TRIGGER {name} ON mentor_topics"))
        if not is_sqlite:
            op.execute(sa.text(f"DROP FUNCTION {name}()"))
    op.drop_index(FIND, "mentor_topics")
    op.add_column("mentor_topics", sa.Column("band", sa.SmallInteger(), nullable=False, server_default="0"))
    op.create_index(FIND, "mentor_topics", WITH_BANDS, **AVAILABLE)
    op.drop_table("index_changes")
