CREATE TABLE counters (
    name  TEXT PRIMARY KEY,
    value INTEGER NOT NULL
) WITHOUT ROWID;
INSERT INTO counters (name, value) VALUES ('facts-epoch', 0), ('hold-epoch', 0), ('noted', 0), ('simulated', 0);

CREATE TABLE projects (
    id              TEXT PRIMARY KEY,
    title           TEXT,
    planned_end     TEXT,
    ended_on        TEXT,
    end_event       INTEGER,
    end_reference   TEXT,
    end_recorded_at INTEGER,
    added_at        INTEGER NOT NULL
) WITHOUT ROWID;

CREATE TABLE withdrawals (
    id           INTEGER PRIMARY KEY,
    project      TEXT NOT NULL,
    participant  TEXT NOT NULL,
    category     TEXT,
    received_on  TEXT NOT NULL,
    ground       INTEGER NOT NULL,
    recorded_at  INTEGER NOT NULL,
    actor        TEXT NOT NULL,
    cancelled_at INTEGER
);
CREATE INDEX withdrawals_by_project ON withdrawals (project);

CREATE TABLE holds (
    id          INTEGER PRIMARY KEY,
    project     TEXT NOT NULL,
    participant TEXT,
    category    TEXT,
    store       TEXT,
    name        BLOB,
    kind        INTEGER NOT NULL,
    reference   TEXT NOT NULL,
    review_by   TEXT NOT NULL,
    placed_by   TEXT NOT NULL,
    placed_at   INTEGER NOT NULL,
    released_by TEXT,
    released_at INTEGER
);

CREATE TABLE stores (
    id         INTEGER PRIMARY KEY,
    name       TEXT NOT NULL UNIQUE,
    identity   TEXT,
    adopted_at INTEGER
);

CREATE TABLE schedules (
    id         INTEGER PRIMARY KEY,
    sha256     TEXT NOT NULL,
    text       BLOB NOT NULL,
    adopted_at INTEGER NOT NULL
);

-- Records of equal facts share a group; '' stands for "no template fits". decided_under is the schedule that the timetable
-- was computed under, 0 while its facts have changed since.
CREATE TABLE groups (
    id            INTEGER PRIMARY KEY,
    store         INTEGER NOT NULL REFERENCES stores (id),
    project       TEXT NOT NULL,
    category      TEXT NOT NULL,
    participants  TEXT NOT NULL,
    collected_on  TEXT NOT NULL,
    decided_under INTEGER NOT NULL DEFAULT 0,
    erase_from    TEXT,
    erase_by      TEXT,
    due_at        INTEGER,
    deadline_at   INTEGER,
    kept          INTEGER,
    unclassified  INTEGER,
    needs_person  INTEGER NOT NULL DEFAULT 0,
    floor_passes  INTEGER NOT NULL DEFAULT 0
);
CREATE UNIQUE INDEX groups_by_key ON groups (project, category, participants, collected_on, store);
CREATE INDEX groups_by_decided ON groups (decided_under);
CREATE INDEX groups_by_due ON groups (due_at) WHERE due_at IS NOT NULL;

CREATE TABLE records (
    id            INTEGER PRIMARY KEY,
    store         INTEGER NOT NULL REFERENCES stores (id),
    name          BLOB NOT NULL,
    version       TEXT NOT NULL,
    size          INTEGER NOT NULL,
    modified_at   INTEGER NOT NULL,
    group_id      INTEGER NOT NULL REFERENCES groups (id),
    state         INTEGER NOT NULL,
    first_seen_at INTEGER NOT NULL,
    noted         INTEGER NOT NULL,
    erased_at     INTEGER,
    residue_until TEXT
);
CREATE UNIQUE INDEX records_by_name ON records (store, name);
CREATE INDEX records_present_by_group ON records (group_id) WHERE state = 0;
CREATE INDEX records_erased ON records (residue_until) WHERE state = 1;

CREATE TABLE plans (
    digest      TEXT PRIMARY KEY,
    schedule    TEXT NOT NULL,
    hold_epoch  INTEGER NOT NULL,
    identities  TEXT NOT NULL,
    project     TEXT,
    category    TEXT,
    participant TEXT,
    records     INTEGER NOT NULL,
    bytes       INTEGER NOT NULL,
    made_at     INTEGER NOT NULL,
    actor       TEXT NOT NULL,
    status      TEXT NOT NULL,
    noted       INTEGER NOT NULL
) WITHOUT ROWID;

CREATE TABLE requests (
    id          INTEGER PRIMARY KEY,
    digest      TEXT NOT NULL,
    project     TEXT,
    category    TEXT,
    participant TEXT,
    actor       TEXT NOT NULL,
    at          INTEGER NOT NULL,
    state       INTEGER NOT NULL DEFAULT 0,
    done        INTEGER NOT NULL DEFAULT 0,
    total       INTEGER NOT NULL DEFAULT 0,
    result      TEXT
);
CREATE INDEX requests_unfinished ON requests (state) WHERE state < 2;

CREATE TABLE open_intents (
    seq         INTEGER PRIMARY KEY,
    record_id   INTEGER NOT NULL,
    plan_digest TEXT NOT NULL,
    at          INTEGER NOT NULL
);

CREATE TABLE log_entries (
    seq   INTEGER PRIMARY KEY,
    entry BLOB NOT NULL
);
CREATE TABLE log_head (
    id   INTEGER PRIMARY KEY CHECK (id = 1),
    size INTEGER NOT NULL,
    root BLOB NOT NULL,
    edge BLOB NOT NULL
);
INSERT INTO log_head (id, size, root, edge)
VALUES (1, 0, x'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855', x'');
