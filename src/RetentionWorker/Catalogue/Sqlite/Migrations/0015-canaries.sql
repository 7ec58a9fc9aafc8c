-- Records that the program itself plants. A name is a few words of the program's own, and nobody's data.
CREATE TABLE canaries (
    number         INTEGER PRIMARY KEY,
    store          TEXT NOT NULL,
    role           INTEGER NOT NULL,
    name           BLOB NOT NULL,
    size           INTEGER NOT NULL,
    hold           INTEGER,
    planted_at     INTEGER,
    due_at         INTEGER NOT NULL,
    deadline_at    INTEGER NOT NULL,
    looked_at      INTEGER,
    passed_over_at INTEGER,
    fate           INTEGER NOT NULL,
    fate_at        INTEGER,
    retired_at     INTEGER,
    closed_at      INTEGER
);

CREATE INDEX canaries_standing ON canaries (store) WHERE fate = 0;

-- Where canaries are wanted, as far as it was tried, and what stood in the way.
CREATE TABLE canary_places (
    store         TEXT PRIMARY KEY,
    since         INTEGER NOT NULL,
    trouble       TEXT,
    trouble_since INTEGER
) WITHOUT ROWID;
