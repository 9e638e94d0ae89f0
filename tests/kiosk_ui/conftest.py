# SPDX-License-Identifier: Apache-2.0
"""The kiosk without a window, over fakes of its ports and the real answer book."""

import pytest

from appliance.answers import AnswerBook
from kiosk_ui.bridge import InlineRunner
from kiosk_ui.kiosk import Hall, Kiosk
from tests.kiosk_ui.fakes import ROUTES, FakeClock, FakeCounter


@pytest.fixture
def clock():
    return FakeClock()


@pytest.fixture
def counter(clock):
    return FakeCounter(clock)


@pytest.fixture
def kiosk(counter, clock):
    hall = Hall("Barangay San Isidro", "Biñan")
    return Kiosk(hall, counter, AnswerBook(counter.charter), InlineRunner(), clock, ROUTES, lambda name: None)
