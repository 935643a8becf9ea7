"""Searching, and what one waits for."""

from bot.domain.search.arguments import packed
from bot.domain.search.query import Query, Unknown
from bot.domain.search.why import Reason
from bot.i18n import Texts
from bot.views import (
    common,
    find,
    mentors,
    waiting,
    whynot,
)
from tests.gallery.data import LATER, NOW, Data, Drawings


def drawings(t: Texts, data: Data) -> Drawings:
    one = data.member(1)
    topic = data.text(75)
    longest = data.longest
    return {
        find.results: [
            find.results(t, data.found(matches=8)),
            find.results(t, data.found(matches=0)),
            find.results(t, data.found(matches=0), data.standing()),
            find.results(t, data.found(matches=0), data.standing(waits=True)),
            find.results(t, data.found(matches=0, topics=False)),
            find.results(t, data.found(matches=0, hidden=12)),
            find.results(t, data.found(matches=8, hidden=12, page=3)),
        ],
        find.with_unknown: [
            find.with_unknown(
                t,
                find.results(t, data.found(matches=8)),
                [
                    Unknown(data.text(20), data.text(200), about)
                    for about in ("language", "level", "within", "must", "")
                ],
            ),
            find.with_unknown(
                t,
                find.results(t, data.found(matches=8)),
                [
                    Unknown("team", data.text(200), "team", [data.text(75)] * 5),
                    Unknown("team", data.text(200), "team"),
                ],
            ),
        ],
        find.mentor_joined: [find.mentor_joined(t, [data.match(number) for number in (1, 2, 3)], 1)],
        find.find_form: [find.find_form(t)],
        find.filter_form: [
            find.filter_form(
                t, packed(Query(words=data.text(200, "x"), filters=data.filters())), data.filters(), common.CODES
            )
        ],
        mentors.order: [mentors.order(t, [data.match(number) for number in range(1, 9)])],
        waiting.waits: [waiting.waits(t, data.standing(waits=True), topic)],
        waiting.waits_for: [waiting.waits_for(t, data.waits_for(1))],
        waiting.mentor_free: [waiting.mentor_free(t, one, 0)],
        waiting.mentor_not_free: [waiting.mentor_not_free(t, data.text(255, ""))],
        waiting.saved: [waiting.saved(t, data.saved(), ""), waiting.saved(t, data.saved(), topic)],
        waiting.listed: [
            waiting.listed(
                t,
                [(data.standing(waits=True), topic)] * (30 if longest else 0),
                [data.waits_for(number) for number in range(10 if longest else 0)],
                [(10**12 + number, data.saved(), "") for number in range(10 if longest else 0)],
                waiting.stopped(t) if longest else None,
            )
        ],
        waiting.new_mentors: [
            waiting.new_mentors(
                t,
                10**12,
                data.saved(),
                "",
                [data.match(number) for number in range(30 if longest else 1)],
                1,
            )
        ],
        whynot.said: [
            whynot.said(t, [data.answer(reason)] * (3 if longest else 1), {"U0000000001": data.topics()})
            for reason in Reason
        ],
        find.ask_form: [find.ask_form(t, one, topic, 10**12, data.text(600, ""))],
        find.asked: [find.asked(t, one, LATER, NOW), find.asked(t, one, NOW, NOW)],
    }
