# SPDX-License-Identifier: Apache-2.0
"""The hub on many roads at once: a box is spoken to where it is, and who is not believed is not heard."""

import pytest

from sync.hub.junction import Junction
from sync.roads import Parcel
from tests.links import logged


class Cell:
    """One cell's road, in memory."""

    def __init__(self):
        self.open = True
        self.coming, self.gone, self.taken = [], [], 0
        self.closed = False

    def brings(self, device, data=b"frame", **more):
        self.coming.append(Parcel(device, data, self.take, **more))

    def take(self):
        self.taken += 1

    def send(self, device, data, *, bulk=False):
        self.gone.append((device, data, bulk))

    def receive(self, seconds):
        return self.coming.pop(0) if self.coming else None

    def close(self):
        self.closed = True


@pytest.fixture
def cells():
    return [Cell(), Cell(), Cell()]


@pytest.fixture
def revoked():
    return set()


@pytest.fixture
def junction(cells, revoked):
    return Junction(cells, lambda device: device not in revoked)


def test_it_has_rested_once_no_road_brings_anything(junction, cells):
    began = junction.rested_at
    cells[0].brings("box")
    cells[1].brings("another")
    while junction.receive(0):
        assert junction.rested_at == began or not any(cell.coming for cell in cells)
    assert junction.rested_at > began


def test_a_box_is_answered_where_it_was_heard_and_followed_when_it_moves(junction, cells):
    junction.send("box", b"anybody?")
    assert [cell.gone for cell in cells] == [[("box", b"anybody?", False)]] * 3
    cells[1].brings("box")
    assert junction.receive(0).device == "box"
    junction.send("box", b"there", bulk=True)
    assert [len(cell.gone) for cell in cells] == [1, 2, 1]
    cells[2].brings("box")
    junction.receive(0)
    junction.send("box", b"and here")
    assert cells[2].gone[-1] == ("box", b"and here", False)
    cells[2].open = False
    junction.send("box", b"everywhere again")
    assert [len(cell.gone) for cell in cells] == [2, 3, 3]


def test_every_road_has_its_turn(junction, cells):
    for cell in cells:
        for number in range(3):
            cell.brings("box", b"%d" % number)
    heard = [junction.receive(0).data for _ in range(9)]
    assert heard == [b"0"] * 3 + [b"1"] * 3 + [b"2"] * 3
    assert junction.receive(0.03) is None


def test_a_revoked_box_is_neither_heard_nor_spoken_to_whatever_the_broker_lets_in(junction, cells, revoked):
    revoked.add("thief")
    cells[0].brings("thief")
    cells[0].brings("box")
    with logged() as lines:
        assert junction.receive(0) is None
        assert junction.receive(0).device == "box"
    assert "thief" in lines[0]
    assert cells[0].taken == 1
    junction.send("thief", b"come back")
    assert not cells[0].gone


def test_a_road_on_which_nobody_listens_counts_only_where_the_box_was(junction, cells):
    cells[0].brings("box")
    junction.receive(0)
    cells[1].brings("box", b"", unheard=True)
    assert junction.receive(0) is None
    cells[0].brings("box", b"", unheard=True)
    assert junction.receive(0).unheard


def test_it_is_open_while_any_road_is_and_leaves_all_of_them(junction, cells):
    cells[0].open = cells[1].open = False
    assert junction.open
    cells[2].brings("", b"", opened=True)
    assert junction.receive(0).opened
    cells[2].open = False
    assert not junction.open
    junction.close()
    assert all(cell.closed for cell in cells)
