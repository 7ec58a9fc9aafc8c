-- Plans that are kept: with a number for their records, who asked for them, how they stand and what a person said of them.
DROP TABLE plans;
CREATE TABLE plans (
    number        INTEGER PRIMARY KEY,
    digest        TEXT NOT NULL UNIQUE,
    schedule      TEXT NOT NULL,
    hold_epoch    INTEGER NOT NULL,
    identities    TEXT NOT NULL,
    project       TEXT,
    category      TEXT,
    participant   TEXT,
    early         INTEGER,
    records       INTEGER NOT NULL,
    bytes         INTEGER NOT NULL,
    made_at       INTEGER NOT NULL,
    noted         INTEGER NOT NULL,
    standing      INTEGER NOT NULL,
    kept_at       INTEGER NOT NULL,
    expires_at    INTEGER,
    deadline_at   INTEGER,
    exceeded      TEXT,
    judged_by     TEXT,
    judged_at     INTEGER,
    counts_from   INTEGER,
    counts_until  INTEGER,
    judged_code   TEXT
);
CREATE INDEX plans_by_standing ON plans (standing);

CREATE TABLE plan_askers (
    plan  INTEGER NOT NULL REFERENCES plans (number),
    actor TEXT NOT NULL,
    PRIMARY KEY (plan, actor)
) WITHOUT ROWID;

-- The exact set: which record, at which version. Names are in the records alone, and go with them.
CREATE TABLE plan_records (
    plan    INTEGER NOT NULL REFERENCES plans (number),
    record  INTEGER NOT NULL,
    version TEXT NOT NULL,
    PRIMARY KEY (plan, record)
) WITHOUT ROWID;

-- A request names a kept plan; its scope is the plan's. No request outlives an upgrade.
DROP TABLE requests;
CREATE TABLE requests (
    id     INTEGER PRIMARY KEY,
    digest TEXT NOT NULL,
    actor  TEXT NOT NULL,
    at     INTEGER NOT NULL,
    state  INTEGER NOT NULL DEFAULT 0,
    done   INTEGER NOT NULL DEFAULT 0,
    total  INTEGER NOT NULL DEFAULT 0,
    result TEXT
);
CREATE INDEX requests_unfinished ON requests (state) WHERE state < 2;

-- What was erased without a person's approval, for the rolling limits; a week of it.
CREATE TABLE spent (
    at           INTEGER NOT NULL,
    store        INTEGER NOT NULL REFERENCES stores (id),
    project      TEXT NOT NULL,
    participants TEXT NOT NULL,
    records      INTEGER NOT NULL,
    bytes        INTEGER NOT NULL
);
CREATE INDEX spent_by_time ON spent (at);
