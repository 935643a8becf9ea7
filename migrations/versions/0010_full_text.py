"""Full text of what mentors wrote, kept by triggers: SQLite's FTS5, PostgreSQL's tsvector with GIN.

The tables are in no model (models.base.in_models): they are of the database's own making and differ between the two.
Only active profiles are in the index; deleting the profile, also with its member, takes a row out.
"""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

SQLITE = """
CREATE VIRTUAL TABLE mentor_words USING fts5(
    workspace_id UNINDEXED, title, passes_on, tokenize = 'porter unicode61 remove_diacritics 2');

INSERT INTO mentor_words (rowid, workspace_id, title, passes_on)
SELECT members.id, members.workspace_id, members.title, mentor_profiles.passes_on
FROM mentor_profiles JOIN members ON members.id = mentor_profiles.member_id WHERE mentor_profiles.active;

CREATE TRIGGER mentor_words_insert AFTER INSERT ON mentor_profiles WHEN NEW.active
BEGIN INSERT INTO mentor_words (rowid, workspace_id, title, passes_on)
SELECT id, workspace_id, title, NEW.passes_on FROM members WHERE id = NEW.member_id!
END;

CREATE TRIGGER mentor_words_update AFTER UPDATE OF passes_on, active ON mentor_profiles
WHEN OLD.passes_on IS NOT NEW.passes_on OR OLD.active IS NOT NEW.active
BEGIN DELETE FROM mentor_words WHERE rowid = OLD.member_id!
INSERT INTO mentor_words (rowid, workspace_id, title, passes_on)
SELECT id, workspace_id, title, NEW.passes_on FROM members WHERE id = NEW.member_id AND NEW.active!
END;

CREATE TRIGGER mentor_words_delete AFTER DELETE ON mentor_profiles
BEGIN DELETE FROM mentor_words WHERE rowid = OLD.member_id!
END;

CREATE TRIGGER mentor_words_title AFTER UPDATE OF title ON members WHEN OLD.title IS NOT NEW.title
BEGIN UPDATE mentor_words SET title = NEW.title WHERE rowid = NEW.id!
END;
"""

# unaccent is an extension that not every server has; what both languages write is in these two lines.
ACCENTED = "àáâãäåçèéêëìíîïñòóôõöùúûüýÿ"
PLAIN = "aaaaaaceeeeiiiinooooouuuuyy"
POSTGRESQL = f"""
CREATE FUNCTION mentor_words_in(written text) RETURNS tsvector LANGUAGE sql IMMUTABLE AS $words$
SELECT to_tsvector('pg_catalog.english', translate(lower(written), '{ACCENTED}', '{PLAIN}'))
    || to_tsvector('pg_catalog.dutch', translate(lower(written), '{ACCENTED}', '{PLAIN}')) $words$;

CREATE FUNCTION mentor_words_of(title text, passes_on text, workspace_id text) RETURNS tsvector
LANGUAGE sql IMMUTABLE AS $words$
SELECT setweight(mentor_words_in(passes_on), 'A') || setweight(mentor_words_in(title), 'B')
    || array_to_tsvector(ARRAY['w:' || workspace_id]) $words$;

CREATE TABLE mentor_words (
    member_id bigint CONSTRAINT pk_mentor_words PRIMARY KEY
        CONSTRAINT fk_mentor_words_member_id_members REFERENCES members (id) ON DELETE CASCADE,
    workspace_id varchar(32) NOT NULL
        CONSTRAINT fk_mentor_words_workspace_id_workspaces REFERENCES workspaces (id) ON DELETE CASCADE,
    words tsvector NOT NULL);

INSERT INTO mentor_words (member_id, workspace_id, words)
SELECT members.id, members.workspace_id,
    mentor_words_of(members.title, mentor_profiles.passes_on, members.workspace_id)
FROM mentor_profiles JOIN members ON members.id = mentor_profiles.member_id WHERE mentor_profiles.active;

CREATE INDEX ix_mentor_words_words ON mentor_words USING gin (words);

CREATE FUNCTION mentor_words_profile() RETURNS trigger LANGUAGE plpgsql AS $words$ BEGIN
IF TG_OP = 'DELETE' THEN DELETE FROM mentor_words WHERE member_id = OLD.member_id!
ELSIF NOT NEW.active THEN DELETE FROM mentor_words WHERE member_id = NEW.member_id!
ELSE INSERT INTO mentor_words (member_id, workspace_id, words)
    SELECT id, workspace_id, mentor_words_of(title, NEW.passes_on, workspace_id) FROM members
    WHERE id = NEW.member_id
    ON CONFLICT (member_id) DO UPDATE SET words = excluded.words!
END IF! RETURN NULL! END $words$;

CREATE FUNCTION mentor_words_member() RETURNS trigger LANGUAGE plpgsql AS $words$ BEGIN
UPDATE mentor_words SET words = mentor_words_of(NEW.title, mentor_profiles.passes_on, NEW.workspace_id)
FROM mentor_profiles WHERE mentor_profiles.member_id = NEW.id AND mentor_words.member_id = NEW.id!
RETURN NULL! END $words$;

CREATE TRIGGER mentor_words_insert AFTER INSERT ON mentor_profiles
FOR EACH ROW WHEN (NEW.active) EXECUTE FUNCTION mentor_words_profile();

CREATE TRIGGER mentor_words_update AFTER UPDATE OF passes_on, active ON mentor_profiles
FOR EACH ROW WHEN (OLD.passes_on IS DISTINCT FROM NEW.passes_on OR OLD.active IS DISTINCT FROM NEW.active)
EXECUTE FUNCTION mentor_words_profile();

CREATE TRIGGER mentor_words_delete AFTER DELETE ON mentor_profiles
FOR EACH ROW EXECUTE FUNCTION mentor_words_profile();

CREATE TRIGGER mentor_words_title AFTER UPDATE OF title ON members
FOR EACH ROW WHEN (OLD.title IS DISTINCT FROM NEW.title) EXECUTE FUNCTION mentor_words_member();
"""
"""Statements end with ; and those inside a trigger or function with !."""

TRIGGERS = {
    "mentor_words_insert": "mentor_profiles",
    "mentor_words_update": "mentor_profiles",
    "mentor_words_delete": "mentor_profiles",
    "mentor_words_title": "members",
}
FUNCTIONS = ("profile()", "member()", "of(text, text, text)", "in(text)")


def upgrade() -> None:
    for statement in (SQLITE if _is_sqlite() else POSTGRESQL).split(";"):
        if statement.strip():
            op.get_bind().exec_driver_sql(statement.strip().replace("!", ";"))


def downgrade() -> None:
    for trigger, table in TRIGGERS.items():
        op.execute(sa.text(f"DROP TRIGGER {trigger}" + ("" if _is_sqlite() else f" ON {table}")))
    op.execute(sa.text("DROP TABLE mentor_words"))
    if not _is_sqlite():
        for function in FUNCTIONS:
            op.execute(sa.text(f"DROP FUNCTION mentor_words_{function}"))


def _is_sqlite() -> bool:
    return op.get_bind().dialect.name == "sqlite"
