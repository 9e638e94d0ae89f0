# SPDX-License-Identifier: Apache-2.0
"""Step one: a finger on the real kiosk, with no network; the case is in the data file before the receipt is shown."""

import pytest

from appliance import reference
from appliance.children import ChildError, Children
from appliance.demo import Stage, Tour

WORDS = "May malaking lubak po sa tapat ng eskwela, delikado sa mga bata."

pytestmark = pytest.mark.window


@pytest.fixture
def hall(tmp_path):
    with Children(tmp_path) as children:
        yield Stage(tmp_path, children)


@pytest.fixture
def tour(hall):
    tour = Tour(hall, None)
    tour.kiosk = hall.start_kiosk("--drive")
    return tour


def test_a_citizen_touches_through_and_holds_a_receipt_that_is_true(hall, tour):
    shown, pin = tour.touch_complaint()
    with hall.box.store() as store:
        case = store.find(reference.parse(shown))
        assert (case.words, case.type, case.service) == (WORDS, "complaint", "road-repair")
        assert (case.phone, case.sms, case.channel) == ("+639171234567", True, "kiosk")
        assert store.hub_at(case.id) is None
        assert hall.box.counter(store).track(shown, pin).reference == case.reference
        assert not any(store.verify().values())
    assert "Naka-save" in tour.read("receipt.saved")
    assert "Hindi pa" in tour.read("receipt.hub")


def test_the_receipt_says_by_itself_when_the_case_is_at_the_hub(hall, tour):
    shown, _ = tour.touch_complaint()
    with hall.box.store() as store:
        case = store.find(reference.parse(shown))
        origin, _, place = case.id.rpartition("/")
        store.acknowledge(origin, int(place))
        tour.see_receipt_reached_hub()
        assert store.hub_at(case.id) is not None


def test_a_killed_kiosk_has_lost_nothing_that_it_showed(hall, tour):
    shown, pin = tour.touch_complaint()
    tour.kiosk.process.kill()
    tour.kiosk.process.wait()
    with pytest.raises(ChildError):
        tour.read("receipt.reference")
    with hall.box.store() as store:
        assert hall.box.counter(store).track(shown, pin).reference == reference.parse(shown)
