# SPDX-License-Identifier: Apache-2.0
"""The schema of the data file, step by step; run once by `dulog migrate`, never by a program on its own."""

from collections.abc import Callable
from typing import Final

from sqlite_utils import Database as Tables
from sqlite_utils import Migrations

from appliance.database import Connection, Database
from appliance.errors import StoreError

_SCHEMA = Migrations("dulog")
_STEPS: dict[str, Callable[[Database], None]] = {}


def _step(name: str) -> Callable[[Callable[[Database], None]], Callable[[Database], None]]:
    """A step under this name, for data files and for servers alike."""

    def register(make: Callable[[Database], None]) -> Callable[[Database], None]:
        _STEPS[name] = make
        _SCHEMA(name=name)(lambda tables: make(tables.conn))
        return make

    return register


@_step("0001_ground")
def _ground(db: Database) -> None:
    for statement in (*_GROUND.split(";\n\n"), *_EVENTS[db.dialect].split(";\n\n")):
        db.execute(statement)


@_step("0002_talks")
def _talks(db: Database) -> None:
    db.execute(_TALKS)


@_step("0003_days")
def _days(db: Database) -> None:
    # what was declared of days, as events say it, for look-ups; `device` is the box that it is for
    db.execute(
        "CREATE TABLE days (key INTEGER PRIMARY KEY, device TEXT NOT NULL, at INTEGER NOT NULL, "
        "date TEXT NOT NULL, what TEXT NOT NULL, name TEXT NOT NULL)"
    )


@_step("0004_officers")
def _officers(db: Database) -> None:
    # the officers who have a PIN at the kiosk
    db.execute(
        "CREATE TABLE officers (name TEXT PRIMARY KEY, designation TEXT NOT NULL, verifier BLOB NOT NULL) WITHOUT ROWID"
    )


@_step("0005_lanes")
def _lanes(db: Database) -> None:
    for statement in _LANES.split(";\n\n"):
        db.execute(statement)


@_step("0006_registry")
def _registry(db: Database) -> None:
    for statement in _REGISTRY.split(";\n\n"):
        db.execute(statement)


@_step("0007_parcels")
def _parcels(db: Database) -> None:
    for statement in _PARCELS.split(";\n\n"):
        db.execute(statement)


@_step("0008_attachments")
def _attachments(db: Database) -> None:
    for statement in _ATTACHMENTS.split(";\n\n"):
        db.execute(statement)


@_step("0009_alarms")
def _alarms(db: Database) -> None:
    # histories that do not hold, until a person has settled each; `at` the first time, `last` the latest (UTC ms)
    db.execute(
        "CREATE TABLE alarms (origin TEXT NOT NULL, kind TEXT NOT NULL, seq INTEGER NOT NULL, at INTEGER NOT NULL, "
        "last INTEGER NOT NULL, settled INTEGER NOT NULL DEFAULT 0, PRIMARY KEY (origin, kind)) WITHOUT ROWID"
    )


@_step("0010_gaps")
def _gaps(db: Database) -> None:
    # how often a device's events were missing and had to be asked for
    db.execute("CREATE TABLE gaps (device TEXT PRIMARY KEY, asked INTEGER NOT NULL) WITHOUT ROWID")


@_step("0011_proofs")
def _proofs(db: Database) -> None:
    # the latest signature over each stream that others write: what proves to anybody what they said
    db.execute("CREATE TABLE proofs (number INTEGER PRIMARY KEY, seq INTEGER NOT NULL, signature BLOB NOT NULL)")


@_step("0012_every_proof")
def _every_proof(db: Database) -> None:
    # each signed place instead of the latest alone: what comes back to its author is believed by its own signature
    db.execute("CREATE TABLE signed (key INTEGER PRIMARY KEY, signature BLOB NOT NULL)")
    db.execute("INSERT INTO signed SELECT number << 32 | seq, signature FROM proofs")
    db.execute("DROP TABLE proofs")
    db.execute("CREATE INDEX quarantine_of ON quarantine (source)")


@_step("0013_files_of_each")
def _files_of_each(db: Database) -> None:
    for statement in _FILES_OF_EACH.split(";\n\n"):
        db.execute(statement)


@_step("0014_sending")
def _sending(db: Database) -> None:
    for statement in _SENDING.split(";\n\n"):
        db.execute(statement)


_GROUND = """
CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;

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

# Every origin that has spoken or is spoken about, and how far the other side has committed it. What was said, and
# nothing else, is written by people; every other table can be made from it or is a queue. A key is an identity in one
# number: the stream's number times 2^32, plus the place in the stream. A case's key is that of its first event.
_EVENTS: Final = {
    "sqlite": """
CREATE TABLE streams (
    number INTEGER PRIMARY KEY,
    origin TEXT NOT NULL UNIQUE,
    device TEXT NOT NULL,
    acked INTEGER NOT NULL DEFAULT 0
);

CREATE TABLE events (
    key INTEGER PRIMARY KEY,
    case_key INTEGER NOT NULL,
    fields TEXT NOT NULL,
    hash BLOB NOT NULL
);

CREATE INDEX events_by_case ON events (case_key);

CREATE TRIGGER events_stay BEFORE UPDATE ON events BEGIN SELECT RAISE(ABORT, 'an event is never changed'); END;

CREATE TRIGGER events_remain BEFORE DELETE ON events BEGIN SELECT RAISE(ABORT, 'an event is never deleted'); END
""",
    # A stream's number begins with four bits of its device's hash, so that the events of a device lie in one of 16
    # partitions by ranges of keys; with a hash of the key each look at a stream would be a look into all of them.
    # `json` keeps the text to the letter, as the hash chain needs it.
    "postgresql": """
CREATE SEQUENCE stream_numbers MAXVALUE 134217727;

CREATE TABLE streams (
    number BIGINT PRIMARY KEY,
    origin TEXT NOT NULL UNIQUE,
    device TEXT NOT NULL,
    acked BIGINT NOT NULL DEFAULT 0
);

CREATE FUNCTION number_stream() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
    NEW.number := (hashtext(NEW.device) & 15)::bigint << 27 | nextval('stream_numbers');
    RETURN NEW;
END $$;

CREATE TRIGGER streams_number BEFORE INSERT ON streams FOR EACH ROW EXECUTE FUNCTION number_stream();

CREATE TABLE events (
    key BIGINT PRIMARY KEY,
    case_key BIGINT NOT NULL,
    fields JSON NOT NULL,
    hash BYTEA NOT NULL
) PARTITION BY RANGE (key);

DO $$ BEGIN
    FOR part IN 0..15 LOOP
        EXECUTE format('CREATE TABLE events_%s PARTITION OF events FOR VALUES FROM (%s) TO (%s)',
            part, part::bigint << 59, CASE part WHEN 15 THEN 'MAXVALUE' ELSE ((part + 1)::bigint << 59)::text END);
    END LOOP;
END $$;

CREATE INDEX events_by_case ON events (case_key);

CREATE INDEX events_breached ON events (key) WHERE fields ->> 2 = 'breached';

CREATE FUNCTION keep_event() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
    RAISE EXCEPTION 'an event is never %d', lower(TG_OP);
END $$;

CREATE TRIGGER events_stay BEFORE UPDATE OR DELETE ON events FOR EACH ROW EXECUTE FUNCTION keep_event();

CREATE TRIGGER events_remain BEFORE TRUNCATE ON events FOR EACH STATEMENT EXECUTE FUNCTION keep_event()
""",
}

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
WHERE origin LIKE (SELECT value FROM meta WHERE key = 'author') || '.%'
AND acked < (SELECT MAX(key) & 4294967295 FROM events WHERE key BETWEEN number << 32 AND (number << 32) + 4294967295);

-- events that were received and kept, and that nobody here can use: a link of their stream's chain and no more
CREATE TABLE rejected (key INTEGER PRIMARY KEY, at INTEGER NOT NULL, problem TEXT NOT NULL)
"""

_ATTACHMENTS = """
-- the files that events name, and whether all of a file is here; one of `device`'s cases named it first
CREATE TABLE attachments (
    digest BLOB PRIMARY KEY,
    device TEXT NOT NULL,
    size INTEGER NOT NULL,
    done INTEGER NOT NULL DEFAULT 0
) WITHOUT ROWID;

CREATE INDEX attachments_missing ON attachments (device) WHERE done = 0;

CREATE TABLE pieces (digest BLOB NOT NULL, place INTEGER NOT NULL, data BLOB NOT NULL, PRIMARY KEY (digest, place))
"""

_FILES_OF_EACH = """
-- each device's files by themselves: else who names a file first could keep it from another device
CREATE TABLE files (
    device TEXT NOT NULL,
    digest BLOB NOT NULL,
    size INTEGER NOT NULL,
    done INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (device, digest)
) WITHOUT ROWID;

INSERT INTO files SELECT device, digest, size, done FROM attachments;

CREATE INDEX files_missing ON files (device) WHERE done = 0;

CREATE TABLE file_pieces (
    device TEXT NOT NULL,
    digest BLOB NOT NULL,
    place INTEGER NOT NULL,
    data BLOB NOT NULL,
    PRIMARY KEY (device, digest, place)
);

INSERT INTO file_pieces SELECT device, digest, place, data FROM pieces JOIN attachments USING (digest);

DROP TABLE pieces;

DROP TABLE attachments
"""

_REGISTRY = """
-- codes with which a barangay's box may be enrolled, once; neither the code nor anything it can be made from is here
CREATE TABLE claims (
    id TEXT PRIMARY KEY,
    nonce TEXT NOT NULL,
    psgc TEXT NOT NULL,
    expires_at BIGINT NOT NULL,
    device TEXT NOT NULL DEFAULT ''
);

-- the boxes that were enrolled; the number is the one under which a box makes its references
CREATE TABLE devices (
    id TEXT PRIMARY KEY,
    card BLOB NOT NULL,
    number BIGINT NOT NULL UNIQUE,
    enrolled_at BIGINT NOT NULL,
    revoked_at BIGINT
);

-- which barangay a box serves, and from when until when: codes change, and boxes move
CREATE TABLE places (
    device TEXT NOT NULL REFERENCES devices (id),
    valid_from BIGINT NOT NULL,
    valid_to BIGINT,
    psgc TEXT NOT NULL,
    PRIMARY KEY (device, valid_from)
);

-- every certificate that was given out, by its serial number in hexadecimal
CREATE TABLE certificates (
    serial TEXT PRIMARY KEY,
    device TEXT NOT NULL REFERENCES devices (id),
    key_hash TEXT NOT NULL UNIQUE,
    ends_at BIGINT NOT NULL,
    certificate BLOB NOT NULL
);

CREATE INDEX certificates_of ON certificates (device)
"""

_PARCELS = """
-- frames that go by data SMS, owed or sent: what is in one (`cover`, up to place `last`), so that it is not owed twice
CREATE TABLE parcels (
    id INTEGER PRIMARY KEY,
    device TEXT NOT NULL,
    cover TEXT NOT NULL,
    last INTEGER NOT NULL,
    number TEXT NOT NULL,
    data BLOB NOT NULL,
    state TEXT NOT NULL,
    parts INTEGER NOT NULL,
    done INTEGER NOT NULL DEFAULT 0,
    at INTEGER NOT NULL,
    tries INTEGER NOT NULL,
    UNIQUE (device, cover)
);

CREATE INDEX parcels_owed ON parcels (id) WHERE state = 'owed';

-- frames that came by data SMS, from which number, until sync has taken them
CREATE TABLE brought (id INTEGER PRIMARY KEY, number TEXT NOT NULL, data BLOB NOT NULL, at INTEGER NOT NULL);

-- every part that was handed to the network, for the day's bound
CREATE TABLE posted (id INTEGER PRIMARY KEY, device TEXT NOT NULL, at INTEGER NOT NULL);

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
CREATE TABLE incomplete (
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


# Data files keep the steps that were made as sqlite-utils does, servers in a table of their own.
_MADE = "CREATE TABLE IF NOT EXISTS steps (name TEXT PRIMARY KEY)"


def migrate(db: Database) -> None:
    """Bring the schema to this version's. Raises StoreError when it is of a newer version."""
    if isinstance(db, Connection):
        _refuse_newer(_applied(db))
        _SCHEMA.apply(Tables(db))
        return
    db.begin()
    db.hold("the schema")
    db.execute(_MADE)
    applied = _applied(db)
    _refuse_newer(applied)
    for name in (name for name in _STEPS if name not in applied):
        _STEPS[name](db)
        db.execute("INSERT INTO steps VALUES (?)", (name,))
    db.execute("COMMIT")


def check(db: Database) -> None:
    """Raise StoreError unless the schema is exactly this version's."""
    applied = _applied(db)
    _refuse_newer(applied)
    if set(_STEPS) - applied:
        raise StoreError("the data file is of an older version or empty; run: dulog migrate")


def _applied(db: Database) -> set[str]:
    if isinstance(db, Connection):
        return {step.name for step in _SCHEMA.applied(Tables(db))}
    if db.execute("SELECT to_regclass('steps')").fetchone()[0] is None:
        return set()
    return {name for (name,) in db.execute("SELECT name FROM steps").fetchall()}


def _refuse_newer(applied: set[str]) -> None:
    unknown = applied - set(_STEPS)
    if unknown:
        raise StoreError(f"the data file is of a newer version (it has step {min(unknown)}); update Dulog first")
