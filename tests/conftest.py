# SPDX-License-Identifier: Apache-2.0
"""A clock that stands still, a box and a hub on real files, and the people who act on them."""

from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from appliance.calendar import philippines
from appliance.conversation import Conversation
from appliance.counter import Counter
from appliance.database import DataFile, Place
from appliance.migrations import migrate
from appliance.office import Office
from appliance.store import Store
from appliance.texts import Texts
from sync.hub.cluster import Cluster, programs
from sync.hub.postgres import Server
from tests.fakes import KALIHIM, FakeClock, Phone, box_store, conversation_of, counter_of, hub_store, notices

Places = Callable[[str], Place]
_NUMBERS = count(1)

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


@pytest.fixture(scope="session")
def cluster() -> Iterator[Cluster]:
    """A PostgreSQL server with real commits; its `empty` database has our schema."""
    if programs() is None:
        pytest.skip("PostgreSQL is not installed; run: script/setup --test")
    cluster = Cluster()
    db = Server(cluster.create("empty")).make()
    migrate(db)
    db.close()
    yield cluster
    cluster.close()


@pytest.fixture
def servers(cluster: Cluster) -> Iterator[Places]:
    """Fresh databases by name."""
    made: dict[str, Server] = {}
    number = next(_NUMBERS)

    def place(name: str) -> Server:
        if name not in made:
            made[name] = Server(cluster.create(f"{name}-{number}", template="empty"))
        return made[name]

    yield place
    for name in made:
        cluster.drop(f"{name}-{number}")


@pytest.fixture
def places(tmp_path: Path) -> Places:
    """Where the data lies, by name: in files, but for the tests that go through servers as well."""
    return lambda name: DataFile(tmp_path / name)


@pytest.fixture
def box(places: Places, clock: FakeClock) -> Iterator[Store]:
    """A box's store that owes texts as the product does."""
    with box_store(places("box"), clock, notices()) as store:
        yield store


@pytest.fixture
def hub(places: Places, clock: FakeClock) -> Iterator[Store]:
    """The hub's store."""
    with hub_store(places("hub"), clock) as store:
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
