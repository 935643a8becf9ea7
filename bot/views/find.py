"""Results of a search, and asking."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from bot.domain.requests import SHORTEST_QUESTION
from bot.domain.search.arguments import packed
from bot.domain.search.needs import Waiting
from bot.domain.search.query import Filters, Found, Match, Unknown
from bot.i18n import Md, Texts, join_md, mention
from bot.views import common, ids, kit, mentors, search_words, waiting
from bot.views.kit import Blocks, Message, View
from models import Level, Member


def results(t: Texts, found: Found, standing: Waiting | None = None) -> Message:
    """The best mentors with reasons, or what to do when nobody was found. `standing` is the reader's place on the
    waiting list, or the one they would get."""
    if not found.matches:
        return _hidden(t, found) if found.hidden and found.query.filters.any else _nobody(t, found, standing)
    understood = kit.clip(t.list(found.topics) or found.words, 300)
    title = t.n_md("{count} mentor for {topics}", "{count} mentors for {topics}", len(found.matches), topics=understood)
    if found.only_close and found.topics:
        blocks: Blocks = [
            kit.header(t("Close to {topics}", topics=understood)),
            kit.context(t.md("Nobody with a free place offers {topics} itself at the moment.", topics=understood)),
        ]
    else:
        blocks = [kit.header(t("Mentors for {topics}", topics=understood))]
    if where := _where(t, found):
        blocks.append(kit.context(where))
    for match in found.matches:
        blocks += [*mentors.rows(t, match, found.topic_id), kit.divider()]
    if standing is not None:
        blocks += waiting.place(t, standing, t.list(found.topics[:1]))
    blocks.append(kit.actions(*_turns(t, found), *_ways_on(t, found)))
    blocks.append(
        kit.context(
            t.md("Only you see this. Asking commits you to nothing: you talk once first, to feel whether it clicks.")
        )
    )
    return kit.message(title, *blocks)


def _where(t: Texts, found: Found) -> Md | None:
    """The page and the filters, when they are not the first and none."""
    parts: list[str] = []
    if found.query.page:
        parts.append(t("Page {page}", page=found.query.page + 1))
    if found.query.filters.any:
        parts.append(t.md("🔎 Only: {filters}", filters=search_words.filters(t, found.query.filters)))
        if found.hidden:
            parts.append(t.n("{count} more without these filters", "{count} more without these filters", found.hidden))
    return join_md(" · ", parts) if parts else None


def _turns(t: Texts, found: Found) -> list[kit.Element]:
    query, buttons = found.query, []
    if query.page:
        before = packed(replace(query, page=query.page - 1))
        buttons.append(kit.button(t("‹ Previous"), ids.numbered(ids.FIND_AGAIN, "previous"), before))
    if found.more:
        after = packed(replace(query, page=query.page + 1))
        buttons.append(kit.button(t("More ›"), ids.numbered(ids.FIND_AGAIN, "next"), after))
    return buttons


def _ways_on(t: Texts, found: Found) -> list[kit.Element]:
    query = found.query
    first = replace(query, page=0) if query.page else query
    this = packed(query)
    again = packed(first) if query.page else this
    buttons = [kit.button(t("Filter …"), ids.FIND_FILTER, again)]
    if first.filters.any:
        clear = packed(replace(first, filters=Filters()))
        buttons.append(kit.button(t("Clear filters"), ids.numbered(ids.FIND_AGAIN, "clear"), clear))
    if found.matches:
        buttons.append(kit.button(t("Why this order?"), ids.FIND_ORDER, this))
    if found.topics:
        buttons.append(kit.button(t("Tell me about new mentors"), ids.FIND_SAVE, again))
    return buttons


def _hidden(t: Texts, found: Found) -> Message:
    """Somebody offers it, but the filters let nobody through."""
    topics, said = kit.clip(t.list(found.topics) or found.words, 300), search_words.filters(t, found.query.filters)
    words = t.n_md(
        "{count} mentor for {topics} does not pass your filters: {filters}.",
        "None of {count} mentors for {topics} passes your filters: {filters}.",
        found.hidden,
        topics=topics,
        filters=said,
    )
    return kit.message(words, kit.section(words), kit.actions(*_ways_on(t, found)))


def _nobody(t: Texts, found: Found, standing: Waiting | None) -> Message:
    if not found.words.strip() and not found.topics:
        words = t.md("What do you want to learn? For example: `/mentor find leading remote teams`.")
    elif found.topics:
        words = t.md(
            "Nobody with a free place offers {topics} at the moment. I have counted it, so that coordinators see "
            "what is missing.",
            topics=t.list(found.topics),
        )
    else:
        words = t.md(
            "I don't know a topic for “{words}” yet. I have counted it, so that coordinators see what is missing.",
            words=kit.clip(found.words, 150),
        )
    blocks: Blocks = [kit.section(words)]
    if standing is not None:
        blocks += waiting.place(t, standing, t.list(found.topics[:1]))
    buttons = [kit.button(name, ids.numbered(ids.FIND_TOPIC, topic_id), topic_id) for topic_id, name in found.nearest]
    if buttons:
        blocks += [kit.section(t.md("These topics have free mentors:")), kit.actions(*buttons)]
    return kit.message(words, *blocks)


def with_unknown(t: Texts, found: Message, unknown: Sequence[Unknown]) -> Message:
    """What was found, under what looked like a filter and is none."""
    said = [_unknown(t, one) for one in unknown[:5]]
    known = t.md(
        "What I know: `in:nl` (language), `team:Sales`, `level:senior` (or further on), `soon`, `office`, `trained`."
    )
    return kit.message(found.text, kit.section(common.lines(*said)), kit.context(known), *found.blocks)


def _unknown(t: Texts, one: Unknown) -> Md:
    value = kit.clip(one.value, 60)
    match one.about:
        case "language":
            return t.md("“{value}” is no language that I know; I left it out.", value=value)
        case "team" if one.instead:
            return t.md(
                "Nobody here has said that their team is “{value}”, so I left it out. Teams that there are: {teams}.",
                value=value,
                teams=t.list([kit.clip(team, 60) for team in one.instead]),
            )
        case "team":
            return t.md("Nobody here has said which team they are in, so I left “{value}” out.", value=value)
        case "level":
            return t.md("“{value}” is no level that I know; I left it out.", value=value)
        case "within":
            return t.md(
                "I can only look for time within two weeks (`within:2w`), so I left “{value}” out.", value=value
            )
    return t.md("I know no filter “{name}:{value}”; I left it out.", name=kit.clip(one.name, 30), value=value)


def mentor_joined(t: Texts, matches: Sequence[Match], topic_id: int) -> Message:
    title = t.md("🎉 There is a mentor for {topics} now", topics=t.list(matches[0].offer.topics))
    return kit.message(title, kit.section(Md(f"*{title}*")), *others(t, matches, topic_id))


def find_form(t: Texts) -> View:
    return kit.modal(
        t,
        ids.FIND_FORM,
        t("Find a mentor"),
        [
            kit.input_(
                "words",
                t("What do you want to learn?"),
                kit.text_input(longest=200, placeholder=t("For example: leading remote teams")),
                hint=t("A few words will do. Misspelt is fine."),
                optional=True,
            ),
            kit.input_(
                "person",
                t("Or somebody you have in mind"),
                kit.user_select(placeholder=t("Choose a colleague")),
                hint=t("I say whether you can ask them, and if not, why."),
                optional=True,
            ),
        ],
        submit=t("Search"),
    )


def filter_form(t: Texts, packed_query: str, filters: Filters, spoken: Sequence[str]) -> View:
    """`spoken` are the languages to choose from."""
    team = kit.option(filters.team, filters.team) if filters.team else None
    musts = {
        "office_hours": t("offers office hours"),
        "soon": t("has time within two weeks"),
        "trained": t("trained mentor"),
    }
    return kit.modal(
        t,
        ids.FILTER_FORM,
        t("Filter"),
        [
            kit.input_(
                "language",
                t("Speaks"),
                kit.select(
                    [kit.option(t.language_name(code), code) for code in spoken],
                    initial=filters.language,
                    placeholder=t("Any language"),
                ),
                optional=True,
            ),
            kit.input_(
                "team",
                t("Works in the team"),
                kit.external(ids.TEAM_OPTIONS, initial=team, placeholder=t("Any team")),
                optional=True,
            ),
            kit.input_(
                "level",
                t("At least"),
                kit.select(
                    [kit.option(common.level(t, level), level.value) for level in Level],
                    initial=filters.level.value if filters.level else None,
                    placeholder=t("Any level"),
                ),
                optional=True,
            ),
            kit.input_(
                "musts",
                t("What else counts"),
                kit.checkboxes(
                    [kit.option(words, code) for code, words in musts.items()],
                    initial=[code for code in musts if getattr(filters, code)],
                ),
                optional=True,
            ),
        ],
        submit=t("Show"),
        query=packed_query,
    )


def ask_form(t: Texts, mentor: Member, topic: str, topic_id: int, question: str) -> View:
    words = [Md(f"*{common.person(mentor)}*")]
    if topic:
        words.append(t.md("🎯 {topics}", topics=topic))
    return kit.modal(
        t,
        ids.ASK_FORM,
        t("Ask a mentor"),
        [
            kit.section(common.lines(*words)),
            kit.input_(
                "question",
                t("What do you want to be able to do?"),
                kit.text_input(
                    initial=question,
                    multiline=True,
                    longest=3000,
                    shortest=SHORTEST_QUESTION,
                    placeholder=t(
                        "For example: prepare my first performance review with somebody I used to work beside"
                    ),
                ),
                hint=t("Your precise question. Only {name} reads it.", name=common.first_name(mentor)),
            ),
        ],
        submit=t("Ask"),
        mentor=mentor.id,
        topic=topic_id,
    )


def asked(t: Texts, mentor: Member, reads_at: datetime, now: datetime) -> Message:
    """After asking: when it is read, and what happens if nobody answers."""
    title = t.md("*Asked.* {mentor} gets your question now.", mentor=mention(mentor.slack_id))
    if reads_at > now:
        title = t.md(
            "*Asked.* {mentor} gets your question when working hours start there: {when}.",
            mentor=mention(mentor.slack_id),
            when=t.when(reads_at),
        )
    return kit.message(
        title,
        kit.section(title),
        kit.section(
            t.md(
                "You hear from me within five days. If there is no answer by then, I suggest the next best mentor. "
                "You can withdraw at any time: `/mentor requests`."
            )
        ),
    )


def others(t: Texts, matches: Sequence[Match], topic_id: int | None) -> Blocks:
    """A few other mentors, under a message that brought bad news."""
    if not matches:
        return [kit.actions(common.find_others(t))]
    return [mentors.side_by_side(t, matches[:3], lambda match: mentors.ask_button(t, match.mentor, topic_id))]
