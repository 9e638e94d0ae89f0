# SPDX-License-Identifier: Apache-2.0
"""A hall without any network: its cases go to the hub on a stick, and the answers come back on it."""

import json
import os
import subprocess
import sys

import pytest

from appliance.errors import BundleError
from appliance.logbook import Logbook
from appliance.office import Office
from sync import bundle
from sync.bundle import Heading, Reader, Writer, found_on, opened
from sync.courier import Courier, Delivery
from sync.courier.__main__ import told
from sync.courier.check import check
from sync.exchange import Exchange
from tests.fakes import ENGINEER, KALIHIM, MARIA
from tests.links import backup, events, folded, gapless, restore, world


@pytest.fixture
def made(tmp_path):
    """A hub with three halls that were enrolled, so that each has the other's card; and no road but a stick."""
    with world(tmp_path, halls=3) as made:
        for hall in made.halls:
            Logbook(hall.store).meet(made.hub.me.card)
            Logbook(made.hub.store).meet(hall.me.card)
        yield made


@pytest.fixture
def stick(tmp_path):
    folder = tmp_path / "stick"
    folder.mkdir()
    return folder


def of_hall(hall):
    exchange = Exchange(hall.store, hall.me, hall.hub, "0403403014")
    return Courier(hall.store, {hall.me.id: exchange}.get)


def of_hub(made):
    exchanges = {hall.me.id: Exchange(made.hub.store, made.hub.me, hall.me.id) for hall in made.halls}
    return Courier(made.hub.store, exchanges.get)


def leave(hall, stick):
    """The secretary loads the stick; what is on it."""
    courier = of_hall(hall)
    courier.unload(stick)
    [load] = courier.load(stick, [hall.me.id])
    return load


def visit(made, stick):
    """The stick at the hub: everything taken in, the answers put on it."""
    courier = of_hub(made)
    brought = courier.unload(stick)
    courier.load(stick, [one.device for one in brought])
    return brought


def come_back(hall, stick):
    """The stick at the hall again."""
    courier = of_hall(hall)
    brought = courier.unload(stick)
    courier.load(stick, [hall.me.id])
    return brought


def same(hall, made):
    held = {event for event in events(made.hub.store) if hall.me.id in event[0]}
    assert set(events(hall.store)) == held
    assert gapless(hall.store)
    assert not any(made.hub.store.verify().values())


# --- the story


def test_in_two_trips_of_a_stick_a_case_is_answered_and_the_citizen_was_told(made, stick):
    hall = made.hall
    case = hall.file(service="road-repair", phone=MARIA, sms=True)
    assert leave(hall, stick).cases == 1
    assert hall.store.hub_at(case) is None, "on the stick is not at the hub"

    [brought] = visit(made, stick)
    assert (brought.cases, brought.problem) == (1, "")
    engineer = Office(made.hub.store, made.hall.box.calendar, ENGINEER)
    engineer.open(case)
    engineer.reply(case, "Aayusin po namin sa Lunes.")

    [back] = come_back(hall, stick)
    assert back.confirmed == 1
    assert hall.store.hub_at(case) is not None
    assert not hall.store.case(case).reply, "the reply was written after the stick had left the hub"

    visit(made, stick)
    [back] = come_back(hall, stick)
    assert hall.store.case(case).reply == "Aayusin po namin sa Lunes."
    Office(hall.store, made.hall.box.calendar, KALIHIM).told_in_person(case)

    leave(hall, stick)
    visit(made, stick)
    assert made.hub.store.case(case).reply_told
    come_back(hall, stick)
    visit(made, stick)
    same(hall, made)


def test_two_sides_that_never_met_exchange_cards_on_the_first_trip_and_cases_on_the_second(tmp_path, stick):
    with world(tmp_path) as made:
        hall = made.hall
        case = hall.file()
        load = leave(hall, stick)
        assert (load.met, load.events, load.left) == (False, 0, 1)
        assert "Not met yet" in "\n".join(told("box", "export", [], [load]))
        [brought] = visit(made, stick)
        assert (brought.events, brought.problem) == (0, "")
        come_back(hall, stick)
        assert visit(made, stick)[0].cases == 1
        assert made.hub.store.case(case)
        come_back(hall, stick)
        assert hall.store.hub_at(case) is not None
        same(hall, made)


def test_one_stick_carries_the_cases_of_many_halls_and_brings_each_only_its_own(made, stick):
    cases = {hall.me.id: hall.file(f"Kaso ng {number} po.") for number, hall in enumerate(made.halls)}
    for hall in made.halls:
        leave(hall, stick)
    assert {one.device: one.cases for one in visit(made, stick)} == dict.fromkeys(cases, 1)
    for hall in made.halls:
        [back] = come_back(hall, stick)
        assert back.confirmed == 1
        assert set(folded(hall.store)) == {cases[hall.me.id]}
        same(hall, made)


def test_what_went_by_another_road_meanwhile_is_neither_lost_nor_doubled(made, stick):
    hall = made.hall
    for number in range(40):
        hall.file(f"Kaso {number} po.")
    leave(hall, stick)
    for number in range(40, 60):
        hall.file(f"Kaso {number} po.")
    made.start()
    made.settle()
    [brought] = visit(made, stick)
    assert (brought.cases, brought.events, brought.problem) == (0, 0, "")
    come_back(hall, stick)
    same(hall, made)
    assert len(folded(made.hub.store)) == 60


def test_a_stick_that_was_overtaken_by_the_internet_raises_no_false_alarm(made, stick):
    hall = made.hall
    hall.file()
    leave(hall, stick)
    visit(made, stick)
    made.start()
    for number in range(30):
        hall.file(f"Kaso {number} po.")
    made.settle()
    made.run_for(3600)
    come_back(hall, stick)
    visit(made, stick)
    come_back(hall, stick)
    assert not Logbook(hall.store).alarms()
    assert not Logbook(made.hub.store).alarms()
    same(hall, made)


def test_a_hub_that_was_put_back_gets_the_cases_again_from_a_hall_that_has_only_the_stick(made, stick):
    hall = made.hall
    old = hall.file("Luma po.")
    leave(hall, stick)
    visit(made, stick)
    come_back(hall, stick)
    backup(made.hub)
    new = hall.file("Bago po.")
    leave(hall, stick)
    visit(made, stick)
    come_back(hall, stick)
    restore(made.hub)
    for _ in range(2):
        leave(hall, stick)
        visit(made, stick)
        come_back(hall, stick)
    assert set(folded(made.hub.store)) == {old, new}
    same(hall, made)


def test_a_box_that_was_put_back_gets_by_stick_what_it_had_said(made, stick):
    hall = made.hall
    hall.file("Luma po.")
    leave(hall, stick)
    visit(made, stick)
    come_back(hall, stick)
    hall.box.witness.keep(hall.store)
    backup(hall)
    lost = hall.file("Mawawala sa kahon po.")
    leave(hall, stick)
    visit(made, stick)
    come_back(hall, stick)
    hall.box.witness.keep(hall.store)
    restore(hall)
    hall.box.create()  # before any program starts: the witness knows
    fresh = hall.file("Pagkatapos po.")
    for _ in range(3):
        leave(hall, stick)
        visit(made, stick)
        come_back(hall, stick)
    assert hall.store.case(lost).words == "Mawawala sa kahon po."
    assert made.hub.store.case(fresh).words == "Pagkatapos po."
    same(hall, made)


def test_the_same_stick_unloaded_twice_changes_nothing(made, stick):
    made.hall.file()
    leave(made.hall, stick)
    visit(made, stick)
    before = events(made.hub.store)
    [again] = visit(made, stick)
    assert (again.cases, again.events, again.problem) == (0, 0, "")
    assert events(made.hub.store) == before


def test_a_stick_that_never_comes_back_costs_nothing(made, tmp_path, stick):
    made.hall.file()
    leave(made.hall, stick)
    other = tmp_path / "another stick"
    other.mkdir()
    assert leave(made.hall, other).cases == 1
    visit(made, other)
    come_back(made.hall, other)
    same(made.hall, made)


def test_more_than_a_bundle_holds_goes_in_several_trips(made, stick, monkeypatch):
    monkeypatch.setattr(bundle, "MAX_BUNDLE", 3_000)
    for number in range(200):
        made.hall.file(f"Kaso bilang {number} po, sa kanto ng kalye {number * 7919}.")
    trips, left = 0, 1
    while left:
        load = leave(made.hall, stick)
        assert all(path.stat().st_size <= 3_000 for path in stick.iterdir())
        left, trips = load.left, trips + 1
        visit(made, stick)
        come_back(made.hall, stick)
        assert trips < 50
    assert trips > 1
    same(made.hall, made)
    assert len(folded(made.hub.store)) == 200


def test_the_carrier_is_told_in_words_what_is_on_the_stick(made, stick):
    made.hall.file()
    made.hall.file()
    load = leave(made.hall, stick)
    said = "\n".join(told("box", "export", [], [load]))
    assert "2 new cases and 0 entries" in said
    assert "pull the stick out now" in said
    brought = [Delivery(made.hall.me.id, 2, 3, 0, 1, "cut off at frame 4")]
    said = "\n".join(told("hub", "import", brought, []))
    assert "2 new cases and 1 entry about known ones; saved here" in said
    assert "Careful" in said
    assert "nothing from the hub" in told("box", "import", [], [])[0]
    unknown = Delivery("a" * 16, problem="of a box that is not known here")
    assert told("hub", "import", [unknown], []) == [f"Box {'a' * 16}: nothing was taken in: {unknown.problem}."]


def test_nothing_of_what_a_citizen_said_is_in_a_file_name_or_in_the_words(made, stick):
    made.hall.file("Ninakaw po ang kalabaw ni Maria Clara.", phone=MARIA)
    said = told("box", "export", [], [leave(made.hall, stick)])
    for secret in ("Clara", "kalabaw", MARIA[3:]):
        assert secret not in "\n".join([*said, *(path.name for path in stick.iterdir())])


# --- sticks that are not as they should be


def bundle_on(stick):
    [path] = found_on(stick, "up")
    return path


@pytest.mark.parametrize("share", [0.3, 0.6, 0.95])
def test_of_a_bundle_that_is_cut_off_what_is_whole_is_used_and_the_rest_comes_next_time(made, stick, share):
    for number in range(120):
        made.hall.file(f"Kaso {number} po.")
    leave(made.hall, stick)
    path = bundle_on(stick)
    data = path.read_bytes()
    path.write_bytes(data[: round(len(data) * share)])
    [brought] = visit(made, stick)
    assert "cut off at frame" in brought.problem
    assert 0 < brought.cases < 120
    come_back(made.hall, stick)
    visit(made, stick)
    same(made.hall, made)


def test_a_damaged_frame_is_refused_and_named_and_costs_only_a_further_trip(made, stick):
    for number in range(120):
        made.hall.file(f"Kaso {number} po.")
    leave(made.hall, stick)
    path = bundle_on(stick)
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(data)
    [brought] = visit(made, stick)
    assert brought.refused == 1
    assert brought.problem
    assert 0 < brought.cases < 120
    come_back(made.hall, stick)
    visit(made, stick)
    same(made.hall, made)


def test_a_bundle_of_another_box_under_this_ones_name_is_refused(made, stick):
    first, second, _ = made.halls
    first.file()
    leave(first, stick)
    path = bundle_on(stick)
    path.rename(stick / Heading(second.me.id, "up").name)
    [brought] = visit(made, stick)
    assert "another one's name" in brought.problem
    assert not events(made.hub.store)


def test_a_forged_heading_gives_nobody_another_boxes_voice(made, stick):
    """The heading says whose frames these are; the frames themselves must agree."""
    liar, victim, _ = made.halls
    liar.file()
    leave(liar, stick)
    data = bundle_on(stick).read_bytes()
    bundle_on(stick).unlink()
    forged = Heading(victim.me.id, "up")
    (stick / forged.name).write_bytes(forged.encoded() + data[len(forged.encoded()) :])
    [brought] = visit(made, stick)
    assert brought.refused
    assert not events(made.hub.store)


def test_a_bundle_of_a_box_that_the_hub_does_not_know_is_named_and_left(made, stick):
    made.hall.file()
    leave(made.hall, stick)
    path = bundle_on(stick)
    path.rename(stick / Heading("a" * 16, "up").name)
    [brought] = visit(made, stick)
    assert "not known" in brought.problem


def test_a_stick_that_is_full_or_write_protected_leaves_no_half_bundle(made, stick, monkeypatch):
    made.hall.file()

    def full(handle):
        raise OSError(28, "No space left on device")

    leave(made.hall, stick)
    whole = bundle_on(stick).read_bytes()
    made.hall.file("Isa pa po.")
    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(BundleError, match="No space left"):
        leave(made.hall, stick)
    assert [path.name for path in stick.iterdir()] == [bundle_on(stick).name]
    assert bundle_on(stick).read_bytes() == whole, "the older bundle stays whole"


def test_a_stick_that_is_pulled_out_in_the_middle_has_no_file_under_a_bundles_name(made, stick):
    writer = Writer(stick, Heading(made.hall.me.id, "up"))
    writer.add(b"x")
    writer._file.close()  # the stick is pulled here: nothing was finished
    assert not found_on(stick, "up")
    [half] = stick.iterdir()
    leave(made.hall, stick)
    assert bundle_on(stick).exists()
    assert not half.exists(), "what was left over is written over and renamed"


def test_links_devices_folders_and_huge_files_are_not_opened(made, stick, tmp_path):
    secret = tmp_path / "secret"
    secret.write_bytes(b"secret")
    name = Heading(made.hall.me.id, "up").name
    for number, make in enumerate(
        (
            lambda path: path.symlink_to(secret),
            lambda path: os.mkfifo(path),
            lambda path: path.mkdir(),
            lambda path: (path.touch(), os.truncate(path, bundle.MAX_BUNDLE + 1)),
        )
    ):
        folder = stick / str(number)
        folder.mkdir()
        make(folder / name)
        [brought] = visit(made, folder)
        assert brought.problem
        assert not brought.events


def test_what_is_no_bundle_on_the_stick_is_not_looked_at(made, stick):
    (stick / "autorun.inf").write_text("[autorun]")
    (stick / "dulog-up-..%2f..%2fetc.bundle").write_bytes(b"x")
    (stick / "dulog-down-aaaaaaaaaaaaaaaa.bundle").write_bytes(b"x")
    assert not found_on(stick, "up")
    assert not of_hall(made.hall).unload(stick)


def test_a_folder_that_is_not_there_is_named(made, stick):
    with pytest.raises(BundleError, match="gone"):
        of_hub(made).unload(stick / "gone")
    courier = of_hall(made.hall)
    with pytest.raises(BundleError, match="gone"):
        courier.load(stick / "gone", [made.hall.me.id])


def test_a_bundle_of_rubbish_frames_is_given_up(made, stick):
    with Writer(stick, Heading(made.hall.me.id, "up")) as writer:
        for number in range(5000):
            writer.add(b"%d" % number)
    [brought] = visit(made, stick)
    assert brought.refused < 200
    assert "the rest was left" in brought.problem or brought.refused
    assert Logbook(made.hub.store).set_aside_count() == 0


def test_a_bundle_reads_back_what_was_written(stick):
    heading = Heading("a" * 16, "down")
    frames = [bytes([number]) * (number * 97 + 1) for number in range(200)]
    with Writer(stick, heading) as writer:
        assert all(writer.add(frame) for frame in frames)
    with opened(stick / heading.name) as file:
        reader = Reader(file)
        assert reader.heading == heading
        assert list(reader.frames()) == frames


def test_a_bundle_with_something_behind_its_end_or_a_wrong_sum_says_so(stick):
    heading = Heading("a" * 16, "down")
    with Writer(stick, heading) as writer:
        writer.add(b"frame")
    path = stick / heading.name
    whole = path.read_bytes()
    for data, named in ((whole + b"x", "behind the end"), (whole[:-1] + b"\0", "sum does not fit")):
        path.write_bytes(data)
        with opened(path) as file, pytest.raises(BundleError, match=named):
            list(Reader(file).frames())


# --- looking without taking in


def looked_at(side, made, stick):
    hub = made.hub.me.id
    found = check(stick, side.store, side.me, lambda device: device if side is made.hub else hub)
    return {one.name.split("-")[1]: one for one in found}


def test_a_bundle_can_be_verified_without_taking_anything_in(made, stick):
    for number in range(40):
        made.hall.file(f"Kaso {number} po.")
    leave(made.hall, stick)
    seen = looked_at(made.hub, made, stick)["up"]
    assert (seen.problem, seen.events) == ("", 40)
    assert not events(made.hub.store)
    assert looked_at(made.hall, made, stick)["up"].problem == "", "its own it cannot open, but the sum and the author"
    visit(made, stick)
    assert {way: one.problem for way, one in looked_at(made.hall, made, stick).items()} == {"up": "", "down": ""}


def test_a_bundle_that_tells_another_history_than_the_one_held_is_named(made, stick):
    hall = made.hall
    hall.file("Una po.")
    leave(hall, stick)
    visit(made, stick)
    come_back(hall, stick)
    backup(hall)
    hall.file("Ang totoo po.")
    leave(hall, stick)
    visit(made, stick)
    restore(hall)
    (stick / Heading(hall.me.id, "down").name).unlink()
    hall.file("Ang kopya po.")
    leave(hall, stick)
    assert "event 2" in looked_at(made.hub, made, stick)["up"].problem


@pytest.mark.parametrize("at", [0.2, 0.5, 0.9, -1])
def test_any_changed_byte_of_a_bundle_is_noticed(made, stick, at):
    for number in range(40):
        made.hall.file(f"Kaso {number} po.")
    leave(made.hall, stick)
    path = bundle_on(stick)
    data = bytearray(path.read_bytes())
    data[int(at * len(data)) if at > 0 else -1] ^= 4
    path.write_bytes(data)
    for side in (made.hub, made.hall):
        assert looked_at(side, made, stick)["up"].problem


# --- the command


def run(config, *arguments):
    return subprocess.run(
        [sys.executable, "-m", "appliance", "--config", str(config), "courier", *arguments],
        capture_output=True,
        text=True,
        check=False,
    )


def test_the_command_carries_a_case_to_the_hub_and_the_receipt_back(made, stick, tmp_path):
    hall = made.hall
    case = hall.file()
    config = tmp_path / "dulog.toml"
    boxes = json.dumps([hall.me.id])
    config.write_text(
        f'[hall]\nbarangay = "Barangay San Isidro"\ncity = "Biñan"\nsms_name = "BRGY"\npsgc = "0403403014"\nindex = 1\n'
        f'data = "{hall.folder}"\n[broker]\nhub = "{hall.hub}"\n[hub]\ndata = "{made.hub.folder}"\ndevices = {boxes}\n',
        "utf-8",
    )
    both = run(config, "export", str(stick))
    assert both.returncode == 1
    assert "--side" in both.stderr
    out = run(config, "--side", "box", "export", str(stick))
    assert "1 new case" in out.stdout, out.stderr
    out = run(config, "--side", "hub", "verify", str(stick))
    assert "whole" in out.stdout, out.stderr
    out = run(config, "--side", "hub", "--json", "import", str(stick))
    report = json.loads(out.stdout)
    assert [one["cases"] for one in report["brought"]] == [1]
    assert [one["device"] for one in report["loaded"]] == [hall.me.id]
    out = run(config, "--side", "box", "import", str(stick))
    assert out.returncode == 0, out.stderr
    assert hall.store.hub_at(case) is not None
    out = run(config, "--side", "box", "import", str(stick / "gone"))
    assert out.returncode == 1
    assert "Traceback" not in out.stderr
