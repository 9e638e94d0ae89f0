# SPDX-License-Identifier: Apache-2.0
"""A SIM without load is not asked a thousand times, and is asked again by itself."""

from itertools import pairwise

import pytest

from sms.circuit import NO_CREDIT, Circuit


class Ticks:
    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def ticks() -> Ticks:
    return Ticks()


@pytest.mark.parametrize("code", sorted(NO_CREDIT))
def test_three_refusals_in_a_row_mean_that_there_is_no_load(ticks: Ticks, code: int) -> None:
    circuit = Circuit(ticks)
    assert [circuit.refused(code) for _ in range(3)] == [False, False, True]
    assert circuit.is_open
    assert not circuit.lets


def test_a_wrong_number_says_nothing_about_the_load(ticks: Ticks) -> None:
    circuit = Circuit(ticks)
    assert not any(circuit.refused(code) for code in (1, 28, None) * 5)
    assert circuit.lets


def test_one_text_is_tried_after_a_while_and_the_wait_grows(ticks: Ticks) -> None:
    circuit = Circuit(ticks)
    waits = []
    for _ in range(12):
        while not circuit.lets:
            ticks.now += 60
        waits.append(ticks.now)
        circuit.refused(38)
    gaps = [round((late - early) / 60) for early, late in pairwise(waits)]
    assert gaps == [0, 0, 5, 10, 20, 40, 80, 120, 120, 120, 120]


def test_one_text_that_goes_out_ends_it(ticks: Ticks) -> None:
    circuit = Circuit(ticks)
    for _ in range(5):
        circuit.refused(38)
    circuit.closed()
    assert circuit.lets
    assert not circuit.is_open
