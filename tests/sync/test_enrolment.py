# SPDX-License-Identifier: Apache-2.0
"""A new box comes to the hub with a code: it is taken in once, renewed for years, moved, and revoked."""

import contextlib
import random
import threading
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from click.testing import CliRunner
from cryptography import x509
from hypothesis import given
from hypothesis import strategies as st
from waitress.server import create_server

from appliance import clock as clocks
from appliance import enrolled, identity
from appliance.config import Config, Hall, Hub
from appliance.errors import ConfigError, DulogError, EnrolmentError, InputError
from appliance.registry import Registry
from appliance.service import Stop
from appliance.store import BOX, HUB, create
from sync import claim
from sync.claim import Seal, typed, written
from sync.courier.__main__ import _end
from sync.enrolment import Enrolment, ask_at, look_after
from sync.hub import cells, console, enrolment
from sync.hub.centre import Centre
from sync.hub.enrolment import Door
from sync.tls import calling
from tests.fakes import CENTRE, DAY, DEVICE, FakeClock
from tests.links import logged, until

SAN_ISIDRO, SAN_ROQUE = "0403403014", "0403403015"
DOOR = "hub.example.ph:8082"


class Desk:
    """The hub with its operator."""

    def __init__(self, folder, clock):
        listed = folder / "cells.json"
        folder.mkdir(parents=True, exist_ok=True)
        listed.write_text('{"cell-1": "mqtt1.example.ph:8883", "cell-2": "mqtt2.example.ph:8883"}')
        hall = Hall("Hub", "Hub", "HUB", SAN_ISIDRO, 0, folder / "unused")
        self.centre = Centre(Config(hall, hub=Hub(folder, cells=listed, door=DOOR)), clock)
        self.store = self.centre.store()
        self.registry = Registry(self.store)
        self.enrolment = self.centre.enrolment(self.store)

    def code(self, psgc=SAN_ISIDRO):
        return self.enrolment.code(psgc)

    def answers(self, request):
        """What comes out of the door: a grant or a refusal."""
        try:
            return self.enrolment.answer(request)
        except EnrolmentError:
            return claim.refusal(request)


class NewBox:
    """A box that nobody knows yet."""

    def __init__(self, folder, clock):
        self.folder = folder
        self.me = identity.load(folder)
        self.enrolment = Enrolment(folder, self.me, clock)

    def enrols(self, hub, code):
        return self.enrolment.take(code, hub.answers(self.enrolment.request(code)))

    def renews(self, hub):
        known = enrolled.read(self.folder)
        return self.enrolment.renewed(known, hub.answers(self.enrolment.renewal(known)))

    @property
    def certificate(self):
        return x509.load_pem_x509_certificate(enrolled.own(self.folder).read_bytes())


@pytest.fixture
def clock():
    return FakeClock()


@pytest.fixture
def hub(tmp_path, clock):
    made = Desk(tmp_path / "hub", clock)
    yield made
    made.store.close()


@pytest.fixture
def box(tmp_path, clock):
    return NewBox(tmp_path / "box", clock)


@pytest.fixture
def other(tmp_path, clock):
    return NewBox(tmp_path / "other", clock)


def test_a_box_comes_with_its_code_and_has_everything_it_needs(hub, box, clock):
    found = box.enrols(hub, hub.code())
    assert (found.number, found.psgc, found.door, found.at) == (1, SAN_ISIDRO, DOOR, clock.now())
    assert found.card == hub.centre.identity.card
    assert len(found.brokers) == 2
    assert enrolled.read(box.folder) == found
    assert box.certificate.subject.rfc4514_string() == f"CN={box.me.id}"
    box.certificate.verify_directly_issued_by(hub.centre.authority().certificate)
    year = box.certificate.not_valid_after_utc - datetime.fromtimestamp(clock.now() / 1000, UTC)
    assert year.days == 365
    (device,) = hub.registry.devices()
    assert (device.id, device.card, device.number, device.psgc) == (box.me.id, box.me.card, 1, SAN_ISIDRO)


def test_what_the_hub_gave_goes_before_the_configuration_file(hub, box):
    found = box.enrols(hub, hub.code(SAN_ROQUE))
    hall = Hall("Barangay San Isidro", "Biñan", "BRGY", SAN_ISIDRO, 0, box.folder)
    settings = found.applied(Config(hall))
    assert (settings.hall.psgc, settings.hall.index) == (SAN_ROQUE, 1)
    assert (settings.broker.host, settings.broker.port, settings.broker.hub) == (
        *found.addresses()[0],
        hub.centre.identity.id,
    )


def test_the_secrets_of_a_box_are_for_its_owner_alone_and_nothing_is_left_over(hub, box):
    box.enrols(hub, hub.code())
    files = {path.name: path.stat().st_mode & 0o777 for path in box.folder.iterdir()}
    assert set(files) == {"device.key", "road.pem", "enrolled.json"}
    assert set(files.values()) == {0o600}
    assert (hub.centre.folder / "authority.pem").stat().st_mode & 0o777 == 0o600


def test_every_box_has_a_number_of_its_own(hub, box, other):
    assert [made.enrols(hub, hub.code()).number for made in (box, other)] == [1, 2]


def test_when_the_answer_is_lost_the_same_box_asks_again_and_gets_the_same(hub, box, clock):
    code = hub.code()
    hub.answers(box.enrolment.request(code))
    clock.pass_(20 * DAY)
    found = box.enrols(hub, code)
    assert found.number == 1
    assert len(hub.registry.certificates(box.me.id)) == 1


def test_a_box_that_loses_its_plug_while_it_asks_goes_on_where_it_was(hub, box, clock):
    code = hub.code()
    asked = box.enrolment.request(code)
    again = Enrolment(box.folder, box.me, clock)
    assert again.request(code) == asked
    assert again.take(code, hub.answers(asked)).number == 1


def refused(box, hub, code):
    with pytest.raises(EnrolmentError) as caught:
        box.enrols(hub, code)
    assert enrolled.read(box.folder) is None
    return str(caught.value)


def test_a_used_an_old_and_a_made_up_code_are_refused_in_the_same_words(hub, box, other, clock):
    used, old = hub.code(), hub.code()
    other.enrols(hub, used)
    clock.pass_(15 * DAY)
    made_up = written(bytes(16))
    answers = {hub.answers(box.enrolment.request(code))[21:] for code in (used, old, made_up)}
    assert answers == {b""}
    assert len({refused(box, hub, code) for code in (used, old, made_up)}) == 1


def test_the_data_file_holds_no_code_and_nothing_to_make_one_from(hub, tmp_path):
    code = hub.code()
    secret = typed(code)
    held = "\n".join(hub.store.db.iterdump()) if hasattr(hub.store.db, "iterdump") else ""
    assert code not in held
    assert secret.hex() not in held
    thief = Desk(tmp_path / "thief", FakeClock())
    nonce = hub.store.db.execute("SELECT nonce FROM claims").fetchone()[0]
    assert thief.enrolment._secret(nonce) != secret
    thief.store.close()


def test_who_stands_between_box_and_hub_changes_nothing_and_forges_nothing(hub, box, other):
    code = hub.code()
    request = box.enrolment.request(code)
    noise = random.Random(5)
    for _ in range(200):
        place = noise.randrange(len(request))
        changed = request[:place] + bytes([request[place] ^ 1 << noise.randrange(8)]) + request[place + 1 :]
        assert len(hub.answers(changed)) == 21
    assert not hub.registry.devices()
    answer = hub.answers(request)
    for _ in range(200):
        place = noise.randrange(len(answer))
        changed = answer[:place] + bytes([answer[place] ^ 1 << noise.randrange(8)]) + answer[place + 1 :]
        with pytest.raises(EnrolmentError):
            box.enrolment.take(code, changed)
    assert box.enrolment.take(code, answer).number == 1


def test_a_hub_that_does_not_know_the_code_cannot_play_the_hub(hub, box, tmp_path, clock):
    false_hub = Desk(tmp_path / "false", clock)
    code = hub.code()
    assert "refused" in refused(box, false_hub, code)
    false_code = false_hub.code()
    request = box.enrolment.request(false_code)
    with pytest.raises(EnrolmentError):
        box.enrolment.take(code, false_hub.answers(request))
    false_hub.store.close()


def test_an_answer_is_good_for_its_own_request_alone(hub, box, other):
    code = hub.code()
    answer = hub.answers(box.enrolment.request(code))
    with pytest.raises(EnrolmentError):
        other.enrolment.take(code, answer)
    other.enrolment.request(code)
    with pytest.raises(EnrolmentError):
        other.enrolment.take(code, answer)


def test_nobody_enrols_the_key_of_another(hub, box, other):
    """Whoever has a code shows another box's card, which is no secret, over a TLS key of their own."""
    code = hub.code()
    csr = Seal.of_code(typed(code)).asked(other.enrolment.request(code)).csr

    class Liar:
        card = box.me.card
        sign = staticmethod(other.me.sign)

    assert len(hub.answers(Seal.of_code(typed(code)).ask(Liar, csr))) == 21
    assert not hub.registry.devices()


@given(st.binary(min_size=16, max_size=16))
def test_a_code_is_read_as_it_was_written_however_it_is_typed(secret):
    code = written(secret)
    assert len(code) == 34
    for typing in (code, code.lower(), code.replace("-", ""), code.replace("0", "o").replace("1", "I"), f" {code} "):
        assert typed(typing) == secret


@given(st.binary(min_size=16, max_size=16), st.data())
def test_a_mistyped_code_is_named_before_anybody_is_asked(secret, data):
    code = written(secret).replace("-", "")
    place = data.draw(st.integers(0, 27))
    letter = data.draw(st.sampled_from([other for other in claim._LETTERS if other != code[place]]))
    changed = code[:place] + letter + code[place + 1 :]
    with contextlib.suppress(InputError):
        assert typed(changed) != secret  # one in 4096 passes the check, and is another code


@pytest.mark.parametrize("code", ["", "ABCD", "U" * 28, "A" * 29, "ñ" * 28])
def test_what_is_no_code_is_refused(code):
    with pytest.raises(InputError):
        typed(code)


@pytest.mark.parametrize("psgc", ["", "040340301", "04034030145", "04034O3014", "٠٤٠٣٤٠٣٠١٤"])
def test_a_code_is_for_a_barangay(hub, psgc):
    with pytest.raises(InputError, match="psgc"):
        hub.code(psgc)


def test_a_certificate_is_renewed_from_sixty_days_before_its_end_and_the_old_one_stays_good(hub, box, clock):
    box.enrols(hub, hub.code())
    first = box.certificate
    clock.pass_(300 * DAY)
    assert not box.enrolment.renewal_due()
    clock.pass_(6 * DAY)
    assert box.enrolment.renewal_due()
    box.renews(hub)
    assert not box.enrolment.renewal_due()
    assert box.certificate.public_key() != first.public_key()
    assert box.certificate.not_valid_after_utc > first.not_valid_after_utc
    assert len(hub.registry.certificates(box.me.id)) == 2


def test_a_box_that_was_offline_past_the_end_comes_back_by_its_key(hub, box, clock):
    box.enrols(hub, hub.code())
    clock.pass_(900 * DAY)
    box.renews(hub)
    assert not box.enrolment.renewal_due()


def test_a_renewal_that_is_played_again_gives_nobody_anything(hub, box, other, clock):
    known = box.enrols(hub, hub.code())
    clock.pass_(310 * DAY)
    request = box.enrolment.renewal(known)
    first, again = hub.answers(request), hub.answers(request)
    assert len(hub.registry.certificates(box.me.id)) == 2
    for answer in (first, again):
        with pytest.raises(EnrolmentError):
            other.enrolment.renewed(known, answer)
    box.enrolment.renewed(known, again)


def test_a_plug_pulled_after_a_renewal_does_not_bring_the_old_key_back_next_year(hub, box, clock):
    known = box.enrols(hub, hub.code())
    clock.pass_(310 * DAY)
    box.enrolment.renewal(known)
    pending = next(path for path in box.folder.iterdir() if path.name.startswith("enrolment.key"))
    kept = pending.read_bytes()
    box.renews(hub)
    pending.write_bytes(kept)
    clock.pass_(310 * DAY)
    box.renews(hub)
    assert not box.enrolment.renewal_due()


def test_a_renewed_box_is_told_where_it_is_now(hub, box, clock):
    box.enrols(hub, hub.code())
    clock.pass_(10 * DAY)
    hub.registry.move(box.me.id, SAN_ROQUE)
    assert box.renews(hub).psgc == SAN_ROQUE
    begun, moved = hub.registry.places(box.me.id)
    assert (begun[0], begun[2]) == (SAN_ISIDRO, moved[1])
    assert moved == (SAN_ROQUE, clock.now(), None)


def test_a_box_that_is_enrolled_again_elsewhere_keeps_its_number(hub, box, clock):
    box.enrols(hub, hub.code())
    clock.pass_(DAY)
    again = box.enrols(hub, hub.code(SAN_ROQUE))
    assert (again.number, again.psgc) == (1, SAN_ROQUE)


def test_a_revoked_box_is_believed_no_more_and_never_comes_back(hub, box, clock):
    code = hub.code()
    box.enrols(hub, code)
    serial = box.certificate.serial_number
    assert hub.registry.card(box.me.id) == box.me.card
    hub.registry.revoke(box.me.id)
    assert hub.registry.card(box.me.id) is None
    assert hub.registry.revoked_serials() == [serial]
    listed = x509.load_pem_x509_crl(hub.centre.authority().revocations(hub.registry.revoked_serials()))
    assert listed.get_revoked_certificate_by_serial_number(serial)
    for attempt in (lambda: box.renews(hub), lambda: box.enrols(hub, hub.code()), lambda: box.enrols(hub, code)):
        with pytest.raises(EnrolmentError):
            attempt()
    clock.pass_(400 * DAY)
    assert hub.registry.revoked_serials() == []


def test_a_revoked_box_is_not_believed_because_an_operator_once_listed_it(hub, box):
    assert hub.registry.believes(box.me.id, [box.me.id])
    box.enrols(hub, hub.code())
    hub.registry.revoke(box.me.id)
    assert not hub.registry.believes(box.me.id, [box.me.id])


def test_a_stick_goes_between_a_box_and_the_hub_that_enrolled_it(hub, box, tmp_path):
    box.enrols(hub, hub.code())
    create(box.folder, box.me.id)
    ours = replace(hub.centre.config, hall=replace(hub.centre.config.hall, data=box.folder))
    at_box, talk_of, _ = _end(ours, BOX)
    assert talk_of(box.me.id).met
    at_hub, answer_to, _ = _end(ours, HUB)
    assert answer_to(box.me.id).met
    hub.registry.revoke(box.me.id)
    at_later, answer_later, _ = _end(ours, HUB)
    assert answer_later(box.me.id) is None
    for store in (at_box, at_hub, at_later):
        store.close()


def test_revoking_or_moving_an_unknown_box_says_so(hub):
    for deed in (lambda: hub.registry.revoke("nobody"), lambda: hub.registry.move("nobody", SAN_ROQUE)):
        with pytest.raises(EnrolmentError, match="nobody"):
            deed()


def test_a_box_cannot_fill_the_hub_with_certificates(hub, box):
    known = box.enrols(hub, hub.code())
    seal = Seal.between(box.me, known.card, box.me.id)
    granted = 0
    for _ in range(8):
        fresh = Enrolment(box.folder / "fresh", box.me, FakeClock())
        granted += len(hub.answers(fresh.renewal(known))) > 21
        next((box.folder / "fresh").iterdir()).unlink()
    assert granted == 4
    assert seal.name == box.me.id.encode()


def test_boxes_are_spread_over_the_cells_and_a_new_cell_moves_few():
    many = cells.plan(10, "mqtt{n}.example.ph", 8883)
    boxes = [identity.id_of(number.to_bytes(4)) for number in range(2000)]
    first = {box: cells.of_device(many, box) for box in boxes}
    counts = [sum(ranked[0] == cell for ranked in first.values()) for cell in many]
    assert max(counts) < 1.5 * min(counts)
    assert all(ranked[0] != ranked[1] for ranked in first.values())
    more = cells.plan(11, "mqtt{n}.example.ph", 8883)
    moved = [box for box in boxes if cells.of_device(more, box)[0] != first[box][0]]
    assert len(moved) < 2000 / 11 * 1.4
    assert {cells.of_device(more, box)[0].name for box in moved} == {"cell-11"}


@contextlib.contextmanager
def open_door(hub):
    """The hub's door on a free port; its address."""
    server = create_server(Door(hub.centre.enrolment, hub.centre.store), host="127.0.0.1", port=0, ident=None)
    thread = threading.Thread(target=server.run)
    thread.start()
    try:
        yield f"127.0.0.1:{server.effective_port}"
    finally:
        server.trigger.pull_trigger(server.close)
        thread.join(10)
        server.task_dispatcher.shutdown()
        assert not thread.is_alive()


def test_a_box_is_enrolled_at_the_hubs_door(hub, box):
    code = hub.code()
    with open_door(hub) as door:
        found = box.enrolment.take(code, ask_at(door, box.enrolment.request(code)))
    assert found.number == 1


def test_the_door_answers_nothing_else_and_a_flood_of_guesses_keeps_out_nobody_with_a_code(hub, box, monkeypatch):
    monkeypatch.setattr(enrolment.time, "monotonic", lambda: 100.0)
    code = hub.code()
    request = box.enrolment.request(code)
    guess = claim.refusal(request)[:4] + b"\x01" + bytes(16) + bytes(300)
    with logged(), open_door(hub) as door:
        for _ in range(enrolment._MISSES):
            assert len(ask_at(door, guess)) == 21
        with pytest.raises(EnrolmentError, match="busy"):
            ask_at(door, guess)
        for junk in (b"", b"x", bytes(claim.MOST_BYTES + 5)):
            with contextlib.suppress(EnrolmentError):
                assert len(ask_at(door, junk)) == 21
        assert box.enrolment.take(code, ask_at(door, request)).number == 1


def test_a_running_box_renews_by_itself_and_shows_the_new_certificate_at_its_next_call(hub, box, clock):
    with open_door(hub) as door:
        hub.enrolment._door = door
        known = box.enrols(hub, hub.code())
        first = box.certificate
        tls = calling(known.authority, box.enrolment.own)
        clock.pass_(400 * DAY)
        stop = Stop()
        with logged() as lines:
            thread = threading.Thread(target=look_after, args=(box.enrolment, known, tls, stop))
            thread.start()
            until(lambda: any("renewed" in line for line in lines))
            stop.set()
            thread.join(5)
    assert not thread.is_alive()
    assert box.certificate != first
    assert not box.enrolment.renewal_due()


def test_a_box_that_cannot_renew_says_so_and_goes_on(hub, box, clock):
    known = box.enrols(hub, hub.code())
    before = box.certificate
    clock.pass_(310 * DAY)
    stop = Stop()
    with logged() as lines:
        nowhere = replace(known, door="127.0.0.1:9")
        tls = calling(known.authority, box.enrolment.own)
        thread = threading.Thread(target=look_after, args=(box.enrolment, nowhere, tls, stop))
        thread.start()
        until(lambda: any("was not renewed" in line for line in lines))
        stop.set()
        thread.join(5)
    assert box.certificate == before


def test_a_hub_without_brokers_or_a_door_makes_no_codes(hub, tmp_path):
    for missing in ({"cells": None}, {"door": ""}):
        bare = Centre(replace(hub.centre.config, hub=replace(hub.centre.config.hub, **missing)), FakeClock())
        with pytest.raises(ConfigError, match=f"hub.{next(iter(missing))}"), bare.store() as store:
            bare.enrolment(store)


def commands(command, path=()):
    yield path
    for name, part in getattr(command, "commands", {}).items():
        yield from commands(part, (*path, name))


@pytest.mark.parametrize("path", list(commands(console.hub)), ids=lambda path: " ".join(path) or "hub")
def test_every_command_of_the_hubs_operators_explains_itself(path):
    shown = CliRunner().invoke(console.hub, [*path, "--help"])
    assert shown.exit_code == 0
    assert len(shown.output.splitlines()) > 4


def test_a_damaged_enrolment_is_named_and_the_box_is_enrolled_anew(hub, box):
    box.enrols(hub, hub.code())
    path = box.folder / "enrolled.json"
    for damage in ("", "[]", "{}", '{"brokers": 5}', path.read_text().replace("example.ph:8883", "example.ph")):
        path.write_text(damage)
        with pytest.raises(ConfigError, match=r"enrolled\.json"):
            enrolled.read(box.folder)
    assert box.enrols(hub, hub.code()).number == 1


def test_a_door_that_is_not_there_is_named():
    with pytest.raises(EnrolmentError, match=r"127\.0\.0\.1:9"):
        ask_at("127.0.0.1:9", b"", patience=1)


def test_a_box_remembers_the_hubs_time_and_never_goes_behind_it(hub, box, clock):
    clock.pass_(5000 * DAY)  # a hub of the far future, for the installation itself has a time
    box.enrols(hub, hub.code())
    woken = clocks.SystemClock(box.folder, lambda: 0)
    assert woken.now() >= clock.now()
    assert woken.quality() != "rtc"
    clocks.remember(box.folder, 1)
    assert clocks.floor(box.folder) == clock.now()
    (box.folder / "clock").write_bytes(b"nonsense")
    assert clocks.floor(box.folder) < clock.now()


def golden(name):
    return bytes.fromhex((Path(__file__).parent / "golden_enrolment" / f"{name}.hex").read_text())


def test_requests_and_grants_that_lie_on_sticks_are_read_for_ever():
    """Written once by the first version; never written again."""
    seal, request = Seal.of_code(bytes(range(16))), golden("request")
    assert written(bytes(range(16))) == "000G-40R4-0M30-E209-185G-R38E-1WCJ"
    assert seal.asked(request).card == DEVICE.card
    granted = seal.granted(request, golden("grant"))
    assert (granted.hub, granted.number, granted.psgc, granted.at) == (CENTRE.card, 1, "04", 5)
    assert (granted.brokers, granted.door) == (("a.example.ph:1", "b.example.ph:2"), "c.example.ph:3")


@given(st.binary(max_size=600))
def test_random_bytes_are_no_request_and_no_answer(data):
    seal = Seal.of_code(bytes(16))
    for read in (seal.asked, lambda data: seal.granted(b"", data), claim.addressed):
        with contextlib.suppress(DulogError):
            read(data)
    assert len(claim.refusal(data)) == 21
