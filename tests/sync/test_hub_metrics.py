# SPDX-License-Identifier: Apache-2.0
"""What operators watch: every box that is silent, behind, forked or late is seen, and nobody's name."""

import re

import pytest
from werkzeug.test import Client

from appliance.calendar import philippines
from appliance.counter import Draft
from appliance.errors import EventError, StoreError
from appliance.event import CITIZEN, GENESIS, Actor, Event
from appliance.logbook import Logbook
from appliance.office import Office
from sync.hub.metrics import exposition, with_metrics
from tests.fakes import CENTRE, DAY, DEVICE, ENGINEER, MARIA, carry, counter_of, hub_store

SYSTEM = Actor("system", "barangay")


@pytest.fixture(params=["file", "server"])
def hub(request, tmp_path, clock):
    place = tmp_path / "hub" if request.param == "file" else request.getfixturevalue("servers")("hub")
    with hub_store(place, clock) as store:
        yield store


@pytest.fixture
def filed(box, hub, clock):
    """A case of Maria's that has come to the hub, whose hall missed its date."""
    case = counter_of(box).file(Draft("complaint", "May lubak po", "fil", phone=MARIA, service="road-repair")).case
    clock.pass_(5 * DAY)
    with box.writing():
        box.append(case, "breached", SYSTEM, {"due_at": box.case(case).due_at})
    carry(box, hub)
    Logbook(hub).heard_from(DEVICE.id, DEVICE.card.encoded(), "0403403014")
    return case


def figures(text):
    """Every sample, by its name and labels; each line must be one that Prometheus can read."""
    found = {}
    for line in text.splitlines():
        if line.startswith("#"):
            assert re.fullmatch(r"# (HELP|TYPE) dulog_[a-z_]+ .+", line)
            continue
        sample = re.fullmatch(r'(dulog_[a-z_]+(?:\{(?:[a-z_]+="(?:[^"\\]|\\.)*",?)+\})?) ([0-9.e+]+)', line)
        assert sample, line
        assert sample[1] not in found
        found[sample[1]] = float(sample[2])
    return found


def of(hub, name):
    return figures(exposition(hub))[f'{name}{{box="{DEVICE.id}"}}']


def test_a_box_is_seen_with_what_it_said_and_what_it_broke(hub, filed, clock):
    heard = figures(exposition(hub))[f'dulog_box_heard_seconds{{box="{DEVICE.id}",psgc="0403403014"}}']
    assert heard == clock.now() / 1000
    assert of(hub, "dulog_box_events_total") == 2
    assert of(hub, "dulog_box_breaches_total") == 1
    for name in ("backlog_events", "rejected_total", "forks", "set_aside", "gaps_total"):
        assert of(hub, f"dulog_box_{name}") == 0


def test_what_the_box_has_not_yet_heard_is_its_backlog(hub, filed):
    office = Office(hub, philippines(), ENGINEER)
    office.open(filed)
    office.reply(filed, "Bukas po aayusin.")
    assert of(hub, "dulog_box_backlog_events") == 2
    [ours] = hub.streams(ours=True)
    hub.acknowledge(ours.origin, ours.seq)
    assert of(hub, "dulog_box_backlog_events") == 0


def test_forks_gaps_and_what_nobody_can_use_are_counted(box, hub, filed):
    event = Event(box.origin, 2, filed, 2, "noted", 1, "ntp", CITIZEN, {"text": "iba"})
    with pytest.raises(EventError) as forked:
        hub.accept(box.origin, 2, [event.fields()], event.hash(GENESIS, event.encoded()))
    logbook = Logbook(hub)
    for frame in (b"a frame", b"the same said otherwise"):
        logbook.refuse(f"sync {DEVICE.id}", forked.value, frame)
    logbook.set_aside(f"sync {DEVICE.id}", "lost", b"another")
    for _ in range(3):
        logbook.gap(DEVICE.id)
    origin = f"{DEVICE.id}.0000abcd"
    odd = Event(origin, 1, f"{CENTRE.id}.0000abcd/1", 2, "noted", 1, "ntp", CITIZEN, {"text": "?"})
    hub.accept(origin, 1, [odd.fields()], odd.hash(GENESIS, odd.encoded()))
    assert of(hub, "dulog_box_forks") == 1, "one history, however often it is told"
    assert of(hub, "dulog_box_set_aside") == 3
    assert of(hub, "dulog_box_gaps_total") == 3
    assert of(hub, "dulog_box_rejected_total") == 1
    assert figures(exposition(hub))["dulog_set_aside"] == 4, "and the event of no use"
    logbook.settle(box.origin)
    assert of(hub, "dulog_box_forks") == 0


def test_nothing_of_a_citizen_is_in_it(hub, filed):
    text = exposition(hub)
    assert "lubak" not in text
    assert MARIA[3:] not in text
    assert hub.case(filed).reference not in text


def test_whatever_a_box_says_of_itself_is_one_label(hub):
    Logbook(hub).heard_from("x", b"", '"}\n evil 1\\')
    Logbook(hub).report("sync", 'no "road"\n')
    figures(exposition(hub))


@pytest.mark.parametrize(
    ("token", "headers", "address", "status"),
    [
        ("", {}, "127.0.0.1", 200),
        ("", {}, "::1", 200),
        ("", {}, "10.0.0.7", 403),
        ("", {}, "", 403),
        ("", {"X-Forwarded-For": "10.0.0.7"}, "127.0.0.1", 403),
        ("lihim", {}, "127.0.0.1", 403),
        ("lihim", {"Authorization": "Bearer lihi"}, "10.0.0.7", 403),
        ("lihim", {"Authorization": "Bearer líhim"}, "10.0.0.7", 403),
        ("lihim", {"Authorization": "Bearer lihim"}, "10.0.0.7", 200),
    ],
)
def test_only_this_machine_or_who_has_the_token_may_look(tmp_path, clock, token, headers, address, status):
    hub_store(tmp_path / "one", clock).close()
    app = with_metrics(lambda *_: [b"pages"], lambda: hub_store(tmp_path / "one", clock), token)
    answer = Client(app).get("/metrics", headers=headers, environ_overrides={"REMOTE_ADDR": address})
    assert answer.status_code == status
    assert ("dulog_set_aside 0" in answer.text) is (status == 200)


def test_a_store_that_cannot_be_read_is_said_so_and_no_more(tmp_path, clock):
    def broken():
        raise StoreError("/srv/hub/dulog.db: no data file")

    answer = Client(with_metrics(lambda *_: [b""], broken)).get("/metrics", environ_overrides={"REMOTE_ADDR": "::1"})
    assert answer.status_code == 503
    assert "/srv" not in answer.text


def test_every_other_page_is_the_hubs(tmp_path):
    def pages(environ, respond):
        respond("200 OK", [])
        return [environ["PATH_INFO"].encode()]

    assert Client(with_metrics(pages, None)).get("/metrics/x").text == "/metrics/x"
