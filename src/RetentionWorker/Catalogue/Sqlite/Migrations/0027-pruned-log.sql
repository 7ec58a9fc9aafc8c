-- The leaf hashes of entries that outlived the log's own retention, 256 to a row, where the entries themselves are gone; and the pruning that was announced last.
CREATE TABLE log_tiles (
    tile   INTEGER PRIMARY KEY,
    hashes BLOB NOT NULL
);
CREATE TABLE log_prune (
    id      INTEGER PRIMARY KEY CHECK (id = 1),
    minimum INTEGER NOT NULL,
    seq     INTEGER NOT NULL
);
