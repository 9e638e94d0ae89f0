# SPDX-License-Identifier: Apache-2.0
"""Who gets to the broker: whom our authority certified, under the name it certified, to their own topics alone."""

import socket
import ssl
import time
from datetime import UTC, datetime, timedelta

import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec

from appliance.clock import SystemClock
from appliance.config import Broker
from appliance.errors import ConfigError
from sync.hub import authority as authorities
from sync.hub.authority import Authority
from sync.hub.broker import intake
from sync.roads import DOWN, UP, MqttRoad
from sync.tls import calling, mind_dates
from tests.fakes import CENTRE, DAY, DEVICE, FakeClock
from tests.links import until
from tests.sync.guarded import HUB, LOOPBACK, Caller, Guarded, free_port, serial_in

pytestmark = [
    pytest.mark.broker,
    # paho leaves the socket of a failed handshake to the garbage collector
    pytest.mark.filterwarnings("ignore::ResourceWarning", "ignore::pytest.PytestUnraisableExceptionWarning"),
]


@pytest.fixture
def guarded(tmp_path):
    broker = Guarded(tmp_path / "cell").start()
    yield broker
    broker.stop()


def test_a_box_and_the_hub_speak_to_each_other_and_a_worker_takes_its_share(guarded):
    with guarded.calls("box-a") as box, guarded.calls(HUB) as hub:
        box.hears(f"{DOWN}box-a")
        hub.hears(f"{UP}+/t")
        hub.hears(f"$share/intake/{UP}+/e")
        assert box.says(f"{UP}box-a/t", b"talk") == "Success"
        assert box.says(f"{UP}box-a/e", b"events") == "Success"
        assert hub.says(f"{DOWN}box-a", b"answer") == "Success"
        until(lambda: len(hub.heard) == 2 and box.heard)
    assert sorted(hub.heard) == [(f"{UP}box-a/e", b"events"), (f"{UP}box-a/t", b"talk")]
    assert box.heard == [(f"{DOWN}box-a", b"answer")]


def test_a_box_can_neither_speak_for_another_nor_listen_to_it_nor_speak_as_the_hub(guarded):
    with guarded.calls("box-a") as box, guarded.calls("box-b") as thief, guarded.calls(HUB) as hub:
        for topic in (f"{DOWN}box-a", f"{DOWN}+", f"{DOWN}#", f"{UP}#", f"$share/intake/{UP}+/e", "#", "$SYS/#"):
            thief.hears(topic)
        box.hears(f"{DOWN}box-a")
        hub.hears(f"{UP}#")
        for topic in (f"{UP}box-a/e", f"{UP}box-a", f"{DOWN}box-a", f"{DOWN}box-b", f"{UP}hub", "elsewhere"):
            assert thief.says(topic, b"forged") == "Not authorized", topic
        assert hub.says(f"{DOWN}box-a", b"for a") == "Success"
        assert box.says(f"{UP}box-a/e", b"of a") == "Success"
        until(lambda: box.heard and hub.heard)
        time.sleep(0.2)
    assert thief.heard == []
    assert hub.heard == [(f"{UP}box-a/e", b"of a")]


def test_a_box_cannot_swallow_what_is_for_the_hubs_workers(guarded):
    """mosquitto drops the share of whoever may join the group but not read; so nobody can name the group."""
    with guarded.calls("box-a") as box, guarded.calls("box-b") as thief, guarded.calls(HUB) as worker:
        worker.hears(intake(CENTRE))
        for group in ("intake", "hub", DEVICE.derive("intake group").hex()[:32]):
            thief.client.subscribe(f"$share/{group}/{UP}+/e", qos=1)
        for number in range(20):
            box.says(f"{UP}box-a/e", b"%d" % number)
        until(lambda: len(worker.heard) == 20)
    assert thief.heard == []


def test_who_says_another_name_keeps_the_one_on_their_certificate_and_throws_nobody_out(guarded):
    with guarded.calls("box-a") as box, guarded.calls("box-b", says="box-a") as thief:
        assert thief.admitted
        assert thief.says(f"{UP}box-a/e", b"forged") == "Not authorized"
        assert thief.says(f"{UP}box-b/e", b"its own") in ("Success", "No matching subscribers")
        assert box.admitted


def refused(caller):
    """Whether the broker sent this client away."""
    with caller:
        until(lambda: not caller.admitted)
    assert not [told for told in caller.told if told == "connected: Success"]
    return True


def turned_away(guarded, name):
    """Whether this name's certificate no longer opens."""
    with guarded.calls(name) as caller:
        time.sleep(0.1)
        return not caller.admitted


def test_without_a_certificate_nobody_gets_in(guarded):
    bare = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    bare.load_verify_locations(cadata=guarded.authority.pem.decode())
    assert refused(Caller(guarded.port, bare, "box-a"))
    assert refused(Caller(guarded.port, None, "box-a"))


def test_a_certificate_of_another_authority_is_worth_nothing(guarded, tmp_path):
    other = Authority.at(tmp_path / "other", SystemClock())
    own = tmp_path / "forged.pem"
    own.write_bytes(other.client("box-a"))
    assert refused(guarded.calls("box-a", own))


def test_a_certificate_that_has_ended_or_not_begun_opens_nothing(guarded, tmp_path):
    now = SystemClock().now()
    for away in (-400 * DAY, 400 * DAY):
        clock = FakeClock(now + away)
        some_time = Authority(guarded.authority._key, guarded.authority.certificate, clock)
        key = ec.generate_private_key(ec.SECP256R1())
        own = tmp_path / "late.pem"
        begin = datetime.fromtimestamp(clock.now() // 1000, UTC)
        dated = authorities._blank("box-a", key.public_key(), begin, begin + timedelta(days=365))
        certificate = dated.issuer_name(some_time.certificate.subject).sign(some_time._key, hashes.SHA256())
        own.write_bytes(authorities.pem_of(key) + authorities.pem_of(certificate))
        assert refused(guarded.calls("box-a", own))


def test_older_tls_is_not_spoken(guarded):
    old = calling(guarded.authority.pem.decode(), guarded.pass_of("box-a"))
    old.minimum_version, old.maximum_version = ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_2
    assert refused(Caller(guarded.port, old, "box-a"))


def test_a_revoked_box_is_refused_and_its_living_talk_ends_when_the_hub_takes_its_place(guarded):
    own = guarded.pass_of("box-a")
    with guarded.calls("box-a") as box, guarded.calls("box-b") as other, guarded.calls(HUB) as hub:
        guarded.revoke(serial_in(own), serial_in(guarded.pass_of("box-c")))
        until(lambda: turned_away(guarded, "box-c"))
        assert box.admitted, "mosquitto 2.0.11 leaves a living session alone"
        place = guarded.folder / "place.pem"
        place.write_bytes(guarded.authority.client("box-a", timedelta(minutes=10)))
        with guarded.calls("box-a", place) as in_its_place:
            assert in_its_place.admitted
            until(lambda: not box.admitted)
        assert refused(guarded.calls("box-a", own))
        assert other.admitted
        assert hub.admitted


def test_what_is_larger_than_a_frame_ends_the_talk_and_arrives_nowhere(guarded):
    with guarded.calls("box-a") as box, guarded.calls(HUB) as hub:
        hub.hears(f"{UP}#")
        box.client.publish(f"{UP}box-a/e", bytes(70_000), qos=1)
        until(lambda: not box.admitted)
        assert hub.heard == []
        assert hub.admitted


def test_a_box_does_not_speak_to_a_broker_that_our_authority_does_not_know(guarded, tmp_path):
    own = guarded.pass_of("box-a")
    other = Authority.at(tmp_path / "other", SystemClock())
    with Caller(guarded.port, calling(other.pem.decode(), own), "box-a") as caller:
        assert "CERTIFICATE_VERIFY_FAILED" in caller.told[0]


def test_a_box_is_no_broker_even_with_a_certificate_of_ours(guarded, tmp_path):
    impostor = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    impostor.load_cert_chain(guarded.pass_of("box-b"))
    ours = calling(guarded.authority.pem.decode(), guarded.pass_of("box-a"))
    ours.check_hostname = False  # the name aside, its certificate is for clients only
    left, right = socket.socketpair()
    with left, right:
        right.setblocking(False)
        with pytest.raises(ssl.SSLCertVerificationError, match="unsuitable certificate purpose"):
            shake(ours, impostor)


def shake(client, server):
    """A TLS handshake in memory."""
    to_server, to_client = ssl.MemoryBIO(), ssl.MemoryBIO()
    ends = [client.wrap_bio(to_client, to_server), server.wrap_bio(to_server, to_client, server_side=True)]
    while ends:
        for end in list(ends):
            try:
                end.do_handshake()
                ends.remove(end)
            except ssl.SSLWantReadError:
                continue


def road_of(guarded, *others, tls=None):
    tls = tls or calling(guarded.authority.pem.decode(), guarded.pass_of("box-a"))
    first = Broker(LOOPBACK, guarded.port)
    return MqttRoad(first, name="box-a", hears=[f"{DOWN}box-a"], up=True, tls=tls, others=others)


def test_the_road_takes_the_second_broker_when_the_first_is_dead_and_comes_back(guarded, tmp_path):
    second = Guarded(tmp_path / "second", guarded.authority).start()
    road = road_of(guarded, (LOOPBACK, second.port))
    try:
        until(lambda: road.open)
        guarded.stop()
        with second.calls(HUB) as hub:
            hub.hears(f"{UP}#")
            until(lambda: road.open, 30)
            until(lambda: not road.send("box-a", b"by the other way") and hub.heard)
        second.stop()
        guarded.start()
        with guarded.calls(HUB) as hub:
            hub.hears(f"{UP}#")
            until(lambda: road.open, 30)
            until(lambda: not road.send("box-a", b"back again") and hub.heard)
    finally:
        road.close()
        second.stop()


def test_a_broker_that_turns_the_box_away_is_left_for_the_next(guarded, tmp_path):
    stranger = Guarded(tmp_path / "stranger").start()
    road = road_of(stranger, (LOOPBACK, guarded.port), tls=calling(both(stranger, guarded), guarded.pass_of("box-a")))
    try:
        until(lambda: road.open, 30)
    finally:
        road.close()
        stranger.stop()


def both(*brokers):
    return "".join(broker.authority.pem.decode() for broker in brokers)


def test_a_box_whose_clock_nobody_set_believes_the_broker_all_the_same(tmp_path):
    soon = Authority.at(tmp_path / "soon", FakeClock(SystemClock().now() + 400 * DAY))
    own = tmp_path / "own.pem"
    own.write_bytes(soon.client("box-a"))
    server = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    pem = tmp_path / "broker.pem"
    pem.write_bytes(soon.broker([LOOPBACK]))
    server.load_cert_chain(pem)
    for dated, stands in ((True, False), (False, True)):
        context = calling(soon.pem.decode(), own)
        mind_dates(context, trusted=dated)
        context.check_hostname = False
        if stands:
            shake(context, server)
        else:
            with pytest.raises(ssl.SSLCertVerificationError, match="not yet valid"):
                shake(context, server)


def test_a_damaged_certificate_is_named(tmp_path):
    own = tmp_path / "own.pem"
    own.write_bytes(b"-----BEGIN CERTIFICATE-----\nnonsense\n-----END CERTIFICATE-----\n")
    with pytest.raises(ConfigError, match=r"own\.pem"):
        calling(Authority.at(tmp_path, SystemClock()).pem.decode(), own)


def test_nothing_listens_where_nothing_was_started():
    with Caller(free_port(), None, "box-a") as caller:
        assert caller.told[0].startswith("refused")
