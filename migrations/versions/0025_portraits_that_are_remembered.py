"""What searches remember of a mentor's portrait stays right: whatever others see of them notes when it changes."""

import sqlalchemy as sa
from alembic import op

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None

WATCHED = {
    "members": ("id", ("UPDATE OF slack_id, name, title, team, level",)),
    "mentor_profiles": (
        "member_id",
        ("INSERT", "UPDATE OF passes_on, capacity, places_taken, answered, answer_seconds", "DELETE"),
    ),
    "mentor_topics": ("member_id", ("INSERT", "UPDATE OF member_id, topic_id, strong", "DELETE")),
    "network_members": ("member_id", ("INSERT", "DELETE")),
    "office_slots": ("mentor_id", ("INSERT", "UPDATE", "DELETE")),
}
"""Tables that a portrait is made of: the column that says whose, and when it is another one."""
PORTRAIT = 0
INTO = "INSERT INTO index_changes (workspace_id, topic_id, member_id, turn)"


def upgrade() -> None:
    for statement in _on_sqlite() if op.get_bind().dialect.name == "sqlite" else _on_postgresql():
        op.execute(sa.text(statement))


def _name(table: str, event: str) -> str:
    return f"{table}_repainted_{event.split()[0].lower()}"


def _on_sqlite() -> list[str]:
    """Of who is no mentor there is no portrait; in a workspace that is erased, nothing to note it in."""
    return [
        f"CREATE TRIGGER {_name(table, event)} AFTER {event} ON {table}"
        f" BEGIN {INTO} SELECT workspaces.id, {PORTRAIT}, {row}.{whose},"
        " coalesce((SELECT seq FROM sqlite_sequence WHERE name = 'index_changes'), 0) + 1"
        f" FROM workspaces WHERE id = {row}.workspace_id"
        + ("" if table == "mentor_profiles" else f" AND {_is_mentor(f'{row}.{whose}')}")
        + "; END"
        for table, (whose, events) in WATCHED.items()
        for event in events
        for row in ["OLD" if event == "DELETE" else "NEW"]
    ]


def _is_mentor(member: str) -> str:
    return f"EXISTS (SELECT 1 FROM mentor_profiles WHERE mentor_profiles.member_id = {member})"


def _on_postgresql() -> list[str]:
    function = (
        "CREATE FUNCTION repainted() RETURNS trigger LANGUAGE plpgsql AS $repainted$"
        " DECLARE changed jsonb; whose bigint;"
        " BEGIN IF TG_OP = 'DELETE' THEN changed := to_jsonb(OLD); ELSE changed := to_jsonb(NEW); END IF;"
        " whose := (changed->>TG_ARGV[0])::bigint;"
        f" {INTO} SELECT workspaces.id, {PORTRAIT}, whose, pg_current_xact_id()::text::bigint FROM workspaces"
        " WHERE workspaces.id = changed->>'workspace_id'"
        f" AND (TG_TABLE_NAME = 'mentor_profiles' OR {_is_mentor('whose')});"
        " RETURN NULL; END $repainted$"
    )
    triggers = [
        f"CREATE TRIGGER {_name(table, event)} AFTER {event} ON {table}"
        f" FOR EACH ROW EXECUTE FUNCTION repainted('{whose}')"
        for table, (whose, events) in WATCHED.items()
        for event in events
    ]
    return [function, *triggers]


def downgrade() -> None:
    is_sqlite = op.get_bind().dialect.name == "sqlite"
    for table, (_, events) in WATCHED.items():
        for event in events:
            op.execute(sa.text(f"DROP TRIGGER {_name(table, event)}" + ("" if is_sqlite else f" ON {table}")))
    if not is_sqlite:
        op.execute(sa.text("DROP FUNCTION repainted()"))
    op.execute(sa.text(f"DELETE FROM index_changes WHERE topic_id = {PORTRAIT} AND member_id <> 0"))
