# SPDX-License-Identifier: Apache-2.0
"""Maria files a complaint while the hall has no internet. The receipt says where it is, and never more than is so."""

from appliance.logbook import Logbook
from tests.fakes import HOUR, MARIA
from tests.links import Link, events, folded, world

WORDS = "May malaking lubak po sa tapat ng eskwela, delikado sa mga bata."


def test_maria_knows_at_every_moment_how_far_her_case_has_come(tmp_path):
    with world(tmp_path, link=Link(3, loss=0.3, twice=0.2, delay=4)) as made:
        counter = made.hall.box.counter(made.hall.store)
        made.link.cut = True
        made.start()
        case = made.hall.file(WORDS, service="road-repair", phone=MARIA, name="Maria", sms=True)

        made.run_for(6 * HOUR / 1000)
        facts = counter.facts(case)
        assert facts.saved_at
        assert (facts.hub_at, facts.read_at, facts.told_at) == (None, None, None)
        assert not events(made.hub.store)

        made.link.cut = False
        made.run(lambda: counter.facts(case).hub_at is not None, 900)
        at_hub = made.hub.store.case(case)
        assert (at_hub.words, at_hub.phone, at_hub.holder) == (WORDS, MARIA, "city-engineering")
        assert counter.facts(case).hub_at >= facts.saved_at + 6 * HOUR
        assert counter.facts(case).read_at is None
        assert folded(made.hall.store) == folded(made.hub.store)


def test_nobody_on_the_road_can_read_a_case_out_of_a_frame_for_another_hub(tmp_path):
    """A courier who changes the address of what he carries finds every door shut."""
    with world(tmp_path / "a") as ours, world(tmp_path / "b") as theirs:
        ours.hall.file(WORDS)
        ours.start()
        ours.settle()
        theirs.hub.boxes.append(ours.hall.me.id)
        theirs.hub.start(theirs.link)
        theirs.run_for(1)
        for data in ours.hall.road.said:
            theirs.link.carry(f"up/{ours.hall.me.id}", ours.hall.me.id, data)
        theirs.run_for(5)
        assert not events(theirs.hub.store)
        assert not Logbook(theirs.hub.store).heard_at()


def test_a_hundred_people_in_ten_halls_all_arrive_after_the_typhoon(tmp_path):
    with world(tmp_path, halls=10, link=Link(11, loss=0.2, delay=2)) as made:
        made.link.cut = True
        made.start()
        filed = {hall.file(f"Baha po, tao {number}.") for hall in made.halls for number in range(10)}
        made.run_for(600)
        made.link.cut = False
        made.settle()
        assert set(folded(made.hub.store)) == filed
        for hall in made.halls:
            assert all(hall.store.hub_at(case) for case in folded(hall.store))
