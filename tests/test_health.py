"""The health of a pair: what docs/health.md says of it, whatever the facts are."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.health import CAUSES, Facts, Part, Signal, Weights, causes, quiet_limit, score, shares, signals

scores = st.integers(1, 5)
facts = st.builds(
    Facts,
    missed_in_a_row=st.integers(0, 6),
    quiet_days=st.integers(0, 200),
    rhythm_days=st.sampled_from((7, 14, 21, 28, 60)),
    pulses=st.lists(scores, max_size=2),
    useful=st.lists(st.floats(1, 5), max_size=2),
)
points = st.builds(Weights, *[], **{part.value: st.integers(1, 100) for part in Part})


@given(facts, points)
def test_it_is_a_number_and_gets_no_better_when_things_get_worse(now: Facts, weights: Weights) -> None:
    assert 0 <= score(now, weights) <= 100
    assert set(shares(now)) == set(Part)
    for worse in (
        replace(now, missed_in_a_row=now.missed_in_a_row + 1),
        replace(now, quiet_days=now.quiet_days + 10),
        replace(now, pulses=[*now.pulses, 1]),
        replace(now, useful=[*now.useful, 1.0]),
    ):
        assert score(worse, weights) <= score(now, weights)
        before = set(signals(now, weights)) - {Signal.LOW_SCORE}
        assert before <= set(signals(worse, weights))
    assert {CAUSES[signal] for signal in signals(now, weights)} == set(causes(signals(now, weights)))


def test_the_examples_of_the_page() -> None:
    usual = Weights()
    assert score(Facts(), usual) == 100
    assert signals(Facts(missed_in_a_row=2), usual) == [Signal.MISSED]
    assert (signals(Facts(quiet_days=20), usual), signals(Facts(quiet_days=21), usual)) == ([], [Signal.QUIET])
    assert quiet_limit(28) == 35, "a slow rhythm is no silence"
    assert signals(Facts(pulses=[5, 2]), usual) == [Signal.LOW_PULSE]
    assert signals(Facts(useful=[2.0]), usual) == [Signal.LOW_USE]
    assert score(Facts(missed_in_a_row=1, quiet_days=20, pulses=[3], useful=[3.0]), usual) == 52


def test_weights_are_read_and_mistakes_said() -> None:
    assert Weights.parse("pulse=30, useful=0") == Weights(pulse=30, useful=0)
    for wrong in ("luck=3", "pulse=much", "pulse=-1", "meeting=0 rhythm=0 pulse=0 useful=0"):
        with pytest.raises(ValueError, match=r"part|points"):
            Weights.parse(wrong)
