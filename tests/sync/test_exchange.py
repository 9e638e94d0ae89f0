# SPDX-License-Identifier: Apache-2.0
"""The talk between halls and hub over a bad road, and everything that a liar could say in it."""

import os
import random
import shutil
import unicodedata

import pytest

from appliance.calendar import philippines
from appliance.case import State
from appliance.errors import EventError, FrameError, Locked, NotFound
from appliance.event import CITIZEN, GENESIS, Actor, Event
from appliance.identity import Identity, verify
from appliance.logbook import Logbook
from appliance.office import Office
from sync.channel import Channel, introduce
from sync.exchange import Exchange
from sync.frame import Ack, Events, Hello, Need, statement
from tests.fakes import DAY, ENGINEER, KALIHIM, MARIA
from tests.links import CODE, Browser, Link, desk_pages, events, folded, gapless, logged, slip, world

EVENTS = 2
"""The kind of a frame of events, as its second byte says it."""

SEEDS = range(int(os.environ.get("DULOG_SEEDS", "14")))


def sealed(frame, author, addressee):
    """A frame's bytes as its author would send them."""
    return Channel(author, addressee.card).seal(frame)


@pytest.fixture(params=["file", "server"])
def quiet(request, tmp_path):
    """A world whose road is good; the hub's data lies in a file, or on a server."""
    place = request.getfixturevalue("servers")("hub") if request.param == "server" else None
    with world(tmp_path, hub_place=place) as made:
        yield made


in_a_file = pytest.mark.parametrize("quiet", ["file"], indirect=True)


@pytest.fixture
def two(tmp_path):
    """A hub with two halls."""
    with world(tmp_path, halls=2) as made:
        yield made


def engineer(side, officer=ENGINEER):
    return Office(side.store, philippines(), officer)


def same(a, b):
    """Whether both sides hold the same events of each stream that both know, and fold them alike."""
    assert events(a.store) == events(b.store)
    assert folded(a.store) == folded(b.store)
    assert gapless(a.store)
    assert gapless(b.store)
    assert not any(a.store.verify().values())
    assert not any(b.store.verify().values())


def acknowledged_is_stored(made):
    """Nothing counts as acknowledged that the other side does not hold."""
    for hall in made.halls:
        for writer, reader in ((hall, made.hub), (made.hub, hall)):
            for stream in writer.store.streams(hall.me.id, ours=True):
                assert stream.acked <= reader.store.stream(stream.origin).seq


# --- what must arrive, arrives


@pytest.mark.parametrize("seed", SEEDS)
def test_over_a_lossy_road_everything_arrives_once_and_both_sides_fold_the_same(tmp_path, seed):
    noise = random.Random(seed)
    random.seed(seed)  # the exchange draws its waits from it
    link = Link(seed, loss=noise.uniform(0.05, 0.45), twice=noise.uniform(0, 0.4), delay=noise.choice((0.5, 5, 30)))
    with world(tmp_path, link=link) as made:
        made.start()
        hall, hub = made.hall, made.hub
        ids = []
        for step in range(40):
            ids.append(
                hall.file(f"Kaso bilang {step} po.", service=noise.choice(("", "road-repair")), phone=MARIA, sms=True)
            )
            known = [case for case in folded(hub.store).values() if case.open]
            if known and noise.random() < 0.6:
                case = noise.choice(known)
                engineer(hub).open(case.id)
                engineer(hub).reply(case.id, f"Sagot bilang {step} po.")
            if noise.random() < 0.5:
                case = hall.store.case(noise.choice(ids))
                if case.reply_id and not case.reply_told:
                    engineer(hall, KALIHIM).told_in_person(case.id)
            if noise.random() < 0.1:
                noise.choice((hall, hub)).kill()
                for side in made.sides:
                    if side.road is None:
                        side.start(link)
            acknowledged_is_stored(made)
            made.run_for(noise.uniform(0, 20))
        made.settle()
        acknowledged_is_stored(made)
        same(hall, hub)
        assert {case.words for case in folded(hub.store).values()} == {f"Kaso bilang {step} po." for step in range(40)}
        assert len({case.reference for case in folded(hub.store).values()}) == 40
        replied = [case for case in folded(hall.store).values() if case.reply]
        assert replied
        assert all(case.read_at for case in replied)
        for case in replied:
            engineer(hall, KALIHIM).told_in_person(case.id)
        made.settle()
        same(hall, hub)
        assert all(hub.store.case(case.id).reply_told for case in replied)


def test_the_hub_time_of_a_case_is_known_on_the_box_only_once_the_hub_has_it(quiet):
    case = quiet.hall.file()
    quiet.start()
    quiet.link.cut = True
    quiet.run_for(60)
    assert quiet.hall.store.hub_at(case) is None
    quiet.link.cut = False
    quiet.settle()
    assert quiet.hall.store.hub_at(case) is not None
    assert quiet.hall.box.counter(quiet.hall.store).facts(case).hub_at is not None


def test_a_road_that_swallows_every_acknowledgement_does_not_make_the_box_believe_anything(quiet):
    quiet.start()
    quiet.run_for(3)
    case = quiet.hall.file()
    carry = quiet.link.carry
    quiet.link.carry = lambda address, device, data: (
        None if address.startswith("down/") else carry(address, device, data)
    )
    quiet.run_for(600)
    assert quiet.hub.store.case(case)
    assert quiet.hall.store.hub_at(case) is None
    quiet.link.carry = carry
    quiet.settle()
    assert quiet.hall.store.hub_at(case) is not None
    same(quiet.hall, quiet.hub)


def test_a_long_outage_is_followed_by_a_short_drain(quiet):
    for number in range(120):
        quiet.hall.file(f"Kaso {number}")
    quiet.start()
    quiet.link.cut = True
    quiet.run_for(3 * 3600)
    quiet.link.cut = False
    assert quiet.settle() < 400
    same(quiet.hall, quiet.hub)


def test_a_drain_on_a_good_road_sends_each_event_once(quiet):
    for number in range(300):
        quiet.hall.file(f"Kaso {number}")
    quiet.link.delay = 0
    quiet.start()
    quiet.settle()
    assert len([data for data in quiet.hall.road.said if data[1] == EVENTS]) == 300 / 25


def test_a_drain_on_a_road_that_reorders_sends_no_event_many_times(quiet):
    for number in range(300):
        quiet.hall.file(f"Kaso {number}")
    quiet.start()
    quiet.settle()
    assert len([data for data in quiet.hall.road.said if data[1] == EVENTS]) <= 5 * 300 / 25


def test_two_halls_do_not_see_each_others_cases(two):
    first, second = two.halls
    a, b = first.file("Una po."), second.file("Pangalawa po.")
    two.start()
    two.settle()
    assert set(folded(two.hub.store)) == {a, b}
    assert set(folded(first.store)) == {a}
    assert set(folded(second.store)) == {b}


def test_a_box_restarted_in_the_middle_goes_on(quiet):
    for number in range(60):
        quiet.hall.file(f"Kaso {number}")
    quiet.link.loss = 0.4
    quiet.start()
    quiet.run(lambda: 0 < quiet.hub.store.stream(quiet.hall.store.origin).seq < 60)
    quiet.hall.kill()
    quiet.run_for(30)
    quiet.hall.start(quiet.link)
    quiet.settle()
    same(quiet.hall, quiet.hub)


def test_a_hub_restarted_in_the_middle_goes_on(quiet):
    for number in range(60):
        quiet.hall.file(f"Kaso {number}")
    quiet.link.loss = 0.4
    quiet.start()
    quiet.run(lambda: 0 < quiet.hub.store.stream(quiet.hall.store.origin).seq < 60)
    quiet.hub.kill()
    quiet.run_for(30)
    quiet.hub.start(quiet.link)
    quiet.settle()
    same(quiet.hall, quiet.hub)


def backup(side):
    """A copy of a data file, as a careful operator makes it."""
    side.store.db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    shutil.copy(side.folder / "dulog.db", side.folder / "backup")


def restore(side):
    """Put the copy back."""
    side.store.close()
    for name in ("dulog.db", "dulog.db-wal", "dulog.db-shm"):
        (side.folder / name).unlink(missing_ok=True)
    shutil.copy(side.folder / "backup", side.folder / "dulog.db")
    side.store = side.open()


def rolled_back(made):
    """A hub that was restored from a backup older than its last cases and replies, and runs again."""
    old = made.hall.file("Luma po.")
    made.start()
    made.settle()
    backup(made.hub)
    new = made.hall.file("Bago po.")
    made.settle()
    engineer(made.hub).reply(old, "Sagot na mawawala po.")
    made.settle()
    made.hub.kill()
    restore(made.hub)
    made.hub.start(made.link)
    made.run_for(60)
    return old, new


@in_a_file
def test_a_hub_restored_from_an_older_backup_gets_the_cases_again(quiet):
    _, new = rolled_back(quiet)
    assert quiet.hub.store.case(new).words == "Bago po."


@in_a_file
def test_a_reply_of_a_hub_restored_from_an_older_backup_still_reaches_the_hall(quiet):
    old, _ = rolled_back(quiet)
    engineer(quiet.hub).reply(old, "Sagot pagkatapos ng sakuna po.")
    quiet.run_for(1800)
    assert "Sagot pagkatapos ng sakuna po." in {
        entry.event.body.get("text") for entry in quiet.hall.store.case(old).timeline
    }


@in_a_file
def test_a_late_acknowledgement_from_before_a_restore_does_not_hold_the_cases_back(quiet):
    quiet.hall.file("Luma po.")
    quiet.start()
    quiet.settle()
    backup(quiet.hub)
    quiet.hall.file("Bago po.")
    quiet.settle()
    late = sealed(
        Ack(((quiet.hall.store.origin, 2, quiet.hall.store.link(quiet.hall.store.origin, 2)),)),
        quiet.hub.me,
        quiet.hall.me,
    )
    quiet.hub.kill()
    restore(quiet.hub)
    quiet.hub.start(quiet.link)
    carry = quiet.link.carry
    quiet.link.carry = lambda address, device, data: None if data[1] == EVENTS else carry(address, device, data)
    quiet.run_for(5)
    quiet.hall.exchanges[quiet.hall.me.id].hear(late, quiet.link.now)
    quiet.link.carry = carry
    quiet.hall.file("Pinakabago po.")
    quiet.run_for(1800)
    assert quiet.hub.store.stream(quiet.hall.store.origin).seq == 3


def test_a_box_restored_from_an_older_backup_is_never_told_that_the_hub_has_what_it_has_not(quiet):
    quiet.hall.file("Luma po.")
    quiet.start()
    quiet.settle()
    backup(quiet.hall)
    quiet.hall.file("Mawawala sa kahon po.")
    quiet.settle()
    quiet.hall.kill()
    restore(quiet.hall)
    quiet.hall.start(quiet.link)
    quiet.run_for(60)
    case = quiet.hall.file("Bagong reklamo po.")
    quiet.run_for(1800)
    at_hub = {found.words for found in folded(quiet.hub.store).values()}
    assert quiet.hall.store.hub_at(case) is None or "Bagong reklamo po." in at_hub


def test_a_box_with_a_new_epoch_sends_again_what_was_lost(quiet):
    quiet.hall.file("Sa lumang panahon po.")
    quiet.start()
    quiet.settle()
    with quiet.hall.store.writing():
        quiet.hall.store.db.execute("UPDATE meta SET value = 'ffffffff' WHERE key = 'epoch'")
    quiet.hall.kill()
    quiet.hall.start(quiet.link)
    quiet.run_for(5)
    quiet.link.cut = True
    case = quiet.hall.file("Sa bagong panahon po.")
    quiet.run_for(5)
    quiet.link.cut = False
    quiet.run_for(1800)
    assert quiet.hub.store.case(case).words == "Sa bagong panahon po."


def test_an_event_of_a_newer_version_travels_and_is_kept_and_changes_nothing(quiet):
    case = quiet.hall.file()
    slip(quiet.hall.store, case, "levitated", {"height": 3, "text": "Lumipad po."}, KALIHIM)
    quiet.start()
    quiet.settle()
    same(quiet.hall, quiet.hub)
    kept = quiet.hub.store.case(case)
    assert kept.state is State.RECEIVED
    assert [entry.event.kind for entry in kept.timeline if "newer version" in entry.refused] == ["levitated"]


def test_whatever_event_the_store_takes_a_frame_can_carry(quiet):
    case = quiet.hall.file()
    deep: dict = {}
    for _ in range(6):
        deep = {"in": deep}
    with quiet.hall.store.writing():
        quiet.hall.store.append(case, "noted", KALIHIM, {"text": "Malalim po.", **deep})
    quiet.start()
    quiet.settle()
    same(quiet.hall, quiet.hub)


def test_a_backlog_of_long_texts_in_any_script_travels(quiet):
    noise = random.Random(7)
    # letters of every script at random: what deflate can do least about
    letters = [
        chr(code) for code in range(0x80, 0x30000) if unicodedata.category(chr(code)) in ("Lo", "Ll", "So", "Sm")
    ]
    for _ in range(25):
        words = "".join(noise.choices(letters, k=1600))
        quiet.hall.file(unicodedata.normalize("NFC", words)[:1600], name="".join(noise.choices(letters, k=40)))
    quiet.start()
    quiet.settle()
    same(quiet.hall, quiet.hub)


def test_each_side_keeps_what_proves_to_anybody_what_the_other_said(quiet):
    case = quiet.hall.file()
    quiet.start()
    quiet.settle()
    quiet.hall.file("Isa pa po.")
    engineer(quiet.hub).open(case)
    quiet.settle()
    for author, keeper in ((quiet.hall, quiet.hub), (quiet.hub, quiet.hall)):
        (stream,) = author.store.streams(quiet.hall.me.id, ours=True)
        seq, head, signature = keeper.store.proof(stream.origin)
        assert (seq, head) == (stream.seq, stream.head)
        assert verify(author.me.public, signature, statement(stream.origin, seq, head))
        assert author.store.proof(stream.origin) is None
    assert quiet.hub.store.proof("nobody.00000000") is None


# --- liars


def met(made):
    """Both sides have said hello; gives the hub's half of the talk with the first hall."""
    made.start()
    made.run_for(3)
    return made.hub.exchanges[made.hall.me.id]


def chained(origin, first, said, previous=GENESIS):
    """An Events frame whose chain is right."""
    for number, one in enumerate(said, first):
        previous = one.hash(previous, one.encoded())
        assert one.seq == number
    return Events(origin, first, tuple(one.fields() for one in said), previous)


def created(origin, seq, case="", words="Ito po ay kasinungalingan.", turn=1, **body):
    said = {
        "reference": "123456789012",
        "type": "complaint",
        "holder": "barangay",
        "rule": "H72",
        "due_at": 1,
        "words": words,
    }
    return Event(origin, seq, case or f"{origin}/{seq}", turn, "created", 1, "ntp", CITIZEN, {**said, **body})


def refused(made, frame, author, error, named):
    """The frame is refused by its name, nothing of it is stored, and an honest case still arrives."""
    hub = made.hub
    exchange = hub.exchanges[made.hall.me.id]
    before = events(hub.store)
    with pytest.raises(error, match=named):
        exchange.hear(sealed(frame, author, hub.me), made.link.now)
    assert events(hub.store) == before
    case = made.halls[-1].file("Totoo po ito.")
    made.settle()
    assert hub.store.case(case).words == "Totoo po ito."


STRANGER = Identity(b"s" * 32)


def test_the_card_of_a_stranger_is_refused(two):
    hub = met(two)
    with pytest.raises(FrameError, match=f"not from {two.hall.me.id}"):
        hub.hear(introduce(STRANGER), two.link.now)
    refused(two, Hello("0403403014", (), answer=True), STRANGER, FrameError, "not sealed")
    assert set(Logbook(two.hub.store).heard_at()) == {hall.me.id for hall in two.halls}


def test_a_card_on_which_a_stranger_wrote_their_own_key_is_refused_and_does_not_shut_the_real_box_out(quiet):
    exchange = Exchange(quiet.hub.store, quiet.hub.me, quiet.hall.me.id)
    data = introduce(quiet.hall.me)
    forged = data[:39] + STRANGER.card.exchange + data[71:]
    with pytest.raises(FrameError, match="signature does not hold"):
        exchange.hear(forged, 0)
    assert not Logbook(quiet.hub.store).heard_at()
    case = quiet.hall.file()
    quiet.start()
    quiet.settle()
    assert quiet.hub.store.case(case)


def test_a_frame_that_comes_before_the_card_is_answered_with_ours(quiet):
    exchange = Exchange(quiet.hub.store, quiet.hub.me, quiet.hall.me.id)
    assert exchange.hear(sealed(Ack(()), quiet.hall.me, quiet.hub.me), 0) == [introduce(quiet.hub.me)]


def test_events_with_the_boxes_header_sealed_by_a_stranger_are_refused(two):
    hub = met(two)
    data = sealed(chained(two.hall.store.origin, 1, [created(two.hall.store.origin, 1)]), STRANGER, two.hub.me)
    for forged in (data, sealed(Ack(()), two.hall.me, two.hub.me)[:7] + data[7:]):
        with pytest.raises(FrameError, match="not sealed"):
            hub.hear(forged, 0)
    assert not events(two.hub.store)


def test_events_whose_head_is_signed_by_another_are_refused(two):
    met(two)
    origin = two.hall.store.origin
    forged = chained(origin, 1, [created(origin, 1)]).signed(STRANGER)
    refused(two, forged, two.hall.me, FrameError, "not signed")


def test_events_of_the_box_to_another_hub_are_refused(two):
    met(two)
    origin = two.hall.store.origin
    data = sealed(chained(origin, 1, [created(origin, 1)]), two.hall.me, STRANGER)
    with pytest.raises(FrameError, match="not sealed"):
        two.hub.exchanges[two.hall.me.id].hear(data, 0)
    assert not events(two.hub.store)


def test_a_frame_of_one_box_in_the_name_of_another_is_ignored_and_named(two):
    """The topic says which box speaks; the seal must agree."""
    met(two)
    liar, victim = two.halls
    origin = victim.store.origin
    data = sealed(chained(origin, 1, [created(origin, 1)]), liar.me, two.hub.me)
    with logged() as lines:
        liar.road.send(victim.me.id, data)
        liar.road.send("nobody-we-know", data)
        two.run_for(3)
    assert not events(two.hub.store)
    assert any("not sealed by" in line for line in lines)
    assert any("unknown box" in line for line in lines)


def test_events_of_another_origin_are_refused(two):
    met(two)
    origin = two.halls[1].store.origin
    refused(two, chained(origin, 1, [created(origin, 1)]), two.hall.me, EventError, "does not speak for")


def test_events_in_the_hubs_own_name_are_refused(two):
    met(two)
    origin = f"{two.hub.store.origin}:{two.hall.me.id}"
    said = Event(origin, 1, "x", 1, "replied", 1, "ntp", ENGINEER, {"text": "Bayad muna po."})
    refused(two, chained(origin, 1, [said]), two.hall.me, EventError, "does not speak for")


def test_events_of_an_origin_that_is_addressed_to_another_box_are_refused(two):
    met(two)
    origin = f"{two.hall.store.origin}:{two.halls[1].me.id}"
    refused(two, chained(origin, 1, [created(origin, 1)]), two.hall.me, EventError, "does not speak for")


def test_events_about_another_boxes_case_are_refused(two):
    victim = two.halls[1].file("Kaso ng iba po.")
    met(two)
    two.settle()
    origin = two.hall.store.origin
    said = Event(origin, 1, victim, 9, "withdrawn", 1, "ntp", CITIZEN, {})
    two.hub.exchanges[two.hall.me.id].hear(sealed(chained(origin, 1, [said]), two.hall.me, two.hub.me), 0)
    assert "another appliance" in two.hub.store.rejected(origin)[0].problem
    assert two.hub.store.case(victim).state is State.RECEIVED


def test_a_forked_stream_is_refused_and_the_first_history_stands(two):
    two.hall.file("Ang totoong reklamo po.")
    met(two)
    two.settle()
    origin = two.hall.store.origin
    first = two.hub.store.stream(origin).seq
    again = chained(origin, 1, [created(origin, 1), created(origin, 2)])
    refused(two, again, two.hall.me, EventError, "edited")
    assert two.hub.store.case(f"{origin}/1").words == "Ang totoong reklamo po."
    assert two.hub.store.stream(origin).seq == first


def test_a_rewritten_event_that_is_already_held_is_refused(two):
    two.hall.file("Ang totoong reklamo po.")
    met(two)
    two.settle()
    origin = two.hall.store.origin
    refused(two, chained(origin, 1, [created(origin, 1)]), two.hall.me, EventError, "edited")


def test_an_edited_event_in_a_batch_is_refused_with_the_whole_batch(two):
    met(two)
    origin = two.hall.store.origin
    batch = chained(origin, 1, [created(origin, number, words=f"Kaso {number}") for number in (1, 2, 3)])
    batch.said[1][-1]["words"] = "Wala pong reklamo."
    refused(two, batch, two.hall.me, EventError, "edited")


def test_swapped_events_are_refused(two):
    met(two)
    origin = two.hall.store.origin
    batch = chained(origin, 1, [created(origin, 1), created(origin, 2, words="Iba po.")])
    swapped = Events(origin, 1, batch.said[::-1], batch.head)
    refused(two, swapped, two.hall.me, EventError, "edited")


def test_an_event_that_cannot_be_read_is_kept_and_named_and_what_follows_it_arrives(two):
    met(two)
    hall, hub = two.hall, two.hub
    slip(hall.store, "not the name of any case", "noted", {"text": "?"}, KALIHIM)
    case = hall.file("Sumunod po ito.")
    two.settle()
    assert hub.store.case(case).words == "Sumunod po ito."
    assert [(bad.origin, bad.seq) for bad in hub.store.rejected()] == [(hall.store.origin, 1)]
    assert not any(hub.store.verify().values())


@pytest.mark.parametrize("first", [0, 2, 2**63 - 1])
def test_events_that_do_not_follow_on_store_nothing(two, first):
    met(two)
    origin = two.hall.store.origin
    data = sealed(Events(origin, first, (created(origin, 1).fields(),), bytes(32)), two.hall.me, two.hub.me)
    try:
        two.hub.exchanges[two.hall.me.id].hear(data, 0)
    except EventError:
        assert first == 0
    assert not events(two.hub.store)


def test_an_acknowledgement_of_what_was_never_said_is_not_believed(quiet):
    case = quiet.hall.file()
    origin = quiet.hall.store.origin
    exchange = Exchange(quiet.hall.store, quiet.hall.me, quiet.hub.me.id, "0403403014")
    exchange.hear(introduce(quiet.hub.me), 0)
    exchange.hear(sealed(Hello("", (), answer=False), quiet.hub.me, quiet.hall.me), 0)
    link = quiet.hall.store.link(origin, 1)
    for mark in (
        (origin, 5, link),
        ("unknown.1", 1, link),
        (origin, 2**63 - 1, link),
        (origin, 0, ""),
        (origin, 1, ""),
    ):
        exchange.hear(sealed(Ack((mark,)), quiet.hub.me, quiet.hall.me), 0)
    assert quiet.hall.store.hub_at(case) is None


def test_events_that_were_set_aside_are_kept_once_for_a_person_to_see(two):
    met(two)
    origin = two.hall.store.origin
    data = sealed(Events(origin, 1, (created(origin, 1).fields(),), bytes(32)), two.hall.me, two.hub.me)
    for _ in range(3):
        two.hall.road.send(two.hall.me.id, data)
        two.run_for(1)
    assert Logbook(two.hub.store).set_aside_count() == 1


@pytest.mark.parametrize("row", [5, {"a": 1}, True, "", None, [], [None, 1, 2], [["x"]], {"": 1}], ids=repr)
def test_rows_that_are_no_events_are_refused_and_block_nobody(two, row):
    met(two)
    frame = Events(two.hall.store.origin, 1, (row,), bytes(32))
    refused(two, frame, two.hall.me, (EventError, FrameError), None)


def test_a_frame_of_very_many_tiny_events_is_refused_before_it_costs_anything(two):
    exchange = met(two)
    origin = two.hall.store.origin
    said = [Event(origin, seq, f"{origin}/{seq}", 1, "x", 0, "", Actor("x"), {}) for seq in range(1, 12_001)]
    with pytest.raises(FrameError, match="12000 events"):
        exchange.hear(sealed(chained(origin, 1, said), two.hall.me, two.hub.me), 0)
    assert not events(two.hub.store)


def test_a_turn_at_its_limit_does_not_poison_the_case(two):
    met(two)
    case = two.hall.file()
    slip(two.hall.store, case, "noted", {"text": "Hala."}, KALIHIM, turn=2**31)
    two.settle()
    engineer(two.hub).open(case)
    assert two.hub.store.case(case).read_at
    assert [found.id for found in engineer(two.hub).queue()] == [case]
    two.settle()
    assert two.hall.store.case(case).read_at


def test_a_box_cannot_resolve_a_case_in_the_name_of_the_agency_that_holds_it(quiet):
    case = quiet.hall.file(service="road-repair")
    quiet.start()
    quiet.settle()
    forged = [("replied", {"text": "Ayos na po."}), ("resolved", {"outcome": "fixed"})]
    for turn, (kind, body) in enumerate(forged, 2):
        slip(quiet.hall.store, case, kind, body, ENGINEER, turn=turn)
    quiet.settle()
    assert quiet.hub.store.case(case).holder == "city-engineering"
    assert quiet.hub.store.case(case).state is State.RECEIVED


def test_the_hub_cannot_act_in_the_name_of_the_barangay_that_holds_a_case(quiet):
    case = quiet.hall.file()
    quiet.start()
    quiet.settle()
    browser = Browser(desk_pages(quiet.hub.open))
    browser.sign_in("barangay", code=CODE)
    browser.get(f"/case/{case}")
    browser.post(f"/case/{case}", do="resolve", outcome="no_further_action", text="Sarado na po.")
    quiet.settle()
    assert quiet.hall.store.case(case).state is State.RECEIVED


UNFIT = {
    "of an unknown kind first": ("levitated", {}, 1),
    "that was never opened": ("noted", {"text": "Wala po."}, 1),
    "of a type of a newer version": (
        "created",
        {"reference": "1", "type": "appeal", "holder": "barangay", "rule": "H72", "due_at": 1},
        1,
    ),
    "due in the last second of the year 9999": (
        "created",
        {"reference": "1", "type": "complaint", "holder": "barangay", "rule": "H72", "due_at": 253_402_300_799_999},
        1,
    ),
}


@pytest.mark.parametrize(("kind", "body", "turn"), UNFIT.values(), ids=UNFIT)
def test_one_case_that_cannot_be_shown_does_not_hide_the_others(two, kind, body, turn):
    met(two)
    slip(two.hall.store, "", kind, body, CITIZEN, turn=turn)
    honest = two.halls[1].file("Totoo po ito.")
    two.settle()
    browser = Browser(desk_pages(two.hub.open))
    browser.sign_in()
    answer = browser.get("/")
    assert answer.status_code == 200
    assert honest in answer.text


def test_a_box_that_makes_up_origins_does_not_end_the_hub(two):
    two.link.delay = 0
    met(two)
    noise = random.Random(5)
    for _ in range(500):
        made_up = "".join(chr(noise.randrange(0x4E00, 0x9FFF)) for _ in range(78))
        slip(two.hall.store, f"{made_up}:{two.hall.me.id}/1", "noted", {"text": "x"}, KALIHIM)
    two.run_for(60)
    two.hub.kill()
    two.hub.start(two.link)
    honest = two.halls[1].file("Totoo po ito.")
    two.run(lambda: honest in folded(two.hub.store), 300)


@pytest.mark.parametrize("name", ["nothing", "a/b", "a/0", "a/-1", "a/4294967296", "a b/1", "a/1/1"])
def test_an_event_about_a_case_that_is_named_by_no_identity_is_about_none(two, name):
    met(two)
    origin = two.hall.store.origin
    said = Event(origin, 1, f"{two.hall.me.id}.{name}", 1, "noted", 1, "ntp", KALIHIM, {"text": "x"})
    two.hub.exchanges[two.hall.me.id].hear(sealed(chained(origin, 1, [said]), two.hall.me, two.hub.me), 0)
    assert "event.case" in two.hub.store.rejected(origin)[0].problem
    assert not folded(two.hub.store)


def test_a_frame_cannot_write_lines_of_its_own_into_the_log(two):
    met(two)
    origin = "x\n<3>hub: everything is lost"
    said = Event(origin, 1, "", 1, "noted", 1, "ntp", KALIHIM, {"text": "x"})
    data = sealed(Events(origin, 1, (said.fields(),), bytes(32)), two.hall.me, two.hub.me)
    with logged() as lines:
        two.hall.road.send(two.hall.me.id, data)
        two.hall.road.send("x\n<3>hub: lost", data)
        two.run_for(3)
    assert len(lines) >= 2
    assert not [line for line in lines if "\n" in line]


def test_no_citizens_word_or_number_is_in_the_log_of_both_sides(quiet):
    words, name = "Ninakaw po ang aking kalabaw.", "Maria Clara"
    with logged() as lines:
        case = quiet.hall.file(words, phone=MARIA, name=name, sms=True)
        quiet.start()
        quiet.settle()
        engineer(quiet.hub).reply(case, "Hahanapin po namin.")
        origin = quiet.hall.store.origin
        forged = created(origin, 9, words=words, phone=MARIA)
        data = sealed(Events(origin, 1, (forged.fields(),), bytes(32)), quiet.hall.me, quiet.hub.me)
        quiet.hall.road.send(quiet.hall.me.id, data)
        quiet.settle()
        quiet.run_for(2)
    said = "\n".join(lines)
    assert "set aside" in said
    for secret in (words, name, MARIA, MARIA[3:], "Hahanapin"):
        assert secret not in said


def test_the_clock_jumping_ten_years_does_not_hold_a_case_back(quiet):
    quiet.start()
    quiet.settle()
    for jump in (10, -20, 10):
        quiet.clock.pass_(jump * 365 * DAY)
        case = quiet.hall.file(f"Tumalon ang oras nang {jump} po.")
        assert quiet.settle() < 60
        assert quiet.hub.store.case(case)
    same(quiet.hall, quiet.hub)


def test_wrong_pins_are_not_undone_by_a_restart(quiet):
    counter = quiet.hall.box.counter(quiet.hall.store)
    case = quiet.hall.store.case(quiet.hall.file())
    for _ in range(5):
        with pytest.raises(NotFound):
            counter.track(case.reference, "no PIN")
    quiet.hall.kill()
    with pytest.raises(Locked):
        quiet.hall.box.counter(quiet.hall.store).track(case.reference, "no PIN")


# --- what is missing, and patience


def test_a_side_that_asks_for_patience_gets_it(quiet):
    quiet.start()
    quiet.run_for(3)
    hall, hub = quiet.hall, quiet.hub
    mark = (hall.store.origin, 0, "")
    hall.exchanges[hall.me.id].hear(sealed(Ack((mark,), credit=0), hub.me, hall.me), quiet.link.now)
    case = hall.file()
    quiet.run_for(5)
    assert case not in folded(hub.store)
    quiet.run_for(20)
    assert hub.store.case(case)


def test_a_side_is_given_no_more_than_its_credit_at_once(quiet):
    quiet.start()
    quiet.run_for(3)
    hall, hub = quiet.hall, quiet.hub
    exchange = hall.exchanges[hall.me.id]
    exchange.hear(sealed(Ack((), credit=25), hub.me, hall.me), quiet.link.now)
    for number in range(60):
        hall.file(f"Kaso {number}")
    assert len(exchange.due(quiet.link.now)) == 1


def test_what_the_hub_needs_is_sent_again(quiet):
    for number in range(10):
        quiet.hall.file(f"Kaso {number}")
    quiet.start()
    quiet.settle()
    hall, hub = quiet.hall, quiet.hub
    exchange, origin = hall.exchanges[hall.me.id], hall.store.origin
    assert exchange.hear(sealed(Need(origin, ((4, 6),)), hub.me, hall.me), quiet.link.now) == []
    again = Channel(hub.me, hall.me.card).open(exchange.due(quiet.link.now)[0])
    assert (again.origin, again.first) == (origin, 4)
    quiet.settle()
    same(hall, hub)


@pytest.mark.parametrize("ranges", [(), ((1, 99),), ((5, 6),)])
def test_what_was_never_said_is_not_needed(quiet, ranges):
    quiet.hall.file()
    quiet.start()
    quiet.settle()
    hall = quiet.hall
    for origin in (hall.store.origin, f"{hall.store.origin}-7", f"{quiet.hub.store.origin}:{hall.me.id}"):
        with pytest.raises(FrameError, match="needs"):
            hall.exchanges[hall.me.id].hear(sealed(Need(origin, ranges), quiet.hub.me, hall.me), quiet.link.now)
    assert hall.store.unsent() == 0


def test_an_event_that_a_damaged_file_has_lost_is_an_alarm_and_what_is_said_later_arrives(quiet):
    hall, hub = quiet.hall, quiet.hub
    for number in range(6):
        hall.file(f"Kaso {number}")
    old = hall.store.origin
    hall.store.db.execute("DROP TRIGGER events_remain")
    hall.store.db.execute("DELETE FROM events WHERE key & 4294967295 = 3")
    with logged() as lines:
        quiet.start()
        quiet.run_for(30)
        case = hall.file("Pagkatapos ng sira po.")
        quiet.run_for(30)
    assert hub.store.stream(old).seq == 2
    assert hall.store.origin != old
    assert hub.store.case(case).words == "Pagkatapos ng sira po."
    assert Logbook(hub.store).set_aside_count() == 1
    assert any("lost" in line for line in lines)


def test_a_stream_whose_chain_is_broken_at_its_author_does_not_hold_back_the_others(quiet):
    hall, hub = quiet.hall, quiet.hub
    hall.file("Binago po.")
    old = hall.store.origin
    hall.store.db.execute("DROP TRIGGER events_stay")
    hall.store.db.execute("UPDATE events SET fields = replace(fields, 'Binago', 'Iba')")
    quiet.start()
    quiet.run_for(30)
    case = hall.file("Totoo po ito.")
    quiet.run_for(30)
    assert hub.store.stream(old).seq == 0
    assert hub.store.case(case).words == "Totoo po ito."
    assert Logbook(hub.store).set_aside_count() >= 1
    sent = len(hall.road.said)
    quiet.run_for(600)
    assert len(hall.road.said) - sent < 10, "what cannot be carried is not sent for ever"


def test_nobody_puts_words_into_anothers_mouth_by_giving_them_back(quiet):
    hall, hub = quiet.hall, quiet.hub
    case = hall.file("Totoo po ito.")
    quiet.start()
    quiet.settle()
    for liar, victim in ((hall, hub), (hub, hall)):
        name = f"{victim.me.id}.0badcafe" + (f":{hall.me.id}" if victim is hub else "")
        said = Event(name, 1, case, 9, "resolved", 1, "ntp", ENGINEER, {"text": "Tapos na po."})
        head = said.hash(GENESIS, said.encoded())
        forged = Events(name, 1, (said.fields(),), head)
        exchange = victim.exchanges[hall.me.id]
        with pytest.raises(EventError, match="without our signature"):
            exchange.hear(sealed(forged, liar.me, victim.me), quiet.link.now)
        with pytest.raises(FrameError, match="not signed by"):
            exchange.hear(sealed(forged.signed(liar.me), liar.me, victim.me), quiet.link.now)
        assert victim.store.stream(name).seq == 0


def test_a_box_that_claims_to_hold_what_the_hub_never_said_costs_the_others_little(two):
    met(two)
    liar, hub = two.hall, two.hub
    exchange = hub.exchanges[liar.me.id]
    seen = {hub.store.origin}
    for number in range(300):
        now = f"{hub.store.origin}:{liar.me.id}"
        made_up = [f"{hub.me.id}.{number:04x}{place:04x}:{liar.me.id}" for place in range(50)]
        marks = tuple((name, 10**6, "00" * 8) for name in [now, *made_up])
        nothing = tuple((f"{hub.me.id}.{number:04x}ffff:{liar.me.id}", 0, "") for _ in range(50))
        exchange.hear(sealed(Hello("", marks, answer=False), liar.me, hub.me), number)
        exchange.hear(sealed(Ack(nothing, tuple((name, 2, 3) for name in made_up)), liar.me, hub.me), number)
        seen.add(hub.store.origin)
    assert len(seen) == 2, "once, for it may be true"
    assert len(Logbook(hub.store).alarms()) <= 20
    assert len(exchange.due(1000)) <= 40
    assert len(exchange._flight._early) + len(exchange._flight._held) < 10


def test_what_was_set_aside_of_one_box_leaves_room_for_the_others(two):
    logbook = Logbook(two.hub.store)
    for number in range(150):
        logbook.set_aside("sync liar", "forked", b"%d" % number)
        logbook.alarm(f"liar.{number:08x}", "forked", 1)
    logbook.set_aside("sync honest", "forked", b"0")
    logbook.alarm("honest.00000001", "forked", 1)
    assert logbook.set_aside_count() == 101
    assert len(logbook.alarms()) == 101


@pytest.mark.parametrize("code", ["1" * 100_000, "040340301", "04034030१४"])
def test_a_hello_says_a_psgc_code_or_none(two, code):
    with pytest.raises(FrameError, match="PSGC"):
        met(two).hear(sealed(Hello(code, (), answer=False), two.hall.me, two.hub.me), 0)


def test_a_frame_that_inflates_to_very_much_is_not_kept_until_its_turn(two):
    exchange, origin = met(two), two.hall.store.origin
    rows = tuple([f"{origin}/9", 1, "x", 1, "ntp", ["citizen"], {"text": "a" * 30_000}] for _ in range(10))
    exchange.hear(sealed(Events(origin, 9, rows, bytes(32)), two.hall.me, two.hub.me), 0)
    assert exchange._early.ranges(origin) == ()


def test_a_restored_box_gets_back_what_it_said(quiet):
    hall, hub = quiet.hall, quiet.hub
    hall.file("Luma po.")
    quiet.start()
    quiet.settle()
    backup(hall)
    lost = [hall.file("Nawala po."), hall.file("May sunog po dito sa Purok 3!")]
    quiet.settle()
    hall.kill()
    restore(hall)
    assert not [case for case in lost if case in folded(hall.store)]
    hall.start(quiet.link)
    quiet.run_for(120)
    assert [hall.store.case(case).words for case in lost] == ["Nawala po.", "May sunog po dito sa Purok 3!"]
    hall.file("Bago po.")
    quiet.settle()
    same(hall, hub)
