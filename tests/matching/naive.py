"""The rules and points of a round one pair at a time, and the best plan by trying every plan.

Written from docs/matching.md alone, in the simplest way there is: what the engine must equal on small rounds.
"""

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence

from bot.domain.matching.people import Person
from bot.domain.matching.plan import Part
from bot.domain.matching.programme import Kind, Programme, Rule

Duo = tuple[str, str]


def share_topic(mentor: Person, mentee: Person, programme: Programme) -> bool:
    one = any(topic in mentor.offers for topic in mentee.seeks)
    two = any(topic in mentee.offers for topic in mentor.seeks)
    return one and (two or programme.kind is not Kind.PEER)


def hours(one: Person, two: Person) -> int | None:
    if one.week is None or two.week is None:
        return None
    return bin(one.week & two.week).count("1") // 4


def step(mentor: Person, mentee: Person, programme: Programme) -> int | None:
    if mentor.level is None or mentee.level is None:
        return None
    up = mentor.level - mentee.level
    return {Kind.MENTOR: up, Kind.REVERSE: -up, Kind.PEER: abs(up)}[programme.kind]


def broken(mentor: Person, mentee: Person, programme: Programme) -> set[Rule]:
    rules, reverse = programme.rules, programme.kind is Kind.REVERSE
    lenient = rules.unknown_passes
    found = set()
    wished = mentor.id in mentee.wishes and mentee.id in mentor.wishes
    if rules.shared_topic and not wished and not share_topic(mentor, mentee, programme):
        found.add(Rule.TOPIC)
    if rules.shared_language:
        if not mentor.languages or not mentee.languages:
            found |= set() if Rule.LANGUAGE in lenient else {Rule.LANGUAGE}
        elif not mentor.languages & mentee.languages:
            found.add(Rule.LANGUAGE)
    if rules.least_hours:
        together = hours(mentor, mentee)
        if together is None:
            found |= set() if Rule.HOURS in lenient else {Rule.HOURS}
        elif together < rules.least_hours:
            found.add(Rule.HOURS)
    if rules.other_team or rules.discreet or reverse:
        if mentor.team is None or mentee.team is None:
            if rules.discreet or reverse or Rule.TEAM not in lenient:
                found.add(Rule.TEAM)
        elif mentor.team == mentee.team:
            found.add(Rule.TEAM)
    if (rules.outside_line or rules.discreet) and (mentor.id in mentee.line or mentee.id in mentor.line):
        found.add(Rule.LINE)
    least = max(1, rules.least_step or 1) if reverse else rules.least_step
    if least is not None or rules.most_step is not None:
        far = step(mentor, mentee, programme)
        if far is None:
            found |= set() if Rule.LEVEL in lenient and not reverse else {Rule.LEVEL}
        elif (least is not None and far < least) or (rules.most_step is not None and far > rules.most_step):
            found.add(Rule.LEVEL)
    if rules.no_repeats and (mentor.id in mentee.earlier or mentee.id in mentor.earlier):
        found.add(Rule.REPEAT)
    if reverse and not (mentor.has_goal and mentee.has_goal):
        found.add(Rule.GOAL)
    if mentor.id in mentee.apart or mentee.id in mentor.apart:
        found.add(Rule.APART)
    return found


def parts(mentor: Person, mentee: Person, programme: Programme) -> dict[Part, int]:
    weights, peers = programme.weights, programme.kind is Kind.PEER

    def topics(giver: Person, taker: Person) -> int:
        given = sum(giver.offers.get(topic, 0) * weight for topic, weight in taker.seeks.items())
        return weights.topics * given // (5 * sum(taker.seeks.values()) or 1)

    def wish(points: int, whom: str, wishes: Sequence[str]) -> int:
        return points // (wishes.index(whom) + 1) if whom in wishes else 0

    together, far = hours(mentor, mentee), step(mentor, mentee, programme)
    best, fair = ((0, 1), (2,)) if peers else ((1, 2), (0, 3))
    quarters = 2 if far is None else 4 if far in best else 2 if far in fair else 1
    mean = (weights.wish + weights.wished) // 2
    known = bool(mentor.languages and mentee.languages)
    return {
        Part.TOPICS: (topics(mentor, mentee) + topics(mentee, mentor)) // 2 if peers else topics(mentor, mentee),
        Part.HOURS: weights.hours // 2 if together is None else min(together, 10) * weights.hours // 10,
        Part.LANGUAGE: weights.language * bool(mentor.languages & mentee.languages) if known else weights.language // 2,
        Part.LEVEL: quarters * weights.level // 4,
        Part.TEAM: weights.team // 2
        if mentor.team is None or mentee.team is None
        else weights.team * (mentor.team != mentee.team),
        Part.WISH: wish(mean if peers else weights.wish, mentor.id, mentee.wishes),
        Part.WISHED: wish(mean if peers else weights.wished, mentee.id, mentor.wishes),
    }


def scores(people: Collection[Person], programme: Programme, forbidden: Collection[Duo] = ()) -> dict[Duo, int]:
    """Every pair that the rules allow."""
    return {
        (mentor.id, mentee.id): sum(parts(mentor, mentee, programme).values())
        for mentor in people
        for mentee in people
        if mentor.capacity
        and mentee.learns
        and mentor.id != mentee.id
        and (mentor.id, mentee.id) not in forbidden
        and not broken(mentor, mentee, programme)
    }


def plans(pairs: Mapping[Duo, int], places: Mapping[str, int]) -> Iterator[tuple[Duo, ...]]:
    """Every way to match."""
    mentees = sorted({mentee for _, mentee in pairs})

    def grow(left: Sequence[str], loads: Counter[str]) -> Iterator[tuple[Duo, ...]]:
        if not left:
            yield ()
            return
        yield from grow(left[1:], loads)
        for mentor, mentee in pairs:
            if mentee == left[0] and loads[mentor] < places[mentor]:
                for rest in grow(left[1:], loads + Counter([mentor])):
                    yield ((mentor, mentee), *rest)

    yield from grow(mentees, Counter())


def strain(plan: Collection[Duo], balance: int, locked: Collection[Duo] = ()) -> int:
    """What load balance costs, the locked pairs' own part left out."""
    before = Counter(mentor for mentor, _ in locked)
    after = before + Counter(mentor for mentor, _ in plan)
    cost = {mentor: balance * load * (load - 1) // 2 for mentor, load in after.items()}
    return sum(cost.values()) - sum(balance * load * (load - 1) // 2 for load in before.values())


def best(
    people: Collection[Person],
    programme: Programme,
    *,
    locked: Collection[Duo] = (),
    forbidden: Collection[Duo] = (),
    standing: Collection[Duo] = (),
    keep: int = 0,
) -> tuple[int, int | None, int]:
    """Of the best plan: how many it matches, its floor (None: not asked for), its total; locked pairs aside."""
    fixed = {mentee for _, mentee in locked}
    taken = Counter(mentor for mentor, _ in locked)
    places = {person.id: person.capacity - taken[person.id] for person in people}
    pairs = {duo: score for duo, score in scores(people, programme, forbidden).items() if duo[1] not in fixed}

    def worth(plan: tuple[Duo, ...]) -> tuple[int, int, int]:
        floor = min((pairs[duo] for duo in plan), default=0)
        total = sum(pairs[duo] + keep * (duo in standing) for duo in plan)
        return len(plan), floor * programme.floor, total - strain(plan, programme.balance, locked)

    matched, floor, total = max(worth(plan) for plan in plans(pairs, places))
    return matched, floor if programme.floor and matched else None, total


def peer_scores(people: Collection[Person], programme: Programme, forbidden: Collection[Duo] = ()) -> dict[Duo, int]:
    """Every pair of peers that the rules allow, the lower id first."""
    return {
        (one.id, two.id): sum(parts(two, one, programme).values())
        for one in people
        for two in people
        if one.id < two.id
        and not {(one.id, two.id), (two.id, one.id)} & set(forbidden)
        and not broken(two, one, programme)
    }


def pairings(pairs: Collection[Duo]) -> Iterator[tuple[Duo, ...]]:
    """Every way to pair people up."""
    yield ()
    for place, pair in enumerate(pairs := [*pairs]):
        rest = [other for other in pairs[place + 1 :] if not set(other) & set(pair)]
        for more in pairings(rest):
            yield (pair, *more)


def best_peers(
    people: Collection[Person],
    programme: Programme,
    *,
    locked: Collection[tuple[str, ...]] = (),
    forbidden: Collection[Duo] = (),
    standing: Collection[Duo] = (),
    keep: int = 0,
) -> tuple[int, int | None, int]:
    """As best, for peers, trios aside."""
    fixed = {person for pair in locked for person in pair}
    pairs = {pair: score for pair, score in peer_scores(people, programme, forbidden).items() if not fixed & set(pair)}
    stand = {tuple(sorted(pair)) for pair in standing}

    def worth(plan: tuple[Duo, ...]) -> tuple[int, int, int]:
        floor = min((pairs[pair] for pair in plan), default=0)
        return len(plan), floor * programme.floor, sum(pairs[pair] + keep * (pair in stand) for pair in plan)

    matched, floor, total = max(worth(plan) for plan in pairings(pairs))
    return matched, floor if programme.floor and matched else None, total
