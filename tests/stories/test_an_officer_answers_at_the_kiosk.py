# SPDX-License-Identifier: Apache-2.0
"""Maria files at the kiosk; secretary Ana enters staff mode on the same screen and answers; Maria reads it there."""

import pytest

from appliance import reference
from appliance.case import State
from appliance.children import Children
from appliance.demo import Stage, Tour

WORDS = "Barado po ang kanal sa Purok 3."
REPLY = "Nalinis na po ang kanal kaninang umaga."
PIN = "480213"

pytestmark = pytest.mark.window


@pytest.fixture
def hall(tmp_path):
    with Children(tmp_path) as children:
        yield Stage(tmp_path, children)


@pytest.fixture
def tour(hall):
    with hall.box.store() as store:
        hall.box.officers(store).set("Ana Reyes", "Barangay Secretary", PIN)
    tour = Tour(hall, None)
    tour.kiosk = hall.start_kiosk("--drive")
    tour.kiosk.ask({"wait": "attract.start", "seconds": 30}, 40)
    return tour


def touch(tour, *names):
    for name in names:
        tour.kiosk.ask({"tap": name})


def file(tour):
    """Touch through a complaint without a name; the reference and the PIN on the receipt."""
    touch(tour, "attract.start", "language.fil", "home.complaint", "services.other")
    tour.kiosk.ask({"type": WORDS}, 60)
    touch(tour, "words.next", "who.anonymous", "notice.next", "review.submit")
    tour.kiosk.ask({"wait": "receipt.reference", "seconds": 10})
    slip = tour.read("receipt.reference"), tour.read("receipt.pin")
    touch(tour, "receipt.done")
    return slip


def enter(tour):
    """Hold the hidden corner and type the PIN."""
    tour.kiosk.ask({"hold": 3.4}, 20)
    tour.kiosk.ask({"type": PIN})
    touch(tour, "staff.pin.submit")
    tour.kiosk.ask({"wait": "staff.queue", "seconds": 10})


def test_what_an_officer_answers_at_the_kiosk_is_read_there_by_the_citizen(hall, tour):
    number, pin = file(tour)
    with hall.box.store() as store:
        case = store.find(reference.parse(number)).id

        enter(tour)
        touch(tour, "staff.queue")
        tour.kiosk.ask({"wait": f"staff.case.{case}", "seconds": 10})
        touch(tour, f"staff.case.{case}")
        tour.kiosk.ask({"wait": "staff.words", "text": WORDS, "seconds": 10})
        assert tour.read("staff.number") == number
        assert store.case(case).read_at is not None
        touch(tour, "staff.act", "staff.deed.resolve", "staff.option.fixed", "staff.next")
        tour.kiosk.ask({"type": REPLY}, 60)
        touch(tour, "staff.next")
        tour.kiosk.ask({"wait": "staff.said", "seconds": 10})
        found = store.case(case)
        assert (found.state, found.outcome, found.reply, found.reply_told) == (State.RESOLVED, "fixed", REPLY, False)
        signed = {entry.event.kind: entry.event.actor[2:] for entry in found.timeline if entry.event.actor.name}
        assert signed == dict.fromkeys(("read", "replied", "resolved"), ("Ana Reyes", "Barangay Secretary"))
        touch(tour, "header.back")
        tour.kiosk.ask({"wait": "header.title", "text": "Mga kaso", "seconds": 10})
        touch(tour, "header.back", "staff.leave")

        touch(tour, "attract.start", "language.fil", "home.case")
        tour.kiosk.ask({"type": number.replace(" ", "") + pin})
        touch(tour, "track.submit")
        tour.kiosk.ask({"wait": "case.reply", "text": REPLY, "seconds": 10})
        assert store.case(case).reply_told
        assert not any(store.verify().values())


def test_five_wrong_pins_and_a_pulled_plug_leave_the_door_locked(hall, tour):
    tour.kiosk.ask({"hold": 3.4}, 20)
    for _ in range(5):
        tour.kiosk.ask({"type": "000001"})
        touch(tour, "staff.pin.submit")
        tour.kiosk.ask({"wait": "staff.pin.advice", "text": "Hindi po iyan ang PIN", "seconds": 10})
    tour.kiosk.process.kill()
    tour.kiosk.process.wait()
    tour.kiosk = hall.start_kiosk("--drive")
    tour.kiosk.ask({"wait": "attract.start", "seconds": 30}, 40)
    tour.kiosk.ask({"hold": 3.4}, 20)
    tour.kiosk.ask({"type": PIN})
    touch(tour, "staff.pin.submit")
    tour.kiosk.ask({"wait": "staff.pin.advice", "text": "Sarado po muna", "seconds": 10})


def test_a_kiosk_without_its_data_file_apologises_until_it_is_back(hall, tmp_path):
    path = tmp_path / "box" / "dulog.db"
    path.rename(tmp_path / "away.db")
    tour = Tour(hall, None)
    tour.kiosk = hall.start_kiosk("--drive")
    tour.kiosk.ask({"wait": "maintenance.0", "seconds": 30}, 40)
    touch(tour, "maintenance.emergency")
    assert tour.read("emergency.number") == "911"
    touch(tour, "header.back")
    (tmp_path / "away.db").rename(path)
    tour.kiosk.ask({"wait": "attract.start", "seconds": 20}, 30)
    number, _ = file(tour)
    with hall.box.store() as store:
        assert store.find(reference.parse(number)).words == WORDS


def test_an_operator_sets_the_kiosk_aside_and_back(hall, tour):
    tour.dulog("maintenance", "on")
    tour.kiosk.ask({"wait": "maintenance.0", "seconds": 20}, 30)
    tour.dulog("maintenance", "off")
    tour.kiosk.ask({"wait": "attract.start", "seconds": 20}, 30)
    touch(tour, "attract.start", "language.fil")
    assert tour.read("home.title")
