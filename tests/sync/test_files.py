# SPDX-License-Identifier: Apache-2.0
"""A file that belongs to a case: the case comes first, the file in pieces after everything else, and goes on."""

import random

import pytest

from appliance.attached import MAX_BYTES, Attached
from appliance.attachments import PIECE, Attachments
from appliance.errors import InputError
from appliance.event import CITIZEN, device_of
from sync.channel import Channel
from sync.frame import Chunk, Have
from tests.fakes import ENGINEER
from tests.links import events, folded, world

PHOTO = random.Random(4).randbytes(10 * PIECE + 17)


@pytest.fixture
def made(tmp_path):
    with world(tmp_path) as made:
        yield made


def attach(side, case, data=PHOTO, actor=CITIZEN):
    return Attachments(side.store).attach(case, actor, data, "image/jpeg", "Lubak.jpg")


def file_at(side, case):
    files = Attachments(side.store)
    return [files.read(device_of(case), file.digest) for file, _ in files.of_case(case)]


def test_the_case_comes_first_and_says_that_a_file_is_still_coming(made):
    made.start()
    made.run_for(3)
    case = made.hall.file()
    attach(made.hall, case)
    made.link.carry, carry = (
        lambda address, device, data: None if data[1] == 6 else carry(address, device, data),
        made.link.carry,
    )
    made.run_for(30)
    assert [(file.name, here) for file, here in Attachments(made.hub.store).of_case(case)] == [("Lubak.jpg", False)]
    made.link.carry = carry
    made.run(lambda: file_at(made.hub, case) == [PHOTO])


@pytest.mark.parametrize("seed", range(5))
def test_a_file_arrives_whole_over_a_lossy_road_and_is_sent_about_once(made, seed):
    made.link.random.seed(seed)
    made.link.loss, made.link.twice = 0.3, 0.2
    case = made.hall.file()
    attach(made.hall, case)
    made.start()
    made.run(lambda: file_at(made.hub, case) == [PHOTO])
    assert len([data for data in made.hall.road.said if data[1] == 6]) <= 3 * 11
    made.settle()
    assert events(made.hall.store) == events(made.hub.store)
    assert folded(made.hall.store) == folded(made.hub.store)


def test_after_a_restart_of_both_only_the_rest_is_sent(made):
    case = made.hall.file()
    attach(made.hall, case, random.Random(5).randbytes(50 * PIECE))
    made.start()
    digest = Attachments(made.hall.store).of_case(case)[0][0].digest
    made.run(lambda: len(Attachments(made.hub.store)._places(case.partition(".")[0], digest)) >= 20)
    for side in made.sides:
        side.kill()
    held = len(Attachments(made.hub.store)._places(case.partition(".")[0], digest))
    for side in made.sides:
        side.start(made.link)
    made.run(lambda: Attachments(made.hub.store).read(case.partition(".")[0], digest) is not None)
    assert len([data for data in made.hall.road.said if data[1] == 6]) <= 50 - held + 8


def test_a_file_goes_down_as_well(made):
    made.start()
    case = made.hall.file()
    made.settle()
    attach(made.hub, case, actor=ENGINEER)
    made.run(lambda: file_at(made.hall, case) == [PHOTO])


def test_cases_go_before_pieces(made):
    case = made.hall.file()
    attach(made.hall, case, random.Random(5).randbytes(100 * PIECE))
    made.start()
    made.run(lambda: any(data[1] == 6 for data in made.hall.road.said))
    new = made.hall.file("Bago po.")
    before = len(made.hall.road.said)
    made.run(lambda: made.hub.store.events_of(new) != [])
    assert len([data for data in made.hall.road.said[before:] if data[1] == 6]) <= 60


@pytest.mark.parametrize("data", [b"", bytes(MAX_BYTES + 1)])
def test_an_empty_file_and_one_that_is_too_large_are_refused(made, data):
    case = made.hall.file()
    with pytest.raises(InputError):
        attach(made.hall, case, data)
    assert Attachments(made.hall.store).of_case(case) == []


def test_the_same_file_is_kept_once(made):
    for _ in range(2):
        attach(made.hall, made.hall.file())
    assert made.hall.store.db.execute("SELECT COUNT(*) FROM file_pieces").fetchone()[0] == 11


def sealed(made, frame):
    return Channel(made.hall.me, made.hub.me.card).seal(frame)


def test_a_form_that_the_hub_gives_to_two_halls_reaches_both_whoever_named_it_first(tmp_path):
    with world(tmp_path, halls=2) as made:
        cases = [hall.file() for hall in made.halls]
        attach(made.halls[0], cases[0])
        made.start()
        made.settle()
        for case in cases:
            attach(made.hub, case, actor=ENGINEER)
        made.run(lambda: all(file_at(hall, case)[-1:] == [PHOTO] for hall, case in zip(made.halls, cases, strict=True)))


def test_pieces_that_nobody_named_and_pieces_that_do_not_fit_are_not_kept(made):
    made.start()
    case = made.hall.file()
    made.settle()
    hub, digest = made.hub, bytes(32)
    exchange = hub.meet(made.hall.me.id)
    exchange.hear(made.hall.exchanges[made.hall.me.id].greet(0)[0], 0)
    strangers = [Chunk(digest, 100, 0, bytes(100))]
    event = attach(made.hall, case)
    file = Attached.read(event.body)
    made.link.carry, carry = (
        lambda address, device, data: None if data[1] == 6 else carry(address, device, data),
        made.link.carry,
    )
    made.settle()
    wrong = [
        Chunk(file.digest, file.size + 1, 0, PHOTO[:PIECE]),
        Chunk(file.digest, file.size, 1, PHOTO[1 : PIECE + 1]),
        Chunk(file.digest, file.size, 0, PHOTO[: PIECE - 1]),
        Chunk(file.digest, file.size, 11 * PIECE, b"x"),
    ]
    for chunk in strangers + wrong:
        assert exchange.hear(sealed(made, chunk), 0) == []
    assert hub.store.db.execute("SELECT COUNT(*) FROM file_pieces").fetchone()[0] == 0


def test_a_file_that_was_damaged_where_it_was_kept_comes_back_from_the_other_side(made):
    made.start()
    case = made.hall.file()
    attach(made.hall, case)
    made.run(lambda: file_at(made.hub, case) == [PHOTO])
    made.hub.store.db.execute("UPDATE file_pieces SET data = zeroblob(4096) WHERE place = 0")
    file = Attachments(made.hub.store).of_case(case)[0][0]
    made.hub.exchanges[made.hall.me.id].hear(sealed(made, Have(file.digest, file.size, ())), made.link.now)
    assert file_at(made.hub, case) == [None]
    made.run(lambda: file_at(made.hub, case) == [PHOTO], 600)


def test_a_file_that_is_damaged_at_its_author_is_not_sent(made):
    case = made.hall.file()
    attach(made.hall, case)
    made.hall.store.db.execute("UPDATE file_pieces SET data = zeroblob(4096) WHERE place = 0")
    made.start()
    made.run_for(300)
    assert file_at(made.hub, case) == [None]
    assert not [data for data in made.hall.road.said if data[1] == 6]


def test_pieces_that_make_another_file_are_dropped(made):
    case = made.hall.file()
    file = Attached.read(attach(made.hall, case).body)
    made.link.loss = 0.0
    made.start()
    hold = made.link.carry
    made.link.carry = lambda address, device, data: None if data[1] == 6 else hold(address, device, data)
    made.settle()
    exchange = made.hub.exchanges[made.hall.me.id]
    for place in range(11):
        data = PHOTO[place * PIECE : (place + 1) * PIECE]
        exchange.hear(sealed(made, Chunk(file.digest, file.size, place * PIECE, bytes(len(data)))), made.link.now)
    assert made.hub.store.db.execute("SELECT COUNT(*) FROM file_pieces").fetchone()[0] == 0
    made.link.carry = hold
    made.run(lambda: file_at(made.hub, case) == [PHOTO], 600)


@pytest.mark.parametrize(
    "change", [{"digest": "zz"}, {"digest": "00"}, {"size": 0}, {"size": "1"}, {"name": 5}, {"type": None}]
)
def test_what_names_no_file_is_none(change):
    body = {**Attached(bytes(32), 5, "image/png", "x.png").body(), **change}
    assert Attached.read(body) is None


def test_whoever_lies_about_what_they_have_gets_nothing_that_is_not_theirs(made):
    made.start()
    case = made.hall.file()
    made.settle()
    event = attach(made.hub, case, actor=ENGINEER)
    file = Attached.read(event.body)
    exchange = made.hub.exchanges[made.hall.me.id]
    for have in (
        Have(bytes(32), 100, ()),
        Have(file.digest, file.size + 1, ()),
        Have(file.digest, file.size, ((5, 2), (10**12, 10**13))),
    ):
        exchange.hear(sealed(made, have), made.link.now)
    made.run(lambda: file_at(made.hall, case) == [PHOTO])
