# SPDX-License-Identifier: Apache-2.0
"""The schema of the data file, step by step; run once by `dulog migrate`, never by a program on its own."""

import sqlite3

from sqlite_utils import Database, Migrations

from appliance.errors import StoreError

_SCHEMA = Migrations("dulog")
_KNOWN = {
    *("0001_ground", "0002_talks", "0003_days", "0004_officers", "0005_lanes", "0007_parcels", "0009_alarms"),
    *("0011_proofs", "0013_sending"),
}


@_SCHEMA(name="0001_ground")
def _ground(db: Database) -> None:
    for statement in _GROUND.split(";\n\n"):
        db.conn.execute(statement)


@_SCHEMA(name="0002_talks")
def _talks(db: Database) -> None:
    db.conn.execute(_TALKS)


@_SCHEMA(name="0003_days")
def _days(db: Database) -> None:
    # what was declared of days, as events say it, for look-ups; `device` is the box that it is for
    db.conn.execute(
        "CREATE TABLE days (key INTEGER PRIMARY KEY, device TEXT NOT NULL, at INTEGER NOT NULL, "
        "date TEXT NOT NULL, what TEXT NOT NULL, name TEXT NOT NULL)"
    )


@_SCHEMA(name="0004_officers")
def _officers(db: Database) -> None:
    # the officers who have a PIN at the kiosk
    db.conn.execute(
        "CREATE TABLE officers (name TEXT PRIMARY KEY, designation TEXT NOT NULL, verifier BLOB NOT NULL) WITHOUT ROWID"
    )


@_SCHEMA(name="0005_lanes")
def _lanes(db: Database) -> None:
    for statement in _LANES.split(";\n\n"):
        db.conn.execute(statement)


@_SCHEMA(name="0007_parcels")
def _parcels(db: Database) -> None:
    for statement in _PARCELS.split(";\n\n"):
        db.conn.execute(statement)


@_SCHEMA(name="0009_alarms")
def _alarms(db: Database) -> None:
    # histories that do not hold, until a person has settled each; `at` the first time, `last` the latest (UTC ms)
    db.conn.execute(
        "CREATE TABLE alarms (origin TEXT NOT NULL, kind TEXT NOT NULL, seq INTEGER NOT NULL, at INTEGER NOT NULL, "
        "last INTEGER NOT NULL, settled INTEGER NOT NULL DEFAULT 0, PRIMARY KEY (origin, kind)) WITHOUT ROWID"
    )


@_SCHEMA(name="0011_proofs")
def _proofs(db: Database) -> None:
    # the latest signature over each stream that others write: what proves to anybody what they said
    db.conn.execute("CREATE TABLE proofs (number INTEGER PRIMARY KEY, seq INTEGER NOT NULL, signature BLOB NOT NULL)")


@_SCHEMA(name="0013_sending")
def _sending(db: Database) -> None:
    for statement in _SENDING.split(";\n\n"):
        db.conn.execute(statement)


_GROUND = """
CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;

-- every origin that has spoken or is spoken about, and how far the other side has committed it
CREATE TABLE streams (
    number INTEGER PRIMARY KEY,
    origin TEXT NOT NULL UNIQUE,
    device TEXT NOT NULL,
    acked INTEGER NOT NULL DEFAULT 0
);

-- what was said, and nothing else, is written by people; every other table can be made from it or is a queue.
-- A key is an identity in one number: the stream's number times 2^32, plus the place in the stream. A case's key is
-- that of the event which opened it.
CREATE TABLE events (
    key INTEGER PRIMARY KEY,
    case_key INTEGER NOT NULL,
    fields TEXT NOT NULL,
    hash BLOB NOT NULL
);

CREATE INDEX events_by_case ON events (case_key);

CREATE TRIGGER events_stay BEFORE UPDATE ON events BEGIN SELECT RAISE(ABORT, 'an event is never changed'); END;

CREATE TRIGGER events_remain BEFORE DELETE ON events BEGIN SELECT RAISE(ABORT, 'an event is never deleted'); END;

-- since when a stream's events up to a number are at both sides: the time of the fact "at the hub"
CREATE TABLE copies (key INTEGER PRIMARY KEY, at INTEGER NOT NULL);

-- the fold of the events, for look-ups
CREATE TABLE cases (
    reference TEXT NOT NULL,
    case_key INTEGER NOT NULL,
    phone TEXT NOT NULL,
    type TEXT NOT NULL,
    service TEXT NOT NULL,
    holder TEXT NOT NULL,
    state TEXT NOT NULL,
    received_at INTEGER NOT NULL,
    next_update_at INTEGER NOT NULL,
    PRIMARY KEY (reference, case_key)
) WITHOUT ROWID;

CREATE TABLE pins (case_id TEXT PRIMARY KEY, verifier BLOB NOT NULL) WITHOUT ROWID;

CREATE TABLE attempts (reference TEXT PRIMARY KEY, failures INTEGER NOT NULL, at INTEGER NOT NULL) WITHOUT ROWID;

-- texts owed or sent: queued, sending, sent, delivered, failed, uncertain or withheld. One that an event owes names the
-- sentence and is worded when it is sent; an answer has its words already
CREATE TABLE texts (
    id INTEGER PRIMARY KEY,
    case_id TEXT,
    cause TEXT,
    sentence TEXT,
    tells INTEGER NOT NULL DEFAULT 0,
    number TEXT NOT NULL,
    body TEXT,
    state TEXT NOT NULL,
    attempts INTEGER NOT NULL DEFAULT 0,
    not_before INTEGER NOT NULL DEFAULT 0,
    answered_at INTEGER
);

CREATE TABLE parts (
    text_id INTEGER NOT NULL REFERENCES texts (id),
    number INTEGER NOT NULL,
    body TEXT NOT NULL,
    state TEXT NOT NULL,
    reference INTEGER,
    at INTEGER,
    PRIMARY KEY (text_id, number)
) WITHOUT ROWID;

CREATE INDEX parts_by_reference ON parts (reference) WHERE state = 'sent';

-- messages as the modem gave them: kept before they are read, so that nothing that arrives can be lost
CREATE TABLE inbound (
    id INTEGER PRIMARY KEY,
    hash BLOB NOT NULL UNIQUE,
    pdu TEXT NOT NULL,
    state TEXT NOT NULL,
    at INTEGER NOT NULL
);

CREATE INDEX inbound_new ON inbound (id) WHERE state = 'new';

-- what could not be read, kept for a person to look at
CREATE TABLE quarantine (
    id INTEGER PRIMARY KEY,
    at INTEGER NOT NULL,
    source TEXT NOT NULL,
    problem TEXT NOT NULL,
    data BLOB NOT NULL
);

-- what each program last said of itself and its device
CREATE TABLE status (program TEXT PRIMARY KEY, state TEXT NOT NULL, at INTEGER NOT NULL) WITHOUT ROWID;

-- who said hello to us, and when
CREATE TABLE peers (id TEXT PRIMARY KEY, public BLOB NOT NULL, psgc TEXT NOT NULL, heard_at INTEGER NOT NULL)
WITHOUT ROWID
"""

# what was said last in a talk that is under way, by telephone number or visit; what a citizen has not confirmed lies
# here and nowhere else, until they confirm it, drop it, or say nothing for half an hour
_TALKS = """
CREATE TABLE talks (
    session TEXT PRIMARY KEY,
    language TEXT NOT NULL,
    quiet INTEGER NOT NULL,
    pending TEXT NOT NULL,
    at INTEGER NOT NULL
) WITHOUT ROWID
"""

_LANES = """
CREATE INDEX streams_by_device ON streams (device);

-- the streams of ours with something that the other side is not known to hold
CREATE TABLE waiting (number INTEGER PRIMARY KEY);

INSERT INTO waiting SELECT number FROM streams
WHERE substr(origin, 1, instr(origin, '.') - 1) = (SELECT value FROM meta WHERE key = 'author')
AND acked < (SELECT MAX(key) & 4294967295 FROM events WHERE key BETWEEN number << 32 AND (number << 32) + 4294967295);

-- events that were received and kept, and that nobody here can use: a link of their stream's chain and no more
CREATE TABLE rejected (key INTEGER PRIMARY KEY, at INTEGER NOT NULL, problem TEXT NOT NULL)
"""

_PARCELS = """
-- the cards of the sides that we have met, by which frames are sealed for them
CREATE TABLE cards (id TEXT PRIMARY KEY, card BLOB NOT NULL);

-- frames that go by data SMS, owed or sent: what is in one (`cover`, up to place `last`), so that it is not owed twice
CREATE TABLE parcels (
    id INTEGER PRIMARY KEY,
    device TEXT NOT NULL,
    cover TEXT NOT NULL,
    last BIGINT NOT NULL,
    number TEXT NOT NULL,
    data BLOB NOT NULL,
    state TEXT NOT NULL,
    parts INTEGER NOT NULL,
    done INTEGER NOT NULL DEFAULT 0,
    at BIGINT NOT NULL,
    tries INTEGER NOT NULL,
    UNIQUE (device, cover)
);

CREATE INDEX parcels_owed ON parcels (id) WHERE state = 'owed';

-- frames that came by data SMS, from which number, until sync has taken them
CREATE TABLE brought (id INTEGER PRIMARY KEY, number TEXT NOT NULL, data BLOB NOT NULL, at BIGINT NOT NULL);

-- every part that was handed to the network, for the day's bound
CREATE TABLE posted (id INTEGER PRIMARY KEY, device TEXT NOT NULL, at BIGINT NOT NULL);

-- from which number each box's frames last came, where the hub's answers go
CREATE TABLE numbers (device TEXT PRIMARY KEY, number TEXT NOT NULL)
"""

_SENDING = """
-- who goes first (appliance.sending.Rank), and of which text this one says again what may not have arrived
ALTER TABLE texts ADD COLUMN rank INTEGER NOT NULL DEFAULT 4;

ALTER TABLE texts ADD COLUMN repeats INTEGER;

-- which modem took a part, and brought a message: a report comes to the SIM that sent
ALTER TABLE parts ADD COLUMN modem INTEGER NOT NULL DEFAULT 1;

ALTER TABLE inbound ADD COLUMN modem INTEGER NOT NULL DEFAULT 1;

-- what went out within the day
CREATE INDEX parts_by_time ON parts (at) WHERE at IS NOT NULL;

-- a hash of what each number said last, for some minutes: networks deliver twice
CREATE TABLE heard (number TEXT PRIMARY KEY, digest BLOB NOT NULL, at INTEGER NOT NULL) WITHOUT ROWID;

-- who rang and was answered by text, for some hours
CREATE TABLE callers (number TEXT PRIMARY KEY, at INTEGER NOT NULL) WITHOUT ROWID;

-- the parts that are missing of messages that were taken incomplete, for a day
CREATE TABLE gaps (
    number TEXT NOT NULL,
    reference INTEGER NOT NULL,
    total INTEGER NOT NULL,
    missing TEXT NOT NULL,
    at INTEGER NOT NULL,
    PRIMARY KEY (number, reference, total)
) WITHOUT ROWID;

-- who asked for the hall's advisories, and for which purok
CREATE TABLE subscribers (number TEXT PRIMARY KEY, purok TEXT NOT NULL, at INTEGER NOT NULL) WITHOUT ROWID;

-- advisories as officers wrote them: one writes, another lets it go
CREATE TABLE advisories (
    id INTEGER PRIMARY KEY,
    body TEXT NOT NULL,
    purok TEXT NOT NULL,
    urgent INTEGER NOT NULL,
    writer TEXT NOT NULL,
    approver TEXT NOT NULL DEFAULT '',
    at INTEGER NOT NULL
);

-- the texts of one advisory
ALTER TABLE texts ADD COLUMN advisory INTEGER
"""


def migrate(connection: sqlite3.Connection) -> None:
    """Bring the file to this version's schema. Raises StoreError when the file is of a newer version."""
    db = Database(connection)
    _refuse_newer(db)
    _SCHEMA.apply(db)


def check(connection: sqlite3.Connection) -> None:
    """Raise StoreError unless the file has exactly this version's schema."""
    db = Database(connection)
    _refuse_newer(db)
    if _SCHEMA.pending(db):
        raise StoreError("the data file is of an older version or empty; run: dulog migrate")


def _refuse_newer(db: Database) -> None:
    unknown = {step.name for step in _SCHEMA.applied(db)} - _KNOWN
    if unknown:
        raise StoreError(f"the data file is of a newer version (it has step {min(unknown)}); update Dulog first")
