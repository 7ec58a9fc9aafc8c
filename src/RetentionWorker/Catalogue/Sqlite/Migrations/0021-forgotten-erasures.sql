-- How many records of a group were erased when, of those whose exact names are forgotten.
CREATE TABLE forgotten_erasures (
    group_id  INTEGER NOT NULL,
    erased_at INTEGER NOT NULL,
    records   INTEGER NOT NULL,
    PRIMARY KEY (group_id, erased_at)
) WITHOUT ROWID;
