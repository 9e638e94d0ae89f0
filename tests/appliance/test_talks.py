# SPDX-License-Identifier: Apache-2.0
"""A talk is kept between two messages, by number; a data file made before there were talks gets their table."""

from pathlib import Path

import pytest
from sqlite_utils import Database

from appliance import migrations
from appliance.counter import Draft
from appliance.database import connect
from appliance.store import Store
from appliance.talk import TIMEOUT, Asks, Pending, Talk
from appliance.talks import Talks
from tests.fakes import MARIA, PEDRO, FakeClock, PowerCut, box_store, counter_of, cut_short

ASKED = Pending(Asks.FIELD, "ceb", "saba kaayo", "complaint", "noise-complaint", answers={"place": "Purok 1"}, misses=1)


@pytest.fixture
def talks(box: Store) -> Talks:
    return Talks(box)


def test_a_talk_is_found_again_by_its_number(box: Store, talks: Talks, clock: FakeClock) -> None:
    with box.writing():
        talks.keep(MARIA, Talk("ceb", True, ASKED, clock.now()))
    assert talks.of(MARIA) == Talk("ceb", True, ASKED, clock.now())
    assert talks.of(PEDRO) == Talk(at=clock.now())


def test_what_ends_is_forgotten_but_not_what_was_chosen(box: Store, talks: Talks, clock: FakeClock) -> None:
    with box.writing():
        talks.keep(MARIA, Talk("", False, ASKED, clock.now()))
        talks.keep(PEDRO, Talk("en", True, ASKED, clock.now()))
    clock.pass_(TIMEOUT + 1)
    assert talks.tidy() == 2
    assert talks.tidy() == 0
    assert box.db.execute("SELECT session, language, quiet, pending FROM talks").fetchall() == [(PEDRO, "en", 1, "")]
    assert talks.quiet(PEDRO)
    assert not talks.quiet(MARIA)


def test_a_talk_does_not_move_on_when_the_power_goes(box: Store, talks: Talks, clock: FakeClock) -> None:
    with pytest.raises(PowerCut):
        cut_short(box, lambda: talks.keep(MARIA, Talk("en", False, ASKED, clock.now())))
    assert talks.of(MARIA).pending is None


def test_a_data_file_made_before_there_were_talks_is_brought_up_with_all_it_holds(
    tmp_path: Path, clock: FakeClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    (ground,) = [step for step in migrations._SCHEMA._migrations if step.name == "0001_ground"]
    connection = connect(tmp_path / "dulog.db")
    with monkeypatch.context() as older:
        older.setattr(migrations._SCHEMA, "_migrations", [ground])
        migrations.migrate(connection)
    assert "talks" not in Database(connection).table_names()
    connection.execute("INSERT INTO peers VALUES ('a hub', x'00', '', 7)")
    connection.close()
    with box_store(tmp_path, clock) as box:
        counter_of(box).file(Draft("complaint", "May lubak po", "fil", phone=MARIA))
        assert Talks(box).of(MARIA) == Talk(at=clock.now())
        assert box.db.execute("SELECT id, heard_at FROM peers").fetchall() == [("a hub", 7)]
