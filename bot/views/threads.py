"""A request's question and what was said about it: clipped where buttons must stay on the screen, whole in a modal."""

from collections.abc import Sequence

from bot.domain.standing import Standing
from bot.i18n import Md, Texts, mention
from bot.views import common, ids, kit
from bot.views.kit import Block, Blocks, Element, View
from models import Member, Request, RequestNote

LONGEST_SHOWN, MOST_LINES = 500, 8
"""Of a question on a card: some more would push its buttons off the screen of a phone."""
LONGEST_LISTED = 200
LAST = 2
"""Notes that a card shows."""
MOST_WHOLE = 30
PIECE = 1200
"""Characters of a long text that one section takes, however much escaping adds."""


def question(t: Texts, request: Request, other: Member, notes: Sequence[RequestNote], topic: str) -> Blocks:
    """The question and the end of its thread, for a card with buttons below."""
    asked = common.lines(
        common.person(other),
        t.md("🎯 {topics}", topics=topic) if topic else None,
        kit.quote(clipped(request.question), LONGEST_SHOWN),
    )
    button = read_all(t, request) if is_clipped(request, notes) else None
    return [kit.section(asked, accessory=button), *last_notes(t, request, other, notes)]


def last_notes(t: Texts, request: Request, other: Member, notes: Sequence[RequestNote]) -> Blocks:
    """The newest last."""
    if not notes:
        return []
    hidden = len(notes) - LAST
    earlier = t.n_md("_{count} earlier note_", "_{count} earlier notes_", hidden) if hidden > 0 else None
    said = [line for note in notes[-LAST:] for line in (_who(t, other, note), kit.quote(clipped(note.text), 300))]
    return [kit.section(common.lines(earlier, *said))]


def listed(standing: Standing) -> Md:
    """A line or two of it, in a list."""
    return kit.quote(clipped(standing.request.question), LONGEST_LISTED)


def is_clipped(request: Request, notes: Sequence[RequestNote] = (), longest: int = LONGEST_SHOWN) -> bool:
    whole = len(notes) <= LAST and all(len(note.text) <= 300 and note.text == clipped(note.text) for note in notes)
    return not whole or len(request.question) > longest or request.question != clipped(request.question)


def clipped(text: str) -> str:
    """The first lines: what somebody typed with the Enter key is as long as it is high."""
    lines = text.split("\n")
    return text if len(lines) <= MOST_LINES else "\n".join([*lines[:MOST_LINES], "…"])


def read_all(t: Texts, request: Request) -> Element:
    return kit.button(t("Read all"), ids.numbered(ids.READ_REQUEST, request.id), request.id)


def whole(t: Texts, request: Request, other: Member, notes: Sequence[RequestNote], asks: Member) -> View:
    """Everything that was asked and said, in order."""
    title = t.md("*{mentee} asked* · {when}", mentee=mention(asks.slack_id), when=t.when(request.asked_at))
    blocks: Blocks = [kit.section(title)]
    blocks += _pieces(request.question)
    if hidden := len(notes[:-MOST_WHOLE]):
        blocks.append(kit.context(t.n_md("_{count} earlier note_", "_{count} earlier notes_", hidden)))
    for note in notes[-MOST_WHOLE:]:
        blocks += [kit.section(_who(t, other, note)), *_pieces(note.text)]
    return kit.modal(t, ids.NOTICE, t("The whole question"), blocks)


def _pieces(text: str) -> list[Block]:
    """Sections of whole words."""
    pieces = []
    while len(text) > PIECE:
        cut = max(text.rfind(" ", 0, PIECE), text.rfind("\n", 0, PIECE)) + 1 or PIECE
        pieces.append(text[:cut])
        text = text[cut:]
    return [kit.section(kit.quote(piece, PIECE)) for piece in [*pieces, text]]


def _who(t: Texts, other: Member, note: RequestNote) -> Md:
    if note.author_id == other.id:
        return t.md("*{name}* · {when}", name=mention(other.slack_id), when=t.when(note.written_at))
    return t.md("*You* · {when}", when=t.when(note.written_at))
