"""The benches run: a short round of each, so that none rots unseen. What they measure is for `make bench`."""

import pytest

from bench import find, harness, quality, requests, watching
from bot.domain.topics import starter_list


def test_every_contestant_has_its_turn_and_the_first_is_the_floor(capsys: pytest.CaptureFixture[str]) -> None:
    turns: list[str] = []

    def costing(name: str, seconds: float) -> harness.Measure:
        def measure(operations: int) -> float:
            turns.append(name)
            return seconds * operations

        return measure

    results = harness.in_turns(
        {"floor": costing("floor", 0.001), "whole": costing("whole", 0.003)}, rounds=2, operations=5
    )
    assert turns == ["floor", "whole"] * 3  # the first round warms up
    assert [result.median for result in results] == pytest.approx([1000, 3000])
    assert harness.report("Title", results, goals={"whole": 3.1})
    assert not harness.report("Title", results, goals={"whole": 2.9})
    assert "goal 2.9: MISSED" in capsys.readouterr().out


def test_requests_runs_and_gets_right_answers(capsys: pytest.CaptureFixture[str]) -> None:
    requests.main(requests.Effort(rounds=1, operations=40, seconds=0.01, least=16, imports=1, postgresql=False))
    said = capsys.readouterr().out
    assert all(name in said for name in (requests.HELP, requests.BUTTON, requests.HOME, "Bolt alone"))


def test_watching_counts_what_there_is(capsys: pytest.CaptureFixture[str]) -> None:
    watching.main(rounds=1, operations=10, messages=100)
    assert "100 planned and 100 sent messages" in capsys.readouterr().out


def test_find_runs_and_gets_right_answers(capsys: pytest.CaptureFixture[str]) -> None:
    effort = find.Effort(
        before=40,
        sizes=(4_000,), whole=4_000, searches=5, compared=2, rounds=1, operations=16, seconds=0.01, least=16,
        postgresql=False,
    )  # fmt: skip
    find.main(effort)
    said = capsys.readouterr().out
    assert all(name in said for name in ("lost of the page", "COVERING INDEX ix_mentor_topics_find", find.FIND))


def test_words_are_understood_better_than_by_plain_search(capsys: pytest.CaptureFixture[str]) -> None:
    quality.main(rounds=1, postgresql=False)
    assert "before all others in both: met" in capsys.readouterr().out


def test_the_searches_are_about_topics_that_there_are() -> None:
    every = [one for kinds in quality.searches().values() for asked in kinds.values() for one in asked]
    assert len(every) == len({words for words, _ in every}) == 150
    assert {name for _, right in every for name in right} <= starter_list().keys()
