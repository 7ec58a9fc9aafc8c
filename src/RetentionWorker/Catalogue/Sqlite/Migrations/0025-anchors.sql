-- Checkpoints that places outside took, and the places that did not take the last one.
CREATE TABLE anchors (
    id       INTEGER PRIMARY KEY,
    place    TEXT NOT NULL,
    kind     TEXT NOT NULL,
    size     INTEGER NOT NULL,
    note     BLOB NOT NULL,
    evidence BLOB,
    at       INTEGER NOT NULL
);
CREATE INDEX anchors_by_place ON anchors (place, id);
CREATE TABLE anchors_refused (
    place TEXT PRIMARY KEY,
    code  TEXT NOT NULL,
    since INTEGER NOT NULL
) WITHOUT ROWID;
