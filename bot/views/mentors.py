"""A mentor in results: why they fit in words, as a section, as a card, and part by part."""

from collections.abc import Callable, Sequence
from functools import lru_cache

from bot.domain.search.query import Match, Mentor, Offer, Part, Way
from bot.i18n import Md, Texts, join_md
from bot.views import common, ids, kit
from bot.views.kit import Block, Blocks, View

BAR = 5
"""Squares of a full bar."""
PORTRAITS = 10_000
"""Mentors whose name and buttons are drawn once, some kilobyte each."""
OFFERS = 20_000
"""What they offer, a topic each: some kilobyte more."""


def rows(t: Texts, match: Match, topic_id: int | None) -> Blocks:
    """A mentor, why they fit, the buttons to ask and to book an office hour, and the way never to meet."""
    above, below, menu, ask = _always(t.anywhere, match.offer, topic_id)
    words = kit.section(common.lines(above, _time(t.anywhere, match), below, *_now_and_then(t, match)), accessory=menu)
    book = book_button(t, match)
    return [words, ask if book is None else kit.actions(*ask["elements"], book)]


@lru_cache(OFFERS)
def _always(t: Texts, offer: Offer, topic_id: int | None) -> tuple[Md, Md, kit.Element, Block]:
    """What is drawn of a mentor whoever looks: the lines above and below those about the reader, the way never to
    meet, the button to ask. Nobody changes it."""
    name, menu, words = _person(t, offer.mentor)
    above = common.lines(name, _topics(t, offer), _passes_on(t, offer.passes_on, 160))
    return above, common.lines(_places(t, offer)), menu, kit.actions(_ask_button(words, offer.mentor, topic_id))


@lru_cache(PORTRAITS)
def _person(t: Texts, mentor: Mentor) -> tuple[Md, kit.Element, str]:
    """The same whatever is looked for: the name, the way never to meet, the words to ask."""
    return Md(f"*{common.person(mentor)}*"), common.avoid_menu(t, mentor.id), _ask(t, mentor)


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
                subtitle=kit.clip_md(_topics(t.anywhere, match.offer), 150),
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
    return _ask_button(_ask(t, mentor), mentor, topic_id)


def _ask(t: Texts, mentor: Mentor) -> str:
    return t("Ask {name}", name=common.first_name(mentor))


def _ask_button(words: str, mentor: Mentor, topic_id: int | None) -> kit.Element:
    return kit.button(words, ids.numbered(ids.ASK, mentor.id), f"{mentor.id}-{topic_id or 0}", style="primary")


def _short(t: Texts, match: Match) -> Md:
    """The reasons that fit onto a card."""
    return common.lines(
        _passes_on(t.anywhere, match.offer.passes_on, 70), _said("🕑", _shared(t, match.languages, match.hours))
    )


def _said(sign: str, parts: Sequence[str]) -> Md | None:
    return join_md(" ", [sign, join_md(" · ", parts)]) if parts else None


# What many mentors have in common is said once: a page of results has eight of them, and the next page the same words.
# Remembered by plain values, and by type: what is marked as safe must never stand for what somebody typed.
_once = lru_cache(4096, typed=True)


def _topics(t: Texts, offer: Offer) -> Md:
    return _fit(t, offer.way, tuple(offer.topics), tuple(offer.strong), offer.other_topics)


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


def _time(t: Texts, match: Match) -> Md | None:
    return _timed(t, tuple(match.languages), match.hours, match.team_apart, match.levels_apart)


@_once
def _timed(t: Texts, languages: tuple[str, ...], hours: int, team: bool | None, level: int | None) -> Md | None:
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


def _places(t: Texts, offer: Offer) -> Md | None:
    return _room(t, offer.free_places, common.answers(t, offer.answers_within), _active(t, offer.active_days))


@_once
def _room(t: Texts, free: int, answers: Md | None, active: str | None) -> Md | None:
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


def _now_and_then(t: Texts, match: Match) -> Sequence[Md | None]:
    """The lines that few mentors have."""
    at, networks = match.next_office_hour, match.networks
    promises: list[str] = [t("trained mentor")] if match.offer.trained else []
    if at is not None:
        promises.append(t.md("next office hour {when}", when=t.when(at)))
    return (
        _said("🎓", promises),
        t.md("👥 You are both in {networks}", networks=t.list(networks)) if networks else None,
    )


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
