-- Corrections that wait for a second person, or were judged; the schedule is the exact text of one that is to be adopted.
CREATE TABLE corrections (
    number      INTEGER PRIMARY KEY,
    digest      TEXT NOT NULL UNIQUE,
    kind        TEXT NOT NULL,
    project     TEXT,
    into_project TEXT,
    from_value  TEXT,
    to_value    TEXT,
    event       INTEGER,
    reference   TEXT,
    informed    INTEGER,
    shift       INTEGER NOT NULL,
    schedule    BLOB,
    records     INTEGER NOT NULL,
    asked_by    TEXT NOT NULL,
    asked_at    INTEGER NOT NULL,
    deadline_at INTEGER,
    standing    INTEGER NOT NULL,
    judged_by   TEXT,
    judged_at   INTEGER,
    counts_from INTEGER,
    judged_code TEXT
);
CREATE INDEX corrections_by_standing ON corrections (standing);

-- What a project goes on as part of; what the institute is to its data, and what its controller chose.
ALTER TABLE projects ADD COLUMN merged_into TEXT;
ALTER TABLE projects ADD COLUMN merged_at INTEGER;
ALTER TABLE projects ADD COLUMN role INTEGER NOT NULL DEFAULT 0;
ALTER TABLE projects ADD COLUMN choice INTEGER;
ALTER TABLE projects ADD COLUMN choice_on TEXT;
ALTER TABLE projects ADD COLUMN choice_reference TEXT;
ALTER TABLE projects ADD COLUMN instructed_at INTEGER;

-- A schedule in the configured file that moves days and that nobody approved: at most one line.
CREATE TABLE schedule_seen (
    sha256  TEXT PRIMARY KEY,
    seen_at INTEGER NOT NULL
) WITHOUT ROWID;
