"""What all parts of an export share."""

from typing import Any

from models import Member, Pair, Request

Row = dict[str, Any]


def other_of(row: Request | Pair, member: Member) -> int:
    """The id of the other one of the two."""
    return row.mentee_id if row.mentor_id == member.id else row.mentor_id


def side_of(row: Request | Pair, member: Member) -> str:
    return "mentor" if row.mentor_id == member.id else "mentee"
