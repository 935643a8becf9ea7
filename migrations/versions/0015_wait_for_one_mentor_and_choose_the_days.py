"""Wait for just one mentor; choose the days on which messages arrive; home tabs that follow names and titles."""

import sqlalchemy as sa
from alembic import op

import models.base

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
WHEN = models.base.UTCDateTime(timezone=True)
OF_THEIR_PARTNERS = (
    "(SELECT mentee_id FROM pairs WHERE mentor_id = NEW.id AND state <> 'ended'"
    " UNION SELECT mentor_id FROM pairs WHERE mentee_id = NEW.id AND state <> 'ended'"
    " UNION SELECT mentee_id FROM requests WHERE mentor_id = NEW.id AND state IN ('pending', 'more_info')"
    " UNION SELECT mentor_id FROM requests WHERE mentee_id = NEW.id AND state IN ('pending', 'more_info')"
    " UNION SELECT mentee_id FROM office_slots WHERE mentor_id = NEW.id AND mentee_id IS NOT NULL"
    " UNION SELECT mentor_id FROM office_slots WHERE mentee_id = NEW.id)"
)
NAMED = {
    "members": ("OLD.name <> NEW.name OR OLD.title <> NEW.title", OF_THEIR_PARTNERS),
    "networks": (
        "OLD.name <> NEW.name OR COALESCE(OLD.channel_id, '') <> COALESCE(NEW.channel_id, '')",
        "(SELECT member_id FROM network_members WHERE network_id = NEW.id)",
    ),
}
"""Table -> (when it is called something else, whose home tab says that name)."""
WAITS = "(NEW.member_id)"


def upgrade() -> None:
    op.create_table(
        "mentor_waits",
        sa.Column("member_id", ID, nullable=False),
        sa.Column("mentor_id", ID, nullable=False),
        sa.Column("waiting", sa.Boolean(), nullable=False),
        sa.Column("waiting_since", WHEN, nullable=True),
        sa.Column("offered_at", WHEN, nullable=True),
        sa.Column("open", sa.Boolean(), nullable=False),
        sa.Column("created_at", WHEN, nullable=False),
        sa.Column("id", ID, nullable=False),
        sa.Column("workspace_id", sa.String(length=32), nullable=False),
        sa.ForeignKeyConstraint(
            ["member_id"], ["members.id"], name=op.f("fk_mentor_waits_member_id_members"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["mentor_id"], ["members.id"], name=op.f("fk_mentor_waits_mentor_id_members"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspaces.id"], name=op.f("fk_mentor_waits_workspace_id_workspaces"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mentor_waits")),
        sa.UniqueConstraint("member_id", "mentor_id", name=op.f("uq_mentor_waits_member_id_mentor_id")),
    )  # fmt: skip
    op.create_index(op.f("ix_mentor_waits_mentor_id"), "mentor_waits", ["mentor_id"])
    op.add_column("members", sa.Column("reads_on", sa.JSON(), nullable=True))
    _watch("mentor_waits", "mentor_waits_home", "INSERT OR UPDATE", "", WAITS)
    for table, (differs, whose) in NAMED.items():
        _watch(table, f"{table}_home_named", "UPDATE", f"WHEN ({differs})", whose)


def _watch(table: str, name: str, events: str, when: str, whose: str) -> None:
    note = (
        "INSERT INTO home_changes (workspace_id, member_id)"
        f" SELECT workspace_id, member_id FROM home_views WHERE member_id IN {whose};"
    )
    if op.get_bind().dialect.name == "sqlite":
        for event in events.split(" OR "):
            trigger = f"CREATE TRIGGER {name}_{event.lower()} AFTER {event} ON {table} {when} BEGIN {note} END"
            op.execute(sa.text(trigger))
    else:
        body = f"BEGIN {note} RETURN NULL; END"
        op.execute(sa.text(f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $home$ {body} $home$"))
        trigger = f"CREATE TRIGGER {name} AFTER {events} ON {table} FOR EACH ROW {when} EXECUTE FUNCTION {name}()"
        op.execute(sa.text(trigger))


def _forget(table: str, name: str, events: str) -> None:
    if op.get_bind().dialect.name == "sqlite":
        for event in events.split(" OR "):
            op.execute(sa.text(f"DROP TRIGGER {name}_{event.lower()}"))
    else:
        op.execute(sa.text(f"DROP TRIGGER {name} ON {table}"))
        op.execute(sa.text(f"DROP FUNCTION {name}()"))


def downgrade() -> None:
    for table in NAMED:
        _forget(table, f"{table}_home_named", "UPDATE")
    _forget("mentor_waits", "mentor_waits_home", "INSERT OR UPDATE")
    op.drop_column("members", "reads_on")
    op.drop_table("mentor_waits")
