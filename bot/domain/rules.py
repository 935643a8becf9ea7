"""What the database itself refuses (migration 0007), as data: who inserts against a rule finds out here which."""

from sqlalchemy.exc import IntegrityError

RULES = ("self", "many", "asked", "paired", "repeated", "avoided", "line", "full")


def broken(error: IntegrityError) -> str:
    """The rule that `error` is about; "" for a constraint that is none of ours, such as a unique key."""
    said = str(error.orig)
    return next((rule for rule in RULES if f"klik.{rule}" in said), "")
