# SPDX-License-Identifier: Apache-2.0
"""Maria comes back to the hall, reads that her clearance is ready, says at the kiosk how it was, and is counted."""

import json
import time

import pytest

from appliance import reference
from appliance.calendar import philippines
from appliance.children import Children
from appliance.counter import Draft
from appliance.demo import Stage, Tour
from appliance.office import Office
from tests.fakes import KALIHIM

REPLY = "Nasa mesa na po ang clearance ninyo."
ANSWERS = {"client_type": "citizen", "sex": "female", "age": "from65", "cc1": "4", "sqd0": "5", "sqd1": "2"}

pytestmark = pytest.mark.window


@pytest.fixture
def hall(tmp_path):
    with Children(tmp_path) as children:
        yield Stage(tmp_path, children)


def test_a_citizen_who_was_answered_says_how_it_was_and_is_in_the_report(hall):
    tour = Tour(hall, None)
    tour.kiosk = hall.start_kiosk("--drive")
    with hall.box.store() as store:
        counter = hall.box.counter(store)
        slip = counter.file(Draft("service_request", "Pang-trabaho po.", "fil", service="barangay-clearance"))
        Office(store, philippines(), KALIHIM).resolve(slip.case, "granted", REPLY)
        assert report(tour)["surveyed"] == 0

        # she looks her case up, and is told by that
        tour.kiosk.ask({"wait": "attract.start", "seconds": 30}, 40)
        touch(tour, "attract.start", "language.fil", "home.case")
        tour.kiosk.ask({"type": slip.reference + slip.pin})
        touch(tour, "track.submit")
        tour.kiosk.ask({"wait": "case.rate", "seconds": 10})
        assert REPLY in tour.read("case.reply")

        # she answers what she likes to
        touch(tour, "case.rate", "survey.start")
        for answer in ANSWERS.values():
            pause()
            touch(tour, f"question.{answer}")
        touch(tour, "question.stop")
        tour.kiosk.ask({"wait": "thanks.saved", "seconds": 10})
        assert store.case(slip.case).survey == ANSWERS
        assert not any(store.verify().values())
        assert not counter.track(slip.reference, slip.pin).may_rate

    counted = report(tour)
    assert (counted["ended"], counted["surveyed"], counted["response_rate"]) == (1, 1, 100)
    assert (counted["scores"]["sqd0"], counted["scores"]["sqd1"], counted["score"]) == (100, 0, 0)
    assert counted["counts"]["cc2"]["na"] == 1
    assert counted["services"]["barangay-clearance"]["counts"]["age"]["from65"] == 1
    shown = tour.dulog("case", "show", reference.show(slip.reference))
    assert "csm" not in shown


def touch(tour, *names):
    for name in names:
        tour.kiosk.ask({"tap": name})


def pause():
    """A new question takes no answer from the second half of a double tap."""
    time.sleep(0.45)


def report(tour):
    return json.loads(tour.dulog("report", "csm", "--json"))
