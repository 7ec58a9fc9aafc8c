-- Possible breaches: what was found, how many records it concerns, and until when nobody said what came of it.
CREATE TABLE breaches (
    id        INTEGER PRIMARY KEY,
    store     TEXT NOT NULL,
    code      TEXT NOT NULL,
    records   INTEGER NOT NULL,
    since     INTEGER NOT NULL,
    closed_at INTEGER
);
