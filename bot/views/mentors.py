"""A mentor in results: why they fit in words, as a section, as a card, and part by part."""

from collections.abc import Callable, Sequence
from functools import lru_cache

from bot.domain.search.query import Match, Mentor, Part, Way
from bot.i18n import Md, Texts, join_md
from bot.views import common, ids, kit
from bot.views.kit import Block, Blocks, View

BAR = 5
"""Squares of a full bar."""
PORTRAITS = 10_000
"""Mentors whose part of the page is drawn once, some two kilobytes each."""


def rows(t: Texts, match: Match, topic_id: int | None) -> Blocks:
    """A mentor, why they fit, the buttons to ask and to book an office hour, and the way never to meet."""
    name, menu, ask = _always(t.anywhere, match.mentor, topic_id)
    words = common.lines(name, *reasons(t, match))
    book = book_button(t, match)
    return [kit.section(words, accessory=menu), kit.actions(ask) if book is None else kit.actions(ask, book)]


@lru_cache(PORTRAITS)
def _always(t: Texts, mentor: Mentor, topic_id: int | None) -> tuple[Md, kit.Element, kit.Element]:
    """What is drawn of a mentor whoever looks: their name, the way never to meet, the button to ask. Nobody changes
    it."""
    name = Md(f"*{common.person(mentor)}*")
    return name, common.avoid_menu(t, mentor.id), ask_button(t, mentor, topic_id)


def book_button(t: Texts, match: Match) -> kit.Element | None:
    """A talk without asking, for mentors who offer office hours."""
    if match.next_office_hour is None:
        return None
    return kit.button(t("Book an office hour"), ids.numbered(ids.BOOK_OFFICE_HOUR, match.mentor.id), match.mentor.id)


def side_by_side(t: Texts, matches: Sequence[Match], ask: Callable[[Match], kit.Element]) -> Block:
    """A few mentors as cards, for messages; delivery shows them as sections where cards are not to be had. `ask` makes
    the button."""
    return kit.carousel(
        *(
            kit.card(
                Md(f"*{common.person(match.mentor)}*"),
                subtitle=kit.clip_md(_topics(t.anywhere, match), 150),
                body=kit.clip_md(_short(t, match), 200),
                buttons=[
                    ask(match),
                    *([book] if (book := book_button(t, match)) else []),
                    common.avoid(t, match.mentor.id, again=False),
                ],
            )
            for match in matches
        )
    )


def ask_button(t: Texts, mentor: Mentor, topic_id: int | None) -> kit.Element:
    return kit.button(
        t("Ask {name}", name=common.first_name(mentor)),
        ids.numbered(ids.ASK, mentor.id),
        f"{mentor.id}-{topic_id or 0}",
        style="primary",
    )


def _short(t: Texts, match: Match) -> Md:
    """The reasons that fit onto a card."""
    return common.lines(
        _passes_on(t.anywhere, match.passes_on, 70), _said("🕑", _shared(t, match.languages, match.hours))
    )


def reasons(t: Texts, match: Match) -> list[Md]:
    """A line for each kind of reason; kinds without any are left out."""
    words = t.anywhere
    found = [
        _topics(words, match),
        _passes_on(words, match.passes_on, 160),
        _time(words, tuple(match.languages), match.hours, match.team_apart, match.levels_apart),
        _places(
            words, match.free_places, common.answers(words, match.answers_within), _active(words, match.active_days)
        ),
        _said("🎓", _promises(t, match)) if match.trained or match.next_office_hour else None,
        t.md("👥 You are both in {networks}", networks=t.list(list(match.networks))) if match.networks else None,
    ]
    return [line for line in found if line is not None]


# What many mentors have in common is said once: a page of results has eight of them, and the next page the same words.
# Remembered by plain values, and by type: what is marked as safe must never stand for what somebody typed.
_once = lru_cache(4096, typed=True)


def _said(sign: str, parts: Sequence[str]) -> Md | None:
    return join_md(" ", [sign, join_md(" · ", parts)]) if parts else None


def _topics(t: Texts, match: Match) -> Md:
    return _fit(t, match.way, tuple(match.topics), tuple(match.strong), match.other_topics)


@_once
def _fit(t: Texts, way: Way, names: tuple[str, ...], strongest: tuple[str, ...], others: int) -> Md:
    topics = kit.clip(t.list(names), 300)
    if way is Way.PROFILE:
        return t.md("🔎 Found in what they wrote about themselves")
    if way is Way.RELATED:
        return t.md("🎯 {topics}, which is close to it", topics=topics)
    if others:
        line = t.n_md(
            "🎯 {topics} and {count} other topic",
            "🎯 {topics} and {count} other topics",
            others,
            topics=topics,
        )
    else:
        line = t.md("🎯 {topics}", topics=topics)
    if not strongest:
        return line
    if strongest == names:
        return join_md(" · ", [line, t.md("others come to them for this")])
    strong = t.md("others come to them for {topics}", topics=kit.clip(t.list(strongest), 150))
    return join_md(" · ", [line, strong])


@lru_cache(PORTRAITS)
def _passes_on(t: Texts, said: str, longest: int) -> Md | None:
    words = kit.clip(" ".join(said.split()), longest)
    return t.md("💡 _{passes_on}_", passes_on=words) if words else None


@_once
def _time(t: Texts, languages: tuple[str, ...], hours: int, team: bool | None, level: int | None) -> Md | None:
    found = _shared(t, languages, hours)
    if team is not None:
        found.append(t("from another team") if team else t("from your own team"))
    if level is not None:
        found.append(_level(t, level))
    return _said("🕑", found)


def _shared(t: Texts, languages: Sequence[str], hours: int) -> list[str]:
    found = []
    if languages:
        found.append(t("you both speak {languages}", languages=t.list([t.language_name(code) for code in languages])))
    found.append(
        t.n("{count} shared working hour a week", "{count} shared working hours a week", hours)
        if hours
        else t("no shared working hours")
    )
    return found


def _level(t: Texts, apart: int) -> str:
    if apart == 0:
        return t("at your own level")
    if apart > 0:
        return t.n("{count} level further on", "{count} levels further on", apart)
    return t("looks at it from nearer the start")


@_once
def _places(t: Texts, free: int, answers: Md | None, active: str | None) -> Md | None:
    found = [t.n("{count} free place", "{count} free places", free), *filter(None, (answers, active))]
    return _said("🪑", found)


def _active(t: Texts, days: int | None) -> str | None:
    if days is None:
        return None
    if days < 7:
        return t("active this week")
    if days < 31:
        return t("active this month")
    return t.n("active {count} month ago", "active {count} months ago", days // 30)


def _promises(t: Texts, match: Match) -> list[str]:
    found: list[str] = [t("trained mentor")] if match.trained else []
    if match.next_office_hour is not None:
        found.append(t.md("next office hour {when}", when=t.when(match.next_office_hour)))
    return found


def part_names(t: Texts) -> dict[Part, str]:
    return {
        Part.TOPICS: t("topics that fit"),
        Part.DEPTH: t("others come to them for it"),
        Part.PASSES_ON: t("what they pass on"),
        Part.LANGUAGE: t("a shared language"),
        Part.HOURS: t("shared working hours"),
        Part.TEAM: t("another team"),
        Part.LEVEL: t("distance in level"),
        Part.LOAD: t("free places"),
        Part.ANSWERS: t("answers quickly"),
        Part.FRESHNESS: t("active of late"),
        Part.ROTATION: t("everybody's turn"),
    }


def order(t: Texts, matches: Sequence[Match]) -> View:
    """Why these mentors stand in this order: the points of each part, drawn and in figures."""
    blocks: Blocks = [
        kit.section(
            t.md(
                "Each part of the ranking gives points; the sum is the order. “Everybody's turn” changes from day to "
                "day, so that the same few are not always first."
            )
        )
    ]
    for match in matches:
        blocks += [
            kit.divider(),
            kit.section(_points(t, match), accessory=common.avoid(t, match.mentor.id, again=False)),
        ]
    return kit.modal(t, ids.NOTICE, t("Why this order?"), blocks)


def _points(t: Texts, match: Match) -> Md:
    names = part_names(t)
    title = t.md("*{mentor}*: {points} points", mentor=common.person(match.mentor), points=t.decimal(match.points))
    rows = [
        join_md(" ", [_bar(match.parts[part] / most), _of(t, names[part], match.parts[part], most)])
        for part, most in sorted(match.most.items(), key=lambda one: -one[1])
        if most
    ]
    return common.lines(title, *rows)


def _of(t: Texts, name: str, points: float, most: float) -> Md:
    """'shared working hours, 7.0 of 10.0'."""
    return t.md("{part}, {points} of {most}", part=name, points=t.decimal(points), most=t.decimal(most))


def _bar(share: float) -> Md:
    full = min(BAR, max(1, round(share * BAR))) if share > 0 else 0
    return Md("▰" * full + "▱" * (BAR - full))
