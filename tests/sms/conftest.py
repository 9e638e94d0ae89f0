# SPDX-License-Identifier: Apache-2.0
"""A simulated modem on a real pseudo terminal, and the product's driver on it."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from sms.modem import SerialModem
from sms.simulator import Simulator


@pytest.fixture
def sim(tmp_path: Path) -> Iterator[Simulator]:
    """A modem with 20 places in its SIM."""
    with Simulator(report_delay=0.02, link=tmp_path / "modem") as simulator:
        yield simulator


@pytest.fixture
def modem(sim: Simulator) -> Iterator[SerialModem]:
    """Our driver, open, with time-outs a twentieth of the real ones."""
    driver = SerialModem(sim.path, patience=0.5)
    driver.open()
    yield driver
    driver.close()
