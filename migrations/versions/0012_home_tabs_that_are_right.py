"""Home tabs that are right: who has theirs in view, and what has changed on it.

Triggers note the changes, so that whatever writes a request, a pair, a session or a profile keeps the home tabs of
those concerned right, without knowing of them. They only add rows, and only for members who opened their home tab.
"""

import sqlalchemy as sa
from alembic import op

import models.base

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
BOTH = "(NEW.mentor_id, NEW.mentee_id)"
OF_THE_PAIR = (
    "(SELECT mentor_id FROM pairs WHERE id = NEW.pair_id UNION SELECT mentee_id FROM pairs WHERE id = NEW.pair_id)"
)
OF_THE_REQUEST = (
    "(SELECT mentor_id FROM requests WHERE id = NEW.request_id"
    " UNION SELECT mentee_id FROM requests WHERE id = NEW.request_id)"
)
ONESELF = "(NEW.member_id)"
ONLY_WHEN = {
    "outbox": (
        "WHEN (NEW.sent_at IS NOT NULL AND OLD.sent_at IS NULL AND NEW.kind IN ('request.asked', 'request.digest'))"
    )
}
"""A mentor has got the question: who asked sees that."""
WATCHED = {
    "requests": (("INSERT", "UPDATE"), BOTH),
    "pairs": (("INSERT", "UPDATE"), BOTH),
    "sessions": (("INSERT", "UPDATE"), OF_THE_PAIR),
    "office_slots": (("INSERT", "UPDATE"), BOTH),
    "mentor_profiles": (("UPDATE",), ONESELF),
    "network_members": (("INSERT", "UPDATE"), ONESELF),
    "unmet_needs": (("INSERT", "UPDATE"), ONESELF),
    "saved_searches": (("INSERT",), ONESELF),
    "request_notes": (("INSERT",), OF_THE_REQUEST),
    "outbox": (("UPDATE",), "(SELECT mentee_id FROM requests WHERE mentor_id = NEW.member_id)"),
    "members": (("UPDATE",), "(NEW.id)"),
}
"""Table -> (events, whose home tab shows it). Never DELETE: rows go when a member or a workspace is erased, and then
nobody is left to draw for. Never what comes in by the hundred thousand, such as topics: who saves those marks it
(bot/domain/home_views.py)."""


def upgrade() -> None:
    op.create_table(
        "home_views",
        _member("home_views", "members.id", "fk_home_views_member_id_members"),
        sa.Column("opened_at", models.base.UTCDateTime(timezone=True), nullable=False),
        sa.Column("drawn", sa.String(length=64), nullable=False),
        sa.Column("redraw_at", models.base.UTCDateTime(timezone=True), nullable=True),
        sa.Column("busy_until", models.base.UTCDateTime(timezone=True), nullable=True),
        sa.Column("wait_until", models.base.UTCDateTime(timezone=True), nullable=True),
        _workspace("home_views"),
        sa.PrimaryKeyConstraint("member_id", name=op.f("pk_home_views")),
    )
    dated = sa.text("redraw_at IS NOT NULL")
    op.create_index("ix_home_views_redraw", "home_views", ["redraw_at"], sqlite_where=dated, postgresql_where=dated)
    op.create_table(
        "home_changes",
        sa.Column("id", ID, nullable=False),
        _member("home_changes", "home_views.member_id", "fk_home_changes_member_id_home_views"),
        _workspace("home_changes"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_home_changes")),
    )
    op.create_index(op.f("ix_home_changes_member_id"), "home_changes", ["member_id"])
    op.add_column("rates", sa.Column("homes_at", models.base.UTCDateTime(timezone=True), nullable=True))
    team = sa.text("team > ''")
    op.create_index("ix_members_team", "members", ["workspace_id", "team"], sqlite_where=team, postgresql_where=team)
    is_sqlite = op.get_bind().dialect.name == "sqlite"
    for table, (events, whose) in WATCHED.items():
        for statement in _on_sqlite(table, events, whose) if is_sqlite else _on_postgresql(table, events, whose):
            op.execute(sa.text(statement))


def _note(whose: str) -> str:
    return (
        "INSERT INTO home_changes (workspace_id, member_id)"
        f" SELECT workspace_id, member_id FROM home_views WHERE member_id IN {whose};"
    )


def _on_sqlite(table: str, events: tuple[str, ...], whose: str) -> list[str]:
    return [
        f"CREATE TRIGGER {table}_home_{event.lower()} AFTER {event} ON {table} {ONLY_WHEN.get(table, '')}"
        f" BEGIN {_note(whose)} END"
        for event in events
    ]


def _on_postgresql(table: str, events: tuple[str, ...], whose: str) -> list[str]:
    body = f"BEGIN {_note(whose)} RETURN NULL; END"
    function = f"CREATE FUNCTION {table}_home() RETURNS trigger LANGUAGE plpgsql AS $home$ {body} $home$"
    trigger = f"CREATE TRIGGER {table}_home AFTER {' OR '.join(events)} ON {table} FOR EACH ROW"
    return [function, f"{trigger} {ONLY_WHEN.get(table, '')} EXECUTE FUNCTION {table}_home()"]


def downgrade() -> None:
    is_sqlite = op.get_bind().dialect.name == "sqlite"
    for table, (events, _) in WATCHED.items():
        if is_sqlite:
            for event in events:
                op.execute(sa.text(f"DROP TRIGGER {table}_home_{event.lower()}"))
        else:
            op.execute(sa.text(f"DROP TRIGGER {table}_home ON {table}"))
            op.execute(sa.text(f"DROP FUNCTION {table}_home()"))
    op.drop_index("ix_members_team", "members")
    op.drop_column("rates", "homes_at")
    op.drop_table("home_changes")
    op.drop_table("home_views")


def _member(table: str, to: str, constraint: str) -> sa.Column[int]:
    key = sa.ForeignKey(to, name=op.f(constraint), ondelete="CASCADE")
    return sa.Column("member_id", ID, key, nullable=False, autoincrement=False if table == "home_views" else "auto")


def _workspace(table: str) -> sa.Column[str]:
    name = op.f(f"fk_{table}_workspace_id_workspaces")
    key = sa.ForeignKey("workspaces.id", name=name, ondelete="CASCADE")
    return sa.Column("workspace_id", sa.String(length=32), key, nullable=False)
