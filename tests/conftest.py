# SPDX-License-Identifier: Apache-2.0
"""A clock that stands still, a box and a hub on real files, and the people who act on them."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from appliance.calendar import philippines
from appliance.conversation import Conversation
from appliance.counter import Counter
from appliance.office import Office
from appliance.store import Store
from appliance.texts import Texts
from tests.fakes import KALIHIM, FakeClock, Phone, box_store, conversation_of, counter_of, hub_store, notices

settings.register_profile(
    "dulog",
    derandomize=True,
    deadline=None,
    max_examples=100,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
settings.load_profile("dulog")


@pytest.fixture
def clock() -> FakeClock:
    """Wednesday, 1 April 2026, 9:00 in the Philippines."""
    return FakeClock()


@pytest.fixture
def box(tmp_path: Path, clock: FakeClock) -> Iterator[Store]:
    """A box's store that owes texts as the product does."""
    with box_store(tmp_path / "box", clock, notices()) as store:
        yield store


@pytest.fixture
def hub(tmp_path: Path, clock: FakeClock) -> Iterator[Store]:
    """The hub's store."""
    with hub_store(tmp_path / "hub", clock) as store:
        yield store


@pytest.fixture
def counter(box: Store) -> Counter:
    """Where the citizen stands."""
    return counter_of(box)


@pytest.fixture
def office(box: Store) -> Office:
    """The barangay secretary's side of the same box."""
    return Office(box, philippines(), KALIHIM)


@pytest.fixture
def texts(box: Store) -> Texts:
    """The box's SMS queue."""
    return Texts(box, notices())


@pytest.fixture
def conversation(box: Store) -> Conversation:
    """What answers a citizen's SMS."""
    return conversation_of(box)


@pytest.fixture
def maria(conversation: Conversation) -> Phone:
    """Maria's telephone."""
    return Phone(conversation)
